"""How an alert stands now, in one word; screens and commands tell the same."""

from enum import Enum

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import AlertCondition
from dtao_tui.domain.alerts.alert_states import AlertState, ConditionVerdict, Phase


class AlertStatus(Enum):
    """What an alert does now, most important first."""

    OFF = "off"
    FIRED = "fired"
    """It has fired, and nobody has seen that yet."""

    CANNOT_FIRE = "cannot fire"
    """Its subnet is gone, or this version cannot read its condition."""

    NO_RECORD = "no record"
    """What it asks for is not known of any of its subnets."""

    DUE = "true"
    """True at two samples, within ten minutes after the last firing."""

    TRUE_ONCE = "1 of 2 true"
    REARMS = "re-arms"
    """It fired, and waits for the value to go back."""

    ARMED = "armed"


def status_of(
    alert: Alert,
    condition: AlertCondition | None,
    state: AlertState,
    verdict: ConditionVerdict | None,
    *,
    is_unread: bool,
    trouble: str = "",
) -> AlertStatus:
    """How an alert stands; `verdict` is that of the newest block, None where it is not asked there."""
    if not alert.is_on:
        return AlertStatus.OFF
    if is_unread:
        return AlertStatus.FIRED
    if condition is None or trouble:
        return AlertStatus.CANNOT_FIRE
    if verdict is not None and verdict.value is None:
        return AlertStatus.NO_RECORD
    phases = {each.phase for each in state.phases}
    for phase, found in _OF_PHASE.items():
        if phase in phases:
            return found
    return AlertStatus.ARMED


_OF_PHASE = {Phase.DUE: AlertStatus.DUE, Phase.TRUE_ONCE: AlertStatus.TRUE_ONCE, Phase.FIRED: AlertStatus.REARMS}
