"""Values of an extrinsic that ports exchange: unsigned, decoded, signed, its progress, outcome and rehearsal."""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.chain_events import ChainEvent


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An order as it would be signed, apart from the signature: the bytes of the call and what surrounds them."""

    signer: SignerAddress
    """The account that signs: the nonce is its own, and it pays the fee."""

    origin: OwnerAddress
    """The account whose TAO and stake the call moves."""

    call: bytes
    nonce: int
    genesis: str
    spec_version: int
    transaction_version: int
    era_period: int
    """Blocks for which the signature is valid: 16, or 8 where the subnet is near its removal."""

    era_block: int
    """The block number at which the era is anchored (a finalized block)."""

    era_hash: str
    """The hash of the block at which the era begins."""

    fee: Tao | None
    """The network fee as the chain estimates it."""

    @property
    def last_valid_block(self) -> int:
        """The last block that can include it."""
        return self.era_block + self.era_period - 1


@dataclass(frozen=True, slots=True)
class CallNumbers:
    """A call that the connected chain numbers otherwise than this program knows it: pallet and call, each."""

    known: tuple[int, int]
    declared: tuple[int, int]


@dataclass(frozen=True, slots=True)
class AcceptedNumbers:
    """A person's typed acceptance of a chain's own numbers for calls that take stake out, for one spec version.

    Asked for only where two operators gave the same metadata; the signer honours it only with the metadata's proof.
    """

    spec_version: int
    numbers: CallNumbers


@dataclass(frozen=True, slots=True)
class SigningTerms:
    """How the signer would sign a call, as it says itself."""

    is_proven: bool = False
    """Whether the signature carries the digest of the metadata, so that a forged description makes it void."""

    unknown_extensions: tuple[str, ...] = ()
    """Extensions that the chain declares beside the known ones; they bring no bytes."""

    objection: str = ""
    """Why it would not be signed, as a sentence, or empty."""

    numbers: CallNumbers | None = None
    """Set where the objection is to the call's numbers alone, and a person may accept them."""


@dataclass(frozen=True, slots=True)
class DecodedCall:
    """What the signer itself reads in the bytes of a call, nothing from any form, and how it would sign them."""

    call: Call
    terms: SigningTerms = SigningTerms()


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed extrinsic: what is broadcast, and the hash by which it is found again."""

    unsigned: Unsigned
    decoded: DecodedCall
    extrinsic: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An order that was signed and sealed for the MEV shield; only its carrier leaves the signer."""

    unsigned: Unsigned
    """The carrier has its nonce, the sealed order the next one."""

    decoded: DecodedCall
    """The sealed call."""

    carrier: bytes
    carrier_hash: str
    operation_hash: str
    """The hash by which the order itself is found once it was opened."""


class Stage(Enum):
    """How far a broadcast extrinsic has come, as the node that took it says."""

    READY = "ready"
    BROADCAST = "broadcast"
    IN_BLOCK = "in block"
    FINAL = "final"
    RETRACTED = "retracted"
    DROPPED = "dropped"
    USURPED = "usurped"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Progress:
    """One word of the node about a broadcast extrinsic."""

    stage: Stage
    block_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a block did with an extrinsic, as its events say."""

    block: int
    block_hash: str
    succeeded: bool | None
    """None where the block holds it and its events cannot be had."""

    events: tuple[ChainEvent, ...] = ()
    """All events of the extrinsic, cleaned and bounded; `settlement` tells from them what it changed."""

    network_fee: Tao | None = None
    error: str = ""
    """The chain's name of the error, if it did not succeed."""

    sentence: str = ""
    """The error as a sentence."""

    advice: str = ""
    """What to do about it next, as a sentence with the key."""

    may_be_told_later: bool = False
    """Where `succeeded` is None: whether an archive that does not answer now may still tell."""

    removal_has_fee: bool = False
    """Whether `StakeRemoved` names the alpha with the pool's fee in it, as runtimes before the weights do."""


@dataclass(frozen=True, slots=True)
class NonceUse:
    """A transaction in a final block that carries an account's nonce."""

    block: int
    extrinsic_hash: str
    is_proven: bool
    """Whether its signature verifies for that account over bytes that were laid out here."""


class RehearsalVerdict(Enum):
    """How a rehearsal ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNCLEAR = "not rehearsed"
    """Not asked, not answered in time or not clear: it says nothing of the order."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the chain's own runtime said of a signed order, by the word of an endpoint."""

    verdict: RehearsalVerdict
    sentence: str = ""
    """Why it fails, or why it is not clear."""

    error: str = ""
    """The chain's name of the error, if it fails."""

    was_shown: bool = True
    """Whether the endpoint may have seen the signed bytes."""

    advice: str = ""
    """What to do next where it fails, as a sentence with the key."""
