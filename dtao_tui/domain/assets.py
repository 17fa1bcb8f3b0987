"""Assets: TAO, or the alpha of one subnet, and the symbols they are written with."""

from collections.abc import Mapping
from dataclasses import dataclass

TAO_SYMBOL = "τ"
ANY_ALPHA_SYMBOL = "α"
"""Written where the subnet's own symbol is not known."""


@dataclass(frozen=True, slots=True)
class Asset:
    """What an amount is counted in."""

    netuid: int | None = None
    """The subnet whose alpha it is; None for TAO."""

    def __str__(self) -> str:
        return "TAO" if self.netuid is None else f"alpha of subnet {self.netuid}"

    @property
    def is_tao(self) -> bool:
        """Whether this is TAO."""
        return self.netuid is None

    def symbol(self, symbols: Mapping[int, str]) -> str:
        """The symbol of this asset; `symbols` are the subnets' own, by netuid."""
        return TAO_SYMBOL if self.netuid is None else symbols.get(self.netuid, ANY_ALPHA_SYMBOL)


TAO = Asset()


def alpha_of(netuid: int) -> Asset:
    """The alpha of one subnet."""
    return Asset(netuid)
