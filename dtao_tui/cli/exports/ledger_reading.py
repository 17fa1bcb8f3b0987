"""Reads all that the account ledger knows of some accounts, up to the newest block, for an export."""

from dataclasses import dataclass

from dtao_tui.cli.headless import newest
from dtao_tui.domain.ledger.account_state import AccountState, state_of
from dtao_tui.domain.ledger.cost_book import AccountBook
from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.chain import Market
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from dtao_tui.services.ledger.newest_steps import followed_to


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """What happened to accounts since they were first seen."""

    snapshot: Snapshot
    books: tuple[AccountBook, ...]
    names: EntryNames
    closing: dict[str, AccountState]
    """How each is at the newest block."""


async def read_ledger(market: Market, record: LedgerBook, addresses: tuple[str, ...]) -> LedgerRead:
    """The books of these accounts. Few blocks since the record are read, more are a difference that is marked.

    Nothing is written. Raises ChainTrouble and AccountLedgerTrouble.
    """
    snapshot = await newest(market, addresses)
    recorder = await followed_to(snapshot, record, market, SystemClock())
    statements = AccountStatements(record, recorder)
    states = {address: state for address in addresses if (state := state_of(snapshot, address)) is not None}
    books = tuple(_book(statements, record, snapshot.genesis, *known) for known in sorted(states.items()))
    closing = {address: _timed(state, recorder, snapshot.genesis, address) for address, state in states.items()}
    return LedgerRead(snapshot, books, record.names(snapshot.genesis), closing)


def _book(
    statements: AccountStatements, record: LedgerBook, genesis: str, address: str, now: AccountState
) -> AccountBook:
    pending = [] if statements.recorder is None else statements.recorder.pending(genesis, address)
    opening = record.opening(genesis, address) or (pending[0].after if pending else now)
    # Of a time before all that is recorded, the statement begins at the opening.
    return AccountBook(address, opening, statements.entries(genesis, address, -1, now))


def _timed(state: AccountState, recorder: LedgerRecorder, genesis: str, address: str) -> AccountState:
    """The same state as the recorder has it: with a time where the chain tells none."""
    pending = recorder.pending(genesis, address)
    return pending[-1].after if pending and pending[-1].after.block == state.block else state
