"""Keys and wallets as the rest of the program knows them: Protocols, and the values that pass through them."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import AcceptedNumbers, DecodedCall, Signed, Unsigned
from dtao_tui.ports.keyring_states import KeyringState


class SignerState(Enum):
    """Whether a key is at hand."""

    LOCKED = "locked"
    UNLOCKING = "unlocking"
    UNLOCKED = "unlocked"


class Signer(Protocol):
    """The process that holds the key. Nothing it gives back contains a secret."""

    @property
    def state(self) -> SignerState:
        """Locked, unlocking or unlocked."""
        ...

    @property
    def address(self) -> str | None:
        """The unlocked account's address."""
        ...

    def seconds_left(self) -> float | None:
        """Until it locks by itself, or None while locked."""
        ...

    def touch(self) -> None:
        """A person pressed a key: the idle clock starts anew."""
        ...

    async def send_chain_facts(self, facts: ChainFacts) -> None:
        """Tell it the chain and its metadata, from which it judges calls. Another genesis locks it."""
        ...

    async def unlock(self, account: Account, password: str) -> None:
        """Open the account's key. Raises WrongPassword, SigningRefused or WalletTrouble."""
        ...

    async def decode(self, call: bytes) -> DecodedCall:
        """The signer's own reading of a call, whether or not it would sign it; works while locked."""
        ...

    async def sign(self, unsigned: Unsigned, known: KnownNonces, *, accepted: AcceptedNumbers | None = None) -> Signed:
        """Sign once, and never above the nonce of an order that may still be carried out.

        `known` is what the journal says of the account's orders. Raises WalletLocked or SigningRefused.
        """
        ...

    async def lock(self) -> None:
        """Kill the process that holds the key."""
        ...


class PasswordStore(Protocol):
    """The system keyring, bounded in time and verified."""

    async def state(self) -> KeyringState:
        """Ready, or why not. Never opens a dialog."""
        ...

    async def remember(self, address: str, password: str) -> None:
        """Store and read back. Raises KeyringTrouble."""
        ...

    async def recall(self, address: str) -> str | None:
        """The password, or None where none is stored. Raises KeyringTrouble."""
        ...

    async def forget(self, address: str) -> None:
        """Delete; a missing entry is a success. Raises KeyringTrouble."""
        ...

    async def remembers(self, address: str) -> bool:
        """Whether a password is stored (the secret is not passed on)."""
        ...


@dataclass(frozen=True, slots=True)
class Imported:
    """A wallet that was written, and the address its source claimed if that was another one."""

    account: Account
    claimed_address: str | None = None


class Wallets(Protocol):
    """The btcli wallet folder and the watched addresses. Slow deeds run in a child process; none blocks the loop."""

    @property
    def folder(self) -> Path:
        """Where wallets are kept."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """All that is known without a secret; one broken wallet harms only itself."""
        ...

    def name_trouble(self, name: str) -> str | None:
        """Why a new wallet cannot have this name, as a sentence, or None."""
        ...

    def password_trouble(self, password: str) -> str | None:
        """Why this password is too weak for a new wallet, as a sentence, or None."""
        ...

    def new_phrase(self, words: int = 24) -> str:
        """A fresh recovery phrase; nothing is written."""
        ...

    def wrong_words(self, phrase: str) -> tuple[int, ...]:
        """Which words of a phrase, counted from 1, are none that phrases are made of."""
        ...

    def phrase_trouble(self, phrase: str) -> str | None:
        """What is wrong with a phrase, as a sentence that repeats none of its words, or None."""
        ...

    def address_trouble(self, address: str) -> str | None:
        """Why this is not an address of this chain, as a sentence, or None."""
        ...

    async def create(self, name: str, phrase: str, password: str) -> Account:
        """Write an encrypted wallet from a phrase. Raises WalletTrouble; an existing wallet is never touched."""
        ...

    async def create_from_json(
        self, name: str, text: str, text_password: str, password: str, confirmed_address: str = ""
    ) -> Imported:
        """Write an encrypted wallet from a polkadot-js JSON. Raises WalletTrouble.

        Where the key has another address than the JSON claims, AddressDiffers is raised and nothing written, until the
        key's own address comes back as the confirmed one.
        """
        ...

    def watch(self, name: str, address: str) -> Account:
        """Remember an address to look at. Raises WalletTrouble."""
        ...

    def unwatch(self, address: str) -> None:
        """Forget a watched address."""
        ...

    def throw_away(self, name: str) -> None:
        """Delete a wallet that was made for practice, for good. Raises WalletTrouble; no other is ever deleted."""
        ...


@dataclass(frozen=True, slots=True)
class AccountPorts:
    """What a session knows accounts and their keys by."""

    wallets: Wallets
    signer: Signer
    passwords: PasswordStore | None
    """None where no keyring is used."""
