"""`dtao-tui export`: reads the journal of orders, the portfolio or the account ledger, and writes it as asked."""

from dataclasses import dataclass
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.chain.reading.block_reader import MOST_ADDRESSES
from dtao_tui.cli.chain_access import connected
from dtao_tui.cli.composition import addresses_of_wallets, known_addresses
from dtao_tui.cli.console import Stopped, answer, complain
from dtao_tui.cli.exports.ledger_reading import read_ledger
from dtao_tui.cli.headless import address_of, ask, newest
from dtao_tui.cli.shell_completion import EXPORTS
from dtao_tui.domain.exports.costed_transactions import transactions_of
from dtao_tui.domain.exports.day_rates import DayRates, NotRates
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import Notes, newest_notes
from dtao_tui.domain.text import quoted
from dtao_tui.output import json_documents
from dtao_tui.output.exports import hledger_journal, order_exports, position_exports, transaction_exports, worth_exports
from dtao_tui.output.exports.transaction_exports import ToldTransactions
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.ports.chain import Market
from dtao_tui.ports.record_stores import JournalTrouble, NotesTrouble
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.records.orders.journal import MOST_ORDERS, Journal
from dtao_tui.records.orders.note_book import NoteBook
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.fiat_rates import rates_of_file
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.statement_ranges import StatementRange, since_of
from dtao_tui.settings import Settings

_MISUSED = 2
_OF_ORDERS, _OF_LEDGER = ("orders", "fills"), ("transactions", "hledger")


@dataclass(frozen=True, slots=True)
class ExportWish:
    """The arguments of an export."""

    what: str
    addresses: tuple[str, ...] = ()
    wallets: tuple[str, ...] = ()
    since: str = "all"
    rates: Path | None = None
    to: Path | None = None
    force: bool = False
    as_json: bool = False


def export(settings: Settings, wish: ExportWish) -> None:
    """Write what was asked for. Raises Stopped."""
    _refuse_odd(wish)
    if wish.to is not None and not wish.force and (wish.to.exists() or wish.to.is_symlink()):
        raise _there_already(wish.to)
    text = _text_of(settings, wish)
    if wish.to is None:
        answer(text)
        return
    write_file(wish.to, text, force=wish.force)
    complain(f"Written to {wish.to}.")


def write_file(path: Path, text: str, *, force: bool) -> None:
    """Write a file of this user alone, whole or not at all. Raises Stopped; for one that is there unless `force`."""
    data = f"{text}\n".encode("utf-8", "replace")
    try:
        if force:
            private_files.refuse_other(path)
            private_files.replace(path, data)
        else:
            private_files.add_whole(path, data)
    except FileExistsError:
        raise _there_already(path) from None
    except OSError as error:
        raise Stopped(f"{path} was not written: {error.strerror or error}.") from error


def _there_already(path: Path) -> Stopped:
    return Stopped(f"{path} is there already. Name another file, or replace it by --force.")


def _refuse_odd(wish: ExportWish) -> None:
    if wish.what not in EXPORTS:
        raise Stopped(f"{quoted(wish.what, 20)} is no export; there are {', '.join(EXPORTS)}.", _MISUSED)
    if wish.what == "hledger" and wish.as_json:
        raise Stopped("A journal for hledger is text; --json is of the other exports.", _MISUSED)
    if wish.since != "all" and wish.what in ("positions", "hledger"):
        raise Stopped(
            "--since is of orders, fills, transactions and worth; the others are of all that is known.", _MISUSED
        )
    if wish.rates is not None and wish.what not in _OF_LEDGER:
        raise Stopped("--rates is of transactions and hledger.", _MISUSED)
    if wish.what in _OF_ORDERS and (wish.addresses or wish.wallets):
        raise Stopped("Orders and fills are those of all accounts; --address and --wallet are of the others.", _MISUSED)
    if wish.force and wish.to is None:
        raise Stopped("--force is of the file of --to.", _MISUSED)


def _text_of(settings: Settings, wish: ExportWish) -> str:
    since_ms = since_of(wish.since, round(SystemClock().wall() * 1000))
    if since_ms is None:
        known = ", ".join(each.value for each in StatementRange)
        raise Stopped(f"{quoted(wish.since, 20)} is no time; there are {known}, or a day such as 2026-11-23.")
    if wish.what in _OF_ORDERS:
        return _orders(settings, wish, since_ms / 1000)
    named = (*(address_of(address) for address in wish.addresses), *addresses_of_wallets(settings, wish.wallets))
    asked = tuple(dict.fromkeys(named)) or known_addresses(settings)
    if not asked:
        raise Stopped("No wallet was found; name an address with --address.")
    if len(asked) > MOST_ADDRESSES:
        raise Stopped(f"At most {MOST_ADDRESSES} addresses are read at once, and these are {len(asked)}.")
    if wish.what == "positions":
        return _positions(settings, wish, asked)
    if wish.what == "worth":
        return _worth(settings, wish, asked, since_ms)
    return _ledger(settings, wish, asked, since_ms)


def _orders(settings: Settings, wish: ExportWish, since: float) -> str:
    # The journal of one network is told from those of others by the genesis that the chain names.
    genesis = ask(settings, _genesis, connected)
    orders = [order for order in _orders_of(settings, genesis) if order.created_at >= since]
    if wish.what == "orders":
        notes = _notes_of(settings)
        if wish.as_json:
            return json_documents.written(order_exports.orders_json(orders, notes))
        return order_exports.orders_csv(orders, notes)
    return json_documents.written(order_exports.fills_json(orders)) if wish.as_json else order_exports.fills_csv(orders)


async def _genesis(market: Market) -> str:
    return market.facts.genesis


def _orders_of(settings: Settings, genesis: str) -> tuple[Order, ...]:
    """The orders of a chain. What is wrong with the journal is said, and one that cannot be read raises Stopped."""
    try:
        journal = Journal(settings.places.journal)
        try:
            orders = journal.orders(genesis)
        finally:
            journal.close()
    except JournalTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    if journal.notice:
        complain(journal.notice)
    if len(orders) >= MOST_ORDERS:
        complain(f"Only the newest {MOST_ORDERS:,} orders, and those without an end, are in it.")
    return orders


def _notes_of(settings: Settings) -> Notes:
    """The notes to all orders. What is wrong with them is said, and a file that cannot be read raises Stopped."""
    book = NoteBook(settings.places.notes)
    try:
        notes = newest_notes(book.notes())
    except NotesTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    finally:
        book.close()
    if book.notice:
        complain(book.notice)
    return notes


def _positions(settings: Settings, wish: ExportWish, asked: tuple[str, ...]) -> str:
    snapshot = ask(settings, lambda market: newest(market, asked), connected)
    portfolios = [(address, portfolio_of(snapshot, address)) for address in asked]
    if wish.as_json:
        return json_documents.written(json_documents.portfolio_document(snapshot, portfolios))
    return position_exports.positions_csv(snapshot, portfolios)


def _worth(settings: Settings, wish: ExportWish, asked: tuple[str, ...], since_ms: int) -> str:
    genesis = ask(settings, _genesis, connected)
    book = LedgerBook(settings.places.account_ledger)
    try:
        curve = AccountStatements(book).curve(genesis, asked, since_ms)
    except AccountLedgerTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    finally:
        book.close()
    if wish.as_json:
        return json_documents.written(worth_exports.worth_json(curve))
    return worth_exports.worth_csv(curve)


def _ledger(settings: Settings, wish: ExportWish, asked: tuple[str, ...], since_ms: int) -> str:
    rates = None if wish.rates is None else _rates(wish.rates)
    book = LedgerBook(settings.places.account_ledger)
    try:
        read = ask(settings, lambda market: read_ledger(market, book, asked), connected)
    except AccountLedgerTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    finally:
        book.close()
    found = transactions_of(read.books, read.names, CostMethod(settings.cost_method))
    kept = [each for each in found if each.entry.time_ms is None or each.entry.time_ms >= since_ms]
    names = {subnet.id: subnet.name for subnet in read.snapshot.subnets.values()}
    told = ToldTransactions(read.snapshot.network, read.snapshot.genesis, kept, read.closing, names, rates)
    if wish.what == "hledger":
        return hledger_journal.hledger_journal(told)
    if wish.as_json:
        return json_documents.written(transaction_exports.transactions_json(told))
    return transaction_exports.transactions_csv(told)


def _rates(path: Path) -> DayRates:
    """The rates of a user's file. Raises Stopped."""
    try:
        return rates_of_file(path)
    except NotRates as error:
        raise Stopped(str(error)) from error
