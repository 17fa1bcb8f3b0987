"""The facts of a firing as a JSON document: what a command gets, and what `alerts --json` lists."""

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import SIDE_WORDS
from dtao_tui.domain.alerts.firings import FiredTrade, Firing
from dtao_tui.domain.amounts import Price


def firing_facts(alert: Alert, firing: Firing) -> dict[str, object]:
    """What fired, where and when; money in whole rao, the value a decimal string, what is not known null."""
    return {
        "alert": alert.name,
        "condition": alert.condition,
        "scope": alert.scope.value,
        "block": firing.block,
        "time_ms": firing.at,
        "netuid": firing.subnet.netuid,
        "registered_at": firing.subnet.registered_at,
        "subnet": firing.label,
        "value": firing.value or None,
        "unit": firing.unit,
        "others": firing.others,
        "while_away": firing.is_away,
        "price_rao": _rao(firing.price),
        "trade": None if firing.trade is None else _trade(firing.trade),
    }


def _trade(trade: FiredTrade) -> dict[str, object]:
    return {
        "side": SIDE_WORDS[trade.side],
        "size_rao": trade.size.rao,
        "price_before_rao": _rao(trade.before),
        "price_after_rao": _rao(trade.after),
        "by": trade.by or None,
    }


def _rao(price: Price | None) -> int | None:
    return None if price is None else price.rao
