"""Reads the events of blocks while someone is interested, and publishes them on the hub in the order of the chain.

Whoever needs events calls `want`, subscribes to `BlockRead`, `BlocksNotRead` and `BlocksReplaced` with `hub.subscribe`
(not in the background, where blocks are dropped while a subscriber is busy), and ends its interest when done. Each
block is published once: read, or not read with the reason. It takes one request a block, and one more where blocks
are missing between two snapshots or the chain went back on some; nothing is asked while no one is interested.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.tape.tape_lines import UnreadBlocks
from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import ChainTrouble, NotUnderstood
from dtao_tui.services.hub import Hub

MOST_FILLED = 20
"""Blocks that are read afterwards where the feed skipped some, the newest ones; older ones count as not read."""

BLOCKS_REMEMBERED = 64
"""How far back a block that was replaced is noticed."""

MISSED = "Nobody read events then, the connection was away, or too many blocks came at once."
NOT_THERE = "The chain has no such block any more."

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BlockRead:
    """The events of a block, and its snapshot where the feed read one; published on the hub."""

    events: BlockEvents
    snapshot: Snapshot | None
    """None for a block that was read afterwards."""

    newest: Snapshot
    """The newest snapshot known, for what seldom changes: which subnet has which number."""


@dataclass(frozen=True, slots=True)
class BlocksNotRead(UnreadBlocks):
    """Blocks whose events nobody here knows, from first to last; published on the hub in their place in time."""


@dataclass(frozen=True, slots=True)
class BlocksReplaced:
    """The chain took another course from this block on: what was published of it and of later ones did not happen."""

    since: int


class EventsSource(Protocol):
    """What the follower asks the chain (`ports.chain.Market`)."""

    async def block_events(self, head: Head) -> BlockEvents:
        """All events of that block. Raises ChainTrouble."""
        ...

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        """The hashes of the canonical blocks of these numbers. Raises ChainTrouble."""
        ...


@dataclass(eq=False)
class Interest:
    """Someone's need for events; until `end`, every block is read."""

    name: str
    _ended: Callable[["Interest"], None] = field(repr=False)

    def end(self) -> None:
        """Need no more events; again is allowed."""
        self._ended(self)


class EventsFollower:
    """Reads events of the feed's blocks and of those that it skipped, as long as there is an interest."""

    def __init__(self, source: EventsSource) -> None:
        self._source = source
        self._interests: set[Interest] = set()
        self._waiting: deque[Snapshot] = deque(maxlen=MOST_FILLED)
        self._known: dict[int, str] = {}
        """The hashes of the newest published blocks, by number, in order."""

        self._newest: Snapshot | None = None
        self._reach = 0
        self._task: asyncio.Task[None] | None = None
        self.publish: Callable[[object], None] = lambda _: None
        """Called with each BlockRead, BlocksNotRead and BlocksReplaced."""

    @property
    def is_reading(self) -> bool:
        """Whether someone needs events now."""
        return bool(self._interests)

    @property
    def wanted_by(self) -> frozenset[str]:
        """The names of those who need events now."""
        return frozenset(interest.name for interest in self._interests)

    def follow(self, hub: Hub) -> None:
        """Take the hub's blocks, and publish on it."""
        self.publish = hub.publish
        hub.subscribe(Snapshot, "The reader of trades", self.take)

    def want(self, name: str, *, back: int = 0) -> Interest:
        """Read events from now on. `back` blocks before the newest are read, too, where none were before.

        `back` is at most MOST_FILLED. The name says for what.
        """
        interest = Interest(name, self._interests.discard)
        self._interests.add(interest)
        self._reach = max(self._reach, min(back, MOST_FILLED))
        if self._newest is not None and not any(each is self._newest for each in self._waiting):
            self._queue(self._newest)
        return interest

    def take(self, snapshot: Snapshot) -> None:
        """A block of the feed; its events are read in a task, in order, if someone is interested."""
        self._newest = snapshot
        if self._interests:
            self._queue(snapshot)

    async def finish(self) -> None:
        """Wait until the blocks taken so far are published."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def close(self) -> None:
        """Read no more; never raises."""
        self._interests.clear()
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _queue(self, snapshot: Snapshot) -> None:
        self._waiting.append(snapshot)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off(), name="events of blocks")

    async def _work_off(self) -> None:
        while self._waiting:
            snapshot = self._waiting.popleft()
            try:
                await self._follow(snapshot)
            except ChainTrouble as trouble:
                # The block is met again as a skipped one when the next comes.
                _LOG.info("the events of block %s were not read yet: %s", snapshot.block, trouble)
            except Exception:
                _LOG.exception("the events of a block were not followed")

    async def _follow(self, snapshot: Snapshot) -> None:
        """Publish what comes before this block, and the block. Raises ChainTrouble where it may yet be read."""
        number = snapshot.block
        if self._known.get(number) == snapshot.block_hash:
            return
        head = Head(number, snapshot.block_hash)
        read: BlockEvents | BlocksNotRead
        try:
            read = await self._source.block_events(head)
        except NotUnderstood as trouble:
            read = BlocksNotRead(number, number, str(trouble), snapshot.time_ms)
        await self._publish_before(snapshot, read.parent_hash if isinstance(read, BlockEvents) else None)
        self._note(number, snapshot.block_hash)
        self.publish(BlockRead(read, snapshot, snapshot) if isinstance(read, BlockEvents) else read)

    async def _publish_before(self, snapshot: Snapshot, parent: str | None) -> None:
        """Withdraw what was replaced, and publish the blocks between the last published one and this."""
        number = snapshot.block
        self._withdraw(number)
        last = max(self._known, default=None)
        # A block that could not be read does not tell what it stands on.
        is_next = last == number - 1 and self._known[last] == parent
        first = max(number - self._reach, 0) if last is None else last + 1
        if is_next or (last is None and first == number):
            return
        filled = range(max(first, number - MOST_FILLED), number)
        asked = [*self._known, *filled]
        hashes = dict(zip(asked, await self._source.hashes_of(asked), strict=True))
        replaced = [known for known in self._known if hashes[known] != self._known[known]]
        if replaced:
            first = replaced[0]
            self._withdraw(first)
            filled = range(max(first, number - MOST_FILLED), number)
        if filled and filled.start > first:
            self.publish(BlocksNotRead(first, filled.start - 1, MISSED, snapshot.time_ms))
        for each in filled:
            await self._fill(each, hashes[each], snapshot)

    async def _fill(self, number: int, found: str | None, newest: Snapshot) -> None:
        """Publish a block that the feed skipped."""
        read: BlockRead | BlocksNotRead
        if found is None:
            self.publish(BlocksNotRead(number, number, NOT_THERE, newest.time_ms))
            return
        try:
            read = BlockRead(await self._source.block_events(Head(number, found)), None, newest)
        except ChainTrouble as trouble:
            read = BlocksNotRead(number, number, str(trouble), newest.time_ms)
        self._note(number, found)
        self.publish(read)

    def _withdraw(self, since: int) -> None:
        """Take back what was published of this block and of later ones, if anything was."""
        replaced = [known for known in self._known if known >= since]
        for known in replaced:
            del self._known[known]
        if replaced:
            self.publish(BlocksReplaced(replaced[0]))

    def _note(self, number: int, block_hash: str) -> None:
        self._known[number] = block_hash
        while len(self._known) > BLOCKS_REMEMBERED:
            del self._known[next(iter(self._known))]
