"""The parts of the program, joined by `cli` and handed to the app as one value."""

from dataclasses import dataclass

from dtao_tui.chain.gateway import Clock, Drills, Faucet, Market
from dtao_tui.chain.keys import PasswordStore, Wallets
from dtao_tui.services.feed import Feed
from dtao_tui.services.session import Session
from dtao_tui.services.trading import TradingDesk
from dtao_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
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

    drills: Drills | None = None
    """Only practice networks have them."""
