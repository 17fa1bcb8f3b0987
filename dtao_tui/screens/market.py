"""The market: every subnet's pool, live."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from dtao_tui.screens.commands import bindings
from dtao_tui.screens.frame import DeskScreen
from dtao_tui.widgets.sheet import Sheet


class MarketScreen(DeskScreen):
    """All subnets in one table."""

    mode = "market"
    scope = "market"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("market")]

    def body(self) -> ComposeResult:
        """The table."""
        yield Sheet(id="subnets")
