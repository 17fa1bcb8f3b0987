"""Headless `quote` command: any operation priced at one block, checked by the chain's own simulation, without a key."""

from dataclasses import dataclass, replace
from decimal import Decimal

from dtao_tui.cli.chain_access import composing
from dtao_tui.cli.console import Stopped
from dtao_tui.cli.headless import NOT_CARRIED_OUT, address_of, ask, print_answer
from dtao_tui.cli.orders.order_arguments import MISUSED, OrderArguments
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import NotAnAmount, scaled_number
from dtao_tui.domain.depth.pool_depth import largest_for_impact, tolerance_that_fills
from dtao_tui.domain.holdings import by_hotkey
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.text import quoted
from dtao_tui.domain.trades.operations import Field, LimitKind, Source
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import quote_by_chain
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.output import json_documents, text_tables
from dtao_tui.ports.chain import Head, Market, Trading
from dtao_tui.services.clock import SystemClock
from dtao_tui.settings import Settings
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.quote_checks import JudgedQuote, judged, of_account
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket, draft

_IMPACT_DECIMALS = 4
_OF_WHAT_IS_HELD = ("max", "%", "%p")
"""Ends of an amount that an account is needed for."""


@dataclass(frozen=True, slots=True)
class QuoteWish:
    """The arguments of a quote."""

    order: OrderArguments
    max_impact: str | None = None
    """Instead of an amount: the largest order within this price impact, in per cent."""

    address: str = ""
    """Whose account it is quoted for; empty for nobody's, or where one is needed for that of the settings."""

    @property
    def needs_account(self) -> bool:
        """Whether what is asked depends on what an account has."""
        text = self.order.amount_text.lower().replace(" ", "")
        return not self.order.spec.asks_amount or text.endswith(_OF_WHAT_IS_HELD)


def show_quote(settings: Settings, wish: QuoteWish, *, as_json: bool) -> int:
    """Print one quote, the chain's own answer to it and what stands against it; the exit status."""
    _refuse_surplus(wish)
    account = _account(settings, wish)
    found = ask(settings, lambda ports: priced(ports, settings, wish, account), composing)
    print_answer(json_documents.quote_document(found) if as_json else text_tables.quote_table(found))
    return NOT_CARRIED_OUT if found.objections else 0


def _refuse_surplus(wish: QuoteWish) -> None:
    order, has_impact = wish.order, wish.max_impact is not None
    order.refuse_surplus(is_sized=True)
    if not has_impact:
        if order.spec.asks_amount and order.tao is None and order.alpha is None:
            unit = "--tao" if order.spec.pays(order.here).is_tao else "--alpha"
            raise Stopped(f"Say either {unit} or --max-impact.", MISUSED)
        return
    if order.tao is not None or order.alpha is not None or not order.spec.asks_amount:
        raise Stopped("Say either an amount or --max-impact.", MISUSED)
    if order.spec.limit is LimitKind.NONE or (order.spec.limit is LimitKind.RATIO and order.to_netuid is None):
        raise Stopped("No pool is passed, so that no size moves a price; name an amount instead.", MISUSED)


def _account(settings: Settings, wish: QuoteWish) -> Account | None:
    """The account that is quoted for, of which the address alone is used. Raises Stopped."""
    if wish.address:
        return Account("", address_of(wish.address), AccountKind.WATCH)
    if not wish.needs_account:
        return None
    from dtao_tui.cli.composition import usual_account

    found = usual_account(settings)
    if found is None:
        raise Stopped("This depends on what an account has; name one with --address.")
    return found


async def priced(
    ports: tuple[Market, Trading], settings: Settings, wish: QuoteWish, account: Account | None
) -> JudgedQuote:
    """The quote at the newest block. Raises Stopped, ChainTrouble and PoolRefusal."""
    market, _ = ports
    head = await market.head()
    snapshot = await market.snapshot(head, (account.address,) if account else ())
    if account is None:
        circumstances = of_account(None, snapshot, market.facts)
        found = _drafted(wish, circumstances, settings)
    else:
        found, circumstances = await _drafted_for(account, ports, snapshot, settings, wish)
    quote, simulations = await _with_simulations(market, found, snapshot, head)
    return judged(quote, snapshot, simulations, circumstances)


async def _drafted_for(
    account: Account, ports: tuple[Market, Trading], snapshot: Snapshot, settings: Settings, wish: QuoteWish
) -> tuple[Draft, Circumstances]:
    """The ticket with the network's fee, and what else the chain tells about an account for such an order."""
    from dtao_tui.trading.chain_queries import ChainQueries

    queries = ChainQueries(*ports, SystemClock())
    fee = await queries.fee(wish.order.op, account)
    circumstances = of_account(account.owner, snapshot, ports[0].facts, fee)
    found, answers = _drafted(wish, circumstances, settings), queries.account_answers
    if found.intent is not None:
        await answers.ask(found.intent, account.owner, snapshot)
    return found, replace(
        circumstances,
        claimable=answers.claimable(account.owner, snapshot),
        perpetual_locks=answers.perpetual_locks(account.owner, snapshot),
    )


def _drafted(wish: QuoteWish, circumstances: Circumstances, settings: Settings) -> Draft:
    """The ticket of these arguments. Raises Stopped for what cannot be read, and where nothing can be quoted."""
    order = wish.order
    subnet, there = order.subnets(circumstances.snapshot)
    hotkeys = {field.name: _hotkey(wish, field, circumstances) for field in order.spec.validators}
    tolerance = order.tolerance or settings.tolerance
    ticket = Ticket(
        order.op,
        subnet.id,
        hotkeys,
        order.amount_text,
        tolerance,
        there.id if there else None,
        address_of(order.to) if order.to else "",
        allow_partial=order.allow_partial,
    )
    if wish.max_impact is not None:
        ticket = _largest(ticket, subnet, _impact(wish.max_impact), is_bounded=bool(order.tolerance))
    found = draft(ticket, circumstances)
    if wish.max_impact is not None and not order.tolerance and found.ways and found.ways.tolerance:
        found = draft(replace(ticket, tolerance_text=found.ways.tolerance.typed), circumstances)
    if found.assessment is not None and found.sentence != found.assessment.objection:
        # It is about what was typed, and not about the order that was made of it.
        raise Stopped(found.sentence)
    if found.quote is None and not found.needs_chain_quote:
        raise _unquoted(found, circumstances)
    return found


def _unquoted(found: Draft, circumstances: Circumstances) -> Stopped:
    """Why there is no quote."""
    if found.amount is not None and found.intent is not None and not circumstances.curves_are_known(found.intent):
        return Stopped("One of these pools has a curve that is not computed here.")
    return Stopped(found.sentence or "There is nothing to quote.", NOT_CARRIED_OUT)


def _hotkey(wish: QuoteWish, field: Field, circumstances: Circumstances) -> str:
    """The validator that was named, else of what is paid from the one that the account has most with.

    Raises Stopped where it has nothing, and that is asked for.
    """
    order = wish.order
    named = order.validator(field.source)
    if named:
        return address_of(named)
    if field.source is not Source.OWN_STAKE:
        return ""
    held = by_hotkey(circumstances.holdings, order.here)
    if wish.needs_account and not held:
        where = circumstances.snapshot.subnets[order.here].label
        raise Stopped(f"Nothing of this account is staked on {where}.", NOT_CARRIED_OUT)
    return max(held, key=lambda hotkey: held[hotkey].rao, default="")


def _largest(ticket: Ticket, subnet: Subnet, impact: Decimal, *, is_bounded: bool) -> Ticket:
    """The same of the largest order within an impact, of two pools to five digits.

    Unless it is bounded the tolerance is what such an order of one pool needs.
    """
    if ticket.spec.limit is LimitKind.RATIO:
        return replace(ticket, amount_text=f"{impact:f} %i")
    if not subnet.curve_is_known:
        raise Stopped("This pool's curve is not computed here; name an amount, and the chain quotes it.")
    if subnet.pool.is_stable:
        raise Stopped("Every order of this pool stays within that price impact; name an amount instead.")
    side = Side.BUY if ticket.spec.pays(ticket.netuid).is_tao else Side.SELL
    amount = largest_for_impact(subnet.pool, side, impact)
    if not amount:
        raise Stopped("No order of this pool stays within that price impact.")
    needed = ticket.tolerance_text if is_bounded else tolerance_that_fills(subnet.pool, side, amount).typed
    return replace(ticket, amount_text=str(amount), tolerance_text=needed)


async def _with_simulations(
    market: Market, found: Draft, snapshot: Snapshot, head: Head
) -> tuple[Quote, list[Simulation]]:
    """The quote and the chain's simulation of each leg that can be asked about; none from a chain that has none."""
    simulations = []
    for leg in found.quote.legs if found.quote is not None and market.facts.can_simulate else ():
        if leg.simulated is not None:
            simulations.append(await market.simulate(leg.hop.netuid, leg.hop.side, leg.simulated, head))
    if found.quote is not None:
        return found.quote, simulations
    if not market.facts.can_simulate or found.intent is None:
        raise Stopped("This pool's curve is not computed here, and the chain has no simulation to ask.")
    (hop,) = found.intent.route()
    simulation = await market.simulate(hop.netuid, hop.side, found.intent.amount, head)
    price, tolerance = snapshot.subnets[hop.netuid].price, Tolerance.parse(found.ticket.tolerance_text)
    quote = quote_by_chain(found.intent, simulation, price=price, tolerance=tolerance, block=snapshot.block)
    return quote, [simulation]


def _impact(text: str) -> Decimal:
    """The percentage of `--max-impact`: above 0, at most 100."""
    try:
        parts = scaled_number(text.strip().removesuffix("%"), decimals=_IMPACT_DECIMALS)
    except NotAnAmount as error:
        raise Stopped(f"{quoted(text, 40)} is no percentage: {error}") from None
    impact = Decimal(parts).scaleb(-_IMPACT_DECIMALS)
    if not 0 < impact <= 100:
        raise Stopped("A price impact is a percentage above 0 and at most 100.")
    return impact
