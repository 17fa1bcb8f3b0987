"""The ticket: what a person typed and chose, as an intent and its assessment."""

from collections.abc import Mapping
from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao, amount_of
from dtao_tui.domain.holdings import Rest
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op, SingleIntent, is_complete
from dtao_tui.domain.trades.operations import OPERATIONS, Choices, Spec
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.assessment import Assessment, assess
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.funds_checks import nothing_to_pay
from dtao_tui.trading.ticket.sizing import Payable, Wanted, sized

__all__ = ["Circumstances", "Draft", "Ticket", "draft"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a person has typed and chosen."""

    op: Op
    subnet: SubnetId
    """The subnet that was chosen; its number alone may come to mean another."""

    hotkeys: Mapping[str, str]
    """By field; empty text where no validator is chosen."""

    amount_text: str
    tolerance_text: str

    @property
    def netuid(self) -> int:
        """The number of the subnet."""
        return self.subnet.netuid

    @property
    def spec(self) -> Spec:
        """The operation's row."""
        return OPERATIONS[self.op]


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket with the assessment of the intent that it makes."""

    ticket: Ticket
    assessment: Assessment | None = None
    """None where the subnet is gone."""

    checks: tuple[Check, ...] = ()
    sentence: str = ""
    """The sentence of the first thing that is wrong, or empty."""

    @property
    def intent(self) -> SingleIntent | None:
        """What would be done; its amount is zero where none was typed that can be read."""
        return self.assessment.intent if self.assessment else None

    @property
    def amount(self) -> Tao | Alpha | None:
        """What would be paid; None where nothing was typed that can be read, or the pool refuses it."""
        if self.assessment is None or self.assessment.refusal or not self.assessment.intent.amount:
            return None
        return self.assessment.intent.amount

    @property
    def quote(self) -> Quote | None:
        """What it would cost and bring."""
        return self.assessment.quote if self.assessment else None

    @property
    def note(self) -> str:
        """What must be known before signing though nothing is wrong."""
        return self.assessment.note if self.assessment else ""

    @property
    def caution(self) -> str:
        """What to know of a quote that the chain cannot confirm."""
        return self.assessment.caution if self.assessment else ""

    @property
    def rest(self) -> Rest | None:
        """What a sale leaves of the position."""
        return self.assessment.rest if self.assessment else None

    @property
    def needs_chain_quote(self) -> bool:
        """Whether only the chain can quote this amount, because the pool's curve is unknown here."""
        return self.amount is not None and self.quote is None

    @property
    def is_complete(self) -> bool:
        """Whether it is quoted and its validators are chosen, so that the chain can be asked about it."""
        return self.quote is not None and is_complete(self.quote.intent)

    @property
    def is_ready(self) -> bool:
        """Whether no check failed; the chain may not have answered yet."""
        return self.is_complete and not self.sentence


def draft(ticket: Ticket, circumstances: Circumstances) -> Draft:
    """Make a ticket's intent and assess it. Never raises for what a person types; far under 5 ms."""
    trouble = circumstances.snapshot.trouble_with(ticket.subnet)
    if trouble:
        return Draft(ticket, checks=(Check("subnet", False, trouble),), sentence=trouble)
    subnet = circumstances.snapshot.subnets[ticket.netuid]
    wanted, tolerance, sentence = Wanted(amount_of(ticket.spec.pays(ticket.netuid), 0)), None, ""
    if not ticket.amount_text.strip():
        sentence = "Type an amount, a share such as 25 %, or max."
    else:
        try:
            tolerance = Tolerance.parse(ticket.tolerance_text)
            wanted = _wanted(ticket, subnet, circumstances)
        except NotAnAmount as refusal:
            sentence = str(refusal)
    choices = Choices(ticket.netuid, wanted.amount, ticket.hotkeys, is_everything=wanted.is_everything)
    assessment = assess(ticket.spec.intent(choices), tolerance, circumstances)
    return Draft(ticket, assessment, assessment.checks, sentence or assessment.objection)


_ZERO = "Type an amount above zero."


def _wanted(ticket: Ticket, subnet: Subnet, circumstances: Circumstances) -> Wanted:
    """What the typed amount comes to. Raises NotAnAmount."""
    text, is_computed, asset = ticket.amount_text, subnet.curve_is_known, ticket.spec.pays(ticket.netuid)
    nothing_yet = Choices(ticket.netuid, amount_of(asset, 0), ticket.hotkeys)
    means = circumstances.means_of(ticket.netuid, ticket.spec.intent(nothing_yet).pays_from)
    if asset.is_tao:
        purse = Payable(asset, means.spendable)
    else:
        purse = Payable(asset, means.most_sold(subnet.pool) if is_computed else means.held.most)
    wanted = sized(text, subnet.pool, purse, is_computed=is_computed)
    if not wanted.amount:
        pays_stake = not asset.is_tao
        raise NotAnAmount(nothing_to_pay(means, pays_stake=pays_stake) if _asks_for_something(text) else _ZERO)
    if wanted.is_everything and means.held.most < means.held.amount:
        # The chain refuses to sell the whole position while a lock holds a part of it.
        return Wanted(wanted.amount)
    return wanted


def _asks_for_something(text: str) -> bool:
    return "max" in text.lower() or any(digit in text for digit in "123456789")
