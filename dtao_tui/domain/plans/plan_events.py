"""Events of a plan: everything that happens to it, as frozen values that are appended and never changed.

The name of a class is its tag in the record, and the names of its fields are those of the document: neither is renamed
without a step of the record's schema. A new field needs a default that means "not known".
"""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Price, Tao


class StopCause(Enum):
    """Why a plan stopped before its end; the record stores the values."""

    PERSON = "stopped by a person"
    DRIFT = "a quote beyond what was confirmed"
    REFUSED = "refused before it was signed"
    FAILED = "not carried out"
    UNKNOWN = "not known whether it was carried out"
    ENDED = "the program ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHappening:
    """What all events have."""

    at: float
    """Wall clock, seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanConfirmed(PlanHappening):
    """A person confirmed the plan by typing, and what went beyond its figures."""

    notes: tuple[str, ...] = ()
    """What was said besides the figures, such as that another program used the account."""

    hotkeys: tuple[str, ...] = ()
    """Validators whose address was confirmed by typing its end."""

    without_second: bool = False
    """Whether it was confirmed though no second endpoint answered."""

    is_sealed: bool = False
    """Whether the steps that pass a pool go under the MEV shield, as was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegun(PlanHappening):
    """A step is about to be signed as the order of this id; written down before that."""

    step: int
    order_id: str
    block: int
    """The block of its new quote."""

    receives: Tao | Alpha
    worst: Tao | Alpha
    limit: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(PlanHappening):
    """The step's order is final."""

    step: int
    paid: Tao | Alpha | None = None
    """None where the block's events do not tell it."""

    received: Tao | Alpha | None = None
    network_fee: Tao | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStopped(PlanHappening):
    """The plan stopped before this step was carried out; nothing of it is signed any more."""

    step: int
    cause: StopCause
    sentence: str
    is_unsigned: bool = False
    """Whether a step that had begun was certainly not sent, though the journal holds no order of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCompleted(PlanHappening):
    """All steps are final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClosed(PlanHappening):
    """A person has read how it ended, or has confirmed the rest of it as a new plan."""

    continued_as: str = ""
    """The id of that plan."""


PlanEvent = PlanConfirmed | StepBegun | StepDone | PlanStopped | PlanCompleted | PlanClosed
