"""The parts of the program, joined by `cli` and handed to the app as one value."""

from dataclasses import dataclass

from dtao_tui.ports.chain import Clock, Faucet, Market, PracticeDrills
from dtao_tui.ports.wallet import PasswordStore, Wallets
from dtao_tui.services.feed import Feed
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class AppContext:
    """Everything the screens work with."""

    settings: Settings
    market: Market
    feed: Feed
    session: Session
    desk: TradingDesk
    wallets: Wallets
    passwords: PasswordStore | None
    faucet: Faucet | None
    clock: Clock
    practice_address: str | None = None
    """The address of the practice node that was started or joined."""

    drills: PracticeDrills | None = None
    """Only practice networks have them."""
