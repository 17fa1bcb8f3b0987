"""The part of the portfolio that tells of the chosen holding what no column has room for, and warns with reasons."""

from textual.content import Content
from textual.getters import query_one

from dtao_tui.domain.grouping import Grouping
from dtao_tui.domain.holding_warnings import HoldingWarning, warnings_of
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Portfolio
from dtao_tui.screens.portfolio.costed_portfolio import CostedPortfolio
from dtao_tui.screens.portfolio.portfolio_words import SUMS, SUMS_OF_GROUPS, closed_words, kept_words
from dtao_tui.widgets.market_lines import marked_count
from dtao_tui.widgets.panels.holding_panel import HoldingPanel, HoldingPanelView
from dtao_tui.widgets.tables.holdings_table import HoldingsView, RowKey

PANEL_FROM = 30
"""Rows of the screen from which the panel has room below the table."""

BORDER_CELLS = 6
"""Cells of the lower border beside its words."""

Warned = dict[int, tuple[HoldingWarning, ...]]


class WarnedPortfolio(CostedPortfolio):
    """A screen of holdings with a panel of the chosen one."""

    holding_panel = query_one(HoldingPanel)

    def warnings_now(self, portfolio: Portfolio, snapshot: Snapshot) -> Warned:
        """What should be known of these holdings, by netuid."""
        accounts = [held for held in map(snapshot.holdings_of, self.looked_at) if held is not None]
        parts = self.app.parts
        return warnings_of(portfolio, snapshot, accounts, parts.looks.take_changes, parts.session.noted_share)

    def explain(self, view: HoldingsView, chosen: RowKey, marks: int) -> None:
        """Tell of the chosen row in the panel, where there is room for it, and in the border of the table."""
        netuid, closed = chosen.netuid, view.closed_of(chosen)
        has_panel = self._show_panel(view, netuid)
        held = view.portfolio.holding(netuid) if netuid is not None else None
        subnet = view.subnets.get(netuid) if netuid is not None else None
        reason = kept_words(held, subnet.symbol if subnet else "α") if held else ""
        told = view.warnings.get(netuid, ()) if netuid is not None and not has_panel else ()
        sums = SUMS if view.opened else ""
        if view.grouping is not Grouping.SUBNET:
            sums = SUMS_OF_GROUPS
        if closed is not None:
            sums = closed_words(closed)
        panel = self.query_one("#holdings")
        noted = reason or self.words_of_missing or (told[0].reason if told else "")
        words = Content.styled(noted, "$note") if noted else Content.styled(sums, "$muted")
        counted = marked_count(marks)
        both = Content("  ").join([part for part in (words, counted) if part.plain])
        has_room = both.cell_length <= self.size.width - BORDER_CELLS
        panel.border_subtitle = both if has_room or not counted.plain else counted

    def _show_panel(self, view: HoldingsView, netuid: int | None) -> bool:
        """Show the chosen holding in the panel; whether it is shown."""
        held = view.portfolio.holding(netuid) if netuid is not None else None
        is_shown = held is not None and self.size.height >= PANEL_FROM and self.plan_dock is None
        self.holding_panel.display = is_shown
        if held is None or not is_shown:
            return False
        others = [each for each in view.warnings if each != held.netuid]
        shown = HoldingPanelView(
            held,
            view.subnets.get(held.netuid),
            view.gains.get(held.netuid),
            view.facts.get(held.netuid),
            view.warnings.get(held.netuid, ()),
            tuple(view.subnets[each].label for each in others if each in view.subnets),
            view.names,
        )
        self.holding_panel.show(shown)
        return True
