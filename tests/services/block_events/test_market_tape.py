"""The tape of all subnets: trades judged and kept within bounds, gaps at their place, replaced blocks withdrawn."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape
from dtao_tui.domain.tape.tape_lines import TradeLine, UnreadBlocks
from dtao_tui.domain.tape.tape_measures import FEWEST_RECENT
from dtao_tui.domain.tape.tape_trades import TapeTrade
from dtao_tui.services.block_events import market_tape
from dtao_tui.services.block_events.events_follower import BlockRead, BlocksNotRead, BlocksReplaced
from dtao_tui.services.block_events.market_tape import MOST_OF_SUBNET, UNREADABLE, MarketTape, TapeUnread, TradesSeen
from tests.fakes.values import ALICE, HOTKEY, a_snapshot, a_subnet
from tests.taping import BLOCK, TIME_MS, Trading, a_trading, staking

SUBNET, OTHER = SubnetId(3, 1), SubnetId(7, 1)


class Kept:
    """A tape, and what it published."""

    def __init__(self) -> None:
        self.tape = MarketTape()
        self.published: list[object] = []
        self.tape.publish = self.published.append

    def reads(self, block: int, *staked: str, netuid: int = 3) -> Trading:
        """A block in which this much was staked, by one extrinsic each."""
        trading = Trading(a_snapshot(block - 1, [a_subnet(netuid, emission=Tao(0), registered_at=1)]), block)
        for extrinsic, tao in enumerate(staked, 1):
            trading.extrinsic = extrinsic
            trading.stakes(tao, netuid)
        self.take(trading)
        return trading

    def take(self, trading: Trading) -> None:
        self.tape.take(BlockRead(trading.read, trading.snapshot, trading.snapshot))

    @property
    def shown(self) -> list[object]:
        """The lines of the subnet in short: (block, TAO), or (first, last) of what was not read."""
        return [
            (line.trade.block, str(line.trade.tao.rao / 10**9))
            if isinstance(line, TradeLine)
            else [line.first, line.last]
            for line in self.tape.lines(SUBNET)
        ]


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_the_newest_trade_is_on_top_and_gaps_are_at_their_place(kept: Kept) -> None:
    kept.reads(10, "1", "2")
    kept.tape.miss(BlocksNotRead(11, 11, "Gone."))
    kept.tape.miss(BlocksNotRead(12, 12, "Gone."))
    kept.reads(13, "3")
    assert kept.shown == [(13, "3.0"), [11, 12], (10, "2.0"), (10, "1.0")]
    assert kept.tape.first_block == 10


def test_what_was_not_read_before_the_first_trade_is_told_too(kept: Kept) -> None:
    kept.reads(4)
    kept.tape.miss(BlocksNotRead(5, 9, "Gone.", TIME_MS))
    assert kept.shown == [[5, 9]]
    kept.reads(10, "1")
    assert kept.shown == [(10, "1.0"), [5, 9]]


def test_what_was_not_read_before_the_tape_begins_is_no_line(kept: Kept) -> None:
    kept.tape.miss(BlocksNotRead(5, 9, "Gone.", TIME_MS - 1))
    kept.reads(10, "1")
    assert kept.shown == [(10, "1.0")]


def test_each_block_is_published_with_what_is_unusual_in_it(kept: Kept) -> None:
    for block in range(1, FEWEST_RECENT + 1):
        kept.reads(block, "1")
    assert kept.tape.usual(SUBNET) == Tao.parse("1")
    kept.reads(20, "42.5", "2")
    seen = kept.published[-1]
    assert isinstance(seen, TradesSeen)
    assert (seen.block, [line.times_usual for line in seen.lines]) == (20, [42, None])


def test_unread_blocks_are_published_too(kept: Kept) -> None:
    kept.tape.miss(BlocksNotRead(11, 12, "Gone.", TIME_MS))
    assert kept.published == [TapeUnread(UnreadBlocks(11, 12, "Gone.", TIME_MS))]


def test_trades_of_replaced_blocks_are_withdrawn(kept: Kept) -> None:
    kept.reads(10, "1")
    kept.reads(11, "2")
    kept.tape.miss(BlocksNotRead(12, 12, "Gone."))
    kept.tape.withdraw(BlocksReplaced(11))
    kept.reads(11, "3")
    assert kept.shown == [(11, "3.0"), (10, "1.0")]


def test_a_block_with_an_event_of_another_form_counts_as_not_read_as_a_whole(kept: Kept) -> None:
    kept.reads(10, "1")
    trading = Trading(a_snapshot(10, [a_subnet(3, emission=Tao(0), registered_at=1)]), 11)
    trading.stakes("2")
    trading.add(staking("StakeRemoved", ALICE, HOTKEY, "much"))
    kept.take(trading)
    assert kept.shown == [[11, 11], (10, "1.0")]
    (unread, _) = kept.tape.lines(SUBNET)
    assert isinstance(unread, UnreadBlocks)
    assert unread.reason == UNREADABLE


def test_a_price_needs_the_block_right_before_for_its_last_rao_only(kept: Kept) -> None:
    kept.reads(10, "1")
    trading = kept.reads(11, "2")
    assert kept.tape.trades(SUBNET)[-1].after == trading.snapshot.subnets[3].price


def test_the_pressure_is_that_of_one_subnet(kept: Kept) -> None:
    kept.reads(BLOCK, "1")
    kept.reads(BLOCK + 1, "5", netuid=7)
    found = kept.tape.pressure(SUBNET, TIME_MS)
    assert (found.bought, found.sold, found.trades) == (Tao.parse("1"), Tao(0), 1)
    assert {trade.side for trade in kept.tape.trades(SUBNET)} == {Side.BUY}


def test_recorded_trades_come_before_those_of_the_session(kept: Kept) -> None:
    kept.reads(20, "2")
    recorded = tuple(replace(a_line(), block=block) for block in (5, 8, 20, 21))
    for _ in range(2):
        kept.tape.restore(SUBNET, RecordedTape(recorded, (UnreadBlocks(6, 7, "Nobody read."),), 1000, 12))
    assert kept.shown == [(20, "2.0"), [13, 19], (8, "1.0"), [6, 7], (5, "1.0")]
    assert kept.tape.since(SUBNET) == 1000
    assert kept.tape.is_restored(SUBNET)


def test_what_another_program_read_is_not_told_as_unread(kept: Kept) -> None:
    kept.reads(10, "1")
    kept.tape.miss(BlocksNotRead(11, 11, "Gone."))
    kept.tape.miss(BlocksNotRead(13, 13, "Gone."))
    kept.tape.restore(SUBNET, RecordedTape((replace(a_line(), block=9),), (), 1000, 12))
    assert kept.shown == [[13, 13], (10, "1.0"), (9, "1.0")]


def test_what_another_program_recorded_is_told_once(kept: Kept) -> None:
    kept.tape.restore(SUBNET, RecordedTape((replace(a_line(), block=9), replace(a_line(), block=10)), (), 1000, 11))
    kept.reads(10, "2")
    kept.reads(12, "3")
    assert kept.shown == [(12, "3.0"), (10, "1.0"), (9, "1.0")]


def a_line() -> TapeTrade:
    trading = a_trading()
    trading.stakes("1")
    return trading.trades[0]


def test_few_lines_of_a_subnet_are_kept_and_the_tape_begins_with_them(kept: Kept) -> None:
    line = a_line()
    many = tuple(replace(line, block=block, time_ms=1000 * block) for block in range(1, 2 * MOST_OF_SUBNET))
    kept.tape.restore(SUBNET, RecordedTape(many, (), 1000, 2000))
    assert len(kept.tape.trades(SUBNET)) == MOST_OF_SUBNET
    assert kept.tape.since(SUBNET) == 1000 * MOST_OF_SUBNET


def test_of_too_many_lines_the_oldest_of_all_subnets_go_and_no_tape_begins_before(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(market_tape, "MOST_LINES", 100)
    line = a_line()
    old = tuple(replace(line, block=block, time_ms=1000 * block) for block in range(1, 61))
    kept.tape.restore(SUBNET, RecordedTape(old, (), 1000, 60))
    new = tuple(replace(line, subnet=OTHER, block=block, time_ms=1000 * block) for block in range(50, 100))
    kept.tape.restore(OTHER, RecordedTape(new, (), 50_000, 100))
    first = kept.tape.trades(SUBNET)[0].block
    assert first > 20
    assert kept.tape.since(SUBNET) == 1000 * first
    assert [trade.block for trade in kept.tape.trades(OTHER)] == [*range(50, 100)]


def test_changes_are_counted_for_whoever_draws(kept: Kept) -> None:
    before = kept.tape.changes
    kept.reads(10, "1")
    assert kept.tape.changes > before
