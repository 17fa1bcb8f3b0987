"""The side panel of a plan: progress, costs, what was spent so far, and what stopping means."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.content import Content

from dtao_tui.domain.accounts import in_groups
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import NOTHING, age, fine
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.domain.text import cleaned
from dtao_tui.widgets.drawn_view import DrawnView
from dtao_tui.widgets.order_words import clock_time
from dtao_tui.widgets.plans.plan_costs import comparison_lines, cost_lines
from dtao_tui.widgets.plans.plan_words import StepView, progress_bar
from dtao_tui.widgets.text_lines import group, key_and_word, stacked, wrapped

_BRIGHT = "bold $bright"
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as it is drawn."""

    plan: Plan
    steps: tuple[StepView, ...]
    record: PlanRecord | None = None
    """None before it is confirmed."""

    is_running: bool = False
    is_stopping: bool = False
    warnings: tuple[str, ...] = ()
    """What must be read before it is confirmed."""

    names: Mapping[str, str] = field(default_factory=dict)
    """The validators' own, by hotkey, as far as they are known."""

    @property
    def states(self) -> tuple[StepState, ...]:
        """The states of its steps."""
        return tuple(view.state for view in self.steps)

    @property
    def done(self) -> int:
        """How many steps are final."""
        return sum(state is StepState.FINAL for state in self.states)


class PlanSide(DrawnView[PlanView]):
    """Draws all that is said of a plan besides its steps."""

    def drawn(self, view: PlanView, width: int) -> Content:
        """The groups below each other."""
        confirmed = f"confirmed {clock_time(view.record.created_at)[:5]}" if view.record else "before you confirm"
        lines = [
            *_progress(view, width),
            *cost_lines(view.plan, width, confirmed),
            Content(""),
            *comparison_lines(view.plan, width),
            *(_so_far(view, width) if view.record else []),
            Content(""),
            *(_validators(view, width) if view.record is None else []),
            *_if_stopped(view, width),
        ]
        return stacked(lines)


def _progress(view: PlanView, width: int) -> list[Content]:
    if view.record is None:
        warnings = [line for text in view.warnings for line in wrapped(text, width)]
        return [*(Content.styled(line, "$note") for line in warnings), *([Content("")] if warnings else [])]
    left = view.plan.seconds * (len(view.steps) - view.done) / max(len(view.steps), 1)
    begun = f"began  {clock_time(view.record.created_at)}"
    ahead = f"about {age(left)} left" if view.is_running else ""
    gap = " " * max(width - len(begun) - len(ahead), 1)
    return [progress_bar(view.states, width), Content.styled(f"{begun}{gap}{ahead}", "$muted"), Content("")]


def _so_far(view: PlanView, width: int) -> list[Content]:
    done = [step for step in view.steps if step.state is StepState.FINAL]
    ahead = [step.step for step in view.steps if step.state is not StepState.FINAL]
    lines = [Content(""), group("So far", width), _figure("spent", _sum([_spent(step) for step in done]), _BRIGHT)]
    if not ahead:
        return lines
    to_come = _sum([step.cost.total for step in ahead])
    return [*lines, _figure("to come", to_come), _figure("may reach", view.plan.worst_cost)]


def _spent(view: StepView) -> Tao | None:
    """What a final step cost: as it was confirmed, and its drift and network fee besides; None where not known."""
    step, order = view.step, view.order
    if step.cost.total is None or step.cost.network is None or view.drift is None:
        return None
    brought = step.receives if isinstance(step.receives, Tao) else step.price.worth_of(step.receives)
    network = order.network_fee if order is not None and order.network_fee is not None else step.cost.network
    return step.cost.total - step.cost.network + network - Tao(int(view.drift * brought.rao / 100))


def _if_stopped(view: PlanView, width: int) -> list[Content]:
    title, text = _ending(view)
    lines = [group(title, width), *(Content(line) for line in wrapped(text, width))]
    if view.is_running and not view.is_stopping:
        stop = Content.assemble((" Stop ", "bold $ink on $lead"), ("S ", "$ink on $lead"), "  before the next step")
        lines += [Content(""), stop, Content.assemble((" esc", "bold $lead"), (" Leave it running", "$muted"))]
    if view.record is not None and view.record.is_unread:
        lines += [Content(""), key_and_word("enter", "Plan the rest again"), key_and_word("A", "Leave it undone")]
    return lines


def _validators(view: PlanView, width: int) -> list[Content]:
    """Whom the plan stakes to or leaves, every address whole, with the steps of each."""
    steps: dict[str, list[int]] = {}
    for step in view.steps:
        steps.setdefault(step.step.hotkey, []).append(step.number)
    lines = [group("Validators" if len(steps) > 1 else "Validator", width)]
    for hotkey, numbers in steps.items():
        which = "all steps" if len(numbers) == len(view.steps) else _steps_named(numbers)
        name = cleaned(view.names.get(hotkey, ""), LONGEST_NAME)
        lines.append(
            Content.assemble((f"{name}  " if name else "no name  ", "bold" if name else "$muted"), (which, "$muted"))
        )
        groups = in_groups(hotkey)
        lines += [Content(" ".join(groups[:3])), Content(" ".join(groups[3:]))]
    return [*lines, Content("")]


def _steps_named(numbers: list[int]) -> str:
    """The steps of these numbers, such as "steps 1, 3"."""
    return f"step{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def _ending(view: PlanView) -> tuple[str, str]:
    record, total, done = view.record, len(view.steps), view.done
    if record is None:
        fails = "it stops there: the steps before stay, those behind are not signed."
        return (
            "If a step fails",
            f"Each step is signed when the one before is final. If one is not carried out, {fails}",
        )
    if record.progress.stopped is not None:
        at = record.progress.stopped.step
        signed = _signed_words(view.steps[at])
        left = _left(view, done + bool(signed))
        return f"Stopped at step {at + 1}", " ".join(filter(None, (record.progress.stopped.sentence, signed, left)))
    if record.progress.is_completed:
        return "Done", "The one step is final." if total == 1 else f"All {total} steps are final."
    running = next((step for step in view.steps if step.state is StepState.UNDER_WAY), None)
    stays = f"Step {running.number} is signed and goes on. " if running else ""
    if view.is_stopping:
        return "Stopping", f"{stays}No further step is signed. {_left(view, done + (running is not None))}"
    return "If you stop", f"{stays}{_left(view, done + (running is not None))}"


def _signed_words(step: StepView) -> str:
    """What is known of the step that stopped the plan, where it was signed; empty where it was not, or is final."""
    match step.state:
        case StepState.UNKNOWN:
            return f"Step {step.number} may have been carried out."
        case StepState.UNDER_WAY:
            return f"Step {step.number} is signed and goes on."
        case StepState.HELD:
            return f"Step {step.number} is signed and held back."
        case StepState.STOPPED if step.order is not None:
            return f"Step {step.number} was signed and not carried out."
    return ""


def _left(view: PlanView, first: int) -> str:
    total = len(view.steps)
    if first >= total:
        return "No step is left."
    which = f"Step {total} is" if first + 1 == total else f"Steps {first + 1} to {total} are"
    # A step that is not final may have brought its TAO, or not.
    free = fine(min(view.plan.free_after(n) for n in range(view.done, first + 1)), decimals=3).plain
    return f"{which} not signed; at worst {free} τ stay free."


def _sum(costs: list[Tao | None]) -> Tao | None:
    known = [cost for cost in costs if cost is not None]
    return sum(known, Tao(0)) if len(known) == len(costs) else None


def _figure(label: str, amount: Tao | None, style: str = "") -> Content:
    text = NOTHING if amount is None else fine(amount, decimals=3).plain
    return Content.assemble((f"{label:<11}", "$muted"), (text.rjust(11), style), (" τ", "$dim"))
