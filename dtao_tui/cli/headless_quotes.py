"""Headless `quote` commands: one order priced at one block and checked by the chain's own simulation."""

from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.cli.console import Stopped
from dtao_tui.cli.headless import NOT_CARRIED_OUT, ask, print_answer
from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao, amount_of, scaled_number
from dtao_tui.domain.depth.pool_depth import largest_for_impact, tolerance_that_fills
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.operations.swap_intents import SwapStake
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op, SingleIntent
from dtao_tui.domain.trades.operations import Choices
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import quote, quote_by_chain
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.output import json_documents, text_tables
from dtao_tui.ports.chain import Head, Market
from dtao_tui.settings import Settings
from dtao_tui.trading.quote_checks import JudgedQuote, judged

_IMPACT_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class QuoteWish:
    """The arguments of a quote: an amount, or the largest order within a price impact."""

    op: Op
    netuid: int
    amount: str | None
    max_impact: str | None
    tolerance: str | None
    """None for the usual one, or with an impact as much as the order needs to fill."""

    to_netuid: int | None = None
    """The other subnet of a swap."""


def show_quote(settings: Settings, wish: QuoteWish, *, as_json: bool) -> int:
    """Print one quote, the chain's own answer to it and what stands against it; the exit status."""
    quote = ask(settings, lambda market: _quoted(market, wish))
    print_answer(json_documents.quote_document(quote) if as_json else text_tables.quote_table(quote))
    return NOT_CARRIED_OUT if quote.objections else 0


async def _quoted(market: Market, wish: QuoteWish) -> JudgedQuote:
    head = await market.head()
    snapshot = await market.snapshot(head, ())
    subnet = _subnet(snapshot, wish.netuid)
    if wish.to_netuid is not None:
        return await _quoted_swap(market, wish, snapshot, head)
    intent = _intent(wish.op, subnet, _paid(subnet, wish))
    simulation = await _simulated(market, intent, subnet, head)
    quoted = _quote(subnet, intent, _tolerance(subnet, intent, wish), snapshot.block, simulation)
    return judged(quoted, snapshot, [] if simulation is None else [simulation])


async def _quoted_swap(market: Market, wish: QuoteWish, snapshot: Snapshot, head: Head) -> JudgedQuote:
    """A sale and a purchase, each checked by the chain's simulation."""
    origin, destination = _subnet(snapshot, wish.netuid), _subnet(snapshot, wish.to_netuid or 0)
    if origin.netuid == destination.netuid:
        raise Stopped("Name two subnets; within one nothing is traded.")
    if not (origin.curve_is_known and destination.curve_is_known):
        raise Stopped("One of these pools has a curve that is not computed here.")
    intent = SwapStake(origin.netuid, "", "", Alpha.parse(wish.amount or "", origin.netuid), destination.netuid)
    if not intent.amount:
        raise Stopped("Name an amount above zero.")
    tolerance = Tolerance.parse(wish.tolerance) if wish.tolerance is not None else Tolerance()
    pools = {subnet.netuid: subnet.pool for subnet in (origin, destination)}
    quoted = quote(intent, pools, tolerance, snapshot.block)
    simulations = []
    for leg in quoted.legs if market.facts.can_simulate else ():
        if leg.simulated is not None:
            simulations.append(await market.simulate(leg.hop.netuid, leg.hop.side, leg.simulated, head))
    return judged(quoted, snapshot, simulations)


async def _simulated(market: Market, intent: SingleIntent, subnet: Subnet, head: Head) -> Simulation | None:
    """The chain's own simulation, or None from a chain that has none. Raises Stopped where there is nothing else."""
    if not market.facts.can_simulate:
        if not subnet.curve_is_known:
            raise Stopped("This pool's curve is not computed here, and the chain has no simulation to ask.")
        return None
    return await market.simulate(subnet.netuid, _side(intent), intent.amount, head)


def _intent(op: Op, subnet: Subnet, paid: Tao | Alpha) -> SingleIntent:
    """The operation with no validator: a quote depends on none."""
    spec = OPERATIONS[op]
    return spec.intent(Choices(subnet.netuid, paid, {field.name: "" for field in spec.validators}))


def _side(intent: SingleIntent) -> Side:
    (hop,) = intent.route()
    return hop.side


def _quote(
    subnet: Subnet, intent: SingleIntent, tolerance: Tolerance, block: int, simulation: Simulation | None
) -> Quote:
    """Computed here; where the curve is unknown here, the chain's own numbers."""
    if not subnet.curve_is_known and simulation is not None:
        return quote_by_chain(intent, simulation, price=subnet.price, tolerance=tolerance, block=block)
    return quote(intent, {subnet.netuid: subnet.pool}, tolerance, block)


def _tolerance(subnet: Subnet, intent: SingleIntent, wish: QuoteWish) -> Tolerance:
    if wish.tolerance is not None:
        return Tolerance.parse(wish.tolerance)
    if wish.max_impact is None:
        return Tolerance()
    return tolerance_that_fills(subnet.pool, _side(intent), intent.amount)


def _paid(subnet: Subnet, wish: QuoteWish) -> Tao | Alpha:
    if wish.amount is None:
        return _largest(subnet, wish)
    asset = OPERATIONS[wish.op].pays(wish.netuid)
    paid = Tao.parse(wish.amount) if asset.is_tao else Alpha.parse(wish.amount, wish.netuid)
    if not paid:
        raise Stopped("Name an amount above zero.")
    return paid


def _largest(subnet: Subnet, wish: QuoteWish) -> Tao | Alpha:
    impact, asset = _impact(wish.max_impact or ""), OPERATIONS[wish.op].pays(wish.netuid)
    if not subnet.curve_is_known:
        raise Stopped("This pool's curve is not computed here; name an amount, and the chain quotes it.")
    if subnet.pool.is_stable:
        raise Stopped("Every order of this pool stays within that price impact; name an amount instead.")
    amount = largest_for_impact(subnet.pool, _side(_intent(wish.op, subnet, amount_of(asset, 0))), impact)
    if not amount:
        raise Stopped("No order of this pool stays within that price impact.")
    return amount


def _impact(text: str) -> Decimal:
    """The percentage of `--max-impact`: above 0, at most 100."""
    try:
        parts = scaled_number(text.strip().removesuffix("%"), decimals=_IMPACT_DECIMALS)
    except NotAnAmount as error:
        raise Stopped(f"“{text[:40]}” is no percentage: {error}") from None
    impact = Decimal(parts).scaleb(-_IMPACT_DECIMALS)
    if not 0 < impact <= 100:
        raise Stopped("A price impact is a percentage above 0 and at most 100.")
    return impact


def _subnet(snapshot: Snapshot, netuid: int) -> Subnet:
    subnet = snapshot.subnets.get(netuid)
    if subnet is None:
        raise Stopped(f"There is no subnet {netuid} on {snapshot.network} at block {snapshot.block:,}.")
    return subnet
