"""The orders of the journal, newest first, older days under their date."""

from collections.abc import Sequence

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder
from dtao_tui.widgets.order_words import clock_time, day, mark_of
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure
from dtao_tui.widgets.tables.keyed_table import Column, TableRow
from dtao_tui.widgets.tables.responsive_table import FittedSheet
from dtao_tui.widgets.trade.quote_list import TAO

DAY = "day "
"""Begins the keys of the rows that hold a date."""

ROOMY = 84
"""Columns from which nothing has to be shortened."""


class OrderTable(FittedSheet):
    """One row per order; the key is the order's id."""

    wide_from = ROOMY

    def columns_for(self, *, is_narrow: bool) -> tuple[Column, ...]:
        """The columns for a narrow or a wide screen."""
        return _columns(is_narrow=is_narrow)

    def show_orders(self, orders: Sequence[PlacedOrder], now: float) -> None:
        """Bring the table to these orders; `now` is the wall clock, by which today is told from other days."""
        last_day = day(now)
        rows = []
        for order in orders:
            placed_on = day(order.created_at)
            if placed_on != last_day:
                rows.append(TableRow(f"{DAY}{placed_on}", (Cell(placed_on, style="$dim"), *[EMPTY] * 8)))
                last_day = placed_on
            rows.append(TableRow(order.id, _cells(order)))
        self.show(rows)


def _columns(*, is_narrow: bool) -> tuple[Column, ...]:
    return (
        Column("time", "Time", "", 8, is_left=True, gap=1),
        Column("order", "Order", "", 7 if is_narrow else 8, is_left=True, gap=1),
        Column("netuid", "#", "", 3, gap=1),
        Column("subnet", "Subnet", "", 10 if is_narrow else 11, is_left=True, gap=1),
        Column("paid", "Amount", "", 10),
        Column("pays", "", "", 2, is_left=True, gap=1),
        Column("received", "Received", "", 10 if is_narrow else 11),
        Column("gets", "", "", 2, is_left=True, gap=1),
        Column("state", "State", "", 11, is_left=True, gap=1),
    )


def _cells(order: PlacedOrder) -> tuple[Cell, ...]:
    pays, gets = (TAO, order.symbol) if isinstance(order.pays, Tao) else (order.symbol, TAO)
    mark, mark_style, word_style = mark_of(order.state)
    is_over = order.state in (OrderState.CANCELLED, OrderState.EXPIRED, OrderState.REPLACED, OrderState.CLOSED)
    return (
        Cell(clock_time(order.created_at), style="$muted"),
        Cell(order.kind, style="$dim" if is_over else ""),
        Cell(str(order.netuid), style="$dim"),
        name_cell(order.symbol, order.name),
        _paid(order),
        Cell(pays, style="$dim"),
        _amount(order.filled.received) if order.filled else NONE,
        Cell(gets if order.filled else "", style="$dim"),
        Cell(order.state.value, style=word_style, lead=f"{mark} ", lead_style=mark_style),
    )


def _paid(order: PlacedOrder) -> Cell:
    """What was paid; dim what was offered only, with nothing received beside it."""
    return _amount(order.filled.paid) if order.filled else _amount(order.pays)._replace(style="$dim")


def _amount(amount: Tao | Alpha) -> Cell:
    return of_figure(fine(amount, decimals=3))
