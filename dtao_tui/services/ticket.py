"""The ticket: what a person typed, as a quote, an order and the checks that come before signing."""

from dataclasses import dataclass
from typing import NamedTuple

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao
from dtao_tui.domain.market import Holdings, Snapshot, Stake, Subnet
from dtao_tui.domain.orders import Check, StakeOrder, UnstakeOrder
from dtao_tui.domain.placed import PlacedOrder
from dtao_tui.domain.pool import PoolRefusal
from dtao_tui.domain.quotes import Kind, Quote, quote_stake, quote_unstake
from dtao_tui.domain.tolerance import Tolerance
from dtao_tui.services import objections
from dtao_tui.services.wishes import Wanted, to_stake, to_unstake

__all__ = ["Circumstances", "Draft", "Kind", "Ticket", "draft"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a person has typed and chosen, as it stands."""

    kind: Kind
    netuid: int
    hotkey: str | None
    amount_text: str
    tolerance_text: str


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
    """What is good to know though nothing is wrong."""

    @property
    def needs_chain_quote(self) -> bool:
        """Whether only the chain can quote this amount, because the pool's curve is unknown here."""
        return self.amount is not None and self.quote is None

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands against it but the chain's own answer."""
        return self.order is not None and not self.sentence


_NOTHING = "There is nothing to pay with."
_ZERO = "Type an amount above zero."


class _Purse(NamedTuple):
    """What the account could pay with."""

    spendable: Tao | None
    """Free TAO less the network's fee and what must stay; None while one of them is unknown."""

    position: Alpha
    available: Alpha
    """The position less what is locked."""


def draft(ticket: Ticket, circumstances: Circumstances) -> Draft:
    """Think a ticket through. Never raises for what a person types; far under 5 ms."""
    subnet = circumstances.snapshot.subnets.get(ticket.netuid)
    if subnet is None:
        return Draft(ticket, sentence=f"Subnet {ticket.netuid} is not there any more.")
    standing = _standing(ticket, subnet, circumstances)
    if not ticket.amount_text.strip():
        return Draft(ticket, checks=standing, sentence="Type an amount, a share such as 25 %, or max.")
    purse = _purse(ticket, circumstances)
    try:
        tolerance = Tolerance.parse(ticket.tolerance_text)
        wanted = _wanted(ticket, subnet, purse)
        if not subnet.curve_is_known:
            checks = (_funds(wanted, subnet, purse, circumstances), *standing)
            return Draft(ticket, amount=wanted.amount, checks=checks, sentence=_first_objection(checks))
        quote = _quote(wanted, subnet, tolerance, circumstances)
    except (NotAnAmount, PoolRefusal) as refusal:
        return Draft(ticket, checks=standing, sentence=str(refusal))
    checks = (*_amount_checks(wanted, subnet, purse, circumstances), objections.limit(quote, subnet), *standing)
    return Draft(
        ticket,
        amount=wanted.amount,
        quote=quote,
        order=_order(ticket, wanted, quote),
        checks=checks,
        sentence=_first_objection(checks),
        note=_note(ticket, subnet, circumstances),
    )


def _first_objection(checks: tuple[Check, ...]) -> str:
    return next((check.sentence for check in checks if not check.passed), "")


def _standing(ticket: Ticket, subnet: Subnet, circumstances: Circumstances) -> tuple[Check, ...]:
    """The checks that do not depend on the amount."""
    open_order = circumstances.open_order
    account = objections.unresolved(open_order) if open_order else circumstances.account
    return (
        *objections.subnet(ticket.kind, subnet),
        *objections.curve(subnet),
        objections.hotkey(ticket.hotkey, circumstances.is_hotkey_known),
        objections.fresh(circumstances.snapshot, circumstances.now),
        account,
    )


def _purse(ticket: Ticket, circumstances: Circumstances) -> _Purse:
    holdings, fee = circumstances.holdings, circumstances.network_fee
    stakes = [s for s in holdings.stakes if (s.netuid, s.hotkey) == (ticket.netuid, ticket.hotkey)] if holdings else []
    nothing = Alpha(0, ticket.netuid)
    position = sum((s.amount for s in stakes), nothing)
    available = sum((_unlocked(s) for s in stakes), nothing)
    if holdings is None or fee is None:
        return _Purse(None, position, available)
    spendable = max(Tao(0), holdings.free - fee - circumstances.existential_deposit)
    return _Purse(spendable, position, available)


def _unlocked(stake: Stake) -> Alpha:
    return max(stake.amount - stake.locked, Alpha(0, stake.netuid)) if stake.locked else stake.amount


def _wanted(ticket: Ticket, subnet: Subnet, purse: _Purse) -> Wanted:
    text, pool, is_computed = ticket.amount_text, subnet.pool, subnet.curve_is_known
    if ticket.kind == "stake":
        wanted = to_stake(text, pool, purse.spendable, is_computed=is_computed)
    else:
        wanted = to_unstake(text, pool, purse.available, is_computed=is_computed)
    if not wanted.amount:
        raise NotAnAmount(_NOTHING if _asks_for_something(ticket.amount_text) else _ZERO)
    if wanted.is_everything and purse.available < purse.position:
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


def _amount_checks(wanted: Wanted, subnet: Subnet, purse: _Purse, circumstances: Circumstances) -> tuple[Check, Check]:
    funds = _funds(wanted, subnet, purse, circumstances)
    if isinstance(wanted.amount, Tao):
        return funds, objections.least_stake(wanted.amount, subnet)
    is_rest = wanted.amount < purse.position and not wanted.is_everything
    return funds, objections.least_unstake(wanted.amount, subnet, is_rest)


def _funds(wanted: Wanted, subnet: Subnet, purse: _Purse, circumstances: Circumstances) -> Check:
    if isinstance(wanted.amount, Tao):
        return objections.funds(wanted.amount, circumstances.holdings, circumstances.network_fee, purse.spendable)
    is_exempt = wanted.is_everything or not subnet.curve_is_known
    fee_in_alpha = Alpha(0, subnet.netuid) if is_exempt else _fee_in_alpha(subnet, circumstances)
    return objections.stake(wanted.amount, purse.available, fee_in_alpha, subnet)


def _fee_in_alpha(subnet: Subnet, circumstances: Circumstances) -> Alpha:
    """What the chain takes of the position for the network's fee where the free TAO does not pay it."""
    if not _is_short_of_fee(circumstances) or circumstances.network_fee is None:
        return Alpha(0, subnet.netuid)
    return subnet.pool.alpha_at_spot(circumstances.network_fee)


def _is_short_of_fee(circumstances: Circumstances) -> bool:
    holdings, fee = circumstances.holdings, circumstances.network_fee
    if holdings is None or fee is None:
        return False
    return holdings.free < fee + circumstances.existential_deposit


def _order(ticket: Ticket, wanted: Wanted, quote: Quote) -> StakeOrder | UnstakeOrder | None:
    if ticket.hotkey is None:
        return None
    if isinstance(wanted.amount, Tao):
        return StakeOrder(ticket.netuid, ticket.hotkey, wanted.amount, quote.limit_price)
    return UnstakeOrder(
        ticket.netuid, ticket.hotkey, wanted.amount, quote.limit_price, is_whole_position=wanted.is_everything
    )


def _note(ticket: Ticket, subnet: Subnet, circumstances: Circumstances) -> str:
    if ticket.kind == "unstake" and _is_short_of_fee(circumstances):
        return f"The free TAO does not pay the network's fee; the chain takes it in {subnet.symbol} first."
    return ""
