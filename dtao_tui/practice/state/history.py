"""The states of the last 256 blocks, or of all, by what each block changed, compressed once it is a few blocks old."""

import marshal
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Protocol, TypeAlias

from dtao_tui.practice.state.spilled_bytes import Slot, SpilledBytes
from dtao_tui.practice.state.values import Discarded, Key, TypedReads, Value

KEPT_BLOCKS = 256
UNPACKED_BLOCKS = 2
"""Clients read the head, the last final block, and little else; older changes take a thirtieth of the memory packed."""

QUICKEST = 1
LARGE = 64 * 1024
"""Bytes from which on a block's packed changes go to the disk: those of a world of about a thousand subnets."""

REMEMBERED_VIEWS = 4

Old: TypeAlias = Value | EllipsisType
"""The value before a change; an ellipsis stands for none."""

Place: TypeAlias = tuple[str, Key]
Changes: TypeAlias = Mapping[Place, Old]
BlockChanges: TypeAlias = Mapping[str, tuple[tuple[Key, ...], list[Old]]]
"""By item: the keys that a block changed, and their values before."""


class PresentStorage(Protocol):
    """The present storage."""

    def stored(self, item: str, key: Key) -> Old:
        """The stored value, or an ellipsis."""

    def keys(self, item: str) -> list[Key]:
        """All keys of an item with a stored value."""

    def default(self, item: str) -> Value:
        """The declared default of an item."""

    @property
    def unsealed(self) -> Mapping[str, Mapping[Key, Old]]:
        """The values before the changes since the last block, by item."""


@dataclass(frozen=True, slots=True)
class PackedChanges:
    """A block's changes by item: keys and their former values, in the order of the keys."""

    usual: Mapping[str, tuple[Key, ...]]
    """The keys of items that change alike in every block, each list in memory once for all blocks."""

    rest: bytes | Slot
    """By item, the keys of the others, an empty tuple for the usual ones, and all former values; or where that is."""


class StorageHistory:
    """The changes of the last 256 blocks, and views of the states between them."""

    def __init__(
        self, present: PresentStorage, kept_blocks: int | None = KEPT_BLOCKS, spilled: SpilledBytes | None = None
    ) -> None:
        """None keeps the states of all blocks. `spilled` takes what a large world changed."""
        self._spilled = spilled or SpilledBytes()
        self._present = present
        self._kept_blocks = kept_blocks
        self._changes: OrderedDict[int, BlockChanges | PackedChanges] = OrderedDict()
        self._usual: dict[str, tuple[Key, ...]] = {}
        self._views: OrderedDict[int, HistoricalView] = OrderedDict()

    def add(self, number: int, changes: BlockChanges) -> None:
        """Add the changes of the block of this number."""
        self._changes[number] = changes
        aged = self._changes.get(number - UNPACKED_BLOCKS)
        if aged is not None and not isinstance(aged, PackedChanges):
            self._changes[number - UNPACKED_BLOCKS] = self._packed(aged)
        if self._kept_blocks is not None:
            self._discard(number - self._kept_blocks)
            self._views.pop(number - self._kept_blocks, None)

    def at(self, number: int) -> "HistoricalView":
        """The state after the block of this number. Raises Discarded for blocks older than the kept ones."""
        if number < min(self._changes, default=0):
            raise Discarded(number)
        view = self._views.pop(number, None) or self._view(number)
        self._views[number] = view
        if len(self._views) > REMEMBERED_VIEWS:
            self._views.popitem(last=False)
        return view

    def since(self, number: int, last: int | None = None) -> Iterator[tuple[int, BlockChanges]]:
        """The changes of every block after this one, up to the last of all or to this one, oldest first."""
        end = next(reversed(self._changes), 0) if last is None else last
        for each in range(number + 1, end + 1):
            changes = self._changes[each]
            yield each, self._unpacked(changes) if isinstance(changes, PackedChanges) else changes

    def _view(self, number: int) -> "HistoricalView":
        """A view made of the nearest later one where there is one: whoever reads the past goes through it in steps."""
        view = HistoricalView(self, self._present, number)
        later = min((each for each in self._views if each > number), default=None)
        if later is not None:
            view.begin_with(self._views[later], later)
        return view

    def _packed(self, changes: BlockChanges) -> PackedChanges:
        usual: dict[str, tuple[Key, ...]] = {}
        rest: dict[str, tuple[tuple[Key, ...], list[Old]]] = {}
        for item, (keys, olds) in changes.items():
            is_usual = self._usual.get(item) == keys
            if is_usual:
                usual[item] = self._usual[item]
            self._usual[item] = usual.get(item, keys)
            rest[item] = (() if is_usual else keys, olds)
        # For this process only; marshal is the quickest that packs plain values.
        packed = zlib.compress(marshal.dumps(rest), QUICKEST)
        slot = self._spilled.put(packed) if len(packed) >= LARGE else None
        return PackedChanges(usual, packed if slot is None else slot)

    def _unpacked(self, packed: PackedChanges) -> BlockChanges:
        rest = self._spilled.read(packed.rest) if isinstance(packed.rest, Slot) else packed.rest
        found = marshal.loads(zlib.decompress(rest))
        return {item: (packed.usual.get(item, keys), olds) for item, (keys, olds) in found.items()}

    def _discard(self, number: int) -> None:
        changes = self._changes.pop(number, None)
        if isinstance(changes, PackedChanges) and isinstance(changes.rest, Slot):
            self._spilled.give_back(changes.rest)


class HistoricalView(TypedReads):
    """Storage as of one of the last 256 blocks."""

    def __init__(self, states: StorageHistory, present: PresentStorage, number: int) -> None:
        self._states = states
        self._present = present
        self._known = number
        self._changed: dict[str, dict[Key, Old]] = {}

    def begin_with(self, later: "HistoricalView", number: int) -> None:
        """Take what the view of a later block of this number knows, before anything was read from this one."""
        later._catch_up()
        for _, changes in self._states.since(self._known, number):
            self._learn(changes)
        for item, known in later._changed.items():
            self._changed[item] = known | self._changed.get(item, {})
        self._known = later._known

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key then, or the item's declared default."""
        value = self._stored(item, key)
        return self._present.default(item) if isinstance(value, EllipsisType) else value

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether a value was stored there."""
        return self._stored(item, key) is not ...

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every key (whole) and value of a map whose key begins with the prefix, as they were."""
        self._catch_up()
        changed = (*self._changed.get(item, ()), *self._present.unsealed.get(item, ()))
        for key in dict.fromkeys([*self._present.keys(item), *changed]):
            value = self._stored(item, key)
            if key[: len(prefix)] == prefix and not isinstance(value, EllipsisType):
                yield key, value

    def _stored(self, item: str, key: Key) -> Old:
        self._catch_up()
        for changed in (self._changed, self._present.unsealed):
            of_item = changed.get(item)
            if of_item is not None and key in of_item:
                return of_item[key]
        return self._present.stored(item, key)

    def _catch_up(self) -> None:
        """Apply the changes of later blocks; the first change after this state tells its value."""
        for number, changes in self._states.since(self._known):
            self._learn(changes)
            self._known = number

    def _learn(self, changes: BlockChanges) -> None:
        """Take the values before a block, where no earlier one changed them."""
        for item, (keys, olds) in changes.items():
            # As one operation each: thousands of keys change in a block.
            self._changed[item] = dict(zip(keys, olds, strict=True)) | self._changed.get(item, {})
