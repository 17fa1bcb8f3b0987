"""The record of accounts' money: what was written comes back, damage is no row, and it keeps within bounds."""

import itertools
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.entry_names import GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry, StatementPart
from dtao_tui.domain.ledger.statement import AccountStretch, RecordGap, statement_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.account_ledger import AccountLedgerTrouble, RecordedStep
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.records.ledger.ledger_codec import entry_body, entry_in, state_body, state_in
from dtao_tui.records.ledger.state_thinning import DAY, HOUR, STATE_STEP
from tests.domain.ledger.builders import HOT, ME, SEVEN, TAO, YOU, a_state

CHAIN, OTHER_CHAIN = "0x" + "ab" * 32, "0x" + "cd" * 32

rao = st.integers(-(2**70), 2**70)
entries = st.builds(
    LedgerEntry,
    block=st.integers(0, 2**32),
    time_ms=st.none() | st.integers(0, 2**45),
    kind=st.sampled_from(EntryKind),
    cash=rao,
    subnet=st.none() | st.builds(SubnetId, st.integers(0, 65535), st.integers(0, 2**32)),
    hotkey=st.text(max_size=48),
    alpha=rao,
    worth=rao,
    other=st.text(max_size=48),
    extrinsic=st.none() | st.integers(0, 1000),
    is_gap=st.booleans(),
)


@pytest.fixture
def book(tmp_path: Path) -> LedgerBook:
    book = LedgerBook(tmp_path / "ledger.sqlite3")
    assert book.claim()
    return book


def a_step(state: AccountState, *told: LedgerEntry, gap: RecordGap | None = None) -> RecordedStep:
    return RecordedStep(told, state, state.worth - 5, gap)


def at(block: int, time_ms: int, cash: int = TAO) -> AccountState:
    return replace(a_state(block, cash, {(SEVEN, HOT): 10 * TAO}), time_ms=time_ms)


@given(entries)
def test_an_entry_comes_back_as_it_was(entry: LedgerEntry) -> None:
    assert entry_in(*entry_body(entry), 3) == replace(entry, number=3)


def test_a_state_comes_back_with_the_prices_of_what_is_held() -> None:
    state = a_state(11, 2**70, {(SEVEN, HOT): 2**65})
    read = state_in(*state_body(state))
    assert (read.block, read.time_ms, read.cash, read.positions) == (11, 132_000, 2**70, {(SEVEN, HOT): 2**65})
    assert read.worth == state.worth
    assert set(read.prices) == {SEVEN}


def test_accounts_and_chains_are_kept_apart(book: LedgerBook) -> None:
    entry = LedgerEntry(11, None, EntryKind.DEPOSIT, 5)
    book.append(CHAIN, ME, [a_step(a_state(10, TAO)), a_step(a_state(11, TAO + 5), entry)])
    assert [told.cash for told in book.entries(CHAIN, ME)] == [5]
    assert book.entries(CHAIN, ME, since=11) == []
    for chain, address in ((CHAIN, YOU), (OTHER_CHAIN, ME)):
        assert (book.entries(chain, address), book.newest(chain, address)) == ([], None)
    opening, newest = book.opening(CHAIN, ME), book.newest(CHAIN, ME)
    assert opening is not None
    assert newest is not None
    assert (opening.block, newest.block) == (10, 11)


def test_states_thin_out_with_age(book: LedgerBook) -> None:
    for minute in range(0, 3 * 24 * 60, 5):
        book.append(CHAIN, ME, [a_step(at(10 + minute, minute * 60_000))])
    times = [sample.time_ms for sample in book.samples(CHAIN, ME)]
    newest = times[-1]
    recent = [time for time in times if time >= newest - DAY]
    assert {later - earlier for earlier, later in itertools.pairwise(recent)} == {STATE_STEP}
    old = [time for time in times if time < newest - 2 * DAY - HOUR]
    assert {later - earlier for earlier, later in itertools.pairwise(old)} == {HOUR}


def test_growth_is_put_together_between_kept_states_and_every_statement_stays_exact(book: LedgerBook) -> None:
    held, entries = 10 * TAO, 0
    for block in range(1, 4 * 24 * 6):
        time = block * 10 * 60_000
        held += 7
        state = replace(a_state(block, TAO, {(SEVEN, HOT): held}), time_ms=time)
        grown = LedgerEntry(block, time, EntryKind.DIVIDEND, 0, SEVEN, HOT, 7, 3)
        entries += 1
        book.append(CHAIN, ME, [a_step(state, grown)])
    kept = book.entries(CHAIN, ME)
    assert len(kept) < entries * 3 // 4
    assert sum(entry.alpha for entry in kept) == 7 * entries
    newest = book.newest(CHAIN, ME)
    assert newest is not None
    for sample in book.samples(CHAIN, ME):
        start = book.state_at(CHAIN, ME, sample.time_ms)
        assert start is not None
        statement = statement_of((AccountStretch(ME, start, newest, book.entries(CHAIN, ME, start.block)),))
        assert statement is not None
        assert statement.is_exact
        assert statement.total.part(StatementPart.UNEXPLAINED) == 0


def test_the_state_at_a_time_is_the_last_one_before_it_or_the_first(book: LedgerBook) -> None:
    book.append(CHAIN, ME, [a_step(at(10, HOUR)), a_step(at(20, 2 * HOUR)), a_step(at(30, 3 * HOUR))])
    for time, block in ((0, 10), (HOUR, 10), (2 * HOUR + 1, 20), (9 * HOUR, 30)):
        found = book.state_at(CHAIN, ME, time)
        assert found is not None
        assert found.block == block


def test_gaps_and_names_are_kept(book: LedgerBook) -> None:
    gap = RecordGap(11, 20, 120)
    book.append(CHAIN, ME, [a_step(a_state(20, TAO), LedgerEntry(20, None, EntryKind.UNEXPLAINED, 5), gap=gap)])
    assert book.gaps(CHAIN, ME) == [gap]
    assert book.gaps(CHAIN, ME, since=20) == []
    [entry] = book.entries(CHAIN, ME)
    book.name(CHAIN, [entry.number], NamedEntry(GivenName.PURCHASE, 2**65))
    book.type_opening(CHAIN, ME, SEVEN, 77)
    names = book.names(CHAIN)
    assert names.of(entry) == NamedEntry(GivenName.PURCHASE, 2**65)
    assert names.typed_openings == {(ME, SEVEN): 77}
    book.name(CHAIN, [entry.number], None)
    book.type_opening(CHAIN, ME, SEVEN, None)
    assert book.names(CHAIN).of(entry) is None
    assert book.names(CHAIN).typed_openings == {}


def test_a_second_program_reads_and_waits_to_write(book: LedgerBook) -> None:
    book.append(CHAIN, ME, [a_step(a_state(10, TAO))])
    second = LedgerBook(book._path)
    assert not second.claim()
    assert second.newest(CHAIN, ME) is not None
    book.close()
    assert second.claim()
    second.close()


def test_a_damaged_row_is_told_and_never_read(book: LedgerBook) -> None:
    book.append(CHAIN, ME, [a_step(a_state(11, TAO), LedgerEntry(11, None, EntryKind.DEPOSIT, 5))])
    with closing(sqlite3.connect(book._path)) as file, file:
        file.execute("UPDATE entry SET body = x'90'")
    with pytest.raises(AccountLedgerTrouble, match="a row is damaged"):
        book.entries(CHAIN, ME)


def test_a_full_record_says_so_and_takes_no_more(tmp_path: Path) -> None:
    book = LedgerBook(tmp_path / "ledger.sqlite3", largest=1)
    assert book.claim()
    with pytest.raises(AccountLedgerTrouble, match="has reached its limit"):
        book.append(CHAIN, ME, [a_step(a_state(11, TAO))])
    assert "limit" in book.notice


def test_the_file_is_private(book: LedgerBook) -> None:
    book.append(CHAIN, ME, [a_step(a_state(11, TAO))])
    assert book._path.stat().st_mode & 0o777 == 0o600
