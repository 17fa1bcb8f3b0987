"""Dialog that watches an order from its signature to its end; it may be left, and the order goes on."""

from collections.abc import AsyncIterator
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import NotPlaced, Review
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.panels.order_panel import OrderPanel
from dtao_tui.widgets.text_lines import key_and_word


class ProgressScreen(Dialog[Order | None]):
    """Shows each step of an order that is being placed; gives back the order as it was when the box was left."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Leave", show=False),
        Binding("enter", "leave_when_over", show=False),
    ]

    panel = query_one(OrderPanel)
    line = query_one("#progress-line", Static)

    def __init__(self, placing: AsyncIterator[Order], review: Review, parts: AppContext) -> None:
        super().__init__(parts)
        self._placing = placing
        self._review = review
        self.title_word = review.intent.op.capitalize()
        self._order: Order | None = None
        self._is_over = False

    def title_aside(self) -> str:
        """The subnet, of an order that is about one, or the one that is left and the one that is joined."""
        subnets = self._review.snapshot.subnets
        return " to ".join(subnets[netuid].label for netuid in dict.fromkeys(self._review.intent.touches()))

    def body(self) -> ComposeResult:
        """The order, and what can be done."""
        with VerticalScroll(classes="fitting"):
            yield OrderPanel()
            yield Static(id="progress-trouble")
        yield Static(id="progress-line")

    @on(events.Mount)
    def begin(self) -> None:
        """Watch."""
        follow(self, "snapshot", self._show_age)
        self.panel.display = False
        self.query_one("#progress-trouble", Static).update(Content.styled("Signing…", "$muted"))
        self._say(key_and_word("esc", "Leave; the order goes on, Activity shows it"))
        self._follow()

    def action_leave(self) -> None:
        """Close the box; the order goes on by itself."""
        self.dismiss(self._order)

    def action_leave_when_over(self) -> None:
        """Close the box once nothing more will come."""
        if self._is_over:
            self.dismiss(self._order)

    @work(group="progress", exclusive=True, exit_on_error=True)
    async def _follow(self) -> None:
        try:
            async for order in self._placing:
                self._show(order)
        except (Trouble, NotPlaced) as trouble:
            self._refuse(str(trouble))
        self._is_over = True
        self._say(key_and_word("enter", "Done"))

    def _show(self, order: Order) -> None:
        self._order = order
        if order.state is OrderState.HELD:
            self._is_over = True
            again = f"Done; the next order carries number {order.extrinsic.nonce}, too: only one can happen"
            self._say(key_and_word("enter", again))
        if order.state is OrderState.UNKNOWN:
            self._is_over = True
            self._say(key_and_word("enter", "Leave; the chain is asked with each block, Activity shows what it says"))
        self.app.orders = self.parts.desk.orders
        snapshot = self.parts.feed.last
        self.panel.display = True
        self.query_one("#progress-trouble").display = False
        self.panel.show(order, block=snapshot.block if snapshot else None, wall=self.parts.clock.wall())

    def _show_age(self) -> None:
        if self._order is not None:
            self._show(self._order)

    def _refuse(self, sentence: str) -> None:
        trouble = self.query_one("#progress-trouble", Static)
        trouble.display = True
        nothing = "\n\nNothing was sent." if self._order is None else ""
        trouble.update(Content.assemble(("✗ ", "bold $loss"), (sentence, "$loss"), (nothing, "$muted")))

    def _say(self, line: Content) -> None:
        self.line.update(line)
