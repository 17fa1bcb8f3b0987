"""The chart of worth: two lines with their last values, flows at their times, blank where nothing was recorded."""

from dtao_tui.domain.ledger.worth_curve import WorthCurve, WorthFlow, WorthPoint
from dtao_tui.widgets.charts.worth_chart import NO_CURVE, WorthChart
from tests.widgets.alone import OneWidget

MINUTE, TAO = 60_000, 10**9


def points(*worths: int, step: int = 10, held: int = 1_376) -> tuple[WorthPoint, ...]:
    return tuple(WorthPoint(at * step * MINUTE, worth * TAO, held * TAO) for at, worth in enumerate(worths))


async def drawn(curve: WorthCurve) -> list[str]:
    chart = WorthChart()
    async with OneWidget(chart).run_test(size=(60, 12)) as pilot:
        chart.show(curve)
        await pilot.pause()
        return ["".join(segment.text for segment in chart.render_line(y)) for y in range(12)]


async def test_both_lines_end_with_their_value() -> None:
    lines = await drawn(WorthCurve(points(1_376, 1_390, 1_417), (WorthFlow(10 * MINUTE, 25 * TAO),)))
    text = "\n".join(lines)
    assert " 1,417.00 " in text
    assert " 1,376.00 TAO" in text
    assert "+25" in lines[-2]
    assert "now" in lines[-1]
    assert all(len(line) == 60 for line in lines)


async def test_a_gap_stays_blank() -> None:
    far = tuple(WorthPoint(point.time_ms + 600 * MINUTE, point.worth, point.held) for point in points(1_400, 1_400))
    lines = await drawn(WorthCurve((*points(1_380, 1_380, 1_380), *far)))
    middle = [line[20:30] for line in lines[:-2]]
    assert not any("\u2801" <= character <= "\u28ff" for text in middle for character in text)


async def test_one_point_is_no_line_and_the_chart_says_so() -> None:
    told = " ".join("".join(await drawn(WorthCurve(points(1_376)))).split())
    assert told == NO_CURVE
