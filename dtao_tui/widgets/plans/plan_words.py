"""Words and marks for plans and their steps."""

from dataclasses import dataclass
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan import Plan, PlanKind, PlanStep
from dtao_tui.domain.plans.step_states import StepState

TITLES = {
    PlanKind.BASKET: "Basket",
    PlanKind.REBALANCE: "Rebalance",
    PlanKind.SLICES: "Slices",
    PlanKind.UNWIND: "Unwind",
    PlanKind.LEAVE_VALIDATOR: "Leave a validator",
}

_MARKS = {
    StepState.NOT_BEGUN: ("·", "$dim", "$dim"),
    StepState.WAITS: ("○", "$dim", "$dim"),
    StepState.QUOTED: ("◌", "$lead", "$foreground"),
    StepState.UNDER_WAY: ("◐", "$lead", "$foreground"),
    StepState.FINAL: ("✓", "$gain", "$muted"),
    StepState.HELD: ("‖", "bold $note", "$note"),
    StepState.UNKNOWN: ("?", "bold $note", "bold $note"),
    StepState.STOPPED: ("✗", "$loss", "$loss"),
}
_WORDS = {
    StepState.QUOTED: "quoting",
    StepState.HELD: "held",
    StepState.STOPPED: "stopped",
}
_SEGMENTS = {
    StepState.FINAL: "$gain",
    StepState.UNDER_WAY: "$lead",
    StepState.QUOTED: "$lead",
    StepState.HELD: "$note",
    StepState.UNKNOWN: "$note",
    StepState.STOPPED: "$loss",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it is drawn."""

    number: int
    """1 for the first."""

    step: PlanStep
    state: StepState
    order: Order | None = None
    """Its order, once it was signed."""

    receives: Tao | Alpha | None = None
    """What it brings by the newest quote, or brought; None where that is not known."""

    drift: Decimal | None = None
    """Per cent by which that is more than was confirmed."""

    @property
    def verb(self) -> str:
        """What it does, in one word."""
        return "sell" if self.step.is_sale else "buy"

    @property
    def words(self) -> str:
        """How far it has come, in one or two words."""
        if self.state is StepState.UNDER_WAY and self.order is not None:
            return "in block" if self.order.state is OrderState.IN_BLOCK else self.order.state.value
        return _WORDS.get(self.state, self.state.value)


def mark_of_step(state: StepState) -> tuple[str, str, str]:
    """A state's mark, the mark's style and the word's."""
    return _MARKS[state]


def title_of(plan: Plan) -> Content:
    """The kind of plan and its size."""
    subnets = len({step.subnet.netuid for step in plan.steps})
    return Content.assemble(
        (TITLES[plan.kind], "bold"), (f"  {counted(len(plan.steps), 'step')} on {counted(subnets, 'subnet')}", "$muted")
    )


def counted(number: int, word: str) -> str:
    """A number with its word, such as "3 steps"."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def progress_bar(states: tuple[StepState, ...], width: int) -> Content:
    """One segment for each step; of many steps a count instead."""
    cells = (width + 1) // max(len(states), 1) - 1
    if cells < 1:
        done = sum(state is StepState.FINAL for state in states)
        return Content.assemble((f"{done}", "bold $gain"), (f" of {len(states)} final", "$muted"))
    segments = [Content.styled("━" * min(cells, 6), _SEGMENTS.get(state, "$spark")) for state in states]
    return Content(" ").join(segments)


def drift_content(drift: Decimal | None) -> tuple[str, str]:
    """The drift's text and style: + in gain, − in loss, zero dim; – where it is not known."""
    if drift is None:
        return "–", "$dim"
    text = percent(drift, signed=True)
    if not text.strip("+−0.,<"):
        return "0.00", "$dim"
    return text, "$gain" if drift > 0 else "$loss"
