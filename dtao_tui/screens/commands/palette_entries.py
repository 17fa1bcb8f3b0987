"""Entries of palette and command line: commands, drills, subnets, ways to sort, and themes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from textual.widget import Widget

from dtao_tui.domain.formatting import age
from dtao_tui.domain.market import Subnet, matching
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.palettes import DAY, NIGHT
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.training.drill_flow import begin_drill
from dtao_tui.screens.training.tempo_flow import change_tempo
from dtao_tui.training.drill_guide import BRIEFINGS
from dtao_tui.training.epoch_pace import TEMPOS, tempo_of
from dtao_tui.widgets.keys.command import Command, line_name
from dtao_tui.widgets.keys.key_bindings import active
from dtao_tui.widgets.keys.key_table import CHART, COMMANDS, EVERYWHERE, MARKET, OPERATION, ROWS, SUBNET
from dtao_tui.widgets.keys.order_keys import BASKET, SLICES
from dtao_tui.widgets.tables.columns import sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS

SUBNET_HEAD = "subnet"
HEADS: Mapping[str, Op | None] = MappingProxyType(
    {SUBNET_HEAD: None, SLICES.name: None} | {line_name(spec.title): spec.op for spec in OPERATIONS.values()}
)
"""Names of the command line behind which a subnet may stand, with the operation whose ticket is opened there."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A line of the palette, and what the command line calls it."""

    words: str
    """Plain text; names in it are never read as markup."""

    run: Callable[[], object]
    help: str = ""
    is_listed: bool = True
    """False for what is shown only once something is typed."""

    line: str = ""
    """What is typed for it in the command line, such as "stake" or "sort price"."""

    takes_subnet: bool = False
    """Whether a subnet may follow in the command line."""


def command_entries(screen: BaseScreen) -> Iterator[PaletteEntry]:
    """The commands of this screen and of all, the operations, the drills, the subnets, and ways to sort."""
    app = screen.app
    for command in active(*screen.scopes, EVERYWHERE):
        node = _node_of(command, screen)
        is_operation = command in COMMANDS[OPERATION] and command.action.startswith("trade(")
        if node is not None and screen.offers(command) and not is_operation:
            run = partial(node.run_action, command.action)
            yield _command_entry(app, command, run, takes_subnet=command.name in HEADS)
    yield from _operations(app, screen)
    if BASKET not in active(*screen.scopes) or not screen.offers(BASKET):
        yield _command_entry(app, BASKET, partial(app.run_action, "make_plan('market', 'basket')"))
    yield from _drills(app)
    yield from _tempos(app)
    yield from (_subnet_entry(app, subnet, SUBNET_HEAD) for subnet in _subnets(app))
    if MARKET in screen.scopes:
        for column in sortable(SUBNET_COLUMNS):
            action = partial(screen.run_action, f"sort_by('{column.key}')")
            line = f"sort {line_name(column.sort_word)}"
            yield PaletteEntry(f"Sort by {column.sort_word}", action, line=line)


def theme_entries(app: AppState) -> Iterator[PaletteEntry]:
    """The themes by name, the app's own first; the one in use is marked."""
    for name in sorted(app.available_themes, key=lambda each: (each not in (NIGHT, DAY), each)):
        is_used = name == app.theme
        yield PaletteEntry(
            f"{name} ●" if is_used else name,
            partial(app.choose_theme, name),
            "The theme in use." if is_used else "",
            line=f"theme {name}",
        )


def subnet_entries(app: AppState, head: str, typed: str = "") -> Iterator[PaletteEntry]:
    """The subnets that fit what is typed, each to be opened, with what one of `HEADS` names."""
    for subnet in matching(_subnets(app), typed):
        yield _subnet_entry(app, subnet, head)


def tape_entries(app: AppState) -> Iterator[PaletteEntry]:
    """The subnets, each to be opened with its tape alone."""
    for subnet in _subnets(app):
        yield PaletteEntry(subnet.label, partial(_open_tape, app, subnet.netuid))


def slices_of(app: AppState, netuid: int) -> None:
    """Slice an order on a subnet: that of the ticket which is open there, else a stake."""
    on_top = app.screen
    if isinstance(on_top, BaseScreen) and SUBNET in on_top.own_scopes and on_top.traded_netuid == netuid:
        on_top.call_later(on_top.run_action, "slices")
        return
    opened = lazy_screens.subnet(netuid)
    app.push_screen(opened)
    opened.call_later(opened.run_action, "slices")


def _node_of(command: Command, screen: BaseScreen) -> AppState | Widget | None:
    """What runs a command: the app, the screen, the table of its rows, or its chart; None where there is none."""
    if command in COMMANDS[EVERYWHERE]:
        return screen.app
    if command in COMMANDS[ROWS]:
        return screen.list_table
    if command in COMMANDS[CHART]:
        return screen.focused
    return screen


def _command_entry(
    app: AppState, usual: Command, run: Callable[[], object], *, takes_subnet: bool = False
) -> PaletteEntry:
    command = app.changed_keys.shown(usual)
    key = f"   {command.key_words}" if command.key else ""
    words = f"{command.words}{key}"
    return PaletteEntry(words, run, command.tooltip, command.is_listed, command.name, takes_subnet)


def _operations(app: AppState, screen: BaseScreen) -> Iterator[PaletteEntry]:
    """The operations: of the subnet that the screen has chosen, else of one that is asked for."""
    has_subnet = screen.traded_netuid is not None
    for spec in OPERATIONS.values():
        command = next(command for command in COMMANDS[OPERATION] if command.id == f"operation.{spec.op}")
        ask = partial(app.run_action, f"ask_subnet('{spec.op}')")
        run = partial(screen.run_action, command.action) if has_subnet else ask
        yield _command_entry(app, command, run, takes_subnet=True)


def _drills(app: AppState) -> Iterator[PaletteEntry]:
    if app.parts.drills is not None:
        for drill, briefing in BRIEFINGS.items():
            line = f"drill {line_name(briefing.title)}"
            run = partial(begin_drill, app, drill)
            yield PaletteEntry(f"Drill: {briefing.title}", run, briefing.sentence, line=line)


def _tempos(app: AppState) -> Iterator[PaletteEntry]:
    if app.parts.tempo is None or app.snapshot is None:
        return
    now, seconds = tempo_of(app.snapshot), app.snapshot.block_seconds
    for tempo in TEMPOS:
        mark = " ●" if tempo == now else ""
        words = f"Practice tempo: an epoch every {tempo} blocks{mark}"
        help_words = f"About {age(tempo * seconds)}. What a block emits stays the same."
        yield PaletteEntry(words, partial(change_tempo, app, tempo), help_words, line=f"tempo {tempo}")


def _subnets(app: AppState) -> tuple[Subnet, ...]:
    return tuple(app.snapshot.subnets.values()) if app.snapshot else ()


def _subnet_entry(app: AppState, subnet: Subnet, head: str) -> PaletteEntry:
    run = partial(slices_of, app, subnet.netuid)
    if head != SLICES.name:
        run = partial(_open_subnet, app, subnet.netuid, HEADS[head])
    return PaletteEntry(subnet.label, run, is_listed=head != SUBNET_HEAD, line=f"{head} {subnet.netuid}")


def _open_subnet(app: AppState, netuid: int, op: Op | None) -> None:
    app.push_screen(lazy_screens.subnet(netuid, op))


def _open_tape(app: AppState, netuid: int) -> None:
    app.push_screen(lazy_screens.tape(netuid))
