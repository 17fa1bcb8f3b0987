"""An honest chain's look at an extrinsic: parsed and verified by its own layout and metadata, by nothing of the signer.

Written from the runtime's sources, apart from the package on purpose: what it accepts, a chain carries out.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from bittensor_core import Runtime, metadata_digest, ss58_encode, verify

from tests.metadata.tree import read


@dataclass(frozen=True)
class HonestChain:
    """A runtime, its genesis, and the hash of the block at which eras begin here."""

    metadata: bytes
    spec_version: int
    transaction_version: int
    genesis: bytes
    birth_hash: bytes

    @property
    def has_proof(self) -> bool:
        return any(each.name == "CheckMetadataHash" for each in read(self.metadata).extensions)

    def runtime(self) -> Runtime:
        return Runtime(self.metadata, self.spec_version, self.transaction_version, 42)

    def digest(self) -> bytes:
        return bytes(metadata_digest(self.metadata, self.spec_version, "node-subtensor", 42, 9, "TAO"))


class Verdicts:
    """What one honest chain would do with extrinsics."""

    def __init__(self, chain: HonestChain) -> None:
        self._chain = chain
        self._runtime = chain.runtime()
        self._has_proof = chain.has_proof
        self._digest = chain.digest() if self._has_proof else b""

    def carried_out(self, wire: bytes) -> dict[str, Any] | None:
        """The call that this chain would carry out, decoded by its own metadata; None where it refuses."""
        try:
            parts = self._parsed(wire)
        except (IndexError, ValueError):
            return None
        signer, scheme, signature, extra, call, has_digest = parts
        additional = (
            self._chain.spec_version.to_bytes(4, "little")
            + self._chain.transaction_version.to_bytes(4, "little")
            + self._chain.genesis
            + self._chain.birth_hash
            + (b"" if not self._has_proof else b"\x01" + self._digest if has_digest else b"\x00")
        )
        message = call + extra + additional
        if len(message) > 256:
            message = blake2b(message, digest_size=32).digest()
        if not verify(message, signature, ss58_encode(signer, 42), scheme):
            return None
        try:
            decoded = self._runtime.decode_call(call)
        except ValueError:
            return None
        return _told(decoded)

    def _parsed(self, wire: bytes) -> tuple[bytes, int, bytes, bytes, bytes, bool]:
        length, at = _compact(wire, 0)
        if length != len(wire) - at or wire[at] != 0x84 or wire[at + 1] != 0 or wire[at + 34] > 1:
            raise ValueError
        at += 2
        signer, scheme, signature = wire[at : at + 32], wire[at + 32], wire[at + 33 : at + 97]
        start = at + 97
        at = start + (1 if wire[start] == 0 else 2)
        _, at = _compact(wire, at)
        _, at = _compact(wire, at)
        has_digest = False
        if self._has_proof:
            if wire[at] > 1:
                raise ValueError
            has_digest, at = wire[at] == 1, at + 1
        return signer, scheme, signature, wire[start:at], wire[at:], has_digest


def _told(decoded: dict[str, Any]) -> dict[str, Any]:
    """A decoded call, the calls inside it likewise."""
    arguments = [[each["name"], _value(each["value"])] for each in decoded["call_args"]]
    return {"pallet": decoded["call_module"], "name": decoded["call_function"], "arguments": arguments}


def _value(value: Any) -> Any:
    if isinstance(value, dict) and "call_function" in value:
        return _told(value)
    return [_value(each) for each in value] if isinstance(value, list) else value


def _compact(data: bytes, at: int) -> tuple[int, int]:
    mode = data[at] & 3
    if mode == 3:
        size = (data[at] >> 2) + 4
        return int.from_bytes(data[at + 1 : at + 1 + size], "little"), at + 1 + size
    size = 1 << mode
    return int.from_bytes(data[at : at + size], "little") >> 2, at + size
