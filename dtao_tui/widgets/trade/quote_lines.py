"""The lines of a quote in the ticket: what it brings, what it costs, and what is held before and after.

Each has a rank by which lines are left out where there are few rows; what one gets at best and at worst always stays.
"""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import MINUS, count, percent
from dtao_tui.domain.holdings import Fate
from dtao_tui.domain.pools.curve_kind import ESTIMATED, UNCONFIRMED
from dtao_tui.domain.trades.operations import FieldKind, LimitKind
from dtao_tui.widgets.text_lines import amount, group, labelled, share
from dtao_tui.widgets.trade.quote_view import TAO, QuoteView
from dtao_tui.widgets.trade.ranked_lines import RankedLines

LABEL_CELLS = 15
LARGE_IMPACT = 5
"""Per cent from which the price impact asks to be looked at."""

BY_CHAIN = "by the chain's simulation, unchecked"
"""Where the pool's curve is unknown here: it takes a blank line's place, so that nothing jumps."""

DOES_NOT_FILL = "does not fill"

_SHORT_CAUTIONS = {
    UNCONFIRMED: "computed here, not confirmed by the chain",
    ESTIMATED: "an estimate, not confirmed by the chain",
}


def quote_lines(view: QuoteView, width: int) -> RankedLines:
    """All lines of this quote."""
    lines = RankedLines()
    at = view.quote.block if view.quote else view.block
    lines.add(2, group("Quote", width, f"block {count(at)}" if at is not None else ""))
    if view.spec.limit is LimitKind.NONE:
        _add_without_price(lines, view)
    else:
        _add_price(lines, view)
    if view.position is None:
        _add_mine(lines, view, width)
    else:
        _add_what_stays(lines, view, width)
    return lines


def _add_price(lines: RankedLines, view: QuoteView) -> None:
    quote, (pays, gets) = view.quote, view.units
    lines.add(0, _line("You get", amount(quote.receives if quote else None, gets, "bold $bright")))
    lines.add(0, _line("At worst", _worst(view, gets)))
    _add_source(lines, view)
    lines.add(12, _line("Price now", amount(quote.price_before if quote else view.price, TAO)))
    lines.add(11, _line("Price after", amount(quote.price_after if quote else None, TAO)))
    lines.add(4, _line("Limit price", amount(quote.limit_price if quote else None, TAO)))
    lines.gap(20)
    lines.add(3, _line("Price impact", _impact(quote.price_impact if quote else None)))
    lines.add(6, _line("Pool fee", amount(quote.pool_fee if quote else None, pays)))
    lines.add(5, _line("Network fee", amount(view.network_fee, TAO)))
    trip = quote.round_trip if quote else None
    lines.add(9, _line("There and back", share(trip.percent if trip else None, "$loss", is_cost=True)))
    lines.add(22, _line("Breaks even", _break_even(view)))
    lines.add(25, _line("Largest", amount(quote.largest if quote else None, pays)))


def _add_without_price(lines: RankedLines, view: QuoteView) -> None:
    """An operation that passes no pool: what leaves arrives whole."""
    quote, (_, gets) = view.quote, view.units
    lines.add(0, _line("Arrives", amount(quote.receives if quote else None, gets, "bold $bright")))
    lines.add(1, _line("Network fee", amount(view.network_fee, TAO)))


def _add_source(lines: RankedLines, view: QuoteView) -> None:
    """Whose numbers these are, where they are not both the program's and the chain's; else a blank line."""
    words = ""
    if view.quote is not None:
        words = _SHORT_CAUTIONS.get(view.caution, "") if view.quote.is_local else BY_CHAIN
    lines.add(1 if words else 21, Content.styled(words, "$note"))


def _add_mine(lines: RankedLines, view: QuoteView, width: int) -> None:
    """The holding before and after what the free balance pays for."""
    after, here = view.aftermath, view.here
    lines.gap(19)
    lines.add(7, group("Mine", width))
    lines.add(14, _line("Held now", amount(here.amount if here else None, view.symbol)))
    if here and here.locked:
        lines.add(10, _line("Locked", amount(here.locked, view.symbol)))
    lines.add(8, _line("Held after", amount(after.held_after if after else None, view.symbol)))
    lines.add(24, _line("Of the pool", _pool_share(view)))
    lines.add(7, _line("Exit after", amount(after.exit_after if after else None, TAO)))


def _add_what_stays(lines: RankedLines, view: QuoteView, width: int) -> None:
    """The position less what is locked and what leaves: a sum that is read downward, and its exit value."""
    position, rest, quote, after = view.position, view.rest, view.quote, view.aftermath
    held = position.amount if position else None
    lines.gap(19)
    lines.add(7, group("What stays", width))
    lines.add(10, _line("Held", amount(held, view.symbol)))
    if position and position.locked:
        lines.add(10, _line("Locked", amount(position.locked, view.symbol)))
    can_leave = "Sellable" if view.spec.limit is not LimitKind.NONE else f"Can be {view.spec.done}"
    lines.add(9, _line(can_leave, amount(position.most if position else None, view.symbol)))
    field = view.spec.field(FieldKind.AMOUNT)
    deed = f"You {field.label.lower()}" if field else "You give"
    leaves = quote.pays if quote is not None and isinstance(quote.pays, Alpha) else None
    lines.add(10, _line(deed, amount(leaves, view.symbol)))
    if rest and rest.fee_in_alpha:
        lines.add(8, _line("For the fee", amount(rest.fee_in_alpha, view.symbol)))
    lines.add(7, _rest_line(view, leaves))
    if view.here and held is not None and view.here.amount != held:
        lines.add(9, _line("Held after", amount(after.held_after if after else None, view.symbol)))
    lines.add(24, _line("Of the pool", _pool_share(view)))
    lines.add(8, _line("Exit after", amount(after.exit_after if after else None, TAO)))


def _rest_line(view: QuoteView, leaves: Alpha | None) -> Content:
    """What is left with the validator: in note where the chain would sell it."""
    rest, position = view.rest, view.position
    left: Alpha | None = None
    if rest is not None:
        left = rest.amount
    elif position is not None and leaves is not None and leaves <= position.amount:
        left = position.amount - leaves
    is_lost = rest is not None and rest.fate in (Fate.SOLD, Fate.AT_RISK)
    style = "$note" if is_lost else ""
    value = amount(left, view.symbol, "bold $note" if is_lost else "bold $bright")
    return labelled("The rest", value, LABEL_CELLS, style or "$muted")


def _worst(view: QuoteView, unit: str) -> Content:
    quote = view.quote
    value = amount(quote.worst_received if quote else None, unit)
    if quote is not None and quote.fills is False:
        value += Content.styled(f"   {DOES_NOT_FILL}", "$loss")
    return value


def _impact(impact: Decimal | None) -> Content:
    return share(impact, "$note" if impact is not None and impact >= LARGE_IMPACT else "")


def _break_even(view: QuoteView) -> Content:
    found = view.break_even
    value = amount(found.price if found else None, TAO, decimals=6)
    if found is not None:
        sign = MINUS if found.percent < 0 else "+"
        value += Content.styled(f"  {sign}{percent(abs(found.percent))} %", "$muted")
    return value


def _pool_share(view: QuoteView) -> Content:
    """The holding after the order, in per cent of the pool's alpha: a large one leaves at a worse price."""
    after, alpha = view.aftermath, view.pool_alpha
    if after is None or not alpha:
        return share(None)
    return share(Decimal(after.held_after.rao * 100) / alpha.rao) + Content.styled(f" its {view.symbol}", "$muted")


def _line(label: str, value: Content) -> Content:
    return labelled(label, value, LABEL_CELLS)
