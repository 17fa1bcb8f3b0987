"""Quotes: what an intent would pay and receive at one block, from the curves of the pools that it passes.

Four costs stay apart: the price impact (what this size does to the price, fee left out), the pool's fee, the network's
fee, and the worst case that the limit price still allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao, amount_of, as_alpha, as_tao
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.pools.pool import AnyTrade, Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.flows import Flow, expected_flows
from dtao_tui.domain.trades.intent_parts import Hop
from dtao_tui.domain.trades.intents import Limits, Op, SingleIntent
from dtao_tui.domain.trades.tolerance import Tolerance, allows_part


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

    simulated: Tao | Alpha | None
    """What the chain's simulation is asked about: it always takes a fee, so that of a purchase without one it is
    asked about as much more. None where the pool has changed by a leg before, so that it cannot be asked."""

    trade: AnyTrade
    price_before: Price
    price_after: Price | None
    """After the trade and, for a sale, the sale of the fee that follows it. None where the curve is unknown."""

    impact: Decimal
    """Per cent: 1 − received / (net at the price before), the fee left out."""

    cost: Decimal
    """Per cent: 1 − received / (the whole amount at the price before), the pool's fee in, the network's out."""

    expected: Simulation
    """The chain's answer about `simulated`, if it agrees."""


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
    """The chain never pays less than this. A limit price bounds the price after the trade, hence the average too; for
    the ratio of a swap see `pools.move_limit.floor_of`.

    None where the order would not fill: all or nothing then pays nothing. Where a part is enough it is nothing, too.
    """

    largest: Tao | Alpha | None
    """The most that fills whole within the limit. None where the curve is unknown, or no price is involved."""

    fills: bool | None
    """Whether the chain carries it out at the limit at this block: whole, or a part where that is enough.

    None for an unknown curve.
    """

    round_trip: RoundTrip | None
    """None where there is no way back: it is closed, no price is involved, or the curve is unknown."""

    lets_through: Decimal | None = None
    """Per cent below the market that the limit of a swap lets through where no limit keeps the tolerance; else None."""

    is_local: bool = True
    """False where the numbers are the chain's simulation, because the pool's curve is unknown here."""

    owed: Alpha | None = None
    """What a claim would bring now, staked on root, by the chain's own answer; None where it has told nothing."""

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
    def pays_now(self) -> Tao | Alpha:
        """What of it would be paid at this block: less than all where a part is enough and no more fills."""
        return self.legs[0].offered if self.legs and allows_part(self.intent) else self.pays

    @property
    def receives(self) -> Tao | Alpha:
        """What the last pool pays out, or several sales together; without a pool, what is owed or what was paid."""
        if self.owed is not None:
            return self.owed
        return received_of(self.legs) if self.legs else self.pays

    @property
    def is_parallel(self) -> bool:
        """Whether its legs pay amounts of their own, and not each what the one before brought."""
        return any(leg.hop.amount is not None for leg in self.legs)

    @property
    def is_swap(self) -> bool:
        """Whether it sells in one pool and buys in another, so that no single price is involved."""
        return len({leg.hop.netuid for leg in self.legs}) > 1

    @property
    def fee_leg(self) -> Leg | None:
        """The leg that takes the one pool fee: the first that takes any, else the first. None without a pool."""
        return next((leg for leg in self.legs if leg.trade.fee), self.legs[0] if self.legs else None)

    @property
    def pool_fee(self) -> Tao | Alpha | None:
        """The pools' fee: of one leg, or of several sales together. None without a pool."""
        leg = self.fee_leg
        if leg is None or not self.is_parallel:
            return None if leg is None else leg.trade.fee
        return amount_of(leg.trade.fee.asset, sum(each.trade.fee.rao for each in self.legs))

    @property
    def price_before(self) -> Price | None:
        """The price that it meets; None where none is involved, or two are."""
        return None if self.is_swap or not self.legs else self.legs[0].price_before

    @property
    def price_after(self) -> Price | None:
        """The price that it leaves; None where none is involved, or two are, or the curve is unknown."""
        return None if self.is_swap or not self.legs else self.legs[-1].price_after

    @property
    def ratio_before(self) -> PriceRatio | None:
        """The ratio of the two prices that a swap meets; None without two pools."""
        return _ratio(self.legs[0].price_before, self.legs[-1].price_before) if self.is_swap else None

    @property
    def ratio_received(self) -> PriceRatio | None:
        """What one alpha that is paid brings of the other's, fee in, rounded down; None without two pools."""
        return PriceRatio(self.receives.rao * RAO_PER_TAO // self.pays.rao) if self.is_swap and self.pays else None

    @property
    def limit_price(self) -> Price | None:
        """The limit price, or of several the first; None without one."""
        return next((limit for limit in self.limits.prices if isinstance(limit, Price)), None)

    @property
    def limit_ratio(self) -> PriceRatio | None:
        """The limit of a swap; None without one."""
        return next((limit for limit in self.limits.prices if isinstance(limit, PriceRatio)), None)

    @property
    def price_impact(self) -> Decimal | None:
        """Per cent that all legs together lose by moving prices; None where no price is involved."""
        return self._lost([leg.impact for leg in self.legs])

    @property
    def total_cost(self) -> Decimal | None:
        """Per cent that all legs together lose against the prices before; None where no price is involved."""
        return self._lost([leg.cost for leg in self.legs])

    @property
    def worst_impact(self) -> Decimal | None:
        """Per cent that the price may move at most; where there is one price only, it cannot."""
        if not self.limits.prices:
            return None
        if self.is_swap:
            return self.tolerance.percent if self.lets_through is None else self.lets_through
        return Decimal(0) if self.limit_price == self.price_before else self.tolerance.percent

    def flows(self, owner: str, payer: str) -> tuple[Flow, ...]:
        """What the order should change: of the account that owns what is traded, of the one that it gives something
        to, and of the one that pays the network's fee.

        Where a part is enough the whole is paid here: later more of it may fill than would now, and limits count it.
        """
        given = self._given
        return expected_flows(
            owner,
            payer,
            pays=self.pays,
            receives=self.receives,
            network_fee=self.network_fee,
            gift=None if given is None else Flow(self.intent.recipient, given),
        )

    @property
    def _given(self) -> Tao | Alpha | None:
        """What another account gets: what the batch passes on, else all."""
        if not self.intent.recipient:
            return None
        return self.receives if self.limits.passed_on is None else self.limits.passed_on

    def _lost(self, losses: list[Decimal]) -> Decimal | None:
        """What several legs lose in per cent: one after the other, or, for sales of one pool, weighed by amount."""
        if not self.is_parallel:
            return _compounded(losses)
        paid = sum(leg.offered.rao for leg in self.legs)
        weighed = [loss * leg.offered.rao for loss, leg in zip(losses, self.legs, strict=True)]
        return sum(weighed, Decimal(0)) / paid if paid else Decimal(0)


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """The chain's simulation of the same trade, compared with the quote."""

    received_rao: int | None
    """None where it refuses."""

    agrees: bool
    is_refusal: bool


def chain_answer(leg: Leg, simulation: Simulation) -> ChainAnswer:
    """Hold the chain's six numbers against a leg; it agrees only if all six are the same."""
    if simulation.is_refusal:
        return ChainAnswer(None, agrees=False, is_refusal=True)
    received = simulation.trade(leg.hop.side, leg.hop.netuid).received.rao
    return ChainAnswer(received, agrees=simulation == leg.expected, is_refusal=False)


def received_of(legs: Sequence[Leg]) -> Tao | Alpha:
    """What legs bring together: the last one, or where each pays an amount of its own all of them."""
    last = legs[-1].trade.received
    if legs[-1].hop.amount is None:
        return last
    return amount_of(last.asset, sum(leg.trade.received.rao for leg in legs))


def exchanged(hop: Hop, paid: Tao | Alpha, price: Price) -> Tao | Alpha:
    """What this much brings when all of it trades at one price, rounded down."""
    if hop.side is Side.SELL:
        return price.worth_of(as_alpha(paid))
    return Alpha(as_tao(paid).rao * RAO_PER_TAO // price.rao if price else 0, hop.netuid)


def loss_percent(received: int, ideal: int) -> Decimal:
    """1 − received / ideal in per cent; zero where the roundings of a tiny order leave more than the ideal."""
    return Decimal(max(ideal - received, 0) * 100) / Decimal(ideal) if ideal else Decimal(0)


def _ratio(origin: Price, destination: Price) -> PriceRatio | None:
    return PriceRatio(origin.rao * RAO_PER_TAO // destination.rao) if destination else None


def _compounded(losses: list[Decimal]) -> Decimal | None:
    """Several losses in per cent, one after the other; of one, that one to the last digit."""
    if len(losses) < 2:
        return losses[0] if losses else None
    kept = Decimal(1)
    for loss in losses:
        kept *= 1 - loss / 100
    return 100 * (1 - kept)
