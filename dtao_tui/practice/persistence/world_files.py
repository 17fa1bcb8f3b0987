"""A chain as it is kept in files: its state at one block, and the blocks that were made on top of it.

A file is a line that names the form, then chunks: eight bytes of length (little endian), sixteen bytes of blake2b over
the content, the content. Contents are plain values, packed by marshal in its version 4, the same in every Python that
runs this program; nothing is unpacked whose checksum does not fit.
"""

import hashlib
import marshal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dtao_tui.practice.blocks.chain_state import BlockStep, Body, ChainState
from dtao_tui.practice.blocks.headers import Header
from dtao_tui.practice.state.storage import Value

FORM = b"dtao-tui practice world 1\n"
"""To be counted up with every change of what the chunks hold."""

_FAMILY = FORM.split(b" 1")[0]
_LENGTH_BYTES = 8
_SUM_BYTES = 16
_MARSHAL = 4


class DamagedWorld(Exception):
    """The file does not hold what was written."""


class OtherForm(Exception):
    """The file was written by another version of this program."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which world this is: what it was made from and which hash it begins with."""

    options: Mapping[str, object]
    """What it was made with, by the names of `PracticeOptions`."""

    fingerprint: bytes
    """The world's own; the genesis hash follows from it and the runtime."""

    vocabulary: bytes
    """A digest of everything that storage can hold and of the runtime that declares it."""


def packed(content: tuple[Any, ...]) -> bytes:
    """One chunk."""
    data = marshal.dumps(content, _MARSHAL)
    return len(data).to_bytes(_LENGTH_BYTES, "little") + _sum(data) + data


def unpacked(data: bytes) -> Iterator[Any]:
    """What the chunks of a file hold, up to the first that is incomplete. Raises OtherForm and Damaged."""
    if not data.startswith(FORM):
        raise OtherForm if data.startswith(_FAMILY) else DamagedWorld
    at = len(FORM)
    while at < len(data):
        size = int.from_bytes(data[at : at + _LENGTH_BYTES], "little")
        start = at + _LENGTH_BYTES + _SUM_BYTES
        content = data[start : start + size]
        if len(content) != size or data[at + _LENGTH_BYTES : start] != _sum(content):
            raise DamagedWorld
        yield marshal.loads(content)
        at = start + size


def base_file(identity: Identity, state: ChainState) -> bytes:
    """The file of a whole state."""
    blocks = [_plain_body(*body) for body in state.blocks]
    what = (dict(identity.options), identity.fingerprint, identity.vocabulary)
    return FORM + packed((what, (state.number, state.root, state.contents, state.hashes, blocks)))


def read_base(data: bytes) -> tuple[Identity, ChainState]:
    """The state in a file. Raises Damaged and OtherForm."""
    for what, (number, root, contents, hashes, blocks) in unpacked(data):
        return Identity(*what), ChainState(number, root, contents, hashes, [_body(*each) for each in blocks])
    raise DamagedWorld


def step_chunk(step: BlockStep) -> bytes:
    """The chunk of one block."""
    return packed((*_plain_body(step.header, step.extrinsics), dict(step.written)))


def read_steps(data: bytes) -> Iterator[BlockStep]:
    """The blocks in a file, up to the first that is incomplete. Raises Damaged after it, and OtherForm."""
    for header, extrinsics, written in unpacked(data):
        yield BlockStep(*_body(header, extrinsics), written)


def _plain_body(header: Header, extrinsics: list[bytes]) -> tuple[tuple[Value, ...], list[bytes]]:
    fields = (header.parent, header.number, header.state_root, header.extrinsics_root, header.slot)
    return fields, extrinsics


def _body(header: tuple[Any, ...], extrinsics: list[bytes]) -> Body:
    return Header(*header), extrinsics


def _sum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SUM_BYTES).digest()
