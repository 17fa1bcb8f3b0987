"""The palette: every command, every way to sort, and every subnet by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.getters import query_one
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from dtao_tui.screens import lazy_screens
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseModal, BaseScreen
from dtao_tui.screens.training.drill_flow import begin_drill
from dtao_tui.training.drill_guide import BRIEFINGS
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import active
from dtao_tui.widgets.keys.key_table import COMMANDS, EVERYWHERE, MARKET, ROWS
from dtao_tui.widgets.tables.columns import sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS

MOST_SHOWN = 60
"""Entries that are listed at most; typing more narrows them."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A line of the palette."""

    words: str
    """Plain text; names in it are never read as markup."""

    run: Callable[[], object]
    help: str = ""
    is_listed: bool = True
    """False for what is shown only once something is typed."""


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
            options = ChoiceList(id="palette-list", markup=False)
            options.can_focus = False
            yield options

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

    def _run(self, place: int) -> None:
        if not self._is_on_top or place >= len(self._shown):
            return
        entry = self._shown[place]
        self.dismiss(None)
        self.app.call_later(entry.run)

    def _list(self) -> None:
        query = self.field.value.strip()
        matcher = Matcher(query, match_style=Style.parse("bold $lead"))
        self._shown = _ranked(self._entries, matcher) if query else [e for e in self._entries if e.is_listed]
        self._shown = self._shown[:MOST_SHOWN]
        self.options.clear_options()
        nothing = Option(Content.styled("Nothing fits.", "$muted"), disabled=True)
        options = [Option(_prompt(entry, matcher if query else None)) for entry in self._shown]
        self.options.add_options(options or [nothing])
        self.options.highlighted = 0 if self._shown else None


def command_entries(screen: Screen[object]) -> Iterator[PaletteEntry]:
    """The commands of the screen below, those of all screens, the drills, ways to sort, and the subnets."""
    app = screen.app
    scopes = screen.scopes if isinstance(screen, BaseScreen) else ()
    for command in active(*scopes, EVERYWHERE):
        node = _node_of(command, screen)
        if node is not None and (not isinstance(screen, BaseScreen) or screen.offers(command)):
            key = f"   {command.key_words}" if command.key else ""
            run = partial(node.run_action, command.action)
            yield PaletteEntry(f"{command.words}{key}", run, command.tooltip, command.is_listed)
    if isinstance(app, AppState):
        yield from _drills(app)
        yield from _subnets(app)
    if MARKET in scopes:
        for column in sortable(SUBNET_COLUMNS):
            action = partial(screen.run_action, f"sort_by('{column.key}')")
            yield PaletteEntry(f"Sort by {column.sort_word}", action)


def _node_of(command: Command, screen: Screen[object]) -> App[object] | Widget | None:
    """What runs a command: the app, the screen, or the table of its rows; None where there is no table."""
    if command in COMMANDS[EVERYWHERE]:
        return screen.app
    if command in COMMANDS[ROWS]:
        return screen.list_table if isinstance(screen, BaseScreen) else None
    return screen


def theme_entries(app: AppState) -> Iterator[PaletteEntry]:
    """The themes by name."""
    for name in sorted(app.available_themes):
        yield PaletteEntry(name, partial(setattr, app, "theme", name))


def marked(matcher: Matcher, text: str) -> Content:
    """The text with the matching letters marked; unlike `Matcher.highlight` it reads no markup in it."""
    score, offsets = matcher.fuzzy_search.match(matcher.query, text)
    content = Content(text)
    for offset in offsets if score else ():
        content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


def _ranked(entries: Sequence[PaletteEntry], matcher: Matcher) -> list[PaletteEntry]:
    scored = [(matcher.match(entry.words), entry) for entry in entries]
    return [entry for score, entry in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


def _prompt(entry: PaletteEntry, matcher: Matcher | None) -> Content:
    words = marked(matcher, entry.words) if matcher else Content(entry.words)
    return Content("\n").join([words, Content.styled(entry.help, "$muted")]) if entry.help else words


def _drills(app: AppState) -> Iterator[PaletteEntry]:
    if app.parts.drills is not None:
        for drill, briefing in BRIEFINGS.items():
            yield PaletteEntry(f"Drill: {briefing.title}", partial(begin_drill, app, drill), briefing.sentence)


def _subnets(app: AppState) -> Iterator[PaletteEntry]:
    for netuid, subnet in app.snapshot.subnets.items() if app.snapshot else ():
        yield PaletteEntry(subnet.label, partial(_open_subnet, app, netuid), is_listed=False)


def _open_subnet(app: AppState, netuid: int) -> None:
    app.push_screen(lazy_screens.subnet(netuid))
