"""One world of round numbers, and what a block makes of it, worked out by hand: one example per rule.

Two subnets alike: 20,000 τ and 10,000 α in a pool of even weights, so a price of 2 τ; 80,000 α outside. On root are
20,000 τ, which weigh half. So root's part is 20,000 × ½ ÷ (20,000 × ½ + 90,000) = 1/10. With 10,500,000 τ issued a
block makes ½ τ, and of each subnet's alpha 1 α. One validator has everything and takes 1/5; Alice has a tenth of it.
"""

import pytest
from bittensor_core import ss58_encode

from dtao_tui.practice.pallets import pools, u96f32
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.runtime.metadata import defaults
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.state.internal_items import PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Storage
from dtao_tui.practice.world.genesis import GenesisWorld
from dtao_tui.practice.world.world_file import world_from
from tests.practice.economy import ALICE, TAO, Economy

VALIDATOR, OWNER, OWNERS_HOTKEY = (
    account_named(name) for name in ("worked validator", "worked owner", "worked hotkey")
)
A_FIFTH = 13_107
"""In 65535ths."""


def ss58(account: bytes) -> str:
    return str(ss58_encode(account, 42))


def subnet(netuid: int) -> dict[str, object]:
    return {
        "netuid": netuid,
        "pool": {"tao_in": 20_000 * TAO, "alpha_in": 10_000 * TAO},
        "alpha_out": 80_000 * TAO,
        "next_epoch": 2,
        "owner": {"hotkey": ss58(OWNERS_HOTKEY), "coldkey": ss58(OWNER)},
        "validators": [{"hotkey": ss58(VALIDATOR), "stake": 80_000 * TAO}],
    }


def held(netuid: int, amount: int) -> dict[str, object]:
    return {"coldkey": ss58(ALICE), "hotkey": ss58(VALIDATOR), "netuid": netuid, "amount": amount * TAO}


@pytest.fixture
def economy() -> Economy:
    document = {
        "pools": [subnet(1), subnet(2)],
        "stakes": [held(1, 8_000), held(0, 2_000)],
        "root": [{"hotkey": ss58(VALIDATOR), "stake": 20_000 * TAO}],
        "root_stake": 20_000 * TAO,
        "tao_weight": 2**63,
        "issuance": 10_500_000 * TAO,
    }
    storage = Storage({**defaults(), **PRIVATE_ITEMS})
    GenesisWorld(world_from(document, emits=True), b"").fill(storage)
    storage.put("SubtensorModule.Delegates", VALIDATOR, value=A_FIFTH)
    storage.seal(0)
    return Economy(storage)


def pending(economy: Economy, name: str) -> int:
    return economy.number(f"Pending{name}", 1)


def test_a_block_gives_each_subnet_a_quarter_of_a_tao(economy: Economy):
    """½ τ, shared by average prices that are alike; a price above 1 counts as 1."""
    economy.next_block()
    spent = [economy.number("SubnetTaoInEmission", n) + economy.number("SubnetExcessTao", n) for n in (1, 2)]
    assert spent == pytest.approx([250_000_000, 250_000_000], abs=1)


def test_liquidity_is_roots_tenth_of_the_alpha_at_the_price(economy: Economy):
    """¼ τ at 2 τ would be 0.125 α; root's part of 1 α is 0.1 α, which cost 0.2 τ. So 0.05 τ are in excess."""
    economy.next_block()
    assert economy.number("SubnetAlphaInEmission", 1) == pytest.approx(100_000_000, abs=1)
    assert economy.number("SubnetTaoInEmission", 1) == pytest.approx(200_000_000, abs=2)
    assert economy.number("SubnetExcessTao", 1) == pytest.approx(50_000_000, abs=2)


def test_the_excess_buys_alpha_without_a_fee(economy: Economy):
    """10,000 α × 0.05 ÷ 20,000.05 = 0.0249999375 α for 0.05 τ, against the old reserves."""
    economy.next_block()
    assert economy.number("SubnetProtocolAlpha", 1) == pytest.approx(24_999_937, abs=2)
    assert economy.number("SubnetTAO", 1) == pytest.approx(20_000_250_000_000, abs=2)
    assert economy.number("SubnetAlphaIn", 1) == pytest.approx(10_000 * TAO + 100_000_000 - 24_999_937, abs=2)


def test_the_purchase_alone_raises_the_price(economy: Economy):
    """Weights were even and stay so, for what was added came at the price: 20,000.25 ÷ 10,000.0750000625 τ."""
    economy.next_block()
    assert pools.pool_of(economy.storage, 1).quote_weight == pytest.approx(5 * 10**17, rel=1e-12)
    assert economy.ask("SwapRuntimeApi.current_alpha_price", netuid=1) == pytest.approx(2_000_010_000, abs=2)


def test_new_alpha_is_cut_for_owner_miners_root_and_validators(economy: Economy):
    """Of 1 α the owner has 11,796 of 65,535; of the rest miners half, root its part of the other half, validators more.

    The new alpha counts already, so root's part is 10,000 ÷ 100,001.1. 0.179995422 + 0.410002289 + 0.040999778 +
    0.369002511 = 1.
    """
    economy.next_block()
    assert pending(economy, "OwnerCut") == 179_995_422
    assert pending(economy, "ServerEmission") == pytest.approx(410_002_288, abs=1)
    assert pending(economy, "RootAlphaDivs") == pytest.approx(40_999_777, abs=1)
    assert pending(economy, "ValidatorEmission") == pytest.approx(369_002_511, abs=1)


def test_the_owner_is_paid_at_the_epoch(economy: Economy):
    """Two blocks of 0.179995422 α."""
    economy.run_to(2)
    assert economy.stake(OWNER, 1, OWNERS_HOTKEY) == 2 * 179_995_422


def test_stakers_share_what_the_validator_leaves(economy: Economy):
    """Without miners their half is the validators', too: 2 × 0.820004578 α without root's 0.081999105 α: 1.558010051 α.

    A fifth of it, 0.311602010 α, is its take and is staked first. Alice has 8,000 of then 80,000.311602010 α, and so
    that part of the other 1.246408041 α: 0.124640319 α.
    """
    economy.run_to(2)
    assert economy.number("AlphaDividendsPerSubnet", 1, VALIDATOR) == pytest.approx(1_246_408_041, abs=4)
    assert economy.stake(ALICE, 1, VALIDATOR) - 8_000 * TAO == pytest.approx(124_640_319, abs=2)


def test_root_is_paid_into_a_basket_after_the_take(economy: Economy):
    """Root's 10,000 ÷ 100,001.1 and then ÷ 100,002.2 of 0.410002289 α, without the take: 0.065599283 α."""
    economy.run_to(2)
    assert economy.number("RootAlphaDividendsPerSubnet", 1, VALIDATOR) == pytest.approx(65_599_283, abs=3)
    assert economy.stake(basket_fund.ESCROW, 1, VALIDATOR) == pytest.approx(65_599_283, abs=4)


def test_a_claim_brings_a_tenth_of_the_basket(economy: Economy):
    """Alice has a tenth of root: of 0.065599283 α of both subnets, at 2.00002 τ, that is 0.026239976 τ.

    She has her part of what selling all of it would bring: 0.0656 ÷ 10,000 of it less, 0.026239804 τ. A basket
    counts shares per rao of root in 2⁻³², here some 28,175 of them, so a claim may lack one part in that.
    """
    economy.run_to(2)
    assert economy.ask("BetaBasketRuntimeApi.get_root_basket_owed", coldkey=ALICE) == pytest.approx(
        26_239_804, rel=1 / 28_000
    )
    economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=VALIDATOR)
    assert economy.stake(ALICE, 0, VALIDATOR) - 2_000 * TAO == pytest.approx(26_239_804, rel=1 / 28_000)
    assert economy.ask("BetaBasketRuntimeApi.get_root_basket_owed", coldkey=ALICE) < 1_000


def test_the_average_price_takes_a_step_towards_the_price(economy: Economy):
    """201,600 blocks old, it moves at 0.000003 × ½ towards 1, the most that counts: 0.0000015, or 6,442 of 2³²."""
    economy.storage.put(pools.MOVING_PRICE, 1, value={"bits": 0})
    economy.block = 201_599
    economy.storage.put("SubtensorModule.FirstEmissionBlockNumber", 1, value=1)
    economy.next_block()
    assert u96f32.stored(economy.storage, pools.MOVING_PRICE, 1) == pytest.approx(6_442, abs=1)
