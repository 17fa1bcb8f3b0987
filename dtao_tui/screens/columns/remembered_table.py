"""Screens that remember how a person left their table: its columns, its order, and the filters that were used."""

from collections.abc import Collection
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.timer import Timer

from dtao_tui.domain.text import quoted
from dtao_tui.screens.base import BaseScreen
from dtao_tui.settings_memory import MOST_FILTERS, RememberedTable, TableMemory
from dtao_tui.widgets.tables.column_layout import ColumnLayout
from dtao_tui.widgets.tables.columns import Sorting

WRITE_SECONDS = 0.5
"""How long a person has to leave the table alone before it is written: going through orders writes once."""


class RemembersTable(BaseScreen):
    """A screen whose table is shown again as it was left."""

    table_name: ClassVar[str] = ""
    """Under which name the table is remembered."""

    _remembered: RememberedTable | None = None
    _writing: Timer | None = None

    @property
    def remembered(self) -> RememberedTable:
        """How the table was left; read when it is first asked for."""
        if self._remembered is None:
            try:
                self._remembered = self._memory.table(self.table_name)
            except ValueError as trouble:
                self._remembered = RememberedTable()
                self._warn(str(trouble))
        return self._remembered

    def remembered_layout(self, columns: Collection[str], sets: Collection[str]) -> ColumnLayout:
        """The columns that were left, as far as there are such; a name that is none is told, and left alone."""
        table = self.remembered
        unknown = [key for key in table.columns if key not in columns]
        unknown += [table.column_set] if table.column_set and table.column_set not in sets else []
        if unknown:
            named = ", ".join(quoted(name, 32) for name in unknown)
            what = "is no column" if len(unknown) == 1 else "are no columns"
            self._warn(f"{named} {what} of this table; what else was chosen is shown.")
        known = tuple(key for key in table.columns if key in columns)
        return ColumnLayout(table.column_set if table.column_set in sets else "", known)

    def remembered_sorting(self, columns: Collection[str], usual: Sorting) -> Sorting:
        """The order that was left; the usual one where there is none, or it is by no column of this table."""
        table = self.remembered
        if table.sort_by and table.sort_by not in columns:
            self._warn(f"{quoted(table.sort_by, 32)} is no column to sort by; the usual order is shown.")
        return Sorting(table.sort_by, table.is_descending) if table.sort_by in columns else usual

    def remember_layout(self, layout: ColumnLayout) -> None:
        """Show these columns at the next start, too."""
        self._remember(replace(self.remembered, column_set=layout.set_name, columns=layout.keys))

    def remember_sorting(self, sorting: Sorting) -> None:
        """Show this order at the next start, too."""
        self._remember(replace(self.remembered, sort_by=sorting.by, is_descending=sorting.is_descending))

    def remember_filter(self, text: str) -> None:
        """Offer this filter again, before all others."""
        before = [other for other in self.remembered.filters if other != text]
        self._remember(replace(self.remembered, filters=(text, *before)[:MOST_FILTERS]))

    @on(events.Unmount)
    def write_what_is_left(self) -> None:
        """Write what was not written yet."""
        if self._writing is not None:
            self._writing.stop()
            self._write()

    @property
    def _memory(self) -> TableMemory:
        return TableMemory(self.app.parts.settings.places.tables)

    def _remember(self, table: RememberedTable) -> None:
        if table == self._remembered:
            return
        self._remembered = table
        if self._writing is not None:
            self._writing.stop()
        self._writing = self.set_timer(WRITE_SECONDS, self._write)

    def _write(self) -> None:
        self._writing = None
        try:
            self._memory.remember(self.table_name, self.remembered)
        except OSError as error:
            self._warn(f"What you chose cannot be remembered: {error.strerror or error}.")

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False, timeout=12)
