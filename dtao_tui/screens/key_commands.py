"""The one table of commands: it feeds the keys, the footer, the help and the palette."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.binding import Binding

from dtao_tui.domain.trades.operations import OPERATIONS, Spec


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the user: its key, its name and its description."""

    key: str
    """As Textual names keys; several are separated by commas. Empty: only in help and palette."""

    id: str
    words: str
    """One or two words for the footer."""

    tooltip: str
    """One sentence for help and palette."""

    action: str
    shown: int = 0
    """Place in the footer, 1 first; 0 is only in help and palette."""

    key_shown: str = ""
    """How the key is written, where its name is not it."""

    in_palette: bool = True
    opens: bool = False
    """Whether it opens a dialog a moment later; keys pressed in between are that dialog's."""

    @property
    def key_words(self) -> str:
        """The key as the footer and the help write it."""
        return self.key_shown or self.key.replace(",", " ")

    def binding(self) -> Binding:
        """The binding that makes Textual run it."""
        return Binding(
            self.key, self.action, self.words, show=False, key_display=self.key_words, tooltip=self.tooltip, id=self.id
        )


EVERYWHERE = "everywhere"
LISTS = "lists"
TITLES = {
    EVERYWHERE: "Everywhere",
    LISTS: "Lists",
    "market": "Market",
    "subnet": "Subnet",
    "ticket": "Ticket",
    "portfolio": "Portfolio",
    "activity": "Activity",
    "wallets": "Wallets",
}
"""The groups of commands, in the order of the help."""

_FIRST_TRADES = 2
"""Operations that stand first in a footer; the others have their place behind help and palette, where there is room."""

_BEHIND_ALL = 92


def _trades(scope: str, tooltip: Callable[[Spec], str]) -> tuple[Command, ...]:
    """One command for each operation."""
    return tuple(
        Command(
            spec.key,
            f"{scope}.{spec.op}",
            spec.title,
            tooltip(spec),
            f"trade('{spec.op}')",
            place if place <= _FIRST_TRADES else _BEHIND_ALL + place,
        )
        for place, spec in enumerate(OPERATIONS.values(), 1)
    )


COMMANDS: dict[str, tuple[Command, ...]] = {
    EVERYWHERE: (
        Command("1", "go.market", "Market", "Show all subnets and their pools.", "go('market')"),
        Command(
            "2", "go.portfolio", "Portfolio", "Show what you own and what selling it would pay.", "go('portfolio')"
        ),
        Command("3", "go.activity", "Activity", "Show your orders and what became of them.", "go('activity')"),
        Command("4", "go.wallets", "Wallets", "Show your wallets; make, import, unlock.", "go('wallets')"),
        Command("question_mark", "help", "Help", "Show all keys, the network and the versions.", "help", 90, "?"),
        Command(
            "ctrl+p",
            "palette",
            "Commands",
            "Search all commands and subnets.",
            "command_palette",
            91,
            "^p",
            in_palette=False,
        ),
        Command("L", "lock", "Lock", "Lock the key now.", "lock"),
        Command("escape", "back", "Back", "Leave this screen.", "back", key_shown="esc", in_palette=False),
        Command("q", "quit", "Quit", "Go back, or end the program from its first screens.", "back_or_quit"),
        Command("D", "drills", "Drills", "Practise a named situation on the practice network.", "drills", opens=True),
        Command("", "theme", "Theme", "Choose the colours.", "change_theme"),
    ),
    LISTS: (
        Command("j,down", "list.down", "Down", "Go one row down.", "cursor_down", key_shown="j ↓", in_palette=False),
        Command("k,up", "list.up", "Up", "Go one row up.", "cursor_up", key_shown="k ↑", in_palette=False),
        Command("g,home", "list.top", "Top", "Go to the first row.", "scroll_top", in_palette=False),
        Command("G,end", "list.bottom", "Bottom", "Go to the last row.", "scroll_bottom", in_palette=False),
    ),
    "market": (
        Command("enter", "market.open", "Open", "Open the chosen subnet.", "open"),
        *_trades("market", lambda spec: spec.tooltip),
        Command(
            "slash", "market.filter", "Filter", "Show only subnets whose name, symbol or number fits.", "filter", 3, "/"
        ),
        Command("o", "market.sort", "Sort", "Sort by the next column.", "sort", 4),
        Command("O", "market.reverse", "Reverse", "Turn the order around.", "reverse"),
        Command("r", "market.resort", "Sort anew", "Sort again by the numbers of now.", "resort"),
        Command("c", "market.columns", "Columns", "Change which columns are shown.", "columns"),
        Command("escape", "market.clear", "Clear", "Show all subnets again.", "back", 0, "esc", in_palette=False),
    ),
    "subnet": (
        *_trades("subnet", lambda spec: f"Open a ticket to {spec.here}."),
        Command(
            "escape", "subnet.back", "Back", "Close the ticket, then the subnet.", "back", 5, "esc", in_palette=False
        ),
    ),
    "ticket": (
        Command(
            "ctrl+o",
            "ticket.operation",
            "Operation",
            "Turn the open ticket into the next operation; what is typed stays.",
            "switch_operation",
            1,
            "^o",
        ),
        Command("ctrl+l", "ticket.validator", "Validator", "Choose its validator.", "choose_validator", 2, "^l"),
        Command(
            "ctrl+n",
            "ticket.sell_all",
            "Sell all",
            "Sell all, where the chain would sell the rest too.",
            "take_offer('ctrl+n')",
            key_shown="^n",
        ),
        Command(
            "ctrl+r",
            "ticket.keep_rest",
            "Keep enough",
            "Sell so much less that the chain leaves the rest alone.",
            "take_offer('ctrl+r')",
            key_shown="^r",
        ),
    ),
    "portfolio": (
        Command("u", "portfolio.unstake", "Unstake", "Unstake from the chosen subnet.", "unstake", 1),
        Command("space", "portfolio.validators", "Validators", "Show or hide the validators.", "toggle_row", 2),
        Command("enter", "portfolio.open", "Subnet", "Open the chosen subnet.", "open", 3),
        Command(
            "right_square_bracket", "portfolio.next", "Account", "Look at the next account.", "next_account(1)", 4, "]"
        ),
        Command(
            "left_square_bracket",
            "portfolio.previous",
            "Previous",
            "Look at the account before.",
            "next_account(-1)",
            key_shown="[",
        ),
        Command("o", "portfolio.sort", "Sort", "Order by the next column.", "sort"),
        Command("O", "portfolio.reverse", "Reverse", "Turn the order around.", "reverse"),
    ),
    "activity": (
        Command("enter", "activity.details", "Details", "Show the chosen order in full.", "details", 1),
        Command("f", "activity.filter", "Show", "Show all orders, the open or the failed ones.", "next_filter", 3),
        Command("c", "activity.check", "Check again", "Ask the chain what became of open orders.", "check_again", 4),
        Command("y", "activity.copy", "Copy hash", "Copy the hash of the chosen order.", "copy_hash", 5),
        Command(
            "x", "activity.close", "Close", "Close an order whose end nothing has proved for long.", "close_order", 2
        ),
        Command(
            "A", "activity.acknowledge", "Read", "Say that you have read what is wrong with the journal.", "acknowledge"
        ),
    ),
    "help": (
        Command("escape,question_mark", "help.back", "Back", "Close the help.", "app.back", 1, "esc", in_palette=False),
    ),
    "wallets": (
        Command("enter", "wallets.choose", "Use", "Work with the chosen account.", "choose", 1),
        Command("n", "wallets.new", "New", "Make a new wallet.", "create", 2, opens=True),
        Command("U", "wallets.unlock", "Unlock", "Open the key of the chosen account.", "unlock", 3, opens=True),
        Command("t", "wallets.give", "Get τ", "Get 1,000 τ of practice money.", "give", 4),
        Command("i", "wallets.import", "Import", "Make one from a recovery phrase.", "import_phrase", 5, opens=True),
        Command("J", "wallets.json", "JSON", "Make one from a polkadot-js JSON.", "import_json", opens=True),
        Command("a", "wallets.watch", "Watch", "Watch an address.", "watch", opens=True),
        Command("r", "wallets.remember", "Remember", "Keep its password in the keyring.", "remember", opens=True),
        Command("f", "wallets.forget", "Forget", "Delete its password from the keyring.", "forget"),
        Command("X", "wallets.discard", "Throw away", "Delete a wallet made for practice.", "discard", opens=True),
        Command("x", "wallets.unwatch", "Remove", "Stop watching the chosen address.", "unwatch"),
    ),
}
"""All commands by group; a screen's own group is named by its `scope`."""


OPENING_ACTIONS = frozenset(command.action for group in COMMANDS.values() for command in group if command.opens)
"""The actions that open a dialog a moment later."""


def bindings(scope: str) -> list[Binding]:
    """The bindings of one group."""
    return [command.binding() for command in COMMANDS[scope] if command.key]


def commands_of(scopes: tuple[str, ...]) -> tuple[Command, ...]:
    """The commands of these groups, then those of all screens."""
    return tuple(command for scope in (*scopes, EVERYWHERE) for command in COMMANDS[scope])


def footer(scopes: tuple[str, ...]) -> tuple[Command, ...]:
    """What the footer of a screen offers, most important first."""
    offered = [c for c in commands_of(scopes) if c.shown]
    return tuple(sorted(offered, key=lambda command: command.shown))
