"""The side of a trade: TAO buys alpha, or alpha is sold for TAO."""

from enum import Enum

from dtao_tui.domain.assets import TAO, Asset, alpha_of


class Side(Enum):
    """Which way a trade goes through a pool."""

    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> "Side":
        """The way back."""
        return Side.SELL if self is Side.BUY else Side.BUY

    def pays(self, netuid: int) -> Asset:
        """What is paid into the pool of this subnet."""
        return TAO if self is Side.BUY else alpha_of(netuid)

    def receives(self, netuid: int) -> Asset:
        """What the pool of this subnet pays out."""
        return alpha_of(netuid) if self is Side.BUY else TAO
