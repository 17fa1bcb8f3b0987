"""Dialog with one order in full, every digit shown."""

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.orders.order import Order
from dtao_tui.screens.copying.copy_screen import copies_of_order
from dtao_tui.screens.dialog import Dialog
from dtao_tui.screens.orders.noted_orders import ask_for_note
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.panels.order_panel import OrderPanel
from dtao_tui.widgets.text_lines import key_and_word


class OrderDialog(Dialog[None]):
    """Shows an order and follows it while it is open."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Back", show=False),
        Binding("y", "copy_as", "Copy as", show=False),
        Binding("N", "note", "Note", show=False),
    ]

    panel = query_one(OrderPanel)

    def __init__(self, parts: AppContext, order: Order) -> None:
        super().__init__(parts)
        self._order = order
        self.title_word = order.operation.capitalize()

    def title_aside(self) -> str:
        """The subnet, of an order that is about one."""
        order, step = self._order, self.parts.plans.step_words(self._order.id)
        subnet = f"{order.netuid} {order.symbol} {order.name}" if order.subnets else ""
        return "  ".join(filter(None, (subnet, step)))

    def body(self) -> ComposeResult:
        """The order, and how to leave."""
        with VerticalScroll(classes="fitting"):
            yield OrderPanel()
        keys = (key_and_word("esc", "Back"), key_and_word("N", "Note"), key_and_word("y", "Copy as …"))
        yield Static(Content("   ").join(keys), id="progress-line")

    @on(events.Mount)
    def begin(self) -> None:
        """Follow the journal."""
        follow(self, "orders", self._show)
        self._show()

    def action_copy_as(self) -> None:
        """Offer the order as text."""
        self.app.push_screen(copies_of_order(self.parts, self._order))

    @work(group="note", exclusive=True, exit_on_error=True)
    async def action_note(self) -> None:
        """Write a note to the order."""
        if await ask_for_note(self.app, self._order):
            self._show()

    def _show(self) -> None:
        same = (order for order in self.app.orders if order.id == self._order.id)
        self._order = next(same, self._order)
        snapshot = self.app.snapshot
        self.panel.show(
            self._order,
            block=snapshot.block if snapshot else None,
            wall=self.parts.clock.wall(),
            subnet_trouble=snapshot.trouble_with(self._order.subnet) if snapshot and self._order.subnet else "",
            note=self.parts.notes.notes.get(self._order.id),
            is_imported=any(order.id == self._order.id for order in self.parts.notes.imported),
        )
