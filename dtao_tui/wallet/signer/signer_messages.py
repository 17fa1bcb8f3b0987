"""Messages between the application and the signer process, typed on both sides and strictly decoded.

Both processes import this module, so it knows the standard library and msgspec alone. The password is in `UnlockFile`
and `CheckPassword` only, and `repr` does not show it; `message_frames` says how often it is copied.
"""

from enum import Enum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from dtao_tui.wallet.message_frames import FrameReader
from dtao_tui.wallet.signer.memory_lock import Locked

WholeNumber = Annotated[int, Meta(ge=0)]
Hash32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
ShieldKey = Annotated[bytes, Meta(min_length=1184, max_length=1184)]
Signature64 = Annotated[bytes, Meta(min_length=64, max_length=64)]
Scheme = Literal[0, 1]
"""ed25519 and sr25519."""

Seconds = Annotated[float, Meta(gt=0)]
CallNumberPair = tuple[int, int]
"""Of a pallet and of a call in it."""


class CallReading(Struct, frozen=True, forbid_unknown_fields=True):
    """A call in names and values; calls inside it are readings, too."""

    pallet: str
    name: str
    arguments: "tuple[tuple[str, ReadValue], ...]"
    """In the call's order; accounts as SS58, money in rao."""

    @property
    def full_name(self) -> str:
        """Pallet and call, as the chain names it."""
        return f"{self.pallet}.{self.name}"


ReadValue = str | int | bool | None | CallReading | tuple[CallReading, ...]


class Renumbered(Struct, frozen=True, forbid_unknown_fields=True):
    """A known call that a chain gives other numbers."""

    known: CallNumberPair
    declared: CallNumberPair


class AcceptedRenumbering(Struct, frozen=True, forbid_unknown_fields=True):
    """A person's acceptance of a chain's own numbers, for one spec version."""

    numbers: Renumbered
    spec_version: WholeNumber


class ToldTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether and how a call would be signed."""

    is_proven: bool
    unknown_extensions: tuple[str, ...]
    objection: str
    numbers: Renumbered | None


class SignerRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb"):
    """Base of the requests to the signer."""


class DescribeChain(SignerRequest, frozen=True, tag="describe_chain"):
    """Request to sign for this chain, with its metadata."""

    network: str
    endpoint: str
    genesis: Hash32
    is_trusted: bool
    spec_name: str
    spec_version: WholeNumber
    transaction_version: WholeNumber
    metadata: bytes


class UnlockFile(SignerRequest, frozen=True, tag="unlock_file"):
    """Request to open the key file in a wallet's folder."""

    folder: bytes
    """The path as bytes, since a folder's name need not be valid UTF-8."""

    password: str
    address: str
    idle_seconds: Seconds
    longest_seconds: Seconds

    def __repr__(self) -> str:
        return f"UnlockFile({self.address})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("address", self.address)]


class CheckPassword(SignerRequest, frozen=True, tag="check_password"):
    """Request to say whether a password opens the key file of an address; the key that is open stays as it is."""

    folder: bytes
    password: str
    address: str

    def __repr__(self) -> str:
        return f"CheckPassword({self.address})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("address", self.address)]


class UnlockPractice(SignerRequest, frozen=True, tag="unlock_practice"):
    """Request to open the practice account, whose seed is public."""

    seed: Hash32
    address: str
    idle_seconds: Seconds
    longest_seconds: Seconds


class DecodeCall(SignerRequest, frozen=True, tag="decode_call"):
    """Request to read a call and to say how it would be signed."""

    call: bytes


class OrderToSign(SignerRequest, frozen=True):
    """Base of the requests to sign an order: the call and everything that is signed around it."""

    signer: str
    """The account whose key signs; its nonce is used."""

    origin: str
    """The account that the call moves: the signer's own, or the one for which a proxy's call acts."""

    call: bytes
    nonce: WholeNumber
    """The first nonce that the order uses."""

    genesis: Hash32
    spec_version: WholeNumber
    transaction_version: WholeNumber
    era_period: WholeNumber
    era_block: WholeNumber
    era_hash: Hash32
    unproven: tuple[WholeNumber, ...]
    """Nonces of the signer's orders that may still be carried out."""

    ended: tuple[WholeNumber, ...]
    """Nonces of the signer's orders whose end is known."""

    accepted: AcceptedRenumbering | None = None


class SignCall(OrderToSign, frozen=True, tag="sign_call"):
    """Request to sign an order that everybody can read while it waits for its block."""


class SealCall(OrderToSign, frozen=True, tag="seal_call", kw_only=True):
    """Request to sign an order, to seal it for the MEV shield, and to sign the call that carries it.

    The carrier has the nonce of the request, the sealed order the next one.
    """

    shield_key: ShieldKey
    """The chain's ML-KEM-768 public key, by an endpoint's word."""


class LayOutCall(OrderToSign, frozen=True, tag="lay_out_call", kw_only=True):
    """Request to lay an order out for a device elsewhere; no key is needed, and nothing is signed."""

    scheme: Scheme


class AttachSignature(OrderToSign, frozen=True, tag="attach_signature", kw_only=True):
    """Request to verify a signature that was made elsewhere, and to make the extrinsic with it."""

    schemes: tuple[Scheme, ...]
    """Those by which it may have been made, the likeliest first."""

    signature: Signature64


class StayOpen(SignerRequest, frozen=True, tag="stay_open"):
    """Notice that a person pressed a key."""


class LockMemory(SignerRequest, frozen=True, tag="lock_memory"):
    """Request to lock the memory and to say how much of it."""


class SignerAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of the signer's answers; none holds a secret."""


class ChainDescribed(SignerAnswer, frozen=True, tag="chain_described"):
    """The chain's facts were read; nothing is signed for it unless `distrust` is empty."""

    distrust: str


class KeyOpened(SignerAnswer, frozen=True, tag="key_opened"):
    """The key was opened."""

    address: str
    memory: Locked


class PasswordRight(SignerAnswer, frozen=True, tag="password_right"):
    """The password opens the key file of that address."""

    address: str


class CallDecoded(SignerAnswer, frozen=True, tag="call_decoded"):
    """The call as the signer reads it."""

    call: CallReading
    terms: ToldTerms


class CallSigned(SignerAnswer, frozen=True, tag="call_signed"):
    """The signed extrinsic and its call as the signer reads it."""

    call: CallReading
    terms: ToldTerms
    extrinsic: bytes
    hash: Hash32


class CallLaidOut(SignerAnswer, frozen=True, tag="call_laid_out"):
    """An order as a device elsewhere must sign it, and its call as the signer reads it."""

    call: CallReading
    terms: ToldTerms
    in_extrinsic: bytes
    in_signature_only: bytes
    payload: bytes
    digest: bytes
    proof: bytes


class CallSealed(SignerAnswer, frozen=True, tag="call_sealed"):
    """The signed carrier, and its sealed call as the signer reads it; the signed order itself is not told."""

    call: CallReading
    terms: ToldTerms
    carrier: bytes
    carrier_hash: Hash32
    operation_hash: Hash32


class Noted(SignerAnswer, frozen=True, tag="noted"):
    """The notice was received."""


class MemoryLocked(SignerAnswer, frozen=True, tag="memory_locked"):
    """How much memory is locked."""

    memory: Locked


class RefusalKind(Enum):
    """The kinds of refusals."""

    REFUSED = "refused"
    WRONG_PASSWORD = "wrong-password"
    LOCKED = "locked"
    TROUBLE = "trouble"
    BROKEN = "broken"
    """The codec panicked, and the process ends."""


class SigningRefusal(SignerAnswer, frozen=True, tag="refusal"):
    """The request was refused; the sentence is for a person."""

    reason: RefusalKind
    sentence: str


AnyRequest = (
    DescribeChain
    | UnlockFile
    | CheckPassword
    | UnlockPractice
    | DecodeCall
    | SignCall
    | SealCall
    | LayOutCall
    | AttachSignature
    | StayOpen
    | LockMemory
)
AnyAnswer = (
    ChainDescribed
    | KeyOpened
    | PasswordRight
    | CallDecoded
    | CallSigned
    | CallSealed
    | CallLaidOut
    | Noted
    | MemoryLocked
    | SigningRefusal
)

REQUESTS: FrameReader[AnyRequest] = FrameReader(AnyRequest)
ANSWERS: FrameReader[AnyAnswer] = FrameReader(AnyAnswer)
