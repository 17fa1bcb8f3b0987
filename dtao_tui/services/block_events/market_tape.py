"""The tape of all subnets: the newest trades of each, kept while events are read, for screens, alerts and the record.

It subscribes to the follower's blocks and publishes `TradesSeen` after each: trades of all subnets with what is
unusual among them. Trades of a block that another replaced are withdrawn; who kept some listens to `BlocksReplaced`.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape
from dtao_tui.domain.tape.tape_lines import TapeLine, TradeLine, UnreadBlocks, newest_first
from dtao_tui.domain.tape.tape_measures import MOST_RECENT, Pressure, judged, pressure, times_usual, usual_size
from dtao_tui.domain.tape.tape_trades import TapeTrade, trades_of
from dtao_tui.domain.trades.chain_events import UnreadableEvent
from dtao_tui.services.block_events.events_follower import BlockRead, BlocksNotRead, BlocksReplaced
from dtao_tui.services.hub import Hub

MOST_OF_SUBNET = 500
MOST_LINES = 12_000
"""Trades that are kept of one subnet, and of all."""

MOST_UNREAD = 200

NOT_READ = "Nobody read these blocks."
UNREADABLE = "Its trades are told in a form that this program does not know."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TradesSeen:
    """The trades of a block that was just read, of all subnets, in their order; published on the hub."""

    block: int
    block_hash: str
    lines: tuple[TradeLine, ...]
    time_ms: int | None = None
    """When the block was made, by the chain's clock."""


@dataclass(frozen=True, slots=True)
class TapeUnread:
    """Blocks whose trades are not known; published on the hub at their place among `TradesSeen`."""

    blocks: UnreadBlocks


class MarketTape:
    """The newest trades of every subnet, as far as they were read in this session or given from the record."""

    def __init__(self) -> None:
        self._lines: dict[SubnetId, deque[TradeLine]] = {}
        self._count = 0
        self._unread: deque[UnreadBlocks] = deque(maxlen=MOST_UNREAD)
        self._before: Snapshot | None = None
        self.publish: Callable[[object], None] = lambda _: None
        """Called with each TradesSeen and TapeUnread."""

        self.first_block: int | None = None
        """The first block that was read in this session; None before."""

        self._first_time: int | None = None
        self._let_go_ms: int | None = None
        self._restored: dict[SubnetId, RecordedTape] = {}

        self.changes = 0
        """Grows with every change, so that a screen knows when to draw anew."""

    def follow(self, hub: Hub) -> None:
        """Take what the follower publishes on this hub, and publish on it."""
        self.publish = hub.publish
        hub.subscribe(BlockRead, "The tape of trades", self.take)
        hub.subscribe(BlocksNotRead, "The tape of trades", self.miss)
        hub.subscribe(BlocksReplaced, "The tape of trades", self.withdraw)

    def lines(self, subnet: SubnetId) -> list[TapeLine]:
        """The tape of one subnet, newest first, with the blocks that were not read."""
        recorded = self._restored.get(subnet)
        # What was not read here may have been recorded by another program.
        known = -1 if recorded is None or recorded.until is None else recorded.until
        unread = [*self._unread_before(subnet), *(each for each in self._unread if each.last > known)]
        begin = self.since(subnet) or 0
        told = [each for each in unread if each.time_ms is None or each.time_ms >= begin]
        return newest_first(self._lines.get(subnet, ()), told)

    def trades(self, subnet: SubnetId) -> list[TapeTrade]:
        """The trades of one subnet, oldest first."""
        return [line.trade for line in self._lines.get(subnet, ())]

    def usual(self, subnet: SubnetId) -> Tao | None:
        """The usual size of a trade here now (`tape_measures.usual_size`); None where too few are known."""
        return usual_size(self._recent(subnet))

    def since(self, subnet: SubnetId) -> int | None:
        """When what is known of this subnet's tape begins, by the chain's clock; None before anything was read."""
        recorded, kept = self._restored.get(subnet), self.trades(subnet)
        times = [self._first_time, recorded.since_ms if recorded else None]
        begin = min((time for time in times if time is not None), default=None)
        # What was let go to keep the tape short is not known any more.
        let_go = [self._let_go_ms, kept[0].time_ms if len(kept) >= MOST_OF_SUBNET else None]
        return None if begin is None else max([begin, *(time for time in let_go if time is not None)])

    def pressure(self, subnet: SubnetId, now_ms: int) -> Pressure:
        """What was bought and sold here in the last hour, as far as it was read."""
        return pressure((line.trade for line in self._lines.get(subnet, ())), now_ms)

    def is_restored(self, subnet: SubnetId) -> bool:
        """Whether what is recorded of this subnet was put here."""
        return subnet in self._restored

    def restore(self, subnet: SubnetId, recorded: RecordedTape) -> None:
        """Put recorded trades before those of this session; of a block that was read in it, its own stay."""
        first = self.first_block
        kept = [line for line in self._lines.get(subnet, ()) if first is not None and line.trade.block >= first]
        older = [trade for trade in recorded.trades if first is None or trade.block < first]
        self._count -= len(self._lines.get(subnet, ()))
        self._lines[subnet] = deque([*judged(older), *kept], MOST_OF_SUBNET)
        self._count += len(self._lines[subnet])
        self._restored[subnet] = recorded
        self._keep_few()
        self.changes += 1

    def take(self, read: BlockRead) -> None:
        """The trades of a block; one whose events have another form counts as not read, as a whole."""
        events = read.events
        try:
            trades = trades_of(events, read.snapshot, read.newest, self._before)
        except UnreadableEvent as error:
            _LOG.warning("the trades of block %s cannot be read: %s", events.block, error)
            self.miss(BlocksNotRead(events.block, events.block, UNREADABLE, events.time_ms))
            return
        finally:
            self._before = read.snapshot
        self.first_block = events.block if self.first_block is None else min(self.first_block, events.block)
        # A genesis block tells no time.
        times = [time for time in (self._first_time, events.time_ms) if time is not None]
        self._first_time = min(times, default=None)
        lines = tuple(self._added(trade) for trade in trades)
        self._keep_few()
        self.changes += 1
        self.publish(TradesSeen(events.block, events.block_hash, lines, events.time_ms))

    def miss(self, missed: BlocksNotRead) -> None:
        """Blocks that could not be read."""
        unread = UnreadBlocks(missed.first, missed.last, missed.reason, missed.time_ms)
        self._unread.append(unread)
        self.changes += 1
        self.publish(TapeUnread(unread))

    def withdraw(self, replaced: BlocksReplaced) -> None:
        """Take back the trades of blocks that others replaced."""
        for subnet, kept in self._lines.items():
            stay = [line for line in kept if line.trade.block < replaced.since]
            self._count -= len(kept) - len(stay)
            self._lines[subnet] = deque(stay, MOST_OF_SUBNET)
        self._unread = deque([each for each in self._unread if each.last < replaced.since], MOST_UNREAD)
        self._before = None
        self.changes += 1

    def _added(self, trade: TapeTrade) -> TradeLine:
        line = TradeLine(trade, times_usual(trade, usual_size(self._recent(trade.subnet))))
        recorded = self._restored.get(trade.subnet)
        if recorded is not None and recorded.until is not None and trade.block <= recorded.until:
            # Another program recorded it before it was read here.
            return line
        kept = self._lines.setdefault(trade.subnet, deque(maxlen=MOST_OF_SUBNET))
        self._count += len(kept) < MOST_OF_SUBNET
        kept.append(line)
        return line

    def _unread_before(self, subnet: SubnetId) -> list[UnreadBlocks]:
        """What is missing in the recorded part, and between it and what was read in this session."""
        recorded, first = self._restored.get(subnet), self.first_block
        if recorded is None or recorded.until is None:
            return []
        if first is None or first <= recorded.until + 1:
            return list(recorded.unread)
        return [*recorded.unread, UnreadBlocks(recorded.until + 1, first - 1, NOT_READ, self._first_time)]

    def _recent(self, subnet: SubnetId) -> list[TapeTrade]:
        kept = self._lines.get(subnet, ())
        # Fees do not count, so a few more than are needed are looked at.
        return [line.trade for line in list(kept)[-2 * MOST_RECENT :]]

    def _keep_few(self) -> None:
        """Let the oldest quarter of all lines go where there are too many."""
        if self._count <= MOST_LINES:
            return
        lines = [line.trade for kept in self._lines.values() for line in kept]
        last_gone = sorted(trade.block for trade in lines)[len(lines) // 4]
        self._let_go_ms = min(
            (trade.time_ms for trade in lines if trade.block > last_gone and trade.time_ms is not None), default=None
        )
        for subnet, kept in self._lines.items():
            self._lines[subnet] = deque((line for line in kept if line.trade.block > last_gone), MOST_OF_SUBNET)
        self._count = sum(map(len, self._lines.values()))
