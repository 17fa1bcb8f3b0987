"""Derivation path of a key in a Ledger, as its Polkadot app and every wallet that works with it count accounts."""

import re
from dataclasses import dataclass

LARGEST = 2**31 - 1
"""The largest number of a hardened step (BIP-32)."""

_STORED = re.compile(r"([0-9]{1,10})/([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class LedgerPath:
    """`m/44'/354'/account'/0'/index'`: coin 354 is Polkadot's, whose app signs for all chains of its kind."""

    account: int = 0
    index: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.account <= LARGEST and 0 <= self.index <= LARGEST):
            raise ValueError("A step of a path is a number from 0 to 2,147,483,647.")

    def __str__(self) -> str:
        return f"m/44'/354'/{self.account}'/0'/{self.index}'"

    @property
    def stored(self) -> str:
        """Both numbers, as files of this program keep them."""
        return f"{self.account}/{self.index}"

    @classmethod
    def parse(cls, text: str) -> "LedgerPath":
        """The path of a text like "0/3". Raises ValueError."""
        found = _STORED.fullmatch(text)
        if found is None:
            raise ValueError("A path is stored as two numbers with a stroke between them.")
        return cls(int(found[1]), int(found[2]))
