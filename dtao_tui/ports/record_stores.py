"""What the user keeps, as the rest of the program knows it: Protocols, and the values that pass through them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dtao_tui.domain.subnet_id import SubnetId


@dataclass(frozen=True, slots=True)
class SeenPrice:
    """A price and when it was seen."""

    rao: int
    at: int
    """Wall clock, seconds since 1970."""


SeenPrices = Mapping[SubnetId, SeenPrice]


class PriceMemory(Protocol):
    """The prices last seen on each chain, over restarts. Its methods wait for the disk."""

    def load(self, genesis: str) -> SeenPrices:
        """The prices of this chain; none where there are none, or none that can be read."""
        ...

    def save(self, genesis: str, prices: SeenPrices) -> None:
        """Replace the prices of this chain. Raises OSError."""
        ...


class AccountClaims(Protocol):
    """Claims on accounts: one program at a time trades with an account, the others only show it."""

    def claim(self, address: str, genesis: str, chain_host: str = "") -> bool:
        """Whether this program may trade with the account; claims it if it is free.

        `chain_host` tells chains of one genesis apart. Raises OSError where nothing can be claimed.
        """
        ...

    def holds(self, address: str, genesis: str) -> bool:
        """Whether this program has claimed the account."""
        ...

    def release(self) -> None:
        """Give all claims back."""
        ...
