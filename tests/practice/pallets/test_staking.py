import pytest

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.practice.pallets import pools, staking, trades
from dtao_tui.practice.pallets.registry import Context, Event
from dtao_tui.practice.state.derived_accounts import AUTHOR, subnet_account
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NOBODYS_HOTKEY = bytes([7]) * 32
NET = 3


@pytest.fixture
def economy() -> Economy:
    return an_economy()


def the(name: str, events: list[Event]) -> tuple[Value, ...]:
    (found,) = [event.values for event in events if event.name == name]
    return found


def add(economy: Economy, amount: int, **others: Value) -> list[Event]:
    limit = {"limit_price": 10**12, "allow_partial": False}
    arguments = {"hotkey": economy.validator(NET), "netuid": NET, "amount_staked": amount, **limit, **others}
    return economy.call(ALICE, "SubtensorModule.add_stake_limit", **arguments)


def remove(economy: Economy, amount: int, **others: Value) -> list[Event]:
    limit = {"limit_price": 1, "allow_partial": False}
    arguments = {"hotkey": economy.validator(NET), "netuid": NET, "amount_unstaked": amount, **limit, **others}
    return economy.call(ALICE, "SubtensorModule.remove_stake_limit", **arguments)


class TestStaking:
    def test_what_the_pool_quotes_is_what_one_gets(self, economy: Economy):
        pool = pools.pool_of(economy.storage, NET)
        quoted = pool.trade(Side.BUY, Tao(10 * TAO))
        hotkey = economy.validator(NET)
        author, issuance = economy.free(AUTHOR), pools.alpha_issuance(economy.storage, NET)

        events = add(economy, 10 * TAO)

        paid = (10 * TAO, quoted.received.rao, NET, quoted.fee.rao)
        assert the("StakeAdded", events) == (ALICE, hotkey, *paid)
        assert economy.free(ALICE) == 990 * TAO
        assert economy.free(AUTHOR) == author + quoted.fee.rao
        assert economy.stake(ALICE, NET) == quoted.received.rao
        assert pools.pool_of(economy.storage, NET) == pool.after(quoted)
        assert economy.free(subnet_account(NET)) == economy.number("SubnetTAO", NET)
        assert pools.alpha_issuance(economy.storage, NET) == issuance

    def test_the_counters_count_the_gross_amount(self, economy: Economy):
        total, volume = economy.number("TotalStake"), economy.number("SubnetVolume", NET)
        add(economy, 10 * TAO)
        assert economy.number("TotalStake") == total + 10 * TAO
        assert economy.number("SubnetVolume", NET) == volume + 10 * TAO

    def test_the_least_stake_is_two_thousandths_of_a_tao_and_the_fee(self, economy: Economy):
        fail = {"hotkey": economy.validator(NET), "netuid": NET, "amount_staked": 2_001_006}
        assert economy.failure(ALICE, "SubtensorModule.add_stake", **fail) == "SubtensorModule.AmountTooLow"
        add(economy, 2_001_007)
        assert economy.stake(ALICE, NET) > 0

    def test_staking_everything_leaves_the_existential_deposit(self, economy: Economy):
        events = add(economy, 1_000 * TAO)
        assert the("StakeAdded", events)[2] == 1_000 * TAO - 500
        assert economy.free(ALICE) == 500

    def test_the_checks_come_in_the_chains_order(self, economy: Economy):
        arguments = {"netuid": NET, "limit_price": 10**12, "allow_partial": False}
        everything_wrong = {"hotkey": NOBODYS_HOTKEY, "amount_staked": 1, **arguments}
        call = "SubtensorModule.add_stake_limit"
        price = pools.pool_of(economy.storage, NET).price.rao
        assert economy.failure(ALICE, call, **{**everything_wrong, "limit_price": price // 2}) == (
            "Swap.PriceLimitExceeded"
        )
        assert economy.failure(ALICE, call, **everything_wrong) == "SubtensorModule.AmountTooLow"
        close = {**everything_wrong, "amount_staked": 2_000 * TAO, "limit_price": price + price // 1000}
        assert economy.failure(ALICE, call, **close) == "SubtensorModule.SlippageTooHigh"
        assert economy.failure(ALICE, call, **{**close, "limit_price": 10**12}) == (
            "SubtensorModule.NotEnoughBalanceToStake"
        )
        assert economy.failure(ALICE, call, **{**close, "amount_staked": TAO}) == (
            "SubtensorModule.HotKeyAccountNotExists"
        )

    def test_a_failed_call_leaves_nothing_behind(self, economy: Economy):
        before = economy.snapshot()
        economy.failure(ALICE, "SubtensorModule.add_stake", hotkey=NOBODYS_HOTKEY, netuid=NET, amount_staked=TAO)
        assert economy.snapshot() == before


class TestLimits:
    def test_all_or_nothing_fills_up_to_the_largest_amount_and_not_beyond(self, economy: Economy):
        economy.give(ALICE, 100_000 * TAO)
        limit = pools.pool_of(economy.storage, NET).price.rao * 102 // 100
        most = staking.largest_stake(economy.storage, NET, Price(limit))
        arguments = {"hotkey": economy.validator(NET), "netuid": NET, "limit_price": limit, "allow_partial": False}
        too_much = {**arguments, "amount_staked": most + 1}
        assert economy.failure(ALICE, "SubtensorModule.add_stake_limit", **too_much) == (
            "SubtensorModule.SlippageTooHigh"
        )
        add(economy, most, limit_price=limit)
        assert pools.pool_of(economy.storage, NET).price.rao <= limit

    def test_a_partial_fill_stops_at_the_limit_and_keeps_the_rest(self, economy: Economy):
        economy.give(ALICE, 100_000 * TAO)
        before = economy.free(ALICE)
        limit = pools.pool_of(economy.storage, NET).price.rao * 101 // 100
        events = add(economy, 50_000 * TAO, limit_price=limit, allow_partial=True)
        gross = the("StakeAdded", events)[2]
        assert isinstance(gross, int)
        assert before - economy.free(ALICE) <= gross < 50_000 * TAO
        assert limit * 999 // 1000 < pools.pool_of(economy.storage, NET).price.rao <= limit

    def test_a_partial_order_needs_only_the_balance_for_the_part_that_fills(self, economy: Economy):
        limit = pools.pool_of(economy.storage, NET).price.rao * 1001 // 1000
        most = staking.largest_stake(economy.storage, NET, Price(limit))
        assert most < economy.free(ALICE)
        events = add(economy, 50_000 * TAO, limit_price=limit, allow_partial=True)
        assert the("StakeAdded", events)[2] == most

    def test_an_unstake_all_or_nothing_respects_its_limit(self, economy: Economy):
        add(economy, 900 * TAO)
        held = economy.stake(ALICE, NET)
        limit = pools.pool_of(economy.storage, NET).price.rao * 999 // 1000
        arguments = {"hotkey": economy.validator(NET), "netuid": NET, "limit_price": limit, "allow_partial": False}
        assert economy.failure(ALICE, "SubtensorModule.remove_stake_limit", amount_unstaked=held, **arguments) == (
            "SubtensorModule.SlippageTooHigh"
        )
        events = remove(economy, held, limit_price=limit, allow_partial=True)
        _, _, _, net, _, fee = the("StakeRemoved", events)
        assert economy.stake(ALICE, NET) == pytest.approx(held - net - fee, abs=1)


def test_what_a_limit_leaves_unswapped_comes_back_and_is_no_stake(economy: Economy):
    """The calls ask for no more than fills, so this is the pallet's own guard (`stake_into_subnet`)."""
    economy.give(ALICE, 100_000 * TAO)
    free, total, issued = economy.free(ALICE), economy.number("TotalStake"), economy.tao_everywhere()
    limit = Price(pools.pool_of(economy.storage, NET).price.rao * 101 // 100)
    most = staking.largest_stake(economy.storage, NET, limit)
    context = Context(economy.storage, 1, ALICE, AUTHOR)
    trades.stake(context, trades.StakePosition(economy.validator(NET), ALICE, NET), 50_000 * TAO, limit)
    assert free - economy.free(ALICE) == economy.number("TotalStake") - total
    assert 0 <= most - (free - economy.free(ALICE)) <= 2
    assert economy.free(subnet_account(NET)) == economy.number("SubnetTAO", NET)
    assert economy.tao_everywhere() == issued


def test_staking_to_a_strangers_hotkey_makes_it_a_delegate_at_the_usual_take(economy: Economy):
    hotkey, delegates = economy.validator(NET), "SubtensorModule.Delegates"
    economy.storage.drop(delegates, hotkey)
    add(economy, TAO)
    assert economy.storage.has(delegates, hotkey)
    assert economy.storage.number(delegates, hotkey) == 11_796
    economy.storage.put(delegates, hotkey, value=77)
    add(economy, TAO)
    assert economy.storage.number(delegates, hotkey) == 77


class TestUnstaking:
    def test_the_fee_alpha_is_sold_for_the_author_at_once(self, economy: Economy):
        add(economy, 100 * TAO)
        held, author = economy.stake(ALICE, NET), economy.free(AUTHOR)
        pool = pools.pool_of(economy.storage, NET)
        sold = pool.trade(Side.SELL, Alpha(held // 2, NET))
        after = pool.after(sold)
        free = economy.free(ALICE)

        events = remove(economy, held // 2)

        removed = (sold.received.rao, sold.net.rao, NET, sold.fee.rao)
        assert the("StakeRemoved", events) == (ALICE, economy.validator(NET), *removed)
        assert economy.free(ALICE) == free + sold.received.rao
        assert pools.pool_of(economy.storage, NET) == after
        assert economy.free(AUTHOR) == author + (pool.tao_in - sold.received - after.tao_in).rao
        assert economy.stake(ALICE, NET) == pytest.approx(held - held // 2, abs=1)

    def test_plain_unstaking_of_too_much_takes_all(self, economy: Economy):
        add(economy, 10 * TAO)
        economy.call(
            ALICE, "SubtensorModule.remove_stake", hotkey=economy.validator(NET), netuid=NET, amount_unstaked=10**18
        )
        assert economy.stake(ALICE, NET) == 0

    def test_limited_unstaking_of_too_much_is_refused(self, economy: Economy):
        add(economy, 10 * TAO)
        arguments = {"hotkey": economy.validator(NET), "netuid": NET, "limit_price": 1, "allow_partial": False}
        held = economy.stake(ALICE, NET)
        assert (
            economy.failure(ALICE, "SubtensorModule.remove_stake_limit", amount_unstaked=held + 1, **arguments)
            == "SubtensorModule.NotEnoughStakeToWithdraw"
        )

    def test_a_rest_may_be_sold_however_small_but_a_small_part_may_not(self, economy: Economy):
        add(economy, TAO)
        held = economy.stake(ALICE, NET)
        arguments = {"hotkey": economy.validator(NET), "netuid": NET, "limit_price": 1, "allow_partial": False}
        small = 1_000_000 * RAO_PER_TAO // pools.pool_of(economy.storage, NET).price.rao
        assert (
            economy.failure(ALICE, "SubtensorModule.remove_stake_limit", amount_unstaked=small, **arguments)
            == "SubtensorModule.AmountTooLow"
        )
        economy.storage.put("SubtensorModule.NominatorMinRequiredStake", value=0)
        remove(economy, held - small)
        assert 0 < economy.stake(ALICE, NET) <= small
        remove(economy, economy.stake(ALICE, NET))
        assert economy.stake(ALICE, NET) == 0

    def test_the_checks_come_in_the_chains_order(self, economy: Economy):
        economy.give(ALICE, 100 * TAO)
        add(economy, 900 * TAO)
        held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
        price = pools.pool_of(economy.storage, NET).price.rao
        limit = price * 9999 // 10000
        everything_wrong = {"hotkey": NOBODYS_HOTKEY, "netuid": 4000, "allow_partial": False}

        def error(amount: int, **others: Value) -> str:
            arguments = {**everything_wrong, "amount_unstaked": amount, "limit_price": limit, **others}
            return economy.failure(ALICE, "SubtensorModule.remove_stake_limit", **arguments).rpartition(".")[2]

        here: dict[str, Value] = {"netuid": NET}
        mine = {**here, "hotkey": hotkey}
        assert error(10**18, **here) == "InsufficientLiquidity"
        assert error(10**17, limit_price=10**9) == "SubnetNotExists"
        assert error(0, **here, limit_price=price + 1) == "PriceLimitExceeded"
        assert error(0, **here) == "AmountTooLow"
        assert error(held, **here) == "NotEnoughStakeToWithdraw"
        # Too small a part comes before too low a price, and both before the lock.
        economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
        most = staking.largest_unstake(economy.storage, NET, Price(price))
        small = 1_000_000 * RAO_PER_TAO // price
        assert most < small
        assert error(small, **mine, limit_price=price) == "AmountTooLow"
        assert error(held, **mine) == "SlippageTooHigh"
        assert error(held, **mine, limit_price=price // 2) == "StakeUnavailable"

    def test_full_limit_takes_the_whole_position_or_nothing(self, economy: Economy):
        add(economy, 900 * TAO)
        full = {"hotkey": economy.validator(NET), "netuid": NET}
        price = pools.pool_of(economy.storage, NET).price.rao
        assert (
            economy.failure(ALICE, "SubtensorModule.remove_stake_full_limit", **full, limit_price=price * 9999 // 10000)
            == "SubtensorModule.SlippageTooHigh"
        )
        economy.call(ALICE, "SubtensorModule.remove_stake_full_limit", **full, limit_price=price // 2)
        assert economy.stake(ALICE, NET) == 0

    def test_a_pool_too_shallow_to_pay_refuses(self, economy: Economy):
        add(economy, 10 * TAO)
        economy.storage.put(pools.TAO_IN, NET, value=999_999)
        arguments = {"hotkey": economy.validator(NET), "netuid": NET, "amount_unstaked": 10**9}
        assert economy.failure(ALICE, "SubtensorModule.remove_stake", **arguments) == (
            "SubtensorModule.InsufficientLiquidity"
        )


class TestRoot:
    def test_root_takes_and_gives_one_for_one_without_a_fee(self, economy: Economy):
        hotkey = economy.validator(0)
        root = {"hotkey": hotkey, "netuid": 0, "limit_price": 10**9, "allow_partial": False}
        tao_in = economy.number("SubnetTAO", 0)
        events = economy.call(ALICE, "SubtensorModule.add_stake_limit", amount_staked=5 * TAO, **root)
        assert the("StakeAdded", events) == (ALICE, hotkey, 5 * TAO, 5 * TAO, 0, 0)
        assert economy.number("SubnetTAO", 0) == tao_in + 5 * TAO
        economy.call(ALICE, "SubtensorModule.remove_stake_limit", amount_unstaked=5 * TAO, **root)
        assert economy.free(ALICE) == 1_000 * TAO
        assert economy.number("SubnetTAO", 0) == tao_in

    def test_a_limit_on_the_wrong_side_of_one_fills_nothing(self, economy: Economy):
        root = {"hotkey": economy.validator(0), "netuid": 0, "amount_staked": TAO}
        call = "SubtensorModule.add_stake_limit"
        assert economy.failure(ALICE, call, **root, limit_price=10**9 - 1, allow_partial=False) == (
            "SubtensorModule.SlippageTooHigh"
        )
        assert economy.failure(ALICE, call, **root, limit_price=10**9 - 1, allow_partial=True) == (
            "SubtensorModule.AmountTooLow"
        )


class TestAll:
    def test_unstake_all_sells_every_position_with_the_hotkey(self, economy: Economy):
        hotkey = economy.validator(NET)
        for netuid in (0, NET):
            economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=netuid, amount_staked=5 * TAO)
        economy.call(ALICE, "SubtensorModule.unstake_all", hotkey=hotkey)
        assert [economy.stake(ALICE, netuid, hotkey) for netuid in (0, NET)] == [0, 0]
        assert economy.free(ALICE) > 999 * TAO

    def test_unstake_all_leaves_out_what_may_not_be_sold(self, economy: Economy):
        hotkey = economy.validator(NET)
        for netuid in (0, NET, 4, 5):
            economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=netuid, amount_staked=5 * TAO)
        economy.storage.put(pools.IS_OPEN, 4, value=False)
        locked = economy.stake(ALICE, 5, hotkey)
        economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=5, amount=locked)
        events = economy.call(ALICE, "SubtensorModule.unstake_all", hotkey=hotkey)
        assert [event.values[4] for event in events if event.name == "StakeRemoved"] == [0, NET]
        assert economy.stake(ALICE, 4, hotkey) > 0
        assert economy.stake(ALICE, 5, hotkey) == locked

    def test_unstake_all_sells_sixteen_positions_and_leaves_the_others_for_a_later_call(self):
        economy = an_economy(subnets=18)
        hotkey = economy.validator(NET)
        for netuid in range(19):
            economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=netuid, amount_staked=TAO)
        sold = []
        for _ in range(2):
            events = economy.call(ALICE, "SubtensorModule.unstake_all", hotkey=hotkey)
            sold.append([event.values[4] for event in events if event.name == "StakeRemoved"])
        assert sold == [list(range(16)), [16, 17, 18]]

    def test_unstake_all_alpha_puts_the_proceeds_on_root(self, economy: Economy):
        hotkey = economy.validator(NET)
        economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=50 * TAO)
        economy.call(ALICE, "SubtensorModule.unstake_all_alpha", hotkey=hotkey)
        assert economy.free(ALICE) == 950 * TAO
        assert 49 * TAO < economy.stake(ALICE, 0, hotkey) < 50 * TAO
