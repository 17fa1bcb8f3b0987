"""The part of the market screen that arranges its table: which columns, and in which order the rows."""

from textual import getters, work

from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.columns.remembered_table import RemembersTable
from dtao_tui.screens.market.row_order import RowOrder
from dtao_tui.widgets.tables.column_layout import ColumnLayout, missing_words, width_needed
from dtao_tui.widgets.tables.columns import Sorting, sortable
from dtao_tui.widgets.tables.subnet_columns import (
    BROAD,
    SUBNET_COLUMNS,
    WIDE,
    ColumnSet,
    every_column,
    set_columns,
    subnet_columns,
)
from dtao_tui.widgets.tables.subnet_table import BY_MARKET_CAP, SubnetTable

CORNERS, BORDERS, SCROLLBAR = 6, 2, 1

_SIDES = ((BROAD, 38), (WIDE, 36), (0, 0))
"""Width of the panel beside the table, by the least width of the screen."""

_KEYS = frozenset(column.key for column in SUBNET_COLUMNS)
_SORTABLE = frozenset(column.key for column in sortable(SUBNET_COLUMNS))


class ArrangedMarket(RemembersTable):
    """A screen with the table of subnets."""

    table_name = "market"
    table = getters.query_one(SubnetTable)

    def __init__(self) -> None:
        super().__init__()
        self._order = RowOrder()
        self._layout: ColumnLayout | None = None

    def sort_rows(self, snapshot: Snapshot) -> None:
        """Take the order that the numbers of this block give."""
        raise NotImplementedError

    def refit(self) -> None:
        """Show the columns that have room now, and the rows again."""
        self.fit_columns()
        self.show_again()
        self.refresh_frame()

    @property
    def layout_of_columns(self) -> ColumnLayout:
        """Which columns a person wants."""
        if self._layout is None:
            self._layout = self.remembered_layout(_KEYS, [each.value for each in ColumnSet])
            self._order.sorting = self.remembered_sorting(_SORTABLE, BY_MARKET_CAP)
        return self._layout

    @property
    def room_beside_panel(self) -> int:
        """Cells inside the table's frame."""
        return _room_beside_panel(self.size.width)

    def fit_columns(self) -> None:
        """Show the columns that have room now."""
        layout, width = self.layout_of_columns, self.size.width
        self.table.fit_columns(width, _room(width), layout, self._order.sorting.by)

    @property
    def words_of_missing(self) -> str:
        """Which width the columns need that a person chose and that have no room; empty where all have."""
        layout, by, number = self.layout_of_columns, self._order.sorting.by, self.table.left_out
        if not number:
            return ""

        def fits(width: int) -> bool:
            return not subnet_columns(width, _room(width), layout, by).left_out

        return missing_words(number, width_needed(fits, self.size.width))

    def sort_by(self, sorting: Sorting) -> None:
        """Sort now, and show another order from its top; it stays until the user sorts again."""
        is_another = sorting != self._order.sorting
        self._order.sorting = sorting
        self.remember_sorting(sorting)
        self.fit_columns()
        if self.app.snapshot is not None:
            self.sort_rows(self.app.snapshot)
            self.show_again()
            if is_another:
                self.table.action_scroll_top()

    def action_sort_by(self, key: str) -> None:
        """Sort by the column of this key."""
        self.sort_by(Sorting.first_by(next(column for column in SUBNET_COLUMNS if column.key == key)))

    def action_reverse(self) -> None:
        """Sort by the same column, the other end first."""
        self.sort_by(self._order.sorting.reversed)

    def action_resort(self) -> None:
        """Sort by the same column with the newest block's numbers."""
        self.sort_by(self._order.sorting)

    def action_columns(self) -> None:
        """Choose and order the columns."""
        self._choose_columns()

    @work(group="columns", exclusive=True, exit_on_error=True)
    async def _choose_columns(self) -> None:
        from dtao_tui.screens.columns.columns_dialog import ColumnsDialog, ColumnsWish

        width = self.size.width
        sets = {each.value: set_columns(width, each) for each in ColumnSet}
        wish = ColumnsWish(every_column(width), self.layout_of_columns, sets, _room, width, self._order.sorting.by)
        layout = await self.app.push_screen_wait(ColumnsDialog(self.app.parts, wish))
        if layout is not None:
            self._layout = layout
            self.remember_layout(layout)
            self.refit()


def _room_beside_panel(screen_width: int) -> int:
    return screen_width - next(side for least, side in _SIDES if screen_width >= least) - BORDERS


def _room(screen_width: int) -> int:
    """Cells that the columns have."""
    return _room_beside_panel(screen_width) - SCROLLBAR
