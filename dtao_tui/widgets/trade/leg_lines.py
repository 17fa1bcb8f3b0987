"""The legs of a swap as a small table: what each pays and gets, its impact, and both together."""

from collections.abc import Mapping
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import NOTHING, fine, percent
from dtao_tui.domain.text import cells
from dtao_tui.domain.trades.quotes import Quote

_NAME_CELLS, _PAYS_CELLS, _GETS_CELLS, _IMPACT_CELLS = 5, 12, 14, 9
_LEGS = ("sell", "buy", "both")


def leg_lines(quote: Quote | None, symbols: Mapping[int, str]) -> list[tuple[int, Content]]:
    """A heading and three rows, each with the rank by which it gives way; without a quote they read –."""
    head = (
        "Leg".ljust(_NAME_CELLS)
        + "Pays".rjust(_PAYS_CELLS)
        + "Gets".rjust(_GETS_CELLS)
        + "Impact %".rjust(_IMPACT_CELLS + 2)
    )
    lines = [(3, Content.styled(head, "$muted"))]
    if quote is None or len(quote.legs) != 2:
        return lines + [(3, _row(name, None, None, None, symbols)) for name in _LEGS]
    for name, leg in zip(_LEGS, quote.legs, strict=False):
        lines.append((3, _row(name, leg.offered, leg.trade.received, leg.impact, symbols)))
    lines.append((2, _row("both", quote.pays, quote.receives, quote.price_impact, symbols, style="bold $bright")))
    return lines


def _row(
    name: str,
    pays: Tao | Alpha | None,
    gets: Tao | Alpha | None,
    impact: Decimal | None,
    symbols: Mapping[int, str],
    *,
    style: str = "",
) -> Content:
    return Content.assemble(
        (name.ljust(_NAME_CELLS), style),
        _amount(pays, _PAYS_CELLS, symbols, style),
        _amount(gets, _GETS_CELLS, symbols, style),
        (percent(impact).rjust(_IMPACT_CELLS), style),
    )


def _amount(value: Tao | Alpha | None, width: int, symbols: Mapping[int, str], style: str) -> Content:
    """Three decimals at the column's right edge, and the symbol behind it."""
    if value is None:
        return Content.styled(NOTHING.rjust(width), "$dim")
    unit = value.asset.symbol(symbols)
    figure = str(fine(value, decimals=3))
    space = " " * max(width - 2 - cells(figure), 1)
    return Content.assemble(space, (figure, style), (f" {unit}", "$dim"))
