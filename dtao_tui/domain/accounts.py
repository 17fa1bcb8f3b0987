"""Accounts without their secrets: name, address, kind, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NewType

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.ledger_path import LedgerPath

OwnerAddress = NewType("OwnerAddress", str)
"""The address of a coldkey whose TAO and stake are shown, moved and counted."""

SignerAddress = NewType("SignerAddress", str)
"""The address of a key that signs: its nonce is used, it pays the fee, its password is asked for."""


class AccountKind(Enum):
    """Where an account's key is."""

    FILE = "file"
    """An encrypted (or, badly, a plain) key file in the btcli wallet folder."""

    WATCH = "watch"
    """An address alone: everything can be seen, nothing signed."""

    PRACTICE = "practice"
    """The account that every practice network funds; its key is public and worthless elsewhere."""

    ELSEWHERE = "elsewhere"
    """An address whose key is on another device: orders go there to be signed, and signatures come back."""

    LEDGER = "ledger"
    """An address whose key is in a Ledger at this machine: orders are signed on it, once they are approved there."""

    PROXIED = "proxied"
    """A coldkey whose key stays elsewhere; another account's key signs for it, as its staking proxy."""


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

    is_ed25519: bool = False
    """The scheme of a key elsewhere; sr25519 where this is False."""

    ledger: LedgerPath | None = None
    """Where in a Ledger the key is; None for all other kinds."""

    proxy: "Account | None" = None
    """The account whose key signs for a proxied one; watched where that key is not here. None for all other kinds."""

    @property
    def keyholder(self) -> "Account":
        """The account whose key signs: itself, or its proxy."""
        return self.proxy or self

    @property
    def owner(self) -> OwnerAddress:
        """The coldkey whose TAO and stake this account is about."""
        return OwnerAddress(self.address)

    @property
    def signer(self) -> SignerAddress:
        """The address of the key that signs."""
        return SignerAddress(self.keyholder.address)

    @property
    def is_proxied(self) -> bool:
        """Whether another key than the coldkey's signs."""
        return self.proxy is not None

    @property
    def has_password(self) -> bool:
        """Whether its key is opened by a password; the practice account's and a plain file are not."""
        return self.kind is AccountKind.FILE and self.is_encrypted

    @property
    def signs_elsewhere(self) -> bool:
        """Whether the key that signs is on another device, and nothing is ever unlocked."""
        return self.keyholder.kind in (AccountKind.ELSEWHERE, AccountKind.LEDGER)

    @property
    def can_sign(self) -> bool:
        """Whether a key that signs for this account is within reach."""
        holder = self.keyholder
        return self.trouble is None and holder.trouble is None and holder.kind in _KINDS_WITH_KEY


_KINDS_WITH_KEY = frozenset({AccountKind.FILE, AccountKind.PRACTICE, AccountKind.ELSEWHERE, AccountKind.LEDGER})

STAKING_PROXY = "Staking"
"""The chain's name of the type of proxy that trades stake and transfers nothing."""


@dataclass(frozen=True, slots=True)
class ProxyGrant:
    """A coldkey's permission for another key, as the chain stores it (`Proxy.Proxies`)."""

    delegate: SignerAddress
    kind: str
    """The chain's name of the type of proxy, cleaned."""

    delay: int
    """Blocks between the announcement of a call and the call; 0 needs no announcement."""

    owner_pays: bool = False
    """Whether the coldkey has agreed to pay the network's fee of the key's calls for it."""

    @property
    def can_trade(self) -> bool:
        """Whether the key may trade stake at once."""
        return self.kind == STAKING_PROXY and self.delay == 0


@dataclass(frozen=True, slots=True)
class ProxyDeposits:
    """What the chain holds of an account that has proxies; it is given back when they are removed."""

    base: Tao
    """For having any (`ProxyDepositBase`)."""

    each: Tao
    """For each of them (`ProxyDepositFactor`)."""

    def of_one_more(self, count: int) -> Tao:
        """What one more proxy adds for an account with so many."""
        return self.each if count else self.base + self.each


def shortened(address: str) -> str:
    """The address as `5Grw…utQY`, for places that show the whole one nearby, or where nothing is signed."""
    return address if len(address) <= 9 else f"{address[:4]}…{address[-4:]}"


def in_groups(address: str, size: int = 8) -> tuple[str, ...]:
    """The whole address in groups, so that it can be compared by eye."""
    return tuple(address[at : at + size] for at in range(0, len(address), size))


def first_choice(accounts: Iterable[Account], wallet: str | None) -> Account | None:
    """The account to begin with: the wallet of this name, else practice's, else one that can sign, else any."""
    usable = [account for account in accounts if account.address]
    named = [account for account in usable if account.name == wallet]
    practice = [account for account in usable if account.kind is AccountKind.PRACTICE]
    able = [account for account in usable if account.can_sign]
    return next(iter(named + practice + able + usable), None)
