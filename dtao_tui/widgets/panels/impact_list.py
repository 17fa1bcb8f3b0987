"""The price impact list: round sizes with their impact, and impacts with the largest size within them."""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import Figure, coarse, fine, percent
from dtao_tui.domain.text import cells
from dtao_tui.domain.trades.depth import Ladder, Reach, Rung
from dtao_tui.widgets.text_lines import digits

BIG_IMPACT = Decimal(5)
"""Per cent from which an impact is marked."""

_REFUSED = "too large"


def rung_lines(ladder: Ladder, symbol: str, width: int) -> list[Content]:
    """A line per round size: what is staked, what it gets, its impact."""
    impact = 9
    get = (width - impact) * 5 // 9
    stake = width - impact - get
    head = [_right("Stake τ", stake), _right(f"Get {symbol}", get), _right("Impact %", impact)]
    return [Content.styled("".join(head), "$muted"), *(_rung(rung, stake, get, impact) for rung in ladder.rungs)]


def reach_lines(ladder: Ladder, mine: tuple[Decimal, Tao] | None = None) -> list[Content]:
    """A line per impact: the largest stake within it; my own size among them, marked."""
    head = Content.styled("Impact %    Up to τ", "$muted")
    reaches = [(reach.impact, _reach(reach)) for reach in ladder.reaches]
    if mine is not None:
        reaches.append((mine[0], _mine(*mine)))
    return [head, *(line for _, line in sorted(reaches, key=lambda pair: pair[0]))]


def _rung(rung: Rung, stake: int, get: int, impact: int) -> Content:
    size = _right(f"{rung.pays.rao // 10**9:,}", stake)
    if rung.receives is None or rung.impact is None:
        return Content.assemble(size, (_right(_REFUSED, get + impact), "$note"))
    style = "$note" if rung.impact >= BIG_IMPACT else ""
    figure = coarse(rung.receives, per=1)
    received = Content.assemble(" " * max(get - cells(str(figure)), 0), digits(figure))
    return Content.assemble(size, received, (_right(percent(rung.impact), impact), style))


def _reach(reach: Reach) -> Content:
    return _pair(percent(reach.impact), coarse(reach.up_to, per=1), "")


def _mine(impact: Decimal, pays: Tao) -> Content:
    figure = fine(pays, decimals=1)
    line = _pair(percent(impact), Figure(str(figure)), "$note")
    return Content.assemble(line, (" you", "$note"))


def _pair(impact: str, size: Figure, style: str) -> Content:
    gap = " " * max(11 - cells(str(size)), 1)
    return Content.assemble((_right(impact, 8), style), gap, digits(size, style))


def _right(text: str, width: int) -> str:
    return " " * max(width - cells(text), 0) + text
