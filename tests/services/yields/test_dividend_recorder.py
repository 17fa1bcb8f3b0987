"""The recorder of dividends: each epoch once, of held and watched subnets alone, and only final blocks are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from dtao_tui.domain.epoch_growth import RecordedEpoch
from dtao_tui.domain.market import Snapshot, Stake
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.services.yields import dividend_recorder
from dtao_tui.services.yields.dividend_recorder import LIST_BLOCKS, DividendRecorder
from tests.fakes.values import (
    GENESIS,
    HOTKEY,
    OTHER_HOTKEY,
    a_hash,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
)

TEMPO = 10
THREE, SEVEN = SubnetId(3, 1_000), SubnetId(7, 1_000)
PAID = HotkeyDividend(9, 909)


@dataclass
class Chain:
    """A chain that pays every hotkey alike, and counts what it is asked."""

    asked: list[list[tuple[int, str]]] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    untold: set[str] = field(default_factory=set)
    replaced: set[int] = field(default_factory=set)
    is_lost: bool = False

    async def dividends(
        self, places: Sequence[tuple[int, str]], head: Head
    ) -> Mapping[tuple[int, str], HotkeyDividend]:
        if self.is_lost:
            raise NotConnected("The connection is lost.")
        self.asked.append(list(places))
        return {place: PAID for place in places if place[1] not in self.untold}

    async def validator_hotkeys(self, netuid: int, head: Head) -> tuple[str, ...]:
        self.lists.append(netuid)
        return (HOTKEY, OTHER_HOTKEY)

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        return tuple(None if number in self.replaced else a_hash(number) for number in numbers)


@dataclass
class Record:
    """A record that keeps what it is given."""

    written: list[RecordedEpoch] = field(default_factory=list)
    trouble: str = ""
    knows_chain: bool = True

    def append_epochs(self, genesis: str, epochs: Sequence[RecordedEpoch]) -> bool:
        assert genesis == GENESIS
        if self.trouble:
            raise RecordTrouble(self.trouble)
        self.written += epochs if self.knows_chain else ()
        return self.knows_chain

    def epochs(self, genesis: str, subnet: SubnetId, since_ms: int) -> list[RecordedEpoch]:
        if self.trouble:
            raise RecordTrouble(self.trouble)
        return [each for each in self.written if each.subnet == subnet and each.time_ms >= since_ms]


@dataclass
class Writing:
    """What the recorder of the market tells."""

    is_writing: bool = True
    final_block: int | None = None


class Recording:
    """A recorder of dividends, and what a test turns."""

    def __init__(self) -> None:
        self.chain, self.record, self.writing = Chain(), Record(), Writing()
        self.watched: frozenset[SubnetId] = frozenset()
        self.held: tuple[Stake, ...] = (a_stake(7),)
        self.again()

    def again(self) -> None:
        """The program is started again."""
        self.recorder = DividendRecorder(self.record, self.chain, self.writing, lambda _: self.watched)  # type: ignore[arg-type]  # a fake

    def at(self, block: int, registered_at: int = 1_000) -> Snapshot:
        """A block whose subnets have an epoch each ten blocks."""
        subnets = [
            a_subnet(n, tempo=TEMPO, blocks_since_last_step=block % TEMPO, registered_at=registered_at)
            for n in (0, 3, 7)
        ]
        return a_snapshot(block, subnets, [a_holding(stakes=self.held)], time_ms=block * 12_000)

    async def sees(self, *blocks: int) -> Snapshot:
        for block in blocks:
            await self.recorder.observe(self.at(block))
        return self.at(blocks[-1])

    @property
    def told(self) -> list[tuple[int, int, int, list[str]]]:
        """Netuid, the epoch's block and the block it was read at, and the hotkeys."""
        return [(each.subnet.netuid, each.block, each.read_at, sorted(each.dividends)) for each in self.record.written]

    def epochs(self, block: int, netuid: int = 7, hotkey: str = HOTKEY) -> int | None:
        """By how many epochs a yield is told at this block."""
        snapshot = self.at(block)
        daily = self.recorder.yields(snapshot, snapshot.subnets[netuid]).daily(hotkey)
        return None if daily is None else daily.epochs


@pytest.fixture
def recording() -> Recording:
    """One held subnet, nothing watched."""
    return Recording()


async def test_each_epoch_of_a_held_subnet_is_asked_for_once_and_told_at_once(recording: Recording) -> None:
    await recording.sees(*range(103, 125))
    assert recording.chain.asked == [[(7, HOTKEY)]] * 3
    assert recording.chain.lists == []
    assert [recording.epochs(124), recording.epochs(124, 3), recording.epochs(124, 7, OTHER_HOTKEY)] == [3, None, None]
    assert recording.told == []


async def test_only_epochs_read_of_final_blocks_are_written(recording: Recording) -> None:
    await recording.sees(103, 110, 111)
    recording.writing.final_block = 110
    await recording.sees(112)
    assert recording.told == [(7, 100, 103, [HOTKEY])]
    recording.writing.final_block = 112
    await recording.sees(113)
    assert recording.told[1:] == [(7, 110, 111, [HOTKEY])]
    assert recording.epochs(113) == 2


async def test_what_a_replaced_block_told_is_read_again(recording: Recording) -> None:
    await recording.sees(111, 111)
    assert len(recording.chain.asked) == 2
    recording.chain.replaced, recording.writing.final_block = {111}, 111
    await recording.sees(112, 113)
    assert len(recording.chain.asked) == 3
    recording.writing.final_block = 113
    await recording.sees(114)
    assert [each[:3] for each in recording.told] == [(7, 110, 113)]


async def test_all_validators_of_a_watched_subnet_are_recorded_and_listed_once_a_day(recording: Recording) -> None:
    recording.watched = frozenset({THREE})
    await recording.sees(101, 102, 111, 121)
    assert recording.chain.lists == [3]
    both = sorted([(3, HOTKEY), (3, OTHER_HOTKEY)])
    assert [sorted(place for place in asked if place[0] == 3) for asked in recording.chain.asked] == [both] * 3
    await recording.sees(101 + LIST_BLOCKS)
    assert recording.chain.lists == [3, 3]


async def test_a_start_asks_for_no_epoch_that_is_recorded_but_for_hotkeys_that_are_new(recording: Recording) -> None:
    recording.writing.final_block = 105
    await recording.sees(103, 104)
    recording.again()
    await recording.sees(105)
    assert len(recording.chain.asked) == 1
    recording.held = (a_stake(7), a_stake(7, hotkey=OTHER_HOTKEY))
    await recording.sees(106)
    assert recording.chain.asked[1:] == [[(7, OTHER_HOTKEY)]]
    assert [recording.epochs(106), recording.epochs(106, hotkey=OTHER_HOTKEY)] == [1, 1]


async def test_where_another_program_writes_nothing_is_written_and_all_is_shown(recording: Recording) -> None:
    recording.writing.is_writing, recording.writing.final_block = False, 200
    await recording.sees(103, 111, 121)
    assert recording.told == []
    assert recording.epochs(121) == 3


async def test_an_epoch_that_was_put_off_is_not_taken_for_one(recording: Recording) -> None:
    await recording.sees(103)
    late = recording.at(
        115,
    )
    late = replace(late, subnets={n: replace(s, blocks_since_last_step=TEMPO + 1) for n, s in late.subnets.items()})
    await recording.recorder.observe(late)
    assert len(recording.chain.asked) == 1


async def test_an_epoch_pays_for_the_blocks_since_the_one_before_where_that_was_seen(recording: Recording) -> None:
    def at(block: int, epoch: int, tempo: int) -> Snapshot:
        told = recording.at(block)
        changed = {
            netuid: replace(subnet, tempo=tempo, blocks_since_last_step=block - epoch)
            for netuid, subnet in told.subnets.items()
        }
        return replace(told, subnets=changed)

    # The tempo became 10 after 60 blocks of 360; of the last epoch it is not seen what was before.
    for block, epoch, tempo in ((60, 20, 360), (79, 20, 360), (81, 80, 10), (91, 90, 10), (121, 120, 10)):
        await recording.recorder.observe(at(block, epoch, tempo))
    recording.writing.final_block = 121
    await recording.recorder.observe(at(122, 120, 10))
    assert [(each.block, each.blocks) for each in recording.record.written] == [
        (20, 360),
        (80, 60),
        (90, 10),
        (120, 10),
    ]


async def test_trouble_of_chain_or_record_loses_nothing(recording: Recording, caplog: pytest.LogCaptureFixture) -> None:
    recording.chain.is_lost = True
    await recording.sees(103)
    recording.chain.is_lost, recording.record.trouble = False, "The disk is full."
    recording.writing.final_block = 104
    await recording.sees(104, 105)
    assert "The disk is full." in caplog.text
    recording.record.trouble, recording.record.knows_chain = "", False
    await recording.sees(106)
    recording.record.knows_chain = True
    await recording.recorder.close()
    assert recording.told == [(7, 100, 104, [HOTKEY])]


async def test_what_the_chain_does_not_tell_is_not_known_and_not_asked_for_again(recording: Recording) -> None:
    recording.chain.untold = {HOTKEY}
    await recording.sees(103, 104)
    assert len(recording.chain.asked) == 1
    assert recording.epochs(104) is None


async def test_another_registration_or_chain_begins_anew(recording: Recording) -> None:
    await recording.sees(103)
    other = recording.at(104, registered_at=104)
    await recording.recorder.observe(other)
    assert recording.recorder.yields(other, other.subnets[7]).daily(HOTKEY) is not None
    foreign = replace(recording.at(105), genesis="0x" + "2" * 64)
    assert recording.recorder.yields(foreign, foreign.subnets[7]).daily(HOTKEY) is None


async def test_a_block_asks_for_a_bounded_number_of_hotkeys_and_the_rest_follows(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dividend_recorder, "MOST_AT_ONCE", 1)
    recording.held = (a_stake(7), a_stake(3))
    await recording.sees(103, 104, 105)
    assert [len(asked) for asked in recording.chain.asked] == [1, 1]
    assert [recording.epochs(105), recording.epochs(105, 3)] == [1, 1]
