"""The follower of events: each block once and in order, gaps filled or said, replaced blocks withdrawn."""

from dataclasses import replace

import pytest

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.trades.block_events import PlacedEvent
from dtao_tui.domain.trades.chain_events import ChainEvent
from dtao_tui.ports.errors import NotUnderstood, TimedOut
from dtao_tui.services.block_events.events_follower import (
    MOST_FILLED,
    BlockRead,
    BlocksNotRead,
    BlocksReplaced,
    EventsFollower,
)
from tests.fakes.market import FakeMarket
from tests.fakes.values import a_hash, a_snapshot

SOMETHING = (PlacedEvent(1, ChainEvent("Pallet", "Happened")),)
FIRST = 100


class Followed:
    """A follower of a fake chain, and what it published in short: numbers read, (first, last) not read, -since."""

    def __init__(self) -> None:
        self.market = FakeMarket(a_snapshot(FIRST))
        self.follower = EventsFollower(self.market)
        self.published: list[object] = []
        self.follower.publish = self.published.append

    @property
    def told(self) -> list[object]:
        return [_short(each) for each in self.published]

    async def takes(self, *blocks: int | Snapshot) -> None:
        for block in blocks:
            self.follower.take(a_snapshot(block) if isinstance(block, int) else block)
            await self.follower.finish()


def _short(event: object) -> object:
    match event:
        case BlockRead():
            return event.events.block
        case BlocksNotRead():
            return (event.first, event.last)
        case BlocksReplaced():
            return -event.since
    return event


@pytest.fixture
def followed() -> Followed:
    return Followed()


async def test_nothing_is_asked_while_no_one_is_interested(followed: Followed) -> None:
    await followed.takes(FIRST, FIRST + 1)
    assert (followed.told, followed.market.events_read) == ([], [])
    interest = followed.follower.want("a test")
    await followed.follower.finish()
    interest.end()
    interest.end()
    await followed.takes(FIRST + 2)
    assert followed.told == [FIRST + 1]
    assert not followed.follower.is_reading


async def test_blocks_are_read_until_the_last_interest_ends(followed: Followed) -> None:
    one, other = followed.follower.want("one"), followed.follower.want("other")
    one.end()
    await followed.takes(FIRST)
    other.end()
    await followed.takes(FIRST + 1)
    assert followed.told == [FIRST]


async def test_a_block_comes_with_its_events_and_its_snapshot(followed: Followed) -> None:
    followed.market.block_events_by_number[FIRST] = SOMETHING
    followed.follower.want("a test")
    await followed.takes(FIRST, FIRST)
    (read,) = followed.published
    assert isinstance(read, BlockRead)
    assert read.events.events == SOMETHING
    assert read.snapshot is not None
    assert read.snapshot.block_hash == read.events.block_hash


async def test_skipped_blocks_are_read_before_the_one_that_came(followed: Followed) -> None:
    followed.follower.want("a test")
    await followed.takes(FIRST, FIRST + 4)
    assert followed.told == [FIRST, FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4]
    assert [each.snapshot is None for each in followed.published if isinstance(each, BlockRead)] == [
        False,
        True,
        True,
        True,
        False,
    ]


async def test_of_many_skipped_blocks_the_newest_are_read_and_the_others_said(followed: Followed) -> None:
    followed.follower.want("a test")
    await followed.takes(FIRST, FIRST + 1000)
    assert followed.told[:2] == [FIRST, (FIRST + 1, FIRST + 999 - MOST_FILLED)]
    assert followed.told[2:] == [*range(FIRST + 1000 - MOST_FILLED, FIRST + 1001)]
    assert len(followed.market.events_read) == MOST_FILLED + 2


async def test_what_passed_without_an_interest_is_filled_or_said_too(followed: Followed) -> None:
    followed.follower.want("one").end()
    await followed.takes(FIRST)
    followed.follower.want("other", back=3)
    await followed.follower.finish()
    assert followed.told == [FIRST - 3, FIRST - 2, FIRST - 1, FIRST]


async def test_events_that_cannot_be_read_are_said_with_the_reason(followed: Followed) -> None:
    followed.market.block_events_by_number[FIRST + 1] = NotUnderstood("Another shape.")
    followed.follower.want("a test")
    await followed.takes(FIRST, FIRST + 1, FIRST + 2)
    assert followed.told == [FIRST, (FIRST + 1, FIRST + 1), FIRST + 2]
    told = followed.published[1]
    assert isinstance(told, BlocksNotRead)
    assert (told.reason, told.count) == ("Another shape.", 1)


async def test_a_block_that_was_not_answered_is_read_with_the_next(followed: Followed) -> None:
    followed.follower.want("a test")
    await followed.takes(FIRST)
    followed.market.block_events_by_number[FIRST + 1] = TimedOut("No answer.")
    await followed.takes(FIRST + 1)
    assert followed.told == [FIRST]
    followed.market.block_events_by_number[FIRST + 1] = SOMETHING
    await followed.takes(FIRST + 2)
    assert followed.told == [FIRST, FIRST + 1, FIRST + 2]


async def test_a_block_that_is_never_answered_is_said_once(followed: Followed) -> None:
    followed.follower.want("a test")
    await followed.takes(FIRST)
    followed.market.block_events_by_number[FIRST + 1] = TimedOut("No answer.")
    await followed.takes(FIRST + 1, FIRST + 2, FIRST + 3)
    assert followed.told == [FIRST, (FIRST + 1, FIRST + 1), FIRST + 2, FIRST + 3]


async def test_a_block_that_another_replaced_is_withdrawn(followed: Followed) -> None:
    followed.follower.want("a test")
    other = replace(a_snapshot(FIRST + 1), block_hash=a_hash(7))
    followed.market.parents[other.block_hash] = a_hash(FIRST)
    await followed.takes(FIRST, FIRST + 1, other)
    assert followed.told == [FIRST, FIRST + 1, -(FIRST + 1), FIRST + 1]


async def test_blocks_behind_a_new_head_that_were_replaced_are_withdrawn_and_read(followed: Followed) -> None:
    followed.follower.want("a test")
    await followed.takes(FIRST, FIRST + 1, FIRST + 2)
    head = replace(a_snapshot(FIRST + 3), block_hash=a_hash(9))
    followed.market.canonical |= {FIRST + 1: a_hash(7), FIRST + 2: a_hash(8)}
    followed.market.parents[a_hash(9)] = a_hash(8)
    await followed.takes(head)
    assert followed.told[3:] == [-(FIRST + 1), FIRST + 1, FIRST + 2, FIRST + 3]
    assert [each.events.block_hash for each in followed.published[4:] if isinstance(each, BlockRead)] == [
        a_hash(7),
        a_hash(8),
        a_hash(9),
    ]


async def test_consecutive_blocks_take_one_request_each(followed: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unexpected(_: object) -> tuple[str | None, ...]:
        raise AssertionError("no hash is needed")

    monkeypatch.setattr(followed.market, "hashes_of", unexpected)
    followed.follower.want("a test")
    await followed.takes(FIRST, FIRST + 1, FIRST + 2)
    assert followed.told == followed.market.events_read == [FIRST, FIRST + 1, FIRST + 2]


async def test_a_closed_follower_publishes_nothing_more(followed: Followed) -> None:
    followed.follower.want("a test")
    followed.follower.take(a_snapshot(FIRST))
    await followed.follower.close()
    assert followed.told == []
