"""Alerts of the chain in use as they are drawn."""

from collections.abc import Iterator

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.formatting import count
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.alerts.alert_words import SCOPE_WORDS, AlertView


def alert_views(parts: AppContext, snapshot: Snapshot | None) -> Iterator[AlertView]:
    """All alerts, the oldest first."""
    watch, register = parts.alerts, parts.alerts.register
    wall = parts.clock.wall()
    for alert in register.alerts:
        condition, now = register.condition(alert), watch.now.get(alert)
        is_of_several = alert.scope is not Scope.ONE and now is not None and now.verdict.value is not None
        yield AlertView(
            alert,
            condition,
            register.state(alert),
            None if now is None or not now.subnets else now.verdict,
            where_of(alert, snapshot, None if now is None else now.subnets),
            now.subnet if is_of_several and now is not None else "",
            register.firings_of(alert),
            register.unread(alert) is not None,
            "" if alert.subnet is None or snapshot is None else snapshot.trouble_with(alert.subnet),
            wall,
        )


def where_of(alert: Alert, snapshot: Snapshot | None, subnets: int | None = None) -> str:
    """The subnet that an alert looks at, or which kind of them and how many these are."""
    if alert.subnet is not None:
        return label_of(alert.subnet, snapshot)
    words = SCOPE_WORDS[alert.scope]
    if subnets is None or alert.scope is Scope.ANY:
        return words
    return f"{words}, {count(subnets)} {'subnet' if subnets == 1 else 'subnets'}"


def label_of(subnet: SubnetId, snapshot: Snapshot | None) -> str:
    """Netuid, symbol and name, or the number alone where that subnet is not there."""
    if snapshot is None or snapshot.trouble_with(subnet):
        return f"{subnet.netuid}"
    return snapshot.subnets[subnet.netuid].label


def drafted_subnet(view: AlertView) -> SubnetId | None:
    """The subnet that a draft would be about: that of the last firing, else the one that the alert looks at."""
    if view.alert.draft is None:
        return None
    return view.newest.firing.subnet if view.newest is not None else view.alert.subnet
