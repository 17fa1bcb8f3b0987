"""Records the tape of watched subnets: trades of final blocks, and which blocks were read.

It needs events only while this program writes the record and a subnet is watched. What it holds back until blocks are
final is bounded; nothing waits for it, and where it fails the blocks count as not recorded.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape, TapeStretch
from dtao_tui.domain.tape.tape_trades import TapeTrade
from dtao_tui.ports.market_record import MarketRecord, RecordTrouble
from dtao_tui.services.block_events.events_follower import BlocksReplaced, EventsFollower, Interest
from dtao_tui.services.block_events.market_tape import MOST_OF_SUBNET, TradesSeen
from dtao_tui.services.hub import Hub

INTEREST = "the record of the tape"
MOST_WAITING = 600
"""Blocks that wait to be final; of more the oldest are not recorded."""

_LOG = logging.getLogger(__name__)


class Writing(Protocol):
    """What it asks the recorder of the market."""

    @property
    def is_writing(self) -> bool:
        """Whether the record is this program's to write."""
        ...

    @property
    def final_block(self) -> int | None:
        """The newest block that was final when it was last asked."""
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A block that was read, and what was traded in it on the subnets that were watched then."""

    block: int
    time_ms: int
    watched: frozenset[SubnetId]
    trades: tuple[TapeTrade, ...]


class TapeRecorder:
    """Writes trades of watched subnets once their blocks are final."""

    def __init__(self, record: MarketRecord, recorder: Writing, watched: Callable[[str], frozenset[SubnetId]]) -> None:
        """`watched` are the subnets of the chain of this genesis that are recorded."""
        self._record = record
        self._recorder = recorder
        self._watched_of = watched
        self._watched: frozenset[SubnetId] = frozenset()
        self._genesis = ""
        self._waiting: deque[_Waiting] = deque(maxlen=MOST_WAITING)
        self._written = -1
        self._interest: Interest | None = None
        self._events: EventsFollower | None = None

    def follow(self, hub: Hub, events: EventsFollower) -> None:
        """Take the hub's blocks and their trades, and need events while there is something to record."""
        self._events = events
        hub.subscribe(TradesSeen, "The record of the tape", self.take)
        hub.subscribe(BlocksReplaced, "The record of the tape", self.withdraw)
        hub.subscribe_background(Snapshot, "The record of the tape", self.observe)

    def take(self, seen: TradesSeen) -> None:
        """Keep the trades of the watched subnets until their block is final."""
        if not self._watched or seen.time_ms is None:
            return
        trades = tuple(line.trade for line in seen.lines if line.trade.subnet in self._watched)
        self._waiting.append(_Waiting(seen.block, seen.time_ms, self._watched, trades))

    def withdraw(self, replaced: BlocksReplaced) -> None:
        """Drop blocks that others replaced."""
        self._waiting = deque((each for each in self._waiting if each.block < replaced.since), MOST_WAITING)

    async def observe(self, snapshot: Snapshot) -> None:
        """Follow the watch list, and write what is final by now."""
        self._genesis = snapshot.genesis
        self._watched = self._watched_of(snapshot.genesis) if self._recorder.is_writing else frozenset()
        self._need_events()
        await self.write_final()

    async def write_final(self) -> None:
        """Write the blocks that are known to be final; trouble is logged, and they are tried again."""
        final = self._recorder.final_block
        if final is None or final == self._written or not self._recorder.is_writing:
            return
        passed = [each for each in self._waiting if each.block <= final]
        stretches = list(_stretches(passed))
        try:
            if stretches and not await asyncio.to_thread(self._record.append_tape, self._genesis, stretches):
                return
        except RecordTrouble as trouble:
            _LOG.warning("the tape is not recorded: %s", trouble)
            return
        self._written = final
        self._waiting = deque((each for each in self._waiting if each.block > final), MOST_WAITING)

    async def recorded(self, genesis: str, subnet: SubnetId) -> RecordedTape:
        """What is recorded of a subnet's tape; nothing where it cannot be read."""
        try:
            return await asyncio.to_thread(self._record.tape, genesis, subnet, MOST_OF_SUBNET)
        except RecordTrouble as trouble:
            _LOG.warning("the recorded tape cannot be read: %s", trouble)
            return RecordedTape()

    async def close(self) -> None:
        """Write what is final, and need no more events; never raises."""
        if self._interest is not None:
            self._interest.end()
            self._interest = None
        try:
            await self.write_final()
        except Exception:
            # Whoever closes has more to end, a key to lock among it.
            _LOG.exception("the last trades were not recorded")

    def _need_events(self) -> None:
        if self._watched and self._interest is None and self._events is not None:
            self._interest = self._events.want(INTEREST)
        elif not self._watched and self._interest is not None:
            self._interest.end()
            self._interest = None


def _stretches(waiting: list[_Waiting]) -> Iterator[TapeStretch]:
    """For each subnet the blocks without a gap in which it was watched."""
    for subnet in sorted(frozenset[SubnetId]().union(*(each.watched for each in waiting))):
        run: list[_Waiting] = []
        for each in waiting:
            if run and (each.block != run[-1].block + 1 or subnet not in each.watched):
                yield _stretch(subnet, run)
                run = []
            if subnet in each.watched:
                run.append(each)
        if run:
            yield _stretch(subnet, run)


def _stretch(subnet: SubnetId, run: list[_Waiting]) -> TapeStretch:
    trades = tuple(trade for each in run for trade in each.trades if trade.subnet == subnet)
    return TapeStretch(subnet, run[0].block, run[-1].block, run[0].time_ms, run[-1].time_ms, trades)
