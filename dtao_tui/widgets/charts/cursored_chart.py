"""A price chart with a cursor: moved by keys while it has the focus, and by the mouse at any time."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from dtao_tui.domain.history.chart_columns import ChartColumn
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.charts.series_plot import ShownSeries
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import CHART


@dataclass(frozen=True, slots=True)
class Pointed:
    """The column under the cursor, with all that is told of it."""

    column: ChartColumn
    step: int
    """Milliseconds that it lasts."""

    span: int
    """Milliseconds of the whole chart."""

    fills: tuple[OwnFill, ...]


class CursoredChart(PriceChart):
    """A chart in which a person can point at a column; a session without a record has none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CHART)]
    can_focus = True

    class CursorMoved(Message):
        """The cursor came to another column, or left the chart; `pointed` says what is there now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._at: int | None = None
        """When the column under the keys' cursor begins, in milliseconds; None without the focus."""

        self._hovered: int | None = None
        """The column under the mouse."""

        self._told: Pointed | None = None

    def allow_focus(self) -> bool:
        """Only where there are columns to point at."""
        return super().allow_focus() and self._shown is not None

    @property
    def cursor(self) -> int | None:
        """The column under the mouse, else that under the keys' cursor."""
        plot = self.plot
        if plot is None:
            return None
        if self._hovered is not None:
            return min(self._hovered, len(plot.columns) - 1)
        if self._at is None:
            return None
        at = plot.columns.place(self._at)
        return at if at is not None else 0

    @property
    def pointed(self) -> Pointed | None:
        """What is told of the column under the cursor; None without a cursor."""
        plot, cursor = self.plot, self.cursor
        if plot is None or cursor is None:
            return None
        columns = plot.columns
        span = len(columns) * columns.step
        return Pointed(columns.columns[cursor], columns.step, span, plot.fills_of(cursor))

    def show(self, run: Run, block_seconds: float, limit: float | None = None) -> None:
        """Draw a session, without a cursor."""
        super().show(run, block_seconds, limit)
        self._tell()

    def show_series(self, shown: ShownSeries) -> None:
        """Draw what was recorded; the cursor stays at its time."""
        super().show_series(shown)
        self._tell()

    def action_point(self, step: int) -> None:
        """Move the cursor by so many columns."""
        plot, cursor = self.plot, self.cursor
        if plot is not None:
            last = len(plot.columns) - 1
            self._point_at(min(max((last if cursor is None else cursor) + step, 0), last))

    def action_point_end(self, end: int) -> None:
        """Move the cursor to the first column, or to that of now."""
        plot = self.plot
        if plot is not None:
            self._point_at(len(plot.columns) - 1 if end > 0 else 0)

    def on_focus(self) -> None:
        """Begin with the column of now."""
        if self.cursor is None:
            self.action_point_end(1)
        self._moved()

    def on_blur(self) -> None:
        """Show no cursor but the mouse's."""
        self._at = None
        self._moved()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Point at the column under the mouse."""
        plot = self.plot
        self._hover(None if plot is None else plot.column_at(event.x))

    def on_leave(self) -> None:
        """Point where the keys' cursor is."""
        self._hover(None)

    def on_click(self, event: events.Click) -> None:
        """Leave the keys' cursor at the column that was clicked."""
        plot = self.plot
        at = None if plot is None else plot.column_at(event.x)
        if at is not None and self.has_focus:
            self._hovered = None
            self._point_at(at)

    def _point_at(self, at: int) -> None:
        plot = self.plot
        if plot is not None:
            self._hovered = None
            self._at = plot.columns.columns[at].begin
            self._moved()

    def _hover(self, at: int | None) -> None:
        if at != self._hovered:
            self._hovered = at
            self._moved()

    def _moved(self) -> None:
        self.redraw()
        self._tell()

    def _tell(self) -> None:
        if self.pointed != self._told:
            self._told = self.pointed
            self.post_message(self.CursorMoved())
