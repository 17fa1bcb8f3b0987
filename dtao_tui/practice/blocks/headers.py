"""Block headers as Substrate encodes and hashes them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from dtao_tui.practice.runtime.plain_values import hexed
from dtao_tui.practice.runtime.type_registry import compact, sequence

HASH_BYTES = 32
PRE_RUNTIME = 6
AURA = b"aura"


def blake2(data: bytes) -> bytes:
    """The 256-bit blake2b hash, which identifies blocks and extrinsics."""
    return hashlib.blake2b(data, digest_size=HASH_BYTES).digest()


@dataclass(frozen=True)
class Header:
    """One block's header."""

    parent: bytes
    number: int
    state_root: bytes
    extrinsics_root: bytes
    slot: int
    """The Aura slot of its making; genesis has none (0)."""

    @cached_property
    def hash(self) -> bytes:
        """The block's hash."""
        return blake2(self.encoded)

    @property
    def encoded(self) -> bytes:
        """Its SCALE bytes."""
        roots = self.state_root + self.extrinsics_root
        return self.parent + compact(self.number) + roots + sequence(self.logs)

    @property
    def logs(self) -> list[bytes]:
        """The digest: the author follows from its slot."""
        if not self.slot:
            return []
        slot = slot_bytes(self.slot)
        return [bytes([PRE_RUNTIME]) + AURA + compact(len(slot)) + slot]

    def as_json(self) -> dict[str, object]:
        """The header as `chain_getHeader` shows it."""
        return {
            "parentHash": hexed(self.parent),
            "number": hex(self.number),
            "stateRoot": hexed(self.state_root),
            "extrinsicsRoot": hexed(self.extrinsics_root),
            "digest": {"logs": [hexed(log) for log in self.logs]},
        }


def slot_bytes(slot: int) -> bytes:
    """A slot as Aura writes it into the digest."""
    return slot.to_bytes(8, "little")


def extrinsics_root(extrinsics: list[bytes]) -> bytes:
    """A digest over a block's extrinsics in their order; not a Merkle root, because no client here asks for proofs."""
    return blake2(b"".join(blake2(extrinsic) for extrinsic in extrinsics))
