"""Rows of a saved world: chain states and blocks as bytes with a digest, and the identity of the world.

Contents are plain values packed by marshal in its version 4, the same in every Python that runs this program. Nothing
is unpacked whose digest does not fit: marshal is not safe with damaged data.
"""

import hashlib
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from dtao_tui.practice.blocks.chain_state import BlockStep, Body, ChainState
from dtao_tui.practice.blocks.headers import Header

_MARSHAL = 4
_DIGEST_BYTES = 16

Row: TypeAlias = tuple[int, bytes, bytes]
"""A block's number, the packed content, and its digest."""


class DamagedRow(Exception):
    """A row does not hold what was written."""


@dataclass(frozen=True, slots=True)
class WorldIdentity:
    """The identity of a world: the options that made it, and the digests that its genesis hash follows from."""

    options: Mapping[str, object]
    """What it was made with, by the names of `PracticeOptions`."""

    fingerprint: bytes
    """The world's own digest; the genesis hash follows from it and the runtime."""

    vocabulary: bytes
    """A digest of all storage items and of the runtime that declares them."""


def identity_row(identity: WorldIdentity) -> Row:
    """The row of an identity."""
    return _row(0, (dict(identity.options), identity.fingerprint, identity.vocabulary))


def identity_of(content: bytes, digest: bytes) -> WorldIdentity:
    """The identity in a row. Raises DamagedRow."""
    return WorldIdentity(*_unpacked(content, digest))


def state_row(state: ChainState) -> Row:
    """The row of a whole state."""
    blocks = [_plain_body(*body) for body in state.blocks]
    return _row(state.number, (state.number, state.root, state.contents, state.hashes, blocks))


def state_of(content: bytes, digest: bytes) -> ChainState:
    """The state in a row. Raises DamagedRow."""
    number, root, contents, hashes, blocks = _unpacked(content, digest)
    return ChainState(number, root, contents, hashes, [_body(*each) for each in blocks])


def block_row(step: BlockStep) -> Row:
    """The row of one block."""
    return _row(step.header.number, (*_plain_body(step.header, step.extrinsics), dict(step.written)))


def block_of(content: bytes, digest: bytes) -> BlockStep:
    """The block in a row. Raises DamagedRow."""
    header, extrinsics, written = _unpacked(content, digest)
    return BlockStep(*_body(header, extrinsics), written)


def _row(number: int, content: tuple[Any, ...]) -> Row:
    data = marshal.dumps(content, _MARSHAL)
    return number, data, _digest(data)


def _unpacked(content: bytes, digest: bytes) -> Any:
    if not isinstance(content, bytes) or _digest(content) != digest:
        raise DamagedRow
    return marshal.loads(content)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _plain_body(header: Header, extrinsics: list[bytes]) -> tuple[tuple[object, ...], list[bytes]]:
    fields = (header.parent, header.number, header.state_root, header.extrinsics_root, header.slot)
    return fields, extrinsics


def _body(header: tuple[Any, ...], extrinsics: list[bytes]) -> Body:
    return Header(*header), extrinsics
