"""Where commands are shown: the footer of each scope, and the groups of the help."""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.widgets.keys.key_table import (
    ACTIVITY,
    ALERT_FORM,
    ALERTS,
    EVERYWHERE,
    FILTER,
    HELP,
    LISTS,
    MARKET,
    OPERATION,
    PLAN,
    PLAN_TICKET,
    PORTFOLIO,
    ROWS,
    SORTING,
    SUBNET,
    TICKET,
    WALLETS,
)

HELP_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Everywhere": (EVERYWHERE,),
        "Lists": (ROWS, LISTS),
        "Lists, after /": (FILTER,),
        "Lists, after o": (SORTING,),
        "Operations": (OPERATION,),
        "Market": (MARKET,),
        "Subnet": (SUBNET,),
        "Ticket": (TICKET,),
        "Portfolio": (PORTFOLIO,),
        "Plan ticket": (PLAN_TICKET,),
        "Plan": (PLAN,),
        "Activity": (ACTIVITY,),
        "Wallets": (WALLETS,),
        "Alerts": (ALERTS,),
        "Alert form": (ALERT_FORM,),
    }
)
"""The scopes under the titles of the help, in its order."""

FOOTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        MARKET: (
            "operation.stake",
            "operation.unstake",
            "list.unmark",
            "list.filter",
            "list.mark",
            "list.sort",
            "help",
            "palette",
            "operation.move",
        ),
        SUBNET: (
            "operation.stake",
            "operation.unstake",
            "operation.move",
            "back",
            "operation.swap",
            "subnet.validators",
            "help",
            "palette",
        ),
        TICKET: ("ticket.operation", "ticket.validator", "back", "palette"),
        PORTFOLIO: (
            "operation.unstake",
            "operation.move",
            "operation.swap",
            "list.unmark",
            "portfolio.unfold",
            "portfolio.fold",
            "row.open",
            "list.mark",
            "portfolio.next",
            "operation.exit",
            "help",
            "palette",
        ),
        ACTIVITY: (
            "row.open",
            "activity.close",
            "activity.filter",
            "activity.check",
            "activity.copy",
            "help",
            "palette",
        ),
        WALLETS: (
            "wallets.choose",
            "wallets.new",
            "wallets.unlock",
            "wallets.give",
            "wallets.import",
            "help",
            "palette",
        ),
        PLAN_TICKET: ("plan_ticket.validator", "back", "palette"),
        PLAN: ("plan.stop", "plan.rest", "plan.read", "back", "help", "palette"),
        ALERTS: (
            "alerts.edit",
            "alerts.new",
            "alerts.switch",
            "alerts.draft",
            "alerts.remove",
            "back",
            "alerts.filter",
            "help",
            "palette",
        ),
        ALERT_FORM: ("alert_form.save", "alert_form.drop", "palette"),
        SORTING: ("sorting.before", "sorting.next", "sorting.number", "sorting.end", "list.reverse", "palette"),
        FILTER: ("filter.table", "filter.clear", "palette"),
        HELP: ("back", "palette"),
    }
)
"""What the footer of each screen offers, most important first; a screen shows those that do something now."""
