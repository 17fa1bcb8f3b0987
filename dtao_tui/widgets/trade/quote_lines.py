"""The lines of a quote in the ticket: what it brings, what it costs, and what is held before and after.

Each has a rank by which lines are left out where there are few rows; what one gets at best and at worst always stays.
"""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Price, Tao
from dtao_tui.domain.formatting import MINUS, count, fine, percent
from dtao_tui.domain.holdings import Fate
from dtao_tui.domain.pools.curve_kind import ESTIMATED, UNCONFIRMED
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.trades.intents import NotAnOrder, Op
from dtao_tui.domain.trades.operations import FieldKind, LimitKind
from dtao_tui.widgets.text_lines import WHOLE_CELLS, amount, group, labelled, share
from dtao_tui.widgets.trade.leg_lines import leg_lines
from dtao_tui.widgets.trade.quote_view import TAO, QuoteView
from dtao_tui.widgets.trade.ranked_lines import RankedLines

LABEL_CELLS = 15
_WIDE = 44
"""Cells from which a ratio has room for all its decimals, and a fee for whole words behind it."""

LARGE_IMPACT = 5
"""Per cent from which the price impact asks to be looked at."""

BY_CHAIN = "by the chain's simulation, unchecked"
"""Where the pool's curve is unknown here: it takes a blank line's place, so that nothing jumps."""

_NUMBERS = {2: "two", 3: "three", 4: "four"}

_FEE_RANK = 5
"""Both fees have this rank: one without the other would look like all of it."""

DOES_NOT_FILL = "does not fill"

_SHORT_CAUTIONS = {
    UNCONFIRMED: "computed here, not confirmed by the chain",
    ESTIMATED: "an estimate, not confirmed by the chain",
}


def quote_lines(view: QuoteView, width: int) -> RankedLines:
    """All lines of this quote."""
    lines = RankedLines()
    at = view.quote.block if view.quote else view.block
    lines.add(4, group("Quote", width, f"block {count(at)}" if at is not None else ""))
    is_swap = view.quote.is_swap if view.quote else view.spec.limit is LimitKind.RATIO
    if is_swap and not _is_plain_transfer(view):
        _add_swap(lines, view, width)
    elif view.spec.limit is LimitKind.PRICE:
        _add_price(lines, view, width)
    else:
        _add_without_price(lines, view)
    if view.op is Op.PAY:
        _add_payment(lines, view, width)
    elif view.position is None:
        _add_mine(lines, view, width)
    elif view.spec.asks_amount or view.spec.limit is not LimitKind.NONE:
        _add_what_stays(lines, view, width)
    return lines


def _is_plain_transfer(view: QuoteView) -> bool:
    """Whether stake is given away on its own subnet, so that no pool is passed."""
    return view.op is Op.TRANSFER_STAKE and (view.quote is None or not view.quote.legs)


def _add_swap(lines: RankedLines, view: QuoteView, width: int) -> None:
    """Two legs and what both together come to; a swap has no price, but a ratio of two."""
    quote, (pays, gets) = view.quote, view.units
    lines.add(0, _line(_brings(view), amount(quote.receives if quote else None, gets, "bold $bright")))
    lines.add(0, _line("At worst", _worst(view, gets)))
    _add_source(lines, view)
    for rank, line in leg_lines(quote, view.symbols):
        lines.add(rank, line)
    if quote is not None and quote.lets_through is not None:
        through = f"the limit lets through {percent(quote.lets_through)} % below the market"
        lines.add(1, Content.styled(through, "$note"))
    lines.gap(17)
    per, decimals = f"{gets} per {pays}", 9 if width >= _WIDE else 6
    lines.add(12, _line("Ratio now", _ratio(quote.ratio_before if quote else None, per, decimals)))
    lines.add(13, _line("Ratio you get", _ratio(quote.ratio_received if quote else None, per, decimals)))
    lines.add(4, _line("Limit ratio", _ratio(quote.limit_ratio if quote else None, per, decimals)))
    leg = quote.fee_leg if quote else None
    paid_in = leg.trade.fee.asset.symbol(view.symbols) if leg else ""
    lines.together(_FEE_RANK, _fees_in_one_line(view, leg.trade.fee if leg else None, paid_in))
    lines.add(_FEE_RANK, _line("One fee", _one_fee(view, width)))
    lines.add(_FEE_RANK, _line("Network fee", _network_fee(view, width)))
    trip = quote.round_trip if quote else None
    lines.add(14, _line("There and back", share(trip.percent if trip else None, "$loss", is_cost=True)))


def _one_fee(view: QuoteView, width: int) -> Content:
    """The pools' one fee, and which leg takes it."""
    leg = view.quote.fee_leg if view.quote else None
    if leg is None:
        return amount(None, "")
    value = amount(leg.trade.fee, leg.trade.fee.asset.symbol(view.symbols), decimals=6)
    gap = "  " if width >= _WIDE else " "
    return value + Content.styled(f"{gap}{leg.hop.side.value} leg", "$muted")


def _network_fee(view: QuoteView, width: int) -> Content:
    """The network's fee, and of how many calls where the order is a batch."""
    calls = _calls(view)
    if calls < 2:
        return amount(view.network_fee, TAO)
    number = _NUMBERS.get(calls, str(calls)) if width >= _WIDE else str(calls)
    return amount(view.network_fee, TAO, decimals=6) + Content.styled(f"  {number} calls", "$muted")


def _calls(view: QuoteView) -> int:
    """How many calls the order is made of; one where that is not known."""
    if view.quote is None:
        return 1
    try:
        call = view.quote.intent.call(view.quote.limits)
    except NotAnOrder:
        return 1
    inner = call.arguments.get("calls")
    return len(inner) if isinstance(inner, tuple) else 1


def _ratio(ratio: PriceRatio | None, per: str, decimals: int) -> Content:
    return amount(None if ratio is None else Price(ratio.billionths), per, decimals=decimals)


def _add_payment(lines: RankedLines, view: QuoteView, width: int) -> None:
    """The free TAO less what is paid and the network's fee: a sum that is read downward."""
    free, fee = view.free, view.network_fee
    paid = view.quote.pays if view.quote is not None and isinstance(view.quote.pays, Tao) else None
    known = free is not None and fee is not None and paid is not None
    lines.gap(19)
    lines.add(7, group("What stays", width))
    lines.add(9, _line("Free now", amount(free, TAO)))
    lines.add(9, _line("You pay", amount(paid, TAO)))
    after = free - paid - fee if known and free and paid and fee else None
    lines.add(7, _line("Free after", amount(after if after is None or after.rao >= 0 else None, TAO, "bold $bright")))


def _add_price(lines: RankedLines, view: QuoteView, width: int) -> None:
    quote, (pays, gets) = view.quote, view.units
    lines.add(0, _line(_brings(view), amount(quote.receives if quote else None, gets, "bold $bright")))
    lines.add(0, _line("At worst", _worst(view, gets)))
    _add_source(lines, view)
    lines.add(12, _line("Price now", amount(quote.price_before if quote else view.price, TAO)))
    lines.add(11, _line("Price after", amount(quote.price_after if quote else None, TAO)))
    lines.add(4, _line("Limit price", amount(quote.limit_price if quote else None, TAO)))
    lines.gap(20)
    impact = _line("Price impact", _impact(quote.price_impact if quote else None))
    lines.add(3, impact)
    with_fees = impact + _both_fees(view, pays)
    if with_fees.cell_length <= width:
        lines.stand_in(_FEE_RANK, with_fees)
    lines.together(_FEE_RANK, _fees_in_one_line(view, quote.pool_fee if quote else None, pays))
    lines.add(_FEE_RANK, _line("Pool fee", amount(quote.pool_fee if quote else None, pays)))
    lines.add(_FEE_RANK, _line("Network fee", _network_fee(view, width)))
    trip = quote.round_trip if quote else None
    lines.add(9, _line("There and back", share(trip.percent if trip else None, "$loss", is_cost=True)))
    lines.add(22, _line("Breaks even", _break_even(view)))
    if view.spec.asks_amount:
        lines.add(25, _line("Largest", _largest(view, pays)))


def _both_fees(view: QuoteView, pays: str) -> Content:
    """The pool's fee and the network's behind another figure, where they have no lines of their own."""
    fee, network = view.quote.pool_fee if view.quote else None, view.network_fee
    if fee is None or network is None:
        return Content("")
    if isinstance(fee, Tao):
        figures = Content.assemble(str(fine(fee + network, decimals=6)), (f" {TAO}", "$dim"))
    else:
        pool, chain = str(fine(fee, decimals=3)), str(fine(network, decimals=5))
        figures = Content.assemble(pool, (f" {pays} + ", "$dim"), chain, (f" {TAO}", "$dim"))
    return Content.styled("   fees ", "$muted") + figures


def _fees_in_one_line(view: QuoteView, fee: Tao | Alpha | None, pays: str) -> Content:
    """Both fees where only one line has room: their sum, or one and the other."""
    network = view.network_fee
    if fee is None or network is None:
        return _line("Fees", amount(None, TAO))
    if isinstance(fee, Tao):
        return _line("Fees", amount(fee + network, TAO))
    pool = amount(fee, pays, decimals=3)
    return _line("Fees", Content.assemble(pool, (" + ", "$dim"), str(fine(network, decimals=5)), (f" {TAO}", "$dim")))


def _add_without_price(lines: RankedLines, view: QuoteView) -> None:
    """An operation that passes no pool: what leaves arrives whole."""
    quote, (_, gets) = view.quote, view.units
    if view.spec.asks_amount:
        lines.add(0, _line(_brings(view), amount(quote.receives if quote else None, gets, "bold $bright")))
    if view.op is Op.CLAIM_ROOT:
        lines.add(0, _line("You get", amount(quote.owed if quote else None, TAO, "bold $bright")))
    fee = amount(view.network_fee, TAO)
    # The chain reserves the fee of a claim of several rows, and gives back what it did not use.
    is_reserved = view.op is Op.CLAIM_ROOT and view.network_fee is not None
    lines.add(1, _line("Network fee", fee + Content.styled(" at most", "$muted") if is_reserved else fee))


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
    # Where the rest may not stay, the sum that leads to it is the answer.
    rank = 5 if rest and rest.needs_a_word else 10
    lines.gap(8 if rest and rest.needs_a_word else 19)
    lines.add(min(rank, 7), group("What stays", width))
    lines.add(rank, _line("Held", amount(held, view.symbol)))
    if position and position.locked:
        lines.add(rank, _line("Locked", amount(position.locked, view.symbol)))
    lines.add(min(rank, 9), _line(view.spec.can_leave, amount(position.most if position else None, view.symbol)))
    field = view.spec.field(FieldKind.AMOUNT)
    deed = f"You {field.label.lower()}" if field else "You sell"
    leaves = quote.pays_now if quote is not None and isinstance(quote.pays_now, Alpha) else None
    lines.add(rank, _line(deed, amount(leaves, view.symbol)))
    if rest and rest.fee_in_alpha:
        lines.add(8, _line("For the fee", amount(rest.fee_in_alpha, view.symbol)))
    lines.add(min(rank, 7), _rest_line(view, leaves))
    if view.here and held is not None and view.here.amount != held:
        # What stands above is of one validator, this and the exit value are of all.
        lines.add(8, _line("All held after", amount(after.held_after if after else None, view.symbol)))
    lines.add(24, _line("Of the pool", _pool_share(view)))
    if view.op is not Op.LOCK_STAKE:
        # What a lock holds cannot be sold, and how much that will be is the chain's to say.
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


def _brings(view: QuoteView) -> str:
    return view.spec.brings.capitalize()


def _worst(view: QuoteView, unit: str) -> Content:
    quote = view.quote
    value = amount(quote.worst_received if quote else None, unit)
    if quote is not None and quote.fills is False:
        value += Content.styled(f"   {DOES_NOT_FILL}", "$loss")
    return value


def _largest(view: QuoteView, unit: str) -> Content:
    """The most that fills; where all trade one to one, no size is too large."""
    largest = view.quote.largest if view.quote else None
    if largest is not None and largest.rao == LARGEST_RAO:
        return Content.styled("any size".rjust(WHOLE_CELLS), "$muted")
    return amount(largest, unit)


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
    return share(Decimal(after.held_after.rao * 100) / alpha.rao) + Content.styled(f" of its {view.symbol}", "$muted")


def _line(label: str, value: Content) -> Content:
    return labelled(label, value, LABEL_CELLS)
