"""The journal, read by the real hledger: it balances, and its totals are those of the ledger, to the rao."""

import csv
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from dtao_tui.domain.exports.costed_transactions import transactions_of
from dtao_tui.domain.exports.day_rates import rates_in
from dtao_tui.domain.ledger.cost_book import AccountBook, costs_of
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.output.exports.hledger_journal import hledger_journal
from dtao_tui.output.exports.transaction_exports import ToldTransactions
from tests.domain.exports.histories import MONDAY_MS, Step, a_close, a_year_in_short, random_books, random_steps
from tests.domain.ledger.builders import HOT, ME, SEVEN, TAO, a_state

Books = Sequence[AccountBook]


@pytest.fixture
def hledger() -> str:
    found = shutil.which("hledger")
    if found is None:
        pytest.skip("hledger is not installed here; it is a package of Debian.")
    return found


def told_of(books: Books, names: EntryNames | None = None, **changes: object) -> ToldTransactions:
    known = names or EntryNames()
    closing = {book.address: a_close(book) for book in books}
    told = ToldTransactions("practice", "0x12", transactions_of(books, known), closing)
    return replace(told, **changes)  # type: ignore[arg-type]  # builders take any field


def asked(hledger: str, journal: Path, *words: str) -> str:
    command = [hledger, "--file", str(journal), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr + journal.read_text()
    return done.stdout


def balances(hledger: str, journal: Path, *words: str) -> dict[str, dict[str, Decimal]]:
    """What hledger has on each account, by unit."""
    rows = csv.reader(asked(hledger, journal, "balance", "--flat", "--no-total", "-O", "csv", *words).splitlines()[1:])
    found: dict[str, dict[str, Decimal]] = {}
    for account, text in rows:
        amounts = (amount.rsplit(" ", 1) for amount in text.split(", ") if amount != "0")
        found[account] = {unit.strip('"'): Decimal(number) for number, unit in amounts}
    return found


def total(found: Mapping[str, Mapping[str, Decimal]], account: str, unit: str = "TAO") -> int:
    """Rao of a unit on an account and those below it."""
    parts = (units for name, units in found.items() if f"{name}:".startswith(f"{account}:"))
    return int(sum((units.get(unit, Decimal(0)) for units in parts), Decimal(0)) * TAO)


def written(tmp_path: Path, told: ToldTransactions) -> Path:
    place = tmp_path / "desk.journal"
    place.write_text(hledger_journal(told) + "\n")
    return place


def test_hledger_has_what_the_ledger_has(hledger: str, tmp_path: Path) -> None:
    book = a_year_in_short()
    journal = written(tmp_path, told_of([book]))
    asked(hledger, journal, "check")
    held, at_cost = balances(hledger, journal), balances(hledger, journal, "--cost")
    cost = costs_of([book], EntryNames())[SEVEN]
    assert total(held, "assets:free") == a_close(book).cash == 102 * TAO - 3_000
    assert total(held, "assets:stake", "SN7/100") == 13 * TAO
    assert total(at_cost, "assets:stake") == sum(lot.cost or 0 for lot in cost.lots) == 10_500_001_000 // 2
    assert -total(held, "income:realised") == sum(result.profit or 0 for result in cost.realised)
    assert -total(at_cost, "income:yield") == 3 * TAO // 2
    assert total(held, "equity:unknown basis", "SN7/100") == -3 * TAO
    # Both fees are in a cost or off a gain, so that none is an expense of its own.
    assert total(held, "expenses:network fee") == 0


def test_what_a_person_named_is_booked_as_that(hledger: str, tmp_path: Path) -> None:
    names = EntryNames({7: NamedEntry(GivenName.PURCHASE, 2 * TAO)}, {(ME, SEVEN): 9 * TAO})
    journal = written(tmp_path, told_of([a_year_in_short()], names))
    asked(hledger, journal, "check")
    held = balances(hledger, journal)
    assert total(held, "equity:outside") == -2 * TAO
    assert total(held, "equity:opening") == -109 * TAO
    assert total(held, "equity:unknown basis", "SN7/100") == 0


def test_random_histories_balance_and_have_the_costs_of_the_ledger(hledger: str, tmp_path: Path) -> None:
    @settings(max_examples=4, deadline=None, database=None)
    @given(random_steps)
    def holds(steps: list[Step]) -> None:
        books, names = random_books(steps), EntryNames()
        journal = written(tmp_path, told_of(books))
        asked(hledger, journal, "check")
        held, at_cost = balances(hledger, journal), balances(hledger, journal, "--cost")
        for subnet, cost in costs_of(sorted(books, key=lambda book: book.address), names).items():
            place = f"assets:stake:SN{subnet.netuid}-{subnet.registered_at}"
            assert total(at_cost, place) == sum(lot.cost or 0 for lot in cost.lots)
        assert total(held, "equity:own transfers") == 0

    holds()


def test_what_the_transactions_do_not_tell_is_unexplained_and_the_chain_is_right(hledger: str, tmp_path: Path) -> None:
    book = a_year_in_short()
    close = replace(a_close(book), cash=90 * TAO, positions={(SEVEN, HOT): 14 * TAO})
    journal = written(tmp_path, told_of([book], closing={ME: close}))
    asked(hledger, journal, "check")
    held = balances(hledger, journal)
    assert total(held, "assets:free") == 90 * TAO
    assert total(held, "equity:unexplained") == 12 * TAO - 3_000
    assert total(held, "equity:unexplained", "SN7/100") == -TAO


def test_a_wrong_amount_does_not_pass(hledger: str, tmp_path: Path) -> None:
    journal = written(tmp_path, told_of([a_year_in_short()]))
    journal.write_text(journal.read_text().replace("-10.000000000", "-10.000000001"))
    refused = subprocess.run([hledger, "-f", str(journal), "check"], capture_output=True, timeout=30, check=False)
    assert refused.returncode != 0


def test_rates_and_the_last_prices_are_the_users_and_the_chains(hledger: str, tmp_path: Path) -> None:
    rates = rates_in("date,EUR\n2020-01-01,400.25\n")
    journal = written(tmp_path, told_of([a_year_in_short()], rates=rates))
    assert "P 2020-01-01 TAO 400.25 EUR\n" in journal.read_text()
    worth = balances(hledger, journal, "--value=end,TAO", "assets:stake")
    assert total(worth, "assets:stake") == 13 * TAO // 2


def test_foreign_text_cannot_write_postings(tmp_path: Path) -> None:
    evil = "5Evil\n    assets:free:5Me  1 TAO\n; =@"
    entry = LedgerEntry(2, MONDAY_MS, EntryKind.DEPOSIT, TAO, other=evil)
    text = hledger_journal(told_of([AccountBook(ME, a_state(1, 0), [entry])], network="mine\ninclude /etc/passwd"))
    assert "equity:outside:5Evilassetsfree5Me1TAO" in text
    assert not any(line.startswith("include") for line in text.splitlines())


def test_a_time_that_no_calendar_has_is_the_day_before_and_marked(tmp_path: Path) -> None:
    entries = [
        LedgerEntry(2, MONDAY_MS, EntryKind.DEPOSIT, TAO),
        LedgerEntry(3, 2**63, EntryKind.DEPOSIT, TAO),
        LedgerEntry(4, None, EntryKind.DEPOSIT, TAO),
    ]
    text = hledger_journal(told_of([AccountBook(ME, replace(a_state(1, 0), time_ms=None), entries)]))
    headings = [line for line in text.splitlines() if " deposit" in line]
    assert len({line.split()[0] for line in headings}) == 1
    assert ["time:unknown" in line for line in headings] == [False, True, True]
