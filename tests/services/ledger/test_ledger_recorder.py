"""The recorder of the account ledger records what is final, forgets what was taken back, marks what was not read."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.market import Holdings, Snapshot, Stake
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.domain.trades.chain_events import ChainEvent
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotUnderstood, TimedOut
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.services.block_events.events_follower import BlockRead, BlocksReplaced, EventsFollower
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.interval_steps import MOST_ENTRIES
from dtao_tui.services.ledger.ledger_recorder import LedgerChanged, LedgerRecorder
from tests.domain.ledger.builders import paid_fee, staking, transfer
from tests.fakes.market import FakeMarket
from tests.fakes.values import HOTKEY, PRACTICE_ADDRESS, a_hash, a_snapshot
from tests.fakes.waiting import ManualClock

ME, YOU = PRACTICE_ADDRESS, "5You"
TAO = 10**9
FIRST = 100


class Followed:
    """A recorder over a fake chain whose blocks the test makes."""

    def __init__(self, path: Path) -> None:
        self.market = FakeMarket(a_snapshot(FIRST))
        self.final = FIRST
        self.hub = Hub(_NoFeed())  # type: ignore[arg-type]  # blocks are published by the test
        self.clock = ManualClock()
        self.book = LedgerBook(path)
        self.recorder = LedgerRecorder(self.book, self.market, self, self.clock, gathers_seconds=0)
        self.events = EventsFollower(self.market)
        self.recorder.follow(self.hub, self.events)
        self.changed: list[LedgerChanged] = []
        self.hub.subscribe(LedgerChanged, "The test", self.changed.append)

    async def finalized(self) -> Head:
        return Head(self.final, a_hash(self.final))

    async def block(
        self, number: int, cash: int, stake: int = 0, *events: tuple[ChainEvent, ...], final: int | None = None
    ) -> Snapshot:
        """A block after which the account has this much, with the events of its extrinsics."""
        held = (Stake(7, HOTKEY, Alpha(stake, 7), is_own=False),) if stake else ()
        holdings = {ME: Holdings(ME, Tao(cash), held, {}, balance=Tao(cash))}
        snapshot = replace(a_snapshot(number), holdings=holdings, time_ms=number * 3000)
        placed = tuple(PlacedEvent(at, event) for at, told in enumerate(events, 1) for event in told)
        read = BlockEvents(number, snapshot.block_hash, number * 3000, placed)
        self.final = number if final is None else final
        self.hub.publish(BlockRead(read, snapshot, snapshot))
        await self.recorder.finish()
        return snapshot

    def entries(self) -> Sequence[LedgerEntry]:
        return self.book.entries(a_snapshot(FIRST).genesis, ME)

    def told(self) -> list[tuple[EntryKind, int, int, bool]]:
        return [(entry.kind, entry.cash, entry.alpha, entry.is_gap) for entry in self.entries()]


class _NoFeed:
    async def events(self) -> AsyncIterator[object]:
        return
        yield


@pytest.fixture
def followed(tmp_path: Path) -> Followed:
    return Followed(tmp_path / "ledger.sqlite3")


DEPOSIT = (transfer(YOU, ME, TAO),)


async def test_what_is_final_is_written_down_once(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)
    await followed.block(FIRST + 1, 6 * TAO, 0, DEPOSIT, final=FIRST)
    assert followed.told() == []
    pending = followed.recorder.pending(a_snapshot(FIRST).genesis, ME)
    assert [entry.cash for step in pending for entry in step.entries] == [TAO]
    await followed.block(FIRST + 2, 6 * TAO)
    await followed.block(FIRST + 3, 6 * TAO)
    assert followed.told() == [(EntryKind.DEPOSIT, TAO, 0, False)]
    assert len(followed.changed) == 2, "one for the first sight, one for the deposit"


async def test_a_block_that_was_taken_back_is_forgotten(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)
    await followed.block(FIRST + 1, 6 * TAO, 0, DEPOSIT, final=FIRST)
    followed.hub.publish(BlocksReplaced(FIRST + 1))
    await followed.block(FIRST + 1, 5 * TAO, final=FIRST)
    await followed.block(FIRST + 2, 5 * TAO)
    assert followed.told() == []


async def test_a_block_that_was_not_read_leaves_a_gap_and_a_difference(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)
    await followed.block(FIRST + 2, 6 * TAO)
    assert followed.told() == [(EntryKind.UNEXPLAINED, TAO, 0, True)]
    [gap] = followed.book.gaps(a_snapshot(FIRST).genesis, ME)
    assert (gap.first, gap.last, gap.seconds) == (FIRST + 1, FIRST + 2, 6)


async def test_a_new_program_goes_on_where_the_last_one_ended(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)
    await followed.block(FIRST + 1, 6 * TAO, 0, DEPOSIT)
    await followed.recorder.close()
    again = Followed(followed.book._path)
    await again.block(FIRST + 2, 7 * TAO, 0, DEPOSIT)
    assert again.told() == [(EntryKind.DEPOSIT, TAO, 0, False)] * 2
    opening = again.book.opening(a_snapshot(FIRST).genesis, ME)
    assert opening is not None
    assert (opening.block, opening.cash) == (FIRST, 5 * TAO)
    await again.recorder.close()


async def test_a_second_program_only_reads(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)
    second = Followed(followed.book._path)
    await second.block(FIRST, 5 * TAO)
    await second.block(FIRST + 1, 6 * TAO, 0, DEPOSIT)
    assert second.told() == []
    assert len(second.recorder.pending(a_snapshot(FIRST).genesis, ME)) == 1
    await followed.block(FIRST + 1, 6 * TAO, 0, DEPOSIT)
    await second.block(FIRST + 2, 6 * TAO)
    await followed.recorder.close()
    await second.block(FIRST + 3, 6 * TAO)
    assert second.told() == [(EntryKind.DEPOSIT, TAO, 0, False)], "it takes over, and writes nothing twice"
    await second.recorder.close()


async def test_a_trouble_of_the_chain_loses_nothing(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)

    async def away() -> Head:
        raise TimedOut("away")

    there, followed.recorder._final = followed.recorder._final, type("Away", (), {"finalized": staticmethod(away)})()
    await followed.block(FIRST + 1, 6 * TAO, 0, DEPOSIT)
    followed.recorder._final = there
    await followed.block(FIRST + 2, 6 * TAO)
    assert followed.told() == [(EntryKind.DEPOSIT, TAO, 0, False)]


async def test_many_small_deposits_are_one_beyond_a_bound(followed: Followed) -> None:
    await followed.block(FIRST, 0)
    many = tuple((transfer(YOU, ME, 1),) for _ in range(3 * MOST_ENTRIES))
    await followed.block(FIRST + 1, 3 * MOST_ENTRIES, 0, *many)
    assert len(followed.entries()) == MOST_ENTRIES + 1
    assert sum(entry.cash for entry in followed.entries()) == 3 * MOST_ENTRIES


async def test_a_stake_is_told_with_its_fee(followed: Followed) -> None:
    await followed.block(FIRST, 20 * TAO)
    withdrawn, fee = paid_fee(ME, 1000)
    events = (withdrawn, transfer(ME, "5Vault", TAO), staking("StakeAdded", ME, HOTKEY, TAO, 30 * TAO, 7, 5), fee)
    await followed.block(FIRST + 1, 19 * TAO - 1000, 30 * TAO, events)
    assert [row[:3] for row in followed.told()] == [
        (EntryKind.NETWORK_FEE, -1000, 0),
        (EntryKind.STAKED, -TAO, 30 * TAO),
    ]


async def test_a_block_whose_events_cannot_be_read_comes_back_as_a_gap(followed: Followed) -> None:
    await followed.block(FIRST, 5 * TAO)
    followed.market.block_events_by_number[FIRST + 1] = NotUnderstood("odd")
    followed.events.take(a_snapshot(FIRST + 1))
    await followed.events.finish()
    await followed.block(FIRST + 2, 6 * TAO)
    assert [row[3] for row in followed.told()] == [True]


@pytest.mark.parametrize("time_ms", [2**64 - 1, -5, None])
async def test_a_time_that_cannot_be_is_that_of_this_machine(followed: Followed, time_ms: int | None) -> None:
    await followed.block(FIRST, 5 * TAO)
    holdings = {ME: Holdings(ME, Tao(6 * TAO), (), {}, balance=Tao(6 * TAO))}
    snapshot = replace(a_snapshot(FIRST + 1), holdings=holdings, time_ms=time_ms)
    placed = tuple(PlacedEvent(1, event) for event in DEPOSIT)
    followed.final = FIRST + 1
    followed.hub.publish(BlockRead(BlockEvents(FIRST + 1, snapshot.block_hash, time_ms, placed), snapshot, snapshot))
    await followed.recorder.finish()
    [entry] = followed.entries()
    newest = followed.book.newest(a_snapshot(FIRST).genesis, ME)
    assert newest is not None
    assert entry.time_ms == newest.time_ms == round(followed.clock.wall() * 1000)
