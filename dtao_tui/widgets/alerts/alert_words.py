"""Alerts in words: values with their limits, the sign and word of a state, and what a firing says."""

from dataclasses import dataclass, field

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.alert_conditions import AlertCondition
from dtao_tui.domain.alerts.alert_states import QUIET, AlertState, ConditionVerdict, Phase
from dtao_tui.domain.alerts.alert_status import AlertStatus, status_of
from dtao_tui.domain.alerts.alert_text import PER_ALPHA, is_in_thousands, number
from dtao_tui.domain.alerts.firings import KeptFiring
from dtao_tui.domain.filters.filter_fields import FilterField
from dtao_tui.domain.formatting import NOTHING, count
from dtao_tui.widgets.order_words import clock_time, day

_DAY_SECONDS = 86_400
_MARKS = {">=": "≥", "<=": "≤"}

SCOPE_WORDS = {Scope.ANY: "any subnet", Scope.HELD: "held", Scope.WATCHED: "watched", Scope.ONE: "one subnet"}


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert as it is drawn."""

    alert: Alert
    condition: AlertCondition | None
    """None where this version cannot read it."""

    state: AlertState = field(default_factory=AlertState)
    verdict: ConditionVerdict | None = None
    """At the newest block; None where it is not asked there."""

    where: str = ""
    """The subnet that it looks at, or which kind of them."""

    value_of: str = ""
    """The subnet whose value is shown, where it looks at several."""

    firings: tuple[KeptFiring, ...] = ()
    """Newest first."""

    is_unread: bool = False
    """Whether it has fired and nobody has seen that yet."""

    trouble: str = ""
    """Why it cannot fire, such as that its subnet is gone; a sentence, or empty."""

    wall: float = 0.0
    """Now, in seconds since 1970."""

    @property
    def newest(self) -> KeptFiring | None:
        """Its last firing."""
        return self.firings[0] if self.firings else None


@dataclass(frozen=True, slots=True)
class StateWords:
    """The state of an alert: a sign, a word, what stands below it, and the style of sign and word."""

    sign: str
    word: str
    below: str
    style: str


def state_words(view: AlertView) -> StateWords:
    """How an alert is."""
    now = status_of(
        view.alert, view.condition, view.state, view.verdict, is_unread=view.is_unread, trouble=view.trouble
    )
    last, state = _last(view), view.state
    match now:
        case AlertStatus.OFF:
            return StateWords("○", now.value, last, "$dim")
        case AlertStatus.FIRED:
            draft = ", draft" if view.alert.draft is not None else ""
            return StateWords("!", now.value, f"{last}{draft}", "bold $note")
        case AlertStatus.CANNOT_FIRE:
            return StateWords("✗", now.value, last, "$loss")
        case AlertStatus.NO_RECORD:
            return StateWords(NOTHING, now.value, "of it yet", "$muted")
        case AlertStatus.DUE:
            until = clock_time(((state.fired_at or 0) + QUIET) / 1000)[:5]
            return StateWords("◐", now.value, f"quiet to {until}", "$lead")
        case AlertStatus.TRUE_ONCE:
            once = next(each for each in state.phases if each.phase is Phase.TRUE_ONCE)
            return StateWords("◐", now.value, f"since {clock_time(once.since / 1000)[:5]}", "$lead")
        case AlertStatus.REARMS:
            return StateWords("~", now.value, _rearms_at(view), "$muted")
        case _:
            return StateWords("·", now.value, last, "$muted")


def _rearms_at(view: AlertView) -> str:
    condition = view.condition
    if view.alert.scope is Scope.ONE and condition is not None:
        main = condition.main
        side = "below" if main.mark.startswith(">") else "above"
        limit = number(condition.rearm_limit, main.field, is_kilo=is_in_thousands(main.wanted, main.field))
        return f"{side} {limit}"
    fired = sum(each.phase is Phase.FIRED for each in view.state.phases)
    return f"in {count(fired)} subnets" if fired > 1 else "in 1 subnet"


def value_words(view: AlertView) -> tuple[str, str, str]:
    """The value of now (of a trade, the last that fired), the limit with its mark, and the unit of both."""
    condition = view.condition
    if condition is None:
        return NOTHING, "", view.alert.condition
    main = condition.main
    is_kilo = is_in_thousands(main.wanted, main.field)
    value = view.verdict.value if view.verdict is not None else None
    if condition.is_event and view.newest is not None:
        value = view.newest.firing.number
    limit = f"{_MARKS.get(main.mark, main.mark)} {number(main.wanted, main.field, is_kilo=is_kilo)}"
    return number(value, main.field, is_kilo=is_kilo), limit, _unit(main.field, is_kilo=is_kilo)


def _unit(of: FilterField, *, is_kilo: bool) -> str:
    if of.unit == PER_ALPHA:
        return of.unit
    if of.name == "trade":
        return "τ, one trade"
    return f"{'kτ' if is_kilo else of.unit_read} {of.label or of.name}".strip()


def moment(at_ms: int, now: float) -> str:
    """When something was: the time of day, or the day where that is longer ago than a day."""
    wall = at_ms / 1000
    return clock_time(wall)[:5] if abs(now - wall) < _DAY_SECONDS else day(wall)


def day_and_time(at_ms: int) -> str:
    """Day and time, such as "27 Nov 12:31:18"."""
    return f"{day(at_ms / 1000)} {clock_time(at_ms / 1000)}"


def _last(view: AlertView) -> str:
    newest = view.newest
    return "never" if newest is None else moment(newest.firing.at, view.wall)
