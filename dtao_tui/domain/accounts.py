"""Accounts without their secrets: name, address, kind, and what is wrong with them."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class AccountKind(Enum):
    """Where an account's key is."""

    FILE = "file"
    """An encrypted (or, badly, a plain) key file in the btcli wallet folder."""

    WATCH = "watch"
    """An address alone: everything can be seen, nothing signed."""

    PRACTICE = "practice"
    """The account that every practice network funds; its key is public and worthless elsewhere."""


@dataclass(frozen=True, slots=True)
class Account:
    """One coldkey: its name, its address and what can be done with it."""

    name: str
    address: str
    kind: AccountKind
    folder: Path | None = None
    """The wallet's folder, for accounts that are files."""

    is_encrypted: bool = True
    warning: str | None = None
    """A sentence about loose permissions and the like: refused on mainnet, shown elsewhere."""

    trouble: str | None = None
    """Why this account cannot be used at all, as a sentence; its address may then be empty."""

    is_for_practice: bool = False
    """Whether its key was new when it was made on the practice network; only such a wallet can be thrown away."""

    @property
    def can_sign(self) -> bool:
        """Whether a key for this account is within reach."""
        return self.kind is not AccountKind.WATCH and self.trouble is None


def shortened(address: str) -> str:
    """The address as `5Grw…utQY`, for places that show the whole one nearby, or where nothing is signed."""
    return address if len(address) <= 9 else f"{address[:4]}…{address[-4:]}"


def in_groups(address: str, size: int = 8) -> tuple[str, ...]:
    """The whole address in groups, so that it can be compared by eye."""
    return tuple(address[at : at + size] for at in range(0, len(address), size))
