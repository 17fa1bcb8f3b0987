"""Activity screen: the table of orders, and the chosen order in full."""

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.output.exports.order_exports import orders_csv
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.copying.copy_screen import copies_of_order
from dtao_tui.screens.orders.close_order import CloseOrderScreen
from dtao_tui.screens.orders.noted_orders import NotedOrders
from dtao_tui.screens.orders.order_dialog import OrderDialog
from dtao_tui.services.trading_desk import NotPlaced
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ACTIVITY, ROWS
from dtao_tui.widgets.lifecycle import follow, is_leaving
from dtao_tui.widgets.panels.order_panel import OrderPanel
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.order_table import DAY, OrderTable
from dtao_tui.widgets.text_lines import key_and_word

PANEL_FROM = 120
"""Columns from which the table has room for the panel beside it."""

PANEL_CELLS = 40
"""Width of the panel; on broad screens, which have room for all columns in any case, it is wider."""

FILTERS = ("all", "open", "failed", "imported")
"""The last one only where there are any."""

EMPTY = {
    "all": "No orders yet. Press {go.market} for the market, choose a subnet and press {operation.stake} to stake.",
    "open": "No order is open.",
    "imported": "No order was imported.",
    "failed": "No order was refused or has expired.",
}
NOTHING_FOUND = "No order has this in it."
_FAILED = (OrderState.REFUSED, OrderState.EXPIRED, OrderState.REPLACED)


class ActivityScreen(NotedOrders):
    """The journal of this network's orders, and the chosen one in full."""

    mode = "activity"
    AUTO_FOCUS = "OrderTable"
    own_scopes = (ACTIVITY, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIVITY)]

    panel = query_one(OrderPanel)

    def __init__(self) -> None:
        super().__init__()
        self._filter = FILTERS[0]
        self._row = 0
        """Where the cursor was, by which its direction is known."""

    def body(self) -> ComposeResult:
        """The reasons why trading is stopped, the orders, and the chosen order beside them."""
        yield Static(id="journal-objection")
        with Horizontal(id="activity"):
            with Vertical(id="orders", classes="panel table-panel"):
                yield self.search_field()
                yield OrderTable()
                yield Static(id="orders-empty")
            with VerticalScroll(id="order", classes="panel", can_focus=False):
                yield OrderPanel()
                yield Static(id="order-check")

    def on_mount(self) -> None:
        """Follow the journal from now on."""
        super().on_mount()
        self._lay_out(self.size.width)
        self._read_journal()
        follow(self, "orders", self.show_orders)
        follow(self, "beats", self._read_journal)
        self.show_orders()

    @on(events.ScreenResume)
    def read_again(self) -> None:
        """Read the orders that changed while another screen was on top."""
        self._read_journal()

    def on_resize(self, event: events.Resize) -> None:
        """Take the columns that fit."""
        if self._lay_out(event.size.width):
            self.show_orders()

    def show_snapshot(self, snapshot: Snapshot) -> None:  # noqa: ARG002  # only the age of what is open changes
        """Update the ages of the open orders."""
        self.read_of_chain()
        self.show_orders()

    def offers(self, command: Command) -> bool:
        """Whether a key does something now."""
        needs = {
            "row.open": self.chosen_order is not None,
            "activity.note": self.chosen_order is not None,
            "activity.find": bool(self.all_orders),
            "activity.copy": self.chosen_order is not None,
            "activity.check": self.app.parts.desk.has_open_orders,
            "activity.close": self._is_closable,
            "activity.export": bool(self._shown_orders),
        }
        return needs.get(command.id, super().offers(command))

    def action_next_filter(self) -> None:
        """Show all orders, then the open ones, then the failed ones."""
        filters = self._filters
        self._filter = filters[(filters.index(self._filter) + 1) % len(filters)]
        self.show_orders()

    def action_details(self) -> None:
        """Show the chosen order in a box of its own."""
        if self.chosen_order is not None:
            self.app.push_screen(OrderDialog(self.app.parts, self.chosen_order))
        elif words := self.words_of_removal(self.table.chosen or ""):
            self.notify(words, title="Removed", markup=False, timeout=12)

    def action_copy_as(self) -> None:
        """Offer the chosen order as text: its btcli command, its call, its hash."""
        if self.chosen_order is not None:
            self.app.push_screen(copies_of_order(self.app.parts, self.chosen_order))

    def exported_rows(self) -> tuple[str, str] | None:
        """The orders that are shown."""
        orders = self._shown_orders
        return ("orders", orders_csv(orders, self.notes, self.imported)) if orders else None

    def action_acknowledge(self) -> None:
        """Confirm that the user has read what is wrong with the journal, and allow trading again."""
        try:
            self.app.parts.desk.acknowledge()
        except Trouble as trouble:
            self.notify(str(trouble), severity="warning", markup=False)
        self.show_orders()

    @work(group="close", exclusive=True, exit_on_error=True)
    async def action_close_order(self) -> None:
        """Ask the user to close, by typing, an order whose end nothing has proved for long."""
        order = self.chosen_order
        if order is None or not self._is_closable:
            return
        parts = self.app.parts
        if not await self.app.push_screen_wait(CloseOrderScreen(parts, order)):
            return
        try:
            await parts.desk.close_by_hand(order)
        except NotPlaced as refusal:
            self.notify(str(refusal), severity="warning", markup=False)
        self.app.orders = parts.desk.orders

    @work(group="check", exclusive=True, exit_on_error=True)
    async def action_check_again(self) -> None:
        """Ask the chain what became of the open orders."""
        desk = self.app.parts.desk
        changed = await desk.reconcile()
        self.app.orders = desk.orders
        if desk.unresolved_because:
            self.notify(desk.unresolved_because, title="The chain could not be asked", severity="warning", markup=False)
        elif not changed:
            self.notify("The chain was asked; nothing has changed.", markup=False)

    @on(KeyedTable.RowChosen)
    def show_chosen(self, event: KeyedTable.RowChosen) -> None:
        """Show the order under the cursor; a row that holds only a date is stepped over."""
        event.stop()
        if is_leaving(self):
            return
        row = self.table.cursor_row
        came_from, self._row = self._row, row
        if (self.table.chosen or "").startswith(DAY):
            # Below a date there is always an order, above the first one nothing.
            self.table.move_cursor(row - 1 if came_from > row > 0 else row + 1)
        else:
            self._show_chosen()

    @on(KeyedTable.RowOpened)
    def open_chosen(self, event: KeyedTable.RowOpened) -> None:
        """Enter shows it in full."""
        event.stop()
        self.action_details()

    @property
    def _shown_orders(self) -> tuple[Order, ...]:
        return self.found(self._of_filter)

    @property
    def _filters(self) -> tuple[str, ...]:
        return FILTERS if self.imported else FILTERS[:-1]

    @property
    def _of_filter(self) -> tuple[Order, ...]:
        orders = self.all_orders
        match self._filter:
            case "open":
                return tuple(order for order in orders if order.is_open)
            case "failed":
                return tuple(order for order in orders if order.state in _FAILED)
            case "imported":
                return tuple(order for order in orders if order.id in self.imported)
            case _:
                return orders

    @property
    def chosen_order(self) -> Order | None:
        """The order under the cursor; None where that is a date."""
        key = self.table.chosen
        if key is None or key.startswith(DAY):
            return None
        return next((order for order in self.all_orders if order.id == key), None)

    @property
    def _is_closable(self) -> bool:
        return self.chosen_order is not None and self.app.parts.desk.can_be_closed(self.chosen_order)

    def _read_journal(self) -> None:
        """Take the orders from the desk, which follows them while this screen is closed."""
        self.app.orders = self.app.parts.desk.orders

    def _lay_out(self, width: int) -> bool:
        """Leave out the panel where there is no room beside the table; True if the rows must be shown again."""
        is_alone = width < PANEL_FROM
        self.set_class(is_alone, "-alone")
        return self.table.fit(width if is_alone else width - PANEL_CELLS)

    def show_orders(self) -> None:
        """Draw the list and the chosen order."""
        if not self.is_mounted:
            return
        orders = self._shown_orders
        removed = self.removed if self._filter == FILTERS[0] and not self.looked_for else ()
        self.table.show_orders(orders, self.app.parts.clock.wall(), self.notes, self.imported, removed)
        self.table.display = bool(orders or removed)
        empty = self.query_one("#orders-empty", Static)
        empty.display = not (orders or removed)
        words = NOTHING_FOUND if self.looked_for and self._of_filter else EMPTY[self._filter]
        empty.update(Content(self.app.changed_keys.worded(words)))
        self._name_panels()
        self._show_objection()
        self._show_chosen()

    def _name_panels(self) -> None:
        orders = self.all_orders
        counts = {
            "all": len(orders),
            "open": sum(order.is_open for order in orders),
            "failed": sum(order.state in _FAILED for order in orders),
            "imported": len(self.imported),
        }
        panel = self.query_one("#orders")
        found = f"{len(self._shown_orders)} of " if self.looked_for else ""
        panel.border_title = Content.assemble(
            ("Orders", "bold"), (f"  {found}{len(self._of_filter)}" if found else f"  {len(orders)}", "$muted")
        )
        words = [
            Content.styled(f"{name} {counts[name]}", "bold $lead" if name == self._filter else "$muted")
            for name in self._filters
        ]
        panel.border_subtitle = Content("  ").join(words)

    def _show_objection(self) -> None:
        objection = self.app.parts.desk.read_only
        line = self.query_one("#journal-objection", Static)
        line.display = bool(objection)
        line.update(Content.assemble((objection, "$note"), "  ", key_and_word("A", "I have read this")))

    def _show_chosen(self) -> None:
        order, snapshot = self.chosen_order, self.app.snapshot
        block = snapshot.block if snapshot else None
        owner = self.app.parts.session.account_of(order.owner) if order else None
        name = owner.name if owner else ""
        trouble = snapshot.trouble_with(order.subnet) if order and order.subnet and snapshot else ""
        wall = self.app.parts.clock.wall()
        note = self.notes.get(order.id) if order else None
        self.panel.show(
            order,
            block=block,
            wall=wall,
            account=name,
            subnet_trouble=trouble,
            note=note,
            is_imported=order is not None and order.id in self.imported,
            instead=self.words_of_removal(self.table.chosen or ""),
        )
        title = Content("Order")
        if order is not None:
            where = (f" {order.netuid} ", (order.symbol, "$lead"), f" {order.name}") if order.subnets else ()
            title = Content.assemble((order.operation, "bold"), *where)
        self.query_one("#order").border_title = title
        step = self.app.parts.plans.step_words(order.id) if order is not None else ""
        self.query_one("#order").border_subtitle = Content.styled(step, "$muted")
        check = self.query_one("#order-check", Static)
        check.display = order is not None and order.is_open
        keys = [key_and_word("r", "Ask the chain again now")]
        if self._is_closable:
            keys.append(key_and_word("del", "Close it: nothing has proved its end"))
        check.update(Content("\n").join(keys))
