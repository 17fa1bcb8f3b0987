"""Screens that are imported when they are first wanted, so that the first frame waits for none."""

from textual.screen import Screen

from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.trades.intents import Op


def preload() -> None:
    """Import the screen that is usually opened first while the app is idle; that takes 40 ms."""
    from dtao_tui.screens.subnet import subnet_screen  # noqa: F401


def subnet(netuid: int, op: Op | None = None, hotkey: str = "", amount: str = "") -> Screen[None]:
    """The screen of one subnet, with a ticket of this operation that begins with this validator and this amount."""
    from dtao_tui.screens.subnet.subnet_screen import SubnetScreen

    return SubnetScreen(ROW_OF[op].netuid_at(netuid) if op else netuid, op, hotkey, amount)


def tape(netuid: int) -> Screen[None]:
    """The screen of one subnet's trades."""
    from dtao_tui.screens.subnet.tape_screen import TapeScreen

    return TapeScreen(netuid)


def portfolio() -> Screen[None]:
    """The screen of what is owned."""
    from dtao_tui.screens.portfolio.portfolio_screen import PortfolioScreen

    return PortfolioScreen()


def activity() -> Screen[None]:
    """The screen of the journal."""
    from dtao_tui.screens.orders.activity_screen import ActivityScreen

    return ActivityScreen()


def wallets() -> Screen[None]:
    """The screen of the accounts."""
    from dtao_tui.screens.wallets.wallets_screen import WalletsScreen

    return WalletsScreen()


def settings() -> Screen[None]:
    """The screen of all settings."""
    from dtao_tui.screens.user_settings.settings_screen import SettingsScreen

    return SettingsScreen()
