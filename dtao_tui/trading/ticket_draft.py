"""The ticket: what a person typed, as a quote, an order and the checks that come before signing."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao
from dtao_tui.domain.holdings import Means, Rest, after_sale, held_by
from dtao_tui.domain.market import Holdings, Snapshot, Subnet
from dtao_tui.domain.orders.order_record import PlacedOrder
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import StakeOrder, UnstakeOrder
from dtao_tui.domain.trades.quotes import Kind, Quote, quote_stake, quote_unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading import preflight
from dtao_tui.trading.fee_and_rest import fee_and_rest
from dtao_tui.trading.sizing import Wanted, to_stake, to_unstake

__all__ = ["Circumstances", "Draft", "Kind", "Ticket", "draft"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a person has typed and chosen, as it stands."""

    kind: Kind
    subnet: SubnetId
    """The subnet that was chosen; its number alone may come to mean another."""

    hotkey: str | None
    amount_text: str
    tolerance_text: str

    @property
    def netuid(self) -> int:
        """The number of the subnet."""
        return self.subnet.netuid


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a ticket is judged by besides its text."""

    snapshot: Snapshot
    holdings: Holdings | None
    """What the chosen account has, or None where it was not read yet."""

    network_fee: Tao | None
    now: float
    """Monotonic seconds, for the age of the snapshot."""

    account: Check
    """The session's word on whether the account may sign."""

    existential_deposit: Tao
    """What must stay on the account."""

    open_order: PlacedOrder | None = None
    """An order of this account whose fate is open."""

    is_hotkey_known: bool = True
    """False where the chain was asked and does not know the chosen hotkey."""

    can_simulate: bool = True
    """Whether the chain has a simulation that confirms quotes."""

    is_here: bool = False
    """Whether the endpoint is on this machine; only there is an order signed that no simulation confirms."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket thought through: the amount it means, its quote, the order it would become, and what is wrong."""

    ticket: Ticket
    amount: Tao | Alpha | None = None
    quote: Quote | None = None
    order: StakeOrder | UnstakeOrder | None = None
    checks: tuple[Check, ...] = ()
    """In the order they are shown: funds, minimum, limit, hotkey, fresh, account."""

    sentence: str = ""
    """The first thing that is wrong, or empty."""

    note: str = ""
    """What must be known before signing though nothing is wrong: a fee taken in alpha, a rest that may not stay."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence; empty where it can."""

    rest: Rest | None = None
    """What a sale leaves of the position; None for a stake and where nothing can be computed."""

    @property
    def needs_chain_quote(self) -> bool:
        """Whether only the chain can quote this amount, because the pool's curve is unknown here."""
        return self.amount is not None and self.quote is None

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands against it but the chain's own answer."""
        return self.order is not None and not self.sentence


_ZERO = "Type an amount above zero."


def draft(ticket: Ticket, circumstances: Circumstances) -> Draft:
    """Think a ticket through. Never raises for what a person types; far under 5 ms."""
    trouble = circumstances.snapshot.trouble_with(ticket.subnet)
    if trouble:
        return Draft(ticket, checks=(Check("subnet", False, trouble),), sentence=trouble)
    subnet = circumstances.snapshot.subnets[ticket.netuid]
    standing = _standing(ticket, subnet, circumstances)
    if not ticket.amount_text.strip():
        return Draft(ticket, checks=standing, sentence="Type an amount, a share such as 25 %, or max.")
    means = means_of(ticket.netuid, ticket.hotkey, circumstances)
    try:
        tolerance = Tolerance.parse(ticket.tolerance_text)
        wanted = _wanted(ticket, subnet, means)
        if not subnet.curve_is_known:
            checks = (_funds(wanted, subnet, means), *standing)
            return Draft(ticket, amount=wanted.amount, checks=checks, sentence=_first_objection(checks))
        quote = _quote(wanted, subnet, tolerance, circumstances)
    except (NotAnAmount, PoolRefusal) as refusal:
        return Draft(ticket, checks=standing, sentence=str(refusal))
    checks = (*_amount_checks(wanted, subnet, means), preflight.limit(quote, subnet), *standing)
    rest = _rest(quote, subnet, means, circumstances)
    return Draft(
        ticket,
        amount=wanted.amount,
        quote=quote,
        order=_order(ticket, wanted, quote),
        checks=checks,
        sentence=_first_objection(checks),
        note=fee_and_rest(rest, subnet.symbol) if rest else "",
        caution=caution_of(subnet, can_simulate=circumstances.can_simulate),
        rest=rest,
    )


def means_of(netuid: int, hotkey: str | None, circumstances: Circumstances) -> Means:
    """What the account can pay an order with this hotkey with."""
    holdings = circumstances.holdings
    return Means(
        held_by(holdings if hotkey else None, circumstances.snapshot, netuid, hotkey),
        holdings.free if holdings else None,
        circumstances.network_fee,
        circumstances.existential_deposit,
    )


def caution_of(subnet: Subnet, *, can_simulate: bool) -> str:
    """What to know of a quote that no simulation confirms, or empty; one for one needs no confirming."""
    return "" if can_simulate or subnet.pool.is_stable else subnet.curve.caution


def _first_objection(checks: tuple[Check, ...]) -> str:
    return next((check.sentence for check in checks if not check.passed), "")


def _standing(ticket: Ticket, subnet: Subnet, circumstances: Circumstances) -> tuple[Check, ...]:
    """The checks that do not depend on the amount."""
    open_order = circumstances.open_order
    account = preflight.unresolved(open_order) if open_order else circumstances.account
    return (
        *preflight.subnet(ticket.kind, subnet),
        *preflight.curve(subnet, can_simulate=circumstances.can_simulate, is_here=circumstances.is_here),
        preflight.hotkey(ticket.hotkey, circumstances.is_hotkey_known),
        preflight.fresh(circumstances.snapshot, circumstances.now),
        account,
    )


def _wanted(ticket: Ticket, subnet: Subnet, means: Means) -> Wanted:
    text, pool, is_computed = ticket.amount_text, subnet.pool, subnet.curve_is_known
    if ticket.kind == "stake":
        wanted = to_stake(text, pool, means.spendable, is_computed=is_computed)
    else:
        available = means.most_sold(pool) if is_computed else means.held.most
        wanted = to_unstake(text, pool, available, is_computed=is_computed)
    if not wanted.amount:
        raise NotAnAmount(preflight.nothing_to_pay(ticket.kind, means) if _asks_for_something(text) else _ZERO)
    if wanted.is_everything and means.held.most < means.held.amount:
        # The chain refuses to sell the whole position while a lock holds a part of it.
        return Wanted(wanted.amount)
    return wanted


def _asks_for_something(text: str) -> bool:
    return "max" in text.lower() or any(digit in text for digit in "123456789")


def _quote(wanted: Wanted, subnet: Subnet, tolerance: Tolerance, circumstances: Circumstances) -> Quote:
    block, fee = circumstances.snapshot.block, circumstances.network_fee
    if isinstance(wanted.amount, Tao):
        return quote_stake(subnet.pool, wanted.amount, tolerance, block, fee)
    return quote_unstake(subnet.pool, wanted.amount, tolerance, block, fee)


def _amount_checks(wanted: Wanted, subnet: Subnet, means: Means) -> tuple[Check, Check]:
    funds = _funds(wanted, subnet, means)
    if isinstance(wanted.amount, Tao):
        return funds, preflight.least_stake(wanted.amount, subnet)
    is_rest = wanted.amount < means.held.amount and not wanted.is_everything
    brings = Tao(subnet.pool.simulate(Side.SELL, wanted.amount).tao_amount)
    return funds, preflight.least_unstake(brings, leaves_a_rest=is_rest)


def _funds(wanted: Wanted, subnet: Subnet, means: Means) -> Check:
    if isinstance(wanted.amount, Tao):
        return preflight.funds(wanted.amount, means)
    fee = means.fee_in_alpha(subnet.pool) if subnet.curve_is_known else Alpha(0, subnet.netuid)
    return preflight.stake(wanted.amount, means.held, fee, subnet)


def _rest(quote: Quote, subnet: Subnet, means: Means, circumstances: Circumstances) -> Rest | None:
    """None too for more than there is: what cannot be sold leaves nothing to speak of."""
    sold = quote.pays
    if not isinstance(sold, Alpha) or sold > means.most_sold(subnet.pool):
        return None
    return after_sale(sold, means, subnet.pool, quote.limit_price, circumstances.snapshot.rules)


def _order(ticket: Ticket, wanted: Wanted, quote: Quote) -> StakeOrder | UnstakeOrder | None:
    if ticket.hotkey is None:
        return None
    if isinstance(wanted.amount, Tao):
        return StakeOrder(ticket.netuid, ticket.hotkey, wanted.amount, quote.limit_price)
    return UnstakeOrder(
        ticket.netuid, ticket.hotkey, wanted.amount, quote.limit_price, is_whole_position=wanted.is_everything
    )
