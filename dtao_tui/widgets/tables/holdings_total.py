"""The sums below the table of holdings, in its columns; the cursor comes here from the last row."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from dtao_tui.domain.ledger.holding_gain import GainSums
from dtao_tui.domain.portfolio import Worth
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.holdings_columns import haircut_cell
from dtao_tui.widgets.tables.holdings_money_columns import basis_cell, profit_cell, tao_cell
from dtao_tui.widgets.tables.holdings_row import HoldingsRow


class HoldingsTotal(Widget, can_focus=True):
    """The sums, in the table's columns; the cursor comes here from the last row."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("k,up,escape,g,G", "leave", "Rows", show=False)]

    class Left(Message):
        """Posted where the cursor goes back to the rows."""

    def action_leave(self) -> None:
        """Go back to the rows."""
        self.post_message(self.Left())

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._worth: Worth | None = None
        self._columns: tuple[Column[HoldingsRow], ...] = ()
        self._gain: GainSums | None = None

    def show(self, worth: Worth, columns: tuple[Column[HoldingsRow], ...], gain: GainSums | None = None) -> None:
        """Show these sums below these columns; without a gain nothing is recorded."""
        self._worth, self._columns, self._gain = worth, columns, gain
        self.refresh()

    def render(self) -> Content:
        """One line under the table."""
        worth = self._worth
        if worth is None:
            return Content("")
        values = {
            "mark": Cell("▌", style="$lead") if self.has_focus else EMPTY,
            "subnet": Cell("Total", style="bold") if worth.is_complete else Cell("! incomplete", style="bold $note"),
            "spot": tao_cell(worth.spot),
            "exit": tao_cell(worth.exit, "bold $bright"),
            "haircut": haircut_cell(worth),
            "share": Cell("100.0") if worth.exit and worth.is_complete else NONE,
            **(_money_cells(self._gain) if self._gain is not None else {}),
        }
        cells = ((column, values.get(column.key, EMPTY)) for column in self._columns)
        drawn = [
            Content.assemble(" " * column.gap, cell.drawn(column.width, is_left=column.is_left))
            for column, cell in cells
        ]
        return Content("").join(drawn)


def _money_cells(gain: GainSums) -> dict[str, Cell]:
    """Cost and profit of all; unknown where a part is not known."""
    return {
        "cost": tao_cell(gain.cost),
        "basis": basis_cell(is_unknown=gain.unknown > 0, is_assumed=gain.assumed > 0),
        "profit": profit_cell(gain.profit, is_sure=not gain.assumed),
    }
