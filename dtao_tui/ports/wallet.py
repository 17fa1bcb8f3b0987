"""Protocols of signer, wallets and password store, and the values that pass through them."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import AcceptedNumbers, DecodedCall, Sealed, Signed, Unsigned
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.ports.outside_signing import BroughtSignature, LaidOutOrder, Scheme


class SignerState(Enum):
    """Whether a key is open."""

    LOCKED = "locked"
    UNLOCKING = "unlocking"
    UNLOCKED = "unlocked"


class OrderSigner(Protocol):
    """What signs an order, once."""

    async def sign(self, unsigned: Unsigned, known: KnownNonces, *, accepted: AcceptedNumbers | None = None) -> Signed:
        """Sign once, and never above the nonce of an order that may still be carried out.

        `known` are the nonces of the account's earlier orders. Raises WalletLocked or SigningRefused.
        """
        ...

    async def seal(
        self, unsigned: Unsigned, shield_key: bytes, known: KnownNonces, *, accepted: AcceptedNumbers | None = None
    ) -> Sealed:
        """Sign once with the second nonce, seal it with the chain's key, and sign its carrier with the first.

        No order at or below the first nonce may still be possible. Raises WalletLocked or SigningRefused.
        """
        ...

    async def attach(
        self,
        unsigned: Unsigned,
        brought: BroughtSignature,
        known: KnownNonces,
        *,
        accepted: AcceptedNumbers | None = None,
    ) -> Signed:
        """Make the extrinsic with a signature from elsewhere, once it verifies over the signer's own layout.

        Works while locked. Raises SigningRefused.
        """
        ...


class Signer(OrderSigner, Protocol):
    """The client of the process that holds the key. No answer contains a secret."""

    @property
    def state(self) -> SignerState:
        """Locked, unlocking or unlocked."""
        ...

    @property
    def address(self) -> str | None:
        """The unlocked account's address."""
        ...

    def seconds_left(self) -> float | None:
        """Seconds before the key is locked, or None while locked."""
        ...

    def touch(self) -> None:
        """Restart the idle time after a key press."""
        ...

    async def send_chain_facts(self, facts: ChainFacts) -> None:
        """Send the chain's facts and the metadata to judge calls by. Another genesis locks the key."""
        ...

    async def unlock(self, account: Account, password: str) -> None:
        """Open the account's key. Raises WrongPassword, SigningRefused or WalletTrouble."""
        ...

    async def check_password(self, account: Account, password: str) -> None:
        """Check a password by the account's key file; no key is opened by it.

        Raises WrongPassword, WalletLocked where the third wrong one in a row has locked the key, or WalletTrouble.
        """
        ...

    async def decode(self, call: bytes) -> DecodedCall:
        """The signer's own reading of a call, whether or not it would sign it; works while locked."""
        ...

    async def sign(self, unsigned: Unsigned, known: KnownNonces, *, accepted: AcceptedNumbers | None = None) -> Signed:
        """Sign once, and never above the nonce of an order that may still be carried out.

        `known` are the nonces of the account's earlier orders. Raises WalletLocked or SigningRefused.
        """
        ...

    async def seal(
        self, unsigned: Unsigned, shield_key: bytes, known: KnownNonces, *, accepted: AcceptedNumbers | None = None
    ) -> Sealed:
        """Sign once with the second nonce, seal it with the chain's key, and sign its carrier with the first.

        No order at or below the first nonce may still be possible. Raises WalletLocked or SigningRefused.
        """
        ...

    async def lay_out(
        self, unsigned: Unsigned, scheme: Scheme, known: KnownNonces, *, accepted: AcceptedNumbers | None = None
    ) -> LaidOutOrder:
        """An order as a device elsewhere must sign it, judged as if it were signed here; works while locked.

        Raises SigningRefused.
        """
        ...

    async def lock(self) -> None:
        """Kill the process that holds the key."""
        ...


class PasswordStore(Protocol):
    """The system keyring, with a time limit; what is stored is read back."""

    async def state(self) -> KeyringState:
        """The keyring's state. Never opens a dialog."""
        ...

    async def remember(self, address: str, password: str) -> None:
        """Store and read back. Raises KeyringTrouble."""
        ...

    async def recall(self, address: str) -> str | None:
        """The stored password, or None. Raises KeyringTrouble."""
        ...

    async def forget(self, address: str) -> None:
        """Delete the password; a missing one counts as deleted. Raises KeyringTrouble."""
        ...

    async def remembers(self, address: str) -> bool:
        """Whether a password is stored; the password itself is not passed on."""
        ...


@dataclass(frozen=True, slots=True)
class Imported:
    """An imported wallet, and the address that its source claimed if that differs."""

    account: Account
    claimed_address: str | None = None


class Wallets(Protocol):
    """The btcli wallet folder and the watched addresses. Encryption runs in a child process, never on the loop."""

    @property
    def folder(self) -> Path:
        """The folder that holds the wallets."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """The accounts in the folder and the watched ones; a broken wallet is one account in trouble."""
        ...

    def name_trouble(self, name: str) -> str | None:
        """The sentence that says why a new wallet cannot have this name, or None."""
        ...

    def password_trouble(self, password: str) -> str | None:
        """The sentence that says why this password is too weak for a new wallet, or None."""
        ...

    def new_phrase(self, words: int = 24) -> str:
        """A new recovery phrase; nothing is written."""
        ...

    def wrong_words(self, phrase: str) -> tuple[int, ...]:
        """The positions, counted from 1, of words that are not in the BIP-39 list."""
        ...

    def phrase_trouble(self, phrase: str) -> str | None:
        """The sentence that says what is wrong with a phrase, repeating none of its words, or None."""
        ...

    def address_trouble(self, address: str) -> str | None:
        """The sentence that says why this is not an address of this chain, or None."""
        ...

    async def create(self, name: str, phrase: str, password: str) -> Account:
        """Write an encrypted wallet from a phrase. Raises WalletTrouble; an existing wallet is never touched."""
        ...

    async def create_from_json(
        self, name: str, text: str, text_password: str, password: str, confirmed_address: str = ""
    ) -> Imported:
        """Write an encrypted wallet from a polkadot-js JSON. Raises WalletTrouble.

        If the key has another address than the JSON claims, AddressDiffers is raised and nothing is written, unless
        `confirmed_address` is the key's own address.
        """
        ...

    def watch(self, name: str, address: str, proxy: str = "", scheme: str = "") -> Account:
        """Add a watched address, with the address of its staking proxy if there is one. Raises WalletTrouble.

        A watched address without a proxy is given it. With a scheme, `sr25519` or `ed25519`, its key signs elsewhere.
        """
        ...

    def add_ledger(self, name: str, address: str, path: LedgerPath) -> Account:
        """Add an address whose key is in a Ledger, or give a watched one that key. Raises WalletTrouble."""
        ...

    def unwatch(self, address: str) -> None:
        """Remove a watched address."""
        ...

    def throw_away(self, name: str) -> None:
        """Delete a wallet that was made for practice. Raises WalletTrouble for any other."""
        ...


@dataclass(frozen=True, slots=True)
class AccountPorts:
    """The adapters for accounts and keys that a session uses."""

    wallets: Wallets
    signer: Signer
    passwords: PasswordStore | None
    """None if no keyring is used."""
