"""Base classes of screens and dialogs: top line, bottom line, and the classes for network, age and lock."""

from typing import ClassVar, Generic, TypeVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.networks import NetworkKind, kind_of, shown
from dtao_tui.screens.app_state import MODES, AppState
from dtao_tui.screens.frame_facts import drill_words, interruption_words, pulse_of, purse_of
from dtao_tui.screens.held_keys import Opening
from dtao_tui.services.feed import Interruption
from dtao_tui.widgets.bottombar import BottomBar, KeyLine
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import active, commands_of, footer
from dtao_tui.widgets.keys.key_table import COMMANDS, EVERYWHERE, LISTS, ROWS, SORTING
from dtao_tui.widgets.lifecycle import RemembersChildren, follow
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.row_marks import MarkedRow
from dtao_tui.widgets.tables.sorting_table import SortingTable
from dtao_tui.widgets.text_lines import put
from dtao_tui.widgets.topbar import Tab, TopBar

_NETWORK_CLASSES = {NetworkKind.PRACTICE: "-practice", NetworkKind.TEST: "-test", NetworkKind.MAINNET: "-mainnet"}
_OTHER = "-other"
NOTHING_DRAFTED = (
    "Nothing is drafted here yet. Open a ticket, such as {operation.stake} or {operation.unstake}, type an amount, "
    "and copy it by ctrl+y."
)
HELP_KEY = next(command for command in COMMANDS[EVERYWHERE] if command.id == "help")
T = TypeVar("T")


class BaseScreen(RemembersChildren, Screen[None]):
    """A screen of the desk: it composes its body and shows the snapshots it is given."""

    app = getters.app(AppState)
    top = getters.query_one(TopBar)
    bottom = getters.query_one(BottomBar)

    mode: ClassVar[str] = "market"
    """The tab that is lit where the app is in no mode yet."""

    own_scopes: ClassVar[tuple[str, ...]] = ()
    """Its scopes in the table of keys, the innermost first; that of all screens is not named."""

    _shown: Snapshot | None = None
    _was_sized = False
    """Whether Textual has told the screen its first size."""

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        # Each class that is set later makes Textual compute the styles of every widget again.
        set_state_classes(self)
        self.update_classes(size_classes(self.app), animate=False)
        go = [command for command in COMMANDS[EVERYWHERE] if command.id in {f"go.{mode}" for mode in MODES}]
        keys = [self.app.changed_keys.shown(command).key_words for command in go]
        active_mode = self.app.current_mode if self.app.current_mode in MODES else self.mode
        yield TopBar(dict(zip(MODES, keys, strict=True)), active_mode)
        yield Static(id="banner")
        yield Static(id="drill")
        yield from self.body()
        yield BottomBar()

    def body(self) -> ComposeResult:
        """The widgets between the top and the bottom line."""
        raise NotImplementedError

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw this block; called while the screen can be seen, and when it is seen again."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of the table of keys that apply now, the innermost first."""
        table = self.list_table if LISTS in self.own_scopes else None
        is_sorting = isinstance(table, SortingTable) and table.is_choosing_column
        return (SORTING, LISTS, ROWS) if is_sorting else self.own_scopes

    @on(SortingTable.SortModeChanged)
    def show_keys_again(self) -> None:
        """Show the keys that choose a column, or the screen's own again."""
        self.refresh_frame()

    def action_sort(self) -> None:
        """Begin or end the choice of the column to sort by."""
        table = self.list_table
        if isinstance(table, SortingTable):
            table.choose_column(is_on=not table.is_choosing_column)

    @property
    def list_table(self) -> KeyedTable[object] | None:
        """The table whose rows keys and palette move through: the focused one, else the first."""
        tables = [table for table in self.query(KeyedTable) if table.display]
        return next((table for table in tables if table.has_focus), tables[0] if tables else None)

    @property
    def marked(self) -> tuple[MarkedRow, ...]:
        """The rows that are marked here, in the order in which they were marked."""
        return ()

    @property
    def traded_netuid(self) -> int | None:
        """The subnet that operations from here are about; None where none is chosen."""
        return None

    def action_copy_row(self) -> None:
        """Offer what the chosen row would do as text; where nothing is drafted, say how it is."""
        self.notify(self.app.changed_keys.worded(NOTHING_DRAFTED), title="Copy as", markup=False)

    async def leave_part(self) -> bool:
        """Leave what is open within this screen, such as a filter or a ticket; whether there was anything."""
        return False

    @property
    def has_open_part(self) -> bool:
        """Whether something is open within this screen that Esc leaves."""
        return False

    def typing_goes_to(self) -> Widget | Opening:
        """Where keys go that were pressed while this screen was opening."""
        return (self.focused or self) if self.is_mounted else Opening.NOT_READY

    def offers(self, command: Command) -> bool:
        """Whether a key does something now; one that does nothing is neither in the footer nor in the palette."""
        if command.id == "back":
            is_told = self.app.since is not None and self.app.current_mode == "market"
            return self.has_open_part or len(self.app.screen_stack) > 1 or is_told
        if command.id == "market.since":
            return self.app.since is not None
        if command.id == "operation.copy":
            return type(self).action_copy_row is not BaseScreen.action_copy_row
        if command.id == "list.unmark":
            return bool(self.marked)
        if command in COMMANDS[LISTS]:
            return hasattr(self, f"action_{command.action.partition('(')[0]}")
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable every key while the screen is not composed yet, since its widgets do not exist."""
        return super().check_action(action, parameters) if self.is_mounted else False

    def on_mount(self) -> None:
        """Follow the app's state from now on."""
        self.refresh_frame()
        follow(self, "snapshot", self._follow)
        follow(self, "interruption", self._follow)
        follow(self, "beats", self.refresh_frame)
        follow(self, "plan_changes", self.refresh_frame)
        follow(self, "past_reads", self.show_again)
        follow(self, "drill", self._show_drill)
        self._show_drill()

    @on(events.ScreenResume)
    def catch_up(self, event: events.ScreenResume) -> None:
        """Show what came while another screen was on top."""
        # Each widget of a new screen got its styles when it was mounted, a moment ago.
        event.refresh_styles = event.refresh_styles and self._was_sized
        self._follow()

    @on(events.Resize)
    def lay_out_once(self, event: events.Resize) -> None:
        """Lay a new screen out once: Textual does so when it is shown, and again when that has given it its size."""
        if not self._was_sized:
            self._was_sized = True
            if event.size == self.app.size == self.size:
                event.prevent_default()

    @on(Tab.Chosen)
    async def go(self, event: Tab.Chosen) -> None:
        """Go to the mode whose tab was clicked."""
        await self.app.run_action(f"go('{event.mode}')")

    @on(KeyLine.Chosen)
    async def carry_out(self, event: KeyLine.Chosen) -> None:
        """Do what the key does whose words were clicked."""
        for command in self.footer:
            if (command.key_words, command.words) == event.key:
                bound = self.active_bindings.get(command.key.split(",")[0])
                if bound is not None and bound.enabled:
                    await self.app.run_action(bound.binding.action, bound.node)

    def tell_unused_key(self, event: events.Key) -> None:
        """Say of a key that does nothing here that it does not: silence looks like a fault."""
        bound = self.active_bindings.get(event.key)
        lists = f"{self.app.changed_keys.shown(HELP_KEY).key_words} lists the keys"
        if (bound is None or not bound.enabled) and event.character is not None and event.is_printable:
            key = "space" if event.character == " " else event.character
            moved = self.app.changed_keys.usual(event.key, commands_of(self.scopes))
            if moved is not None:
                now = self.app.changed_keys.shown(moved)
                self.bottom.say(f"{now.words.rstrip(' …')} is {now.key_words} by your settings", lists)
            else:
                self.bottom.say(f"{key} does nothing here", lists)
            return
        for command in map(self.app.changed_keys.shown, active(*self.scopes)):
            if event.key in command.key.split(",") and not self.offers(command):
                words = command.words.rstrip(" …")
                self.bottom.say(f"{command.key_words} {words}: nothing to do it with here", lists)

    @property
    def footer(self) -> list[Command]:
        """What the bottom line offers now, with the keys of now."""
        return [self.app.changed_keys.shown(command) for command in footer(self.scopes, self._is_of_use)]

    def _is_of_use(self, command: Command) -> bool:
        """Whether a key is for the footer: it does something now, and on this network."""
        return self.offers(command) and (command.id != "drills" or self.app.parts.drills is not None)

    @property
    def is_seen(self) -> bool:
        """Whether nothing but dialogs lies above this screen."""
        stack = self.app.screen_stack
        return self in stack and all(above.is_modal for above in stack[stack.index(self) + 1 :])

    def refresh_frame(self) -> None:
        """Bring the lines and the classes up to date; cheap where nothing has changed."""
        if not self.is_seen:
            return
        set_state_classes(self)
        read_only = " READ-ONLY" if self.app.parts.session.read_only else ""
        self.top.show_network(f"{band_word(self.app)}{read_only}")
        self.top.show_pulse(pulse_of(self.app))
        self.top.show_signs(self.app.parts.plans.sign, self.app.parts.alerts.register.fired)
        self.bottom.show_purse(purse_of(self.app))
        self.bottom.show_keys([(c.key_words, c.words) for c in self.footer])
        self._show_banner(self.app.interruption)

    def _follow(self) -> None:
        if not self.is_seen:
            return
        self.refresh_frame()
        snapshot = self.app.snapshot
        if snapshot is not None and snapshot is not self._shown:
            self._shown = snapshot
            self.show_snapshot(snapshot)

    def show_again(self) -> None:
        """Draw the newest block again after something beside it changed, such as the chosen account."""
        self._shown = None
        self._follow()

    def _show_drill(self) -> None:
        line = self.query_one("#drill", Static)
        line.set_class(self.app.drill is not None, "-shown")
        put(line, drill_words(self.app))

    def _show_banner(self, interruption: Interruption | None) -> None:
        banner = self.query_one("#banner", Static)
        banner.set_class(interruption is not None, "-shown")
        put(banner, Content(interruption_words(interruption, self.app.parts.clock.now()) if interruption else ""))


class BaseModal(RemembersChildren, ModalScreen[T], Generic[T]):
    """A dialog with the network's band in its title; on mainnet its border is red."""

    app = getters.app(AppState)

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]

    is_secret: ClassVar[bool] = False
    """True where a secret can be seen or typed: no palette opens above it."""

    takes_typing: ClassVar[bool] = True
    """False where nothing may happen by a key that was pressed before a person saw the dialog."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable every key while the dialog is not composed yet."""
        return super().check_action(action, parameters) if self.is_mounted else False

    def on_mount(self) -> None:
        """Set the classes of the network, and keep them current."""
        set_state_classes(self)
        follow(self, "beats", self._update_state_classes)

    def typing_goes_to(self) -> Widget | Opening:
        """Where keys go that were pressed while this dialog was opening."""
        if not self.is_mounted:
            return Opening.NOT_READY
        return (self.focused or self) if self.takes_typing else Opening.DROPS_KEYS

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with this answer; a second one, such as Enter pressed twice at once, closes nothing else."""
        return super().dismiss(result) if self._is_on_top else AwaitComplete()

    @property
    def _is_on_top(self) -> bool:
        """Whether this dialog is the screen that a dismissal would take away; Textual dismisses whichever is on top."""
        return not self.app.is_ending and self.app.screen_stack[-1:] == [self]

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def heading(self, words: str, aside: str = "") -> Content:
        """A title for the dialog's border, the network's band in it."""
        kind = kind_of(network_name(self.app))
        variable = _BANDS.get(kind, "net-practice")
        band = Content.styled(f" {band_word(self.app)} ", f"bold ${variable}-ink on ${variable}")
        return Content.assemble((words, "bold $bright"), (f" {aside}" if aside else "", "$muted"), "  ", band)

    def _update_state_classes(self) -> None:
        set_state_classes(self)


def set_state_classes(screen: Screen[T]) -> None:
    """Set a screen's CSS classes for its state: network, stale or fresh, locked or unlocked."""
    desk = screen.app
    assert isinstance(desk, AppState)
    wanted = _NETWORK_CLASSES.get(kind_of(network_name(desk)), _OTHER)
    states = {name: name == wanted for name in (*_NETWORK_CLASSES.values(), _OTHER)}
    is_unlocked = desk.parts.session.is_unlocked
    states |= {"-stale": is_stale(desk), "-unlocked": is_unlocked, "-locked": not is_unlocked}
    screen.update_classes(states, animate=False)


def size_classes(desk: AppState) -> dict[str, bool]:
    """The classes of all sizes, and which of them this terminal has; Textual sets them once the screen is laid out."""
    states: dict[str, bool] = {}
    sides = ((desk.size.width, desk.HORIZONTAL_BREAKPOINTS), (desk.size.height, desk.VERTICAL_BREAKPOINTS))
    for cells, wanted in sides:
        breakpoints = wanted or []
        fitting = [(least, name) for least, name in breakpoints if cells >= least]
        states |= {name: (least, name) == max(fitting) for least, name in breakpoints}
    return states


def network_name(desk: AppState) -> str:
    """The network as the chain behind it is called; before it answers, as it was asked for."""
    return desk.snapshot.network if desk.snapshot else shown(desk.parts.settings.network)


def band_word(desk: AppState) -> str:
    """The network's word."""
    return kind_of(network_name(desk)).value


def is_stale(desk: AppState) -> bool:
    """Whether the numbers on screen are old, or the endpoint is not the right one."""
    snapshot, interruption = desk.snapshot, desk.interruption
    return snapshot is not None and (interruption is not None or snapshot.is_stale(desk.parts.clock.now()))


_BANDS = {NetworkKind.TEST: "net-test", NetworkKind.MAINNET: "net-mainnet"}
