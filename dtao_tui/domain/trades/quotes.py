"""Quotes: what an intent would pay and receive at one block, from the curves of the pools that it passes.

Four costs stay apart: the price impact (what this size does to the price, fee left out), the pool's fee, the network's
fee, and the worst case that the limit price still allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao, amount_of, as_alpha, as_tao
from dtao_tui.domain.pools.pool import ONE_TO_ONE, AnyTrade, Pool, PoolRefusal, Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.flows import Flow, expected_flows
from dtao_tui.domain.trades.intents import Hop, Limits, Op, SingleIntent
from dtao_tui.domain.trades.tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What is lost by trading there and straight back at this block, both pool fees in, network fees out."""

    cost: Tao
    """For a sale, the alpha that does not come back at the price before."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class Leg:
    """One passage of a quote through a pool."""

    hop: Hop
    offered: Tao | Alpha
    """What is paid in, fee included; at the pool's outermost price it takes less of it."""

    trade: AnyTrade
    price_before: Price
    price_after: Price | None
    """After the trade and, for a sale, the sale of the fee that follows it. None where the curve is unknown."""

    impact: Decimal
    """Per cent: 1 − received / (net at the price before), the fee left out."""

    cost: Decimal
    """Per cent: 1 − received / (the whole amount at the price before), the pool's fee in, the network's out."""

    expected: Simulation
    """The chain's answer to the same question, if it agrees."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What one order would pay and receive at one block."""

    block: int
    intent: SingleIntent
    legs: tuple[Leg, ...]
    """The pools that it passes, in order; none where no price is involved."""

    network_fee: Tao | None
    """None where it is not known yet. It is paid in TAO from the free balance, beside what the order pays."""

    tolerance: Tolerance
    limits: Limits
    """The prices after the trades that the chain must not pass."""

    worst_received: Tao | Alpha | None
    """The chain never pays less than this: the limit bounds the price after the trade, hence the average too.

    None where the order would not fill: all or nothing then pays nothing.
    """

    largest: Tao | Alpha | None
    """The most that fills whole within the limit. None where the curve is unknown, or no price is involved."""

    fills: bool | None
    """Whether an all-or-nothing order at the limit goes through whole at this block. None for an unknown curve."""

    round_trip: RoundTrip | None
    """None where there is no way back: it is closed, no price is involved, or the curve is unknown."""

    is_local: bool = True
    """False where the numbers are the chain's simulation, because the pool's curve is unknown here."""

    @property
    def op(self) -> Op:
        """The operation."""
        return self.intent.op

    @property
    def netuid(self) -> int:
        """The subnet that it is listed under."""
        return self.intent.netuid

    @property
    def pays(self) -> Tao | Alpha:
        """The whole amount, pool fee included."""
        return self.intent.amount

    @property
    def receives(self) -> Tao | Alpha:
        """What the last pool pays out; without a pool, what was paid."""
        return self.legs[-1].trade.received if self.legs else self.pays

    @property
    def pool_fee(self) -> Tao | Alpha | None:
        """The fee of the pool that is paid into; None without one."""
        return self.legs[0].trade.fee if self.legs else None

    @property
    def price_before(self) -> Price | None:
        """The price that it meets; None where none is involved."""
        return self.legs[0].price_before if self.legs else None

    @property
    def price_after(self) -> Price | None:
        """The price that it leaves; None where none is involved, or the curve is unknown."""
        return self.legs[-1].price_after if self.legs else None

    @property
    def limit_price(self) -> Price | None:
        """The one limit, or None."""
        return self.limits[0] if self.limits else None

    @property
    def price_impact(self) -> Decimal | None:
        """Per cent that all legs together lose by moving prices; None where no price is involved."""
        return _compounded([leg.impact for leg in self.legs])

    @property
    def total_cost(self) -> Decimal | None:
        """Per cent that all legs together lose against the prices before; None where no price is involved."""
        return _compounded([leg.cost for leg in self.legs])

    @property
    def worst_impact(self) -> Decimal | None:
        """Per cent that the price may move at most; where there is one price only, it cannot."""
        if self.limit_price is None:
            return None
        return Decimal(0) if self.limit_price == self.price_before else self.tolerance.percent

    def flows(self, owner: str, payer: str) -> tuple[Flow, ...]:
        """What the order should change: of the account that owns what is traded, and of the one that pays the fee."""
        return expected_flows(owner, payer, pays=self.pays, receives=self.receives, network_fee=self.network_fee)


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """The chain's simulation of the same trade, compared with the quote."""

    received_rao: int | None
    """None where it refuses."""

    agrees: bool
    is_refusal: bool


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What the limit of a quote leads to."""

    limits: Limits
    worst_received: Tao | Alpha | None
    largest: Tao | Alpha | None
    fills: bool | None
    round_trip: RoundTrip | None


def quote(
    intent: SingleIntent, pools: Mapping[int, Pool], tolerance: Tolerance, block: int, network_fee: Tao | None = None
) -> Quote:
    """What an intent pays out now; `pools` are those that it passes, by netuid. Raises PoolRefusal."""
    met, legs, amount = dict(pools), list[Leg](), intent.amount
    for hop in intent.route():
        leg, met[hop.netuid] = _leg(met[hop.netuid], hop, amount)
        legs.append(leg)
        amount = leg.trade.received
    bounds = _bounds(pools[legs[0].hop.netuid], met, legs[0], intent.amount, tolerance) if legs else _unbounded(intent)
    return _quote(intent, tuple(legs), bounds, tolerance=tolerance, block=block, network_fee=network_fee)


def quote_by_chain(
    intent: SingleIntent, answer: Simulation, *, price: Price, tolerance: Tolerance, block: int
) -> Quote:
    """A quote from the chain's simulation alone, for a pool whose curve is unknown here. Raises PoolRefusal.

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
        trade=trade,
        price_before=price,
        price_after=None,
        impact=loss_percent(received, exchanged(hop, trade.net, price).rao),
        cost=loss_percent(received, exchanged(hop, intent.amount, price).rao),
        expected=answer,
    )
    bounds = _Bounds((limit,), exchanged(hop, trade.net, limit), None, None, None)
    return _quote(intent, (leg,), bounds, tolerance=tolerance, block=block, network_fee=None, is_local=False)


def chain_answer(leg: Leg, simulation: Simulation) -> ChainAnswer:
    """Hold the chain's six numbers against a leg; it agrees only if all six are the same."""
    if simulation.is_refusal:
        return ChainAnswer(None, agrees=False, is_refusal=True)
    received = simulation.trade(leg.hop.side, leg.hop.netuid).received.rao
    return ChainAnswer(received, agrees=simulation == leg.expected, is_refusal=False)


def limit_for(pool: Pool, side: Side, tolerance: Tolerance) -> Price:
    """The limit price at this tolerance; a stable pool has one price only, and that is its limit."""
    return ONE_TO_ONE if pool.is_stable else tolerance.limit(side, pool.price)


def fills_whole(pool: Pool, side: Side, pays: Tao | Alpha, limit: Price) -> bool:
    """Whether the chain accepts all or nothing within the limit, and then takes all.

    Both are asked: where weights are far apart, the chain's largest amount buys the pool empty, past any limit.
    """
    if not 0 < pays.rao <= _largest(pool, side, limit).rao:
        return False
    try:
        return pool.trade(side, pays, limit).paid.rao >= pays.rao
    except PoolRefusal:
        return False


def exchanged(hop: Hop, paid: Tao | Alpha, price: Price) -> Tao | Alpha:
    """What this much brings when all of it trades at one price, rounded down."""
    if hop.side is Side.SELL:
        return price.worth_of(as_alpha(paid))
    return Alpha(as_tao(paid).rao * RAO_PER_TAO // price.rao if price else 0, hop.netuid)


def loss_percent(received: int, ideal: int) -> Decimal:
    """1 − received / ideal in per cent; zero where the roundings of a tiny order leave more than the ideal."""
    return Decimal(max(ideal - received, 0) * 100) / Decimal(ideal) if ideal else Decimal(0)


def _quote(
    intent: SingleIntent,
    legs: tuple[Leg, ...],
    bounds: _Bounds,
    *,
    tolerance: Tolerance,
    block: int,
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
        is_local=is_local,
    )


def _leg(pool: Pool, hop: Hop, amount: Tao | Alpha) -> tuple[Leg, Pool]:
    """One trade at the outermost limit, and the pool behind it. Raises PoolRefusal."""
    pool.refuse_oversized(amount)
    trade = pool.trade(hop.side, amount)
    after, received = _after(pool, trade), trade.received.rao
    leg = Leg(
        hop=hop,
        offered=amount,
        trade=trade,
        price_before=pool.price,
        price_after=after.price,
        impact=loss_percent(received, pool.at_spot(hop.side, trade.net).rao),
        cost=loss_percent(received, pool.at_spot(hop.side, amount).rao),
        expected=pool.simulate(hop.side, amount),
    )
    return leg, after


def _bounds(pool: Pool, after: Mapping[int, Pool], leg: Leg, pays: Tao | Alpha, tolerance: Tolerance) -> _Bounds:
    """What the limit price of one leg leads to; `after` are the pools behind it."""
    hop, trade = leg.hop, leg.trade
    limit = limit_for(pool, hop.side, tolerance)
    fills = fills_whole(pool, hop.side, pays, limit)
    return _Bounds(
        limits=(limit,),
        worst_received=exchanged(hop, trade.net, limit) if fills else None,
        largest=_largest(pool, hop.side, limit),
        fills=fills,
        round_trip=_round_trip(pool, after[hop.netuid], trade),
    )


def _unbounded(intent: SingleIntent) -> _Bounds:
    return _Bounds(limits=(), worst_received=intent.amount, largest=None, fills=True, round_trip=None)


def _largest(pool: Pool, side: Side, limit: Price) -> Tao | Alpha:
    """The most that fills whole within the limit; nothing where the price is already there."""
    try:
        return pool.largest(side, limit)
    except PoolRefusal:
        return amount_of(side.pays(pool.netuid), 0)


def _after(pool: Pool, trade: AnyTrade) -> Pool:
    """The pool after a trade; where the author cannot sell the fee, as if there were none."""
    try:
        return pool.after(trade)
    except PoolRefusal:
        return pool.after(trade, sells_fee=False)


def _round_trip(pool: Pool, after: Pool, trade: AnyTrade) -> RoundTrip | None:
    try:
        back = after.trade(trade.side.opposite, trade.received).received.rao
    except PoolRefusal:
        return None
    lost = amount_of(trade.paid.asset, max(trade.paid.rao - back, 0))
    cost = as_tao(lost if lost.asset.is_tao else pool.at_spot(trade.side, lost))
    return RoundTrip(cost, loss_percent(back, trade.paid.rao))


def _compounded(losses: list[Decimal]) -> Decimal | None:
    """Several losses in per cent, one after the other; of one, that one to the last digit."""
    if len(losses) < 2:
        return losses[0] if losses else None
    kept = Decimal(1)
    for loss in losses:
        kept *= 1 - loss / 100
    return 100 * (1 - kept)
