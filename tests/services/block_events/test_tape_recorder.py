"""The recorder of the tape: watched subnets alone, final blocks alone, gaps as gaps, and events only where needed."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.cli.tape_parts import TapeParts
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape, TapeStretch
from dtao_tui.domain.tape.tape_lines import TradeLine, UnreadBlocks
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.block_events.events_follower import MOST_FILLED, BlocksReplaced, EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape, TradesSeen
from dtao_tui.services.block_events.tape_recorder import INTEREST, TapeRecorder
from dtao_tui.services.feed import Feed
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.hub import Hub
from tests.chain.conftest import a_desk
from tests.fakes.market import FakeMarket
from tests.fakes.values import GENESIS, a_hash, a_snapshot, a_subnet
from tests.fakes.waiting import ManualClock
from tests.services.block_events.lively import a_lively_node
from tests.taping import Trading

THREE, SEVEN = SubnetId(3, 1), SubnetId(7, 1)


@dataclass
class State:
    """What the recorder of the market tells."""

    is_writing: bool = True
    final_block: int | None = None


@dataclass
class Written:
    """A record that keeps what it is given."""

    stretches: list[TapeStretch] = field(default_factory=list)
    trouble: str = ""
    knows_chain: bool = True

    def append_tape(self, genesis: str, stretches: list[TapeStretch]) -> bool:
        assert genesis == GENESIS
        if self.trouble:
            raise RecordTrouble(self.trouble)
        if self.knows_chain:
            self.stretches += stretches
        return self.knows_chain

    def tape(self, genesis: str, subnet: SubnetId, most: int) -> RecordedTape:
        if self.trouble:
            raise RecordTrouble(self.trouble)
        return RecordedTape(until=most)

    @property
    def told(self) -> list[tuple[int, int, int, int]]:
        """Netuid, first and last block, and the number of trades."""
        return [(each.subnet.netuid, each.first, each.last, len(each.trades)) for each in self.stretches]


class Recording:
    """A recorder of the tape, and what a test turns."""

    def __init__(self) -> None:
        self.state, self.record = State(), Written()
        self.watched: frozenset[SubnetId] = frozenset({SEVEN})
        self.recorder = TapeRecorder(self.record, self.state, lambda _: self.watched)  # type: ignore[arg-type]  # a fake

    async def watches(self, *subnets: SubnetId) -> None:
        self.watched = frozenset(subnets)
        await self.recorder.observe(a_snapshot())

    def reads(self, block: int, *netuids: int) -> None:
        """A block in which something was staked on these subnets."""
        subnets = [a_subnet(netuid, emission=Tao(0), registered_at=1) for netuid in (3, 7)]
        trading = Trading(a_snapshot(block - 1, subnets), block)
        for trading.extrinsic, netuid in enumerate(netuids, 1):
            trading.stakes("1", netuid)
        lines = tuple(TradeLine(trade) for trade in trading.trades)
        self.recorder.take(TradesSeen(block, a_hash(block), lines, 1000 * block))

    async def final(self, block: int) -> None:
        self.state.final_block = block
        await self.recorder.write_final()


@pytest.fixture
async def recording() -> Recording:
    found = Recording()
    await found.watches(SEVEN)
    return found


async def test_trades_of_watched_subnets_are_written_once_final(recording: Recording) -> None:
    recording.reads(10, 7, 3)
    recording.reads(11)
    recording.reads(12, 7, 7)
    await recording.final(11)
    assert recording.record.told == [(7, 10, 11, 1)]
    await recording.final(11)
    await recording.final(13)
    assert recording.record.told == [(7, 10, 11, 1), (7, 12, 12, 2)]
    assert recording.record.stretches[0].began_ms == 10_000


async def test_a_block_that_was_not_read_parts_two_stretches(recording: Recording) -> None:
    recording.reads(10, 7)
    recording.reads(12, 7)
    await recording.final(20)
    assert recording.record.told == [(7, 10, 10, 1), (7, 12, 12, 1)]


async def test_blocks_count_for_what_was_watched_then(recording: Recording) -> None:
    recording.reads(10, 7, 3)
    await recording.watches(SEVEN, THREE)
    recording.reads(11, 7, 3)
    await recording.watches(THREE)
    recording.reads(12, 7, 3)
    await recording.final(20)
    assert recording.record.told == [(3, 11, 12, 2), (7, 10, 11, 2)]


async def test_blocks_that_others_replaced_are_not_written(recording: Recording) -> None:
    recording.reads(10, 7)
    recording.reads(11, 7)
    recording.recorder.withdraw(BlocksReplaced(11))
    recording.reads(11)
    await recording.final(11)
    assert recording.record.told == [(7, 10, 11, 1)]


async def test_where_the_record_cannot_be_written_blocks_wait(recording: Recording) -> None:
    recording.reads(10, 7)
    recording.record.trouble = "The disk is full."
    await recording.final(11)
    assert await recording.recorder.recorded(GENESIS, SEVEN) == RecordedTape()
    recording.record.trouble = ""
    recording.record.knows_chain = False
    await recording.final(12)
    recording.record.knows_chain = True
    await recording.final(13)
    assert recording.record.told == [(7, 10, 10, 1)]


async def test_events_are_needed_only_while_a_subnet_is_watched_and_this_program_writes() -> None:
    recording = Recording()
    market = FakeMarket()
    hub, events = Hub(Feed(market, tuple, ManualClock())), EventsFollower(market)
    recording.recorder.follow(hub, events)
    await recording.watches()
    assert not events.wanted_by
    await recording.watches(SEVEN)
    assert events.wanted_by == {INTEREST}
    recording.state.is_writing = False
    await recording.watches(SEVEN)
    assert not events.wanted_by
    recording.state.is_writing = True
    await recording.watches(SEVEN)
    await recording.recorder.close()
    assert not events.wanted_by


async def test_without_a_terminal_a_practice_node_is_recorded_whole(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history.sqlite3")
    async with a_lively_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        subnet = (await desk.snapshot()).subnets[1].id
        trading, clock = ChainTrading(desk.connection), ManualClock(wall=4e9)
        recorder = Recorder(store, trading, clock, gathers_seconds=0.0)
        hub = Hub(Feed(desk.market, tuple, clock))
        tape = TapeRecorder(store, recorder, lambda _: frozenset({subnet}))
        parts = TapeParts(hub, EventsFollower(desk.market), tape)
        parts.join()
        for blocks in (1, 4, 30, 1, 1, 1):
            node.step(blocks)
            snapshot = await desk.market.snapshot(await trading.finalized(), ())
            await recorder.observe(snapshot)
            await parts.sample(snapshot)
        recorded = await tape.recorded(desk.facts.genesis, subnet)
        await parts.close()
        await recorder.close()
    assert len(recorded.trades) > 5
    assert [(each.last - each.first + 1) for each in recorded.unread] == [30 - 1 - MOST_FILLED]
    again = MarketTape()
    again.restore(subnet, recorded)
    assert any(isinstance(line, UnreadBlocks) for line in again.lines(subnet))
