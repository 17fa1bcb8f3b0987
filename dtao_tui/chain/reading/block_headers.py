"""Block headers: reads a header's number, computes its hash, fetches the newest head."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.runtime.decode_guard import UNREADABLE, reading
from dtao_tui.chain.runtime.scale_bytes import compact, exactly
from dtao_tui.ports.chain import Head
from dtao_tui.ports.networks import is_hash

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

_BLOCK_NUMBERS = 2**32
_HASH_BYTES = 32


async def head_of(client: "RuntimeClient", block_hash: str | None = None) -> Head:
    """The block of that hash, or the newest one. Raises ChainTrouble."""
    known = await newest_hash(client) if block_hash is None else block_hash
    return Head(number_in(await client.request("chain_getHeader", known)), known)


async def newest_hash(client: "RuntimeClient", method: str = "chain_getHead") -> str:
    """The hash of the newest block, or of the newest finalized one by `chain_getFinalizedHead`. Raises ChainTrouble."""
    known = await client.request(method)
    if not is_hash(known):
        raise error_messages.contradiction("it does not name its newest block")
    return str(known)


async def hash_of(client: "RuntimeClient", number: int) -> str | None:
    """The hash of the canonical block of that number, or None where there is none yet. Raises ChainTrouble."""
    found = await client.request("chain_getBlockHash", number)
    if found is not None and not is_hash(found):
        raise error_messages.contradiction(f"it does not name block {number}")
    return None if found is None else str(found)


async def hashes_of(client: "RuntimeClient", numbers: Sequence[int]) -> tuple[str | None, ...]:
    """The hashes of the canonical blocks of these numbers, None where there is none yet. Raises ChainTrouble."""
    found = await client.request("chain_getBlockHash", list(numbers))
    fits = isinstance(found, list) and len(found) == len(numbers)
    if not fits or not all(each is None or is_hash(each) for each in found):
        raise error_messages.contradiction("it does not name the blocks that were asked for")
    return tuple(found)


def number_in(header: Any) -> int:
    """The block number in a header. Raises ChainTrouble."""
    if header is None:
        raise error_messages.contradiction("it does not know the block that it has just named")
    with reading("the header of a block"):
        number = int(header["number"], 16)
        if not 0 <= number < _BLOCK_NUMBERS:
            raise ValueError("a block number is out of range")
        return number


def hash_in(header: Any) -> str | None:
    """The hash of the block that this header is of, or None where the header lacks a part.

    None for the first block, too: a practice node may announce another hash for it, and the connection knows that.
    """
    try:
        return hash_by(header) if number_in(header) else None
    except UNREADABLE:
        return None


def hash_by(header: Any) -> str:
    """The blake2b-256 of a header's SCALE encoding. Raises one of `decode_guard.UNREADABLE` for another shape."""
    logs = [bytes.fromhex(log.removeprefix("0x")) for log in header["digest"]["logs"]]
    parent, state, extrinsics = (
        exactly(bytes.fromhex(header[part].removeprefix("0x")), _HASH_BYTES)
        for part in ("parentHash", "stateRoot", "extrinsicsRoot")
    )
    number = compact(int(header["number"], 16))
    encoded = parent + number + state + extrinsics + compact(len(logs)) + b"".join(logs)
    return "0x" + blake2b(encoded, digest_size=_HASH_BYTES).hexdigest()
