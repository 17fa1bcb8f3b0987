"""Trades of a block as its events tell them: what each was a part of, its size, who, and the price around it."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.tape_trades import MOST_PRICED, TapeOp, trades_of
from dtao_tui.domain.trades.chain_events import UnreadableEvent
from tests.fakes.values import ALICE, BOB, HOTKEY, OTHER_HOTKEY, a_pool, a_subnet
from tests.taping import BLOCK, TIME_MS, a_trading, staking


def test_a_stake_is_told_with_size_and_prices() -> None:
    trading = a_trading()
    before = trading.pools[3]
    trading.stakes("10.5")
    (trade,) = trading.trades
    assert (trade.op, trade.tao, trade.coldkey, trade.hotkeys) == (TapeOp.STAKE, Tao.parse("10.5"), ALICE, (HOTKEY,))
    assert (trade.block, trade.time_ms, trade.extrinsic, trade.count) == (BLOCK, TIME_MS, 1, 1)
    assert trade.subnet == trading.snapshot.subnets[3].id
    assert (trade.before, trade.after) == (before.price, trading.snapshot.subnets[3].price)
    assert trade.flow == trading.pools[3].tao_in - before.tao_in
    assert trade.is_mine((BOB, ALICE))
    assert not trade.is_mine((BOB,))


def test_an_unstakes_size_is_what_was_received_and_its_alpha_has_the_fee() -> None:
    trading = a_trading()
    before = trading.pools[3]
    trading.unstakes("1000")
    (trade,) = trading.trades
    assert (trade.op, trade.alpha) == (TapeOp.UNSTAKE, Alpha.parse("1000", 3))
    assert trade.after == trading.snapshot.subnets[3].price
    assert trade.flow == trading.pools[3].tao_in - before.tao_in
    # The author's sale of the fee took TAO out of the pool, too.
    assert -trade.flow > trade.tao


def test_prices_of_one_pool_follow_each_other_and_end_at_the_blocks() -> None:
    trading = a_trading(extrinsic=None)
    trading.stakes("10")
    trading.unstakes("700")
    trading.stakes("5", netuid=7)
    trading.stakes("30")
    trades = [trade for trade in trading.trades if trade.subnet.netuid == 3]
    assert [trade.op for trade in trades] == [TapeOp.STAKE, TapeOp.UNSTAKE, TapeOp.STAKE]
    assert [trade.before for trade in trades[1:]] == [trade.after for trade in trades[:-1]]
    assert trades[-1].after == trading.snapshot.subnets[3].price


def test_what_was_emitted_before_the_trades_is_no_part_of_them() -> None:
    trading = a_trading()
    emitted = Tao(5_000_000)
    pool = trading.pools[3].injected(emitted, Alpha(40_000_000, 3))
    trading.pools[3] = pool
    trading.before = replace(
        trading.before, subnets={**trading.before.subnets, 3: replace(trading.before.subnets[3], emission=emitted)}
    )
    trading.unstakes("700")
    (trade,) = trading.trades
    assert trade.before == pool.price
    assert trade.flow == trading.pools[3].tao_in - pool.tao_in


def test_trades_alike_of_one_extrinsic_are_one_line() -> None:
    trading = a_trading()
    before = trading.pools[3]
    trading.stakes("1")
    trading.stakes("2", hotkey=OTHER_HOTKEY)
    trading.stakes("3")
    trading.extrinsic = 2
    trading.stakes("4")
    first, second = trading.trades
    assert (first.count, first.tao, first.hotkeys) == (3, Tao.parse("6"), (HOTKEY, OTHER_HOTKEY))
    assert (first.before, first.after) == (before.price, second.before)
    assert (second.count, second.extrinsic) == (1, 2)


def test_what_happens_outside_of_extrinsics_is_one_line_each() -> None:
    trading = a_trading(extrinsic=None)
    trading.stakes("1")
    trading.stakes("2")
    assert [trade.count for trade in trading.trades] == [1, 1]


@pytest.mark.parametrize(
    ("name", "places", "ops"),
    [
        ("StakeSwapped", (ALICE, HOTKEY, 3, 7), (TapeOp.SWAP_OUT, TapeOp.SWAP_IN)),
        ("StakeMoved", (ALICE, HOTKEY, 3, OTHER_HOTKEY, 7), (TapeOp.MOVE_OUT, TapeOp.MOVE_IN)),
        ("StakeTransferred", (ALICE, BOB, HOTKEY, 3, 7), (TapeOp.GIFT_OUT, TapeOp.GIFT_IN)),
        ("StakeAndHotkeyTransferred", (ALICE, BOB, HOTKEY, OTHER_HOTKEY, 3, 7), (TapeOp.GIFT_OUT, TapeOp.GIFT_IN)),
    ],
)
def test_a_move_to_another_subnet_is_a_line_in_both(name: str, places: tuple[str | int, ...], ops: object) -> None:
    trading = a_trading()
    trading.stakes("3")
    trading.unstakes("100", netuid=3)
    trading.stakes("4.9", netuid=7, free=True)
    trading.add(staking(name, *places, 4_900_000_000))
    stake, *moved = trading.trades
    assert stake.op is TapeOp.STAKE
    assert tuple(trade.op for trade in moved) == ops
    assert [trade.subnet.netuid for trade in moved] == [3, 7]
    assert all(trade.after is not None for trade in moved)


def test_a_move_within_a_subnet_passes_no_pool_and_is_no_trade() -> None:
    trading = a_trading()
    trading.stakes("3")
    trading.add(
        staking("StakeRemoved", ALICE, HOTKEY, 5_000, 70_000, 3, 0),
        staking("StakeAdded", ALICE, OTHER_HOTKEY, 5_000, 70_000, 3, 0),
        staking("StakeMoved", ALICE, HOTKEY, 3, OTHER_HOTKEY, 3, 5_000),
    )
    (trade,) = trading.trades
    assert (trade.op, trade.tao) == (TapeOp.STAKE, Tao.parse("3"))


def test_alpha_sold_for_the_networks_fee_is_named_so() -> None:
    trading = a_trading()
    trading.unstakes("0.05", free=True)
    fee = trading.events[-1].event
    trading.unstakes("700")
    names = ("who", "netuid", "alpha_fee", "tao_amount")
    trading.add(staking("TransactionFeePaidWithAlpha", ALICE, 3, fee.values[3], fee.values[2], names=names))
    assert [trade.op for trade in trading.trades] == [TapeOp.FEE, TapeOp.UNSTAKE]
    assert trading.trades[0].after == trading.trades[1].before


def test_of_very_many_trades_the_last_ones_are_priced() -> None:
    trading = a_trading(extrinsic=None)
    for _ in range(MOST_PRICED + 3):
        trading.stakes("0.1", netuid=0)
    trading.stakes("1")
    trades = trading.trades
    assert [trade.after is None for trade in trades] == [True] * 4 + [False] * MOST_PRICED


def test_root_trades_one_to_one() -> None:
    trading = a_trading()
    trading.stakes("3", netuid=0)
    (trade,) = trading.trades
    assert (trade.before, trade.after) == (Price(10**9), Price(10**9))


def test_without_the_blocks_snapshot_prices_are_unknown() -> None:
    trading = a_trading()
    trading.stakes("3")
    (trade,) = trades_of(trading.read, None, trading.snapshot)
    assert (trade.before, trade.after, trade.flow, trade.tao) == (None, None, None, Tao.parse("3"))


def test_on_a_curve_that_is_not_computed_here_prices_are_unknown() -> None:
    trading = a_trading()
    trading.stakes("3")
    snapshot = trading.snapshot
    odd = replace(snapshot, subnets={3: a_subnet(3, pool=a_pool(3), curve_is_known=False)})
    (trade,) = trades_of(trading.read, odd, odd)
    assert trade.after is None


def test_a_subnet_that_took_the_number_later_is_not_the_one_that_was_traded() -> None:
    trading = a_trading()
    trading.stakes("3")
    later = replace(trading.snapshot, subnets={3: a_subnet(3, registered_at=BLOCK + 1)})
    (trade,) = trades_of(trading.read, None, later)
    assert trade.subnet == SubnetId(3)


@pytest.mark.parametrize(
    "event",
    [
        staking("StakeAdded", ALICE, HOTKEY, 5, 7, 3),
        staking("StakeRemoved", ALICE, HOTKEY, -5, 7, 3, 0),
        staking("StakeSwapped", ALICE, HOTKEY, 3),
        staking("StakeMoved", ALICE, HOTKEY, 3, OTHER_HOTKEY, "3", 5),
    ],
)
def test_an_event_of_another_form_leaves_no_trade_of_its_block(event: object) -> None:
    trading = a_trading()
    trading.stakes("3")
    trading.add(event)  # type: ignore[arg-type]  # all of them are events
    with pytest.raises(UnreadableEvent):
        trading.trades  # noqa: B018 - reading it is the deed
