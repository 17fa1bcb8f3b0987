"""Yields over several epochs, as they are recorded of a practice node, beside what the node's own books paid."""

from fractions import Fraction
from pathlib import Path

from bittensor_core import ss58_encode

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.subnets.epochs import LAST_EPOCH, TEMPO
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.yields.dividend_recorder import DividendRecorder
from tests.chain.conftest import a_desk
from tests.chain.middleman import Middleman
from tests.chain.stakers import a_nominator
from tests.fakes.waiting import ManualClock

NET = 1
BLOCKS = 4
EPOCHS = 3


async def test_recorded_yields_are_what_the_nodes_own_books_paid(tmp_path: Path) -> None:
    options = PracticeOptions(block_seconds=0, subnets=4)
    async with (
        Node(genesis_world(options), options) as node,
        Middleman(node.url) as between,
        a_desk(between.url, cache=tmp_path) as desk,
    ):
        storage = node.chain.storage
        storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
        storage.put(TEMPO, NET, value=BLOCKS)
        hotkey = storage.raw("SubtensorModule.Keys", NET, 0)
        who, address = a_nominator(storage, hotkey, NET), ss58_encode(hotkey, 42)
        store = HistoryStore(tmp_path / "history.sqlite3")
        market_recorder = Recorder(store, desk.trading, ManualClock(wall=1e12), gathers_seconds=0)
        watched = frozenset({(await desk.snapshot()).subnets[NET].id})
        dividends = DividendRecorder(store, desk.market, market_recorder, lambda _: watched)
        grown = list[tuple[int, int]]()
        while storage.number(LAST_EPOCH, NET) == node.chain.height or len(grown) < EPOCHS + 1:
            before, last = shares.stake_of(storage, hotkey, who, NET), storage.number(LAST_EPOCH, NET)
            node.step()
            after = shares.stake_of(storage, hotkey, who, NET)
            if storage.number(LAST_EPOCH, NET) != last:
                grown.append((before, after))
            snapshot = await desk.snapshot()
            await market_recorder.observe(snapshot)
            between.asked.clear()
            await dividends.observe(snapshot)
            assert len(between.asked) <= 1
        subnet: SubnetId = snapshot.subnets[NET].id
        epochs = store.epochs(snapshot.genesis, subnet, 0)
        assert len(epochs) >= EPOCHS
        told = [epoch.dividends[address].growth for epoch in epochs if address in epoch.dividends]
        paid = grown[: len(told)]
        # The chain rounds shares down, at the deposit and when they are read.
        assert all(
            abs(after - before - before * growth) <= 2 for (before, after), growth in zip(paid, told, strict=True)
        )
        daily = dividends.yields(snapshot, snapshot.subnets[NET]).daily(address)
        assert daily is not None
        assert daily.epochs == len(grown)
        mean = sum(Fraction(after - before, before) for before, after in grown) / len(grown)
        # As if blocks took 12 s, epochs of four blocks come 1,800 times a day.
        assert abs(daily.growth - 1800 * mean) < 1800 * Fraction(3, min(before for before, _ in grown))
        assert all(len(epoch.dividends) == len(epochs[0].dividends) > 1 for epoch in epochs)
