"""Lines of a subnet's past: the facts of its last day."""

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import NOTHING, coarse, fine, percent
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from dtao_tui.widgets.tables.cells import own_size_cell
from dtao_tui.widgets.text_lines import digits, group, labelled

_LABEL_CELLS = 10
_NOTHING = Content.styled(NOTHING, "$dim")


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
