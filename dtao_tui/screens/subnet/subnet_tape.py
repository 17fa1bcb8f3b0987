"""The tape beside a subnet's chart: at the right of a broad screen, below the chart of a wide one."""

from textual.containers import Vertical
from textual.widget import Widget

from dtao_tui.screens import lazy_screens
from dtao_tui.screens.plans.plan_host import PlanHost
from dtao_tui.screens.subnet.tape_host import TapeHost
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.lifecycle import is_leaving
from dtao_tui.widgets.tables.subnet_columns import BROAD
from dtao_tui.widgets.tape.tape_panel import TapePanel

WIDE_ENOUGH, TALL_ENOUGH = 118, 30
"""Columns and rows of the screen from which the tape has room beside the chart."""

ROWS_BESIDE = 36
"""Rows from which a broad screen shows it without being asked to."""

_RIGHT, _BELOW = "-tape-right", "-tape-below"


class SubnetTape(TapeHost, PlanHost):
    """A subnet's screen in which the tape can be shown; without room for it, it has a screen of its own."""

    _is_tape_chosen: bool | None = None
    """What the person said; None leaves it to the room there is."""

    _place = ""
    """The class of the place where it is shown; empty where it is not."""

    @property
    def dock(self) -> TicketDock | None:
        """The open ticket, or None."""
        raise NotImplementedError

    @property
    def is_panel_alone(self) -> bool:
        """Whether one panel has the whole screen."""
        raise NotImplementedError

    @property
    def tape_panel(self) -> TapePanel | None:
        """The panel, where it is shown."""
        shown = (panel for panel in self.query(TapePanel) if panel.display and not is_leaving(panel))
        return next(shown, None)

    async def toggle_tape(self) -> None:
        """Show the tape here or on a screen of its own, or close it."""
        width, rows = self.app.size
        if width < WIDE_ENOUGH or rows < TALL_ENOUGH or self.dock is not None or self.plan_dock is not None:
            self.app.push_screen(lazy_screens.tape(self.netuid))
            return
        self._is_tape_chosen = self.tape_panel is None
        if self.is_panel_alone:
            await self.leave_part()
        self.fit_tape()
        self.call_after_refresh(self._focus_tape)

    def fit_tape(self) -> None:
        """Show the tape where it is wanted and has room; a ticket, a plan and a panel alone take its place."""
        width, rows = self.app.size
        is_broad = width >= BROAD
        wanted = is_broad and rows >= ROWS_BESIDE if self._is_tape_chosen is None else self._is_tape_chosen
        has_room = width >= WIDE_ENOUGH and rows >= TALL_ENOUGH
        is_taken = self.dock is not None or self.plan_dock is not None or self.is_panel_alone
        place = "" if not wanted or not has_room or is_taken else _RIGHT if is_broad else _BELOW
        if place == self._place:
            self.show_tape()
            return
        self._place = place
        for name in (_RIGHT, _BELOW):
            self.set_class(place == name, name)
        self._put_tape(place)
        self.show_tape()
        # Every panel has another width then.
        self.call_after_refresh(self.show_again)

    def _put_tape(self, place: str) -> None:
        """Have one panel in this place, and none elsewhere."""
        panel = self.tape_panel
        wanted = {_RIGHT: "#facts-column", _BELOW: "#subnet-left"}.get(place)
        column = self.query_one(wanted, Vertical) if wanted else None
        if panel is not None and panel.parent is not column:
            # Removed a moment later, it takes no room from now on.
            panel.display = False
            panel.remove()
            panel = None
        if column is not None and panel is None:
            column.mount(TapePanel(id="tape"), before="#facts" if place == _RIGHT else "#validators")

    def _focus_tape(self) -> None:
        """Let keys scroll the tape that was asked for, or the facts again."""
        rows = self.query("#tape-rows") if self._is_tape_chosen else self.query("#facts")
        if rows and self.dock is None:
            rows.first(Widget).focus()
