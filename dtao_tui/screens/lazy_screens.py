"""Screens and palette lists that are imported when they are first wanted, so that the first frame waits for none."""

from textual.command import Provider
from textual.screen import Screen


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


def commands() -> type[Provider]:
    """The palette's list of commands."""
    from dtao_tui.screens.palette import CommandProvider

    return CommandProvider


def subnets() -> type[Provider]:
    """The palette's list of subnets."""
    from dtao_tui.screens.palette import SubnetProvider

    return SubnetProvider
