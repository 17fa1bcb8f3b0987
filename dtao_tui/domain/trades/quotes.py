"""What a stake or an unstake costs, from the pool's own curve, before it is made.

Four costs stay apart: the price impact (what this size does to the price, fee left out), the pool's fee, the network's
fee, and the worst case that the limit price still allows.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.pool import ONE_TO_ONE, Bought, Pool, PoolRefusal, Simulation, Sold
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance

__all__ = [
    "ChainAnswer",
    "Kind",
    "Quote",
    "RoundTrip",
    "Tolerance",
    "agrees",
    "chain_answer",
    "limit_for",
    "loss_percent",
    "quote_by_chain",
    "quote_stake",
    "quote_unstake",
]

Kind = Literal["stake", "unstake"]


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What is lost by trading there and straight back at this block, both pool fees in, network fees out."""

    cost: Tao
    """For an unstake, the alpha that does not come back at the price before."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """What one order would pay and receive at one block."""

    block: int
    kind: Kind
    netuid: int
    pays: Tao | Alpha
    """The whole amount, pool fee included."""

    net: Tao | Alpha
    """What enters the pool."""

    pool_fee: Tao | Alpha
    receives: Tao | Alpha
    network_fee: Tao | None
    """None where it is not known yet. It is paid in TAO from the free balance, beside `pays`."""

    price_before: Price
    price_after: Price | None
    """After the order and, for an unstake, the sale of the fee that follows it. None where the curve is unknown."""

    price_impact: Decimal
    """Per cent: 1 − received / (net at the price before), the fee left out."""

    total_cost: Decimal
    """Per cent: 1 − received / (the whole amount at the price before), the pool's fee in, the network's out."""

    tolerance: Tolerance
    limit_price: Price
    """The price after the trade that the chain must not pass."""

    worst_received: Tao | Alpha | None
    """The chain never pays less than this: the limit bounds the price after the trade, hence the average too.

    None where the order would not fill: all or nothing then pays nothing.
    """

    largest: Tao | Alpha | None
    """The most that fills whole within the limit. None where the curve is unknown."""

    fills: bool | None
    """Whether an all-or-nothing order at the limit goes through whole at this block. None for an unknown curve."""

    round_trip: RoundTrip | None
    """None where the way back is closed, or the curve unknown."""

    expected: Simulation
    """The chain's answer to the same question, if it agrees."""

    is_local: bool = True
    """False where the numbers are the chain's simulation, because the pool's curve is unknown here."""

    @property
    def worst_impact(self) -> Decimal:
        """Per cent that the price may move at most; where there is one price only, it cannot."""
        return Decimal(0) if self.limit_price == self.price_before else self.tolerance.percent


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """The chain's simulation of the same order, held against the quote."""

    received_rao: int | None
    """None where it refuses."""

    agrees: bool
    is_refusal: bool


class _Trade(NamedTuple):
    """What a pool, ours or the chain's, answers to an order."""

    kind: Kind
    pays: Tao | Alpha
    net: Tao | Alpha
    fee: Tao | Alpha
    receives: Tao | Alpha
    net_at_spot: Tao | Alpha
    whole_at_spot: Tao | Alpha
    expected: Simulation


class _Beyond(NamedTuple):
    """What only a known curve can tell."""

    price_after: Price
    largest: Tao | Alpha
    fills: bool
    round_trip: RoundTrip | None


class _Terms(NamedTuple):
    netuid: int
    price: Price
    limit: Price
    tolerance: Tolerance
    block: int
    network_fee: Tao | None


def quote_stake(pool: Pool, tao: Tao, tolerance: Tolerance, block: int, network_fee: Tao | None = None) -> Quote:
    """What staking this much TAO pays out now. Raises PoolRefusal."""
    pool.refuse_oversized(tao)
    bought = pool.trade(Side.BUY, tao)
    trade = _Trade(
        kind="stake",
        pays=tao,
        net=bought.net,
        fee=bought.fee,
        receives=bought.received,
        net_at_spot=pool.at_spot(Side.BUY, bought.net),
        whole_at_spot=pool.at_spot(Side.BUY, tao),
        expected=pool.simulate(Side.BUY, tao),
    )
    limit = limit_for(pool, "stake", tolerance)
    after = pool.after(bought)
    largest = _largest(pool, "stake", limit)
    beyond = _Beyond(after.price, largest, _fills(pool, tao, largest, limit), _trip_from_tao(after, bought))
    return _quote(trade, _Terms(pool.netuid, pool.price, limit, tolerance, block, network_fee), beyond)


def quote_unstake(pool: Pool, alpha: Alpha, tolerance: Tolerance, block: int, network_fee: Tao | None = None) -> Quote:
    """What unstaking this much alpha pays out now. Raises PoolRefusal."""
    pool.refuse_oversized(alpha)
    sold = pool.trade(Side.SELL, alpha)
    trade = _Trade(
        kind="unstake",
        pays=alpha,
        net=sold.net,
        fee=sold.fee,
        receives=sold.received,
        net_at_spot=pool.at_spot(Side.SELL, sold.net),
        whole_at_spot=pool.at_spot(Side.SELL, alpha),
        expected=pool.simulate(Side.SELL, alpha),
    )
    limit = limit_for(pool, "unstake", tolerance)
    after = _after_sale(pool, sold)
    largest = _largest(pool, "unstake", limit)
    beyond = _Beyond(after.price, largest, _fills(pool, alpha, largest, limit), _trip_from_alpha(pool, after, sold))
    return _quote(trade, _Terms(pool.netuid, pool.price, limit, tolerance, block, network_fee), beyond)


def quote_by_chain(
    pool: Pool, paid: Tao | Alpha, answer: Simulation, *, price: Price, tolerance: Tolerance, block: int
) -> Quote:
    """A quote from the chain's simulation alone, for a pool whose curve is unknown here. Raises PoolRefusal.

    `price` is the chain's at that block. Nothing is known of the price after, the largest order and the way back.
    """
    if answer.is_refusal:
        raise PoolRefusal
    is_stake = isinstance(paid, Tao)
    limit = tolerance.limit_for_stake(price) if is_stake else tolerance.limit_for_unstake(price)
    terms = _Terms(pool.netuid, price, limit, tolerance, block, None)
    return _quote(_trade_of(paid, answer, price, pool.netuid), terms, None)


def chain_answer(quote: Quote, simulation: Simulation) -> ChainAnswer:
    """Hold the chain's six numbers against the quote; it agrees only if all six are the same."""
    if simulation.is_refusal:
        return ChainAnswer(None, agrees=False, is_refusal=True)
    received = simulation.alpha_amount if quote.kind == "stake" else simulation.tao_amount
    return ChainAnswer(received, agrees=simulation == quote.expected, is_refusal=False)


def agrees(quote: Quote, simulation: Simulation) -> bool:
    """Whether the chain's simulation says the same as the quote, to the rao."""
    return chain_answer(quote, simulation).agrees


def limit_for(pool: Pool, kind: Kind, tolerance: Tolerance) -> Price:
    """The limit price at this tolerance; a stable pool has one price only, and that is its limit."""
    if pool.is_stable:
        return ONE_TO_ONE
    return tolerance.limit_for_stake(pool.price) if kind == "stake" else tolerance.limit_for_unstake(pool.price)


def loss_percent(received: int, ideal: int) -> Decimal:
    """1 − received / ideal in per cent; zero where the roundings of a tiny order leave more than the ideal."""
    return Decimal(max(ideal - received, 0) * 100) / Decimal(ideal) if ideal else Decimal(0)


def _quote(trade: _Trade, terms: _Terms, beyond: _Beyond | None) -> Quote:
    fills = beyond.fills if beyond else None
    return Quote(
        block=terms.block,
        kind=trade.kind,
        netuid=terms.netuid,
        pays=trade.pays,
        net=trade.net,
        pool_fee=trade.fee,
        receives=trade.receives,
        network_fee=terms.network_fee,
        price_before=terms.price,
        price_after=beyond.price_after if beyond else None,
        price_impact=loss_percent(trade.receives.rao, trade.net_at_spot.rao),
        total_cost=loss_percent(trade.receives.rao, trade.whole_at_spot.rao),
        tolerance=terms.tolerance,
        limit_price=terms.limit,
        worst_received=None if fills is False else _exchanged(trade.net, terms.limit, terms.netuid),
        largest=beyond.largest if beyond else None,
        fills=fills,
        round_trip=beyond.round_trip if beyond else None,
        expected=trade.expected,
        is_local=beyond is not None,
    )


def _trade_of(paid: Tao | Alpha, answer: Simulation, price: Price, netuid: int) -> _Trade:
    tao, alpha = Tao(answer.tao_amount), Alpha(answer.alpha_amount, netuid)
    whole = _exchanged(paid, price, netuid)
    if isinstance(paid, Tao):
        net_at_spot = _exchanged(tao, price, netuid)
        return _Trade("stake", paid, tao, Tao(answer.tao_fee), alpha, net_at_spot, whole, answer)
    net_at_spot = _exchanged(alpha, price, netuid)
    return _Trade("unstake", paid, alpha, Alpha(answer.alpha_fee, netuid), tao, net_at_spot, whole, answer)


def _exchanged(paid: Tao | Alpha, price: Price, netuid: int) -> Tao | Alpha:
    """What this much brings when all of it trades at one price, rounded down."""
    if isinstance(paid, Alpha):
        return price.worth_of(paid)
    return Alpha(paid.rao * RAO_PER_TAO // price.rao if price else 0, netuid)


def _largest(pool: Pool, kind: Kind, limit: Price) -> Tao | Alpha:
    """The most that fills whole within the limit; nothing where the price is already there."""
    try:
        return pool.largest(Side.BUY, limit) if kind == "stake" else pool.largest(Side.SELL, limit)
    except PoolRefusal:
        return Tao(0) if kind == "stake" else Alpha(0, pool.netuid)


def _fills(pool: Pool, pays: Tao | Alpha, largest: Tao | Alpha, limit: Price) -> bool:
    """Whether the chain accepts all or nothing, and then takes all.

    Both are asked: where weights are far apart, the chain's largest amount buys the pool empty, past any limit.
    """
    if not 0 < pays.rao <= largest.rao:
        return False
    try:
        swap = pool.trade(Side.BUY, pays, limit) if isinstance(pays, Tao) else pool.trade(Side.SELL, pays, limit)
    except PoolRefusal:
        return False
    return swap.paid.rao >= pays.rao


def _after_sale(pool: Pool, sold: Sold) -> Pool:
    """The pool after a sale; where the author cannot sell the fee, as if there were none."""
    try:
        return pool.after(sold)
    except PoolRefusal:
        return pool.after(sold, sells_fee=False)


def _trip_from_tao(after: Pool, bought: Bought) -> RoundTrip | None:
    try:
        back = after.trade(Side.SELL, bought.received).received
    except PoolRefusal:
        return None
    return RoundTrip(max(bought.paid - back, Tao(0)), loss_percent(back.rao, bought.paid.rao))


def _trip_from_alpha(pool: Pool, after: Pool, sold: Sold) -> RoundTrip | None:
    try:
        back = after.trade(Side.BUY, sold.received).received
    except PoolRefusal:
        return None
    lost = max(sold.paid - back, Alpha(0, pool.netuid))
    return RoundTrip(pool.at_spot(Side.SELL, lost), loss_percent(back.rao, sold.paid.rao))
