"""The table of all subnets, with the columns of the announcement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from textual import on
from textual.message import Message
from textual.widgets import DataTable

from dtao_tui.domain.formatting import change
from dtao_tui.domain.market import SortColumn as By
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.session_prices import SessionPrices
from dtao_tui.widgets.charts.sparkline import trend_cell
from dtao_tui.widgets.tables.cells import NONE, Cell, change_cell, name_cell, price_cell, size_cell
from dtao_tui.widgets.tables.keyed_table import Column, Sheet

TREND = "trend"
WIDE, BROAD = 100, 150
"""Screens at least so wide show more columns."""

_NUMBER = Column(By.NETUID.value, "#", "", 3, gap=1)
_NAME = Column(By.NAME.value, "Subnet", "", 16, is_left=True, gap=1)
_PRICE = Column(By.PRICE.value, "Price", "τ per α", 9)
_CHANGE = Column(By.CHANGE.value, "Sess", "%", 7)
_TREND = Column(TREND, "Trend", "sess", 8)
_CAP = Column(By.MARKET_CAP.value, "Mkt cap", "kτ", 9)
_EMISSION = Column(By.EMISSION.value, "Emission", "τ/block", 8)
_TAO_IN = Column(By.TAO_IN.value, "In pool", "kτ", 7)
_ALPHA_IN = Column(By.ALPHA_IN.value, "In pool", "kα", 7)
_ALPHA_OUT = Column(By.ALPHA_OUT.value, "Staked", "kα", 7)
_SUPPLY = Column(By.SUPPLY.value, "Supply", "kα", 7)
_EPOCH = Column(By.EPOCH.value, "Epoch", "blocks", 7)
_FIRST = (_NUMBER, _NAME, _PRICE, _CHANGE)
_NARROW = (
    _NUMBER,
    replace(_NAME, width=15),
    _PRICE,
    _CHANGE,
    replace(_CAP, name="Cap", width=8),
    replace(_EMISSION, name="Emit", width=7),
)


class ColumnChoice(Enum):
    """Which of the columns are shown where not all have room."""

    POOL = "pool"
    SUPPLY = "supply"


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column, and which end comes first."""

    by: By = By.MARKET_CAP
    is_descending: bool = True

    def next_of(self, columns: Sequence[By]) -> "Sorting":
        """Sorting by the column behind this one; text and netuids begin with the first, sizes with the largest."""
        at = columns.index(self.by) + 1 if self.by in columns else 0
        return Sorting.first_by(columns[at % len(columns)])

    @classmethod
    def first_by(cls, by: By) -> "Sorting":
        """The usual direction for a column."""
        return cls(by, by not in (By.NETUID, By.NAME))

    @property
    def reversed(self) -> "Sorting":
        """The other end first."""
        return replace(self, is_descending=not self.is_descending)


class SubnetTable(Sheet):
    """All subnets, a row each; it says which one is chosen, opened, or shall sort."""

    @dataclass
    class SubnetChosen(Message):
        """The cursor came to this subnet."""

        netuid: int

    @dataclass
    class SubnetOpened(Message):
        """Enter or a click on this subnet."""

        netuid: int

    @dataclass
    class SortWanted(Message):
        """A click on the head of this column."""

        by: By

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(_columns(80, ColumnChoice.POOL), id=id)
        self.has_left_out = True
        """Whether there are columns that have no room."""

    def show_columns(self, screen_width: int, room: int, choice: ColumnChoice, sorted_by: By) -> None:
        """Show the columns of such a screen that fit into so many cells, the sorted one in any case."""
        wanted = _columns(screen_width, choice)
        sorting = next(c for c in (*wanted, *_columns(BROAD, choice)) if c.key == sorted_by.value)
        columns = wanted if sorting in wanted else (*wanted, sorting)
        while sum(column.gap + column.width for column in columns) > room:
            last = max(at for at, column in enumerate(columns) if column is not sorting)
            columns = (*columns[:last], *columns[last + 1 :])
        self.has_left_out = len(columns) < len(_columns(BROAD, choice))
        self.set_columns(columns)

    @property
    def sortable(self) -> tuple[By, ...]:
        """The columns on screen by which one can sort."""
        return tuple(By(column.key) for column in self.shown_columns if column.key != TREND)

    def show_subnets(self, subnets: Sequence[Subnet], prices: SessionPrices, sorting: Sorting) -> None:
        """Show these subnets in this order."""
        keys = [column.key for column in self.shown_columns]
        by_key = {str(subnet.netuid): subnet for subnet in subnets}
        self.show_from(tuple(by_key), lambda key: tuple(_cell(by_key[key], prices, column) for column in keys))
        self.mark_sorted(sorting.by.value, is_descending=sorting.is_descending)

    def choose_first(self, subnets: Sequence[Subnet]) -> None:
        """Put the cursor on the first subnet that has a pool."""
        first = next((subnet for subnet in subnets if subnet.has_pool), None)
        if first is not None:
            self.choose(str(first.netuid))

    @property
    def netuid(self) -> int | None:
        """The subnet under the cursor."""
        return int(self.chosen) if self.chosen is not None else None

    @on(Sheet.RowChosen)
    def tell_chosen(self, event: Sheet.RowChosen) -> None:
        """The cursor moved."""
        event.stop()
        self.post_message(self.SubnetChosen(int(event.key)))

    @on(Sheet.RowOpened)
    def tell_opened(self, event: Sheet.RowOpened) -> None:
        """Enter was pressed, or a row clicked."""
        event.stop()
        self.post_message(self.SubnetOpened(int(event.key)))

    @on(DataTable.HeaderSelected)
    def tell_sort(self, event: DataTable.HeaderSelected) -> None:
        """A head was clicked."""
        event.stop()
        if event.column_key.value not in (None, TREND):
            self.post_message(self.SortWanted(By(event.column_key.value)))


def _columns(screen_width: int, choice: ColumnChoice) -> tuple[Column, ...]:
    pool, supply = (_TAO_IN, _ALPHA_IN), (_ALPHA_OUT, _SUPPLY, _EPOCH)
    if screen_width >= BROAD:
        sizes = (*pool, *supply) if choice is ColumnChoice.POOL else (*supply, *pool)
        return (*_FIRST, _TREND, _CAP, _EMISSION, *sizes)
    if screen_width >= WIDE:
        return (*_FIRST, _CAP, _EMISSION, *pool) if choice is ColumnChoice.POOL else (*_FIRST, _CAP, *supply)
    narrow_pool = (replace(_TAO_IN, name="Pool", width=5), replace(_ALPHA_IN, name="Pool"))
    return (*_NARROW, *narrow_pool) if choice is ColumnChoice.POOL else (*_NARROW[:-1], *supply)


def _cell(subnet: Subnet, prices: SessionPrices, key: str) -> Cell:
    """One cell; root has neither pool nor epoch."""
    if subnet.is_root and key in _NOT_FOR_ROOT:
        return NONE
    match key:
        case By.NETUID.value:
            return Cell(str(subnet.netuid), style="$dim")
        case By.NAME.value:
            return name_cell(subnet.symbol, subnet.name)
        case By.CHANGE.value:
            return change_cell(change(prices.run(subnet.netuid).change))
        case "trend":
            return trend_cell(prices.run(subnet.netuid))
        case By.EPOCH.value:
            return Cell(str(subnet.blocks_since_last_step), f"/{subnet.tempo}")
        case _:
            return _measure(subnet, key)


def _measure(subnet: Subnet, key: str) -> Cell:
    match key:
        case By.PRICE.value:
            return price_cell(subnet.price)
        case By.MARKET_CAP.value:
            return size_cell(subnet.market_cap, decimals=2)
        case By.EMISSION.value:
            return price_cell(subnet.emission, decimals=4)
        case By.TAO_IN.value:
            return size_cell(subnet.pool.tao_in)
        case By.ALPHA_IN.value:
            return size_cell(subnet.pool.alpha_in)
        case By.ALPHA_OUT.value:
            return size_cell(subnet.alpha_out)
        case _:
            return size_cell(subnet.supply)


_NOT_FOR_ROOT = {By.CHANGE.value, TREND, By.EMISSION.value, By.TAO_IN.value, By.ALPHA_IN.value, By.EPOCH.value}
