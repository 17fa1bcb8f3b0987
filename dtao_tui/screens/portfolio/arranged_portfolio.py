"""The part of the portfolio that arranges its table: which columns a person chose, and the order of the rows."""

from textual import getters, work

from dtao_tui.screens.columns.remembered_table import RemembersTable
from dtao_tui.screens.portfolio.grouped_portfolio import GroupedPortfolio
from dtao_tui.widgets.tables.column_layout import ColumnLayout, missing_words, width_needed
from dtao_tui.widgets.tables.columns import Sorting, sortable
from dtao_tui.widgets.tables.holdings_columns import (
    BROAD,
    BY_SHARE,
    ROOMY,
    columns,
    every_holdings_column,
    holdings_room,
    own_holdings_columns,
)
from dtao_tui.widgets.tables.holdings_table import HoldingsTable

_EVERY = every_holdings_column(is_narrow=False)
_KEYS = frozenset(column.key for column in _EVERY)
_SORTABLE = frozenset(column.key for column in sortable(_EVERY))


class ArrangedPortfolio(RemembersTable, GroupedPortfolio):
    """A screen with the table of holdings."""

    table_name = "portfolio"
    table = getters.query_one(HoldingsTable)

    _layout: ColumnLayout | None = None

    def fit_columns(self) -> bool:
        """Show the columns that have room now, beside a plan the usual narrow ones; True if they are others."""
        is_beside_plan = self.plan_dock is not None
        self.table.layout_of_columns = ColumnLayout() if is_beside_plan else self._layout_left
        return self.table.fit(0 if is_beside_plan else self.size.width)

    def sorting_left(self) -> Sorting:
        """The order that a person left."""
        return self.remembered_sorting(_SORTABLE, BY_SHARE)

    @property
    def words_of_missing(self) -> str:
        """Which width the columns need that a person chose and that have no room; empty where all have."""
        layout, by, number = self._layout_left, self._sorted_by, self.table.left_out
        if not number or self.plan_dock is not None:
            return ""
        needed = width_needed(lambda width: not own_holdings_columns(width, layout, by).left_out, self.size.width)
        return missing_words(number, needed)

    def action_columns(self) -> None:
        """Choose and order the columns."""
        self._choose_columns()

    @work(group="columns", exclusive=True, exit_on_error=True)
    async def _choose_columns(self) -> None:
        from dtao_tui.screens.columns.columns_dialog import ColumnsDialog, ColumnsWish

        width = self.size.width
        is_narrow = width < ROOMY
        usual = tuple(column.key for column in columns(is_narrow=is_narrow, is_broad=width >= BROAD))
        every = every_holdings_column(is_narrow=is_narrow)
        wish = ColumnsWish(every, self._layout_left, {"usual": usual}, holdings_room, width, self._sorted_by)
        layout = await self.app.push_screen_wait(ColumnsDialog(self.app.parts, wish))
        if layout is not None:
            self._layout = layout if layout.is_own else ColumnLayout()
            self.remember_layout(self._layout)
            self.fit_columns()
            self.show_again()

    @property
    def _sorted_by(self) -> str:
        return (self.table.sorting or BY_SHARE).by

    @property
    def _layout_left(self) -> ColumnLayout:
        if self._layout is None:
            self._layout = self.remembered_layout(_KEYS, ())
        return self._layout
