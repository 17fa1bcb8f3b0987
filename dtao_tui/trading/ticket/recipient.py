"""The account that a ticket gives to: what was typed, whose it is, and what is wrong or suspicious about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dtao_tui.domain.accounts import Account

_ENDS = 4
"""Characters at both ends that people compare, and that makers of look-alike addresses copy."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """What was typed into the account field."""

    text: str = ""
    trouble: str = ""
    """Why it is no address, as a sentence; empty where it is one, or nothing is typed."""

    name: str = ""
    """Its name in Wallets; empty where it is not there."""

    looks_like: str = ""
    """The name of another address of Wallets that begins and ends with the same characters."""

    @property
    def address(self) -> str:
        """The address; empty where none is typed."""
        return "" if self.trouble else self.text

    @property
    def warning(self) -> str:
        """What must be known before anything is given to it, as a sentence, or empty."""
        if not self.looks_like:
            return ""
        return f"This address begins and ends like {self.looks_like}, and is another one. Compare every character."


def recipient_of(text: str, known: Iterable[Account], address_trouble: Callable[[str], str | None]) -> Recipient:
    """The recipient that was typed. Only a whole address is compared with those in Wallets, never a part of one."""
    typed = text.strip()
    if not typed:
        return Recipient()
    trouble = address_trouble(typed) or ""
    if trouble:
        return Recipient(typed, trouble)
    accounts = [account for account in known if account.address]
    name = next((account.name for account in accounts if account.address == typed), "")
    alike = next((a.name for a in accounts if a.address != typed and _ends(a.address) == _ends(typed)), "")
    return Recipient(typed, name=name, looks_like=alike)


def _ends(address: str) -> tuple[str, str]:
    return address[:_ENDS], address[-_ENDS:]
