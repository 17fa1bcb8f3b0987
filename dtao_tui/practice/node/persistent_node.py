"""The start of a node with a saved world: it resumes the world in its folder, or creates one there."""

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.headers import blake2
from dtao_tui.practice.blocks.transactions import Transaction
from dtao_tui.practice.market.catch_up import catch_up, hours_passed
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.persistence.world_database import SavedWorld
from dtao_tui.practice.persistence.world_rows import WorldIdentity
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.runtime.metadata import Description, defaults
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.internal_items import PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Storage
from dtao_tui.practice.world.genesis import GenesisWorld, genesis_world
from dtao_tui.settings import NotASetting

SALT_BYTES = 16
WORDS = {
    "seed": "--seed",
    "subnets": "--subnets",
    "block_seconds": "--block-time",
    "still": "--still",
    "intensity": "--intensity",
    "tempo": "--tempo",
    "fund": "--fund",
    "world": "--world",
}
"""The options that make a world, and their names on the command line."""


@dataclass(frozen=True, slots=True)
class _ResumedWorld:
    """A world whose storage stays empty, because a saved state is about to be loaded."""

    fingerprint: bytes

    @property
    def author(self) -> bytes:
        return AUTHOR

    def fill(self, storage: Storage) -> None:
        """Write nothing."""


def open_node(options: PracticeOptions, store: WorldStore) -> Node:
    """The node of the store's world, or of a new one; every block is saved. Raises NotASetting."""
    if options.reset:
        store.forget()
    saved = store.found()
    if saved is not None:
        agreed = _agreed(options, saved.identity)
        node = Node(_ResumedWorld(saved.identity.fingerprint), agreed, store.save)
        if _vocabulary(node.chain.description) == saved.identity.vocabulary:
            return _resumed(node, saved, store)
        store.set_aside("was made by another version of dtao-tui")
    return _new(options, store)


def _resumed(node: Node, saved: SavedWorld, store: WorldStore) -> Node:
    node.chain.resume(saved.state, saved.steps)
    store.begin(node.chain, saved.identity)
    if node.options.catches_up and not node.options.still and not saved.identity.options["world"]:
        _catch_up(node.chain, store)
    return node


def _catch_up(chain: Chain, store: WorldStore) -> None:
    """Make up for the hours that the world stood still, by one block."""
    began = chain.storage.number("Timestamp.Now")
    hours = hours_passed(chain.storage, time.time_ns() // 1_000_000)
    if not hours:
        return

    def carry(context: Context, _: Sequence[Transaction]) -> None:
        catch_up(context, hours, began)

    chain.pre_block_hooks.append(carry)
    try:
        chain.make_block()
    finally:
        chain.pre_block_hooks.remove(carry)
    store.save(chain)


def _new(options: PracticeOptions, store: WorldStore) -> Node:
    made = genesis_world(options)
    # Another genesis each time, so that no record about one world is taken for one about the next.
    world = GenesisWorld(made.world, blake2(made.fingerprint + secrets.token_bytes(SALT_BYTES)))
    node = Node(world, options, store.save)
    store.begin(node.chain, _identity(options, world, node.chain))
    return node


def _identity(options: PracticeOptions, world: GenesisWorld, chain: Chain) -> WorldIdentity:
    return WorldIdentity(_made_from(options), world.fingerprint, _vocabulary(chain.description))


def _agreed(options: PracticeOptions, identity: WorldIdentity) -> PracticeOptions:
    """The options with those that made the saved world. Raises NotASetting for one that contradicts them."""
    wanted, made = _made_from(options), identity.options
    for name, word in WORDS.items():
        if name in options.asked and wanted[name] != made.get(name):
            was = f" ({made[name]})" if isinstance(made.get(name), int | float) else ""
            raise NotASetting(
                f"The world kept in {options.state} was made with another {word}{was}. "
                "Leave that out to go on with it, or add --reset to begin anew."
            )
    return replace(
        options,
        seed=_whole(made, "seed"),
        subnets=_whole(made, "subnets"),
        block_seconds=float(str(made["block_seconds"])),
        still=made["still"] is True,
        intensity=_whole(made, "intensity"),
    )


def _made_from(options: PracticeOptions) -> Mapping[str, object]:
    return {
        "seed": options.seed,
        "subnets": options.subnets,
        "block_seconds": float(options.block_seconds),
        "still": options.still,
        "intensity": options.intensity,
        "tempo": options.tempo,
        "fund": [(who, tao.rao) for who, tao in options.fund],
        "world": _digest(options.world),
    }


def _digest(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return hashlib.blake2b(file.read_bytes(), digest_size=32).hexdigest()
    except OSError as error:
        raise NotASetting(f"The world file {file} cannot be read: {error.strerror}.") from error


def _whole(made: Mapping[str, object], name: str) -> int:
    return int(str(made[name]))


def _vocabulary(description: Description) -> bytes:
    items = ",".join(sorted({**defaults(), **PRIVATE_ITEMS}))
    return blake2(description.fingerprint + items.encode())
