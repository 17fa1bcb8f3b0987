"""`dtao-tui ledger`: what accounts gained since when, and what their holdings have cost, from the account ledger."""

from dtao_tui.cli.chain_access import connected
from dtao_tui.cli.composition import addresses_of_wallets, known_addresses
from dtao_tui.cli.console import Stopped, answer
from dtao_tui.cli.headless import address_of, ask, newest, print_answer
from dtao_tui.domain.ledger.account_state import AccountState, state_of
from dtao_tui.domain.ledger.cost_book import SubnetCost
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.ledger.holding_gain import gain_of
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.text import quoted
from dtao_tui.output import ledger_documents
from dtao_tui.output.ledger_documents import StatementAnswer
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.ports.chain import Market
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.interval_steps import believed_time
from dtao_tui.services.ledger.newest_steps import followed_to
from dtao_tui.services.ledger.statement_ranges import StatementRange, since_of
from dtao_tui.settings import Settings

USUAL_RANGE = StatementRange.ALL.value


def show_ledger(
    settings: Settings,
    addresses: tuple[str, ...],
    wallets: tuple[str, ...],
    since: str,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print the statement of these accounts; without any, of all that are known here. Raises Stopped."""
    if as_json and as_csv:
        raise Stopped("Say either --json or --csv.")
    named = (*(address_of(address) for address in addresses), *addresses_of_wallets(settings, wallets))
    asked = tuple(dict.fromkeys(named)) or known_addresses(settings)
    if not asked:
        raise Stopped("No wallet was found; name an address with --address.")
    book = LedgerBook(settings.places.account_ledger)
    try:
        told = ask(
            settings, lambda market: _answer(market, book, asked, since, CostMethod(settings.cost_method)), connected
        )
    except AccountLedgerTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    finally:
        book.close()
    if as_csv:
        answer(ledger_documents.ledger_csv(told))
    elif as_json:
        print_answer(ledger_documents.ledger_document(told))
    else:
        print_answer(ledger_documents.ledger_table(told))


async def _answer(
    market: Market, book: LedgerBook, addresses: tuple[str, ...], since: str, method: CostMethod
) -> StatementAnswer:
    """Read the newest block, and what few blocks lie between the record and it. Raises ChainTrouble."""
    snapshot = await newest(market, addresses)
    clock = SystemClock()
    now_ms = believed_time(snapshot.time_ms, round(clock.wall() * 1000))
    begins = since_of(since, now_ms)
    if begins is None:
        known = ", ".join(each.value for each in StatementRange)
        raise Stopped(f"{quoted(since, 20)} is no time; there are {known}, or a day such as 2026-11-23.")
    recorder = await followed_to(snapshot, book, market, clock)
    found = ((address, state_of(snapshot, address, now_ms)) for address in addresses)
    states = {address: state for address, state in found if state is not None}
    return _told(AccountStatements(book, recorder), snapshot, states, begins, method)


def _told(
    statements: AccountStatements,
    snapshot: Snapshot,
    states: dict[str, AccountState],
    since: int,
    method: CostMethod,
) -> StatementAnswer:
    addresses = tuple(states)
    gained = statements.gained(snapshot.genesis, addresses, since, states)
    if gained is None:
        raise Stopped("Nothing is known of these accounts.")
    costs = statements.costs(snapshot.genesis, addresses, method, states)
    held = {subnet: cost for subnet, cost in costs.items() if cost.alpha}
    gains = {
        subnet: gain_of(cost, found)
        for subnet, cost in held.items()
        if (found := snapshot.subnets.get(subnet.netuid)) is not None and subnet.is_same(found.id)
    }
    realised = {subnet: _realised(cost) for subnet, cost in costs.items() if cost.realised}
    entries = _entries(statements, snapshot.genesis, states, since)
    return StatementAnswer(snapshot, addresses, gained.statement, gains, realised, entries, gained.returns, method)


def _realised(cost: SubnetCost) -> int | None:
    profits = [result.profit for result in cost.realised]
    return None if None in profits else sum(profit for profit in profits if profit is not None)


def _entries(
    statements: AccountStatements, genesis: str, states: dict[str, AccountState], since: int
) -> list[tuple[str, LedgerEntry]]:
    found = [
        (address, entry)
        for address, state in states.items()
        for entry in statements.entries(genesis, address, since, state)
    ]
    return sorted(found, key=lambda told: told[1].block)
