"""The tolerance that an order needs and the market's own movement suggests, and the check that compares it."""

from decimal import ROUND_CEILING, Decimal

from dtao_tui.domain.amounts import NotAnAmount
from dtao_tui.domain.formatting import count, percent
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intent_parts import Hop
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.tolerance import SuggestedTolerance, Tolerance, allows_part
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.amount_checks import tolerance_needed

_STEP, _WIDE_STEP, _WIDE = Decimal("0.1"), Decimal("0.5"), Decimal(5)


def suggested(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> SuggestedTolerance | None:
    """The suggestion for an order; without a quote the market's movement alone.

    None where no pool is passed, where a price was not seen for as long as an order lives, and where none is enough.
    """
    route, subnets = intent.route(), circumstances.snapshot.subnets
    hops = [hop for hop in dict.fromkeys(route) if hop.netuid in subnets and not subnets[hop.netuid].pool.is_stable]
    moves = [circumstances.moves.get(hop.netuid) for hop in hops]
    known = [move for move in moves if move is not None]
    own = _own(quote, circumstances)
    if quote is not None and quote.is_parallel:
        # Several sales of one pool move it one after the other.
        return None
    if not hops or len(known) < len(moves) or own is None:
        return None
    moved = Decimal(0)
    for hop, move in zip(hops, known, strict=True):
        moved = _both(moved, move.rise if hop.side is Side.BUY else move.fall, hop)
    whole = _both(own, moved, hops[0])
    step = _STEP if whole < _WIDE else _WIDE_STEP
    try:
        tolerance = Tolerance.parse(f"{max((whole / step).to_integral_value(ROUND_CEILING) * step, _STEP):f}")
    except NotAnAmount:
        return None
    return SuggestedTolerance(tolerance, own, moved, known[0].within, min(move.seen for move in known))


def movement(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the tolerance is enough if the price moves on as far as it was seen to; a note where it is not."""
    advice = circumstances.suggestion
    if quote is None or advice is None:
        return None
    moved = f"{percent(advice.moved)} %"
    fact = f"moved {moved} in {advice.within} blocks"
    # Of an order of which a part is enough the price may move away from the rest.
    if not quote.fills or allows_part(intent) or quote.tolerance >= advice.tolerance:
        return Check("moves", True, caption="market", fact=fact)
    sentence = (
        f"In {count(advice.seen)} blocks seen the price moved by up to {moved} against such an order within "
        f"{advice.within} blocks; with its own {percent(advice.own)} % it needs {advice.tolerance} to fill then, too."
    )
    return Check("moves", True, sentence, "market", fact, is_note=True)


def _own(quote: Quote | None, circumstances: Circumstances) -> Decimal | None:
    """Per cent that the order moves its price, of a swap loses by moving both; None where no tolerance is enough."""
    if quote is None or not quote.legs:
        return Decimal(0)
    if quote.is_swap:
        return quote.price_impact
    last = quote.legs[-1]
    return tolerance_needed(last, circumstances.snapshot.subnets[last.hop.netuid].pool)


def _both(one: Decimal, other: Decimal, hop: Hop) -> Decimal:
    """Two moves in the same direction, one after the other, in per cent."""
    if hop.side is Side.BUY:
        return one + other + one * other / 100
    return one + other - one * other / 100
