"""The tape over a real practice node: its trades are the change of the reserves, its prices those of the snapshots."""

from pathlib import Path

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.tape.tape_trades import TapeTrade
from dtao_tui.services.block_events.events_follower import BlockRead, EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape, TradesSeen
from tests.chain.conftest import a_desk
from tests.services.block_events.lively import a_lively_node

BLOCKS = 25


class Told:
    """What a follower and a tape published, joined as on the hub."""

    def __init__(self) -> None:
        self.tape = MarketTape()
        self.tape.publish = self.keep
        self.snapshots: dict[int, Snapshot] = {}
        self.trades: dict[int, list[TapeTrade]] = {}

    def take(self, event: object) -> None:
        assert isinstance(event, BlockRead), event
        assert event.snapshot is not None
        self.snapshots[event.events.block] = event.snapshot
        self.tape.take(event)

    def keep(self, event: object) -> None:
        assert isinstance(event, TradesSeen), event
        self.trades[event.block] = [line.trade for line in event.lines]


async def test_the_tape_adds_up_to_the_reserves_and_agrees_with_the_snapshots_to_the_rao(tmp_path: Path) -> None:
    told = Told()
    async with a_lively_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        follower = EventsFollower(desk.market)
        follower.publish = told.take
        follower.want("a test")
        for _ in range(BLOCKS):
            node.step()
            follower.take(await desk.snapshot())
            await follower.finish()
    assert len(told.snapshots) == len(told.trades) == BLOCKS
    first, *later = sorted(told.snapshots)
    for block in later:
        for netuid, subnet in told.snapshots[block].subnets.items():
            own = [trade for trade in told.trades[block] if trade.subnet == subnet.id and subnet.has_pool]
            if not own:
                continue
            moved = sum(trade.flow.rao for trade in own if trade.flow is not None)
            before = told.snapshots[block - 1].subnets[netuid]
            assert before.pool.tao_in.rao + subnet.emission.rao + moved == subnet.pool.tao_in.rao
            assert own[-1].after == subnet.price
            assert [trade.before for trade in own[1:]] == [trade.after for trade in own[:-1]]
    every = [trade for block in later for trade in told.trades[block]]
    assert len(every) > 5 * BLOCKS
    assert {trade.side for trade in every} == {trade.side for trade in every if trade.flow is not None}
    assert all(None not in (trade.before, trade.after, trade.flow) for trade in every)
    assert told.trades[first]
