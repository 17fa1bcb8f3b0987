"""The whole path on a practice node: another client trades, and the account ledger explains it to the rao."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dtao_tui.domain.ledger.account_state import state_of
from dtao_tui.domain.ledger.ledger_entries import EntryKind, StatementPart
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from tests.chain.conftest import Desk, a_desk, a_node
from tests.practice.nodes import a_signed_call, free_number, hotkey_of

TAO = 10**9


class Watched:
    """A node, another client that signs for the practice account, and the ledger that follows it."""

    def __init__(self, node: Node, desk: Desk, path: Path) -> None:
        self.node, self.desk, self.nonce = node, desk, 0
        self.hub = Hub(None)  # type: ignore[arg-type]  # blocks are published by the test
        self.book = LedgerBook(path)
        self.recorder = LedgerRecorder(self.book, desk.market, desk.trading, SystemClock(), gathers_seconds=0)
        self.events = EventsFollower(desk.market)
        self.events.publish = self.hub.publish
        self.recorder.follow(self.hub, self.events)
        self.statements = AccountStatements(self.book, self.recorder)

    def send(self, name: str, **arguments: Any) -> None:
        signed = a_signed_call(self.node, f"SubtensorModule.{name}", arguments, nonce=self.nonce)
        self.nonce += 1
        self.node.chain.submit(bytes.fromhex(signed[2:]))

    async def look(self) -> Snapshot:
        snapshot = await self.desk.snapshot(ADDRESS)
        self.events.take(snapshot)
        await self.events.finish()
        await self.recorder.finish()
        return snapshot

    async def block(self) -> Snapshot:
        self.node.step()
        return await self.look()

    def kinds(self, genesis: str) -> Mapping[EntryKind, int]:
        found: dict[EntryKind, int] = {}
        entries = self.book.entries(genesis, ADDRESS)
        entries += [entry for step in self.recorder.pending(genesis, ADDRESS) for entry in step.entries]
        for entry in entries:
            found[entry.kind] = found.get(entry.kind, 0) + 1
        return found


async def test_what_another_client_did_is_told_and_adds_up(tmp_path: Path) -> None:
    async with a_node() as node, a_desk(node.url, cache=tmp_path / "metadata") as desk:
        watched = Watched(node, desk, tmp_path / "ledger.sqlite3")
        one, two = hotkey_of(node, 1), hotkey_of(node, 2)
        first = await watched.look()
        watched.send("add_stake", hotkey=one, netuid=1, amount_staked=20 * TAO)
        watched.send("add_stake", hotkey=two, netuid=2, amount_staked=30 * TAO)
        await watched.block()
        watched.send("move_stake", **_move(one, two, 1, 1, 10**12))
        watched.send("swap_stake", hotkey=two, origin_netuid=2, destination_netuid=1, alpha_amount=10**12)
        watched.send("add_stake", hotkey=one, netuid=1, amount_staked=10**9 * TAO)
        # Blocks that the feed skipped are read afterwards.
        node.step(3)
        await watched.look()
        free_number(node, 2)
        last = await watched.look()
        statement = watched.statements.statement(first.genesis, (ADDRESS,), 0)
        assert statement is not None
        assert statement.is_exact
        before, after = (state_of(snapshot, ADDRESS) for snapshot in (first, last))
        assert before is not None
        assert after is not None
        assert (statement.total.start, statement.total.end) == (before.worth, after.worth)
        assert statement.total.part(StatementPart.UNEXPLAINED) == 0
        assert (statement.to_name, statement.gaps) == ((), ())
        assert watched.kinds(first.genesis) == {
            EntryKind.NETWORK_FEE: 5,
            EntryKind.STAKED: 3,
            EntryKind.MOVED: 2,
            EntryKind.UNSTAKED: 1,
            EntryKind.REMOVED: 1,
            EntryKind.PAYOUT: 1,
        }
        costs = watched.statements.costs(first.genesis, (ADDRESS,))
        assert {subnet.netuid: bool(cost.realised) for subnet, cost in costs.items()} == {1: False, 2: True}
        await watched.recorder.close()


def _move(origin: str, destination: str, source: int, target: int, alpha: int) -> dict[str, Any]:
    hotkeys = {"origin_hotkey": origin, "destination_hotkey": destination}
    return {**hotkeys, "origin_netuid": source, "destination_netuid": target, "alpha_amount": alpha}
