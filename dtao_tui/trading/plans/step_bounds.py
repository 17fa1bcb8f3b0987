"""Bounds of a confirmed step: which new review of it may be signed by the plan's one confirmation.

A review is the step that was confirmed where it has the same operation, subnet and validator, pays no more, has a limit
that is no worse, brings at worst no less, has drifted by no more than the plan allows, costs no more than twice the
network fee that was shown, and says nothing that a person has not been shown.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.formatting import exact, percent, with_unit
from dtao_tui.domain.holdings import Fate, Rest
from dtao_tui.domain.orders.shield_plan import ShieldPlan
from dtao_tui.domain.plans.plan import Plan, PlanStep, drift_of, is_beyond
from dtao_tui.domain.plans.plan_events import PlanConfirmed, StopCause
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.ports.networks import NetworkKind, kind_of
from dtao_tui.trading.order_review import Review
from dtao_tui.trading.plans.requoting import intent_of
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket

FEE_FACTOR = 2
"""How many times the network fee that was shown a step may cost."""

_MILLION = 10**6
_SEALED = (
    "The order would go under the MEV shield, with a carrier's fee; that was not shown when the plan was confirmed."
)
_OPEN = "The order would go open, not under the MEV shield as was confirmed."
_BOUNDED_ELSEWHERE = ("moves", "second")
"""Checks whose notes the drift and the limit bound, or the doubts of the review tell."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """Why a step is not signed by the plan's confirmation."""

    cause: StopCause
    sentence: str


def ticket_within(step: PlanStep, pool: Pool) -> Ticket | Beyond:
    """The ticket of a step in this pool, with the tolerance that keeps to its confirmed limit."""
    tolerance = step.tolerance if pool.is_stable else tolerance_within(step, pool.price)
    if tolerance is None:
        passed = f"The price, {exact(pool.price)} τ, has passed the limit that was confirmed, {exact(step.limit)} τ."
        return Beyond(StopCause.DRIFT, passed)
    text = "max" if step.takes_all else str(step.pays)
    return Ticket(step.op, step.subnet.id, {"hotkey": step.hotkey}, text, f"{tolerance.percent:f}")


def tolerance_within(step: PlanStep, price: Price) -> Tolerance | None:
    """The widest tolerance, at most the confirmed one, whose limit at this price is no worse than the confirmed one."""
    if not price:
        return None
    if step.is_sale:
        most = _MILLION - -(-step.limit.rao * _MILLION // price.rao)
    else:
        # The limit is rounded down, so one rao more than the confirmed limit is the first that is too high.
        most = ((step.limit.rao + 1) * _MILLION - 1) // price.rao - _MILLION
    parts = min(most, step.tolerance.parts_per_million)
    return Tolerance(parts) if parts > 0 else None


def beyond_bounds(step: PlanStep, review: Review, plan: Plan, confirmed: PlanConfirmed) -> Beyond | None:
    """Why this review is not the step that was confirmed; None where it is."""
    other = _other_order(step, review)
    if other:
        return Beyond(StopCause.REFUSED, other)
    drift = drift_of(step, review.intent.amount, review.quote.receives)
    worse = _worse_figures(step, review, drift, plan.largest_drift)
    if worse:
        return Beyond(StopCause.DRIFT, worse)
    unseen = _not_shown(step, review, confirmed)
    return Beyond(StopCause.REFUSED, unseen) if unseen else None


def beyond_notes(step: PlanStep, review: Review, draft: Draft, confirmed: PlanConfirmed) -> Beyond | None:
    """What must be known of a step and was not told when the plan was confirmed; None where all was.

    `draft` is what was reviewed. What its checks say counts by the name of the check, since figures change with each
    block; what is said besides them, of the account's numbers, by the sentence.
    """
    told = {*step.known, *_BOUNDED_ELSEWHERE}
    new = next((check.sentence for check in draft.checks if check.is_note and check.name not in told), "")
    said = {*confirmed.notes, *draft.notes}
    new = new or next((note for note in review.notes if note not in said), "")
    return Beyond(StopCause.REFUSED, new) if new else None


def _other_order(step: PlanStep, review: Review) -> str:
    intent = review.intent
    if isinstance(intent, Unstake) and intent.is_whole_position != step.takes_all:
        return "Not all of this position can be sold now, as was confirmed."
    is_same = intent.amount.asset == step.pays.asset and intent == intent_of(replace(step, pays=intent.amount))
    if not is_same or not review.subnet.id.is_same(step.subnet.id):
        return "The order is another one than the step that was confirmed."
    if not step.takes_all and intent.amount.rao > step.pays.rao:
        return f"The order would pay {with_unit(intent.amount)}; {with_unit(step.pays)} were confirmed."
    return ""


def _worse_figures(step: PlanStep, review: Review, drift: Decimal, largest: int) -> str:
    limit = review.quote.limit_price
    side = Side.SELL if step.is_sale else Side.BUY
    if limit is None or (limit > step.limit if side is Side.BUY else limit < step.limit):
        return f"The limit would be worse than the {exact(step.limit)} τ that were confirmed."
    if is_beyond(drift, largest):
        allowed = percent(Decimal(largest) / 10_000)
        return f"It would bring {percent(-drift)} % less than was confirmed; {allowed} % are allowed."
    paid = review.intent.amount
    # In proportion to what is paid, as less may be paid than was confirmed, and of a position that grows more.
    if review.worst_received.rao * step.pays.rao < step.worst.rao * paid.rao:
        return f"At worst it would bring {with_unit(review.worst_received)}, less than was confirmed."
    return _dearer(step, review.unsigned.fee)


def _dearer(step: PlanStep, fee: Tao | None) -> str:
    shown = step.cost.network
    if fee is None:
        return "" if shown is None else "The network's fee is not known any more."
    if shown is None:
        return f"The network's fee is {with_unit(fee)} now; it was not known when the plan was confirmed."
    if fee.rao <= FEE_FACTOR * shown.rao:
        return ""
    return f"The network's fee is {with_unit(fee)} now; {with_unit(shown)} were shown."


def _not_shown(step: PlanStep, review: Review, confirmed: PlanConfirmed) -> str:
    """What only a person can decide, and was not asked when the plan was confirmed."""
    doubts, hotkey = review.doubts, step.hotkey
    if review.must_accept:
        return "This chain numbers its calls differently; that is accepted in the review of a single order."
    shielded = _shielded_otherwise(step, review.shield, confirmed)
    if shielded:
        return shielded
    if doubts.jumps:
        return "The price has jumped since it was last seen; look at it before you go on."
    if doubts.comparison is not None and doubts.comparison.is_missing and not confirmed.without_second:
        return "No second endpoint answered, so that nothing confirms the price."
    if doubts.must_type_hotkey(hotkey) and hotkey not in confirmed.hotkeys and _is_public(review):
        return "Nothing but this endpoint confirms the validator's address."
    if _sweeps(review.rest) and not step.note:
        return "The chain may sell the rest of this position too, at any price; that was not shown."
    if review.caution != step.caution:
        return review.caution or "The chain confirms this quote in another way than was shown."
    return ""


def _shielded_otherwise(step: PlanStep, shield: ShieldPlan, confirmed: PlanConfirmed) -> str:
    if shield.is_asked:
        return f"{shield.because} That was not asked when the plan was confirmed."
    if shield.is_sealed == (confirmed.is_sealed and step.passes_pool):
        return ""
    return _SEALED if shield.is_sealed else _OPEN


def _is_public(review: Review) -> bool:
    return kind_of(review.facts.network) is NetworkKind.MAINNET


def _sweeps(rest: Rest | None) -> bool:
    return rest is not None and rest.fate in (Fate.SOLD, Fate.AT_RISK, Fate.UNKNOWN)
