"""The palette: every command, every way to sort, and every subnet by name."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual import work
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Matcher, Provider
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.held_keys import Opening
from dtao_tui.screens.key_commands import COMMANDS, EVERYWHERE
from dtao_tui.screens.lifecycle import harmless_when_closed, is_on_top
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.training.drill_flow import begin_drill
from dtao_tui.training.drill_guide import BRIEFINGS
from dtao_tui.widgets.inputs.choice_list import can_page
from dtao_tui.widgets.tables.columns import sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS

_GATHER: Callable[[CommandPalette, str], Awaitable[None]] = inspect.unwrap(CommandPalette._gather_commands)
"""How Textual fills the list, without the worker around it."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A line of the palette."""

    words: str
    """Plain text; names in it are never read as markup."""

    run: Callable[[], object]
    help: str = ""
    """Our own words only: Textual reads them as markup."""


class DeskPalette(CommandPalette):
    """Textual's palette, made harmless: its own would end the app when it is closed or paged before it is filled."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the palette, and nothing else where Enter was pressed twice at once."""
        return super().dismiss(result) if is_on_top(self) else AwaitComplete()

    def typing_goes_to(self) -> Widget | Opening:
        """Where keys go that were pressed while the palette was opening."""
        return (self.focused or self) if self.is_mounted else Opening.NOT_READY

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the list be moved only where it can be."""
        if action == "command_list":
            return any(can_page(options) for options in self.query(OptionList))
        return super().check_action(action, parameters)

    @work(group=CommandPalette._GATHER_COMMANDS_GROUP, exclusive=True, exit_on_error=True)
    @harmless_when_closed
    async def _gather_commands(self, search_value: str) -> None:
        await _GATHER(self, search_value)


class CommandProvider(Provider):
    """What the keys do, and what has no key."""

    async def discover(self) -> Hits:
        """All of it, while nothing is typed."""
        for choice in self.choices():
            yield DiscoveryHit(Content(choice.words), choice.run, text=choice.words, help=choice.help or None)

    async def search(self, query: str) -> Hits:
        """What fits the typed letters."""
        matcher = self.matcher(query)
        for choice in self.choices():
            score = matcher.match(choice.words)
            if score > 0:
                yield Hit(score, marked(matcher, choice.words), choice.run, text=choice.words, help=choice.help or None)

    def choices(self) -> Iterator[PaletteEntry]:
        """The commands of the screen below, then those of all screens."""
        screen = self.screen
        scopes = screen.scopes if isinstance(screen, BaseScreen) else ()
        own = tuple(command for scope in scopes for command in COMMANDS[scope])
        for node, commands in ((screen, own), (self.app, COMMANDS[EVERYWHERE])):
            for command in commands:
                if command.in_palette and (not isinstance(screen, BaseScreen) or screen.offers(command)):
                    key = f"   {command.key_words}" if command.key else ""
                    yield PaletteEntry(
                        f"{command.words}{key}", partial(node.run_action, command.action), command.tooltip
                    )
        if isinstance(self.app, AppState) and self.app.parts.drills is not None:
            for drill, briefing in BRIEFINGS.items():
                yield PaletteEntry(f"Drill: {briefing.title}", partial(begin_drill, self.app, drill), briefing.sentence)
        if "market" in scopes:
            for column in sortable(SUBNET_COLUMNS):
                action = partial(screen.run_action, f"sort_by('{column.key}')")
                yield PaletteEntry(f"Sort by {column.sort_word}", action)


class SubnetProvider(Provider):
    """Every subnet, to jump to."""

    async def search(self, query: str) -> Hits:
        """The subnets whose number, symbol or name fits."""
        desk, matcher = self.app, self.matcher(query)
        if not isinstance(desk, AppState) or desk.snapshot is None:
            return
        for netuid, subnet in desk.snapshot.subnets.items():
            score = matcher.match(subnet.label)
            if score > 0:
                yield Hit(score, marked(matcher, subnet.label), partial(self._open, netuid), text=subnet.label)

    async def _open(self, netuid: int) -> None:
        await self.app.push_screen(SubnetScreen(netuid))


def marked(matcher: Matcher, text: str) -> Content:
    """The text with the matching letters marked; unlike `Matcher.highlight` it reads no markup in it."""
    score, offsets = matcher.fuzzy_search.match(matcher.query, text)
    content = Content(text)
    for offset in offsets if score else ():
        content = content.stylize(matcher.match_style, offset, offset + 1)
    return content
