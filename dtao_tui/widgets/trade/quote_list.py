"""The quote in the ticket: as many of its lines as there are rows for."""

from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.trade.quote_lines import quote_lines
from dtao_tui.widgets.trade.quote_view import QuoteView

__all__ = ["QuoteList", "QuoteView"]

_ALL_ROWS = 99


class QuoteList(LineList):
    """The live quote. Without one its figures read –, so that the layout stays when one arrives."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = QuoteView()
        self._rows = _ALL_ROWS
        self._ranked = quote_lines(self._view, 0)

    @property
    def wanted_rows(self) -> int:
        """How many rows all its lines take."""
        return len(self._ranked)

    @property
    def least_rows(self) -> int:
        """How many rows it takes in any case."""
        return self._ranked.least

    def fit(self, rows: int) -> None:
        """Draw what fits into this many rows."""
        if rows != self._rows:
            self._rows = rows
            self._redraw()

    def show(self, view: QuoteView) -> None:
        """Show these figures."""
        if view != self._view:
            self._view = view
            self._redraw()

    def on_mount(self) -> None:
        """Show dashes before the first quote."""
        self._redraw()

    def on_resize(self) -> None:
        """Lay the headings out for the new width."""
        self._redraw()

    def _redraw(self) -> None:
        self._ranked = quote_lines(self._view, self.content_size.width)
        self.show_lines(self._ranked.fitting(self._rows))
