"""Nodes of saved worlds for tests, and harm that is done to their files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.persistence.world_store import DATABASE, WorldStore


@contextmanager
def kept(folder: Path, complaints: list[str] | None = None, **options: Any) -> Iterator[Node]:
    """The node of the world in this folder, not listening; it ends in good order."""
    chosen = PracticeOptions(**{"block_seconds": 0, "subnets": 2, "state": folder, **options})
    said = complaints if complaints is not None else []
    with WorldStore(folder, said.append) as store:
        yield open_node(chosen, store)


def all_of(node: Node) -> tuple[object, ...]:
    """Everything that a world that goes on must have kept."""
    chain = node.chain
    hashes = [chain.hash_of(number) for number in range(chain.height + 1)]
    bodies = [chain.block(number) for number in range(chain.height + 1)]
    written = [(body.header, body.extrinsics) for body in bodies if body is not None]
    return chain.height, chain.genesis, hashes, written, chain.storage.root, chain.storage.copied()


def grown(folder: Path, blocks: int) -> tuple[object, ...]:
    with kept(folder) as node:
        if blocks:
            node.step(blocks)
        return all_of(node)


def numbers(folder: Path, table: str) -> list[int]:
    """The blocks that a table has rows of."""
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        return [number for (number,) in database.execute(f"SELECT number FROM {table} ORDER BY number")]


def harm_row(folder: Path, table: str, number: int, harm: str) -> None:
    """Let a row hold something else than was written."""
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        [content] = database.execute(f"SELECT content FROM {table} WHERE number = ?", (number,)).fetchone()
        database.execute(f"UPDATE {table} SET content = ? WHERE number = ?", (harmed(content, harm), number))


def harm_file(file: Path, harm: str) -> None:
    """Cut a file in half, flip a bit of it, or empty it."""
    file.write_bytes(harmed(file.read_bytes(), harm))


def harmed(content: bytes, harm: str) -> bytes:
    """The content, "cut", with a "flip", or "empty"."""
    data = bytearray(content)
    if harm == "flip":
        data[len(data) // 2] ^= 1
    return bytes(data[: {"cut": len(data) // 2, "flip": len(data), "empty": 0}[harm]])
