"""The settings: every one with its value and where that comes from, changed by keyboard, and what the app remembers."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.commands.palette import PaletteScreen
from dtao_tui.screens.commands.palette_entries import PaletteEntry
from dtao_tui.screens.user_settings.remembered_rows import remembered_lines
from dtao_tui.screens.user_settings.setting_flow import change_setting, write_setting
from dtao_tui.screens.user_settings.setting_rows import NEW_KEY, key_line, place_of, setting_lines
from dtao_tui.services.user_settings.settings_desk import SettingsDesk
from dtao_tui.settings_writer import Given, Place
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.changed_keys import is_changeable
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import COMMANDS, ROWS, SETTINGS
from dtao_tui.widgets.text_lines import put, put_titles
from dtao_tui.widgets.user_settings.setting_list import SettingLine, SettingList
from dtao_tui.widgets.user_settings.setting_panel import SettingPanel, value_words

PANEL_FROM = 118
"""Columns from which the panel has room beside the list; else it is below."""

_TITLE_CELLS = 16
"""Cells of a border besides the words that may need more than there are."""


class SettingsScreen(BaseScreen):
    """All settings in a list, and what one does beside it or below."""

    mode = "market"
    own_scopes = (SETTINGS, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SETTINGS)]

    frame = getters.query_one("#settings-frame", Frame)
    listed = getters.query_one(SettingList)
    panel = getters.query_one(SettingPanel)

    def __init__(self) -> None:
        super().__init__()
        self._desk: SettingsDesk | None = None

    def body(self) -> ComposeResult:
        """The list and the panel."""
        with Horizontal(id="settings"):
            with Frame(id="settings-frame", classes="panel"):
                yield Static(id="settings-said", markup=False)
                yield SettingList(id="setting-list")
            with VerticalScroll(id="setting-side", classes="panel", can_focus=False):
                yield SettingPanel()

    def on_mount(self) -> None:
        """Read the file, and begin with its first setting."""
        super().on_mount()
        self._lay_out()
        if self.app.setting_faults:
            # What the start told of them is on the list, which it would cover.
            self.app.clear_notifications()
        self.action_read_settings()
        self.listed.focus()

    @property
    def desk(self) -> SettingsDesk:
        """What reads and writes the file."""
        if self._desk is None:
            self._desk = SettingsDesk(self.app.parts.settings, self.app.parts.desk.guard)
        return self._desk

    @on(events.Resize)
    def lay_out(self) -> None:
        """Put the panel beside the list where both have room."""
        self._lay_out()

    @on(events.ScreenResume)
    def show_anew(self) -> None:
        """Show what was changed elsewhere meanwhile."""
        self._show()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Name the network, once it is known."""
        del snapshot
        self._show()

    def offers(self, command: Command) -> bool:
        """Nothing of what the app remembers is changed here; only what is in the file can be taken out."""
        line = self.listed.chosen if self.is_mounted else None
        match command.id:
            case "settings":
                return False
            case "settings.change":
                return line is not None and not _is_remembered(line)
            case "settings.usual":
                return line is not None and not _is_remembered(line) and self.desk.is_in_file(place_of(line.id))
        return super().offers(command)

    @on(OptionList.OptionHighlighted)
    def show_chosen(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the setting under the cursor."""
        event.stop()
        self._show_panel()
        self.refresh_frame()

    @on(OptionList.OptionSelected)
    def open_chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter changes it."""
        event.stop()
        self.action_change_setting()

    def action_read_settings(self) -> None:
        """Read the file as it is now."""
        self.desk.read()
        self._show()

    def action_change_setting(self) -> None:
        """Change the setting under the cursor."""
        line = self.listed.chosen
        if line is None or not self._can_change(line):
            return
        match line.id:
            case "theme":
                self._choose_theme()
            case _ if line.id == NEW_KEY:
                self._choose_command()
            case _:
                self._change(line)

    def action_unset_setting(self) -> None:
        """Take the setting under the cursor out of the file."""
        line = self.listed.chosen
        if line is not None and self._can_change(line) and self.desk.is_in_file(place_of(line.id)):
            self._write(place_of(line.id), None)

    @work(group="setting", exclusive=True, exit_on_error=True)
    async def _change(self, line: SettingLine) -> None:
        await change_setting(self.app, self.desk, line, place_of(line.id))
        self._show()
        self.listed.choose(line.id)

    @work(group="setting", exclusive=True, exit_on_error=True)
    async def _write(self, place: Place, given: Given | None) -> None:
        await write_setting(self.app, self.desk, place, given)
        self._show()

    def _can_change(self, line: SettingLine) -> bool:
        """Whether it is changed here; else say why not."""
        if _is_remembered(line) or self.desk.trouble:
            self.notify(self.desk.trouble or line.effect, title="Settings", markup=False)
            return False
        return True

    def _choose_theme(self) -> None:
        names = sorted(self.app.available_themes)
        entries = [PaletteEntry(name, partial(self._write, ("theme",), name)) for name in names]
        self.app.push_screen(PaletteScreen(entries, "A theme for the settings file…"))

    def _choose_command(self) -> None:
        commands = {
            command.id: command
            for scope, found in COMMANDS.items()
            for command in found
            if is_changeable(command, scope) and not self.desk.is_in_file(("keys", command.id))
        }
        entries = [
            PaletteEntry(f"{id}   {command.key_words}", partial(self._change, key_line(id)), command.tooltip)
            for id, command in commands.items()
        ]
        self.app.push_screen(PaletteScreen(entries, "Which command gets another key?"))

    def _lay_out(self) -> None:
        self.set_class(self.size.width >= PANEL_FROM, "-beside")
        if self.is_mounted:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        if not self.is_mounted:
            return
        lines = [*setting_lines(self.app, self.desk), *remembered_lines(self.app)]
        self.listed.show(lines)
        faults = sum(bool(line.fault) for line in lines)
        said = self.query_one("#settings-said", Static)
        said.display = bool(self.desk.trouble)
        put(said, Content.styled(f"✗ {self.desk.trouble} It is left as it is.", "$loss"))
        title = Content.assemble(("Settings", "bold"), (f"  {faults} not followed" if faults else "", "$loss"))
        side = self.query_one("#setting-side").size.width if self.has_class("-beside") else 0
        file = _short_path(self.app.parts.settings.places.settings_file, self.size.width - side - _TITLE_CELLS)
        self.frame.put_titles(title, Content.styled(file, "$muted"))
        self._show_panel()
        self.refresh_frame()

    def _show_panel(self) -> None:
        line = self.listed.chosen
        is_beside = self.size.width >= PANEL_FROM
        self.panel.show(line, is_spaced=is_beside)
        if line is not None:
            value = "" if is_beside else cleaned(value_words(line), max(self.size.width - _TITLE_CELLS, 1))
            side = self.query_one("#setting-side", VerticalScroll)
            put_titles(side, Content.styled(line.name, "bold"), Content.styled(value, "$bright"))
            side.scroll_home(animate=False)


def _is_remembered(line: SettingLine) -> bool:
    return line.id.startswith("remembered.")


def _short_path(path: Path, most: int) -> str:
    """The path, from the user's own folder where it is there; where it is too long, its end."""
    own = Path.home()
    text = f"~/{path.relative_to(own)}" if path.is_relative_to(own) else str(path)
    return cleaned(text, most) if cells(text) <= most else f"…{cleaned(text[-max(most - 1, 1) :], most)}"
