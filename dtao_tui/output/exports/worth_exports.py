"""What accounts were worth over time as CSV and JSON, beside what holding TAO would have come to."""

from dtao_tui.domain.ledger.worth_curve import WorthCurve
from dtao_tui.output.csv_cells import csv_text, decimal_of, time_of
from dtao_tui.output.json_documents import Document

WORTH_COLUMNS = ("time", "worth_tao", "held_tao")


def worth_csv(curve: WorthCurve) -> str:
    """A time a row, oldest first: what selling everything would have paid, and all of it held as TAO instead."""
    rows = ((time_of(each.time_ms), decimal_of(each.worth), decimal_of(each.held)) for each in curve.points)
    return csv_text(WORTH_COLUMNS, rows)


def worth_json(curve: WorthCurve) -> Document:
    """The same in whole rao, with what came from outside and went there."""
    return {
        "points": [{"time_ms": each.time_ms, "worth_rao": each.worth, "held_rao": each.held} for each in curve.points],
        "flows": [{"time_ms": each.time_ms, "rao": each.rao} for each in curve.flows],
    }
