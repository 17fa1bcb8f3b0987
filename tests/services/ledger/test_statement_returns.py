"""Returns from the record: across a gap, or where something is unexplained, there are none."""

from dataclasses import replace
from fractions import Fraction

from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.statement import AccountStretch, RecordGap
from dtao_tui.domain.ledger.worth_curve import WorthSample
from dtao_tui.services.ledger.statement_returns import ValuedStretch, statement_returns
from tests.domain.ledger.builders import ME, YOU, a_state

BLOCK = 12_000


def a_stretch(address: str, start: int, end: int, *entries: LedgerEntry, gap: RecordGap | None = None) -> ValuedStretch:
    """From block 10 to block 20, known at block 15 too."""
    told = AccountStretch(address, a_state(10, start), a_state(20, end), entries, (gap,) if gap else ())
    sums = start + sum(entry.cash for entry in entries if entry.block <= 15)
    return ValuedStretch(told, [WorthSample(15, 15 * BLOCK, sums, None)])


def came(block: int, rao: int, kind: EntryKind = EntryKind.DEPOSIT) -> LedgerEntry:
    return LedgerEntry(block, block * BLOCK, kind, rao, number=block)


def test_a_deposit_is_no_return() -> None:
    told = statement_returns([a_stretch(ME, 100, 165, came(15, 50))], 0, EntryNames())
    assert told.time_weighted.share == Fraction(1, 10)
    assert (told.start_block, told.end_block, told.latest_ms) == (10, 20, 0)


def test_what_goes_between_own_accounts_is_no_flow() -> None:
    sent = a_stretch(ME, 100, 20, came(15, -80, EntryKind.WITHDRAWAL))
    got = a_stretch(YOU, 100, 190, came(15, 80))
    assert statement_returns([sent, got], 0, EntryNames()).time_weighted.share == Fraction(10, 200)


def test_across_a_gap_there_is_none() -> None:
    stretch = a_stretch(ME, 100, 100, gap=RecordGap(12, 14, 24))
    told = statement_returns([stretch], 0, EntryNames())
    assert told.time_weighted.percent is None
    assert told.money_weighted.percent is None
    assert "nobody read 3 blocks" in told.money_weighted.reason
    after = replace(stretch, stretch=replace(stretch.stretch, start=a_state(15, 100)))
    assert statement_returns([after], 15 * BLOCK, EntryNames()).time_weighted.percent == 0


def test_what_nothing_explains_leaves_none_until_it_is_named() -> None:
    stretch = a_stretch(ME, 100, 165, came(15, 50, EntryKind.UNEXPLAINED))
    assert statement_returns([stretch], 0, EntryNames()).time_weighted.percent is None
    named = EntryNames({15: NamedEntry(GivenName.TRANSFER)})
    assert statement_returns([stretch], 0, named).time_weighted.percent == 10


def test_accounts_that_were_never_known_at_one_time_have_none() -> None:
    other = AccountStretch(YOU, a_state(11, 5), a_state(21, 5), ())
    told = statement_returns([a_stretch(ME, 100, 110), ValuedStretch(other, ())], 0, EntryNames())
    assert "never known at one time" in told.time_weighted.reason
