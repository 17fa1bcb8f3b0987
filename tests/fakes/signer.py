"""FakeSigner: signs what it is asked to, without a process and without cryptography."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any

from bittensor_core import verify

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.trades.calls import Argument, Call
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import SigningRefused, WalletLocked, WrongPassword
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers, DecodedCall, Sealed, Signed, SigningTerms, Unsigned
from dtao_tui.ports.outside_signing import BroughtSignature, LaidOutOrder, Scheme
from dtao_tui.ports.wallet import SignerState
from dtao_tui.wallet.signer.calls.signing_rules import NotAllowed
from dtao_tui.wallet.signer.idle_clock import IdleClock
from dtao_tui.wallet.signer.signed_bytes import SignedNonces
from tests.fakes.values import PASSWORD


def fake_hash(extrinsic: bytes) -> str:
    """The hash by which the fakes find an extrinsic again."""
    return "0x" + hashlib.blake2b(extrinsic, digest_size=32).hexdigest()


CARRIES = "carries "
"""Stands before the hexadecimal of a sealed order in the bytes of its carrier."""


class FakeSigner:
    """A key that opens with `PASSWORD`; it reads calls out of the fakes' JSON."""

    def __init__(self, new_idle_clock: Callable[[], IdleClock]) -> None:
        """Each unlock starts a new idle clock."""
        self._new_idle_clock = new_idle_clock
        self._idle: IdleClock | None = None
        self.state = SignerState.LOCKED
        self.address: str | None = None
        self.facts: ChainFacts | None = None
        self.objection = ""
        """Why it would sign nothing."""

        self.unlocks = 0
        self.checks = 0
        """How often a password was checked without unlocking."""

        self._wrong = 0
        self.locks = 0
        self.touches = 0
        self.signed: list[Signed] = []
        """Every signature ever made; a test of safety looks here."""

        self.sealed: list[Sealed] = []
        """Every order that was ever sealed."""

        self.shield_keys: list[bytes] = []
        """The keys that they were sealed with."""

        self.numbers: CallNumbers | None = None
        """What the chain numbers otherwise, and what must be accepted before anything is signed."""

        self.accepted: list[AcceptedNumbers | None] = []
        self.sign_trouble: Exception | None = None
        self._nonces = SignedNonces()
        self.unlocking = asyncio.Event()
        """While cleared, unlocking takes its time."""

        self.unlocking.set()

    def seconds_left(self) -> float | None:
        return self._idle.seconds_left() if self._idle is not None else None

    def touch(self) -> None:
        if self._idle is not None and not self._idle.is_over:
            self._idle.touch()
            self.touches += 1

    async def send_chain_facts(self, facts: ChainFacts) -> None:
        self.facts = facts

    async def unlock(self, account: Account, password: str) -> None:
        self.state = SignerState.UNLOCKING
        try:
            await self.unlocking.wait()
            if account.kind is AccountKind.FILE and password != PASSWORD:
                raise WrongPassword("Wrong password, or the file is damaged.")
        except BaseException:
            self.state = SignerState.LOCKED
            raise
        self.unlocks += 1
        self._idle = self._new_idle_clock()
        self.state = SignerState.UNLOCKED
        self.address = account.address

    async def check_password(self, account: Account, password: str) -> None:
        self.checks += 1
        if password == PASSWORD:
            self._wrong = 0
            return
        self._wrong += 1
        if self._wrong < 3:
            raise WrongPassword("Wrong password, or the file is damaged.")
        self._wrong = 0
        await self.lock()
        raise WalletLocked("Three wrong passwords: the key is locked, and nothing was signed.")

    async def decode(self, call: bytes) -> DecodedCall:
        read = json.loads(call)
        is_proven = self.facts is None or self.facts.checks_metadata_hash
        terms = SigningTerms(is_proven, objection=self.objection, numbers=self.numbers)
        return DecodedCall(_call(read), terms)

    async def sign(self, unsigned: Unsigned, known: KnownNonces, *, accepted: AcceptedNumbers | None = None) -> Signed:
        self._must_sign(unsigned)
        try:
            self._nonces.check(unsigned.signer, unsigned.nonce, known.unproven, known.ended)
        except NotAllowed as refusal:
            raise SigningRefused(str(refusal)) from refusal
        self._nonces.remember(unsigned.signer, unsigned.nonce)
        if self.numbers is not None and (accepted is None or accepted.numbers != self.numbers):
            raise SigningRefused(self.objection)
        self.accepted.append(accepted)
        body = f"{unsigned.signer}/{unsigned.nonce}/{len(self.signed)}/".encode() + unsigned.call
        signed = Signed(unsigned, await self.decode(unsigned.call), body, fake_hash(body))
        self.signed.append(signed)
        return signed

    async def seal(
        self, unsigned: Unsigned, shield_key: bytes, known: KnownNonces, *, accepted: AcceptedNumbers | None = None
    ) -> Sealed:
        self._must_sign(unsigned)
        try:
            self._nonces.check_sealed(unsigned.signer, unsigned.nonce, known.unproven, known.ended)
        except NotAllowed as refusal:
            raise SigningRefused(str(refusal)) from refusal
        self._nonces.remember_sealed(unsigned.signer, unsigned.nonce)
        self.shield_keys.append(shield_key)
        operation = f"{unsigned.signer}/{unsigned.nonce + 1}/{len(self.sealed)}/".encode() + unsigned.call
        carrier = f"{unsigned.signer}/{unsigned.nonce}/{len(self.sealed)}/{CARRIES}{operation.hex()}".encode()
        decoded = await self.decode(unsigned.call)
        sealed = Sealed(unsigned, decoded, carrier, fake_hash(carrier), fake_hash(operation))
        self.sealed.append(sealed)
        return sealed

    def _must_sign(self, unsigned: Unsigned) -> None:
        if self.sign_trouble is not None:
            raise self.sign_trouble
        if self.state is not SignerState.UNLOCKED or self.address != unsigned.signer:
            raise WalletLocked("The account is locked.")

    async def lay_out(
        self, unsigned: Unsigned, scheme: Scheme, known: KnownNonces, *, accepted: AcceptedNumbers | None = None
    ) -> LaidOutOrder:
        """What is signed is the fakes' own call with its nonce and era."""
        around = f"/{unsigned.nonce}/{unsigned.era_block}+{unsigned.era_period}".encode()
        payload = unsigned.call + around
        return LaidOutOrder(unsigned, await self.decode(unsigned.call), scheme, around, b"known", payload, b"", b"")

    async def attach(
        self,
        unsigned: Unsigned,
        brought: BroughtSignature,
        known: KnownNonces,
        *,
        accepted: AcceptedNumbers | None = None,
    ) -> Signed:
        payload = (await self.lay_out(unsigned, brought.schemes[0], known)).payload
        if not any(verify(payload, brought.signature, unsigned.signer, scheme) for scheme in brought.schemes):
            raise SigningRefused("The signature does not verify, so nothing is sent.")
        body = f"{unsigned.signer}/{unsigned.nonce}/{len(self.signed)}/".encode() + unsigned.call
        signed = Signed(unsigned, await self.decode(unsigned.call), body, fake_hash(body))
        self.signed.append(signed)
        return signed

    async def lock(self) -> None:
        self.locks += 1
        self._idle = None
        self.state = SignerState.LOCKED
        self.address = None
        self._nonces = SignedNonces()


def _call(read: dict[str, Any]) -> Call:
    return Call(read["pallet"], read["name"], {name: _argument(value) for name, value in read["arguments"].items()})


def _argument(value: Any) -> Argument:
    if isinstance(value, list):
        return tuple(map(_call, value))
    return _call(value) if isinstance(value, dict) else value
