"""The palette: every command, every way to sort, and every subnet by name."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.getters import query_one
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from dtao_tui.screens.base import BaseModal
from dtao_tui.screens.commands.palette_entries import PaletteEntry
from dtao_tui.screens.held_keys import Opening
from dtao_tui.widgets.inputs.choice_list import ChoiceList

MOST_SHOWN = 60
"""Entries that are listed at most; typing more narrows them."""


class PaletteScreen(BaseModal[None]):
    """A field, and the entries that fit what is typed into it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "command_list('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "command_list('cursor_up')", "Up", show=False, priority=True),
        Binding("pagedown", "command_list('page_down')", "Page down", show=False, priority=True),
        Binding("pageup", "command_list('page_up')", "Page up", show=False, priority=True),
    ]

    field = query_one(Input)
    options = query_one(ChoiceList)

    def __init__(self, entries: Sequence[PaletteEntry], placeholder: str) -> None:
        super().__init__()
        self._entries = entries
        self._placeholder = placeholder
        self._shown: list[PaletteEntry] = []

    def compose(self) -> ComposeResult:
        """The field above the list."""
        with Vertical(id="palette"):
            yield Input(placeholder=self._placeholder, select_on_focus=False, id="palette-field")
            yield choices_below_field()

    def typing_goes_to(self) -> Widget | Opening:
        """Into the field, once it has the focus."""
        return self.field if self.is_mounted and self.field.has_focus else Opening.NOT_READY

    def on_mount(self) -> None:
        """List what is there before anything is typed."""
        self._list()

    @on(Input.Changed)
    def search(self) -> None:
        """List what fits."""
        self._list()

    @on(Input.Submitted)
    def run_highlighted(self) -> None:
        """Run the entry that is marked."""
        if self.options.highlighted is not None:
            self._run(self.options.highlighted)

    @on(OptionList.OptionSelected)
    def run_clicked(self, event: OptionList.OptionSelected) -> None:
        """Run the entry that was clicked."""
        self._run(event.option_index)

    async def action_command_list(self, action: str) -> None:
        """Move in the list, while the field keeps the focus."""
        await self.options.run_action(action)

    def fitting(self, typed: str) -> Sequence[PaletteEntry]:
        """The entries that fit what is typed, best first."""
        typed = typed.rstrip()
        return ranked(self._entries, typed) if typed else [entry for entry in self._entries if entry.is_listed]

    def prompt(self, entry: PaletteEntry, typed: str) -> Content:
        """An entry as the list shows it."""
        words = marked(_matcher(typed.rstrip()), entry.words) if typed else Content(entry.words)
        return Content("\n").join([words, Content.styled(entry.help, "$muted")]) if entry.help else words

    def nothing_fits(self, typed: str) -> str:  # noqa: ARG002 - the command line names what is typed
        """What the list says where no entry fits."""
        return "Nothing fits."

    def _run(self, place: int) -> None:
        if not self._is_on_top or place >= len(self._shown):
            return
        entry = self._shown[place]
        self.dismiss(None)
        self.app.call_later(entry.run)

    def _list(self) -> None:
        typed = self.field.value.lstrip()
        self._shown = list(self.fitting(typed)[:MOST_SHOWN])
        self.options.clear_options()
        nothing = Option(Content.styled(self.nothing_fits(typed), "$muted"), disabled=True)
        options = [Option(self.prompt(entry, typed)) for entry in self._shown]
        self.options.add_options(options or [nothing])
        self.options.highlighted = 0 if self._shown else None


def choices_below_field() -> ChoiceList:
    """The list of entries, which leaves the focus to the field."""
    options = ChoiceList(id="palette-list", markup=False)
    options.can_focus = False
    return options


def ranked(entries: Sequence[PaletteEntry], typed: str) -> list[PaletteEntry]:
    """The entries whose words have the typed letters in this order, the closest first."""
    matcher = _matcher(typed)
    scored = [(matcher.match(entry.words), entry) for entry in entries]
    return [entry for score, entry in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


def marked(matcher: Matcher, text: str) -> Content:
    """The text with the matching letters marked; unlike `Matcher.highlight` it reads no markup in it."""
    score, offsets = matcher.fuzzy_search.match(matcher.query, text)
    content = Content(text)
    for offset in offsets if score else ():
        content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


def _matcher(typed: str) -> Matcher:
    return Matcher(typed, match_style=Style.parse("bold $lead"))
