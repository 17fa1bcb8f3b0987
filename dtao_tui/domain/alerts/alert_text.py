"""Alerts in sentences: values as they are read, and what a firing says."""

from decimal import Decimal

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import SIDE_WORDS, AlertCondition
from dtao_tui.domain.alerts.firings import Firing
from dtao_tui.domain.amounts import RAO_PER_TAO, Price
from dtao_tui.domain.filters.filter_fields import FilterField
from dtao_tui.domain.formatting import MINUS, NOTHING, count, fine

PER_ALPHA = "τ per α"
_FINE_UNITS = (PER_ALPHA, "τ/block")
_KILO = 1000
_CLOSE = 10
_DONE = {side: f"{word}d" for side, word in SIDE_WORDS.items()}


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


def fired_value(firing: Firing, condition: AlertCondition | None = None) -> str:
    """The value of a firing with its unit."""
    if firing.number is None:
        return NOTHING
    if condition is not None and condition.unit == firing.unit:
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
