"""Clock times below a chart: round ones as the reader's clock shows them, and the day where it changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEPS = (
    *(m * MINUTE for m in (1, 5, 10, 15, 30)),
    *(h * HOUR for h in (1, 2, 4, 6, 12)),
    *(d * DAY for d in (1, 2, 7)),
)
"""Seconds between labels."""

LABEL_CELLS = 12
"""The least cells from one label to the next."""

NOW = "now"
_LONGEST_DAYS = 40 * DAY


def axis_text(first: int, last: int, columns: int) -> str:
    """The labels below this many cells of time from first to last, in milliseconds since 1970; now at the right."""
    text, span = [" "] * columns, max(last - first, 1)
    room = columns - len(NOW) - 1
    for at, label in _labels(first, span, columns):
        place = (at - first) * columns // span
        start = min(max(place - len(label) // 2, 0), columns)
        is_free = all(cell == " " for cell in text[max(start - 1, 0) : start + len(label) + 1])
        if start + len(label) <= room and is_free:
            text[start : start + len(label)] = label
    text[columns - len(NOW) :] = NOW
    return "".join(text)


def _labels(first: int, span: int, columns: int) -> Sequence[tuple[int, str]]:
    seconds = span // 1000
    wanted = seconds * LABEL_CELLS // max(columns, 1)
    step = next((each for each in STEPS if each >= wanted), None)
    if step is None:
        return _months(first, span)
    begin = datetime.fromtimestamp(first / 1000).astimezone()
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    labels: list[tuple[int, str]] = []
    # By the wall clock, so that labels stay round where the clock is put forward or back.
    moment = midnight
    while (at := round(moment.timestamp() * 1000)) <= first + span:
        if at >= first:
            is_day = moment.hour == moment.minute == 0
            labels.append((at, f"{moment:%a} {moment.day}" if is_day else f"{moment:%H:%M}"))
        moment = (moment.replace(tzinfo=None) + timedelta(seconds=step)).astimezone()
    return labels


def _months(first: int, span: int) -> Sequence[tuple[int, str]]:
    begin = datetime.fromtimestamp(first / 1000).astimezone()
    labels: list[tuple[int, str]] = []
    year, month = begin.year, begin.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        moment = datetime(year, month, 1).astimezone()
        if (at := round(moment.timestamp() * 1000)) > first + span:
            return labels
        labels.append((at, f"{moment:%b} {year}" if month == 1 else f"{moment:%b}"))
