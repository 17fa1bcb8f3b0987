"""What was recorded of a subnet, as JSON, as CSV and as a table: the same columns in each."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from dtao_tui.domain import formatting
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.history.bar_frames import (
    IS_APPROXIMATE,
    NO_FLOW,
    NO_RESERVES,
    NO_VOLUME,
    Bar,
)
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.market import Snapshot, Subnet

COLUMNS = (
    "time_ms",
    "block",
    "open_rao",
    "high_rao",
    "low_rao",
    "close_rao",
    "tao_in",
    "alpha_in",
    "quote_weight",
    "volume_rao",
    "flow_rao",
    "flow_is_approximate",
    "is_story",
    "is_backfilled",
)

Row = tuple[int | bool | None, ...]

_STORY, _BACKFILLED = "~", "*"
_MARKS = {
    _STORY: "is a practice world's story, which never was on its chain.",
    _BACKFILLED: "was read later from an archive.",
}


def history_document(snapshot: Snapshot, subnet: Subnet, shown: ChartRange, bars: Sequence[Bar]) -> dict[str, object]:
    """The document of `history`; what was not recorded is null."""
    return {
        "network": snapshot.network,
        "genesis": snapshot.genesis,
        "block": snapshot.block,
        "netuid": subnet.netuid,
        "registered_at": subnet.registered_at,
        "range": shown.value,
        "bars": [dict(zip(COLUMNS, _row(bar), strict=True)) for bar in bars],
    }


def history_csv(bars: Sequence[Bar]) -> str:
    """The same rows as CSV; what was not recorded is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(bar) for bar in bars)
    return text.getvalue().rstrip("\n")


def history_table(subnet: Subnet, bars: Sequence[Bar]) -> str:
    """The bars in plain columns, newest last, times in UTC."""
    if not bars:
        return f"Nothing is recorded of subnet {subnet.netuid} in that time."
    heading = (
        f"{'Time, UTC':16}  {'Open':>12}  {'High':>12}  {'Low':>12}  {'Close':>12}  {'Volume kτ':>10}  {'Flow kτ':>9}"
    )
    lines = [heading, *(_line(bar) for bar in bars)]
    marks = {_mark(bar) for bar in bars}
    told = "\n".join(f"{mark} {words}" for mark, words in _MARKS.items() if mark in marks)
    return "\n".join([*lines, *(["", told] if told else [])])


def _line(bar: Bar) -> str:
    time = datetime.fromtimestamp(bar.time / 1000, UTC)
    prices = "  ".join(_price(price) for price in (bar.open, *_ends(bar), bar.close))
    volume = formatting.NOTHING if bar.marks & NO_VOLUME else str(formatting.coarse(Tao(bar.volume), decimals=3))
    sign = formatting.MINUS if bar.flow < 0 else ""
    about = "≈" if bar.marks & IS_APPROXIMATE else ""
    known = f"{about}{sign}{formatting.coarse(Tao(abs(bar.flow)), decimals=3)}"
    flow = formatting.NOTHING if bar.marks & NO_FLOW else known
    return f"{time:%Y-%m-%d %H:%M}  {prices}  {volume:>10}  {flow:>9} {_mark(bar)}".rstrip()


def _mark(bar: Bar) -> str:
    """The sign of what was not recorded as it happened."""
    if bar.is_story:
        return _STORY
    return _BACKFILLED if bar.is_backfilled else ""


def _row(bar: Bar) -> Row:
    has_reserves = not bar.marks & NO_RESERVES
    return (
        bar.time,
        bar.block,
        bar.open,
        *_ends(bar),
        bar.close,
        bar.tao_in if has_reserves else None,
        bar.alpha_in if has_reserves else None,
        bar.weight if has_reserves else None,
        None if bar.marks & NO_VOLUME else bar.volume,
        None if bar.marks & NO_FLOW else bar.flow,
        bool(bar.marks & IS_APPROXIMATE),
        bar.is_story,
        bar.is_backfilled,
    )


def _ends(bar: Bar) -> tuple[int | None, int | None]:
    """High and low; None where not all prices were recorded."""
    return (bar.high, bar.low) if bar.is_candle else (None, None)


def _price(rao: int | None) -> str:
    return f"{formatting.NOTHING if rao is None else str(formatting.fine(Price(rao), decimals=6)):>12}"
