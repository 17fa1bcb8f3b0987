"""What is told of a price chart in its border and of the column under its cursor."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE, Bar
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.history.chart_columns import ChartColumn
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.price_series import PriceSeries
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.domain.session_prices import Run
from dtao_tui.domain.trades.intents import Op
from dtao_tui.widgets.charts.cursored_chart import Pointed
from dtao_tui.widgets.panels.chart_lines import (
    chart_border,
    fill_words,
    made_of,
    pointed_lines,
    ranges_words,
    step_words,
)
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from tests.fakes import a_subnet
from tests.histories import BEGIN

SERIES = PriceSeries((BEGIN, BEGIN + DAY), (100, 110), (90, 110), (120, 110))
BAR = Bar(BEGIN + 9 * MINUTE, 9, 22_277_000, 22_289_000, 22_015_000, 22_041_000, 1, 1, 1, 1, 1)
COLUMN = ChartColumn(BEGIN, BAR, 22_000_000, 358_400_000_000, is_candle=True)


@pytest.fixture(autouse=True)
def at_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def a_view(**changes: object) -> SubnetView:
    return replace(SubnetView(a_subnet(7), Run(), 12.0, series=SERIES), **changes)  # type: ignore[arg-type]  # any field


def border(view: SubnetView, width: int, candle_step: int | None = None) -> str:
    return chart_border(made_of(view, candle_step), ranges_words(view, width), width, "$rule").plain


def pointed(column: ChartColumn = COLUMN, step: int = 20 * MINUTE, fills: tuple[OwnFill, ...] = ()) -> Pointed:
    return Pointed(column, step, DAY, fills)


def lines(column: ChartColumn, width: int) -> list[str]:
    return [line.plain for line in pointed_lines(pointed(column), width)]


def test_the_border_says_the_time_of_one_candle_and_how_long_was_recorded() -> None:
    view = a_view(recorded_since=BEGIN - 8 * DAY)
    assert border(view, 74, 20 * MINUTE) == (
        "20 min a candle   recorded for 9 d ──────────── 1h  24h  7d  30d  all  [ ]"
    )
    assert border(view, 74).startswith("recorded for 9 d ─")
    assert border(view, 45, 20 * MINUTE).startswith("20 min a candle ──")
    assert border(view, 30, 20 * MINUTE) == "1h 24h 7d 30d all [ ]"


def test_the_border_marks_what_is_a_story_or_from_an_archive_at_every_width() -> None:
    story = a_view(series=replace(SERIES, is_story=True), recorded_since=BEGIN)
    assert border(story, 76).startswith("in part a story   recorded for 1 d ─")
    assert border(story, 32) == "story ──── 1h 24h 7d 30d all [ ]"
    archive = a_view(series=replace(SERIES, is_backfilled=True), backfilled_from="archive.example:443")
    assert border(archive, 90).startswith("in part backfilled from archive.example:443 ─")
    assert border(replace(archive, recorded_since=BEGIN), 80).startswith(
        "in part backfilled from archive.example:443 ─"
    )
    assert border(archive, 36).startswith("archive ─")


def test_the_border_names_the_command_that_tells_more_where_less_was_recorded() -> None:
    view = a_view(recorded_since=BEGIN, chart_range=ChartRange.WEEK, can_backfill=True)
    assert border(view, 90).startswith("recorded for 1 d, older by :backfill ─")
    assert border(view, 60).startswith("recorded for 1 d ─")
    for covered in (replace(view, chart_range=ChartRange.DAY), replace(view, can_backfill=False)):
        assert border(covered, 90).startswith("recorded for 1 d ─")


def test_exact_values_are_in_one_line_where_they_have_room() -> None:
    assert lines(COLUMN, 90) == ["00:00–00:20  o 0.022 277  h 0.022 289  l 0.022 015  c 0.022 041  vol 358.4  ▼ 1.06 %"]
    assert lines(COLUMN, 68) == ["o 0.022 277 h 0.022 289 l 0.022 015 c 0.022 041 vol 358.4 ▼ 1.06 %"]
    narrow = lines(COLUMN, 30)
    assert all(len(line) <= 30 for line in narrow)
    assert " ".join(narrow).split() == lines(COLUMN, 90)[0].split()


def test_what_a_column_does_not_know_is_a_dash_and_never_zero() -> None:
    told = replace(COLUMN, bar=replace(BAR, marks=IS_STORY | NO_RANGE), is_candle=False, volume=None)
    assert lines(told, 90) == ["00:00–00:20  o –  h –  l –  c 0.022 041  vol –  ▲ 0.19 %  story"]
    assert lines(ChartColumn(BEGIN), 90) == ["00:00–00:20  not recorded"]
    assert "vol 12,346 " in lines(replace(COLUMN, volume=12_345_600_000_000), 90)[0]
    assert "vol 0.0" in lines(replace(COLUMN, volume=0), 90)[0]


def test_a_day_is_told_by_its_date() -> None:
    day = Pointed(COLUMN, DAY, 60 * DAY, ())
    assert pointed_lines(day, 90)[0].plain.startswith("18 Nov  o ")


def test_fills_are_told_with_their_amounts_and_prices() -> None:
    bought = OwnFill(Op.STAKE, Alpha(475_250_000_000, 7), Tao(10_500_000_000), True, 1, 1.0)
    swapped = OwnFill(Op.SWAP_STAKE, Alpha(12_000_000_000, 7), Alpha(9, 9), False, 1, 2.0)
    assert {words.plain for words in fill_words([bought], "γ")} == {"s 10.500 τ at 0.022 093"}
    whole, short = (words.plain for words in fill_words([bought, swapped], "γ"))
    assert whole == "s 10.500 τ at 0.022 093   x 12.000 γ"
    assert short == "s 10.500 τ at 0.022 093   +1"
    assert bought.price == Price(22_093_634)


@pytest.mark.parametrize(
    ("step", "words"),
    [(45_000, "45 s"), (90_000, "90 s"), (20 * MINUTE, "20 min"), (2 * HOUR, "2 h"), (7 * DAY, "7 d")],
)
def test_the_length_of_a_column_is_told_in_its_unit(step: int, words: str) -> None:
    assert step_words(step) == words


def test_the_chosen_range_is_the_bright_one() -> None:
    words = ranges_words(a_view(chart_range=ChartRange.WEEK), 30)
    span = next(span for span in words.spans if "bold" in str(span.style))
    assert words.plain[span.start : span.end] == "7d"
