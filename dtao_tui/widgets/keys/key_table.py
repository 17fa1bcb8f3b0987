"""The one table of keys: every command by scope, with its key, its words and what it does.

Bindings, footer, help, palette, command line and the README's table are made from it or held equal to it. Scopes nest:
a screen has its own, those of lists and operations where it has any, and the one of all screens.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.widgets.keys.activity_keys import ACTIVITY_KEYS
from dtao_tui.widgets.keys.alert_keys import ALERT_FORM_KEYS, ALERT_KEYS
from dtao_tui.widgets.keys.chart_keys import CURSOR_KEYS, SUBNET_KEYS
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.help_keys import HELP_KEYS
from dtao_tui.widgets.keys.order_keys import EVERY_PLAN, OPERATION_KEYS, PLAN_KEYS, PLAN_TICKET_KEYS, TICKET_KEYS
from dtao_tui.widgets.keys.setting_keys import SETTING_KEYS
from dtao_tui.widgets.keys.statement_keys import STATEMENT_KEYS

EVERYWHERE, ROWS, LISTS, SORTING, OPERATION = "everywhere", "rows", "lists", "sorting", "operation"
FILTER = "filter"
MARKET, SUBNET, CHART, TAPE, TICKET = "market", "subnet", "chart", "tape", "ticket"
PORTFOLIO, ACTIVITY, WALLETS, HELP = "portfolio", "activity", "wallets", "help"
PLAN, PLAN_TICKET = "plan", "plan_ticket"
ALERTS, ALERT_FORM = "alerts", "alert_form"
STATEMENT = "statement"
SETTINGS = "settings"


COMMANDS: Mapping[str, tuple[Command, ...]] = MappingProxyType(
    {
        EVERYWHERE: (
            Command("1", "go.market", "Market", "Show all subnets and their pools.", "go('market')"),
            Command(
                "2", "go.portfolio", "Portfolio", "Show what you own and what selling it would pay.", "go('portfolio')"
            ),
            Command("3", "go.activity", "Activity", "Show your orders and what became of them.", "go('activity')"),
            Command("4", "go.wallets", "Wallets", "Show your wallets; make, import, unlock.", "go('wallets')"),
            Command("question_mark", "help", "Help", "Show all keys, the network and the versions.", "help"),
            Command(
                "ctrl+p",
                "palette",
                "Commands",
                "Search all commands and subnets.",
                "command_palette",
                is_listed=False,
                opens=True,
            ),
            Command(
                "colon", "line", "Command", "Type a command by its name, such as stake 3.", "command_line", opens=True
            ),
            Command("escape", "back", "Back", "Leave what is open: a filter, a ticket, a screen.", "back"),
            Command("q", "quit", "Quit", "Go back, or end the program from its first screens.", "back_or_quit"),
            Command("T", "tape", "Tape", "Show who trades on the subnet, as it happens, or close that.", "tape"),
            Command("L", "lock", "Lock key", "Lock the key now.", "lock"),
            Command(
                "D", "drills", "Drills", "Practise a named situation on the practice network.", "drills", opens=True
            ),
            Command(
                "ctrl+z",
                "suspend",
                "Suspend",
                "Lock the key and stop, until the shell continues the program.",
                "suspend",
            ),
            Command("", "limits", "Spend limits", "Set what the chosen account may spend.", "limits", opens=True),
            Command(
                "", "read-only", "Read-only", "Sign nothing from now on, or leave that by the password.", "read_only"
            ),
            *EVERY_PLAN,
            Command("", "plan", "Plan", "Show the plan under way, or the last one.", "show_plan"),
            Command("", "tour", "Tour", "Stake and sell on practice, told step by step; again ends it.", "tour"),
            Command(
                "",
                "backfill",
                "Backfill",
                "Read the market's past from an archive.",
                "backfill",
                opens=True,
            ),
            Command("", "since", "Since", "Show what happened since you looked last.", "since"),
            Command(
                "", "rate", "Rate", "Tell totals in a currency, by a rate of yours, or no more.", "rate", opens=True
            ),
            Command("", "theme", "Theme", "Choose the colours.", "change_theme"),
            Command("comma", "settings", "Settings", "Show all settings, and change them.", "settings"),
            Command("exclamation_mark", "alerts", "Alerts", "Show the alerts and what they told.", "alerts"),
        ),
        ROWS: (
            Command("j,down", "row.down", "Down", "Go one row down.", "cursor_down", is_listed=False),
            Command("k,up", "row.up", "Up", "Go one row up.", "cursor_up", is_listed=False),
            Command("g,home,ctrl+home", "row.top", "Top", "Go to the first row.", "scroll_top", is_listed=False),
            Command("G,end,ctrl+end", "row.bottom", "Bottom", "Go to the last row.", "scroll_bottom", is_listed=False),
            Command("pagedown", "row.page_down", "Page down", "Go one page down.", "page_down", is_listed=False),
            Command("pageup", "row.page_up", "Page up", "Go one page up.", "page_up", is_listed=False),
            Command(
                "left",
                "row.left",
                "Left",
                "Show the columns before, where not all have room.",
                "scroll_columns(-1)",
                is_listed=False,
            ),
            Command(
                "right",
                "row.right",
                "Right",
                "Show the columns behind, where not all have room.",
                "scroll_columns(1)",
                is_listed=False,
            ),
            Command("enter", "row.open", "Open", "Open the chosen row.", "select_cursor"),
        ),
        LISTS: (
            Command(
                "slash",
                "list.filter",
                "Filter",
                "Show only rows whose name, symbol or number fits.",
                "filter",
                opens=True,
            ),
            Command("space", "list.mark", "Mark", "Mark the row, or take its mark away.", "mark"),
            Command("M", "list.unmark", "Unmark all", "Take all marks away.", "unmark_all"),
            Command("o", "list.sort", "Sort", "Choose the column to sort by, with ← → or its number.", "sort"),
            Command("O", "list.reverse", "Reverse", "Turn the order around.", "reverse"),
            Command("r", "list.refresh", "Refresh", "Sort again by the numbers of now.", "resort"),
            Command("c", "list.columns", "Columns", "Choose and order the columns.", "columns", opens=True),
            Command("e", "list.export", "Export", "Write the rows to a file.", "export"),
            Command("w", "list.watch", "Watch", "Put the row on the watch list in use, or take it off.", "watch"),
            Command(
                "W",
                "list.watch_list",
                "Watch lists",
                "Choose a watch list, show it alone, make, rename or delete one.",
                "watch_list",
                opens=True,
            ),
        ),
        SORTING: (
            Command(
                "left",
                "sorting.before",
                "Before",
                "Sort by the column before.",
                "choose_step(-1)",
                replaces=("row.left",),
            ),
            Command(
                "right", "sorting.next", "Next", "Sort by the next column.", "choose_step(1)", replaces=("row.right",)
            ),
            Command(
                "1,2,3,4,5,6,7,8,9",
                "sorting.number",
                "Column",
                "Sort by the column of this number; once more turns the order around.",
                "choose_number({key})",
                replaces=("go.market", "go.portfolio", "go.activity", "go.wallets"),
            ),
            Command(
                "enter,escape", "sorting.end", "Done", "Keep this order.", "choose_end", replaces=("row.open", "back")
            ),
        ),
        FILTER: (
            Command(
                "enter",
                "filter.table",
                "Rows",
                "Go to the rows that are left; the filter stays.",
                "filter_line('leave')",
                replaces=("row.open",),
                is_listed=False,
            ),
            Command(
                "up",
                "filter.older",
                "Used before",
                "Take a filter that was used before.",
                "filter_line('older')",
                replaces=("row.up",),
                is_listed=False,
            ),
            Command(
                "down",
                "filter.newer",
                "Used later",
                "Take the filter that was used after it; after the last one, go to the rows.",
                "filter_line('newer')",
                replaces=("row.down",),
                is_listed=False,
            ),
            Command(
                "tab",
                "filter.complete",
                "Complete",
                "Complete the last word, ← → choose by which; with none to complete, go to the rows.",
                "filter_line('complete')",
                is_listed=False,
            ),
            Command(
                "escape", "filter.clear", "Clear", "Show all rows again.", "filter_line('clear')", replaces=("back",)
            ),
            Command(
                "f1", "filter.help", "Help", "Show all keys, and what a filter knows.", "app.help", is_listed=False
            ),
        ),
        OPERATION: OPERATION_KEYS,
        MARKET: (
            Command(
                "equals_sign",
                "market.since",
                "Why",
                "Show why your worth changed since you looked last.",
                "app.since_statement",
                opens=True,
            ),
        ),
        HELP: HELP_KEYS,
        SUBNET: SUBNET_KEYS,
        CHART: CURSOR_KEYS,
        TAPE: (),
        TICKET: TICKET_KEYS,
        PORTFOLIO: (
            Command(
                "right", "portfolio.unfold", "Unfold", "Show the parts of the row.", "unfold", replaces=("row.right",)
            ),
            Command("left", "portfolio.fold", "Fold", "Hide the parts of the row.", "fold", replaces=("row.left",)),
            Command("right_curly_bracket", "portfolio.next", "Account", "Look at the next account.", "next_account(1)"),
            Command(
                "left_curly_bracket",
                "portfolio.previous",
                "Previous",
                "Look at the account before.",
                "next_account(-1)",
            ),
            Command("v", "portfolio.view", "View", "Group by subnet, by validator or by wallet.", "next_view"),
            Command(
                "equals_sign",
                "portfolio.statement",
                "Gained",
                "Show what was gained, and why.",
                "statement",
                opens=True,
            ),
            Command(
                "left_square_bracket", "portfolio.shorter", "Shorter", "Show a shorter time in the curve.", "range(-1)"
            ),
            Command(
                "right_square_bracket", "portfolio.longer", "Longer", "Show a longer time in the curve.", "range(1)"
            ),
            Command(
                "b", "portfolio.basis", "Basis", "Type what was paid before it was first seen.", "basis", opens=True
            ),
        ),
        STATEMENT: STATEMENT_KEYS,
        ALERTS: ALERT_KEYS,
        ALERT_FORM: ALERT_FORM_KEYS,
        SETTINGS: SETTING_KEYS,
        PLAN_TICKET: PLAN_TICKET_KEYS,
        PLAN: PLAN_KEYS,
        ACTIVITY: ACTIVITY_KEYS,
        WALLETS: (
            Command(
                "enter", "wallets.choose", "Use", "Work with the chosen account.", "choose", replaces=("row.open",)
            ),
            Command("n", "wallets.new", "New", "Make a new wallet.", "create_wallet", opens=True),
            Command("U", "wallets.unlock", "Unlock", "Open the key of the chosen account.", "unlock", opens=True),
            Command("plus", "wallets.give", "Get τ", "Get 1,000 τ of practice money.", "give"),
            Command(
                "i",
                "wallets.import",
                "Import",
                "Make a wallet from a recovery phrase or a polkadot-js JSON, or add an address of a Ledger.",
                "import_wallet",
                opens=True,
            ),
            Command(
                "a",
                "wallets.watch",
                "Add",
                "Add an address to look at, or to trade by a proxy.",
                "watch_address",
                opens=True,
            ),
            Command(
                "S",
                "wallets.proxy",
                "Proxy",
                "Let another key trade this account's stake, as its staking proxy.",
                "trade_by_proxy",
                opens=True,
            ),
            Command(
                "P",
                "wallets.keyring",
                "Keyring",
                "Keep its password in the system keyring, or delete it there.",
                "keyring",
                opens=True,
            ),
            Command(
                "l",
                "wallets.limits",
                "Limits",
                "Set what it may spend per order and in 24 hours.",
                "limits",
                opens=True,
            ),
            Command(
                "delete,backspace",
                "wallets.remove",
                "Remove",
                "Stop watching an address, or delete a wallet made for practice.",
                "remove",
                opens=True,
            ),
        ),
    }
)
"""All commands by scope."""
