"""Conversion between raw storage keys and values, as clients ask for them, and plain ones."""

from collections.abc import Iterator
from functools import lru_cache

from dtao_tui.practice.runtime.declared.declaration_schema import Hasher, Item
from dtao_tui.practice.runtime.metadata import Description
from dtao_tui.practice.state.storage import Key, View

PREFIX_BYTES = 32
HASH_BYTES = {Hasher.IDENTITY: 0, Hasher.TWOX64_CONCAT: 8, Hasher.BLAKE2_128_CONCAT: 16}
NUMBER_BYTES = {"NetUid": 2, "u16": 2, "u32": 4}
ACCOUNT_BYTES = 32
EVENTS = "System.Events"
CODE = b":code"
"""The key of a runtime's code. Here there is none: the fingerprint of its description changes with it as well."""

REMEMBERED_KEYS = 65_536


class Keyspace:
    """Finds the declared item of a raw key, and the raw keys of an item."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self._items: dict[bytes, tuple[str, Item]] = {}
        for pallet in description.pallets.values():
            for item in pallet.items:
                prefix = bytes(description.runtime.storage_prefix(pallet.name, item.name))
                self._items[prefix] = (f"{pallet.name}.{item.name}", item)
        self.raw_key = lru_cache(maxsize=REMEMBERED_KEYS)(self._raw_key)

    def value(self, view: View, raw: bytes) -> bytes | None:
        """The encoded value under a raw key; None where nothing is stored."""
        if raw == CODE:
            return self._description.fingerprint
        found = self.locate(raw)
        if found is None:
            return None
        name, item, key = found
        if not view.has(name, *key):
            return None
        value = view.get(name, *key)
        # Event records cannot be encoded in one piece; the block stores them encoded.
        return value if name == EVENTS and isinstance(value, bytes) else self._description.encode(item.type, value)

    def locate(self, raw: bytes) -> tuple[str, Item, Key] | None:
        """The item and the plain key of a raw key, or None for an undeclared one."""
        found = self._items.get(raw[:PREFIX_BYTES])
        if found is None:
            return None
        name, item = found
        key = _parts(item, raw[PREFIX_BYTES:])
        if key is None or self.raw_key(name, key) != raw:
            return None
        return name, item, key

    def keys(self, view: View, prefix: bytes) -> Iterator[bytes]:
        """Every stored raw key that begins with the prefix; in no order."""
        for item_prefix, (name, _) in self._items.items():
            if item_prefix.startswith(prefix[:PREFIX_BYTES]):
                for key, _value in view.entries(name):
                    raw = self.raw_key(name, key)
                    if raw.startswith(prefix):
                        yield raw

    def _raw_key(self, name: str, key: Key) -> bytes:
        pallet, _, item = name.partition(".")
        return bytes(self._description.runtime.storage_key(pallet, item, list(key)))


def _parts(item: Item, raw: bytes) -> Key | None:
    """The plain key parts after an item's prefix; None when they are too short or too long."""
    parts: list[int | bytes] = []
    at = 0
    for hasher, kind in item.keys:
        size = NUMBER_BYTES.get(kind, ACCOUNT_BYTES)
        at += HASH_BYTES[hasher] + size
        if at > len(raw):
            return None
        part = raw[at - size : at]
        parts.append(int.from_bytes(part, "little") if kind in NUMBER_BYTES else part)
    return tuple(parts) if at == len(raw) else None
