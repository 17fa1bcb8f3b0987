"""Cells of CSV: exact decimals, times in UTC, and text of others that no spreadsheet carries out as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.exports.day_rates import utc_of

Cell = int | bool | str | None
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def no_formula(value: Cell) -> Cell:
    """Text that a spreadsheet would carry out as a formula, with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINNINGS) else value


def decimal_of(rao: int | None) -> str | None:
    """Whole rao as an exact decimal of TAO or alpha: "-1.500000000"; None of what is not known."""
    if rao is None:
        return None
    whole, rest = divmod(abs(rao), RAO_PER_TAO)
    return f"{'-' if rao < 0 else ''}{whole}.{rest:09d}"


def time_of(time_ms: int | None) -> str | None:
    """A time in UTC: "2026-11-28T12:00:00Z"; None of what is not known."""
    when = utc_of(time_ms)
    return None if when is None else f"{when:%Y-%m-%dT%H:%M:%SZ}"


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> str:
    """Lines with a heading, without the end of the last one; what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().rstrip("\n")
