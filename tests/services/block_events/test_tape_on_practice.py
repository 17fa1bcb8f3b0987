"""The tape over a real practice node: its trades are the change of the reserves, its prices those of the snapshots."""

from pathlib import Path

from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade, trades_of
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.chain import Head
from dtao_tui.practice.node.node import Node
from dtao_tui.services.block_events.events_follower import BlockRead, EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape, TradesSeen
from tests.chain.conftest import Desk, a_desk, a_node, blocks_coming
from tests.chain.signing import signed
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


async def test_what_i_do_is_on_the_tape_by_its_name_with_the_prices_of_the_snapshots(tmp_path: Path) -> None:
    """Stake, move to another validator, swap to another subnet, sell: by real calls on a market that stands still."""
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        hotkey, other = [each.hotkey for each in await desk.market.validators(1, await desk.market.head())][:2]
        half = 4 * 10**9
        swap = {"hotkey": hotkey, "origin_netuid": 1, "destination_netuid": 2, "alpha_amount": half}
        places = {"origin_hotkey": hotkey, "destination_hotkey": other, "origin_netuid": 1, "destination_netuid": 1}
        told = []
        for call in (
            Call("SubtensorModule", "add_stake", {"hotkey": hotkey, "netuid": 1, "amount_staked": 10**9}),
            Call("SubtensorModule", "move_stake", {**places, "alpha_amount": half}),
            Call("SubtensorModule", "swap_stake", swap),
            Call("SubtensorModule", "remove_stake", {"hotkey": other, "netuid": 1, "amount_unstaked": half // 2}),
        ):
            told.append(await trades_by(desk, node, call))
    assert [[trade.op for trade in trades] for trades in told] == [
        [TapeOp.STAKE],
        [],
        [TapeOp.SWAP_OUT, TapeOp.SWAP_IN],
        [TapeOp.UNSTAKE],
    ]
    every = [trade for trades in told for trade in trades]
    assert all(trade.is_mine((ADDRESS,)) and trade.extrinsic is not None for trade in every)
    assert all(None not in (trade.before, trade.after, trade.flow) for trade in every)


async def trades_by(desk: Desk, node: Node, call: Call) -> tuple[TapeTrade, ...]:
    """The trades of the block that carries this call out; their prices end at those of its snapshot."""
    extrinsic = signed(await desk.trading.prepare(call, ADDRESS), desk.facts)
    async with blocks_coming(node):
        steps = [step async for step in desk.trading.broadcast(extrinsic)]
    found = await desk.trading.outcome(hash_of_extrinsic(extrinsic), steps[-1].block_hash or "")
    assert found is not None
    assert found.succeeded, found.sentence
    head = Head(found.block, found.block_hash)
    snapshot = await desk.market.snapshot(head, ())
    trades = trades_of(await desk.market.block_events(head), snapshot, snapshot)
    for trade in trades:
        assert trade.after == snapshot.subnets[trade.subnet.netuid].price
    return trades
