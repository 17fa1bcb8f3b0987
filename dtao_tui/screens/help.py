"""Help: the keys of the screen that it was opened from, then all others, words, and what this session is on."""

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static

from dtao_tui import __version__
from dtao_tui.domain.accounts import in_groups
from dtao_tui.ports.networks import shown
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseScreen
from dtao_tui.training.epoch_pace import USUAL_TEMPO, pace_words, tempo_of
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import active, bindings
from dtao_tui.widgets.keys.key_table import FILTER, HELP
from dtao_tui.widgets.keys.shown_keys import HELP_GROUPS
from dtao_tui.widgets.panels.filter_words import help_lines
from dtao_tui.widgets.panels.glossary import GLOSSARY
from dtao_tui.widgets.tables.subnet_columns import WIDE
from dtao_tui.widgets.text_lines import labelled, stacked, wrapped

_PACKAGES = ("textual", "bittensor", "keyring")
_KEY_CELLS, _WORD_CELLS, _LABEL_CELLS = 10, 16, 15
_FRAME_CELLS, _GAP_CELLS = 5, 2


@dataclass(frozen=True, slots=True)
class _Section:
    """A titled part of the help, its entries each with the text that is searched."""

    title: str
    entries: Sequence[tuple[str, Sequence[Content]]]

    def lines(self, needle: str) -> list[Content]:
        """Its lines as far as they hold the text that is looked for; none without any."""
        found = [line for text, lines in self.entries if needle in text.lower() for line in lines]
        return [Content.styled(self.title, "bold"), *found, Content("")] if found else []


class HelpScreen(BaseScreen):
    """The keys of the screen that it was opened from, then all others, words, and the facts of the session."""

    own_scopes = (HELP,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(HELP)]
    page = query_one("#help", VerticalScroll)
    field = query_one("#help-find", Input)

    def __init__(self, scopes: Sequence[str] = ()) -> None:
        """`scopes` are those of the screen that it is opened from."""
        super().__init__()
        self._opened_from = tuple(scopes)

    def body(self) -> ComposeResult:
        """Two columns, one below the other where it is narrow, and a field that is there when it is wanted."""
        yield Input(placeholder="find a key or a word; esc shows all again", compact=True, id="help-find")
        with VerticalScroll(id="help", classes="panel") as frame, Horizontal(id="help-columns"):
            yield Static(id="help-left")
            yield Static(id="help-right")
        frame.border_title = Content.styled("Help", "bold")

    def on_mount(self) -> None:
        """Begin without the field."""
        super().on_mount()
        self.field.display = False
        self.page.focus()

    def offers(self, command: Command) -> bool:
        """Every command but Help, which is open already."""
        return command.id != "help" and super().offers(command)

    @property
    def has_open_part(self) -> bool:
        """Whether something is looked for."""
        return self.is_mounted and self.field.display

    async def leave_part(self) -> bool:
        """Show all again."""
        if not self.has_open_part:
            return await super().leave_part()
        self.field.value = ""
        self.field.display = False
        self.page.focus()
        self.write()
        return True

    def action_find(self) -> None:
        """Open the field."""
        self.field.display = True
        self.set_focus(self.field)

    @on(Input.Submitted)
    def go_to_page(self) -> None:
        """Let the keys scroll what was found."""
        self.page.focus()

    def action_scroll_help(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.page.scroll_relative(y=lines, animate=False)

    @on(events.Resize)
    @on(Input.Changed)
    def write(self) -> None:
        """Break the lines for this width, of what is looked for."""
        columns = 2 if self.size.width >= WIDE else 1
        width = (self.size.width - _FRAME_CELLS) // columns - _GAP_CELLS
        needle = self.field.value.strip().lower()
        parts = [lines for section in self._sections(width) if (lines := section.lines(needle))]
        if not parts:
            parts = [[Content.styled("Nothing here has this in it.", "$muted")]]
        left, right = _balanced(parts) if columns == 2 else (parts, [])
        for side, chosen in (("left", left), ("right", right)):
            self.query_one(f"#help-{side}", Static).update(stacked([line for part in chosen for line in part]))

    def _sections(self, width: int) -> Iterator[_Section]:
        """This screen's own first; what the chain and the versions are comes last."""
        for title in self._titles:
            commands = [self.app.changed_keys.shown(c) for scope in HELP_GROUPS[title] for c in active(scope)]
            entries = [(f"{c.key_words} {c.words} {c.tooltip}", _lines(c, width)) for c in commands]
            yield _Section(title, entries)
            if FILTER in self._opened_from and FILTER in HELP_GROUPS[title]:
                yield _section_of(help_lines(width))
        yield _Section("Words", [(f"{word} {told}", _word_lines(word, told, width)) for word, told in GLOSSARY.items()])
        if FILTER not in self._opened_from:
            yield _section_of(help_lines(width))
        yield _section_of(session_lines(self.app))

    @property
    def _titles(self) -> list[str]:
        """The groups of keys, those of the screen below first, the innermost before the others."""
        places = {scope: place for place, scope in enumerate(self._opened_from)}
        own = {
            title: min(places[s] for s in scopes) for title, scopes in HELP_GROUPS.items() if set(scopes) <= set(places)
        }
        first = [*sorted(own, key=own.__getitem__), "Everywhere"]
        return [*first, *(title for title in HELP_GROUPS if title not in first)]


def _balanced(parts: Sequence[list[Content]]) -> tuple[list[list[Content]], list[list[Content]]]:
    """The parts in two columns of about the same height, in their order."""
    whole, left = sum(map(len, parts)), list[list[Content]]()
    for part in parts:
        if left and sum(map(len, left)) + len(part) // 2 > whole // 2:
            break
        left.append(part)
    return left, list(parts[len(left) :])


def _section_of(lines: Sequence[Content]) -> _Section:
    """A section whose first line is its title."""
    head, *rest = lines
    return _Section(head.plain, [(line.plain.lower(), [line]) for line in rest if line.plain])


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


def _word_lines(word: str, told: str, width: int) -> list[Content]:
    indent = _WORD_CELLS
    first, *rest = wrapped(told, width - indent)
    head = Content.assemble(f"{word:<{indent}}", (first, "$muted"))
    return [head, *(Content.styled(" " * indent + line, "$muted") for line in rest)]


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
