"""From when on a statement tells: today, this week, some days, or all that is recorded; days begin here, not in UTC."""

from datetime import datetime, timedelta
from enum import Enum


class StatementRange(Enum):
    """A stretch of time up to now."""

    TODAY = "today"
    MONDAY = "monday"
    WEEK = "7d"
    MONTH = "30d"
    ALL = "all"

    def since_ms(self, now_ms: int) -> int:
        """When it begins, in milliseconds since 1970, by the time zone of this machine."""
        now = datetime.fromtimestamp(now_ms / 1000).astimezone()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        begins = {
            StatementRange.TODAY: midnight,
            StatementRange.MONDAY: midnight - timedelta(days=now.weekday()),
            StatementRange.WEEK: now - timedelta(days=7),
            StatementRange.MONTH: now - timedelta(days=30),
        }
        return round(begins[self].timestamp() * 1000) if self in begins else 0


def since_of(word: str, now_ms: int) -> int | None:
    """When a range or a day such as 2026-11-23 begins; None for another word."""
    try:
        return StatementRange(word.casefold()).since_ms(now_ms)
    except ValueError:
        pass
    try:
        day = datetime.strptime(word, "%Y-%m-%d")  # noqa: DTZ007 - a day of this machine's time zone
        return round(day.astimezone().timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None
