"""Computes quotes: the legs of an intent through its pools, the limits of its calls, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao, amount_of, as_alpha, as_tao
from dtao_tui.domain.pools import move_limit
from dtao_tui.domain.pools.pool import AnyTrade, Pool, PoolRefusal, Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import gross_with_net
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intent_parts import Hop
from dtao_tui.domain.trades.intents import Limits, SingleIntent
from dtao_tui.domain.trades.order_limits import (
    fills_whole,
    largest_swap,
    largest_within,
    let_through,
    limit_ratio_for,
    pool_after,
)
from dtao_tui.domain.trades.quotes import Leg, Quote, RoundTrip, exchanged, loss_percent, received_of
from dtao_tui.domain.trades.tolerance import Tolerance, allows_part, limit_for, part_that_fills, part_within


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What the limits of a quote lead to."""

    limits: Limits
    worst_received: Tao | Alpha | None
    largest: Tao | Alpha | None
    fills: bool | None
    round_trip: RoundTrip | None
    lets_through: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Passage:
    """A leg with its pool before and behind it."""

    leg: Leg
    before: Pool
    after: Pool


def quote(
    intent: SingleIntent, pools: Mapping[int, Pool], tolerance: Tolerance, block: int, network_fee: Tao | None = None
) -> Quote:
    """What an intent pays out now; `pools` are those that it passes, by netuid. Raises PoolRefusal."""
    passages = _passages(part_that_fills(intent, pools, tolerance), pools)
    match passages:
        case ():
            bounds = _unbounded(intent)
        case (_Passage() as sale, _Passage() as purchase) if sale.before.netuid != purchase.before.netuid:
            bounds = _bounds_of_swap(intent, sale, purchase, tolerance)
        case _:
            bounds = _bounds_of_one_pool(passages, tolerance)
    if allows_part(intent) and bounds.worst_received is not None:
        bounds = replace(bounds, worst_received=amount_of(bounds.worst_received.asset, 0))
    return _quote(intent, tuple(p.leg for p in passages), bounds, tolerance, block, network_fee=network_fee)


def quote_by_chain(
    intent: SingleIntent, answer: Simulation, *, price: Price, tolerance: Tolerance, block: int
) -> Quote:
    """A quote from the chain's simulation alone, for one pool whose curve is unknown here. Raises PoolRefusal.

    `price` is the chain's at that block. Nothing is known of the price after, the largest order and the way back.
    """
    if answer.is_refusal:
        raise PoolRefusal
    (hop,) = intent.route()
    trade = answer.trade(hop.side, hop.netuid)
    received, limit = trade.received.rao, tolerance.limit(hop.side, price)
    leg = Leg(
        hop=hop,
        offered=intent.amount,
        simulated=intent.amount,
        trade=trade,
        price_before=price,
        price_after=None,
        impact=loss_percent(received, exchanged(hop, trade.net, price).rao),
        cost=loss_percent(received, exchanged(hop, intent.amount, price).rao),
        expected=answer,
    )
    bounds = _Bounds(Limits((limit,)), exchanged(hop, trade.net, limit), None, None, None)
    return _quote(intent, (leg,), bounds, tolerance, block, network_fee=None, is_local=False)


def received_within(intent: SingleIntent, limits: Limits, pools: Mapping[int, Pool]) -> Tao | Alpha | None:
    """What an intent under these limits would bring from these pools; None where they, or a pool, would refuse it."""
    try:
        if allows_part(intent) and isinstance(limits.prices[0], Price):
            intent = part_within(intent, pools[intent.netuid], limits.prices[0])
        passages = _passages(intent, pools)
        if not passages:
            return intent.amount
        match limits.prices:
            case (move_limit.PriceRatio() as ratio,):
                first, last, alpha = passages[0].before, passages[-1].before, as_alpha(intent.amount)
                received = as_alpha(passages[-1].leg.trade.received)
                fills = move_limit.keeps_its_floor(first, last, alpha, ratio, received)
            case prices:
                fills = all(_fills(passage, limit) for passage, limit in zip(passages, prices, strict=True))
    except PoolRefusal:
        return None
    return received_of([passage.leg for passage in passages]) if fills else None


def drops_fee(route: Sequence[Hop], place: int) -> bool:
    """Whether a passage takes no fee: of a sale with a purchase behind it one does, the purchase where root is left.

    `transition_stake_internal` of pallet subtensor, spec 461.
    """
    if len(route) < 2 or route[place].amount is not None:
        return False
    return (route[0].netuid == ROOT) == (place == 0)


def passed(pool: Pool, hop: Hop, amount: Tao | Alpha, *, drop_fee: bool) -> tuple[Leg, Pool]:
    """One trade at the outermost limit, and the pool behind it. Raises PoolRefusal."""
    pool.refuse_oversized(amount)
    trade = pool.trade(hop.side, amount, drop_fees=drop_fee)
    after, received = pool_after(pool, trade), trade.received.rao
    asked = amount_of(amount.asset, gross_with_net(amount.rao, pool.fee_rate)) if _has_fee(pool, drop_fee) else amount
    leg = Leg(
        hop=hop,
        offered=amount,
        simulated=asked,
        trade=trade,
        price_before=pool.price,
        price_after=after.price,
        impact=loss_percent(received, pool.at_spot(hop.side, trade.net).rao),
        cost=loss_percent(received, pool.at_spot(hop.side, amount).rao),
        expected=pool.simulate(hop.side, asked),
    )
    return leg, after


def _has_fee(pool: Pool, drop_fee: bool) -> bool:
    return drop_fee and not pool.is_stable and pool.fee_rate > 0


def _passages(intent: SingleIntent, pools: Mapping[int, Pool]) -> tuple[_Passage, ...]:
    """The legs one after the other; a pool that was passed before is met as it was left. Raises PoolRefusal."""
    met, route, amount = dict(pools), intent.route(), intent.amount
    found: list[_Passage] = []
    for place, hop in enumerate(route):
        before = met[hop.netuid]
        leg, after = passed(before, hop, hop.amount or amount, drop_fee=drops_fee(route, place))
        if before != pools[hop.netuid]:
            # The chain's own pool is still as it was before, and cannot be asked.
            leg = replace(leg, simulated=None)
        met[hop.netuid], amount = after, leg.trade.received
        found.append(_Passage(leg, before, after))
    return tuple(found)


def _quote(
    intent: SingleIntent,
    legs: tuple[Leg, ...],
    bounds: _Bounds,
    tolerance: Tolerance,
    block: int,
    *,
    network_fee: Tao | None,
    is_local: bool = True,
) -> Quote:
    return Quote(
        block=block,
        intent=intent,
        legs=legs,
        network_fee=network_fee,
        tolerance=tolerance,
        limits=bounds.limits,
        worst_received=bounds.worst_received,
        largest=bounds.largest,
        fills=bounds.fills,
        round_trip=bounds.round_trip,
        lets_through=bounds.lets_through,
        is_local=is_local,
    )


def _unbounded(intent: SingleIntent) -> _Bounds:
    return _Bounds(limits=Limits(), worst_received=intent.amount, largest=None, fills=True, round_trip=None)


def _bounds_of_one_pool(passages: Sequence[_Passage], tolerance: Tolerance) -> _Bounds:
    """One trade, or several sales of one pool, each of which must fill within the limit of the first."""
    first, last = passages[0], passages[-1]
    side, pool = first.leg.hop.side, first.before
    limit = limit_for(pool, side, tolerance)
    fills = all(_fills(passage, limit) for passage in passages)
    worst = [exchanged(p.leg.hop, p.leg.trade.net, limit) for p in passages]
    is_single = len(passages) == 1
    return _Bounds(
        limits=Limits((limit,) * len(passages)),
        worst_received=amount_of(worst[0].asset, sum(each.rao for each in worst)) if fills else None,
        largest=largest_within(pool, side, limit) if is_single else None,
        fills=fills,
        round_trip=_round_trip(pool, last.after, last.leg.trade) if is_single else None,
    )


def _bounds_of_swap(intent: SingleIntent, sale: _Passage, purchase: _Passage, tolerance: Tolerance) -> _Bounds:
    """What the ratio of a sale and a purchase leads to."""
    origin, destination, alpha = sale.before, purchase.before, as_alpha(intent.amount)
    limit = limit_ratio_for(origin, destination, alpha, tolerance)
    is_whole = all(p.leg.trade.paid.rao >= p.leg.offered.rao for p in (sale, purchase))
    worst = move_limit.floor_of(origin, destination, alpha, limit)
    received = as_alpha(purchase.leg.trade.received)
    fills = is_whole and move_limit.keeps_its_floor(origin, destination, alpha, limit, received)
    return _Bounds(
        limits=Limits((limit,), worst if fills and worst else None),
        worst_received=worst if fills else None,
        largest=largest_swap(origin, destination, tolerance),
        fills=fills,
        round_trip=_round_trip_of_swap(sale, purchase),
        lets_through=let_through(origin, destination, alpha, worst, tolerance),
    )


def _fills(passage: _Passage, limit: Price | move_limit.PriceRatio) -> bool:
    """Whether a passage goes through whole within its limit price."""
    return isinstance(limit, Price) and fills_whole(passage.before, passage.leg.hop.side, passage.leg.offered, limit)


def _round_trip(pool: Pool, after: Pool, trade: AnyTrade) -> RoundTrip | None:
    try:
        back = after.trade(trade.side.opposite, trade.received).received.rao
    except PoolRefusal:
        return None
    lost = amount_of(trade.paid.asset, max(trade.paid.rao - back, 0))
    cost = as_tao(lost if lost.asset.is_tao else pool.at_spot(trade.side, lost))
    return RoundTrip(cost, loss_percent(back, trade.paid.rao))


def _round_trip_of_swap(sale: _Passage, purchase: _Passage) -> RoundTrip | None:
    """The way back by another swap: its sale is where the purchase was, and takes the fee unless root is left."""
    back_from_root = purchase.before.netuid == ROOT
    try:
        tao = purchase.after.trade(Side.SELL, as_alpha(purchase.leg.trade.received), drop_fees=back_from_root)
        back = sale.after.trade(Side.BUY, tao.received, drop_fees=not back_from_root).received.rao
    except PoolRefusal:
        return None
    paid = as_alpha(sale.leg.trade.paid)
    lost = Alpha(max(paid.rao - back, 0), paid.netuid)
    return RoundTrip(sale.before.at_spot(Side.SELL, lost), loss_percent(back, paid.rao))
