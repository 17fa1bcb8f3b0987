"""Jumps of a price: against moments ago, against the last session, and what our own fills moved."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order, Quoted
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.price_jumps import Against
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.settlement import Filled
from dtao_tui.ports.record_stores import SeenPrice
from dtao_tui.records.last_prices import LastPrices
from dtao_tui.trading.price_watch import PriceWatch
from tests.domain.orders.example_orders import an_order
from tests.fakes import ALICE, GENESIS, HOTKEY, ManualClock, a_hash, a_pool, a_snapshot, a_subnet, until

DAY = 86_400


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def kept(tmp_path: Path) -> LastPrices:
    return LastPrices(tmp_path / "last-prices")


@pytest.fixture
async def watch(kept: LastPrices, clock: ManualClock) -> AsyncIterator[PriceWatch]:
    made = PriceWatch(kept, clock)
    yield made
    await made.close()


def a_block(number: int, price: str, at: float, **subnet: object) -> Snapshot:
    """A block that was seen at that second, with this price on subnet 7."""
    subnets = (a_subnet(0), a_subnet(7, price, **subnet))
    return a_snapshot(number, subnets=subnets, seen_at=at, block_hash=a_hash(number))


def a_fill(block: int, tao: str, price: str) -> Order:
    """An order of ours that bought for this much TAO at that price, in that block."""
    done = a_pool(7, price).trade(Side.BUY, Tao.parse(tao))
    filled = Filled(done.paid, done.received, done.fee)
    quoted = Quoted(block, done.received, done.received, done.fee, None, Price(1), Price(2))
    return an_order(
        genesis=GENESIS,
        owner=ALICE,
        hotkey=HOTKEY,
        pays=done.paid,
        quoted=quoted,
        state=OrderState.FINAL,
        block=block,
        filled=filled,
    )


async def test_a_price_that_moves_by_a_fifth_at_most_is_no_jump(watch: PriceWatch) -> None:
    watch.observe(a_block(1, "0.05", 100))
    assert await watch.jumps(a_block(2, "0.0599", 112), 7, ()) == ()


async def test_a_leap_between_two_blocks_is_told_with_both_prices(watch: PriceWatch) -> None:
    before, after = a_block(1, "0.05", 100), a_block(2, "0.0601", 112)
    watch.observe(before)
    (jump,) = await watch.jumps(after, 7, ())
    assert (jump.against, jump.before, jump.now) == (
        Against.BLOCKS,
        before.subnets[7].pool.price,
        after.subnets[7].price,
    )


async def test_a_price_that_runs_within_a_minute_is_a_jump(watch: PriceWatch) -> None:
    for number, price in enumerate(("0.05", "0.054", "0.058", "0.0602")):
        watch.observe(a_block(number + 1, price, 100 + 12 * number))
    assert len(await watch.jumps(a_block(4, "0.0602", 136), 7, ())) == 1


async def test_a_price_that_walks_for_longer_is_none(watch: PriceWatch) -> None:
    for number, price in enumerate(("0.05", "0.054", "0.058", "0.0602")):
        watch.observe(a_block(number + 1, price, 100 + 61 * number))
    assert await watch.jumps(a_block(4, "0.0602", 283), 7, ()) == ()


async def test_a_jump_is_told_for_ten_minutes_unless_the_price_came_back(watch: PriceWatch) -> None:
    watch.observe(a_block(1, "0.05", 100))
    watch.observe(a_block(2, "0.08", 112))
    for number in range(3, 40):
        watch.observe(a_block(number, "0.08", 112 + 15 * (number - 2)))
    assert len(await watch.jumps(a_block(40, "0.08", 700), 7, ())) == 1
    assert await watch.jumps(a_block(41, "0.05", 701), 7, ()) == ()
    assert await watch.jumps(a_block(42, "0.08", 1_500), 7, ()) == ()


async def test_a_move_upon_a_move_is_seen_from_where_the_first_began(watch: PriceWatch) -> None:
    for number, price in enumerate(("0.05", "0.1", "0.078"), 1):
        watch.observe(a_block(number, price, 100 + 12 * number))
    (jump,) = await watch.jumps(a_block(4, "0.081", 150), 7, ())
    assert jump.before == a_subnet(7, "0.05").price


async def test_what_our_own_fill_moved_is_no_jump(watch: PriceWatch) -> None:
    fill = a_fill(2, "4000", "0.05")
    pool = a_pool(7, "0.05")
    assert fill.filled is not None
    moved = replace(pool, tao_in=pool.tao_in + Tao.parse("4000"), alpha_in=pool.alpha_in - fill.quoted.received)  # type: ignore[operator]  # a stake receives alpha
    after = a_snapshot(2, subnets=(a_subnet(7, pool=moved),), seen_at=112)
    watch.observe(a_block(1, "0.05", 100))
    assert len(await watch.jumps(after, 7, ())) == 1
    assert await watch.jumps(after, 7, (fill,)) == ()
    assert len(await watch.jumps(after, 7, (a_fill(1, "4000", "0.05"),))) == 1
    assert len(await watch.jumps(after, 7, (replace(fill, subnets=(replace(fill.subnets[0], netuid=3),)),))) == 1


async def test_another_subnet_under_the_same_number_is_no_jump(watch: PriceWatch) -> None:
    watch.observe(a_block(1, "0.05", 100))
    assert await watch.jumps(a_block(2, "0.5", 112, registered_at=2), 7, ()) == ()


async def test_a_price_far_from_the_last_sessions_is_told(kept: LastPrices, clock: ManualClock) -> None:
    first = PriceWatch(kept, clock)
    first.observe(a_block(1, "0.05", 100))
    await first.close()
    clock.turn(6 * DAY)
    second = PriceWatch(kept, clock)
    (jump,) = await second.jumps(a_block(50_000, "0.16", 100), 7, ())
    assert (jump.against, jump.before) == (Against.LAST_SEEN, a_subnet(7, "0.05").price)
    assert await second.jumps(a_block(50_001, "0.14", 100 + DAY), 7, ()) == ()


async def test_a_session_longer_ago_than_a_week_says_nothing(kept: LastPrices, clock: ManualClock) -> None:
    first = PriceWatch(kept, clock)
    first.observe(a_block(1, "0.05", 100))
    await first.close()
    clock.turn(7 * DAY + 1)
    assert await PriceWatch(kept, clock).jumps(a_block(9, "0.5", 100), 7, ()) == ()


async def test_a_lie_is_not_taken_for_the_price_last_seen(kept: LastPrices, clock: ManualClock) -> None:
    kept.save(GENESIS, {SubnetId(7, 1_000): SeenPrice(a_subnet(7, "0.05").price.rao, int(clock.wall()))})
    liar = PriceWatch(kept, clock)
    for number in range(1, 30):
        clock.turn(300)
        assert len(await liar.jumps(a_block(number, "0.5", 100 + 300 * number), 7, ())) == 1
    await liar.close()
    assert kept.load(GENESIS)[SubnetId(7, 1_000)].rao == a_subnet(7, "0.05").price.rao


async def test_a_price_cannot_be_walked_away_block_by_block(kept: LastPrices, clock: ManualClock) -> None:
    kept.save(GENESIS, {SubnetId(7, 1_000): SeenPrice(a_subnet(7, "0.05").price.rao, int(clock.wall()))})
    liar = PriceWatch(kept, clock)
    for number, price in enumerate(("0.05", "0.1", "0.14", "0.2"), 1):
        clock.turn(61)
        jumps = await liar.jumps(a_block(number, price, 100 + 61 * number), 7, ())
    assert [jump.against for jump in jumps] == [Against.LAST_SEEN]


async def test_a_price_two_endpoints_tell_is_the_one_last_seen_from_then_on(
    kept: LastPrices, clock: ManualClock
) -> None:
    kept.save(GENESIS, {SubnetId(7, 1_000): SeenPrice(1_000_000, int(clock.wall()))})
    watch = PriceWatch(kept, clock)
    block = a_block(1, "0.05", 100)
    assert len(await watch.jumps(block, 7, ())) == 1
    watch.believe(Comparison("one", "two", 1, pools=(block.subnets[7].pool,), not_compared="no answer"))
    assert len(await watch.jumps(block, 7, ())) == 1
    watch.believe(Comparison("one", "two", 1, pools=(block.subnets[7].pool,)))
    assert await watch.jumps(block, 7, ()) == ()


async def test_far_from_the_chains_average_is_told(watch: PriceWatch) -> None:
    old = a_block(1_000_000, "0.05", 100, moving_price=Price(10_000_000))
    (jump,) = await watch.jumps(old, 7, ())
    assert jump.against is Against.AVERAGE


async def test_root_and_subnets_without_a_pool_have_no_jumps(watch: PriceWatch) -> None:
    watch.observe(a_block(1, "0.05", 100))
    assert await watch.jumps(a_block(2, "0.5", 112), 0, ()) == ()


async def test_prices_are_written_rarely(watch: PriceWatch, kept: LastPrices, clock: ManualClock) -> None:
    assert await watch.jumps(a_block(1, "0.05", 100), 7, ()) == ()
    for number in range(2, 40):
        clock.turn(60)
        watch.observe(a_block(number, "0.05", 100 + 60 * number))
    assert kept.load(GENESIS) == {}
    for number in range(40, 63):
        clock.turn(60)
        watch.observe(a_block(number, "0.05", 100 + 60 * number))
    await until(lambda: SubnetId(7, 1_000) in kept.load(GENESIS))


async def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "file").write_text("")
    watch = PriceWatch(LastPrices(tmp_path / "file" / "prices"), clock)
    assert await watch.jumps(a_block(1, "0.05", 100), 7, ()) == ()
    await watch.close()
