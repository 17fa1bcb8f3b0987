"""Which columns of a table a person wants, in which order, and how many of them have room."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from dtao_tui.widgets.tables.columns import Column, Row

WIDEST = 500
"""The widest screen that is thought of."""


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """A named set of columns, or an own choice in an own order; neither is the usual set of the screen."""

    set_name: str = ""
    keys: tuple[str, ...] = ()
    """The own choice, without fixed columns and those that follow others."""

    @property
    def is_own(self) -> bool:
        """Whether it is an own choice."""
        return bool(self.keys)


@dataclass(frozen=True)
class FittedColumns(Generic[Row]):
    """The columns that have room, and those that have none."""

    columns: tuple[Column[Row], ...]
    left_out: tuple[Column[Row], ...] = ()

    @property
    def cells(self) -> int:
        """Cells that those with room take."""
        return sum(column.cells for column in self.columns)


def fitted(wanted: Sequence[Column[Row]], room: int, sorted_by: str = "") -> FittedColumns[Row]:
    """The wanted columns in `room` cells: the last ones go first, but for the sorted and the fixed ones."""
    columns, left_out = list(wanted), list[Column[Row]]()
    while sum(column.cells for column in columns) > room:
        going = [at for at, column in enumerate(columns) if column.key != sorted_by and not column.is_fixed]
        if not going:
            break
        column = columns.pop(going[-1])
        if column.follows:
            # Its owner would say nothing without it.
            owner = next((at for at, each in enumerate(columns) if each.key == column.follows), None)
            if owner is not None:
                left_out.insert(0, columns.pop(owner))
        left_out.insert(0, column)
    return FittedColumns(tuple(columns), tuple(left_out))


def without_cut(
    wanted: Sequence[Column[Row]], room: int, goes_first: Iterable[str], sorted_by: str = ""
) -> tuple[Column[Row], ...]:
    """The wanted columns less the first of `goes_first` that have no room: half a figure would read as another one."""
    columns = tuple(wanted)
    for key in goes_first:
        if sum(column.cells for column in columns) <= room:
            break
        if key != sorted_by:
            columns = tuple(column for column in columns if key not in (column.key, column.follows))
    return columns


def chosen_columns(every: Sequence[Column[Row]], keys: Iterable[str]) -> tuple[Column[Row], ...]:
    """The fixed columns, then those of these keys with what follows each; unknown keys are passed over."""
    by_key = {column.key: column for column in every}
    found = [column for column in every if column.is_fixed]
    for key in dict.fromkeys(keys):
        column = by_key.get(key)
        if column is not None and not column.is_fixed and not column.follows:
            found += [column, *(each for each in every if each.follows == key)]
    return tuple(found)


@dataclass(frozen=True)
class ColumnChoice(Generic[Row]):
    """The choice while it is made: all columns that can be chosen, in a person's order, and which are shown."""

    every: tuple[Column[Row], ...]
    """All columns of the table, fixed ones included, in the usual order."""

    order: tuple[str, ...]
    """The keys of all columns that can be chosen."""

    shown: frozenset[str]

    @classmethod
    def of(cls, every: Sequence[Column[Row]], keys: Sequence[str]) -> "ColumnChoice[Row]":
        """The choice that begins with these columns."""
        choosable = [column.key for column in every if not column.is_fixed and not column.follows]
        chosen = [key for key in dict.fromkeys(keys) if key in choosable]
        rest = [key for key in choosable if key not in chosen]
        return cls(tuple(every), (*chosen, *rest), frozenset(chosen))

    @property
    def keys(self) -> tuple[str, ...]:
        """The shown columns from left to right."""
        return tuple(key for key in self.order if key in self.shown)

    def toggled(self, key: str) -> "ColumnChoice[Row]":
        """With this column shown, or no longer."""
        return replace(self, shown=self.shown ^ {key})

    def moved(self, key: str, step: int) -> "ColumnChoice[Row]":
        """With this column so many places further down, as far as there are."""
        at = self.order.index(key)
        to = max(0, min(at + step, len(self.order) - 1))
        rest = [other for other in self.order if other != key]
        return replace(self, order=(*rest[:to], key, *rest[to:]))


def missing_words(number: int, width_needed: int | None) -> str:
    """How many columns have no room, and the width of the screen that they need; None where none is wide enough."""
    columns = "1 more column needs" if number == 1 else f"{number} more columns need"
    return f"{columns} {f'more than {WIDEST}' if width_needed is None else width_needed} columns of width"


def width_needed(fits: Callable[[int], bool], screen_width: int) -> int | None:
    """The least width of the screen, from this one on, at which all columns fit; None where none is."""
    return next((width for width in range(screen_width, WIDEST + 1) if fits(width)), None)
