import pytest

from dtao_tui.practice.pallets import balances, fees, pools, shares
from dtao_tui.practice.pallets.baskets import basket_claims, basket_fund
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.derived_accounts import subnet_account
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET = 3
DIVIDEND = 50 * TAO


@pytest.fixture
def economy() -> Economy:
    """Alice has 100 τ on root with a validator."""
    economy = an_economy()
    stake_on_root(economy, ALICE)
    return economy


def stake_on_root(economy: Economy, who: bytes) -> None:
    economy.call(who, "SubtensorModule.add_stake", hotkey=economy.validator(0), netuid=0, amount_staked=100 * TAO)


def pay(economy: Economy, alpha: int = DIVIDEND) -> None:
    economy.pay_dividends(economy.validator(0), NET, alpha)


def owed(economy: Economy, who: bytes) -> int:
    found = economy.ask("BetaBasketRuntimeApi.get_root_basket_owed", coldkey=who)
    assert isinstance(found, int)
    return found


def claim(economy: Economy, who: bytes) -> None:
    economy.call(who, "SubtensorModule.claim_root_with_hotkey", hotkey=economy.validator(0))


def test_nothing_is_owed_before_the_first_dividend(economy: Economy):
    assert owed(economy, ALICE) == 0
    assert economy.ask("BetaBasketRuntimeApi.get_root_basket_positions", coldkey=ALICE) == []
    assert economy.ask("BetaBasketRuntimeApi.get_root_basket_portfolio", coldkey=ALICE) == []
    assert economy.ask("BetaBasketRuntimeApi.get_all_validator_baskets") == []


def test_a_dividend_is_owed_by_root_stake(economy: Economy):
    """By hand: 100 τ of all the validator's root TAO, times the dividend's worth."""
    whole = shares.hotkey_alpha(economy.storage, economy.validator(0), 0)
    worth = DIVIDEND * pools.pool_of(economy.storage, NET).price.rao // 10**9
    pay(economy)
    assert owed(economy, ALICE) == pytest.approx(worth * 100 * TAO / whole, rel=1e-3)


def test_new_root_stake_has_no_part_in_old_dividends(economy: Economy):
    pay(economy)
    before = owed(economy, ALICE)
    stake_on_root(economy, BOB)
    assert owed(economy, BOB) == 0
    stake_on_root(economy, ALICE)
    assert owed(economy, ALICE) == pytest.approx(before, abs=2)
    pay(economy)
    assert owed(economy, BOB) > 0
    assert owed(economy, ALICE) > before + owed(economy, BOB)


def test_taking_root_stake_out_keeps_what_is_owed_until_it_is_all_gone(economy: Economy):
    pay(economy)
    before = owed(economy, ALICE)
    hotkey = economy.validator(0)
    economy.call(ALICE, "SubtensorModule.remove_stake", hotkey=hotkey, netuid=0, amount_unstaked=60 * TAO)
    assert owed(economy, ALICE) == pytest.approx(before, abs=2)


def test_a_claim_sells_the_slice_and_stakes_the_tao_on_root(economy: Economy):
    for _ in range(40):
        pay(economy, 1_000 * TAO)
    promised = owed(economy, ALICE)
    free, staked = economy.free(ALICE), economy.stake(ALICE, 0)
    everything, issued = economy.tao_everywhere(), economy.storage.number(balances.ISSUANCE)
    total = economy.number("TotalStake")
    claim(economy, ALICE)
    # What leaves the pool goes to root: stake all the same.
    assert economy.number("TotalStake") == total
    assert promised > 500_000
    assert economy.stake(ALICE, 0) == pytest.approx(staked + promised, abs=2)
    assert economy.free(ALICE) == free
    assert owed(economy, ALICE) < 2_000
    assert economy.tao_everywhere() == everything
    assert economy.storage.number(balances.ISSUANCE) == issued
    for netuid in (0, NET):
        assert economy.free(subnet_account(netuid)) == economy.number("SubnetTAO", netuid)
        assert economy.alpha_staked(netuid) == economy.number("SubnetAlphaOut", netuid)


def test_a_claim_takes_its_own_shares_and_no_others(economy: Economy):
    stake_on_root(economy, BOB)
    for _ in range(40):
        pay(economy, 1_000 * TAO)
    hotkey = economy.validator(0)
    whole, others = economy.storage.number(basket_fund.SHARES, hotkey), owed(economy, BOB)
    slice_of_alice = basket_fund.owed_shares(economy.storage, hotkey, ALICE)
    claim(economy, ALICE)
    assert economy.storage.number(basket_fund.SHARES, hotkey) == whole - slice_of_alice
    # The marks of the claim and of the stake that it brought are each cut to whole shares.
    assert basket_fund.owed_shares(economy.storage, hotkey, ALICE) <= 1
    # What Alice's sale lowers the price by stays in the basket as cash: Bob is owed what he was.
    assert owed(economy, BOB) == pytest.approx(others, abs=2)


def test_a_claim_below_the_threshold_is_left_to_grow(economy: Economy):
    pay(economy)
    economy.storage.put(basket_claims.THRESHOLD, 0, value={"bits": (owed(economy, ALICE) + 1) << 32})
    before = economy.snapshot()
    claim(economy, ALICE)
    assert economy.snapshot() == before
    economy.storage.put(basket_claims.THRESHOLD, 0, value={"bits": owed(economy, ALICE) << 32})
    claim(economy, ALICE)
    assert economy.stake(ALICE, 0) > 100 * TAO


def test_too_little_is_not_claimed(economy: Economy):
    pay(economy, 10**6)
    before = economy.snapshot()
    claim(economy, ALICE)
    assert economy.snapshot() == before


@pytest.mark.parametrize("subnets", [[], [0], [1, 2, 3, 4, 5, 6]])
def test_claim_root_claims_everywhere_whatever_subnets_are_named(economy: Economy, subnets: list[int]):
    for _ in range(40):
        pay(economy, 1_000 * TAO)
    staked = economy.stake(ALICE, 0)
    events = economy.call(ALICE, "SubtensorModule.claim_root", subnets=subnets)
    claimed = economy.stake(ALICE, 0) - staked
    [(coldkey, tao)] = [event.values for event in events if event.name == "RootClaimed"]
    assert coldkey == ALICE
    assert claimed == pytest.approx(tao, abs=1)
    assert claimed > 0


def test_a_basket_shows_its_holdings_and_history(economy: Economy):
    pay(economy)
    hotkey = economy.validator(0)
    summary = economy.ask("BetaBasketRuntimeApi.get_validator_basket_summary", hotkey=hotkey)
    assert isinstance(summary, dict)
    [holding] = summary["holdings"]
    assert holding["netuid"] == NET
    assert holding["alpha"] == pytest.approx(DIVIDEND, abs=1)
    assert summary["nav_tao"] == holding["realizable_tao"] <= holding["spot_tao"]
    assert summary["deposited_tao"] == summary["shares"]
    assert economy.ask("BetaBasketRuntimeApi.get_root_basket_total_nav") == summary["nav_tao"]
    position = economy.ask("BetaBasketRuntimeApi.get_basket_position", hotkey=hotkey, coldkey=ALICE)
    assert isinstance(position, dict)
    assert position["value_tao"] == owed(economy, ALICE)
    # Her part of the shares, at the price and so not below what a sale would bring.
    whole = shares.hotkey_alpha(economy.storage, hotkey, 0)
    assert position["spot_value_tao"] == pytest.approx(holding["spot_tao"] * 100 * TAO / whole, rel=1e-3)
    assert position["spot_value_tao"] >= position["value_tao"]
    assert (position["nav_tao"], position["beta_total"]) == (summary["nav_tao"], summary["shares"])


def test_dividends_worth_too_little_wait_for_more(economy: Economy):
    out, hotkey = economy.number("SubnetAlphaOut", NET), economy.validator(0)
    pay(economy, 1)
    assert economy.number("PendingBasketDeposits", hotkey, NET) == 1
    assert economy.number("SubnetAlphaOut", NET) == out + 1 == economy.alpha_staked(NET) + 1
    pay(economy)
    assert economy.number("PendingBasketDeposits", hotkey, NET) == 0
    assert economy.alpha_staked(NET) == out + 1 + DIVIDEND


def test_a_claim_is_charged_for_its_work_alone(economy: Economy) -> None:
    """Four units are reserved, and of one row that is sold most is given back."""
    for _ in range(40):
        pay(economy, 1_000 * TAO)
    free = economy.free(ALICE)
    events = economy.include(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=economy.validator(0))
    told = {event.name: event.values for event in events if event.pallet in ("Balances", "TransactionPayment")}
    reserved = fees.fee_of(fees.CLAIM, 200)
    charged = fees.fee_of(fees.claim_weight(active=1, scanned=0), 200)
    assert told["Withdraw"] == (ALICE, reserved)
    assert told["Deposit"] == (ALICE, reserved - charged)
    assert told["TransactionFeePaid"] == (ALICE, charged, 0)
    assert economy.free(ALICE) == free - charged
    assert charged < reserved // 3


def test_a_claim_by_a_proxy_is_charged_in_full(economy: Economy) -> None:
    claiming = Invocation("SubtensorModule.claim_root_with_hotkey", {"hotkey": economy.validator(0)})
    economy.call(ALICE, "Proxy.add_proxy", delegate=BOB, proxy_type="RootClaim", delay=0)
    free = economy.free(BOB)
    events = economy.include(BOB, "Proxy.proxy", real=ALICE, force_proxy_type=None, call=claiming)
    assert "RootClaimed" in [event.name for event in events]
    assert free - economy.free(BOB) == fees.fee_of(fees.OTHER + fees.CLAIM, 200)


def test_a_claim_inside_a_batch_that_fails_is_charged_for_its_work_alone(economy: Economy) -> None:
    """Of a validator without a basket: one is looked at, and nothing sold."""
    claiming = Invocation("SubtensorModule.claim_root_with_hotkey", {"hotkey": economy.validator(0)})
    failing = Invocation("SubtensorModule.start_call", {"netuid": 4_000})
    free = economy.free(ALICE)
    economy.include(ALICE, "Utility.batch_all", calls=[claiming, failing])
    assert economy.free(ALICE) == free - fees.fee_of(fees.claim_weight(active=1, scanned=0) + 2 * fees.OTHER, 200)
