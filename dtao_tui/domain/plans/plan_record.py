"""The record of a confirmed plan: what was confirmed, and everything that has happened to it since."""

from dataclasses import dataclass, field, replace

from dtao_tui.domain.accounts import Account, OwnerAddress, SignerAddress
from dtao_tui.domain.plans.plan import Plan, PlanStep
from dtao_tui.domain.plans.plan_events import (
    PlanClosed,
    PlanCompleted,
    PlanConfirmed,
    PlanEvent,
    PlanStopped,
    StepBegun,
    StepDone,
)


class IllegalPlanEvent(ValueError):
    """An event that cannot follow what has happened to a plan."""


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """What the events of a plan come to."""

    confirmed: PlanConfirmed | None = None
    begun: tuple[StepBegun, ...] = ()
    done: tuple[StepDone, ...] = ()
    stopped: PlanStopped | None = None
    is_completed: bool = False
    closed: PlanClosed | None = None


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """One confirmed plan of an account on a chain."""

    id: str
    network: str
    genesis: str
    owner: OwnerAddress
    """The account whose TAO and stake it moves."""

    signer: SignerAddress
    """The account whose key signs its steps."""

    created_at: float
    """Wall clock, seconds since 1970."""

    plan: Plan
    events: tuple[PlanEvent, ...]
    """Oldest first."""

    progress: PlanProgress = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fold the events. Raises IllegalPlanEvent."""
        progress = PlanProgress()
        for event in self.events:
            progress = _after(progress, event, len(self.plan.steps))
        if progress.confirmed is None:
            raise IllegalPlanEvent("A plan begins with its confirmation.")
        object.__setattr__(self, "progress", progress)

    def after(self, *events: PlanEvent) -> "PlanRecord":
        """The record with more events. Raises IllegalPlanEvent."""
        return replace(self, events=(*self.events, *events))

    def is_of(self, account: Account) -> bool:
        """Whether it is of this account, signed for as it was confirmed."""
        return (self.owner, self.signer) == (account.owner, account.signer)

    @property
    def is_running(self) -> bool:
        """Whether it has neither stopped nor come to its end, by what is written down."""
        return self.progress.stopped is None and not self.progress.is_completed

    @property
    def is_unread(self) -> bool:
        """Whether it stopped, and nobody has said yet what shall become of its rest."""
        return self.progress.stopped is not None and self.progress.closed is None

    @property
    def done(self) -> int:
        """How many steps are final."""
        return len(self.progress.done)

    @property
    def current(self) -> PlanStep | None:
        """The step that comes next or is under way; None after the last."""
        return self.plan.steps[self.done] if self.done < len(self.plan.steps) else None

    @property
    def is_in_step(self) -> bool:
        """Whether a step has begun and is not done."""
        return len(self.progress.begun) > self.done

    @property
    def order_ids(self) -> tuple[str, ...]:
        """The ids of its orders, by step; the last one may never have been signed."""
        return tuple(begun.order_id for begun in self.progress.begun)

    def order_id(self, step: int) -> str | None:
        """The id of the order of a step; None where the step has not begun."""
        return next((begun.order_id for begun in self.progress.begun if begun.step == step), None)


def _after(progress: PlanProgress, event: PlanEvent, steps: int) -> PlanProgress:
    is_over = progress.stopped is not None or progress.is_completed
    _expect(
        (progress.confirmed is None) == isinstance(event, PlanConfirmed), "A plan is confirmed once, before all else."
    )
    _expect(is_over == isinstance(event, PlanClosed), "A plan that is over is closed, and nothing else happens to it.")
    match event:
        case PlanConfirmed():
            return replace(progress, confirmed=event)
        case PlanClosed():
            _expect(progress.closed is None, "A plan is closed once.")
            return replace(progress, closed=event)
        case StepBegun() | StepDone():
            return _after_step(progress, event, steps)
        case _:
            return _ended(progress, event, steps)


def _after_step(progress: PlanProgress, event: StepBegun | StepDone, steps: int) -> PlanProgress:
    begun, done = len(progress.begun), len(progress.done)
    if isinstance(event, StepBegun):
        _expect(event.step == begun == done < steps, "Steps begin one after the other.")
        return replace(progress, begun=(*progress.begun, event))
    _expect(event.step == done == begun - 1, "A step is done once, after it began.")
    return replace(progress, done=(*progress.done, event))


def _ended(progress: PlanProgress, event: PlanStopped | PlanCompleted, steps: int) -> PlanProgress:
    done = len(progress.done)
    if isinstance(event, PlanStopped):
        _expect(event.step == done < steps, "A plan stops at the step that is not done.")
        return replace(progress, stopped=event)
    _expect(done == steps, "A plan is complete once all its steps are done.")
    return replace(progress, is_completed=True)


def _expect(holds: bool, rule: str) -> None:
    if not holds:
        raise IllegalPlanEvent(rule)
