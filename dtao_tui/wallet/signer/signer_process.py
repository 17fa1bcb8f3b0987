"""Child process that holds the key: opens key files, judges and signs calls, ends when killed, idle or orphaned.

It imports only the standard library, bittensor_core and msgspec. No answer contains a secret.
"""

import os
from pathlib import Path

from bittensor_core import (
    CRYPTO_SR25519,
    KeyfileError,
    Keypair,
    WrongPasswordError,
    decrypt_keyfile_data,
    deserialize_keypair_from_keyfile_data,
)

from dtao_tui.processes.bootstrap import Pipe
from dtao_tui.wallet import file_checks
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.signer.calls.signing_policy import read_call
from dtao_tui.wallet.signer.calls.signing_rules import RULES, NotAllowed, Rules
from dtao_tui.wallet.signer.idle_clock import IdleClock
from dtao_tui.wallet.signer.memory_lock import lock_memory
from dtao_tui.wallet.signer.order_sealing import check_sealed_frame, sealed
from dtao_tui.wallet.signer.outside_signature import PERIODS, OutsideKey, lay_out
from dtao_tui.wallet.signer.signed_bytes import (
    ChainTerms,
    KnownChain,
    SignedNonces,
    chain_of,
    check_frame,
    check_origin,
    signed,
    terms_of,
)
from dtao_tui.wallet.signer.signer_messages import (
    REQUESTS,
    AnyRequest,
    AttachSignature,
    CallDecoded,
    CallLaidOut,
    CallReading,
    CallSealed,
    CallSigned,
    ChainDescribed,
    CheckPassword,
    DecodeCall,
    DescribeChain,
    KeyOpened,
    LayOutCall,
    LockMemory,
    MemoryLocked,
    Noted,
    OrderToSign,
    PasswordRight,
    RefusalKind,
    SealCall,
    SignCall,
    SignerAnswer,
    SigningRefusal,
    StayOpen,
    UnlockFile,
    UnlockPractice,
)

_POLL_SECONDS = 0.5
_NO_MEMORY = "derive"
_NEEDS_MEMORY = "Opening the key needs 600 MB of memory for three seconds, and the system did not give them."
_NOT_UNDERSTOOD = "The signer does not understand the question."
_PANIC = (
    "The signer cannot read this endpoint's description of its chain and has ended. Nothing was signed. "
    "Choose another endpoint."
)


class PasswordRejected(Exception):
    """The password does not open the file."""


class NoKey(Exception):
    """A signature was requested without an open key."""


class KeyHolder:
    """Holds the key and the chain, and answers the application's requests."""

    def __init__(self, rules: Rules = RULES) -> None:
        self._rules = rules
        self._chain: KnownChain | None = None
        self._key: Keypair | None = None
        self._idle: IdleClock | None = None
        self._nonces = SignedNonces()
        self._has_panicked = False

    @property
    def is_over(self) -> bool:
        """Whether the process has to end: the idle time is over, or the codec panicked."""
        return self._has_panicked or (self._idle is not None and self._idle.is_over)

    @property
    def has_key(self) -> bool:
        """Whether a key is open."""
        return self._key is not None

    def answer_frame(self, frame: bytes) -> bytes:
        """Decode a request, answer it, encode the answer."""
        try:
            return frame_of(self.answer(REQUESTS.read(frame)))
        except UnreadableFrame:
            return frame_of(SigningRefusal(RefusalKind.REFUSED, _NOT_UNDERSTOOD))

    def answer(self, request: AnyRequest) -> SignerAnswer:
        """Answer one request; every error becomes a SigningRefusal."""
        try:
            return self._answered(request)
        except NotAllowed as refusal:
            return SigningRefusal(RefusalKind.REFUSED, str(refusal))
        except PasswordRejected:
            return SigningRefusal(RefusalKind.WRONG_PASSWORD, "Wrong password or damaged file.")
        except NoKey:
            return SigningRefusal(RefusalKind.LOCKED, "The account is locked. Unlock it first.")
        except (file_checks.UnreadableFile, OSError) as trouble:
            return SigningRefusal(RefusalKind.TROUBLE, _sentence(trouble))
        except (KeyError, TypeError, ValueError, OverflowError):
            # The text of these could repeat what they choked on.
            return SigningRefusal(RefusalKind.REFUSED, _NOT_UNDERSTOOD)
        except BaseException as error:
            # A panic of the Rust codec derives from BaseException. What it leaves behind is not relied on.
            if type(error).__name__ != "PanicException":
                raise
            self._has_panicked = True
            return SigningRefusal(RefusalKind.BROKEN, _PANIC)

    def _answered(self, request: AnyRequest) -> SignerAnswer:
        match request:
            case DescribeChain():
                return self._describe(request)
            case UnlockFile() | UnlockPractice() | CheckPassword():
                return self._opened(request)
            case DecodeCall():
                return self._decode(request)
            case OrderToSign():
                return self._order(request)
            case StayOpen():
                return self._stay_open()
            case LockMemory():
                return MemoryLocked(lock_memory())

    def _order(self, request: SignCall | SealCall | LayOutCall | AttachSignature) -> SignerAnswer:
        match request:
            case SignCall():
                return self._sign(request)
            case SealCall():
                return self._seal(request)
            case LayOutCall():
                return self._lay_out(request)
            case AttachSignature():
                return self._attach(request)

    def _stay_open(self) -> SignerAnswer:
        if self._idle is not None:
            self._idle.touch()
        return Noted()

    def _describe(self, request: DescribeChain) -> SignerAnswer:
        chain = chain_of(request)
        if self._chain is not None and self._chain.genesis != chain.genesis:
            raise NotAllowed("The signer was started for another chain.")
        self._chain = chain
        return ChainDescribed(chain.distrust)

    def _opened(self, request: UnlockFile | UnlockPractice | CheckPassword) -> SignerAnswer:
        return self._check_password(request) if isinstance(request, CheckPassword) else self._unlock(request)

    def _unlock(self, request: UnlockFile | UnlockPractice) -> SignerAnswer:
        key = self._key_in_file(request) if isinstance(request, UnlockFile) else self._practice_key(request)
        if key.ss58_address != request.address:
            raise NotAllowed("The key file does not match the wallet's address.")
        self._idle = IdleClock(request.idle_seconds, request.longest_seconds)
        self._key = key
        return KeyOpened(key.ss58_address, lock_memory())

    def _check_password(self, request: CheckPassword) -> SignerAnswer:
        data = file_checks.read_small(Path(os.fsdecode(request.folder)) / file_checks.COLDKEY)
        if not file_checks.looks_encrypted(data):
            raise NotAllowed("This wallet's key file is not encrypted, so it has no password.")
        key = self._key_in_file(request)
        if key.ss58_address != request.address:
            raise NotAllowed("The key file does not match the wallet's address.")
        return PasswordRight(key.ss58_address)

    def _key_in_file(self, request: UnlockFile | CheckPassword) -> Keypair:
        chain = self._trusted_chain()
        folder = Path(os.fsdecode(request.folder))
        if chain.is_mainnet and (weakness := file_checks.weakness(folder)):
            raise NotAllowed(f"{weakness} On mainnet such a wallet is not opened.")
        data = file_checks.read_small(folder / file_checks.COLDKEY)
        if file_checks.looks_encrypted(data):
            data = _decrypted(data, request.password)
        elif chain.is_mainnet:
            raise NotAllowed("This wallet's key file is not encrypted. On mainnet such a wallet is not opened.")
        try:
            return deserialize_keypair_from_keyfile_data(data)
        except (KeyfileError, ValueError) as error:
            raise file_checks.UnreadableFile("The key file is damaged, or of a kind that is not known here.") from error

    def _practice_key(self, request: UnlockPractice) -> Keypair:
        if not self._trusted_chain().is_practice:
            raise NotAllowed("The practice account exists on practice networks only.")
        return Keypair.create_from_seed(request.seed, CRYPTO_SR25519)

    def _decode(self, request: DecodeCall) -> SignerAnswer:
        chain = self._known_chain()
        terms = terms_of(request.call, chain, self._rules)
        return CallDecoded(terms.reading or read_call(chain.runtime, request.call), terms.told(chain))

    def _sign(self, request: SignCall) -> SignerAnswer:
        key, chain = self._able_to_sign(request)
        self._nonces.check(request.signer, request.nonce, request.unproven, request.ended)
        terms, reading = self._judged(request, chain)
        extrinsic, digest = signed(request, chain, key)
        self._nonces.remember(request.signer, request.nonce)
        return CallSigned(reading, terms.told(chain), extrinsic, digest)

    def _seal(self, request: SealCall) -> SignerAnswer:
        key, chain = self._able_to_sign(request)
        check_sealed_frame(request)
        self._nonces.check_sealed(request.signer, request.nonce, request.unproven, request.ended)
        terms, reading = self._judged(request, chain)
        found = sealed(request, chain, key)
        self._nonces.remember_sealed(request.signer, request.nonce)
        return CallSealed(reading, terms.told(chain), found.carrier, found.carrier_hash, found.operation_hash)

    def _lay_out(self, request: LayOutCall) -> SignerAnswer:
        chain = self._trusted_chain()
        check_frame(request, chain, OutsideKey(request.signer, request.scheme), PERIODS)
        self._nonces.check(request.signer, request.nonce, request.unproven, request.ended)
        terms, reading = self._judged(request, chain)
        laid_out = lay_out(request, chain, request.scheme)
        return CallLaidOut(
            reading,
            terms.told(chain),
            laid_out.in_extrinsic,
            laid_out.in_signature_only,
            laid_out.payload,
            laid_out.digest,
            laid_out.proof,
        )

    def _attach(self, request: AttachSignature) -> SignerAnswer:
        """Make the extrinsic with a signature from elsewhere, by the first scheme by which it verifies."""
        chain, refusal = self._trusted_chain(), NotAllowed("A signature is of no known kind.")
        for scheme in request.schemes:
            key = OutsideKey(request.signer, scheme, request.signature)
            check_frame(request, chain, key, PERIODS)
            self._nonces.check(request.signer, request.nonce, request.unproven, request.ended)
            terms, reading = self._judged(request, chain)
            try:
                extrinsic, digest = signed(request, chain, key)
            except NotAllowed as reason:
                refusal = reason
                continue
            self._nonces.remember(request.signer, request.nonce)
            return CallSigned(reading, terms.told(chain), extrinsic, digest)
        raise refusal

    def _able_to_sign(self, request: OrderToSign) -> tuple[Keypair, KnownChain]:
        key, chain = self._key, self._trusted_chain()
        if key is None:
            raise NoKey
        check_frame(request, chain, key)
        return key, chain

    def _judged(self, request: OrderToSign, chain: KnownChain) -> tuple[ChainTerms, CallReading]:
        """The terms and the reading of an order's call. Raises NotAllowed where it is not signed."""
        terms = terms_of(request.call, chain, self._rules)
        if terms.reading is None or not terms.allow(request.accepted, chain):
            raise NotAllowed(terms.objection)
        check_origin(request, terms)
        return terms, terms.reading

    def _known_chain(self) -> KnownChain:
        if self._chain is None:
            raise NotAllowed("The signer does not know the chain yet.")
        return self._chain

    def _trusted_chain(self) -> KnownChain:
        chain = self._known_chain()
        if chain.distrust:
            raise NotAllowed(chain.distrust)
        return chain


def main() -> None:
    """Answer until the pipe ends or the process is over."""
    pipe, holder = Pipe(), KeyHolder()
    while not holder.is_over:
        if not pipe.has_question(_POLL_SECONDS if holder.has_key else None):
            continue
        question = pipe.next()
        if question is None or holder.is_over:
            break
        pipe.answer(holder.answer_frame(question))
    os._exit(0)


def _decrypted(data: bytes, password: str) -> bytes:
    # An empty password makes some readers look elsewhere for one.
    if not password:
        raise PasswordRejected
    try:
        return bytes(decrypt_keyfile_data(data, password))
    except WrongPasswordError as error:
        raise PasswordRejected from error
    except (KeyfileError, ValueError) as error:
        # The only way in which deriving the key can fail is that it does not get its memory.
        is_memory = _NO_MEMORY in str(error)
        raise file_checks.UnreadableFile(_NEEDS_MEMORY if is_memory else "The key file is damaged.") from error


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, FileNotFoundError):
        return "The wallet's key file is gone."
    return f"The key file cannot be read: {trouble.strerror}." if isinstance(trouble, OSError) else str(trouble)
