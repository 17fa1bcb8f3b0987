"""Client of the signer process: starts it, unlocks, signs and locks. No key enters the application's process."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TypeVar

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import WalletLocked, WalletTrouble, WrongPassword
from dtao_tui.ports.extrinsics import AcceptedNumbers, DecodedCall, Sealed, Signed, Unsigned
from dtao_tui.ports.outside_signing import BroughtSignature, LaidOutOrder, Scheme
from dtao_tui.ports.wallet import SignerState
from dtao_tui.processes.child_process import Child, ChildEnded, ChildTimedOut, ChildTrouble, isolated
from dtao_tui.wallet import available_memory
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.password_throttle import PasswordThrottle
from dtao_tui.wallet.signer import memory_lock, password_check, signer_translation
from dtao_tui.wallet.signer.idle_clock import IdleClock, Patience
from dtao_tui.wallet.signer.memory_lock import Locked
from dtao_tui.wallet.signer.signer_messages import (
    ANSWERS,
    CallDecoded,
    CallLaidOut,
    CallSealed,
    CallSigned,
    ChainDescribed,
    DecodeCall,
    KeyOpened,
    LockMemory,
    MemoryLocked,
    RefusalKind,
    SignerAnswer,
    SignerRequest,
    SigningRefusal,
    StayOpen,
)

Answer = TypeVar("Answer", bound=SignerAnswer)

WRONG_PASSWORDS = 3
"""So many wrong ones in a row, typed for an open key, lock it."""

SIGNER = "dtao_tui.wallet.signer.signer_process"

_ANSWER_SECONDS = 10.0
_UNLOCK_SECONDS = 60.0
_LOG = logging.getLogger(__name__)
_NONE_KNOWN = KnownNonces()
"""For an account without orders; the signer still refuses to go above what it has signed itself."""


class SignerClient:
    """Speaks to the signer process; see `ports.wallet.Signer`."""

    def __init__(
        self, patience: Patience | None = None, free_memory: Callable[[], int | None] = available_memory.available
    ) -> None:
        self._patience = patience or Patience()
        self._free_memory = free_memory
        self._throttle = PasswordThrottle(self._patience.clock)
        self._starting = asyncio.Lock()
        self._facts: ChainFacts | None = None
        self._child: Child | None = None
        self._is_unlocking = False
        self._locks = 0
        self._address: str | None = None
        self._idle: IdleClock | None = None
        self._was_touched = False
        self._wrong_passwords = 0
        self._watcher: asyncio.Task[None] | None = None
        self._endings: set[asyncio.Task[None]] = set()
        self.memory: Locked | None = None
        """How much of its memory the last unlocked signer could lock."""

    def __repr__(self) -> str:
        return f"SignerClient({self.state.value}, {self._address})"

    @property
    def state(self) -> SignerState:
        """Locked, unlocking or unlocked."""
        if self._is_unlocking:
            return SignerState.UNLOCKING
        is_open = self._address is not None and self._child is not None and self._child.is_running
        return SignerState.UNLOCKED if is_open else SignerState.LOCKED

    @property
    def address(self) -> str | None:
        """The unlocked account's address."""
        return self._address if self.state is SignerState.UNLOCKED else None

    @property
    def pid(self) -> int | None:
        """The signer's process id while it runs."""
        return self._child.pid if self._child is not None and self._child.is_running else None

    def seconds_left(self) -> float | None:
        """Until it locks by itself, or None while locked."""
        return self._idle.seconds_left() if self._idle is not None and self.state is SignerState.UNLOCKED else None

    def touch(self) -> None:
        """Restart the idle time after a key press, unless it is already over."""
        if self._idle is not None and not self._idle.is_over:
            self._idle.touch()
            self._was_touched = True

    async def send_chain_facts(self, facts: ChainFacts) -> None:
        """Send the chain's facts and metadata. Another genesis or network locks the key. Raises SigningRefused."""
        known, self._facts = self._facts, facts
        if known is not None and (known.genesis, known.network) != (facts.genesis, facts.network):
            await self.lock()
        if self._child is not None and self._child.is_running:
            await self._describe_chain(self._child, facts)
        else:
            await self._running()

    async def unlock(self, account: Account, password: str) -> None:
        """Open the account's key; a caller that is cancelled ends the attempt and its process.

        Raises WrongPassword, SigningRefused or WalletTrouble.
        """
        if self._is_unlocking:
            raise WalletTrouble("Another unlock is under way. Wait for it, or cancel it.")
        self._check_before(account, password)
        self._is_unlocking = True
        # One for the kill that follows; any other one from now on is a lock that somebody asked for.
        locks = self._locks + 1
        try:
            await self._kill()
            await self._open(account, password, locks)
        except BaseException:
            # Also when cancelled: what has not been unlocked must not go on unlocking.
            await self._kill()
            raise
        finally:
            self._is_unlocking = False

    async def check_password(self, account: Account, password: str) -> None:
        """Check a typed password in a process of its own; see `ports.wallet.Signer`."""
        self._check_before(account, password)
        try:
            await password_check.check(SIGNER, account, password, self._facts)
        except WrongPassword:
            self._throttle.failed(account.address)
            self._wrong_passwords = (self._wrong_passwords + 1) % WRONG_PASSWORDS
            if self._wrong_passwords:
                raise
            await self._kill()
            raise WalletLocked("Three wrong passwords: the key is locked, and nothing was signed.") from None
        self._wrong_passwords = 0
        self._throttle.succeeded(account.address)

    async def decode(self, call: bytes) -> DecodedCall:
        """The signer's own reading of a call; works while locked. Raises SigningRefused for bytes that are none."""
        answer = await self._ask(await self._running(), DecodeCall(call), CallDecoded)
        return signer_translation.decoded_call(answer)

    async def sign(
        self, unsigned: Unsigned, known: KnownNonces = _NONE_KNOWN, *, accepted: AcceptedNumbers | None = None
    ) -> Signed:
        """Sign once; `known` are the account's earlier orders. Raises WalletLocked or SigningRefused."""
        request = signer_translation.sign_request(unsigned, known, accepted)
        answer = await self._ask(await self._unlocked(), request, CallSigned)
        return signer_translation.signed_extrinsic(unsigned, answer)

    async def seal(
        self,
        unsigned: Unsigned,
        shield_key: bytes,
        known: KnownNonces = _NONE_KNOWN,
        *,
        accepted: AcceptedNumbers | None = None,
    ) -> Sealed:
        """Sign once, seal and sign the carrier; see `ports.wallet.Signer`. Raises WalletLocked or SigningRefused."""
        request = signer_translation.seal_request(unsigned, shield_key, known, accepted)
        answer = await self._ask(await self._unlocked(), request, CallSealed)
        return signer_translation.sealed_order(unsigned, answer)

    async def lay_out(
        self,
        unsigned: Unsigned,
        scheme: Scheme,
        known: KnownNonces = _NONE_KNOWN,
        *,
        accepted: AcceptedNumbers | None = None,
    ) -> LaidOutOrder:
        """Lay an order out for a device elsewhere; see `ports.wallet.Signer`. Raises SigningRefused."""
        request = signer_translation.lay_out_request(unsigned, scheme, known, accepted)
        answer = await self._ask(await self._running(), request, CallLaidOut)
        return signer_translation.laid_out_order(unsigned, scheme, answer)

    async def attach(
        self,
        unsigned: Unsigned,
        brought: BroughtSignature,
        known: KnownNonces = _NONE_KNOWN,
        *,
        accepted: AcceptedNumbers | None = None,
    ) -> Signed:
        """Take a signature made elsewhere, once it verifies; see `ports.wallet.Signer`. Raises SigningRefused."""
        request = signer_translation.attach_request(unsigned, brought, known, accepted)
        answer = await self._ask(await self._running(), request, CallSigned)
        return signer_translation.signed_extrinsic(unsigned, answer)

    async def lock_memory(self) -> Locked:
        """How much of its memory a signer can lock; works without a key."""
        return (await self._ask(await self._running(), LockMemory(), MemoryLocked)).memory

    async def lock(self) -> None:
        """Kill the process that holds the key and wait for its end."""
        await self._kill()

    async def _unlocked(self) -> Child:
        """The process with the open key. Raises WalletLocked."""
        if self._idle is not None and self._idle.is_over:
            await self.lock()
        if self.state is not SignerState.UNLOCKED or self._child is None:
            raise WalletLocked("The account is locked, and nothing was signed. Unlock it first.")
        return self._child

    def _check_before(self, account: Account, password: str) -> None:
        password_check.refuse_without_key(account)
        if account.kind is AccountKind.PRACTICE or not account.is_encrypted:
            return
        if not password:
            raise WrongPassword("Type the wallet's password.")
        if (wait := self._throttle.wait(account.address)) is not None:
            raise WalletTrouble(wait)
        if (shortage := available_memory.shortage(self._free_memory())) is not None:
            raise WalletTrouble(shortage)

    async def _open(self, account: Account, password: str, locks: int) -> None:
        idle, longest = self._patience.idle + self._patience.grace, self._patience.longest + self._patience.grace
        request = signer_translation.unlock_request(account, password, idle, longest)
        child = await self._running()
        try:
            if locks == self._locks:
                self._tell_of_memory(await self._ask(child, request, KeyOpened, _UNLOCK_SECONDS))
        except WrongPassword:
            self._throttle.failed(account.address)
            raise
        if locks != self._locks:
            raise WalletLocked("The account was locked meanwhile.")
        self._throttle.succeeded(account.address)
        self._address = account.address
        self._idle = IdleClock(self._patience.idle, self._patience.longest, self._patience.clock)
        self._watcher = asyncio.create_task(self._lock_in_time())

    def _tell_of_memory(self, answer: KeyOpened) -> None:
        self.memory = answer.memory
        if not self.memory.is_whole:
            _LOG.warning("%s", memory_lock.sentence(self.memory))

    async def _lock_in_time(self) -> None:
        with contextlib.suppress(ChildTrouble):
            await self._watch()
        self._watcher = None
        await self._kill()

    async def _watch(self) -> None:
        """Wait until the time is over; pass key presses on to the signer's own clock."""
        while self._child is not None and self._child.is_running:
            await asyncio.sleep(self._patience.tick)
            if self._idle is None or self._idle.is_over:
                break
            if self._was_touched:
                self._was_touched = False
                await self._child.ask(frame_of(StayOpen()), _ANSWER_SECONDS)

    async def _running(self) -> Child:
        """The running signer, started and told the chain's facts if there is none. Raises WalletTrouble."""
        async with self._starting:
            if self._child is not None and self._child.is_running:
                return self._child
            if self._facts is None:
                raise WalletTrouble("The signer does not know the chain yet. Wait until the network is connected.")
            try:
                child = await Child.start(isolated(SIGNER, needs=("bittensor_core", "msgspec")))
            except ChildTrouble as error:
                raise WalletTrouble(f"{error} Close something and try again.") from error
            self._child = child
            await self._describe_chain(child, self._facts)
            return child

    async def _describe_chain(self, child: Child, facts: ChainFacts) -> None:
        await self._ask(child, signer_translation.chain_description(facts), ChainDescribed)

    async def _ask(
        self, child: Child, request: SignerRequest, wanted: type[Answer], deadline: float = _ANSWER_SECONDS
    ) -> Answer:
        """Ask and return the wanted kind of answer. Raises the error of a refusal, or WalletTrouble."""
        try:
            answer = ANSWERS.read(await self._exchange(child, request, deadline))
        except UnreadableFrame as error:
            raise WalletTrouble("What was asked of the signer, or its answer, cannot be read.") from error
        if isinstance(answer, SigningRefusal):
            if answer.reason is RefusalKind.BROKEN:
                await self._kill()
            raise signer_translation.error_of_refusal(answer)
        if not isinstance(answer, wanted):
            raise WalletTrouble("The signer answered something else than it was asked.")
        return answer

    async def _exchange(self, child: Child, request: SignerRequest, deadline: float) -> bytes:
        try:
            return await child.ask(frame_of(request), deadline)
        except ChildTimedOut as error:
            raise WalletTrouble("The signer did not answer in time and was ended. Unlock again.") from error
        except ChildEnded as error:
            if child is not self._child:
                raise WalletLocked("The account was locked meanwhile.") from error
            raise signer_translation.error_of_end(request) from error
        except ChildTrouble as error:
            raise WalletTrouble(str(error)) from error

    async def _kill(self) -> None:
        self._locks += 1
        child, self._child = self._child, None
        watcher, self._watcher = self._watcher, None
        self._address = self._idle = None
        self._was_touched = False
        if watcher is not None:
            watcher.cancel()
        if child is not None:
            ending = asyncio.create_task(child.end())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)
        # A caller that is cancelled, or another one that comes later, leaves none of them half done.
        await asyncio.shield(asyncio.gather(*self._endings))
