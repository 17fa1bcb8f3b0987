"""The ticket: what a person typed and chose, as an intent and its assessment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao, amount_of
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.depth.route_estimate import RouteEstimate
from dtao_tui.domain.holdings import Means, Rest, by_hotkey, held_by
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op, SingleIntent, is_complete
from dtao_tui.domain.trades.operations import Choices, SoldPosition, Spec
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import SuggestedTolerance, Tolerance
from dtao_tui.trading.assessment import Assessment, assess
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.funds_checks import nothing_to_pay
from dtao_tui.trading.ticket.sizing import Payable, Wanted, sized
from dtao_tui.trading.ticket.target_sizing import (
    Target,
    TargetKind,
    Worths,
    amount_for_impact,
    amount_for_share,
    target_of,
)
from dtao_tui.trading.ticket.ways_out import WaysOut, ways_out

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
    destination: SubnetId | None = None
    """The other subnet, of an operation that leads to one; None while none is chosen."""

    recipient: str = ""
    """The other account, of an operation that gives to one; empty while none is chosen."""

    allow_partial: bool = False
    """Whether a part that fills within the limit is enough, where the operation knows that."""

    is_shielded: bool = True
    """Whether the MEV shield is used where it would be by default; a person may turn it off for one order."""

    @property
    def netuid(self) -> int:
        """The number of the subnet."""
        return self.subnet.netuid

    @property
    def spec(self) -> Spec:
        """The operation's row."""
        return ROW_OF[self.op]


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket with the assessment of the intent that it makes."""

    ticket: Ticket
    assessment: Assessment | None = None
    """None where the subnet is gone."""

    checks: tuple[Check, ...] = ()
    sentence: str = ""
    """The sentence of the first thing that is wrong, or empty."""

    ways: WaysOut | None = None
    """What would make the order fill; None where it fills, or nothing is quoted."""

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
    def notes(self) -> tuple[str, ...]:
        """What the checks say must be known, beside the fee and the rest, which the note is about."""
        return tuple(check.sentence for check in self.checks if check.is_note and check.name not in TOLD_BY_REST)

    @property
    def caution(self) -> str:
        """What to know of a quote that the chain cannot confirm."""
        return self.assessment.caution if self.assessment else ""

    @property
    def suggestion(self) -> SuggestedTolerance | None:
        """The tolerance that the market's movement suggests; None where too little of it was seen."""
        return self.assessment.suggestion if self.assessment else None

    @property
    def rest(self) -> Rest | None:
        """What a sale leaves of the position."""
        return self.assessment.rest if self.assessment else None

    @property
    def is_refused_whole(self) -> bool:
        """Whether it has no result: no amount is typed that could be another, and more than its limit is wrong."""
        return not self.ticket.spec.asks_amount and any(not c.passed and c.name != "limit" for c in self.checks)

    @property
    def needs_chain_quote(self) -> bool:
        """Whether only the chain can quote this amount, because the pool's curve is unknown here."""
        intent = self.intent
        return self.amount is not None and self.quote is None and intent is not None and len(intent.route()) == 1

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
    troubles = map(circumstances.snapshot.trouble_with, filter(None, (ticket.subnet, ticket.destination)))
    trouble = next(filter(None, troubles), "")
    if trouble:
        return Draft(ticket, checks=(Check("subnet", False, trouble),), sentence=trouble)
    subnet = circumstances.snapshot.subnets[ticket.netuid]
    wanted, tolerance, sentence = Wanted(amount_of(ticket.spec.pays(ticket.netuid), 0)), None, ""
    if not ticket.spec.asks_amount:
        tolerance, sentence = _tolerance(ticket)
    elif not ticket.amount_text.strip():
        sentence = "Type an amount, a share such as 25 %, or max."
    else:
        try:
            tolerance = Tolerance.parse(ticket.tolerance_text)
            wanted = _wanted(ticket, subnet, circumstances)
        except NotAnAmount as refusal:
            sentence = str(refusal)
    if wanted.is_everything and ticket.allow_partial and not ticket.spec.pays(ticket.netuid).is_tao:
        sentence = sentence or WHOLE_IN_PART
    choices = _choices(ticket, wanted, circumstances)
    assessment = assess(ticket.spec.intent(choices), tolerance, circumstances)
    ways = _ways_out(assessment.quote, ticket, subnet, circumstances) if assessment.quote else None
    return Draft(ticket, assessment, assessment.checks, sentence or assessment.objection, ways)


TOLD_BY_REST = ("fee", "rest")
"""The names of the checks whose notes `fee_and_rest` words."""

_ZERO = "Type an amount above zero."
WHOLE_IN_PART = "A whole position is sold all or nothing; type an amount below it to let a part be enough."


def _wanted(ticket: Ticket, subnet: Subnet, circumstances: Circumstances) -> Wanted:
    """What the typed amount comes to. Raises NotAnAmount."""
    text, is_computed, asset = ticket.amount_text, subnet.curve_is_known, ticket.spec.pays(ticket.netuid)
    nothing_yet = _choices(ticket, Wanted(amount_of(asset, 0)), circumstances)
    means = circumstances.means_of(ticket.netuid, ticket.spec.intent(nothing_yet).pays_from)
    if ticket.op is Op.LOCK_STAKE and circumstances.holdings is not None:
        # A lock is of the whole stake on the subnet, with whichever validators it is; its fee is paid in TAO.
        held = held_by(circumstances.holdings, circumstances.snapshot, ticket.netuid, None)
        means = replace(means, held=held, network_fee=Tao(0))
    target = target_of(text)
    if target is not None:
        wanted = Wanted(_for_target(target, ticket, circumstances))
    else:
        wanted = sized(text, subnet.pool, Payable(asset, _most(means, asset, subnet)), is_computed=is_computed)
    if not wanted.amount:
        pays_stake = not asset.is_tao
        raise NotAnAmount(nothing_to_pay(means, pays_stake=pays_stake) if _asks_for_something(text) else _ZERO)
    if wanted.is_everything and means.held.most < means.held.amount:
        # The chain refuses to sell the whole position while a lock holds a part of it.
        return Wanted(wanted.amount)
    return wanted


def _most(means: Means, asset: Asset, subnet: Subnet) -> Tao | Alpha | None:
    """The most that can be paid; None while that is not known."""
    if asset.is_tao:
        return means.spendable
    return means.most_sold(subnet.pool) if subnet.curve_is_known else means.held.most


def _ways_out(quoted: Quote, ticket: Ticket, subnet: Subnet, circumstances: Circumstances) -> WaysOut | None:
    pools = {netuid: circumstances.snapshot.subnets[netuid].pool for netuid in quoted.intent.touches()}
    means = circumstances.means_of(ticket.netuid, quoted.intent.pays_from)
    return ways_out(quoted, pools, _most(means, quoted.pays.asset, subnet))


def _for_target(target: Target, ticket: Ticket, circumstances: Circumstances) -> Tao | Alpha:
    """The amount that meets a target. Raises NotAnAmount."""
    snapshot, spec = circumstances.snapshot, ticket.spec

    def intent_of(amount: Tao | Alpha) -> SingleIntent:
        return spec.intent(_choices(ticket, Wanted(amount), circumstances))

    intent = intent_of(amount_of(spec.pays(ticket.netuid), 0))
    touched = {netuid: snapshot.subnets[netuid] for netuid in intent.touches()}
    if not all(subnet.curve_is_known for subnet in touched.values()):
        raise NotAnAmount("This pool's curve is not computed here; type an amount, a share such as 25 %, or max.")
    pools = {netuid: subnet.pool for netuid, subnet in touched.items()}
    route = RouteEstimate.of(intent.route(), pools)
    if route is None:
        raise NotAnAmount("No pool is passed; type an amount, a share such as 25 %, or max.")
    if target.kind is TargetKind.IMPACT:
        return amount_for_impact(
            target.percent,
            route,
            lambda amount: quote(intent_of(amount), pools, Tolerance(), snapshot.block).price_impact,
        )
    worths = (
        Worths.of(circumstances.holdings, snapshot.subnets, ticket.netuid, route) if circumstances.holdings else None
    )
    if worths is None:
        raise NotAnAmount("What this account has is not known yet; type an amount, a share such as 25 %, or max.")
    return amount_for_share(target.percent, route, worths, buys_here=route.pays.is_tao)


def _choices(ticket: Ticket, wanted: Wanted, circumstances: Circumstances) -> Choices:
    """All that an intent is made of; what the account holds on the subnet is the largest position first."""
    held = by_hotkey(circumstances.holdings, ticket.netuid)
    positions = [SoldPosition(hotkey, amount) for hotkey, amount in held.items() if amount]
    return Choices(
        ticket.netuid,
        wanted.amount,
        ticket.hotkeys,
        allow_partial=ticket.allow_partial,
        is_everything=wanted.is_everything,
        destination=ticket.destination.netuid if ticket.destination else None,
        recipient=ticket.recipient,
        positions=tuple(sorted(positions, key=lambda position: -position.amount.rao)),
        calls=circumstances.calls,
    )


def _tolerance(ticket: Ticket) -> tuple[Tolerance | None, str]:
    """The tolerance of a ticket without an amount, or the sentence that refuses it."""
    try:
        return Tolerance.parse(ticket.tolerance_text), ""
    except NotAnAmount as refusal:
        return None, str(refusal)


def _asks_for_something(text: str) -> bool:
    return "max" in text.lower() or any(digit in text for digit in "123456789")
