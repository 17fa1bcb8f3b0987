"""The panel of what happened since the last look: shown at the start and by `:since`, above the market."""

import asyncio

from dtao_tui.domain.last_look import SinceReport
from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.app_state import AppState
from dtao_tui.widgets.panels.since_view import SincePanel, SinceView

ROWS_BESIDE = 8
"""Rows of the screen that the panel leaves to its border, the top line and the bottom line."""

_TRIES, _PAUSE_SECONDS = 20, 0.1
"""How long it waits until the alerts are read."""

NEVER = "Nothing was seen of this network before, so there is nothing to compare with."


async def tell_since(desk: AppState, *, is_asked: bool) -> None:
    """Show what happened since the last look; unasked only where that is long enough ago. To be run in a worker."""
    snapshot, keeper = desk.snapshot, desk.parts.looks
    if snapshot is None:
        return
    look = await keeper.before_session(snapshot.genesis)
    if look is None or not (is_asked or keeper.is_worth_telling(look)):
        if is_asked:
            desk.notify(NEVER, title="Since you looked", markup=False)
        return
    for _ in range(_TRIES):
        if desk.parts.alerts.register.genesis == snapshot.genesis:
            break
        await asyncio.sleep(_PAUSE_SECONDS)
    addresses, _ = looked_at(desk, snapshot)
    least_move = desk.parts.settings.noted_move
    show_report(desk, await keeper.report(look, snapshot, addresses, desk.orders, least_move))


def show_report(desk: AppState, report: SinceReport) -> None:
    """Lay the panel over the market; it takes no key, and the screen below stays in use."""
    from dtao_tui.screens.market.market_screen import MarketScreen

    hide_since(desk)
    market = next((each for each in desk.screen_stack if isinstance(each, MarketScreen)), None)
    if market is None or desk.is_ending:
        return
    panel = SincePanel(id="since")
    panel.show(SinceView(report, max(desk.size.height - ROWS_BESIDE, 1), desk.changed_keys.worded("{market.since}")))
    market.mount(panel)
    desk.since = report


def hide_since(desk: AppState) -> bool:
    """Take the panel away; whether there was one in this mode."""
    panels = [panel for screen in desk.screen_stack for panel in screen.query(SincePanel)]
    for panel in panels:
        panel.remove()
    if panels:
        desk.since = None
    return bool(panels)


def looked_at(desk: AppState, snapshot: Snapshot) -> tuple[tuple[str, ...], str]:
    """The addresses of all accounts that were read, and what they are called together."""
    accounts = [each for each in desk.parts.session.accounts if each.address in snapshot.holdings]
    addresses = tuple(dict.fromkeys(each.address for each in accounts))
    return addresses, accounts[0].name if len(accounts) == 1 else f"all {len(accounts)} accounts"


def show_statement(desk: AppState) -> None:
    """Open the statement of the time since the last look."""
    from dtao_tui.screens.portfolio.statement_screen import StatementScreen

    report, snapshot = desk.since, desk.snapshot
    if report is None or snapshot is None:
        return
    addresses, who = looked_at(desk, snapshot)
    hide_since(desk)
    desk.push_screen(StatementScreen(addresses, who, report.look.time_ms))
