"""Parses a signed extrinsic by a hard-coded layout, and builds the payload that its signature must cover.

Layout of extrinsic version 4 on subtensor, specs 393 to 475: length, 84, 00, public key, signature scheme, signature,
era, nonce, tip, mode of `CheckMetadataHash`, call. No endpoint's metadata is used for it.
"""

from dataclasses import dataclass
from hashlib import blake2b

from dtao_tui.chain.runtime.scale_bytes import compact

_SIGNED_V4 = 0x84
_ACCOUNT_ID = 0x00
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_SCHEMES = (0, 1)
"""ed25519 and sr25519."""

_LONGEST_PLAIN_PAYLOAD = 256


class NotSigned(ValueError):
    """Bytes that are no signed extrinsic of this layout."""


@dataclass(frozen=True, slots=True)
class SignedExtrinsic:
    """The parts of a signed extrinsic, encoded as in it."""

    public_key: bytes
    scheme: int
    signature: bytes
    era: bytes
    nonce: int
    tip: bytes
    mode: bytes
    """One byte, or none on a chain without `CheckMetadataHash`."""

    call: bytes

    @property
    def has_proof(self) -> bool:
        """Whether the signature covers the metadata's digest."""
        return self.mode == b"\x01"

    def birth(self, block: int) -> int | None:
        """The first block of its era, given the block that holds it; None for an immortal one."""
        if len(self.era) == 1:
            return None
        encoded = int.from_bytes(self.era, "little")
        period = 2 << (encoded & 0x0F)
        phase = (encoded >> 4) * max(period >> 12, 1)
        return (max(block, phase) - phase) // period * period + phase

    def payload(
        self, spec_version: int, transaction_version: int, genesis: bytes, birth_hash: bytes, digest: bytes | None
    ) -> bytes:
        """The payload that its signature must cover, for these versions and that chain."""
        proof = b"" if not self.mode else b"\x00" if digest is None else b"\x01" + digest
        around = self.era + compact(self.nonce) + self.tip + self.mode
        versions = spec_version.to_bytes(4, "little") + transaction_version.to_bytes(4, "little")
        payload = self.call + around + versions + genesis + birth_hash + proof
        return blake2b(payload, digest_size=32).digest() if len(payload) > _LONGEST_PLAIN_PAYLOAD else payload


def parse(extrinsic: bytes, *, has_mode: bool) -> SignedExtrinsic:
    """Parse an extrinsic; `has_mode` on a chain with `CheckMetadataHash`. Raises NotSigned."""
    body = _Bytes(extrinsic)
    length, _ = body.compact()
    if length != body.left or body.take(2) != bytes((_SIGNED_V4, _ACCOUNT_ID)):
        raise NotSigned("not a signed extrinsic of version 4")
    public_key, scheme = body.take(_KEY_BYTES), body.take(1)[0]
    if scheme not in _SCHEMES:
        raise NotSigned("a signature of another kind")
    signature = body.take(_SIGNATURE_BYTES)
    first = body.take(1)
    era = first if first == b"\x00" else first + body.take(1)
    nonce, _ = body.compact()
    _, tip = body.compact()
    mode = body.take(1) if has_mode else b""
    if mode not in (b"", b"\x00", b"\x01"):
        raise NotSigned("an unknown mode")
    return SignedExtrinsic(public_key, scheme, signature, era, nonce, tip, mode, body.take(body.left))


class _Bytes:
    """Reader of bytes from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise NotSigned("too short")
        self._at += count
        return self._data[self._at - count : self._at]

    def compact(self) -> tuple[int, bytes]:
        """A compact number and its own bytes."""
        first = self.take(1)
        kind = first[0] & 3
        if kind == 3:
            raw = first + self.take((first[0] >> 2) + 4)
            return int.from_bytes(raw[1:], "little"), raw
        raw = first + self.take((1 << kind) - 1)
        return int.from_bytes(raw, "little") >> 2, raw
