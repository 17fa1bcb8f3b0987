"""The part of the portfolio that draws what its accounts were worth, above the holdings, over the chart's ranges."""

import asyncio
from collections.abc import Iterable

from textual import getters, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size

from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.ledger.worth_curve import WorthCurve
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.screens.portfolio.portfolio_words import BRIEF_EXIT, BRIEF_EXIT_OF_PART, EXIT, EXIT_OF_PART
from dtao_tui.screens.portfolio.warned_portfolio import WarnedPortfolio
from dtao_tui.services.ledger.interval_steps import believed_time
from dtao_tui.widgets.charts.worth_chart import WorthChart
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.lifecycle import follow, is_leaving
from dtao_tui.widgets.panels.portfolio_totals import WorthHead

READ_AGAIN_SECONDS = 60.0
"""As often as the record has a sample."""

CURVE_COLUMNS, CURVE_ROWS = 114, 36
"""Columns and rows of the screen from which the curve has room above the holdings."""

_Shown = tuple[tuple[str, ...], ChartRange]


class CurvedPortfolio(WarnedPortfolio):
    """A screen of holdings with the curve of their worth; it is read in a thread, and at most once a minute."""

    worth_range = ChartRange.MONTH
    _curve_of: _Shown | None = None
    _read_at = 0.0
    _has_room = False
    _is_recorded = False
    """Whether a curve could be drawn once; a shorter range then says that it is too short."""

    head = getters.query_one(WorthHead)
    curve = getters.query_one("#worth-curve", Frame)

    def on_mount(self) -> None:
        """Read the curve again when something happens to money."""
        follow(self, "money_changes", self._read_curve_anew)

    def worth_body(self) -> ComposeResult:
        """The totals, and the curve beside them."""
        with Horizontal(id="worth"):
            yield WorthHead(classes="panel")
            with Frame(id="worth-curve", classes="panel"):
                yield WorthChart()

    def make_room(self, size: Size) -> None:
        """Show the curve where the screen is large enough, and once there is one."""
        self._has_room = size.width >= CURVE_COLUMNS and size.height >= CURVE_ROWS
        self._lay_out_worth()
        self.read_curve()

    def _lay_out_worth(self) -> None:
        self.query_one("#worth").set_class(self._has_room and self._is_recorded, "-tall")

    def action_range(self, step: int) -> None:
        """Show a longer range of time, or a shorter one."""
        self.worth_range = self.worth_range.stepped(step)
        self._name_curve()
        self.read_curve()
        self.refresh_frame()

    def explain_exit(self, *, is_of_part: bool) -> None:
        """Say in the lower border of the totals what the exit is, in as many words as there is room for."""
        is_tall = self.query_one("#worth").has_class("-tall")
        words = (BRIEF_EXIT_OF_PART if is_tall else EXIT_OF_PART) if is_of_part else BRIEF_EXIT if is_tall else EXIT
        self.head.border_subtitle = Content.styled(words, "$muted")

    def offers_range(self, command: Command) -> bool:
        """Whether there is a curve, and a range further on that side."""
        ranges = list(ChartRange)
        end = ranges[0] if command.id == "portfolio.shorter" else ranges[-1]
        return self.query_one("#worth").has_class("-tall") and self.worth_range is not end

    def read_curve(self) -> None:
        """Read it, where it is shown, unless just that was read within the minute."""
        snapshot, shown = self.app.snapshot, (self.looked_at, self.worth_range)
        if snapshot is None or is_leaving(self) or not self._has_room:
            return
        now = self.app.parts.clock.now()
        if self._curve_of != shown or now - self._read_at >= READ_AGAIN_SECONDS:
            self._curve_of, self._read_at = shown, now
            self._name_curve()
            self._read_curve(snapshot, *shown)

    def _read_curve_anew(self) -> None:
        self._curve_of = None
        self.read_curve()

    def _name_curve(self) -> None:
        ranges = [
            Content.styled(each.value, "bold $lead" if each is self.worth_range else "$muted") for each in ChartRange
        ]
        title = Content.assemble(("At exit", "bold"), ("  with what is free, against holding TAO", "$muted"))
        self.curve.put_titles(title, Content("  ").join(ranges))

    @work(group="curve", exclusive=True, exit_on_error=True)
    async def _read_curve(self, snapshot: Snapshot, addresses: Iterable[str], shown: ChartRange) -> None:
        parts = self.app.parts
        now = believed_time(snapshot.time_ms, round(parts.clock.wall() * 1000))
        try:
            since = max(now - shown.span, 0)
            curve = await asyncio.to_thread(parts.account_ledger.curve, snapshot.genesis, tuple(addresses), since)
        except AccountLedgerTrouble:
            # Its notice is shown with the statement.
            curve = WorthCurve()
        if is_leaving(self):
            return
        if not self._is_recorded and len(curve.points) > 1:
            self._is_recorded = True
            self._lay_out_worth()
            self.show_again()
            self.refresh_frame()
        self.query_one(WorthChart).show(curve)
