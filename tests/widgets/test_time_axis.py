"""Clock times below a chart."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dtao_tui.widgets.charts.time_axis import axis_text

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


def test_labels_stay_round_where_the_clock_is_put_back() -> None:
    put_back = round(datetime(2026, 10, 25, 12, 0, tzinfo=UTC).timestamp() * 1000)
    text = " ".join(axis_text(put_back - DAY, put_back, 90).split())
    assert "Sun 25" in text
    assert all(minute.endswith(":00") for minute in text.split() if ":" in minute)
