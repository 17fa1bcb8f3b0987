"""Storage of the practice chain: typed items, nested transactions, and the state of the last 256 blocks."""

import hashlib
import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import EllipsisType
from typing import TypeAlias, cast

from dtao_tui.practice.state.history import (
    KEPT_BLOCKS,
    Changes,
    HistoricalView,
    Old,
    StorageHistory,
)
from dtao_tui.practice.state.spilled_bytes import SpilledBytes
from dtao_tui.practice.state.unmade_values import UnmadeValues
from dtao_tui.practice.state.values import Discarded, Key, TypedReads, Undeclared, Value, View

Contents: TypeAlias = dict[str, dict[Key, Value]]
"""By item and key."""

_WITHOUT_REFERENCES = 2
"""The version of marshal in which equal values are equal bytes, whoever else holds them."""

__all__ = ["KEPT_BLOCKS", "Contents", "Discarded", "Key", "Storage", "Undeclared", "Value", "View"]


class Storage(TypedReads):
    """All storage of the chain: "Pallet.Name" and key → plain value, with the declared default for what is unset.

    Values are never changed in place: put a new one. Bytes are accounts and texts, tuples and dicts are
    composites in the shape the codec wants.
    """

    def __init__(self, defaults: Mapping[str, Value]) -> None:
        self._defaults = defaults
        self._items: dict[str, dict[Key, Value]] = {item: {} for item in defaults}
        self._later: tuple[frozenset[str], Callable[[], None]] | None = None
        self._undo: list[list[tuple[str, Key, Old]]] = []
        self._before: defaultdict[str, dict[Key, Old]] = defaultdict(dict)
        self._is_settled = False
        self._kept_blocks: int | None = KEPT_BLOCKS
        self._spilled = SpilledBytes()
        self._past = StorageHistory(self, self._kept_blocks, self._spilled)
        self._root = bytes(32)
        self._written: dict[str, tuple[tuple[Key, ...], list[Old]]] = {}

    def keep_all_states(self) -> None:
        """Keep the states of all blocks from now on, as an archive does. Call it before the first block."""
        self._kept_blocks = None
        self._past = StorageHistory(self, None, self._spilled)
        self._past.add(0, {})

    def spill_into(self, folder: Path) -> None:
        """Let what a large world changed in past blocks be in a nameless file of this folder."""
        self._spilled.folder = folder

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key, or the item's declared default."""
        value = self._map(item).get(key, ...)
        return self._defaults[item] if isinstance(value, EllipsisType) else value

    def number(self, item: str, *key: int | bytes) -> int:
        """As `get`, for items that hold an integer."""
        values = self._items.get(item)
        value = None if values is None else values.get(key)
        return value if type(value) is int else super().number(item, *key)

    def flag(self, item: str, *key: int | bytes) -> bool:
        """As `get`, for items that hold a boolean."""
        values = self._items.get(item)
        value = None if values is None else values.get(key)
        return value if isinstance(value, bool) else super().flag(item, *key)

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether a value is stored there, equal to the default or not."""
        return key in self._map(item)

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every stored key (whole) and value of a map whose key begins with the prefix, in order of first writing."""
        length = len(prefix)
        for key, value in list(self._map(item).items()):
            if key[:length] == prefix:
                yield key, value

    def column(self, item: str) -> Mapping[Key, Value]:
        """All stored values of an item by key, to read thousands of them; nothing is ever written into it."""
        return self._map(item)

    def numbers(self, item: str, keys: Sequence[Key]) -> list[int]:
        """As `number`, at many keys of an item."""
        values, default = self._map(item), self._defaults[item]
        found = [values.get(key, default) for key in keys]
        if not all(isinstance(value, int) for value in found):
            raise TypeError(f"{item} holds something else than integers")
        return cast(list[int], found)

    def flags(self, item: str, keys: Sequence[Key]) -> list[bool]:
        """As `flag`, at many keys of an item."""
        values, default = self._map(item), self._defaults[item]
        found = [values.get(key, default) for key in keys]
        if not all(isinstance(value, bool) for value in found):
            raise TypeError(f"{item} holds something else than yes and no")
        return cast(list[bool], found)

    def put_all(self, item: str, values: Iterable[tuple[Key, Value]]) -> None:
        """As `put`, for many keys of one item; only outside of transactions."""
        if self._undo:
            raise RuntimeError("many values are put only outside of transactions")
        known = self._map(item)
        if not self._is_settled:
            known.update(values)
            return
        before = self._before[item]
        for key, value in values:
            if key not in before:
                before[key] = known.get(key, ...)
            known[key] = value

    def put_unmade(self, item: str, numbers: Mapping[Key, int], make: Callable[[int], Value]) -> None:
        """Before block 0: give an item values that are made of these numbers when they are read."""
        if self._is_settled or self._map(item):
            raise RuntimeError("only an item without values is given such that are not made, before block 0")
        self._items[item] = UnmadeValues(numbers, make)

    def put_later(self, items: Iterable[str], fill: Callable[[], None]) -> None:
        """Before block 0: have the values of these items written by `fill` when one of them is first asked for."""
        if self._is_settled or self._later is not None:
            raise RuntimeError("items are filled later only once, and before block 0")
        self._later = (frozenset(items), fill)
        for item in self._later[0]:
            del self._items[item]

    def put(self, item: str, *key: int | bytes, value: Value) -> None:
        """Store a value; a transaction can still roll it back."""
        values = self._map(item)
        self._remember(item, key, values.get(key, ...))
        values[key] = value

    def add(self, item: str, *key: int | bytes, amount: int) -> int:
        """Add to a stored integer (or to its default) and return the sum."""
        values = self._map(item)
        old = values.get(key, ...)
        now = (old if type(old) is int else self.number(item, *key)) + amount
        self._remember(item, key, old)
        values[key] = now
        return now

    def drop(self, item: str, *key: int | bytes) -> None:
        """Remove a stored value; reads then give the default."""
        values = self._map(item)
        if key in values:
            self._remember(item, key, values.pop(key))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A block of writes that is rolled back when it raises. Transactions nest."""
        self.begin()
        try:
            yield
        except BaseException:
            self.rollback()
            raise
        self.commit()

    def begin(self) -> None:
        """Open a transaction."""
        self._undo.append([])

    def commit(self) -> None:
        """Commit the innermost transaction; an outer one can still roll it back."""
        done = self._undo.pop()
        if self._undo:
            self._undo[-1].extend(done)

    def rollback(self) -> None:
        """Roll back every write of the innermost transaction."""
        for item, key, old in reversed(self._undo.pop()):
            if isinstance(old, EllipsisType):
                self._items[item].pop(key, None)
            else:
                self._items[item][key] = old

    def settle(self, root: bytes) -> None:
        """Make the present content the state of block 0; `root` is its state root."""
        self._is_settled = True
        self._past.add(0, {})
        self._root = root

    def seal(self, number: int) -> bytes:
        """Close the block of this number and record its changes for reads of earlier blocks. Returns the state root.

        The root is a digest over all changes since genesis, not a Merkle root: no client of this chain asks for proofs.
        """
        if self._undo:
            raise RuntimeError("a block is sealed only outside of transactions")
        digest = hashlib.blake2b(self._root, digest_size=32)
        changes: dict[str, tuple[tuple[Key, ...], list[Old]]] = {}
        written: dict[str, tuple[tuple[Key, ...], list[Old]]] = {}
        for item, before in self._before.items():
            values = self._items[item]
            rows = [(key, old, new) for key, old in before.items() if (new := values.get(key, ...)) != old]
            if rows:
                keys = tuple([row[0] for row in rows])
                changes[item] = (keys, [row[1] for row in rows])
                written[item] = (keys, [row[2] for row in rows])
                digest.update(marshal.dumps((item, keys, written[item][1]), _WITHOUT_REFERENCES))
        self._past.add(number, changes)
        self._before, self._written = defaultdict(dict), written
        self._root = digest.digest()
        return self._root

    @property
    def root(self) -> bytes:
        """The state root of the last sealed block."""
        return self._root

    @property
    def written(self) -> Changes:
        """The values that the last sealed block wrote; an ellipsis stands for a removal."""
        rows = self._written.items()
        return {(item, key): new for item, (keys, news) in rows for key, new in zip(keys, news, strict=True)}

    def copied(self) -> Contents:
        """All stored values in new dictionaries; the values are shared, for none is changed in place."""
        self._fill()
        return {item: dict(values.items()) for item, values in self._items.items() if values}

    def resume(self, contents: Contents, number: int, root: bytes) -> None:
        """Load these contents as the state after the block of this number; earlier states are not known."""
        self._later = None
        self._items = {item: dict(contents.get(item, {})) for item in self._defaults}
        self._is_settled, self._before = True, defaultdict(dict)
        self._past = StorageHistory(self, self._kept_blocks, self._spilled)
        self._past.add(number, {})
        self._root = root

    def replay(self, number: int, written: Changes, root: bytes) -> None:
        """Apply the saved changes of the block of this number."""
        changes: dict[str, tuple[list[Key], list[Old]]] = {}
        for (item, key), value in written.items():
            keys, olds = changes.setdefault(item, ([], []))
            keys.append(key)
            olds.append(self.stored(item, key))
            if isinstance(value, EllipsisType):
                self._map(item).pop(key, None)
            else:
                self._map(item)[key] = value
        self._past.add(number, {item: (tuple(keys), olds) for item, (keys, olds) in changes.items()})
        self._root = root

    def at(self, number: int) -> HistoricalView:
        """The state after the block of this number. Raises Discarded for blocks older than the last 256."""
        return self._past.at(number)

    def stored(self, item: str, key: Key) -> Old:
        """The stored value, or an ellipsis."""
        return self._map(item).get(key, ...)

    def keys(self, item: str) -> list[Key]:
        """All keys of an item with a stored value."""
        return list(self._map(item))

    def default(self, item: str) -> Value:
        """The declared default of an item."""
        return self._defaults[item]

    @property
    def unsealed(self) -> Mapping[str, Mapping[Key, Old]]:
        """The values before the changes since the last block, by item."""
        return self._before

    def _map(self, item: str) -> dict[Key, Value]:
        found = self._items.get(item)
        if found is None:
            if self._later is None or item not in self._later[0]:
                raise Undeclared(item)
            self._fill()
            found = self._items[item]
        return found

    def _fill(self) -> None:
        """Write what was left for later: it belongs to genesis, and so to no transaction and no block."""
        if self._later is None:
            return
        (items, fill), self._later = self._later, None
        self._items.update((item, {}) for item in items)
        undo, is_settled = self._undo, self._is_settled
        self._undo, self._is_settled = [], False
        try:
            fill()
        finally:
            self._undo, self._is_settled = undo, is_settled

    def _remember(self, item: str, key: Key, old: Old) -> None:
        if self._undo:
            self._undo[-1].append((item, key, old))
        # Before block 0 there was nothing, and remembering that would take more room than a small world itself.
        if self._is_settled:
            before = self._before[item]
            if key not in before:
                before[key] = old
