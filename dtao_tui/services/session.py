"""Session state: the accounts, the chosen one, and the lock on its key."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from dtao_tui.domain.accounts import Account, AccountKind, first_choice
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.trades.check import Check
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import KeyringTrouble, SigningRefused, Trouble, WalletTrouble, WrongPassword
from dtao_tui.ports.extrinsics import AcceptedNumbers, Sealed, Signed, Unsigned
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.ports.outside_signing import BroughtSignature
from dtao_tui.ports.wallet import AccountPorts, SignerState
from dtao_tui.services.read_only import ReadOnlySwitch
from dtao_tui.services.signing_objection import signing_objection
from dtao_tui.settings import Settings

MOST_ADDRESSES = 16
"""The largest number of addresses that are read with each block."""

_LOG = logging.getLogger(__name__)


class Session:
    """The user's accounts, the chosen one, and the lock on its key. The idle time is measured by the signer."""

    def __init__(self, ports: AccountPorts, settings: Settings, practice: Account | None = None) -> None:
        """`practice` is the account that opens without a password; no network but practice has one."""
        self._wallets = ports.wallets
        self._signer = ports.signer
        self._passwords = ports.passwords
        self._settings = settings
        self._practice = practice
        self._facts: ChainFacts | None = None
        self._was_unlocked = False
        self._locking: asyncio.Task[None] | None = None
        self._passwords_typed = 0
        self._opened_by = 0
        """Which typed password opened the key, or was proven for it last; 0 for the keyring's."""

        self._read_only = ReadOnlySwitch(settings)
        self.accounts: tuple[Account, ...] = ()
        self.chosen: Account | None = None
        self.refresh()

    @property
    def noted_share(self) -> Decimal:
        """Per cent of all that an account has, from which a subnet's part of it is noted."""
        return Decimal(self._settings.noted_share)

    def take(self, settings: Settings) -> None:
        """Follow changed settings; read-only is switched by `go_read_only` and `leave_read_only` alone."""
        self._settings = settings

    def refresh(self) -> None:
        """Read the accounts again. The chosen one stays chosen while it exists; the key of a vanished one is locked."""
        practice = (self._practice,) if self._practice else ()
        self.accounts = _with_their_keys(practice + self._wallets.accounts())
        before = self.chosen
        again = self._by_address(before.address, before.name, before.signer) if before else None
        self.chosen = again or self._first_choice()
        if before is not None and (again is None or again.signer != before.signer):
            self._lock_soon()

    def choose(self, address: str, name: str | None = None, signer: str | None = None) -> None:
        """Work with this account from now on; the key of another one is locked. Raises WalletTrouble.

        The name tells several wallets of one key apart: each has a password of its own. The signer tells a coldkey
        whose own key is here from the same coldkey by its proxy.
        """
        account = self._by_address(address, name, signer)
        if account is None:
            raise WalletTrouble("There is no such account here; look at the wallets again.")
        if self.chosen is None or account.signer != self.chosen.signer:
            self._lock_soon()
        self.chosen = account

    @property
    def account_names(self) -> dict[str, str]:
        """What a person calls the accounts, by address; of one key's wallets the chosen one's."""
        return {account.address: account.name for account in reversed(self._chosen_first)}

    def addresses(self) -> tuple[str, ...]:
        """What is read with each block: the accounts' addresses, the chosen one first, sixteen at most.

        The address of a proxy follows that of its coldkey.
        """
        every = (address for account in self._chosen_first for address in (account.owner, account.signer))
        return tuple(dict.fromkeys(address for address in every if address))[:MOST_ADDRESSES]

    def account_of(self, address: str) -> Account | None:
        """The account with this address, the chosen one of several; or None."""
        return self._by_address(address, self.chosen.name if self.chosen else None)

    def signing_check(self, facts: ChainFacts | None = None) -> Check:
        """Whether the chosen account may sign on this chain at all; being locked is no obstacle yet."""
        sentence = self.read_only or signing_objection(self.chosen, facts or self._facts)
        return Check("account", not sentence, sentence)

    @property
    def is_unlocked(self) -> bool:
        """Whether the chosen account can sign now."""
        holds = self._signer.state is SignerState.UNLOCKED and self._locking is None
        is_ours = self.chosen is not None and self._signer.address == self.chosen.signer
        return holds and is_ours and (self._signer.seconds_left() or 0.0) > 0

    @property
    def typed_passwords(self) -> int:
        """A number that grows each time a person types the open key's password; 0 where only the keyring gave it."""
        return self._opened_by if self.is_unlocked else 0

    @property
    def read_only(self) -> str:
        """Why the session signs nothing whatever key is open, as a sentence; empty where it signs."""
        return self._read_only.sentence_for(self.chosen.signer if self.chosen else "")

    @property
    def can_sign_now(self) -> bool:
        """Whether an order can be signed without unlocking anything first."""
        return self.is_unlocked or (self.chosen is not None and self.chosen.signs_elsewhere)

    @property
    def stays_read_only(self) -> bool:
        """Whether no password leaves read-only."""
        return self._read_only.stays

    @property
    def needs_password(self) -> bool:
        """Whether an order must be preceded by the unlock dialog; the practice account never needs it."""
        account = self.chosen
        if account is None or not account.can_sign:
            return False
        return account.keyholder.kind is AccountKind.FILE and not self.is_unlocked

    def seconds_left(self) -> float | None:
        """Seconds until the key locks by itself, or None while it is locked."""
        return self._signer.seconds_left() if self.is_unlocked else None

    def touch(self) -> None:
        """Restart the idle time after a key press or mouse move. Market updates never count."""
        if self.is_unlocked:
            self._signer.touch()

    def tick(self) -> bool:
        """Lock if the idle time is over; True if the key was locked just now. To be called each second."""
        if not self._was_unlocked or self.is_unlocked:
            return False
        self._lock_soon()
        return True

    async def unlock(self, password: str) -> None:
        """Open the chosen account's key by a typed password. Raises WrongPassword or another WalletTrouble."""
        await self._open(password)
        self._count_typed()

    async def prove_password(self, password: str) -> None:
        """Check the password that was typed again for the chosen account; the keyring is not asked.

        Raises WrongPassword, and WalletLocked where the third wrong one in a row has locked the key.
        """
        await self.check_password(self._signable().keyholder, password)
        self._count_typed()

    async def check_password(self, account: Account, password: str) -> None:
        """Check a typed password of any account here by its key file; nothing is opened and nothing stored."""
        if not password:
            raise WrongPassword("The password is empty.")
        await self._settled()
        await self._signer.check_password(account, password)

    async def sign(self, unsigned: Unsigned, known: KnownNonces, *, accepted: AcceptedNumbers | None = None) -> Signed:
        """Hand an order to the signer, unless read-only. Raises WalletLocked or SigningRefused."""
        self._refuse_read_only()
        return await self._signer.sign(unsigned, known, accepted=accepted)

    async def seal(
        self, unsigned: Unsigned, shield_key: bytes, known: KnownNonces, *, accepted: AcceptedNumbers | None = None
    ) -> Sealed:
        """Hand an order to the signer to be sealed, unless read-only. Raises WalletLocked or SigningRefused."""
        self._refuse_read_only()
        return await self._signer.seal(unsigned, shield_key, known, accepted=accepted)

    async def attach(
        self,
        unsigned: Unsigned,
        brought: BroughtSignature,
        known: KnownNonces,
        *,
        accepted: AcceptedNumbers | None = None,
    ) -> Signed:
        """Hand a signature from elsewhere to the signer, unless read-only. Raises SigningRefused."""
        self._refuse_read_only()
        return await self._signer.attach(unsigned, brought, known, accepted=accepted)

    async def go_read_only(self) -> None:
        """Sign nothing from now on, and lock the key."""
        self._read_only.turn_on()
        await self.lock()

    async def leave_read_only(self, password: str) -> None:
        """Let the chosen account sign again, by its typed password; the practice account has none.

        Raises WrongPassword, or WalletTrouble where the session stays read-only.
        """
        holder = self._signable().keyholder
        if holder.has_password:
            await self.check_password(holder, password)
        self._read_only.leave(holder.address)

    async def unlock_remembered(self) -> bool:
        """Try the password in the system keyring once; False if none is there. Raises WalletTrouble, KeyringTrouble."""
        account = self._signable()
        password = await self._passwords.recall(account.signer) if self._passwords else None
        if password is None:
            return False
        try:
            await self._open(password)
        except WrongPassword:
            raise WrongPassword(
                "The stored password is out of date. Type the present one, then store it anew."
            ) from None
        return True

    async def unlock_practice(self) -> None:
        """Open the practice account, which has no password. Raises WalletTrouble on any other network."""
        account = self._signable()
        if account.keyholder.kind is not AccountKind.PRACTICE:
            raise WalletTrouble("Only the practice account opens without a password.")
        if not self.is_unlocked:
            await self.unlock("")

    async def lock(self) -> None:
        """Lock now; the process that holds the key has ended when this returns."""
        self._was_unlocked = False
        await self._settled()
        await self._signer.lock()

    async def send_chain_facts(self, facts: ChainFacts) -> None:
        """Send the chain's facts to the signer, once each; another chain than before locks the key."""
        if facts == self._facts:
            return
        if self._facts is not None and self._facts.genesis != facts.genesis:
            await self.lock()
        await self._signer.send_chain_facts(facts)
        self._facts = facts

    async def remember(self, password: str) -> None:
        """Store the password of the unlocked chosen account. Raises KeyringTrouble.

        Only after it has opened the key: a wrong password is never stored.
        """
        if self._passwords is None or not self.is_unlocked or self.chosen is None:
            raise KeyringTrouble("The password is stored only right after it has opened the wallet.")
        await self._passwords.remember(self.chosen.signer, password)

    async def forget(self, address: str) -> None:
        """Delete the password of this address from the system keyring. Raises KeyringTrouble."""
        if self._passwords is not None:
            await self._passwords.forget(address)

    async def remembers(self, address: str) -> bool:
        """Whether the system keyring holds a password for the address; False if it cannot be asked."""
        if self._passwords is None:
            return False
        with suppress(KeyringTrouble):
            return await self._passwords.remembers(address)
        return False

    async def keyring_state(self) -> KeyringState:
        """The state of the system keyring, or that it is off."""
        return KeyringState.OFF if self._passwords is None else await self._passwords.state()

    async def _open(self, password: str) -> None:
        if self.read_only:
            raise WalletTrouble(self.read_only)
        holder = self._signable().keyholder
        if not password and holder.kind is AccountKind.FILE:
            raise WrongPassword("The password is empty.")
        await self._settled()
        await self._signer.unlock(holder, password)
        self._was_unlocked = True
        self._opened_by = 0

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise SigningRefused(self.read_only)

    def _count_typed(self) -> None:
        self._passwords_typed += 1
        self._opened_by = self._passwords_typed

    def _by_address(self, address: str, name: str | None = None, signer: str | None = None) -> Account | None:
        same = [a for a in self.accounts if address and a.address == address]
        alike = [a for a in same if signer is None or a.signer == signer] or same
        return next((a for a in alike if a.name == name), next(iter(alike), None))

    @property
    def _chosen_first(self) -> tuple[Account, ...]:
        return ((self.chosen,) if self.chosen else ()) + self.accounts

    def _first_choice(self) -> Account | None:
        return first_choice(self.accounts, self._settings.wallet)

    def _signable(self) -> Account:
        if self.chosen is None or not self.chosen.can_sign:
            raise WalletTrouble(signing_objection(self.chosen, self._facts) or "This account cannot sign.")
        return self.chosen

    def _lock_soon(self) -> None:
        """Count as locked from this moment; the signer is killed by a task of its own."""
        was_unlocked = self._signer.state is not SignerState.LOCKED or self._was_unlocked
        self._was_unlocked = False
        if was_unlocked and self._locking is None:
            self._locking = asyncio.create_task(self._lock_signer(), name="lock")

    async def _lock_signer(self) -> None:
        try:
            await self._signer.lock()
        except Trouble as trouble:
            _LOG.error("locking failed: %s", trouble)
        finally:
            self._locking = None

    async def _settled(self) -> None:
        if self._locking is not None:
            await asyncio.shield(self._locking)


def _with_their_keys(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The accounts; each proxied one with the account here that holds its proxy's key, where there is one."""
    found = tuple(accounts)
    able = [account for account in found if account.address and account.can_sign and not account.is_proxied]
    holders = {holder.signer: holder for holder in reversed(able)}
    return tuple(
        replace(account, proxy=holders.get(account.signer, account.proxy)) if account.is_proxied else account
        for account in found
    )
