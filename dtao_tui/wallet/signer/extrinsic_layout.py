"""Byte layout of the signature payload and of the signed extrinsic, as subtensor reads them (specs 393 to 475).

Order and widths are constants here. An endpoint's metadata is only compared with them (`description_check`), so it can
never move a byte of what is signed around a call.
"""

from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b

SHORTEST_ERA, LONGEST_ERA = 4, 65536
SR25519, ED25519 = 1, 0

_SIGNED_VERSION_4 = b"\x84"
_ACCOUNT_ID = b"\x00"
_NO_TIP = b"\x00"
_LONGEST_PLAIN_PAYLOAD = 256
_ON, _OFF = b"\x01", b"\x00"


class Proof(Enum):
    """The content of `CheckMetadataHash`."""

    DIGEST = "digest"
    """Mode 1 and the digest of the metadata: a chain with other metadata refuses the signature."""

    OFF = "off"
    """Mode 0 and no digest."""

    UNDECLARED = "undeclared"
    """The chain has no such extension: not even a byte."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that is signed besides the call."""

    era_period: int
    """Blocks; a power of two."""

    era_block: int
    """A block in the era; the era begins at the last multiple of the period plus this block's phase."""

    nonce: int
    spec_version: int
    transaction_version: int
    genesis: bytes
    birth_hash: bytes
    """The hash of the block at which the era begins."""

    proof: Proof = Proof.DIGEST
    digest: bytes = b""


def payload(call: bytes, around: Surroundings) -> bytes:
    """The signature payload: the call and its surroundings, hashed if longer than 256 bytes."""
    whole = call + in_extrinsic(around) + in_signature_only(around)
    return blake2b(whole, digest_size=32).digest() if len(whole) > _LONGEST_PLAIN_PAYLOAD else whole


def extrinsic(call: bytes, around: Surroundings, public_key: bytes, scheme: int, signature: bytes) -> bytes:
    """A signed extrinsic of version 4. Raises ValueError for a key or signature of another size."""
    if (len(public_key), len(signature)) != (32, 64) or scheme not in (SR25519, ED25519):
        raise ValueError("A public key has 32 bytes, a signature 64.")
    head = _SIGNED_VERSION_4 + _ACCOUNT_ID + public_key + bytes([scheme]) + signature
    body = head + in_extrinsic(around) + call
    return compact(len(body)) + body


def in_extrinsic(around: Surroundings) -> bytes:
    """CheckMortality, CheckNonce, ChargeTransactionPayment (the tip), CheckMetadataHash (the mode), in this order."""
    mode = {Proof.DIGEST: _ON, Proof.OFF: _OFF, Proof.UNDECLARED: b""}[around.proof]
    return era(around.era_period, around.era_block) + compact(around.nonce) + _NO_TIP + mode


def in_signature_only(around: Surroundings) -> bytes:
    """CheckSpecVersion, CheckTxVersion, CheckGenesis, CheckMortality and CheckMetadataHash, in this order."""
    digest = {Proof.DIGEST: _ON + around.digest, Proof.OFF: _OFF, Proof.UNDECLARED: b""}[around.proof]
    sizes = [len(around.genesis), len(around.birth_hash), len(around.digest)]
    if sizes != [32, 32, 32 if around.proof is Proof.DIGEST else 0]:
        raise ValueError("A hash has 32 bytes.")
    versions = around.spec_version.to_bytes(4, "little") + around.transaction_version.to_bytes(4, "little")
    return versions + around.genesis + around.birth_hash + digest


def era(period: int, block: int) -> bytes:
    """A mortal era's two bytes (`sp_runtime::generic::Era`). Raises ValueError for a period that has none."""
    if not SHORTEST_ERA <= period <= LONGEST_ERA or period & (period - 1) or block < 0:
        raise ValueError("An era lasts a power of two of blocks, from 4 to 65,536.")
    # Phases of long eras are kept in steps, so that 12 bits hold them.
    step = max(period >> 12, 1)
    length = period.bit_length() - 2
    return (length | (block % period // step) << 4).to_bytes(2, "little")


def compact(number: int) -> bytes:
    """SCALE's compact form of a whole number below 2^536. Raises ValueError for a negative one."""
    if number < 0:
        raise ValueError("A compact number is not negative.")
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return (number << 2 | 1).to_bytes(2, "little")
    if number < 1 << 30:
        return (number << 2 | 2).to_bytes(4, "little")
    size = (number.bit_length() + 7) // 8
    return bytes([(size - 4) << 2 | 3]) + number.to_bytes(size, "little")
