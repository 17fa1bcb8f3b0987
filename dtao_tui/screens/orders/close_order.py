"""Dialog in which a person closes, by typing, an order whose end no endpoint can prove."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from dtao_tui.domain.orders.demand import Demand
from dtao_tui.domain.orders.order import Order
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.trade.confirm import ARMED_AFTER, ConfirmBar

_WORD = "close"
_WARNING = (
    "Its time has been over for long, and this endpoint has not shown what became of it. It may have traded.\n\n"
    "Before you close it, look the account's transactions up elsewhere, or connect to another endpoint and check "
    "again. Closing changes nothing on the chain: it only lets this account go on. If the chain has not counted its "
    "number {nonce}, the next order carries it again, so that only one of them can happen."
)


class CloseOrderScreen(Dialog[bool]):
    """Explains what closing an order means; returns True when the confirmation was typed."""

    AUTO_FOCUS = "ConfirmBar"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", show=False)]

    title_word = "Close an order"

    def __init__(self, parts: AppContext, order: Order, *, armed_after: float = ARMED_AFTER) -> None:
        super().__init__(parts)
        self._order = order
        self._armed_after = armed_after

    def title_aside(self) -> str:
        """The order."""
        return f"{self._order.operation} {self._order.netuid} {self._order.symbol} {self._order.name}"

    def body(self) -> ComposeResult:
        """What it means, and the line that confirms."""
        with VerticalScroll(classes="fitting", can_focus=False):
            yield Static(_WARNING.format(nonce=self._order.extrinsic.nonce), markup=False)
        yield ConfirmBar((Demand("to close it, type", _WORD, frozenset({_WORD})),), armed_after=self._armed_after)

    def on_mount(self) -> None:
        """Everything there is to read is on the screen."""
        self.query_one(ConfirmBar).allow()

    def action_cancel(self) -> None:
        """Leave it open."""
        self.dismiss(False)

    @on(ConfirmBar.Confirmed)
    def close_it(self) -> None:
        """Close the order: the confirmation was typed."""
        self.dismiss(True)

    @on(ConfirmBar.Cancelled)
    def leave_it_open(self) -> None:
        """Leave the order open."""
        self.dismiss(False)
