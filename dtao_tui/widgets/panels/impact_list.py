"""The price impact list: round sizes with their impact, and impacts with the largest size within them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.depth.ladder import LadderRow, Rung
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.formatting import coarse, percent
from dtao_tui.domain.text import cells
from dtao_tui.widgets.text_lines import digits

BIG_IMPACT = Decimal(5)
"""Per cent from which an impact is marked."""

LADDER_CELLS = 31
"""Cells of a ladder with what each size gets; without it, less."""

_LEAST_RUNGS = 2
_REFUSED = "too large"
_YOU = "you"
_IMPACT_CELLS, _AMOUNT_CELLS = 9, 11


def rung_lines(rungs: Sequence[Rung], symbol: str, width: int) -> list[Content]:
    """A line per round size: what is staked, what it gets, its impact."""
    impact = 10
    get = (width - impact) * 5 // 9
    stake = width - impact - get
    head = [_right("Stake τ", stake), _right(f"Get {symbol}", get), _right("Impact %", impact)]
    return [Content.styled("".join(head), "$muted"), *(_rung(rung, stake, get, impact) for rung in rungs)]


def ladder_lines(depth: OrderDepth, symbols: Mapping[int, str], width: int, most: int | None = None) -> list[Content]:
    """A line per impact: the largest size within it and, where there is room, what it gets; my own among them.

    Of impacts `most` are told, the smallest and my own; where there is room for no two, nothing is said of any.
    """
    pays, gets = depth.route.pays, depth.route.gets
    is_broad, mine = width >= LADDER_CELLS, depth.mine
    verb = "Stake" if pays.is_tao else "Sell"
    head = _right("Impact %", _IMPACT_CELLS) + _right(f"{verb} {pays.symbol(symbols)}", _AMOUNT_CELLS)
    if is_broad:
        head += _right(f"Get {gets.symbol(symbols)}", _AMOUNT_CELLS)
    # A row that reads like mine would say the same twice.
    rows = [row for row in depth.rows if mine is None or percent(row.impact) != percent(mine.impact)]
    if most is not None:
        if most < _LEAST_RUNGS:
            return []
        rows = rows[: most - (mine is not None)]
    ordered = sorted([*rows, *([mine] if mine else [])], key=lambda row: row.impact)
    return [
        Content.styled(head, "$muted"),
        *(_ladder_row(row, is_broad=is_broad, is_mine=row is mine) for row in ordered),
    ]


def _ladder_row(row: LadderRow, *, is_broad: bool, is_mine: bool) -> Content:
    impact, style = percent(row.impact), "$note" if is_mine else ""
    # My row keeps its place in the columns, whichever side has room for the word.
    first = _right(f"{_YOU} {impact}" if is_mine and is_broad else impact, _IMPACT_CELLS)
    amounts = [coarse(row.pays, per=1), *([coarse(row.gets, per=1)] if is_broad else [])]
    parts = [Content.styled(first, style)]
    for figure in amounts:
        parts += [Content(" " * max(_AMOUNT_CELLS - cells(str(figure)), 1)), digits(figure, style)]
    if is_mine and not is_broad:
        parts.append(Content.styled(f" {_YOU}", "$note"))
    return Content("").join(parts)


def _rung(rung: Rung, stake: int, get: int, impact: int) -> Content:
    size = _right(f"{rung.pays.rao // 10**9:,}", stake)
    if rung.receives is None or rung.impact is None:
        return Content.assemble(size, (_right(_REFUSED, get + impact), "$note"))
    style = "$note" if rung.impact >= BIG_IMPACT else ""
    figure = coarse(rung.receives, per=1)
    received = Content.assemble(" " * max(get - cells(str(figure)), 0), digits(figure))
    return Content.assemble(size, received, (_right(percent(rung.impact), impact), style))


def _right(text: str, width: int) -> str:
    return " " * max(width - cells(text), 0) + text
