"""Claims with dust, deposits into baskets and trades of baskets, against the pallet's rules of spec 475."""

import pytest

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, fees, pools, shares
from dtao_tui.practice.pallets.baskets import basket_claims, basket_fund, basket_trades
from dtao_tui.practice.pallets.registry import Context, Event
from dtao_tui.practice.state.derived_accounts import AUTHOR, subnet_account
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET, OTHER = 3, 4
FUND = 2_000 * TAO


@pytest.fixture
def economy() -> Economy:
    """Alice and Bob have 100 τ each on root with a validator whose basket holds alpha of one subnet."""
    economy = an_economy()
    hotkey = validator(economy)
    for who in (ALICE, BOB):
        economy.call(who, "SubtensorModule.add_stake", hotkey=hotkey, netuid=ROOT, amount_staked=100 * TAO)
    fill(economy, NET, FUND)
    # Averages as they are where nothing has moved for long.
    for netuid in (NET, OTHER, 5):
        settle(economy, netuid)
    return economy


def validator(economy: Economy) -> bytes:
    return economy.validator(ROOT)


def owner(economy: Economy) -> bytes:
    return economy.storage.raw("SubtensorModule.Owner", validator(economy))


def fill(economy: Economy, netuid: int, alpha: int) -> None:
    economy.pay_dividends(validator(economy), netuid, alpha)


def settle(economy: Economy, netuid: int) -> None:
    price = pools.pool_of(economy.storage, netuid).price_bits
    economy.storage.put("SubtensorModule.SubnetMovingPrice", netuid, value={"bits": price >> 32})
    economy.storage.put("SubtensorModule.SubnetFastMovingPrice", netuid, value={"bits": price})


def held(economy: Economy, netuid: int) -> int:
    return shares.stake_of(economy.storage, validator(economy), basket_fund.ESCROW, netuid)


def the(name: str, events: list[Event]) -> tuple[Value, ...]:
    (found,) = [event.values for event in events if event.name == name]
    return found


def swapping(economy: Economy, amount: int, **others: Value) -> dict[str, Value]:
    sides: dict[str, Value] = {"origin_netuid": NET, "destination_netuid": OTHER, "amount": amount, "min_amount_out": 0}
    return {"hotkey": validator(economy), **sides, **others}


def refused(economy: Economy, amount: int, who: bytes | None = None, **others: Value) -> str:
    arguments = swapping(economy, amount, **others)
    return economy.failure(who or owner(economy), "SubtensorModule.swap_basket", **arguments).partition(".")[2]


def covered(economy: Economy) -> bool:
    """Whether every subnet's account has the TAO of its pool, and all TAO is on accounts."""
    accounts = all(
        economy.free(subnet_account(netuid)) == economy.number("SubnetTAO", netuid) for netuid in (NET, OTHER)
    )
    return accounts and economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)


def preview(economy: Economy, who: bytes) -> dict[str, Value]:
    found = economy.ask("BetaBasketRuntimeApi.get_basket_claim_preview", hotkey=validator(economy), coldkey=who)
    assert isinstance(found, dict)
    return found


class TestClaims:
    def test_a_preview_is_what_the_claim_pays(self, economy: Economy):
        told = preview(economy, ALICE)
        assert (told["rows"], told["rows_to_sell"], told["dust_rows"], told["swept"]) == (1, 1, 0, 0)
        assert told["accrued_tao"] == told["redeemable_tao"]
        before = economy.stake(ALICE, ROOT, validator(economy))
        events = economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=validator(economy))
        assert economy.stake(ALICE, ROOT, validator(economy)) - before == told["redeemable_tao"]
        assert the("BasketClaimed", events) == (validator(economy), ALICE, told["redeemable_tao"])
        assert the("RootClaimed", events) == (ALICE, told["redeemable_tao"])
        everyones = economy.ask("BetaBasketRuntimeApi.get_root_basket_claim_previews", coldkey=BOB)
        assert everyones == [preview(economy, BOB)]

    def test_a_small_row_stays_for_the_others_and_is_told(self, economy: Economy):
        """By hand: a thousandth of the basket's worth is the floor, and a row of half of that is dust."""
        worth = basket_fund.payout(economy.storage, validator(economy), ALICE)
        whole = sum(row.realizable for row in basket_fund.holdings(economy.storage, validator(economy)))
        price = pools.pool_of(economy.storage, OTHER).price.rao
        fill(economy, OTHER, whole // 2_000 * 10**9 // price)
        told = preview(economy, ALICE)
        assert (told["rows"], told["rows_to_sell"], told["dust_rows"]) == (2, 1, 1)
        assert told["redeemable_tao"] == pytest.approx(worth, rel=1e-3)
        left = held(economy, OTHER)
        events = economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=validator(economy))
        skipped = (validator(economy), ALICE, 1, told["forfeited_tao_est"])
        assert the("BasketClaimDustSkipped", events) == skipped
        assert held(economy, OTHER) == left

    def test_a_slice_that_is_too_much_to_leave_is_sold(self, economy: Economy):
        economy.storage.put(basket_claims.ROW_DUST_CAP, value=10**15)
        economy.storage.put(basket_claims.ROW_DUST_BPS, value=10_000)
        fill(economy, OTHER, 10 * TAO)
        assert preview(economy, ALICE)["dust_rows"] == 1
        economy.storage.put(basket_claims.FORFEIT_CAP, value=0)
        assert preview(economy, ALICE)["dust_rows"] == 0

    def test_rows_below_the_threshold_become_cash_first(self, economy: Economy):
        price = pools.pool_of(economy.storage, OTHER).price.rao
        fill(economy, OTHER, 600_000 * 10**9 // price)
        economy.storage.put("SubtensorModule.RootClaimableThreshold", ROOT, value={"bits": 700_000 << 32})
        told = preview(economy, ALICE)
        assert (told["swept"], told["rows"], told["rows_to_sell"]) == (1, 2, 1)
        events = economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=validator(economy))
        assert the("BasketHoldingConverted", events)[:2] == (validator(economy), OTHER)
        assert held(economy, OTHER) == 0
        assert covered(economy)


class TestDeposits:
    def test_what_is_bought_into_a_basket_can_be_claimed_again_less_the_fees(self, economy: Economy):
        before = economy.free(ALICE)
        owed = basket_fund.payout(economy.storage, validator(economy), ALICE)
        bobs = basket_fund.payout(economy.storage, validator(economy), BOB)
        events = economy.call(
            ALICE, "SubtensorModule.stake_into_basket", hotkey=validator(economy), amount_staked=10 * TAO
        )
        hotkey, coldkey, tao, value, minted = the("BasketStakedIn", events)
        assert (hotkey, coldkey, tao) == (validator(economy), ALICE, 10 * TAO)
        assert economy.free(ALICE) == before - 10 * TAO
        assert 9.9 * TAO < int(str(value)) <= 10 * TAO
        assert int(str(minted)) > 0
        assert basket_fund.payout(economy.storage, validator(economy), ALICE) == pytest.approx(
            owed + 10 * TAO, rel=0.01
        )
        assert basket_fund.payout(economy.storage, validator(economy), BOB) >= bobs - 1
        assert covered(economy)

    def test_the_first_deposit_is_kept_as_cash(self, economy: Economy):
        other = economy.storage.raw("SubtensorModule.Keys", ROOT, 1)
        economy.call(ALICE, "SubtensorModule.stake_into_basket", hotkey=other, amount_staked=10 * TAO)
        assert shares.stake_of(economy.storage, other, basket_fund.ESCROW, ROOT) == 10 * TAO
        owed = economy.ask("BetaBasketRuntimeApi.get_root_basket_owed", coldkey=ALICE)
        assert owed == pytest.approx(10 * TAO + basket_fund.payout(economy.storage, validator(economy), ALICE), abs=1)
        economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=other)
        assert economy.stake(ALICE, ROOT, other) == 10 * TAO
        assert economy.storage.number(basket_fund.SHARES, other) == 0

    def test_too_little_and_who_is_not_on_root_are_refused(self, economy: Economy):
        call = "SubtensorModule.stake_into_basket"
        stranger = economy.validator(NET)
        for hotkey, amount, error in (
            (BOB, 10 * TAO, "HotKeyAccountNotExists"),
            (stranger, 10 * TAO, "HotKeyNotRegisteredInSubNet"),
            (validator(economy), 1_999_999, "AmountTooLow"),
            (validator(economy), 10_000 * TAO, "NotEnoughBalanceToStake"),
        ):
            if hotkey == stranger and economy.storage.has("SubtensorModule.Uids", ROOT, stranger):
                continue
            assert economy.failure(ALICE, call, hotkey=hotkey, amount_staked=amount) == f"SubtensorModule.{error}"


class TestTrades:
    def test_a_trade_changes_what_the_basket_holds_and_nobodys_shares(self, economy: Economy):
        issued = economy.storage.number(basket_fund.SHARES, validator(economy))
        owed = basket_fund.payout(economy.storage, validator(economy), ALICE)
        before = held(economy, NET)
        events = economy.call(owner(economy), "SubtensorModule.swap_basket", **swapping(economy, FUND // 20))
        _, _, _, sold, tao, bought = the("BasketSwapped", events)
        assert (before - held(economy, NET), held(economy, OTHER)) == (sold, bought)
        assert int(str(tao)) > 0
        assert economy.storage.number(basket_fund.SHARES, validator(economy)) == issued
        assert basket_fund.payout(economy.storage, validator(economy), ALICE) == pytest.approx(owed, rel=1e-3)
        assert covered(economy)

    def test_cash_is_a_side_as_well(self, economy: Economy):
        events = economy.call(
            owner(economy), "SubtensorModule.swap_basket", **swapping(economy, FUND // 20, destination_netuid=ROOT)
        )
        cash = the("BasketSwapped", events)[5]
        assert held(economy, ROOT) == cash
        back = swapping(economy, int(str(cash)), origin_netuid=ROOT, destination_netuid=OTHER)
        economy.block = basket_trades.REFILL_BLOCKS
        economy.call(owner(economy), "SubtensorModule.swap_basket", **back)
        assert held(economy, ROOT) == 0
        assert held(economy, OTHER) > 0
        assert covered(economy)

    def test_a_day_turns_over_a_tenth_and_the_budget_fills_evenly(self, economy: Economy):
        ask = {"hotkey": validator(economy)}
        status = economy.ask("BetaBasketRuntimeApi.get_basket_trading_status", **ask)
        assert isinstance(status, dict)
        worth = sum(row.realizable for row in basket_fund.holdings(economy.storage, validator(economy)))
        assert status["budget_tao"] == pytest.approx(worth / 10, rel=1e-2)
        assert (status["enabled"], status["frozen"], status["refill_blocks"]) == (True, False, 7200)
        assert status["tao_available"] == status["budget_tao"]
        assert refused(economy, FUND // 8) == "BasketTurnoverBudgetExceeded"
        economy.call(owner(economy), "SubtensorModule.swap_basket", **swapping(economy, FUND // 12))
        assert refused(economy, FUND // 12) == "BasketTurnoverBudgetExceeded"
        spent = economy.ask("BetaBasketRuntimeApi.get_basket_trading_status", **ask)
        economy.block += basket_trades.REFILL_BLOCKS // 2
        filled = economy.ask("BetaBasketRuntimeApi.get_basket_trading_status", **ask)
        assert isinstance(spent, dict)
        assert isinstance(filled, dict)
        half = int(str(spent["budget_tao"])) // 2
        assert filled["tao_available"] == pytest.approx(int(str(spent["tao_available"])) + half, abs=2)

    def test_a_price_that_was_moved_is_not_taken(self, economy: Economy):
        pool = pools.pool_of(economy.storage, NET)
        for item in ("SubnetFastMovingPrice", "SubnetMovingPrice"):
            before = economy.storage.get(f"SubtensorModule.{item}", NET)
            bits = pool.price_bits * 103 // 100
            value: Value = {"bits": bits if item == "SubnetFastMovingPrice" else bits >> 32}
            economy.storage.put(f"SubtensorModule.{item}", NET, value=value)
            assert refused(economy, FUND // 20) == "SlippageTooHigh"
            economy.storage.put(f"SubtensorModule.{item}", NET, value=before)
        economy.storage.drop("SubtensorModule.SubnetFastMovingPrice", NET)
        assert refused(economy, FUND // 20) == "SlippageTooHigh"

    def test_each_rule_has_its_error(self, economy: Economy):
        put, hotkey = economy.storage.put, validator(economy)
        assert refused(economy, FUND // 20, who=ALICE) == "NonAssociatedColdKey"
        assert refused(economy, FUND // 20, destination_netuid=NET) == "BasketSameSubnet"
        assert refused(economy, FUND // 20, destination_netuid=4_000) == "SubnetNotExists"
        assert refused(economy, 0) == "AmountTooLow"
        assert refused(economy, 1_000) == "AmountTooLow"
        assert refused(economy, held(economy, NET) + 1) == "NotEnoughStakeToWithdraw"
        assert refused(economy, FUND // 20, min_amount_out=10**18) == "BasketMinOutNotMet"
        put(basket_trades.LIQUIDITY_CAP, value=0)
        assert refused(economy, FUND // 20) == "BasketLiquidityCapExceeded"
        put(basket_trades.LIQUIDITY_CAP, value=6553)
        put(basket_trades.CONCENTRATION_CAP, value=65_535 // 12)
        settle(economy, OTHER)
        put(pools.IS_OPEN, OTHER, value=False)
        assert refused(economy, FUND // 20) == "SubtokenDisabled"
        put(pools.IS_OPEN, OTHER, value=True)
        put(basket_trades.FROZEN, hotkey, value=())
        assert refused(economy, FUND // 20) == "BasketTradingFrozen"
        put(basket_trades.ENABLED, value=False)
        assert refused(economy, FUND // 20) == "BasketTradingDisabled"

    def test_a_holding_may_be_so_much_of_the_basket(self, economy: Economy):
        """A cap of a twelfth is satisfiable with twelve subnets and root: a twentieth passes, the next one does not."""
        economy.storage.put(basket_trades.CONCENTRATION_CAP, value=65_535 // 12)
        economy.call(owner(economy), "SubtensorModule.swap_basket", **swapping(economy, FUND // 20))
        economy.block = basket_trades.REFILL_BLOCKS
        assert refused(economy, FUND // 20) == "BasketConcentrationCapExceeded"

    def test_several_trades_are_all_or_none(self, economy: Economy):
        part, before = FUND // 400, economy.snapshot()
        call, hotkey = "SubtensorModule.swap_basket_many", validator(economy)
        good, bad = (NET, OTHER, part, 0), (NET, 5, part, 10**18)
        assert economy.failure(owner(economy), call, hotkey=hotkey, legs=[good, bad]).endswith("BasketMinOutNotMet")
        assert economy.snapshot() == before
        assert economy.failure(owner(economy), call, hotkey=hotkey, legs=[]).endswith("BasketSwapBatchEmpty")
        events = economy.call(owner(economy), call, hotkey=hotkey, legs=[good, (NET, 5, part, 0)])
        assert [event.values[2] for event in events if event.name == "BasketSwapped"] == [OTHER, 5]
        assert covered(economy)


def test_the_fast_average_covers_half_of_its_distance_in_six_hundred_blocks():
    economy = an_economy(still=False)
    economy.storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
    economy.next_block()
    price = pools.pool_of(economy.storage, NET).price_bits
    far: Value = {"bits": price * 2}
    economy.storage.put("SubtensorModule.SubnetFastMovingPrice", NET, value=far)
    economy.run_to(601)
    fast = economy.storage.get("SubtensorModule.SubnetFastMovingPrice", NET)
    assert isinstance(fast, dict)
    assert fast["bits"] / price == pytest.approx(1.5, rel=5e-3)


def test_a_stake_into_a_basket_gives_back_what_it_did_not_weigh(economy: Economy) -> None:
    held = len(basket_fund.rows(economy.storage, validator(economy)))
    context = Context(economy.storage, economy.block, ALICE, AUTHOR)
    basket_trades.stake_into_basket(context, validator(economy), 10 * TAO)
    assert context.unused_weight == fees.BASKET_STAKE - fees.basket_stake_weight(held) > 0
