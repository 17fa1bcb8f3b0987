"""Alerts as JSON, as CSV and as a table: the same columns in the first two."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import AlertCondition
from dtao_tui.domain.alerts.alert_status import AlertStatus
from dtao_tui.domain.alerts.alert_text import firing_sentence
from dtao_tui.domain.alerts.firing_facts import firing_facts
from dtao_tui.domain.alerts.firings import KeptFiring
from dtao_tui.domain.market import Snapshot

COLUMNS = (
    "id",
    "name",
    "scope",
    "netuid",
    "registered_at",
    "condition",
    "state",
    "value",
    "unit",
    "bell",
    "toast",
    "command",
    "draft",
    "firings",
    "last_fired_ms",
)
MOST_FIRINGS = 50
"""Firings of each alert in the JSON document, newest first."""

Row = tuple[str | int | bool | None, ...]


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert with what is known of it."""

    alert: Alert
    condition: AlertCondition | None
    status: AlertStatus
    value: str
    """Of now, as a decimal number; empty where it is not known, or asked of trades only."""

    where: str
    """The subnets that it looks at, in words."""

    firings: tuple[KeptFiring, ...]
    """Newest first."""


def alerts_document(snapshot: Snapshot, alerts: Sequence[ListedAlert]) -> dict[str, object]:
    """The document of `alerts`; what is not known is null."""
    return {
        "network": snapshot.network,
        "genesis": snapshot.genesis,
        "block": snapshot.block,
        "alerts": [
            dict(zip(COLUMNS, _row(each), strict=True))
            | {"command": list(each.alert.command)}
            | {
                "fired": [
                    firing_facts(each.alert, kept.firing) | {"note": kept.note or None}
                    for kept in each.firings[:MOST_FIRINGS]
                ]
            }
            for each in alerts
        ],
    }


def alerts_csv(alerts: Sequence[ListedAlert]) -> str:
    """The same columns as CSV; what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(each) for each in alerts)
    return text.getvalue().rstrip("\n")


def alerts_table(alerts: Sequence[ListedAlert]) -> str:
    """The alerts, each with its last firing below it; times in UTC."""
    if not alerts:
        return "No alert is kept for this network."
    lines: list[str] = []
    for each in alerts:
        alert = each.alert
        lines.append(f"{each.status.value:<12} {alert.name}: {alert.condition}, {each.where}  [{alert.id}]")
        if each.firings:
            newest = each.firings[0]
            at = datetime.fromtimestamp(newest.firing.at / 1000, UTC)
            told = firing_sentence(alert, newest.firing, each.condition)
            note = f" {newest.note}." if newest.note else ""
            lines.append(f"{'':12} {at:%Y-%m-%d %H:%M:%S}  {told}{note}")
    return "\n".join(lines)


def _row(each: ListedAlert) -> Row:
    alert = each.alert
    subnet, draft = alert.subnet, alert.draft
    return (
        alert.id,
        alert.name,
        alert.scope.value,
        None if subnet is None else subnet.netuid,
        None if subnet is None else subnet.registered_at,
        alert.condition,
        each.status.value,
        each.value or None,
        each.condition.unit if each.condition else None,
        alert.rings_bell,
        alert.shows_toast,
        " ".join(alert.command) or None,
        None if draft is None else f"{draft.op.value} {draft.amount}",
        len(each.firings),
        each.firings[0].firing.at if each.firings else None,
    )
