"""Types of stored values and keys, and the protocol of a view that reads them."""

from collections.abc import Iterator
from typing import Protocol, TypeAlias

Value: TypeAlias = int | bool | bytes | str | list["Value"] | tuple["Value", ...] | dict[str, "Value"] | None
Key: TypeAlias = tuple[int | bytes, ...]


class Undeclared(KeyError):
    """An item that no pallet declares: a programming error, never a client's."""


class Discarded(Exception):
    """The state of this block is not available any more."""


class View(Protocol):
    """Storage as it was at one block, to read from."""

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key, or the item's declared default."""

    def number(self, item: str, *key: int | bytes) -> int:
        """As `get`, for items that hold an integer."""

    def raw(self, item: str, *key: int | bytes) -> bytes:
        """As `get`, for items that hold bytes, such as accounts."""

    def flag(self, item: str, *key: int | bytes) -> bool:
        """As `get`, for items that hold a boolean."""

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether a value is stored there, equal to the default or not."""

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every stored key (whole) and value of a map whose key begins with the prefix."""


class TypedReads:
    """Reads that guarantee a type, for present and past storage."""

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key, or the item's declared default."""
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
        """As `get`, for items that hold a boolean."""
        value = self.get(item, *key)
        if not isinstance(value, bool):
            raise TypeError(f"{item} holds no yes or no at {key!r}: {value!r}")
        return value
