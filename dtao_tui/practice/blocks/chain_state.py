"""A chain as values that can be saved: its whole state at one block, and the changes of each later block."""

from dataclasses import dataclass

from dtao_tui.practice.blocks.headers import Header
from dtao_tui.practice.state.history import Changes
from dtao_tui.practice.state.storage import Contents

Body = tuple[Header, list[bytes]]
"""A block's header and its extrinsics."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """A chain at one block."""

    number: int
    root: bytes
    contents: Contents
    hashes: list[tuple[int, bytes]]
    """Of the newest blocks, by number."""

    blocks: list[Body]
    """The blocks whose bodies are available, genesis included."""


@dataclass(frozen=True, slots=True)
class BlockStep:
    """One block on top of a state, with the storage that it wrote."""

    header: Header
    extrinsics: list[bytes]
    written: Changes
