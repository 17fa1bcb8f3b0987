"""The order of the subnets: it changes when a person sorts, and never because a block arrived."""

from collections.abc import Sequence

from dtao_tui.widgets.tables.columns import ranked
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS, MarketRow
from dtao_tui.widgets.tables.subnet_table import BY_MARKET_CAP


class RowOrder:
    """The places of the subnets when they were last sorted; root is first."""

    def __init__(self) -> None:
        self.sorting = BY_MARKET_CAP
        self.block: int | None = None
        """The block by whose numbers the rows were sorted; None before the first."""

        self._places: dict[int, int] = {}
        self._is_blind = True

    def is_due(self, rows: Sequence[MarketRow]) -> bool:
        """Whether rows are to be sorted unasked: for the first time, or since what they are sorted by became known.

        The past is read after the first block, and a person's choice to sort by a change is remembered.
        """
        return self.block is None or (self._is_blind and self._knows(rows))

    def sort(self, rows: Sequence[MarketRow], block: int) -> None:
        """Take the places that the numbers of this block give."""
        self._places = {row.subnet.netuid: place for place, row in enumerate(self._ranked(rows))}
        self.block, self._is_blind = block, not self._knows(rows)

    def arranged(self, rows: Sequence[MarketRow]) -> list[MarketRow]:
        """The rows in their places; those of new subnets are last, by netuid."""
        last = len(self._places)

        def place(row: MarketRow) -> tuple[bool, int, int]:
            netuid = row.subnet.netuid
            return not row.subnet.is_root, self._places.get(netuid, last), netuid

        return sorted(rows, key=place)

    def is_current(self, arranged: Sequence[MarketRow]) -> bool:
        """Whether sorting now would change nothing in rows that are arranged."""
        return [row.subnet.netuid for row in self._ranked(arranged)] == [row.subnet.netuid for row in arranged]

    def _knows(self, rows: Sequence[MarketRow]) -> bool:
        """Whether any row has a value to sort by."""
        value = next((column.value for column in SUBNET_COLUMNS if column.key == self.sorting.by), None)
        return value is None or any(value(row) is not None for row in rows)

    def _ranked(self, rows: Sequence[MarketRow]) -> list[MarketRow]:
        by_netuid = sorted(rows, key=lambda row: row.subnet.netuid)
        order = ranked(by_netuid, SUBNET_COLUMNS, self.sorting)
        return sorted(order, key=lambda row: not row.subnet.is_root)
