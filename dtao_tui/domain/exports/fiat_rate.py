"""One rate of TAO in a currency with the time it is of: typed by a person, or the newest of a file of their own."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from dtao_tui.domain.exports.day_rates import DayRates, NotRates, worth_at
from dtao_tui.domain.text import quoted

STALE_MS = 86_400_000
"""How old a rate may be; what is older is shown, and said to be old."""

_TYPED = re.compile(r"([A-Za-z]{3,5})\s*(\d{1,9}(?:\.\d{1,9})?)|(\d{1,9}(?:\.\d{1,9})?)\s*([A-Za-z]{3,5})")


@dataclass(frozen=True, slots=True)
class FiatRate:
    """What one TAO was worth at a time."""

    currency: str
    rate: Decimal
    at_ms: int
    """Milliseconds since 1970; of a rate of a day its end, or now where the day is not over."""

    is_of_day: bool = False
    """Whether it is of a day of a file, and not of a moment."""

    def value_of(self, rao: int) -> Decimal:
        """What this much TAO would be worth, rounded to hundredths, half to even."""
        return worth_at(rao, self.rate)

    def is_stale(self, now_ms: int) -> bool:
        """Whether it is older than a day."""
        return now_ms - self.at_ms > STALE_MS


def is_typed_rate(text: str) -> bool:
    """Whether this is a currency and a number, and not the path of a file."""
    return _TYPED.fullmatch(text.strip()) is not None


def typed_rate(text: str, at_ms: int) -> FiatRate:
    """The rate that was typed at a time, such as EUR 412.35. Raises NotRates."""
    found = _TYPED.fullmatch(text.strip())
    rate = Decimal(0) if found is None else Decimal(found[2] or found[3])
    if found is None or not rate:
        raise NotRates(f"{quoted(text, 40)} is no rate, such as EUR 412.35.")
    return FiatRate((found[1] or found[4]).upper(), rate, at_ms)


def newest_rate(rates: DayRates, now_ms: int) -> FiatRate:
    """The rate of the last day of a file that has begun. Raises NotRates where it has none."""
    today = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    days = [day for day in rates.rates if day <= today]
    if not days:
        raise NotRates("It has no rate of today or of a day before.")
    day = max(days)
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    return FiatRate(rates.currency, rates.rates[day], min(round(end.timestamp() * 1000), now_ms), is_of_day=True)
