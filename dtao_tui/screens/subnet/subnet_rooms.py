"""Which panels of a subnet's screen have room: its validators, the checks of a ticket, one column or two."""

from dtao_tui.screens.plans.plan_host import PlanHost
from dtao_tui.screens.tickets.ticket_dock import TicketDock

ROWS_WITH_CHECKS, ROWS_WITH_ALL = 34, 43
"""Rows of the screen from which the checks of a ticket have room, and from which the validators have, too."""

CLOSE, SINGLE = 118, 78
"""Columns below which the checks of a ticket have no room, and below which all panels stand in one column."""


class SubnetRooms(PlanHost):
    """A subnet's screen whose classes say what has room; its style sheet does the rest."""

    @property
    def dock(self) -> TicketDock | None:
        """The open ticket, or None."""
        raise NotImplementedError

    def fit_rooms(self) -> None:
        """Give the checks of an open ticket their room; where rows are few, the validators give way to them."""
        width, rows = self.app.size
        is_docked = self.dock is not None or self.plan_dock is not None
        self.set_class(width < SINGLE, "-single")
        self.set_class(is_docked, "-docked")
        checks, validators = self.query("#checks"), self.query("#validators")
        has_checks = self.dock is not None and width >= CLOSE and rows >= ROWS_WITH_CHECKS
        for panel in checks:
            panel.display = has_checks
        validators.set_class(has_checks and rows < ROWS_WITH_ALL, "-gives-way")

    def fit_beside_plan(self) -> None:
        """Lay the panels out for the room that a plan leaves or gives back."""
        self.fit_rooms()
