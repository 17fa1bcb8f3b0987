"""Closed positions: what was sold whole or removed, and is not held; removals with their pay-outs."""

from dtao_tui.domain.ledger.closed_positions import ClosedPosition, closed_positions, removals
from dtao_tui.domain.ledger.cost_book import AccountBook, costs_of
from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from tests.domain.ledger.builders import HOT, ME, NINE, SEVEN, TAO, a_state

HISTORY = (
    LedgerEntry(2, 2_000, EntryKind.STAKED, -10 * TAO, SEVEN, HOT, 100 * TAO, 10 * TAO),
    LedgerEntry(3, 3_000, EntryKind.UNSTAKED, 5 * TAO, SEVEN, HOT, -40 * TAO, -5 * TAO),
    LedgerEntry(4, 4_000, EntryKind.STAKED, -8 * TAO, NINE, HOT, 80 * TAO, 8 * TAO),
    LedgerEntry(5, 5_000, EntryKind.UNSTAKED, 9 * TAO, SEVEN, HOT, -60 * TAO, -6 * TAO),
    LedgerEntry(6, 6_000, EntryKind.REMOVED, 0, NINE, HOT, -80 * TAO, -8 * TAO),
    LedgerEntry(7, 7_000, EntryKind.PAYOUT, 3 * TAO, NINE),
)


def closed_after(entries: int, *held: object) -> tuple[ClosedPosition, ...]:
    costs = costs_of((AccountBook(ME, a_state(1, 100 * TAO), HISTORY[:entries]),), EntryNames())
    return closed_positions(costs, held)  # type: ignore[arg-type]  # subnet ids


def test_a_position_is_closed_once_all_of_it_is_sold() -> None:
    assert closed_after(3) == ()
    (closed,) = closed_after(4)
    assert (closed.subnet, closed.proceeds, closed.cost, closed.profit) == (SEVEN, 14 * TAO, 10 * TAO, 4 * TAO)
    assert (closed.was_removed, closed.last.block) == (False, 5)


def test_what_is_held_is_not_closed() -> None:
    assert closed_after(4, SEVEN) == ()


def test_a_removed_subnet_is_closed_with_its_payout_and_stands_first() -> None:
    newest, older = closed_after(6)
    assert (newest.subnet, newest.was_removed, newest.profit) == (NINE, True, -5 * TAO)
    assert older.subnet == SEVEN


def test_a_removal_is_told_before_and_after_its_payout() -> None:
    for entries, proceeds in ((5, 0), (6, 3 * TAO)):
        costs = costs_of((AccountBook(ME, a_state(1, 100 * TAO), HISTORY[:entries]),), EntryNames())
        (removal,) = removals(costs)
        assert (removal.subnet, removal.result.proceeds, removal.result.cost) == (NINE, proceeds, 8 * TAO)


def test_a_cost_that_nobody_knows_makes_no_profit() -> None:
    given = LedgerEntry(2, 2_000, EntryKind.RECEIVED, 0, SEVEN, HOT, 10 * TAO, TAO)
    sold = LedgerEntry(3, 3_000, EntryKind.UNSTAKED, TAO, SEVEN, HOT, -10 * TAO, -TAO)
    costs = costs_of((AccountBook(ME, a_state(1, 100 * TAO), (given, sold)),), EntryNames())
    (closed,) = closed_positions(costs, ())
    assert (closed.proceeds, closed.cost, closed.profit) == (TAO, None, None)
