"""Claims that fail, what they cost, and holdings that a claim writes off (`claim_root.rs`, spec 475)."""

import pytest

from dtao_tui.practice.pallets import fees, pools
from dtao_tui.practice.pallets.baskets import basket_claims, basket_dividends, basket_fund
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Event
from dtao_tui.practice.pallets.subnets import deregistration
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NET, OTHER = 3, 4
CLAIM = "SubtensorModule.claim_root_with_hotkey"
REFUSED = "Swap.PriceLimitExceeded"
READ = 25_000_000
"""The weight of a read of the chain's database, in picoseconds."""


@pytest.fixture
def economy() -> Economy:
    """Alice has 100 τ on root with a validator whose basket holds alpha of two subnets."""
    economy = an_economy()
    hotkey = economy.validator(0)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=0, amount_staked=100 * TAO)
    for netuid in (NET, OTHER):
        economy.pay_dividends(hotkey, netuid, 20_000 * TAO)
    return economy


def break_price(economy: Economy) -> None:
    """Let a pool's price fall below the lowest at which anything is sold, a millionth of a TAO."""
    economy.storage.put(pools.TAO_IN, NET, value=2_000_000)
    economy.storage.put(pools.ALPHA_IN, NET, value=10**16)


def empty(economy: Economy) -> None:
    """Leave less TAO in a pool than it must keep to pay anything."""
    economy.storage.put(pools.TAO_IN, NET, value=999_999)


def held(economy: Economy, netuid: int) -> int:
    return dict(basket_fund.rows(economy.storage, economy.validator(0))).get(netuid, 0)


def the(name: str, events: list[Event]) -> tuple[Value, ...]:
    (found,) = [event.values for event in events if event.name == name]
    return tuple(value for value in found if not isinstance(value, Exception))


@pytest.mark.parametrize(("call", "arguments"), [(CLAIM, ("hotkey",)), ("SubtensorModule.claim_root", ("subnets",))])
def test_a_holding_that_cannot_be_valued_fails_the_claim_and_changes_nothing(
    economy: Economy, call: str, arguments: tuple[str]
) -> None:
    known: dict[str, Value] = {"hotkey": economy.validator(0), "subnets": []}
    break_price(economy)
    before, shares_before = economy.snapshot(), economy.number("BasketShares", economy.validator(0))
    assert economy.failure(ALICE, call, **{name: known[name] for name in arguments}) == REFUSED
    assert (economy.snapshot(), economy.number("BasketShares", economy.validator(0))) == (before, shares_before)


def test_no_claim_is_previewed_that_would_fail(economy: Economy) -> None:
    asked = {"hotkey": economy.validator(0), "coldkey": ALICE}
    assert economy.ask("BetaBasketRuntimeApi.get_basket_claim_preview", **asked) is not None
    break_price(economy)
    assert economy.ask("BetaBasketRuntimeApi.get_basket_claim_preview", **asked) is None


def test_a_claim_that_was_admitted_and_fails_pays_its_admission_and_its_work(economy: Economy) -> None:
    """By hand: 129 units, the list of hotkeys and 512 queued rows read; one validator, and two rows looked at."""
    break_price(economy)
    free = economy.free(ALICE)
    events = economy.include(ALICE, CLAIM, hotkey=economy.validator(0))
    charged = fees.fee_of((129 + 1 + 512) * READ + fees.claim_weight(active=1, scanned=2), 200)
    reserved = fees.fee_of(fees.CLAIM, 200)
    assert "ExtrinsicFailed" in [event.name for event in events]
    assert the("Withdraw", events) == (ALICE, reserved)
    assert the("Deposit", events) == (ALICE, reserved - charged)
    assert the("TransactionFeePaid", events) == (ALICE, charged, 0)
    assert free - economy.free(ALICE) == charged < reserved


def test_a_claim_that_fails_while_it_sells_pays_for_what_it_had_sold(
    economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell = basket_fund.redeem

    def sell_but_the_second(context: Context, hotkey: bytes, netuid: int, alpha: int) -> int | None:
        if netuid == OTHER:
            raise DispatchFailure("Swap", "PriceLimitExceeded")
        return sell(context, hotkey, netuid, alpha)

    monkeypatch.setattr(basket_fund, "redeem", sell_but_the_second)
    free = economy.free(ALICE)
    economy.include(ALICE, CLAIM, hotkey=economy.validator(0))
    assert free - economy.free(ALICE) == fees.fee_of(
        (129 + 1 + 512) * READ + fees.claim_weight(active=2, scanned=0), 200
    )


def test_a_claim_that_is_too_heavy_is_refused_and_pays_all() -> None:
    """One validator and 128 holdings are 129; its cash is one more."""
    economy = an_economy(subnets=128)
    hotkey = economy.validator(0)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=0, amount_staked=100 * TAO)
    for netuid in range(1, 129):
        basket_fund.hold(economy.storage, hotkey, netuid, TAO)
    economy.call(ALICE, CLAIM, hotkey=hotkey)
    basket_fund.hold(economy.storage, hotkey, 0, TAO)
    assert economy.failure(ALICE, CLAIM, hotkey=hotkey) == "SubtensorModule.RootClaimTooHeavy"
    free = economy.free(ALICE)
    economy.include(ALICE, CLAIM, hotkey=hotkey)
    assert free - economy.free(ALICE) == fees.fee_of(fees.CLAIM, 200)
    # From all validators there may be twice as many.
    economy.call(ALICE, "SubtensorModule.claim_root", subnets=[])


def test_a_claim_with_more_dividends_that_wait_than_it_may_put_in_is_refused(
    economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fees, "MOST_QUEUED", 1)
    for netuid in (NET, OTHER):
        basket_dividends.enqueue(economy.storage, economy.validator(0), netuid, 1)
    failure = economy.failure(ALICE, CLAIM, hotkey=economy.validator(0))
    assert failure == "SubtensorModule.RootClaimTooHeavy"
    monkeypatch.setattr(fees, "MOST_QUEUED", 2)
    economy.call(ALICE, CLAIM, hotkey=economy.validator(0))


def test_a_slice_that_would_reach_the_lowest_price_is_not_sold_in_part(economy: Economy) -> None:
    """Of 20,000 α against 1,000,000 α at a price just above a millionth of a TAO."""
    economy.storage.put(pools.WEIGHT, NET, value={"quote": 5 * 10**17})
    economy.storage.put(pools.TAO_IN, NET, value=1_005_000_000)
    economy.storage.put(pools.ALPHA_IN, NET, value=1_000_000 * TAO)
    hotkey = economy.validator(0)
    sold = basket_fund.sale_of(economy.storage, NET, held(economy, NET))
    assert 0 < sold.net.rao < held(economy, NET)
    context = Context(economy.storage, economy.block, ALICE, AUTHOR)
    with pytest.raises(DispatchFailure, match="PriceLimitExceeded"):
        basket_fund.redeem(context, hotkey, NET, held(economy, NET))
    assert not basket_fund.turn_into_cash(context, hotkey, NET)
    assert held(economy, NET) > 0


def test_a_claim_from_everybody_is_refused_to_who_has_more_than_256_validators(economy: Economy) -> None:
    hotkeys: list[Value] = [number.to_bytes(32, "big") for number in range(256)]
    economy.storage.put("SubtensorModule.StakingHotkeys", ALICE, value=[*hotkeys, economy.validator(0)])
    failure = economy.failure(ALICE, "SubtensorModule.claim_root", subnets=[])
    assert failure == "SubtensorModule.RootClaimTooHeavy"
    economy.call(ALICE, CLAIM, hotkey=economy.validator(0))


def test_a_claim_writes_the_whole_holding_off_where_its_pool_pays_nothing_any_more(economy: Economy) -> None:
    """`consolidate_dust_basket_holdings`: it is lost to all, before the claim is worked out."""
    hotkey, out, whole = economy.validator(0), economy.number("SubnetAlphaOut", NET), held(economy, NET)
    empty(economy)
    staked = economy.stake(ALICE, 0)
    told = economy.ask("BetaBasketRuntimeApi.get_basket_claim_preview", hotkey=hotkey, coldkey=ALICE)
    events = economy.call(ALICE, CLAIM, hotkey=hotkey)
    assert the("BasketAlphaWrittenOff", events) == (hotkey, NET, whole)
    assert (held(economy, NET), held(economy, OTHER) > 0) == (0, True)
    assert economy.storage.number("AlphaAssets.AlphaBurned", NET) == whole
    assert economy.number("SubnetAlphaOut", NET) == out
    assert isinstance(told, dict)
    assert economy.stake(ALICE, 0) - staked == told["redeemable_tao"] > 0


def test_without_a_threshold_nothing_is_swept_and_a_slice_alone_is_written_off(economy: Economy) -> None:
    hotkey, whole = economy.validator(0), held(economy, NET)
    owed, all_shares = basket_fund.owed_shares(economy.storage, hotkey, ALICE), economy.number("BasketShares", hotkey)
    economy.storage.put(basket_claims.THRESHOLD, 0, value={"bits": 0})
    empty(economy)
    events = economy.call(ALICE, CLAIM, hotkey=hotkey)
    assert the("BasketAlphaWrittenOff", events) == (hotkey, NET, whole * owed // all_shares)


def test_a_slice_that_brings_not_one_rao_is_written_off(economy: Economy) -> None:
    """A few hundred rao of alpha at a price of a thousandth of a TAO; others can sell more of it."""
    hotkey = economy.validator(0)
    for dust in ("RowDustCapTao", "SliceDustTao", "ForfeitCapTao"):
        economy.storage.put(f"SubtensorModule.BasketClaim{dust}", value=0)
    economy.storage.put(basket_claims.THRESHOLD, 0, value={"bits": 0})
    economy.storage.put(pools.TAO_IN, 5, value=economy.number("SubnetAlphaIn", 5) // 1_000)
    basket_fund.hold(economy.storage, hotkey, 5, 1_000_000)
    owed, all_shares = basket_fund.owed_shares(economy.storage, hotkey, ALICE), economy.number("BasketShares", hotkey)
    slice_ = 1_000_000 * owed // all_shares
    assert 0 < slice_ < 1_000
    events = economy.call(ALICE, CLAIM, hotkey=hotkey)
    assert the("BasketAlphaWrittenOff", events) == (hotkey, 5, slice_)
    assert held(economy, 5) == 1_000_000 - slice_


def test_a_removed_subnet_pays_nothing_for_what_is_written_off(economy: Economy) -> None:
    whole = held(economy, NET)
    empty(economy)
    told = deregistration.payouts(economy.storage, NET)
    context = Context(economy.storage, economy.block, None, AUTHOR)
    assert deregistration.dissolve(context, NET) == told
    assert basket_fund.ESCROW not in told
    assert the("BasketAlphaWrittenOff", context.events) == (economy.validator(0), NET, whole)
