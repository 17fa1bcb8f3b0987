"""Clock times below a chart."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dtao_tui.widgets.charts.time_axis import axis_labels, axis_text, time_words

HOUR, DAY = 3_600_000, 86_400_000
NOW = round(datetime(2026, 11, 27, 12, 41, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (HOUR, ["12:45", "13:00", "13:15", "13:30", "now"]),
        (DAY, ["18:00", "Fri 27", "06:00", "now"]),
        (7 * DAY, ["Sun 22", "Tue 24", "Thu 26", "now"]),
        (30 * DAY, ["11 Nov", "18 Nov", "now"]),
        (300 * DAY, ["Mar", "May", "Jul", "Sep", "now"]),
    ],
)
def test_labels_are_round_times_of_the_readers_clock(span: int, labels: list[str]) -> None:
    text = axis_text(NOW - span, NOW, 70)
    assert len(text) == 70
    assert text.endswith("now")
    found = " ".join(text.split())
    assert all(label in found for label in labels), found


@pytest.mark.parametrize("columns", [4, 7, 12, 20, 33, 100, 200])
@pytest.mark.parametrize("span", [1, 60_000, HOUR, DAY, 30 * DAY, 1800 * DAY])
def test_labels_never_touch_and_fill_no_more_than_the_width(columns: int, span: int) -> None:
    text = axis_text(NOW - span, NOW, columns)
    assert len(text) == columns
    assert text.rstrip().endswith("now")


@pytest.mark.parametrize("columns", [14, 19, 24, 34])
@pytest.mark.parametrize("span", [HOUR, DAY, 7 * DAY, 9 * DAY, 30 * DAY, 300 * DAY, 1800 * DAY])
def test_a_narrow_chart_has_more_than_now_below_it(columns: int, span: int) -> None:
    assert len(axis_labels(NOW - span, NOW, columns)) > 1


@pytest.mark.parametrize(
    ("span", "words"), [(HOUR, "13:41"), (7 * DAY, "Fri 13:41"), (30 * DAY, "27 Nov"), (900 * DAY, "27 Nov 2026")]
)
def test_a_time_is_told_as_exactly_as_the_chart_needs(span: int, words: str) -> None:
    assert time_words(NOW, span) == words


@pytest.mark.parametrize("last", [2**62, -(2**62), 253_402_300_799_000])
def test_a_time_that_no_clock_tells_harms_nothing(last: int) -> None:
    assert axis_text(NOW, last, 60).endswith("now")
    assert time_words(last, DAY)


def test_labels_stay_round_where_the_clock_is_put_back() -> None:
    put_back = round(datetime(2026, 10, 25, 12, 0, tzinfo=UTC).timestamp() * 1000)
    text = " ".join(axis_text(put_back - DAY, put_back, 90).split())
    assert "Sun 25" in text
    assert all(minute.endswith(":00") for minute in text.split() if ":" in minute)
