"""Lines and charts of a subnet's past: the price over a range, its words in the border, and the facts of a day."""

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import NOTHING, coarse, fine, percent
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices
from dtao_tui.domain.text import cells
from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from dtao_tui.widgets.tables.cells import own_size_cell
from dtao_tui.widgets.text_lines import digits, group, labelled

_LABEL_CELLS = 10
_BROAD_CELLS = 52
_NOTHING = Content.styled(NOTHING, "$dim")


def draw_price(chart: PriceChart, view: SubnetView) -> None:
    """Draw what was recorded, or the session where nothing was."""
    if view.series is None:
        chart.show(view.run, view.block_seconds)
    else:
        chart.show_series(view.series)


def ranges_line(view: SubnetView, width: int) -> Content:
    """The ranges of the chart with the one that is shown, for a border; and what of it was not recorded as it was."""
    is_broad = width >= _BROAD_CELLS
    words = [Content.styled(each.value, "bold $lead" if each is view.chart_range else "$muted") for each in ChartRange]
    gap = "  " if is_broad else " "
    ranges = sum(len(each.value) + len(gap) for each in ChartRange) + len("[ ]")
    told = next((words for words in _untrue_words(view) if cells(words) + ranges <= width), "")
    return Content.assemble((told, "$muted"), Content(gap).join(words), (f"{gap}[ ]", "$lead"))


def _untrue_words(view: SubnetView) -> list[str]:
    """What is said of prices that were not recorded as they were made, the longest first."""
    if view.series is None or not (view.series.is_story or view.series.is_backfilled):
        return []
    if view.series.is_story:
        return ["in part a story   ", "story "]
    host = [f"in part backfilled from {view.backfilled_from}   "] if view.backfilled_from else []
    return [*host, "in part backfilled   ", "archive "]


def past_lines(view: SubnetView, width: int) -> list[Content]:
    """High, low, volume and flow of a day, and the volatility; none where nothing was recorded."""
    past = view.past
    if past is NO_PAST or not view.subnet.has_pool:
        return []
    return [group("24 h", width), *(labelled(label, value, _LABEL_CELLS) for label, value in _facts(past))]


def _facts(past: PastPrices) -> list[tuple[str, Content]]:
    about = "≈" if past.range_is_approximate else ""
    prices = [
        (label, _NOTHING if price is None else Content.assemble(about, digits(fine(price, width=9))))
        for label, price in (("High", past.high), ("Low", past.low))
    ]
    volume = None if past.volume is None else digits(coarse(Tao(past.volume), decimals=2))
    flow = own_size_cell(past.flow, is_approximate=past.flow_is_approximate)
    volatile = None if past.volatility is None else Content(percent(past.volatility))
    return [
        *prices,
        ("Volume", _with_unit(volume, "kτ")),
        ("Flow", _with_unit(None if past.flow is None else Content.styled(flow.text, flow.style), "kτ")),
        ("Volat.", _with_unit(volatile, "% a day")),
    ]


def _with_unit(value: Content | None, unit: str) -> Content:
    return _NOTHING if value is None else Content.assemble(value, (f" {unit}", "$dim"))
