"""Rates of TAO in a currency by day, from a file of the user's own; nothing is fetched, and none is guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.text import quoted

MOST_BYTES = 2**20
_HEADING = re.compile(r"date,([A-Z]{3,5})")
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2}),(\d{1,12}(?:\.\d{1,12})?)")
_CENT = Decimal("0.01")


class NotRates(ValueError):
    """A file of rates that cannot be read; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class DayRates:
    """What one TAO was worth, by day of UTC."""

    currency: str
    rates: Mapping[date, Decimal]

    def rate_at(self, time_ms: int | None) -> Decimal | None:
        """The rate of that very day; None where the file has none."""
        when = utc_of(time_ms)
        return None if when is None else self.rates.get(when.date())

    def value_of(self, rao: int, time_ms: int | None) -> Decimal | None:
        """What this much TAO was worth that day, rounded to hundredths, half to even; None without a rate."""
        rate = self.rate_at(time_ms)
        return None if rate is None else worth_at(rao, rate)


def worth_at(rao: int, rate: Decimal) -> Decimal:
    """What this much TAO is worth at a rate, rounded to hundredths, half to even."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(rao) * rate / RAO_PER_TAO).quantize(_CENT, ROUND_HALF_EVEN)


def utc_of(time_ms: int | None) -> datetime | None:
    """A time of the chain in UTC; None where it tells none, or one that no calendar has."""
    try:
        return None if time_ms is None else datetime.fromtimestamp(time_ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def rates_in(text: str) -> DayRates:
    """The rates of a file: `date,EUR` in its first line, then `2026-11-28,412.35` for each day. Raises NotRates."""
    first, *lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()] or [""]
    heading = _HEADING.fullmatch(first)
    if heading is None:
        raise NotRates("Its first line must be “date,” and a currency, such as date,EUR.")
    rates: dict[date, Decimal] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        day = None if found is None else _day(found.group(1))
        rate = None if found is None else Decimal(found.group(2))
        if day is None or not rate:
            raise NotRates(f"{quoted(line, 40)} is no day and rate, such as 2026-11-28,412.35.")
        if day in rates:
            raise NotRates(f"It has {day.isoformat()} twice.")
        rates[day] = rate
    return DayRates(heading.group(1), rates)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
