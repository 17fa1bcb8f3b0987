"""What is told of a price chart: its range and what it is made of, in the lower border, and the column pointed at."""

from collections.abc import Sequence

from textual.content import Content

from dtao_tui.domain.amounts import RAO_PER_TAO, Price, Tao
from dtao_tui.domain.formatting import NOTHING, age, change, coarse, fine
from dtao_tui.domain.history.backfills import BackfillWish
from dtao_tui.domain.history.bar_frames import IS_BACKFILLED
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.history.chart_columns import ChartColumn
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.widgets.charts.cursored_chart import Pointed
from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.charts.series_plot import ShownSeries
from dtao_tui.widgets.charts.time_axis import time_words
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from dtao_tui.widgets.text_lines import RULE, digits

_BROAD_CELLS = 52
_GAP = "   "
_LEAST_RULE = 2
_PRICE_CELLS = 9
_THOUSAND = 1_000
_CHANGE_STYLES = {1: "$gain", -1: "$loss", 0: "$dim"}
_LEAST_STEPS = {ChartRange.HOUR: MINUTE, ChartRange.DAY: 10 * MINUTE}
"""By range, how long the longest bars are that it is usually made of; a column is not shorter."""


def draw_price(chart: PriceChart, view: SubnetView, *, is_whole: bool = False) -> None:
    """Draw what was recorded, or the session where nothing was; as a whole, with candles, volume and own fills."""
    if view.series is None:
        chart.show(view.run, view.block_seconds)
        return
    least_step = _LEAST_STEPS.get(view.chart_range, HOUR)
    drawn = (view.has_candles, True, view.fills) if is_whole else (False, False, ())
    chart.show_series(ShownSeries(view.series, least_step, *drawn))


def ranges_words(view: SubnetView, width: int) -> Content:
    """The ranges of the chart with the one that is shown."""
    words = [Content.styled(each.value, "bold $lead" if each is view.chart_range else "$muted") for each in ChartRange]
    gap = "  " if width >= _BROAD_CELLS else " "
    return Content.assemble(Content(gap).join(words), (f"{gap}[ ]", "$lead"))


def chart_border(left: Sequence[Content], right: Content, width: int, rule: str) -> Content:
    """A lower border of this width: at the left the longest text that has room, `right`, and a rule between them."""
    for words in left:
        room = width - words.cell_length - right.cell_length - 2
        if words.plain and room >= _LEAST_RULE:
            return Content.assemble(words, " ", (RULE * room, rule), " ", right)
    return right


def made_of(view: SubnetView, candle_step: int | None) -> list[Content]:
    """How long a candle is, what was not recorded as it was, and for how long it was: the longest words first."""
    candles = f"{step_words(candle_step)} a candle" if candle_step else ""
    recorded = f"recorded for {recorded_words(view)}" if recorded_words(view) else ""
    untrue = untrue_words(view) or [""]
    more = [(candles, words, f"{recorded}, older by :backfill") for words in untrue] if _could_tell_more(view) else []
    choices = [*more, *((candles, words, rest) for words in untrue for rest in (recorded, ""))]
    choices.append((untrue[-1] or candles or recorded, "", ""))
    return [Content.styled(_GAP.join(filter(None, words)), "$muted") for words in choices]


def untrue_words(view: SubnetView) -> list[str]:
    """What is said of prices that were not recorded as they were made, the longest first."""
    if view.series is None or not (view.series.is_story or view.series.is_backfilled):
        return []
    if view.series.is_story:
        return ["in part a story", "story"]
    host = [f"in part backfilled from {view.backfilled_from}"] if view.backfilled_from else []
    return [*host, "in part backfilled", "archive"]


def recorded_words(view: SubnetView) -> str:
    """For how long the subnet has been recorded; empty where that is not known."""
    if view.recorded_since is None or view.series is None:
        return ""
    return age((view.series.times[-1] - view.recorded_since) / 1000)


def _could_tell_more(view: SubnetView) -> bool:
    """Whether less is known than the range that is shown, and an archive could tell the rest."""
    if not recorded_words(view) or view.series is None or not view.can_backfill:
        return False
    return view.series.span < min(view.chart_range.span, BackfillWish().days * DAY) * 9 // 10


def step_words(step: int) -> str:
    """How long a column is: "20 min", "4 h"."""
    for unit, word in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if step % unit == 0:
            return f"{step // unit} {word}"
    return f"{step // 1000} s"


def pointed_lines(pointed: Pointed, width: int) -> list[Content]:
    """The exact values of a column: in one line where they have room, else in several."""
    column = pointed.column
    time = Content.styled(_times(pointed), "bold $bright")
    if column.bar is None:
        return _wrapped([time, Content.styled("not recorded", "$note")], width)
    parts = [*_prices(column), _volume(column.volume), _move(column.change)]
    told = [Content.styled(words, "$note") for words in _untrue(column)]
    whole = ([time, *parts, *told], [*parts, *told])
    for gap in ("  ", " "):
        for line in (Content(gap).join(each) for each in whole):
            if line.cell_length <= width:
                return [line]
    return _wrapped([time, *told, *parts], width)


def fill_words(fills: Sequence[OwnFill], symbol: str) -> list[Content]:
    """Own fills with their exact amounts and prices: all, or the first of them and how many more there are."""
    words = [_fill(fill, symbol) for fill in fills]
    more = Content.styled(f"{_GAP}+{len(words) - 1}", "$note") if len(words) > 1 else Content("")
    return [Content(_GAP).join(words), words[0] + more]


def _fill(fill: OwnFill, symbol: str) -> Content:
    head = Content.styled(f"{ROW_OF[fill.op].key or fill.op} ", "bold $note")
    alpha = Content.assemble(digits(fine(fill.alpha, decimals=3)), (f" {symbol}", "$dim"))
    if fill.price is None:
        return head + alpha
    tao = Content.assemble(digits(fine(fill.other, decimals=3)), (" τ", "$dim"))
    return Content.assemble(head, tao, (" at ", "$muted"), digits(fine(fill.price, width=_PRICE_CELLS)))


def _times(pointed: Pointed) -> str:
    begin = time_words(pointed.column.begin, pointed.span)
    if pointed.step >= DAY:
        return begin
    end = time_words(pointed.column.begin + pointed.step, pointed.span).split()[-1]
    return f"{begin}–{end}" if ":" in end else begin


def _prices(column: ChartColumn) -> list[Content]:
    bar = column.bar
    assert bar is not None
    known = (bar.open, bar.high, bar.low, bar.close) if column.is_candle else (None, None, None, bar.close)
    return [Content.assemble((f"{name} ", "$muted"), _price(rao)) for name, rao in zip("ohlc", known, strict=True)]


def _price(rao: int | None) -> Content:
    return Content.styled(NOTHING, "$dim") if rao is None else Content(str(fine(Price(rao), width=_PRICE_CELLS)))


def _volume(rao: int | None) -> Content:
    decimals = 0 if rao is not None and rao >= _THOUSAND * RAO_PER_TAO else 1
    known = Content.styled(NOTHING, "$dim") if rao is None else digits(coarse(Tao(rao), decimals=decimals, per=1))
    return Content.assemble(("vol ", "$muted"), known)


def _move(percent: float | None) -> Content:
    moved = change(percent)
    words = f"{moved.arrow} {moved.text} %" if moved.arrow else moved.text
    return Content.styled(words, _CHANGE_STYLES[moved.direction])


def _untrue(column: ChartColumn) -> list[str]:
    if column.bar is None:
        return []
    if column.bar.is_story:
        return ["story"]
    return ["archive"] if column.bar.marks & IS_BACKFILLED else []


def _wrapped(parts: Sequence[Content], width: int) -> list[Content]:
    lines = [parts[0]]
    for part in parts[1:]:
        longer = Content.assemble(lines[-1], "  ", part)
        if longer.cell_length <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
