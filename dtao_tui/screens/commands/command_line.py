"""The command line: one line at the foot that takes the commands of the palette by name, with completion."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.commands.palette import PaletteScreen, choices_below_field, ranked
from dtao_tui.screens.commands.palette_entries import PaletteEntry, command_entries, subnet_entries, theme_entries
from dtao_tui.widgets.keys.command import line_name

NAME_CELLS = 20
_HEADS: dict[str, Op | None] = {"subnet": None} | {line_name(spec.title): spec.op for spec in OPERATIONS.values()}
"""Names behind which a subnet may stand."""


class CommandLine(PaletteScreen):
    """A field behind a colon, and above it what can be typed: `stake 3`, `subnet templar`, `sort price`, `quit`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", show=False, priority=True)]

    def __init__(self, screen: BaseScreen) -> None:
        entries = [*command_entries(screen), *theme_entries(screen.app)]
        super().__init__([entry for entry in entries if entry.line], "a command; tab completes, esc leaves")

    def compose(self) -> ComposeResult:
        """The list above the line."""
        with Vertical(id="command-line"):
            yield choices_below_field()
            with Horizontal(id="command-row"):
                yield Static(":", id="command-colon", markup=False)
                yield Input(placeholder=self._placeholder, compact=True, select_on_focus=False, id="command-field")

    def fitting(self, typed: str) -> Sequence[PaletteEntry]:
        """The commands that begin with what is typed, then similar ones; behind a name that takes one, the subnets."""
        head, blank, rest = typed.casefold().partition(" ")
        if blank and (heads := _heads(head)):
            return self._subnets(heads, rest.strip())
        if head.isdecimal():
            return self._subnets([None], head)
        begun = [entry for entry in self._entries if entry.line.casefold().startswith(typed.casefold())]
        if not typed:
            return [entry for entry in begun if entry.is_listed and " " not in entry.line]
        others = [entry for entry in ranked(self._entries, typed) if entry.is_listed and entry not in begun]
        # Of two names that begin alike the shorter one is meant, or nobody could ever type it.
        return [*sorted(begun, key=lambda entry: len(entry.line)), *others]

    def prompt(self, entry: PaletteEntry, typed: str) -> Content:  # noqa: ARG002 - all of a name is to be seen
        """The name, and what it does."""
        name = entry.line + (" …" if entry.takes_subnet else "")
        return Content.assemble(f"{name:<{NAME_CELLS}} ", (entry.help or entry.words, "$muted"))

    def nothing_fits(self, typed: str) -> str:
        """What is wrong with the line."""
        head, blank, rest = typed.partition(" ")
        if blank and _heads(head.casefold()):
            return f"No subnet has the number or name {rest.strip()}."
        return f"There is no command {typed} here."

    def action_complete(self) -> None:
        """Write the marked command into the line; where a subnet may follow, go on to it."""
        place = self.options.highlighted
        if place is None or place >= len(self._shown):
            return
        entry = self._shown[place]
        self.field.value = entry.line + (" " if entry.takes_subnet else "")
        self.field.cursor_position = len(self.field.value)

    def _subnets(self, ops: Sequence[Op | None], typed: str) -> Sequence[PaletteEntry]:
        """The subnets behind each of these operations; one of just this number is first."""
        entries = [entry for op in ops for entry in subnet_entries(self.app, op, typed)]
        return sorted(entries, key=lambda entry: entry.line.partition(" ")[2] != typed)


def _heads(typed: str) -> list[Op | None]:
    """The operations that begin so; None stands for `subnet`, which only opens one. A whole name means no other."""
    if typed in _HEADS:
        return [_HEADS[typed]]
    return [op for name, op in _HEADS.items() if name.startswith(typed)]
