"""Help: what this session is connected to, and all keys."""

import platform
from importlib.metadata import PackageNotFoundError, version

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from dtao_tui import __version__
from dtao_tui.domain.accounts import in_groups
from dtao_tui.ports.networks import shown
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseScreen
from dtao_tui.training.epoch_pace import USUAL_TEMPO, pace_words, tempo_of
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import active
from dtao_tui.widgets.keys.key_table import HELP
from dtao_tui.widgets.keys.shown_keys import HELP_GROUPS
from dtao_tui.widgets.panels.filter_words import help_lines
from dtao_tui.widgets.tables.subnet_columns import WIDE
from dtao_tui.widgets.text_lines import labelled, stacked, wrapped

_PACKAGES = ("textual", "bittensor", "keyring")
_KEY_CELLS, _WORD_CELLS, _LABEL_CELLS = 10, 16, 15
_FRAME_CELLS, _GAP_CELLS = 5, 2
_LEFT = ("Everywhere", "Lists")
"""The groups of the left column, where there are two."""


class HelpScreen(BaseScreen):
    """The facts of the session, and every command with its key and its description."""

    own_scopes = (HELP,)

    def body(self) -> ComposeResult:
        """Two columns, one below the other where it is narrow."""
        with VerticalScroll(id="help", classes="panel") as frame, Horizontal(id="help-columns"):
            yield Static(id="help-left")
            yield Static(id="help-right")
        frame.border_title = Content.styled("Help", "bold")

    def offers(self, command: Command) -> bool:
        """Every command but Help, which is open already."""
        return command.id != "help" and super().offers(command)

    @on(events.Resize)
    def write(self) -> None:
        """Break the lines for this width."""
        columns = 2 if self.size.width >= WIDE else 1
        width = (self.size.width - _FRAME_CELLS) // columns - _GAP_CELLS
        left = [line for title in _LEFT for line in _keys(title, width)]
        right = [line for title in HELP_GROUPS if title not in _LEFT for line in _keys(title, width)]
        self.query_one("#help-left", Static).update(stacked([*session_lines(self.app), *left, *help_lines(width)]))
        self.query_one("#help-right", Static).update(stacked(right))


def session_lines(desk: AppState) -> list[Content]:
    """Network, endpoint, genesis and versions."""
    facts = desk.parts.feed.facts
    rows = [("Network", facts.network if facts else shown(desk.parts.settings.network))]
    if facts is not None:
        rows += [
            ("Endpoint", facts.endpoint),
            ("Genesis", " ".join(in_groups(facts.genesis[2:18])) + " …"),
            ("Runtime", f"{facts.spec_name} {facts.spec_version}"),
        ]
    if desk.parts.practice_address:
        rows.append(("Practice node", desk.parts.practice_address))
    tempo = tempo_of(desk.snapshot) if desk.snapshot else None
    if desk.snapshot is not None and tempo and tempo != USUAL_TEMPO:
        rows.append(("Epochs", pace_words(tempo, desk.snapshot.block_seconds)))
    rows.append(("dtao-tui", __version__))
    rows += [(package, _version(package)) for package in _PACKAGES]
    rows.append(("Python", platform.python_version()))
    lines = [labelled(label, Content(value), _LABEL_CELLS) for label, value in rows]
    return [Content.styled("This session", "bold"), *lines, Content("")]


def _keys(title: str, width: int) -> list[Content]:
    lines = [line for scope in HELP_GROUPS[title] for command in active(scope) for line in _lines(command, width)]
    return [Content.styled(title, "bold"), *lines, Content("")] if lines else []


def _lines(command: Command, width: int) -> list[Content]:
    """The command's key and name, with its description wrapped beside them."""
    indent = _KEY_CELLS + _WORD_CELLS
    first, *rest = wrapped(command.tooltip, width - indent)
    key = Content.styled(f"{command.key_words:<{_KEY_CELLS}}", "bold $lead")
    head = Content.assemble(key, f"{command.words:<{_WORD_CELLS}}", (first, "$muted"))
    return [head, *(Content.styled(" " * indent + line, "$muted") for line in rest)]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
