"""All storage of the practice chain: typed items, nested transactions, and the state of the last 256 blocks."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, TypeAlias

KEPT_BLOCKS = 256

Value: TypeAlias = int | bool | bytes | str | list["Value"] | tuple["Value", ...] | dict[str, "Value"] | None
Key: TypeAlias = tuple[int | bytes, ...]

_UNSET = object()


class Undeclared(KeyError):
    """An item that no pallet declares: a slip of the programmer, never of a client."""


class Discarded(Exception):
    """The state of this block is no longer kept."""


class View(Protocol):
    """Storage as it was at one block, to read from."""

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key, or the item's declared default."""

    def number(self, item: str, *key: int | bytes) -> int:
        """As `get`, for items that hold an integer."""

    def raw(self, item: str, *key: int | bytes) -> bytes:
        """As `get`, for items that hold bytes, such as accounts."""

    def flag(self, item: str, *key: int | bytes) -> bool:
        """As `get`, for items that hold a yes or no."""

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether something is stored there, be it equal to the default."""

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every stored key (whole) and value of a map whose key begins with the prefix."""


class _Reads:
    """The typed reads, once for the present and for the past."""

    def get(self, item: str, *key: int | bytes) -> Value:
        raise NotImplementedError

    def number(self, item: str, *key: int | bytes) -> int:
        """As `get`, for items that hold an integer."""
        value = self.get(item, *key)
        if not isinstance(value, int):
            raise TypeError(f"{item} holds no integer at {key!r}: {value!r}")
        return value

    def raw(self, item: str, *key: int | bytes) -> bytes:
        """As `get`, for items that hold bytes, such as accounts."""
        value = self.get(item, *key)
        if not isinstance(value, bytes):
            raise TypeError(f"{item} holds no bytes at {key!r}: {value!r}")
        return value

    def flag(self, item: str, *key: int | bytes) -> bool:
        """As `get`, for items that hold a yes or no."""
        value = self.get(item, *key)
        if not isinstance(value, bool):
            raise TypeError(f"{item} holds no yes or no at {key!r}: {value!r}")
        return value


class Storage(_Reads):
    """All storage of the chain: "Pallet.Name" and key → plain value, with the declared default for what is unset.

    Values are never changed in place: put a new one. Bytes are accounts and texts, tuples and dicts are
    composites in the shape the codec wants.
    """

    def __init__(self, defaults: Mapping[str, Value]) -> None:
        self._defaults = defaults
        self._items: dict[str, dict[Key, Value]] = {item: {} for item in defaults}
        self._undo: list[list[tuple[str, Key, object]]] = []
        self._before: dict[tuple[str, Key], object] = {}
        self._past: dict[tuple[str, Key], list[tuple[int, object]]] = {}
        self._changed: dict[int, list[tuple[str, Key]]] = {}
        self._root = bytes(32)

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key, or the item's declared default."""
        values = self._items.get(item)
        if values is None:
            raise Undeclared(item)
        return values[key] if key in values else self._defaults[item]

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether something is stored there, be it equal to the default."""
        return key in self._map(item)

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every stored key (whole) and value of a map whose key begins with the prefix, in order of first writing."""
        length = len(prefix)
        for key, value in list(self._map(item).items()):
            if key[:length] == prefix:
                yield key, value

    def put(self, item: str, *key: int | bytes, value: Value) -> None:
        """Store a value; inside a transaction it can still be taken back."""
        values = self._map(item)
        self._remember(item, key, values.get(key, _UNSET))
        values[key] = value

    def add(self, item: str, *key: int | bytes, amount: int) -> int:
        """Add to a stored integer (or to its default) and say what it is now."""
        now = self.number(item, *key) + amount
        self.put(item, *key, value=now)
        return now

    def drop(self, item: str, *key: int | bytes) -> None:
        """Remove what is stored; the default is read from then on."""
        values = self._map(item)
        if key in values:
            self._remember(item, key, values.pop(key))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A stretch of writes that leaves nothing behind when it raises. Transactions nest."""
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
        """Keep the writes of the innermost transaction; an outer one can still take them back."""
        done = self._undo.pop()
        if self._undo:
            self._undo[-1].extend(done)

    def rollback(self) -> None:
        """Take back every write of the innermost transaction."""
        for item, key, old in reversed(self._undo.pop()):
            self._restore(item, key, old)

    def settle(self, root: bytes) -> None:
        """Make what is stored the state of block 0, before which nothing was; `root` stands for all of it."""
        self._before = {}
        self._changed = {0: []}
        self._root = root

    def seal(self, number: int) -> bytes:
        """Close the block of this number: what it changed is kept for reads of earlier blocks. Returns the state root.

        The root is a digest over all changes since genesis, not a Merkle root: no client of this chain asks for proofs.
        """
        if self._undo:
            raise RuntimeError("a block is sealed only outside of transactions")
        digest = hashlib.blake2b(self._root, digest_size=32)
        changed = []
        for (item, key), old in self._before.items():
            new = self._items[item].get(key, _UNSET)
            if new is old or new == old:
                continue
            self._past.setdefault((item, key), []).append((number, old))
            changed.append((item, key))
            digest.update(repr((item, key, None if new is _UNSET else (new,))).encode())
        self._changed[number] = changed
        self._before = {}
        self._forget(number - KEPT_BLOCKS)
        self._root = digest.digest()
        return self._root

    def at(self, number: int) -> "Past":
        """The state after the block of this number. Raises Discarded for blocks older than the last 256."""
        oldest = min(self._changed, default=0)
        if number < oldest:
            raise Discarded(number)
        return Past(self, number)

    def value_at(self, number: int, item: str, key: Key) -> object:
        """What was stored after that block, or `UNSET`; for `Past`."""
        versions = self._past.get((item, key))
        if versions:
            after = bisect_right(versions, number, key=lambda version: version[0])
            if after < len(versions):
                return versions[after][1]
        if (item, key) in self._before:
            return self._before[(item, key)]
        return self._map(item).get(key, _UNSET)

    def keys_ever(self, item: str) -> list[Key]:
        """Every key of the map that is stored now or was within the kept blocks; for `Past`."""
        now = self._map(item)
        gone = [key for (name, key) in self._past if name == item and key not in now]
        unsealed = [key for (name, key) in self._before if name == item and key not in now]
        return list(dict.fromkeys([*now, *gone, *unsealed]))

    def default(self, item: str) -> Value:
        """The declared default of an item."""
        return self._defaults[item]

    def _map(self, item: str) -> dict[Key, Value]:
        try:
            return self._items[item]
        except KeyError:
            raise Undeclared(item) from None

    def _remember(self, item: str, key: Key, old: object) -> None:
        if self._undo:
            self._undo[-1].append((item, key, old))
        self._before.setdefault((item, key), old)

    def _restore(self, item: str, key: Key, old: object) -> None:
        values: dict[Key, object] = self._items[item]  # type: ignore[assignment]  # _UNSET never gets in
        if old is _UNSET:
            values.pop(key, None)
        else:
            values[key] = old

    def _forget(self, number: int) -> None:
        for changed in self._changed.pop(number, ()):
            versions = self._past[changed]
            del versions[0]
            if not versions:
                del self._past[changed]


class Past(_Reads):
    """Storage as it was after one of the last 256 blocks."""

    def __init__(self, storage: Storage, number: int) -> None:
        self._storage = storage
        self._number = number

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key then, or the item's declared default."""
        value = self._storage.value_at(self._number, item, key)
        return self._storage.default(item) if value is _UNSET else value  # type: ignore[return-value]  # what was put

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether something was stored there."""
        return self._storage.value_at(self._number, item, key) is not _UNSET

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every key (whole) and value of a map whose key begins with the prefix, as they were."""
        length = len(prefix)
        for key in self._storage.keys_ever(item):
            if key[:length] == prefix and self.has(item, *key):
                yield key, self.get(item, *key)
