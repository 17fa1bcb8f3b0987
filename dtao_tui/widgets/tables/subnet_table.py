"""The table of all subnets, with the columns of the announcement of Dynamic TAO."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.message import Message

from dtao_tui.domain.market import Subnet
from dtao_tui.widgets.tables.column_layout import ColumnLayout
from dtao_tui.widgets.tables.columns import Sorting
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.sorting_table import SortingTable
from dtao_tui.widgets.tables.subnet_columns import MarketRow, subnet_columns

BY_MARKET_CAP = Sorting("market_cap")
"""The order at the start."""

_ALWAYS_THERE = "netuid"
"""A column that takes no other's room when rows are sorted by it."""


class SubnetTable(SortingTable[MarketRow]):
    """All subnets, a row each, by netuid."""

    @dataclass
    class SubnetChosen(Message):
        """The cursor came to this subnet."""

        netuid: int

    @dataclass
    class SubnetOpened(Message):
        """Enter or a click on this subnet."""

        netuid: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(subnet_columns(80, 80, ColumnLayout(), BY_MARKET_CAP.by).columns, id=id)
        self.left_out = 0
        """How many columns of an own choice have no room, or of a set have given way to the sorted one."""

    def fit_columns(self, screen_width: int, room: int, layout: ColumnLayout, sorted_by: str) -> None:
        """Show the columns for a screen of this width that fit into `room` cells, the sorted one in any case."""
        found = subnet_columns(screen_width, room, layout, sorted_by)
        usual = subnet_columns(screen_width, room, layout, _ALWAYS_THERE)
        shown = {column.key for column in found.columns}
        displaced = sum(column.key not in shown for column in usual.columns)
        self.left_out = len(found.left_out) if layout.is_own else displaced
        self.set_columns(found.columns)

    def show_subnets(self, rows: Sequence[MarketRow], sorting: Sorting) -> None:
        """Show these subnets in this order."""
        self.show({str(row.subnet.netuid): row for row in rows})
        self.mark_sorted(sorting)

    def choose_first(self, subnets: Sequence[Subnet]) -> None:
        """Put the cursor on the first subnet that has a pool."""
        first = next((subnet for subnet in subnets if subnet.has_pool), None)
        if first is not None:
            self.choose(str(first.netuid))

    @property
    def netuid(self) -> int | None:
        """The subnet under the cursor."""
        return int(self.chosen) if self.chosen is not None else None

    @on(KeyedTable.RowChosen)
    def post_chosen(self, event: KeyedTable.RowChosen) -> None:
        """Post SubnetChosen when the cursor moved."""
        event.stop()
        self.post_message(self.SubnetChosen(int(event.key)))

    @on(KeyedTable.RowOpened)
    def post_opened(self, event: KeyedTable.RowOpened) -> None:
        """Post SubnetOpened after Enter or a click on the chosen row."""
        event.stop()
        self.post_message(self.SubnetOpened(int(event.key)))
