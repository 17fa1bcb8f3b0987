"""The curve against having done nothing: deposits move both lines, and a fall counts without them."""

from decimal import Decimal

from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.worth_curve import WorthCurve, WorthSample, worth_curve

HOUR = 3_600_000


def samples(*exits: int | None) -> list[WorthSample]:
    """One an hour; the block is the hour."""
    return [WorthSample(at, at * HOUR, 10**6, value) for at, value in enumerate(exits)]


def a_deposit(block: int, rao: int) -> LedgerEntry:
    kind = EntryKind.DEPOSIT if rao > 0 else EntryKind.WITHDRAWAL
    return LedgerEntry(block, block * HOUR, kind, rao)


def told(curve: WorthCurve) -> list[tuple[int, int]]:
    return [(point.worth, point.held) for point in curve.points]


def test_holding_tao_keeps_the_first_worth_and_every_later_flow() -> None:
    entries = (a_deposit(0, 7), a_deposit(1, 50), a_deposit(3, -20), LedgerEntry(2, None, EntryKind.DIVIDEND, worth=9))
    curve = worth_curve([samples(100, 160, 170, 140)], entries, EntryNames())
    assert told(curve) == [(100, 100), (160, 150), (170, 150), (140, 130)]
    assert [flow.rao for flow in curve.flows] == [50, -20], "what came before the first point is in it already"


def test_what_was_not_known_is_no_point() -> None:
    assert told(worth_curve([samples(100, None, 120)], (), EntryNames())) == [(100, 100), (120, 100)]


def test_several_accounts_are_told_where_all_are_known() -> None:
    second = [*samples(10, 20)[1:], WorthSample(9, 9 * HOUR, 1, 30)]
    assert told(worth_curve([samples(100, 110, 120), second], (), EntryNames())) == [(130, 130)]


def test_the_largest_fall_is_from_a_peak_and_without_flows() -> None:
    curve = worth_curve([samples(100, 200, 150, 250)], (a_deposit(1, 100), a_deposit(3, 100)), EntryNames())
    # Without the flows: 100, 100, 50, 50.
    assert curve.largest_fall == Decimal(-50)
    assert worth_curve([samples(100)], (), EntryNames()).largest_fall is None


def test_nothing_recorded_is_no_curve() -> None:
    assert worth_curve([], (), EntryNames()) == WorthCurve()
    assert worth_curve([[]], (), EntryNames()) == WorthCurve()
