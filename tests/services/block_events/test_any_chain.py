"""Whatever the chain does and the feed skips, a subscriber knows each block once, or knows that it does not know it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotUnderstood, TimedOut
from dtao_tui.services.block_events.events_follower import (
    MOST_FILLED,
    BlockRead,
    BlocksNotRead,
    BlocksReplaced,
    EventsFollower,
)
from tests.fakes.values import a_hash, a_snapshot

FIRST = 1000


class Chain:
    """A chain that may take another course, and an endpoint that may fail."""

    def __init__(self) -> None:
        self.canonical = {number: a_hash(number) for number in range(FIRST - 50, FIRST + 1)}
        self.parents = {a_hash(number): a_hash(number - 1) for number in self.canonical}
        self.made = 10**6
        self.is_silent = self.is_odd = False

    @property
    def head(self) -> Head:
        number = max(self.canonical)
        return Head(number, self.canonical[number])

    def grow(self, undone: int, made: int) -> None:
        """Drop the newest blocks, and make others; the head never falls."""
        for number in range(self.head.number - undone + 1, self.head.number + 1):
            del self.canonical[number]
        for _ in range(undone + made):
            parent, self.made = self.head, self.made + 1
            self.canonical[parent.number + 1] = a_hash(self.made)
            self.parents[a_hash(self.made)] = parent.hash

    async def block_events(self, head: Head) -> BlockEvents:
        await asyncio.sleep(0)
        if self.is_silent:
            raise TimedOut("No answer.")
        if self.is_odd:
            raise NotUnderstood("Another shape.")
        return BlockEvents(head.number, head.hash, 1000 * head.number, (), self.parents[head.hash])

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        if self.is_silent:
            raise TimedOut("No answer.")
        return tuple(self.canonical.get(number) for number in numbers)


class Subscriber:
    """What one who hears everything believes of each block: its hash, or an empty text where it was not read."""

    def __init__(self) -> None:
        self.known: dict[int, str] = {}

    def hear(self, event: object) -> None:
        match event:
            case BlockRead():
                self._learn(event.events.block, event.events.block_hash)
            case BlocksNotRead():
                for number in range(event.first, event.last + 1):
                    self._learn(number, "")
            case BlocksReplaced():
                assert event.since in self.known
                self.known = {number: found for number, found in self.known.items() if number < event.since}

    def _learn(self, number: int, block_hash: str) -> None:
        assert not self.known or number == max(self.known) + 1, "each block once, in the order of the chain"
        self.known[number] = block_hash


STEPS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(1, 3) | st.just(30), st.sampled_from(["answers", "answers", "silent", "odd"])
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
@example([(1, 1, "odd")])
def test_each_block_is_known_once_or_known_to_be_unread(steps: list[tuple[int, int, str]]) -> None:
    chain, subscriber = Chain(), Subscriber()

    async def live() -> None:
        follower = EventsFollower(chain)
        follower.publish = subscriber.hear
        follower.want("a test")
        for undone, made, endpoint in [(0, 1, "answers"), *steps, (0, 1, "answers"), (0, 1, "answers")]:
            chain.grow(undone, made)
            chain.is_silent, chain.is_odd = endpoint == "silent", endpoint == "odd"
            head = chain.head
            follower.take(replace(a_snapshot(head.number), block_hash=head.hash))
            await follower.finish()

    asyncio.run(live())
    newest = range(chain.head.number - MOST_FILLED, chain.head.number + 1)
    believed = {number: found for number, found in subscriber.known.items() if number in newest and found}
    assert max(subscriber.known) == chain.head.number
    assert {number: chain.canonical[number] for number in believed} == believed
