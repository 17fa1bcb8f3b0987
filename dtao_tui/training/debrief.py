"""Debrief of a drill: the quote, the fill, and what a better choice would have brought.

All of it is computed on the pools that the drill was played with; the network's fee is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.pool_depth import largest_for_impact, price_impact
from dtao_tui.domain.drill_records import Debrief, DebriefRow, Drill, DrillState
from dtao_tui.domain.formatting import count, fine, percent
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.front_running import room_before
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.order_limits import fills_whole
from dtao_tui.domain.trades.quotes import loss_percent
from dtao_tui.domain.trades.tolerance import Tolerance, limit_for

TAO = "τ"
SMALL_IMPACT = Decimal(1)
"""Per cent of price impact that a careful order stays within."""

_MILLION = 1_000_000
_STEP = 100
"""Parts per million: tolerances are looked for in hundredths of a per cent."""

_STEPS_ABOVE = 3
_LARGEST_TOLERANCE = 500_000
_MOST_PARTS = 1000

_PASSED_THE_LIMIT = (
    "The price passed your limit before a block took the order. Nothing was traded; only the fee was paid."
)
_HELD_BACK = (
    "The price passed your limit before the order was sent. Its rehearsal held it back: not even the fee was paid."
)


@dataclass(frozen=True, slots=True)
class Played:
    """The state of a drill at its end, which the debrief is computed from."""

    state: DrillState
    symbol: str
    order: Order | None
    quoted: Pool
    """The pool at the block of the order's quote; without an order, at the beginning."""

    now: Pool | None
    """The pool after everything, or None where the subnet is gone."""

    given: Alpha
    """What the account held at the beginning."""


def debrief(played: Played) -> Debrief:
    """Compute the debrief on the pools that the drill was played with."""
    order = played.order
    if order is None:
        return _waited(played)
    if order.state is not OrderState.FINAL and not _is_outrun(played, order):
        return Debrief(order.sentence or "The order was not carried out.", _order_rows(order), _TRY_AGAIN)
    try:
        return _LESSONS[played.state.drill](played, order)
    except PoolRefusal as refusal:
        # An order that is huge for its pool can still be told, if not compared.
        return Debrief(
            "The order is over.", _order_rows(order), f"It cannot be compared with another choice: {refusal}"
        )


def _thin_pool(played: Played, order: Order) -> Debrief:
    met, pays = _met(played), _tao(order)
    impact, size = price_impact(met, Side.BUY, pays), largest_for_impact(met, Side.BUY, SMALL_IMPACT)
    rows = (*_order_rows(order), DebriefRow("Price impact", impact, is_answer=True))
    if pays <= size or not size:
        verdict = f"A pool of {_about(met.tao_in)} took your order with an impact of {percent(impact)} %."
        return Debrief(verdict, rows, "A good choice: so small an order hardly moves even a thin pool.")
    parts = min(-(-pays.rao // size.rao), _MOST_PARTS)
    each = met.trade(Side.BUY, Tao(pays.rao // parts)).received
    better = (
        DebriefRow("Within 1 %", size, TAO),
        DebriefRow(f"{count(parts)} orders", Alpha(each.rao * parts, each.netuid), played.symbol, is_answer=True),
    )
    verdict = f"In a pool of {_about(met.tao_in)} your own order moved the price: it got {percent(impact)} % less."
    advice = "Smaller orders, each after the pool has filled up again; straight behind each other they bring no more."
    return Debrief(verdict, rows, advice, better)


def _front_run(played: Played, order: Order) -> Debrief:
    rival, pays = played.state.rival_paid, _tao(order)
    rows = (*_order_rows(order), DebriefRow("Bought before", rival, TAO))
    if not rival:
        verdict = "Your order waited in the open, but its limit left nobody room to buy before it."
        return Debrief(verdict, rows, "A good choice: a tight limit is what protects an order.")
    verdict = f"Somebody saw your order, bought for {_about(rival)} before it and sold behind it, at your cost."
    tolerance = _tightest(played.quoted, pays)
    if tolerance is None:
        return Debrief(verdict, rows, "A smaller order needs less tolerance, and leaves less to take.")
    better = (
        DebriefRow("Tolerance", tolerance.percent),
        DebriefRow("At least", _behind_a_rival(played.quoted, pays, tolerance), played.symbol, is_answer=True),
    )
    advice = "No more tolerance than your own order needs leaves others next to nothing; at worst it is refused."
    return Debrief(verdict, rows, advice, better)


def _runaway(played: Played, order: Order) -> Debrief:
    met, pays = _met(played), _tao(order)
    rows = (
        *_order_rows(order),
        DebriefRow("Limit price", order.quoted.limit, TAO),
        DebriefRow("Price met", met.price, TAO, is_answer=True),
    )
    later = _bought(played.now, pays)
    after = DebriefRow("After the run", later, played.symbol, is_answer=True)
    if order.filled is not None:
        verdict = "Your limit was wide enough for the run: you bought at its top."
        return Debrief(verdict, rows, "A tighter limit, and waiting: after a run the price may come back.", (after,))
    bought = met.trade(Side.BUY, pays)
    needed = _rise(order.quoted.price_before, met.after(bought).price)
    better = (DebriefRow("Chasing needs", needed), DebriefRow("It brings", bought.received, played.symbol), after)
    verdict = _HELD_BACK if order.state is OrderState.HELD else _PASSED_THE_LIMIT
    lost = percent(loss_percent(bought.received.rao, order.quoted.received.rao))
    advice = f"The limit did its work, and waiting was right: chasing the price would have brought {lost} % less."
    if later is None or later < bought.received:
        advice = (
            f"The limit did its work: chasing the price would have brought {lost} % less. It has not come back yet."
        )
    return Debrief(verdict, rows, advice, better)


def _is_outrun(played: Played, order: Order) -> bool:
    """Whether the price had passed the order's limit when a block took it, or when it was rehearsed."""
    limit = order.quoted.limit
    is_refused = order.state is OrderState.REFUSED and played.state.met is not None
    is_refused = is_refused or order.state is OrderState.HELD
    is_past = limit is not None and _met(played).price > limit
    return played.state.drill is Drill.RUNAWAY and is_refused and is_past


def _removal(played: Played, order: Order) -> Debrief:
    payout = _share_of_payout(played, order.pays)
    got = order.filled.received if order.filled else None
    rows = _order_rows(order)
    if payout is None or got is None:
        return Debrief("You sold before the subnet was removed.", rows, "What waiting would have paid is not known.")
    difference = Tao(abs(got.rao - payout.rao))
    verdict = f"You sold in time. Waiting would have paid your part of the pool: {_about(payout)}."
    better = (
        DebriefRow("Selling", got, TAO, got.rao >= payout.rao),
        DebriefRow("Waiting", payout, TAO, got.rao < payout.rao),
    )
    if got.rao >= payout.rao:
        return Debrief(verdict, rows, f"A good choice: selling brought {_about(difference)} more.", better)
    return Debrief(verdict, rows, f"Waiting was better by {_about(difference)}: this sale moved the price far.", better)


def _waited(played: Played) -> Debrief:
    """The subnet was removed and nothing had been sold."""
    payout, sale = played.state.payout, _sold(played.quoted, played.given)
    rows = (DebriefRow("Held", played.given, played.symbol), DebriefRow("Paid out", payout, TAO, is_answer=True))
    verdict = "The subnet was removed. Its pool was shared among all who held its alpha, and your part is free TAO now."
    if payout is None or sale is None:
        return Debrief(verdict, rows, "What selling would have brought is not known.", heading=_PAYOUT)
    better = (DebriefRow("Selling", sale, TAO, sale > payout), DebriefRow("Waiting", payout, TAO, sale <= payout))
    difference = _about(Tao(abs(sale.rao - payout.rao)))
    advice = f"Selling all at the beginning would have brought {difference} more."
    if sale <= payout:
        advice = f"A good choice: selling would have brought {difference} less."
    return Debrief(verdict, rows, advice, better, _PAYOUT)


def _lost_line(played: Played, order: Order) -> Debrief:
    block = f"in block {count(order.block)}" if order.block is not None else "in a block"
    verdict = f"The connection broke after sending. The order was {block} all the same, and was found there."
    met, pays = _met(played), _tao(order)
    second = _bought(met.after(met.trade(Side.BUY, pays)), pays)
    better = (DebriefRow("Sent again", pays, TAO), DebriefRow("It brings", second, played.symbol))
    advice = (
        "A good choice was to wait: failed is not the same as did not happen. A second order would have paid once more."
    )
    return Debrief(verdict, _order_rows(order), advice, better)


_PAYOUT = "What was paid out"
_TRY_AGAIN = "Nothing was traded. Begin the drill again, with an amount and a tolerance that fill."

_LESSONS: Mapping[Drill, Callable[[Played, Order], Debrief]] = {
    Drill.THIN_POOL: _thin_pool,
    Drill.FRONT_RUN: _front_run,
    Drill.RUNAWAY: _runaway,
    Drill.REMOVAL: _removal,
    Drill.LOST_LINE: _lost_line,
}


def _order_rows(order: Order) -> tuple[DebriefRow, ...]:
    pays, gets = order.symbol_of(order.pays), order.symbol_of(order.quoted.received)
    quoted, filled = order.quoted.received, order.filled.received if order.filled else None
    paid = DebriefRow("Paid", order.filled.paid, pays) if order.filled else DebriefRow("Offered", order.pays, pays)
    rows = (paid, DebriefRow("Quoted", quoted, gets))
    if filled is None or not quoted:
        return (*rows, DebriefRow("Filled", None, gets))
    difference = Decimal((filled.rao - quoted.rao) * 100) / quoted.rao
    return (*rows, DebriefRow("Filled", filled, gets, is_answer=True), DebriefRow("Difference", difference))


def _met(played: Played) -> Pool:
    if played.state.met is not None:
        return played.state.met.pool
    is_held = played.order is not None and played.order.state is OrderState.HELD
    # The pool that an order was rehearsed on is the newest one, near enough.
    return played.now if is_held and played.now is not None else played.quoted


def _tao(order: Order) -> Tao:
    return order.pays if isinstance(order.pays, Tao) else Tao(0)


def _bought(pool: Pool | None, tao: Tao) -> Alpha | None:
    try:
        return pool.trade(Side.BUY, tao).received if pool else None
    except PoolRefusal:
        return None


def _sold(pool: Pool, alpha: Alpha) -> Tao | None:
    try:
        return pool.trade(Side.SELL, alpha).received
    except PoolRefusal:
        return None


def _rise(before: Price | None, after: Price) -> Decimal:
    return Decimal((after.rao - before.rao) * 100) / before.rao if before else Decimal(0)


def _tightest(pool: Pool, pays: Tao) -> Tolerance | None:
    """The smallest tolerance, in hundredths of a per cent, within which this stake fills at this block."""
    moved = pool.after(pool.trade(Side.BUY, pays)).price.rao - pool.price.rao
    least = -(-moved * _MILLION // (pool.price.rao * _STEP)) if pool.price else 0
    for steps in range(max(least, 1), least + _STEPS_ABOVE + 1):
        parts = steps * _STEP
        if parts <= _LARGEST_TOLERANCE and _fills(pool, pays, Tolerance(parts)):
            return Tolerance(parts)
    return None


def _fills(pool: Pool, pays: Tao, tolerance: Tolerance) -> bool:
    return fills_whole(pool, Side.BUY, pays, limit_for(pool, Side.BUY, tolerance))


def _behind_a_rival(pool: Pool, pays: Tao, tolerance: Tolerance) -> Alpha | None:
    """The alpha that the stake brings after a front runner used up all of this tolerance."""
    taken = room_before(pool, pays, tolerance.limit(Side.BUY, pool.price), pool.tao_in)
    return _bought(pool.after(pool.trade(Side.BUY, taken)) if taken else pool, pays)


def _share_of_payout(played: Played, sold: Tao | Alpha) -> Tao | None:
    """The part of the payout that belongs to the alpha that was sold."""
    payout = played.state.payout
    if payout is None or not played.given:
        return None
    return Tao(payout.rao * min(sold.rao, played.given.rao) // played.given.rao)


def _about(amount: Tao) -> str:
    """An amount for a sentence, shortened; the rows show all digits."""
    return f"{fine(amount, decimals=3)} {TAO}"
