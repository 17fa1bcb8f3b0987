"""The hub without a terminal: the program's own parts on a practice node, and a recorder of every block."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

from dtao_tui.cli.composition import joined
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.practice.node.node import Node
from dtao_tui.services.context import AppContext
from dtao_tui.services.hub import OrdersReconciled
from dtao_tui.settings import load, prepare
from tests.chain.conftest import a_node, blocks_coming
from tests.journeys.stage import announce
from tests.quoting import a_ticket

NETUID = 3
PATIENCE = 60.0


class Recorder:
    """Writes the price of each subnet at each block into a database, in a thread, as a history would."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE prices (block INTEGER, netuid INTEGER, rao INTEGER)")

    async def record(self, snapshot: Snapshot) -> None:
        await asyncio.to_thread(self._write, snapshot)

    def _write(self, snapshot: Snapshot) -> None:
        rows = [(snapshot.block, netuid, subnet.price.rao) for netuid, subnet in snapshot.subnets.items()]
        with closing(sqlite3.connect(self._file)) as database, database:
            database.executemany("INSERT INTO prices VALUES (?, ?, ?)", rows)

    def blocks(self) -> list[int]:
        with closing(sqlite3.connect(self._file)) as database:
            return [block for (block,) in database.execute("SELECT DISTINCT block FROM prices ORDER BY block")]

    def prices(self, block: int) -> dict[int, int]:
        with closing(sqlite3.connect(self._file)) as database:
            return dict(database.execute("SELECT netuid, rao FROM prices WHERE block = ?", (block,)))


@asynccontextmanager
async def headless(node: Node) -> AsyncIterator[AppContext]:
    """The parts as `cli` joins them, on this node, their hub running."""
    # Blocks come in such quick succession that the time of a sealed order would be over before it is sent.
    settings = replace(load().choosing(network="practice"), mev_shield=False)
    prepare(settings.places)
    announce(settings.places, node.url)
    with joined(settings) as parts:
        running = asyncio.create_task(parts.hub.run())
        try:
            yield parts
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await parts.hub.close()
            await parts.session.lock()
            await parts.desk.close()


async def until(condition) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - a real socket has nothing to await here
            await asyncio.sleep(0.01)


async def test_a_recorder_holds_every_block_of_a_practice_node(tmp_path: Path) -> None:
    async with a_node() as node, headless(node) as parts:
        recorder = Recorder(tmp_path / "prices.sqlite")
        parts.hub.subscribe_background(Snapshot, "The recorder", recorder.record)
        for _ in range(4):
            number = node.step().header.number
            await until(lambda number=number: number in recorder.blocks())
        newest = parts.feed.last
        assert newest is not None
        assert recorder.blocks()[-4:] == list(range(newest.block - 3, newest.block + 1))
        assert recorder.prices(newest.block) == {netuid: s.price.rao for netuid, s in newest.subnets.items()}
        assert [sample.block for sample in parts.prices.run(NETUID).samples][-4:] == recorder.blocks()[-4:]


async def test_an_order_without_an_answer_is_found_by_the_hub_alone() -> None:
    async with a_node() as node, headless(node) as parts:
        asked: list[OrdersReconciled] = []
        parts.hub.subscribe(OrdersReconciled, "asked", asked.append)
        await until(lambda: parts.feed.last is not None)
        at = parts.feed.last
        assert at is not None
        hotkey = (await parts.desk.validators(NETUID, at))[0].hotkey
        await parts.session.unlock_practice()
        review = await parts.desk.review(
            parts.desk.draft(a_ticket("stake", at.subnets[NETUID].id, hotkey, "5", "2"), at), at
        )
        assert node.faults is not None
        node.faults.ask("lose_reply", {})
        async with blocks_coming(node):
            async with asyncio.timeout(PATIENCE):
                async for order in parts.desk.place(review):
                    if order.state is OrderState.UNKNOWN:
                        break
            await until(lambda: parts.desk.orders[0].state is OrderState.FINAL)
        assert asked
        assert parts.desk.orders[0].filled is not None
