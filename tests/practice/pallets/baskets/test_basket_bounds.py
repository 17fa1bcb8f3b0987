"""The bounds of trades of baskets, of what is bought into them and of what a claim leaves, to the rao (spec 475)."""

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools, shares, staking
from dtao_tui.practice.pallets.baskets import basket_claims, basket_dividends, basket_fund, basket_trades
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.state.derived_accounts import AUTHOR, subnet_account
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET, OTHER = 3, 4
CASH = 100 * TAO
MANY = "SubtensorModule.swap_basket_many"


@pytest.fixture
def economy() -> Economy:
    """Alice and Bob have 100 τ each on root with a validator whose basket holds 2,000 α of one subnet, and cash."""
    economy = an_economy()
    hotkey = economy.validator(ROOT)
    for who in (ALICE, BOB):
        economy.call(who, "SubtensorModule.add_stake", hotkey=hotkey, netuid=ROOT, amount_staked=100 * TAO)
    economy.pay_dividends(hotkey, NET, 2_000 * TAO)
    economy.give(subnet_account(ROOT), CASH)
    basket_fund.add_cash(economy.storage, hotkey, CASH)
    for netuid in (NET, OTHER):
        settle(economy, netuid)
    economy.storage.put(basket_trades.CONCENTRATION_CAP, value=65_535)
    return economy


def settle(economy: Economy, netuid: int, slow_percent: int = 100, fast_percent: int = 100) -> None:
    """Set a pool's averages to these parts of its price."""
    price = pools.pool_of(economy.storage, netuid).price_bits
    slow, fast = (price * percent // 100 for percent in (slow_percent, fast_percent))
    economy.storage.put(pools.MOVING_PRICE, netuid, value={"bits": slow >> 32})
    economy.storage.put(pools.FAST_PRICE, netuid, value={"bits": fast})


def leg(origin: int, destination: int, amount: int, least: int = 0) -> dict[str, Value]:
    return {"origin_netuid": origin, "destination_netuid": destination, "amount": amount, "min_amount_out": least}


def owner(economy: Economy) -> bytes:
    return economy.storage.raw("SubtensorModule.Owner", economy.validator(ROOT))


def trade(economy: Economy, **arguments: Value) -> None:
    economy.call(owner(economy), "SubtensorModule.swap_basket", hotkey=economy.validator(ROOT), **arguments)


def refused(economy: Economy, **arguments: Value) -> str:
    name, hotkey = "SubtensorModule.swap_basket", economy.validator(ROOT)
    return economy.failure(owner(economy), name, hotkey=hotkey, **arguments).partition(".")[2]


def held(economy: Economy, netuid: int) -> int:
    return shares.stake_of(economy.storage, economy.validator(ROOT), basket_fund.ESCROW, netuid)


def available(economy: Economy) -> int:
    status = economy.ask("BetaBasketRuntimeApi.get_basket_trading_status", hotkey=economy.validator(ROOT))
    assert isinstance(status, dict)
    assert isinstance(status["tao_available"], int)
    return status["tao_available"]


class TestTrades:
    def test_a_sale_may_lower_the_price_by_two_per_cent_and_not_by_more(self, economy: Economy) -> None:
        economy.pay_dividends(economy.validator(ROOT), NET, 50_000 * TAO)
        economy.storage.put(basket_trades.TURNOVER_CAP, value=65_535)
        pool = pools.pool_of(economy.storage, NET)
        bound = Price(pool.price.rao * 98 // 100)
        most = staking.largest_unstake(economy.storage, NET, bound)
        assert refused(economy, **leg(NET, ROOT, most * 1_001 // 1_000)) == "SlippageTooHigh"
        trade(economy, **leg(NET, ROOT, most * 999 // 1_000))
        left = pools.pool_of(economy.storage, NET).price.rao
        assert bound.rao * 9_995 // 10_000 < left < pool.price.rao * 981 // 1_000

    def test_the_budget_of_a_day_can_be_spent_to_the_rao(self, economy: Economy) -> None:
        whole = available(economy)
        assert refused(economy, **leg(ROOT, OTHER, whole + 1)) == "BasketTurnoverBudgetExceeded"
        trade(economy, **leg(ROOT, OTHER, whole))
        assert available(economy) == 0

    def test_the_budget_is_a_tenth_of_what_the_basket_is_worth_at_the_slow_average(self, economy: Economy) -> None:
        """6,553 of 65,535 of its cash, and of 2,000 α at half of their price."""
        settle(economy, NET, slow_percent=50)
        slow = pools.pool_of(economy.storage, NET).price.rao / 2
        assert available(economy) == pytest.approx((CASH + 2_000 * slow) * 6_553 / 65_535, rel=1e-5)

    def test_the_smallest_trade_is_what_the_chain_says(self, economy: Economy) -> None:
        economy.storage.put(basket_trades.LEAST_TRADE, value=3 * TAO)
        assert refused(economy, **leg(ROOT, OTHER, 3 * TAO - 1)) == "AmountTooLow"
        trade(economy, **leg(ROOT, OTHER, 3 * TAO))
        economy.storage.put(basket_trades.LEAST_TRADE, value=0)
        assert refused(economy, **leg(ROOT, OTHER, 1_999_999)) == "AmountTooLow"
        trade(economy, **leg(ROOT, OTHER, 2_000_000))

    def test_what_it_must_bring_at_least_is_enough(self, economy: Economy) -> None:
        brought = pools.pool_of(economy.storage, OTHER).trade(Side.BUY, Tao(3 * TAO)).received.rao
        assert refused(economy, **leg(ROOT, OTHER, 3 * TAO, brought + 1)) == "BasketMinOutNotMet"
        trade(economy, **leg(ROOT, OTHER, 3 * TAO, brought))

    def test_a_holding_may_be_so_much_of_its_pool(self, economy: Economy) -> None:
        basket_fund.hold(economy.storage, economy.validator(ROOT), OTHER, 2_000 * TAO)
        inside = economy.number("SubnetAlphaIn", OTHER)
        economy.storage.put(basket_trades.LIQUIDITY_CAP, value=65_535 * 2_000 * TAO // inside)
        assert refused(economy, **leg(ROOT, OTHER, 3 * TAO)) == "BasketLiquidityCapExceeded"
        economy.storage.put(basket_trades.LIQUIDITY_CAP, value=65_535 * 2_500 * TAO // inside)
        trade(economy, **leg(ROOT, OTHER, 3 * TAO))

    def test_what_was_bought_in_a_day_counts_although_it_was_sold_again(self, economy: Economy) -> None:
        """A purchase of 3 τ is a part of the pool; a cap of one and a half of that lets no second one through."""
        bought = pools.pool_of(economy.storage, OTHER).trade(Side.BUY, Tao(3 * TAO)).received.rao
        cap = 65_535 * bought * 3 // 2 // economy.number("SubnetAlphaIn", OTHER)
        assert cap > 5
        economy.storage.put(basket_trades.LIQUIDITY_CAP, value=cap)
        trade(economy, **leg(ROOT, OTHER, 3 * TAO))
        trade(economy, **leg(OTHER, ROOT, held(economy, OTHER)))
        assert held(economy, OTHER) == 0
        assert refused(economy, **leg(ROOT, OTHER, 3 * TAO)) == "BasketLiquidityCapExceeded"
        economy.block += basket_trades.REFILL_BLOCKS
        trade(economy, **leg(ROOT, OTHER, 3 * TAO))

    def test_dividends_that_wait_are_put_in_before_several_trades(self, economy: Economy) -> None:
        hotkey = economy.validator(ROOT)
        economy.storage.add(pools.ALPHA_OUT, NET, amount=500 * TAO)
        basket_dividends.enqueue(economy.storage, hotkey, NET, 500 * TAO)
        economy.call(owner(economy), MANY, hotkey=hotkey, legs=[(ROOT, OTHER, 3 * TAO, 0)])
        assert economy.number("PendingBasketDeposits", hotkey, NET) == 0
        assert held(economy, NET) == 2_500 * TAO


class TestDeposits:
    def test_who_buys_into_a_thin_pool_gets_shares_for_the_alpha_that_was_added_alone(self, economy: Economy) -> None:
        """The purchase raises the price of what was there before, which is the others' gain."""
        hotkey = economy.validator(ROOT)
        shares.withdraw(economy.storage, hotkey, basket_fund.ESCROW, ROOT, CASH)
        basket_fund.credit_root(economy.storage, -CASH)
        for item in (pools.TAO_IN, pools.ALPHA_IN):
            economy.storage.put(item, NET, value=economy.storage.number(item, NET) // 100)
        before, whole = held(economy, NET), economy.number("BasketShares", hotkey)
        bobs = basket_fund.payout(economy.storage, hotkey, BOB)
        economy.call(ALICE, "SubtensorModule.stake_into_basket", hotkey=hotkey, amount_staked=20 * TAO)
        minted = economy.number("BasketShares", hotkey) - whole
        assert minted == (held(economy, NET) - before) * whole // before
        assert basket_fund.payout(economy.storage, hotkey, BOB) > bobs

    def test_a_validator_that_is_not_on_root_has_no_basket_to_buy_into(self, economy: Economy) -> None:
        hotkey = economy.validator(ROOT)
        economy.storage.drop("SubtensorModule.Uids", ROOT, hotkey)
        failure = economy.failure(ALICE, "SubtensorModule.stake_into_basket", hotkey=hotkey, amount_staked=10 * TAO)
        assert failure == "SubtensorModule.HotKeyNotRegisteredInSubNet"

    def test_what_the_baskets_own_cash_earns_raises_every_share(self, economy: Economy) -> None:
        """Of all root stake with the validator the cash is a part, and no shares are minted for that part."""
        hotkey, storage = economy.validator(ROOT), economy.storage
        whole, of_cash = shares.hotkey_alpha(storage, hotkey, ROOT), held(economy, ROOT)
        owned, worth = economy.number("BasketShares", hotkey), _worth(economy)
        economy.pay_dividends(hotkey, OTHER, 3_000 * TAO)
        added = _worth(economy) - worth
        minted = economy.number("BasketShares", hotkey) - owned
        assert minted == pytest.approx(added * (whole - of_cash) / whole * owned / worth, rel=1e-8)


class TestDividends:
    def test_what_is_worth_the_threshold_at_the_price_comes_in_and_a_rao_less_waits(self, economy: Economy) -> None:
        hotkey, storage = economy.validator(ROOT), economy.storage
        alpha = 100 * TAO
        worth = alpha * pools.pool_of(storage, NET).price_bits >> 64
        for more in (1, 0):
            storage.put(basket_claims.THRESHOLD, ROOT, value={"bits": (worth + more) << 32})
            economy.pay_dividends(hotkey, NET, alpha if more else 0)
            waits = economy.number("PendingBasketDeposits", hotkey, NET)
            assert waits == (alpha if more else 0)

    def test_validators_take_turns_a_block_each_and_then_begin_anew(self, economy: Economy) -> None:
        hotkeys = [economy.storage.raw("SubtensorModule.Keys", ROOT, uid) for uid in range(3)]
        turns = []
        for _ in range(2):
            for hotkey in hotkeys:
                economy.storage.add(pools.ALPHA_OUT, NET, amount=500 * TAO)
                basket_dividends.enqueue(economy.storage, hotkey, NET, 500 * TAO)
            for _ in range(4):
                before = [basket_dividends.queued(economy.storage, hotkey) for hotkey in hotkeys]
                context = Context(economy.storage, economy.block, None, AUTHOR)
                basket_dividends.deposit_next(context)
                after = [basket_dividends.queued(economy.storage, hotkey) for hotkey in hotkeys]
                turns.append([uid for uid in range(3) if before[uid] != after[uid]])
        assert [len(each) for each in turns] == [1, 1, 1, 0] * 2
        assert turns[:3] == turns[4:7]

    def test_who_left_something_waiting_does_not_keep_the_others_from_their_turn(self, economy: Economy) -> None:
        """What is worth too little stays in the queue, and the turn goes on to the next one."""
        hotkeys = [economy.storage.raw("SubtensorModule.Keys", ROOT, uid) for uid in range(3)]
        for hotkey in hotkeys:
            basket_dividends.enqueue(economy.storage, hotkey, NET, 1)
        cursors = []
        for _ in range(4):
            basket_dividends.deposit_next(Context(economy.storage, economy.block, None, AUTHOR))
            cursors.append(economy.storage.get(basket_dividends.CURSOR))
        assert len({str(cursor) for cursor in cursors[:3]}) == 3
        assert cursors[3] is None


class TestClaims:
    def test_a_slice_of_the_least_worth_is_sold_and_one_of_a_rao_less_is_left(self, economy: Economy) -> None:
        hotkey, storage = economy.validator(ROOT), economy.storage
        storage.put(basket_claims.ROW_DUST_BPS, value=0)
        storage.put(basket_claims.FORFEIT_CAP, value=10**15)
        [row] = [row for row in basket_fund.holdings(storage, hotkey) if row.netuid == NET]
        whole, owed = economy.number("BasketShares", hotkey), basket_fund.owed_shares(storage, hotkey, ALICE)
        part = row.realizable * owed // whole
        for more in (0, 1):
            storage.put(basket_claims.SLICE_DUST, value=part + more)
            assert _preview(economy)["dust_rows"] == more
        storage.put(basket_claims.FORFEIT_CAP, value=part - 1)
        assert _preview(economy)["dust_rows"] == 0

    def test_what_counts_as_small_is_worth_at_the_fast_average_at_most(self, economy: Economy) -> None:
        hotkey, storage = economy.validator(ROOT), economy.storage
        storage.put(basket_claims.ROW_DUST_CAP, value=0)
        storage.put(basket_claims.FORFEIT_CAP, value=10**15)
        whole, owed = economy.number("BasketShares", hotkey), basket_fund.owed_shares(storage, hotkey, ALICE)
        [row] = [row for row in basket_fund.holdings(storage, hotkey) if row.netuid == NET]
        storage.put(basket_claims.SLICE_DUST, value=row.realizable * owed // whole)
        assert _preview(economy)["dust_rows"] == 0
        settle(economy, NET, fast_percent=99)
        assert _preview(economy)["dust_rows"] == 1

    def test_who_claims_all_leaves_nothing(self, economy: Economy) -> None:
        hotkey, storage = economy.validator(ROOT), economy.storage
        storage.put(basket_claims.SLICE_DUST, value=10**15)
        storage.put(basket_claims.FORFEIT_CAP, value=10**15)
        assert _preview(economy)["dust_rows"] == 1
        storage.put(basket_fund.SHARES, hotkey, value=basket_fund.owed_shares(storage, hotkey, ALICE))
        assert _preview(economy)["dust_rows"] == 0
        economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=hotkey)
        assert basket_fund.rows(storage, hotkey) == []


def _worth(economy: Economy) -> int:
    return sum(row.realizable for row in basket_fund.holdings(economy.storage, economy.validator(ROOT)))


def _preview(economy: Economy) -> dict[str, Value]:
    hotkey = economy.validator(ROOT)
    found = economy.ask("BetaBasketRuntimeApi.get_basket_claim_preview", hotkey=hotkey, coldkey=ALICE)
    assert isinstance(found, dict)
    return found
