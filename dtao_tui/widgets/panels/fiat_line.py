"""A total in a currency: its value, by which rate and of when; an old rate is said to be old."""

from datetime import datetime
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.exports.fiat_rate import FiatRate

ROOMY = 90
"""Columns of the panel from which the rate stands beside its date."""


def fiat_line(rate: FiatRate | None, total: Tao | None, now_ms: int, width: int) -> Content:
    """The total by a rate; nothing where there is none, or the total is not known."""
    if rate is None or total is None:
        return Content("")
    when = datetime.fromtimestamp(rate.at_ms / 1000).astimezone()
    date = f"{when:%a %d %b}" if rate.is_of_day else f"{when:%a %d %b %H:%M}"
    by = f"  {_number(rate.rate)} {rate.currency} per τ, {date}" if width >= ROOMY else f"  rate of {date}"
    stale = "  older than 24 h" if rate.is_stale(now_ms) else ""
    value = f"≈ {rate.value_of(total.rao):,.2f} {rate.currency}"
    return Content.assemble("  ", (value, "$foreground"), (by, "$note" if stale else "$muted"), (stale, "bold $note"))


def _number(rate: Decimal) -> str:
    return f"{rate.normalize():,f}"
