"""Assessment of an intent: its quote and its checks, at each key in a ticket, for the review and at signing."""

from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Alpha, as_alpha
from dtao_tui.domain.holdings import Fate, Rest, after_sale
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op, SingleIntent, is_complete
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import SuggestedTolerance, Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.fee_and_rest import fee_and_rest
from dtao_tui.trading.preflight import check_table
from dtao_tui.trading.preflight.check_table import NEEDS_AMOUNT
from dtao_tui.trading.preflight.movement_check import suggested


@dataclass(frozen=True, slots=True)
class Assessment:
    """An intent with its quote, its checks and what to know before signing."""

    intent: SingleIntent
    quote: Quote | None = None
    """None without an amount, where a pool refuses it, and where a pool's curve is unknown here."""

    checks: tuple[Check, ...] = ()
    """In the order in which the operation's row names them."""

    refusal: str = ""
    """Why a pool does not take it, as a sentence, or empty."""

    rest: Rest | None = None
    """What a sale leaves of the position; None without a sale, and where nothing can be computed."""

    note: str = ""
    """What must be known before signing though nothing is wrong: a fee taken in alpha, a rest that may not stay."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence; empty where it can."""

    suggestion: SuggestedTolerance | None = None
    """The tolerance that the market's movement suggests; None where too little of it was seen."""

    @property
    def objection(self) -> str:
        """The sentence of the refusal or of the first failed check, or empty."""
        return self.refusal or next((check.sentence for check in self.checks if not check.passed), "")

    @property
    def is_ready(self) -> bool:
        """Whether it is quoted, complete, and no check failed."""
        return self.quote is not None and is_complete(self.intent) and not self.objection


def assess(intent: SingleIntent, tolerance: Tolerance | None, circumstances: Circumstances) -> Assessment:
    """Quote an intent and run the checks of its operation; pure, and far under 5 ms.

    Without an amount or a tolerance nothing is quoted, and the checks that need no amount are run.
    """
    if tolerance is None or not _is_sized(intent) or _lacks_subnet(intent):
        return _unquoted(intent, circumstances, has_amount=False)
    if intent.route() and not circumstances.curves_are_known(intent):
        return _unquoted(intent, circumstances)
    pools = {netuid: circumstances.snapshot.subnets[netuid].pool for netuid in intent.touches()}
    try:
        quoted = quote(intent, pools, tolerance, circumstances.snapshot.block, circumstances.network_fee)
    except PoolRefusal as refusal:
        return replace(_unquoted(intent, circumstances, has_amount=False), refusal=str(refusal))
    subnet, quoted = circumstances.subnet_of(intent), _with_owed(quoted, circumstances)
    rest, suggestion = rest_of(quoted, circumstances), suggested(intent, quoted, circumstances)
    return Assessment(
        intent,
        quoted,
        _checks(intent, quoted, replace(circumstances, rest=rest, suggestion=suggestion)),
        rest=rest,
        note=fee_and_rest(rest, subnet.symbol) if rest else "",
        caution=_caution(quoted, circumstances),
        suggestion=suggestion,
    )


def _unquoted(intent: SingleIntent, circumstances: Circumstances, *, has_amount: bool = True) -> Assessment:
    checks = _checks(intent, None, circumstances, has_amount=has_amount)
    return Assessment(intent, checks=checks, suggestion=suggested(intent, None, circumstances))


def _with_owed(quoted: Quote, circumstances: Circumstances) -> Quote:
    """A claim with what the chain owes, as far as it has told that; every other order as it is."""
    owed = circumstances.claimable.get(quoted.intent.hotkey) if quoted.op is Op.CLAIM_ROOT else None
    return quoted if owed is None else replace(quoted, owed=Alpha(owed.rao, ROOT))


def _is_sized(intent: SingleIntent) -> bool:
    """Whether it says how much: by a typed amount, or by being what it is."""
    return bool(intent.amount) or not ROW_OF[intent.op].is_sized


def _lacks_subnet(intent: SingleIntent) -> bool:
    """Whether another subnet is still to be chosen, so that half of the way is not known."""
    return "destination" in intent.unfilled() or len(set(intent.touches())) < len(intent.touches())


def _caution(quoted: Quote, circumstances: Circumstances) -> str:
    """The first caution of the pools that are passed, or empty."""
    subnets = (circumstances.snapshot.subnets[leg.hop.netuid] for leg in quoted.legs)
    cautions = (caution_of(subnet, can_simulate=circumstances.can_simulate) for subnet in subnets)
    return next(filter(None, cautions), "")


def caution_of(subnet: Subnet, *, can_simulate: bool) -> str:
    """The caution for a quote that no simulation confirms, or empty; a stable pool needs none."""
    return "" if can_simulate or subnet.pool.is_stable else subnet.curve.caution


def with_answers(assessment: Assessment, circumstances: Circumstances) -> Assessment:
    """The same quote with its checks run again after the chain's answers, which tell what a claim brings, too."""
    quoted = assessment.quote and _with_owed(assessment.quote, circumstances)
    answered = replace(circumstances, rest=assessment.rest, suggestion=assessment.suggestion)
    return replace(assessment, quote=quoted, checks=_checks(assessment.intent, quoted, answered))


def at_signing(reviewed: Quote, circumstances: Circumstances) -> Assessment:
    """A reviewed quote with the checks of `check_table.AT_SIGNING`, by `Circumstances.at_signing`."""
    named = (name for name in check_table.AT_SIGNING if name in ROW_OF[reviewed.op].checks)
    names = (*check_table.OF_PROXIES, *named, *check_table.FOR_ALL)
    return Assessment(reviewed.intent, reviewed, check_table.run(names, reviewed.intent, reviewed, circumstances))


def _checks(
    intent: SingleIntent, quoted: Quote | None, circumstances: Circumstances, *, has_amount: bool = True
) -> tuple[Check, ...]:
    every = (*check_table.OF_PROXIES, *ROW_OF[intent.op].checks, *check_table.FOR_ALL)
    names = (name for name in every if has_amount or name not in NEEDS_AMOUNT)
    return check_table.run(names, intent, quoted, circumstances)


def rest_of(quoted: Quote, circumstances: Circumstances) -> Rest | None:
    """The rest that a sale leaves; None without a sale, and for a sale of more than there is."""
    intent, limit, subnet = quoted.intent, quoted.limit_price, circumstances.subnet_of(quoted.intent)
    if limit is None or quoted.legs[0].hop.side is not Side.SELL or quoted.is_parallel:
        return None
    sold, means = as_alpha(quoted.pays_now), circumstances.means_of(intent.netuid, intent.pays_from)
    if as_alpha(intent.amount) > means.most_sold(subnet.pool):
        return None
    rest = after_sale(sold, means, subnet.pool, limit, circumstances.snapshot.rules)
    if sold == intent.amount or rest.needs_a_word:
        return rest
    # More of it may fill than would now, and leave less.
    whole = after_sale(as_alpha(intent.amount), means, subnet.pool, limit, circumstances.snapshot.rules)
    return replace(rest, fate=Fate.AT_RISK) if whole.needs_a_word else rest
