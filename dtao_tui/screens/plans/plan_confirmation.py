"""The confirmation of a plan: what must be typed, what must be read first, and the record of both."""

from dataclasses import dataclass

from dtao_tui.domain.accounts import AccountKind, shortened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.orders.demand import Demand, demand_of_amount, demand_of_end, demand_of_first, demand_of_yes
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.domain.plans.plan_events import PlanConfirmed
from dtao_tui.ports.networks import NetworkKind
from dtao_tui.screens.dialog import network_kind
from dtao_tui.services.context import AppContext
from dtao_tui.trading.order_review import Review
from dtao_tui.trading.plans.plan_draft import PlanDraft
from dtao_tui.trading.ticket.ticket_draft import TOLD_BY_REST

_SEALED = (
    "Each step that moves a price goes under the MEV shield, sealed until its block is made; any other stops the plan."
)


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """A plan that is shown to be confirmed, with what its first review told."""

    draft: PlanDraft
    first: Review
    is_sealed: bool = False
    """Whether its steps that pass a pool go under the MEV shield."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        assert self.draft.plan is not None
        return self.draft.plan

    @property
    def is_without_second(self) -> bool:
        """Whether a second endpoint is wanted and did not answer."""
        comparison = self.first.doubts.comparison
        return comparison is not None and comparison.is_missing


def warnings_of(asked: PlanAsked, parts: AppContext) -> tuple[str, ...]:
    """What must be read before the plan is confirmed, one sentence each."""
    plan, minutes = asked.plan, parts.settings.lock_after_minutes
    notes = [f"Step {n}: {step.note}" for n, step in enumerate(plan.steps, 1) if step.note]
    known = _of_checks(asked.draft)
    besides = tuple(note for note in asked.first.notes if not any(note in line for line in known))
    cautions = tuple(dict.fromkeys(step.caution for step in plan.steps if step.caution))
    account = parts.session.chosen
    slow = plan.seconds > minutes * 60 and account is not None and account.kind is not AccountKind.PRACTICE
    lock = (f"The key locks itself after {minutes} min without a key press; then the plan stops.",) if slow else ()
    shield = (
        _SEALED if asked.is_sealed else asked.first.shield.because and f"No MEV shield: {asked.first.shield.because}"
    )
    silent = ("No second endpoint answered; nothing but the one in use tells these prices.",)
    return (
        *asked.draft.notes,
        *notes,
        *cautions,
        *known,
        *besides,
        *(silent if asked.is_without_second else ()),
        *((shield,) if shield else ()),
        *lock,
    )


def _of_checks(draft: PlanDraft) -> tuple[str, ...]:
    """What the checks of the steps say must be known: each once, with the steps that it is of."""
    told: dict[str, tuple[str, list[int]]] = {}
    for number, step in enumerate(draft.steps, 1):
        for check in step.checks:
            if check.is_note and check.name not in TOLD_BY_REST:
                told.setdefault(check.name, (check.sentence, []))[1].append(number)
    return tuple(_of_steps(sentence, numbers) for sentence, numbers in told.values())


def _of_steps(sentence: str, numbers: list[int]) -> str:
    first, *others = numbers
    like = f" The like holds for step{'s' if others[1:] else ''} {', '.join(map(str, others))}." if others else ""
    return f"Step {first}: {sentence}{like}"


def demands_of_plan(asked: PlanAsked, parts: AppContext) -> tuple[Demand, ...]:
    """What is typed to sign all steps; on mainnet the amount, new validators and, once in a session, MAINNET."""
    count = len(asked.plan.steps)
    if network_kind(parts) is not NetworkKind.MAINNET:
        return (demand_of_yes(f"to sign {_all(count)}, type"),)
    hotkeys = tuple(
        demand_of_end(f"validator {shortened(hotkey)}, its last six characters", hotkey)
        for hotkey in new_hotkeys(asked.plan, parts)
    )
    first = (demand_of_first(),) if parts.desk.session_order_count == 0 else ()
    return (_of_amount(asked.plan.value, count), *hotkeys, *first)


def new_hotkeys(plan: Plan, parts: AppContext) -> tuple[str, ...]:
    """Validators that are staked to and that no carried out order of this account has named."""
    chosen = parts.session.chosen
    known = {order.hotkey for order in parts.desk.orders if chosen and order.owner == chosen.owner and order.filled}
    wanted = (step.hotkey for step in plan.steps if not step.is_sale)
    return tuple(dict.fromkeys(hotkey for hotkey in wanted if hotkey not in known))


def confirmation(asked: PlanAsked, parts: AppContext) -> PlanConfirmed:
    """The record of what was shown and typed just now."""
    is_mainnet = network_kind(parts) is NetworkKind.MAINNET
    return PlanConfirmed(
        at=parts.clock.wall(),
        notes=asked.first.notes,
        hotkeys=new_hotkeys(asked.plan, parts) if is_mainnet else (),
        without_second=asked.is_without_second,
        is_sealed=asked.is_sealed,
    )


def _of_amount(value: Tao, count: int) -> Demand:
    shown = fine(value, decimals=3).plain
    spellings = (shown, shown.rstrip("0").rstrip("."))
    return demand_of_amount(f"to sign {_all(count)}, type what is traded", shown, spellings, "τ")


def _all(count: int) -> str:
    return "it" if count == 1 else f"all {count} steps"
