"""The table of orders, newest first; orders of older days are below a row that holds their date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.assets import ANY_ALPHA_SYMBOL, TAO_SYMBOL
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.ledger.closed_positions import RemovedHolding
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import Notes
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.widgets.order_words import clock_time, day, mark_of, state_word
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable

DAY = "day "
"""Begins the keys of the rows that hold a date."""

ROOMY = 84
"""Columns from which nothing has to be shortened."""

NOTED = "✎"
"""The mark of a row whose order has a note."""

IMPORTED = "i"
"""The mark of a row whose order was imported and has none."""


@dataclass(frozen=True, slots=True)
class NotedOrder:
    """An order, whether it has a note, and whether it was imported."""

    order: Order
    is_noted: bool = False
    is_imported: bool = False


REMOVED = "removed "
"""Begins the keys of the rows of removals."""


@dataclass(frozen=True, slots=True)
class RemovedSubnet:
    """A holding that the chain ended: what went, and what it paid out."""

    removal: RemovedHolding
    at: float
    """Wall clock, seconds since 1970."""


OrderRow = NotedOrder | RemovedSubnet | str
"""An order, a removal, or the date of those below it."""

_OVER = (OrderState.CANCELLED, OrderState.EXPIRED, OrderState.REPLACED, OrderState.CLOSED)


class OrderTable(ResponsiveTable[OrderRow]):
    """One row per order; the key is the order's id."""

    wide_from = ROOMY
    goes_first = ("received", "netuid")

    def columns_for(self, *, is_narrow: bool) -> tuple[Column[OrderRow], ...]:
        """The columns for a narrow or a wide screen."""
        return _columns(is_narrow=is_narrow)

    def show_orders(
        self,
        orders: Sequence[Order],
        now: float,
        notes: Notes,
        imported: frozenset[str] = frozenset(),
        removed: Sequence[RemovedHolding] = (),
    ) -> None:
        """Bring the table to these orders and removals; `now` is the wall clock, for the dates of days before today."""
        last_day = day(now)
        told: list[tuple[float, str, OrderRow]] = [
            (order.created_at, order.id, NotedOrder(order, order.id in notes, order.id in imported)) for order in orders
        ]
        told += [(row.at, f"{REMOVED}{number}", row) for number, row in enumerate(_removed_rows(removed))]
        rows: dict[str, OrderRow] = {}
        for at, key, row in sorted(told, key=lambda each: -each[0]) if removed else told:
            placed_on = day(at)
            if placed_on != last_day:
                rows[f"{DAY}{placed_on}"] = last_day = placed_on
            rows[key] = row
        self.show(rows)


def _removed_rows(removed: Sequence[RemovedHolding]) -> list[RemovedSubnet]:
    """Those whose time the chain told."""
    times = [(removal, removal.result.time_ms) for removal in removed]
    return [RemovedSubnet(removal, time_ms / 1000) for removal, time_ms in times if time_ms is not None]


def _of_order(
    cell: Callable[[Order], Cell], of_removal: Callable[[RemovedHolding], Cell] = lambda _: EMPTY
) -> Callable[[OrderRow], Cell]:
    """Cells of orders and of removals, empty beside a date."""

    def of_row(row: OrderRow) -> Cell:
        if isinstance(row, str):
            return EMPTY
        return of_removal(row.removal) if isinstance(row, RemovedSubnet) else cell(row.order)

    return of_row


def _columns(*, is_narrow: bool) -> tuple[Column[OrderRow], ...]:
    column = Column[OrderRow]
    return (
        column("time", "Time", "", 8, _time_cell, is_left=True, gap=1),
        column("note", "", "", 1, _note_cell, is_left=True, gap=1),
        column(
            "order",
            "Order",
            "",
            7 if is_narrow else 8,
            _of_order(_kind_cell, lambda _: Cell("removed")),
            is_left=True,
            gap=1,
        ),
        column(
            "netuid",
            "#",
            "",
            3,
            _of_order(_netuid_cell, lambda each: Cell(str(each.subnet.netuid), style="$dim")),
            gap=1,
        ),
        column(
            "subnet",
            "Subnet",
            "",
            10 if is_narrow else 11,
            _of_order(_name_cell, lambda each: Cell(f"subnet {each.subnet.netuid}", style="$muted")),
            is_left=True,
            gap=1,
        ),
        column(
            "paid",
            "Amount",
            "",
            10,
            _of_order(_paid_cell, lambda each: _amount_cell(Alpha(each.result.alpha, each.subnet.netuid))),
        ),
        column(
            "pays",
            "",
            "",
            2,
            _of_order(lambda order: _symbol_cell(order.pays, order), lambda _: Cell(ANY_ALPHA_SYMBOL, style="$dim")),
            is_left=True,
            gap=1,
            follows="paid",
        ),
        column("received", "Received", "", 10 if is_narrow else 11, _of_order(_received_cell, _payout_cell)),
        column(
            "gets",
            "",
            "",
            2,
            _of_order(_gets_cell, lambda each: Cell(TAO_SYMBOL if each.result.proceeds else "", style="$dim")),
            is_left=True,
            gap=1,
            follows="received",
        ),
        column("state", "State", "", 11, _of_order(_state_cell, _removal_cell), is_left=True, gap=1),
    )


def _payout_cell(removal: RemovedHolding) -> Cell:
    return _amount_cell(Tao(removal.result.proceeds)) if removal.result.proceeds else NONE


def _removal_cell(removal: RemovedHolding) -> Cell:
    word = "paid out" if removal.result.proceeds else "not paid"
    return Cell(word, style="$muted", lead="■ ", lead_style="$note")


def _time_cell(row: OrderRow) -> Cell:
    if isinstance(row, RemovedSubnet):
        return Cell(clock_time(row.at), style="$muted")
    return Cell(row, style="$dim") if isinstance(row, str) else Cell(clock_time(row.order.created_at), style="$muted")


def _note_cell(row: OrderRow) -> Cell:
    if not isinstance(row, NotedOrder):
        return EMPTY
    if row.is_noted:
        return Cell(NOTED, style="$note")
    return Cell(IMPORTED, style="$dim") if row.is_imported else EMPTY


def _kind_cell(order: Order) -> Cell:
    return Cell(order.operation, style="$dim" if order.state in _OVER else "")


def _netuid_cell(order: Order) -> Cell:
    return EMPTY if order.netuid is None else Cell(str(order.netuid), style="$dim")


def _name_cell(order: Order) -> Cell:
    return name_cell(order.symbol, order.name)


def _paid_cell(order: Order) -> Cell:
    """What was paid; dim what was offered only, with nothing received beside it."""
    return _amount_cell(order.filled.paid) if order.filled else _amount_cell(order.pays)._replace(style="$dim")


def _received_cell(order: Order) -> Cell:
    return _amount_cell(order.filled.received) if order.filled else NONE


def _gets_cell(order: Order) -> Cell:
    return _symbol_cell(order.filled.received, order) if order.filled else EMPTY


def _state_cell(order: Order) -> Cell:
    mark, mark_style, word_style = mark_of(order.state)
    return Cell(state_word(order), style=word_style, lead=f"{mark} ", lead_style=mark_style)


def _symbol_cell(amount: Tao | Alpha, order: Order) -> Cell:
    return Cell(order.symbol_of(amount), style="$dim")


def _amount_cell(amount: Tao | Alpha) -> Cell:
    return of_figure(fine(amount, decimals=3))
