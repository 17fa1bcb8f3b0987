"""Clock times below a chart: round ones as the reader's clock shows them, and the day where it changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEPS = (
    *(m * MINUTE for m in (1, 5, 10, 15, 30)),
    *(h * HOUR for h in (1, 2, 4, 6, 12)),
    *(d * DAY for d in (1, 2, 3, 4, 7, 14)),
)
"""Seconds between labels."""

LABEL_CELLS, CLOSE_CELLS = 12, 8
"""The least cells from one label to the next, and the same below a narrow chart."""

NARROW = 40
"""Cells below which a chart is narrow."""

NOW = "now"
_LONGEST_CLOCK = 30 * HOUR
"""Seconds up to which a time of day is told without its day."""

_LONGEST_DAYS = 80 * DAY
_LATEST = 253_370_764_800_000
"""The first of January 9999, in milliseconds."""

_LONGEST_WEEKDAYS = 14 * DAY * 1000


@dataclass(frozen=True, slots=True)
class TimeLabel:
    """A label of the axis."""

    at: int
    """Its first cell."""

    words: str
    is_day: bool = False


def axis_labels(first: int, last: int, columns: int) -> list[TimeLabel]:
    """The labels below this many cells of time from first to last, in milliseconds since 1970; now at the right."""
    first, last = _told(first), _told(last)
    span, room = max(last - first, 1), columns - len(NOW) - 1
    labels: list[TimeLabel] = []
    for at, words, is_day in _times(first, span, columns):
        start = min(max((at - first) * columns // span - len(words) // 2, 0), columns)
        before = labels[-1].at + len(labels[-1].words) + 1 if labels else 0
        if before <= start and start + len(words) <= room:
            labels.append(TimeLabel(start, words, is_day))
    if not labels:
        begin = time_words(first, span)
        labels = [TimeLabel(0, begin)] if len(begin) <= room else []
    return [*labels, TimeLabel(columns - len(NOW), NOW)] if columns >= len(NOW) else []


def axis_text(first: int, last: int, columns: int) -> str:
    """The labels as one text."""
    text = ""
    for label in axis_labels(first, last, columns):
        text = text.ljust(label.at) + label.words
    return text.ljust(columns)


def time_words(time: int, span: int) -> str:
    """A time of a chart over this long, both in milliseconds: as exact as it needs to be told from others there."""
    moment, seconds = _moment(time), span // 1000
    if seconds <= _LONGEST_CLOCK:
        return f"{moment:%H:%M}"
    if seconds <= 8 * DAY:
        return f"{moment:%a %H:%M}"
    return f"{moment.day} {moment:%b}" if seconds <= 360 * DAY else f"{moment.day} {moment:%b %Y}"


def _moment(time: int) -> datetime:
    return datetime.fromtimestamp(_told(time) / 1000).astimezone()


def _told(time: int) -> int:
    """A time that a clock can tell: a chain may say any."""
    return min(max(time, 0), _LATEST)


def _times(first: int, span: int, columns: int) -> Iterator[tuple[int, str, bool]]:
    seconds = span // 1000
    wanted = seconds * (LABEL_CELLS if columns >= NARROW else CLOSE_CELLS) // max(columns, 1)
    step = next((each for each in STEPS if each >= wanted), None)
    if step is None or seconds > _LONGEST_DAYS:
        return _months(first, span, wanted)
    return _rounds(first, span, step)


def _rounds(first: int, span: int, step: int) -> Iterator[tuple[int, str, bool]]:
    """Times a step apart, from the midnight before the first one."""
    # By the wall clock, so that labels stay round where the clock is put forward or back.
    moment = _moment(first).replace(hour=0, minute=0, second=0, microsecond=0)
    while (at := round(moment.timestamp() * 1000)) <= first + span:
        if at >= first:
            is_day = moment.hour == moment.minute == 0
            day = f"{moment.day} {moment:%b}" if span > _LONGEST_WEEKDAYS else f"{moment:%a} {moment.day}"
            yield at, day if is_day else f"{moment:%H:%M}", is_day
        moment = (moment.replace(tzinfo=None) + timedelta(seconds=step)).astimezone()


def _months(first: int, span: int, wanted: int) -> Iterator[tuple[int, str, bool]]:
    """The first of each month, or of each so many that they are as far apart as wanted."""
    begin = _moment(first)
    every = next((months for months in (1, 2, 3, 6) if months * 30 * DAY >= wanted), 12)
    year, month = begin.year, begin.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        moment = datetime(year, month, 1).astimezone()
        if (at := round(moment.timestamp() * 1000)) > first + span:
            return
        if (month - 1) % every == 0:
            yield at, f"{moment:%b %Y}" if month == 1 else f"{moment:%b}", month == 1
