"""Accounts are recorded once a minute without the app, the blocks between the samples read afterwards."""

from pathlib import Path

from dtao_tui.cli.tape_parts import TapeParts
from dtao_tui.domain.ledger.ledger_entries import EntryKind
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.block_events.tape_recorder import TapeRecorder
from dtao_tui.services.feed import Feed
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from tests.chain.conftest import a_desk, a_node
from tests.fakes.waiting import ManualClock
from tests.practice.nodes import a_signed_call, hotkey_of

TAO = 10**9


async def test_each_sample_tells_what_happened_since_the_one_before(tmp_path: Path) -> None:
    book, store, clock = (
        LedgerBook(tmp_path / "ledger.sqlite3"),
        HistoryStore(tmp_path / "history.sqlite3"),
        ManualClock(wall=4e9),
    )
    async with a_node() as node, a_desk(node.url, cache=tmp_path / "metadata") as desk:
        recorder = Recorder(store, desk.trading, clock, gathers_seconds=0.0)
        hub = Hub(Feed(desk.market, tuple, clock))
        parts = TapeParts(hub, EventsFollower(desk.market), TapeRecorder(store, recorder, lambda _: frozenset()))
        parts.join()
        parts = parts.with_accounts(LedgerRecorder(book, desk.market, desk.trading, clock, gathers_seconds=0.0))
        for nonce in range(3):
            stake = {"hotkey": hotkey_of(node, 1), "netuid": 1, "amount_staked": 10 * TAO}
            signed = a_signed_call(node, "SubtensorModule.add_stake", stake, nonce=nonce)
            node.chain.submit(bytes.fromhex(signed[2:]))
            node.step(5)
            snapshot = await desk.market.snapshot(await desk.trading.finalized(), (ADDRESS,))
            await parts.sample(snapshot)
        genesis = desk.facts.genesis
        await parts.close()
        entries = LedgerBook(tmp_path / "ledger.sqlite3").entries(genesis, ADDRESS)
    # The first sample is the first sight of the account.
    assert [entry.kind for entry in entries] == [EntryKind.NETWORK_FEE, EntryKind.STAKED] * 2
