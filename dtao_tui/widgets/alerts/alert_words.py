"""Alerts in words: values with their limits, the sign and word of a state, and what a firing says."""

from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.alert_conditions import SIDE_WORDS, AlertCondition
from dtao_tui.domain.alerts.alert_states import QUIET, AlertState, ConditionVerdict, Phase
from dtao_tui.domain.alerts.firings import Firing, KeptFiring
from dtao_tui.domain.amounts import RAO_PER_TAO, Price
from dtao_tui.domain.filters.filter_fields import FilterField
from dtao_tui.domain.formatting import MINUS, NOTHING, count, fine
from dtao_tui.widgets.order_words import clock_time, day

_PER_ALPHA = "τ per α"
_FINE_UNITS = (_PER_ALPHA, "τ/block")
_KILO = 1000
_CLOSE = 10
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
    """How an alert is, most important first."""
    last = _last(view)
    if not view.alert.is_on:
        return StateWords("○", "off", last, "$dim")
    if view.newest is not None and view.is_unread:
        draft = ", draft" if view.alert.draft is not None else ""
        return StateWords("!", "fired", f"{last}{draft}", "bold $note")
    if view.condition is None or view.trouble:
        return StateWords("✗", "cannot fire", last, "$loss")
    if view.verdict is not None and view.verdict.value is None:
        return StateWords(NOTHING, "no record", "of it yet", "$muted")
    return _phase_words(view, view.condition) or StateWords("·", "armed", last, "$muted")


def _phase_words(view: AlertView, condition: AlertCondition) -> StateWords | None:
    phases = view.state.phases
    fired = [each for each in phases if each.phase is Phase.FIRED]
    if any(each.phase is Phase.DUE for each in phases) and view.state.fired_at is not None:
        until = clock_time((view.state.fired_at + QUIET) / 1000)[:5]
        return StateWords("◐", "true", f"quiet to {until}", "$lead")
    once = next((each for each in phases if each.phase is Phase.TRUE_ONCE), None)
    if once is not None:
        return StateWords("◐", "1 of 2 true", f"since {clock_time(once.since / 1000)[:5]}", "$lead")
    if len(fired) == 1 and view.alert.scope is Scope.ONE:
        main = condition.main
        side = "below" if main.mark.startswith(">") else "above"
        limit = number(condition.rearm_limit, main.field, is_kilo=is_in_thousands(main.wanted, main.field))
        return StateWords("~", "re-arms", f"{side} {limit}", "$muted")
    if fired:
        return StateWords(
            "~", "re-arms", f"in {count(len(fired))} subnets" if len(fired) > 1 else "in 1 subnet", "$muted"
        )
    return None


def is_in_thousands(wanted: Decimal, of: FilterField) -> bool:
    """Whether values are shown in kτ beside this limit."""
    return of.unit == "τ" and abs(wanted) >= _KILO


def number(value: Decimal | None, of: FilterField, *, is_kilo: bool = False) -> str:
    """A value without its unit, with as many decimals as its field is read with; – where it is not known."""
    if value is None:
        return NOTHING
    sign = MINUS if value < 0 else ""
    size = abs(value) / (_KILO if is_kilo else 1)
    if of.unit in _FINE_UNITS:
        return sign + str(fine(Price(int(size * RAO_PER_TAO)), decimals=6))
    if of.unit == "1 = next":
        return f"{sign}{size:,.0f}"
    return f"{sign}{size:,.{2 if of.unit.startswith('%') and size < _CLOSE else 1}f}"


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
    if of.unit == _PER_ALPHA:
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


def fired_value(firing: Firing, condition: AlertCondition | None = None) -> str:
    """The value of a firing with its unit."""
    if firing.number is None:
        return NOTHING
    if condition is not None and condition.main.field.unit_read == firing.unit:
        return f"{number(firing.number, condition.main.field)} {firing.unit}".strip()
    return f"{MINUS if firing.number < 0 else ''}{abs(firing.number):,f} {firing.unit}".strip()


def firing_sentence(alert: Alert, firing: Firing, condition: AlertCondition | None) -> str:
    """What a firing says in one line, without the alert's name."""
    if firing.trade is not None:
        by = f" by {firing.trade.by}" if firing.trade.by else ""
        size = number(firing.number, condition.main.field) if condition else firing.value
        told = f"{size} τ {_DONE[firing.trade.side]}{by}"
    else:
        name = _measure(condition) if condition else alert.condition
        told = f"{name} {fired_value(firing, condition)}"
    others = f", and {count(firing.others)} more" if firing.others else ""
    away = ", while away" if firing.is_away else ""
    return f"{firing.label}: {told}{others}{away}."


def _measure(condition: AlertCondition) -> str:
    main = condition.main.field
    return main.label or main.name


_DONE = {side: f"{word}d" for side, word in SIDE_WORDS.items()}


def _last(view: AlertView) -> str:
    newest = view.newest
    return "never" if newest is None else moment(newest.firing.at, view.wall)
