"""Panels of a subnet that can have the whole screen: its validators, and its depth."""

from textual.widget import Widget

from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.tables.validator_table import ValidatorTable

_PANELS = ("validators", "depth")


class LonePanels(BaseScreen):
    """A subnet's screen, of which one panel can be shown alone."""

    @property
    def dock(self) -> TicketDock | None:
        """The open ticket, or None."""
        raise NotImplementedError

    @property
    def is_panel_alone(self) -> bool:
        """Whether one panel has the whole screen."""
        return any(self.has_class(f"-{name}-alone") for name in _PANELS)

    def action_validators(self) -> None:
        """Show the validators alone, with the cursor in their list, or all panels again."""
        self.show_alone("" if self.has_class("-validators-alone") else "validators")

    def action_depth(self) -> None:
        """Show the depth alone, or all panels again."""
        self.show_alone("" if self.has_class("-depth-alone") else "depth")

    def show_alone(self, panel: str) -> None:
        """Give one panel the whole screen; empty shows all."""
        for name in _PANELS:
            self.set_class(panel == name, f"-{name}-alone")
        facts = self.query_one("#facts", Widget)
        facts.display = self.dock is None and not panel
        if panel == "validators":
            self.query_one(ValidatorTable).focus()
        elif self.dock is None:
            facts.focus()
        self.call_after_refresh(self.show_again)
