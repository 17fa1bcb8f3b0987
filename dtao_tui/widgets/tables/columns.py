"""Columns of tables: one spec says a column's heading, its width, its cells, and how rows are sorted by it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, TypeVar

from dtao_tui.widgets.tables.cells import Cell

DESCENDING, ASCENDING = "↓", "↑"

Row = TypeVar("Row")
SortValue = int | float | str | Decimal


# Without slots: before Python 3.12 a frozen class with slots cannot be called by an alias such as `Column[MarketRow]`.
@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of fixed width. To add a column to a table, add one of these to its list."""

    key: str
    """A stable name, unique within the table."""

    title: str
    unit: str
    """The second row of the heading."""

    width: int
    """Cells of the content, the gap before it not counted."""

    cell: Callable[[Row], Cell]
    """What a row shows in this column."""

    value: Callable[[Row], SortValue | None] | None = None
    """By what rows are sorted, None of a row where it is not known; None where no row has such a value."""

    sort_word: str = ""
    """The words after "Sort by" in the palette."""

    is_ascending: bool = False
    """Whether sorting begins with the smallest, as text and numbers of subnets do."""

    is_left: bool = False
    gap: int = 2

    words: str = ""
    """What it tells, for the choice of columns; empty where `sort_word` says it, or the title does."""

    is_fixed: bool = False
    """Whether rows are known by it: it is always shown, and first."""

    follows: str = ""
    """The key of the column that it belongs to: it comes and goes with that."""

    @property
    def description(self) -> str:
        """What it tells, in a few words."""
        return self.words or self.sort_word or self.title

    @property
    def cells(self) -> int:
        """The cells that the column takes, its gap included."""
        return self.gap + self.width

    @property
    def heading_room(self) -> int:
        """Cells that a heading may take: it may use the gap before the column, but for one blank."""
        return self.width if self.is_left else self.width + max(self.gap - 1, 0)


@dataclass(frozen=True, slots=True)
class Sorting:
    """The key of the column that rows are sorted by, and which end comes first."""

    by: str
    is_descending: bool = True

    @classmethod
    def first_by(cls, column: Column[Row]) -> "Sorting":
        """The usual direction for a column."""
        return cls(column.key, not column.is_ascending)

    def stepped(self, columns: Sequence[Column[Row]], step: int) -> "Sorting":
        """Sorting by the column so many places after this one, of those that can be sorted by; round at the ends."""
        choices = sortable(columns)
        keys = [column.key for column in choices]
        at = keys.index(self.by) + step if self.by in keys else 0
        return Sorting.first_by(choices[at % len(choices)])

    @property
    def reversed(self) -> "Sorting":
        """The same column, the other end first."""
        return replace(self, is_descending=not self.is_descending)

    @property
    def mark(self) -> str:
        """The arrow behind the title of the sorted column."""
        return DESCENDING if self.is_descending else ASCENDING


def sortable(columns: Iterable[Column[Row]]) -> list[Column[Row]]:
    """The columns that rows can be sorted by."""
    return [column for column in columns if column.value is not None]


def ranked(rows: Iterable[Row], columns: Sequence[Column[Row]], sorting: Sorting) -> list[Row]:
    """The rows in the order of one column; equal ones keep the order in which they are given, unknown ones are last."""
    value, given = next((column.value for column in columns if column.key == sorting.by), None), list(rows)
    if value is None:
        return given
    valued = [(value(row), row) for row in given]
    known = [(each, row) for each, row in valued if each is not None]
    ordered = sorted(known, key=lambda pair: pair[0], reverse=sorting.is_descending)
    return [row for _, row in ordered] + [row for each, row in valued if each is None]
