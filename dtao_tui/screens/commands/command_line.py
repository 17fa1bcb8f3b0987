"""The command line: one line at the foot that takes the commands of the palette by name, with completion."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.commands.palette import PaletteScreen, choices_below_field, ranked
from dtao_tui.screens.commands.palette_entries import (
    HEADS,
    SUBNET_HEAD,
    PaletteEntry,
    command_entries,
    subnet_entries,
    theme_entries,
)

NAME_CELLS = 22


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
        line = _plain(typed)
        if line.isdecimal():
            return self._subnets([SUBNET_HEAD], line)
        begun = [entry for entry in self._entries if _plain(entry.line).startswith(line)]
        if not typed:
            return [entry for entry in begun if entry.is_listed and " " not in entry.line]
        heads, named = _heads_and_subnet(line)
        if heads and not begun:
            return self._subnets(heads, named)
        others = [entry for entry in ranked(self._entries, typed) if entry.is_listed and entry not in begun]
        # Of two names that begin alike the shorter one is meant, or nobody could ever type it.
        return [*sorted(begun, key=lambda entry: len(entry.line)), *others]

    def prompt(self, entry: PaletteEntry, typed: str) -> Content:  # noqa: ARG002 - all of a name is to be seen
        """The name, and what it does."""
        name = entry.line + (" …" if entry.takes_subnet else "")
        return Content.assemble(f"{name:<{NAME_CELLS}} ", (entry.help or entry.words, "$muted"))

    def nothing_fits(self, typed: str) -> str:
        """What is wrong with the line."""
        heads, named = _heads_and_subnet(_plain(typed))
        return f"No subnet has the number or name {named}." if heads else f"There is no command {typed} here."

    def action_complete(self) -> None:
        """Write the marked command into the line; where a subnet may follow, go on to it."""
        place = self.options.highlighted
        if place is None or place >= len(self._shown):
            return
        entry = self._shown[place]
        self.field.value = entry.line + (" " if entry.takes_subnet else "")
        self.field.cursor_position = len(self.field.value)

    def _subnets(self, heads: Sequence[str], typed: str) -> Sequence[PaletteEntry]:
        """The subnets behind each of these names; one of just this number is first."""
        entries = [entry for head in heads for entry in subnet_entries(self.app, head, typed)]
        return sorted(entries, key=lambda entry: entry.line.partition(" ")[2] != typed)


def _plain(line: str) -> str:
    """A line as lines are compared: a name of two words is typed with a blank or a hyphen between them."""
    return line.casefold().replace("-", " ")


def _heads_and_subnet(line: str) -> tuple[list[str], str]:
    """The names that take a subnet and that a plain line begins with, whole or in part, and the subnet behind them."""
    for head in HEADS:
        if line.startswith(f"{_plain(head)} "):
            return [head], line.removeprefix(f"{_plain(head)} ").strip()
    begin, blank, rest = line.partition(" ")
    return [head for head in HEADS if blank and head.startswith(begin)], rest.strip()
