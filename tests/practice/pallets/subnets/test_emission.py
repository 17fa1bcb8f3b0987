from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.subnets import emission
from dtao_tui.practice.state.derived_accounts import subnet_account
from tests.practice.economy import Economy, an_economy

NET = 3


@pytest.fixture
def economy() -> Economy:
    """Twelve subnets that are paid; nobody trades."""
    economy = an_economy(still=False)
    economy.storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
    return economy


@pytest.mark.parametrize(
    ("issued_tao", "rao"),
    [
        (0, 10**9),
        (10_499_999, 10**9),
        (10_500_000, 5 * 10**8),
        (15_749_999, 5 * 10**8),
        (15_750_000, 25 * 10**7),
        (20_999_999, 59),
        (21_000_000, 0),
        (30_000_000, 0),
    ],
)
def test_emission_halves_each_time_the_rest_halves(issued_tao: int, rao: int):
    assert emission.emission_at(issued_tao * 10**9) == rao


def test_a_block_emits_half_a_tao_split_by_average_price(economy: Economy):
    prices = {netuid: pools.moving_price(economy.storage, netuid) for netuid in range(1, 13)}
    economy.next_block()
    paid = {
        netuid: economy.number("SubnetTaoInEmission", netuid) + economy.number("SubnetExcessTao", netuid)
        for netuid in prices
    }
    assert 5 * 10**8 - 2 * len(paid) <= sum(paid.values()) <= 5 * 10**8
    for netuid, rao in paid.items():
        assert rao == pytest.approx(5 * 10**8 * prices[netuid] / sum(prices.values()), abs=2)


def test_liquidity_comes_at_the_price_up_to_roots_part_and_the_rest_buys(economy: Economy):
    """The worked example of facts on emission: alpha_in = tao / price, capped at root's part of the alpha."""
    before = pools.pool_of(economy.storage, NET)
    issuance = pools.alpha_issuance(economy.storage, NET)
    weighted_root = economy.number("SubnetTAO", 0) * economy.number("TaoWeight") // (2**64 - 1)
    cap = weighted_root * 10**9 // (weighted_root + issuance)
    price = before.price.rao

    economy.next_block()

    tao, alpha = economy.number("SubnetTaoInEmission", NET), economy.number("SubnetAlphaInEmission", NET)
    assert alpha == pytest.approx(cap, abs=1)
    assert tao == pytest.approx(cap * price / 10**9, rel=1e-7)
    assert economy.number("SubnetExcessTao", NET) > 0
    assert economy.number("SubnetAlphaOutEmission", NET) == 10**9


def test_the_order_is_weights_then_purchase_then_reserves(economy: Economy):
    before = pools.pool_of(economy.storage, NET)
    economy.next_block()
    tao = Tao(economy.number("SubnetTaoInEmission", NET))
    alpha = Alpha(economy.number("SubnetAlphaInEmission", NET), NET)
    excess = Tao(economy.number("SubnetExcessTao", NET))
    bought = before.reweighted(tao, alpha).trade(Side.BUY, excess, drop_fees=True)
    after = before.reweighted(tao, alpha).after(bought)
    expected = replace(after, tao_in=after.tao_in + tao, alpha_in=after.alpha_in + alpha)
    assert pools.pool_of(economy.storage, NET) == expected
    assert economy.number("SubnetProtocolAlpha", NET) == bought.received.rao


def test_injection_alone_keeps_the_price(economy: Economy):
    # So late in the chain's life that little is emitted, and all of it fits under root's part.
    economy.storage.put(emission.ISSUANCE, value=205 * 10**14)
    economy.storage.put("SubtensorModule.TaoWeight", value=2**64 - 1)
    before = pools.pool_of(economy.storage, NET).price.rao
    economy.next_block()
    assert economy.number("SubnetExcessTao", NET) == 0
    assert economy.number("SubnetTaoInEmission", NET) > 0
    assert abs(pools.pool_of(economy.storage, NET).price.rao - before) <= 1


def test_every_new_rao_is_in_the_pools_and_in_the_issuance(economy: Economy):
    issued, everywhere = economy.number("TotalIssuance"), economy.tao_everywhere()
    economy.run_to(5)
    new = economy.number("TotalIssuance") - issued
    assert 0 < new <= 5 * 5 * 10**8
    assert economy.tao_everywhere() == everywhere + new
    for netuid in range(1, 13):
        assert economy.free(subnet_account(netuid)) == economy.number("SubnetTAO", netuid)


def test_a_subnet_without_emission_gives_its_part_to_the_others(economy: Economy):
    economy.storage.put("SubtensorModule.SubnetEmissionEnabled", NET, value=False)
    economy.next_block()
    paid = [
        economy.number("SubnetTaoInEmission", netuid) + economy.number("SubnetExcessTao", netuid)
        for netuid in range(1, 13)
    ]
    assert paid[NET - 1] == 0
    assert 5 * 10**8 - 24 <= sum(paid) <= 5 * 10**8
    assert economy.number("SubnetAlphaOutEmission", NET) == 10**9


def test_what_a_subnet_keeps_from_its_miners_lowers_its_share(economy: Economy):
    economy.next_block()
    before = economy.number("SubnetTaoInEmission", NET) + economy.number("SubnetExcessTao", NET)
    economy.storage.put("SubtensorModule.MinerBurned", NET, value={"bits": 2**31})
    economy.next_block()
    after = economy.number("SubnetTaoInEmission", NET) + economy.number("SubnetExcessTao", NET)
    assert 0.5 < after / before < 0.6


def test_liquidity_that_no_weight_can_bear_waits_in_the_reservoirs(economy: Economy):
    economy.storage.put(pools.WEIGHT, NET, value={"quote": 10**15})
    issuance = pools.alpha_issuance(economy.storage, NET)
    economy.next_block()
    waiting_tao = economy.storage.number(pools.TAO_RESERVOIR, NET)
    waiting_alpha = economy.storage.number(pools.ALPHA_RESERVOIR, NET)
    assert economy.number("SubnetTaoInEmission", NET) == 0
    assert waiting_alpha > 0
    assert economy.free(subnet_account(NET)) == economy.number("SubnetTAO", NET) + waiting_tao
    new = pools.alpha_issuance(economy.storage, NET) - issuance
    assert new == pytest.approx(waiting_alpha + 10**9 - _recycled(economy), abs=3)


def test_what_waited_goes_into_the_pool_as_soon_as_a_weight_bears_it(economy: Economy):
    tao, alpha = 3 * 10**9, 5 * 10**9
    economy.storage.put(pools.TAO_RESERVOIR, NET, value=tao)
    economy.storage.put(pools.ALPHA_RESERVOIR, NET, value=alpha)
    economy.give(subnet_account(NET), tao)
    before = pools.pool_of(economy.storage, NET)
    economy.next_block()
    assert economy.storage.number(pools.TAO_RESERVOIR, NET) == 0
    assert economy.storage.number(pools.ALPHA_RESERVOIR, NET) == 0
    assert economy.number("SubnetTaoInEmission", NET) > tao
    assert economy.number("SubnetAlphaInEmission", NET) > alpha
    after = pools.pool_of(economy.storage, NET)
    excess, bought = economy.number("SubnetExcessTao", NET), economy.number("SubnetProtocolAlpha", NET)
    assert after.tao_in.rao - before.tao_in.rao == economy.number("SubnetTaoInEmission", NET) + excess
    assert after.alpha_in.rao - before.alpha_in.rao == economy.number("SubnetAlphaInEmission", NET) - bought
    assert economy.free(subnet_account(NET)) == after.tao_in.rao


def _recycled(economy: Economy) -> int:
    """Root is only paid while the prices' sum is above one; twelve subnets do not reach it."""
    kept = sum(economy.number(name, NET) for name in ("PendingServerEmission", "PendingValidatorEmission"))
    left = 10**9 - economy.number("PendingOwnerCut", NET) - kept
    return left if left > 2 else 0


def test_new_alpha_is_laid_aside_for_owner_miners_validators_and_root(economy: Economy):
    for netuid in range(1, 13):
        economy.storage.put(pools.MOVING_PRICE, netuid, value={"bits": 2**30})
    economy.next_block()
    owner, miners = economy.number("PendingOwnerCut", NET), economy.number("PendingServerEmission", NET)
    validators, root = economy.number("PendingValidatorEmission", NET), economy.number("PendingRootAlphaDivs", NET)
    assert owner == 10**9 * 11_796 // 65_535
    assert miners == pytest.approx((10**9 - owner) / 2, abs=1)
    assert root > 0
    assert 10**9 - 4 <= owner + miners + validators + root <= 10**9


def test_a_subnet_without_an_owners_cut_leaves_it_to_the_others(economy: Economy):
    economy.storage.put("SubtensorModule.OwnerCutEnabled", NET, value=False)
    economy.next_block()
    assert economy.number("PendingOwnerCut", NET) == 0
    assert economy.number("PendingServerEmission", NET) == 5 * 10**8


def test_root_is_paid_nothing_while_all_prices_are_worth_less_than_a_tao(economy: Economy):
    out = economy.number("SubnetAlphaOut", NET)
    economy.next_block()
    bought = economy.number("SubnetProtocolAlpha", NET)
    assert economy.number("PendingRootAlphaDivs", NET) == 0
    assert economy.number("SubnetAlphaOut", NET) - out - bought == pytest.approx(10**9 - _recycled(economy), abs=2)


def test_the_average_price_moves_towards_the_price_slowly(economy: Economy):
    economy.storage.put(pools.MOVING_PRICE, NET, value={"bits": 0})
    economy.block = 201_600
    economy.next_block()
    price = pools.pool_of(economy.storage, NET).price_bits >> 32
    moved = pools.moving_price(economy.storage, NET) >> 32
    # Halfway to the full speed of 0.000003 after as many blocks as the halving takes.
    assert moved == pytest.approx(price * 0.0000015, abs=2)


def test_roots_part_is_weighted_tao_over_itself_and_all_alpha(economy: Economy):
    economy.next_block()
    weighted = economy.number("SubnetTAO", 0) * economy.number("TaoWeight") / 2**64
    expected = weighted / (weighted + pools.alpha_issuance(economy.storage, NET))
    stored = economy.storage.get(emission.ROOT_PROPORTION, NET)
    assert isinstance(stored, dict)
    assert stored["bits"] / 2**32 == pytest.approx(expected, abs=1e-8)


def test_a_still_world_emits_nothing():
    economy = an_economy(still=True)
    before = economy.snapshot()
    economy.run_to(3)
    assert economy.snapshot() == before
    assert economy.number("SubnetTaoInEmission", NET) == 0
