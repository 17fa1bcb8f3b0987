"""Values of an item that are made when they are read, each from a whole number: a large world has ten thousands."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dtao_tui.practice.state.values import Key, Value

if TYPE_CHECKING:
    from _collections_abc import dict_items


class UnmadeValues(dict[Key, Value]):
    """The values of one item. A whole number stands for what is made of it; the item itself never holds one."""

    def __init__(self, numbers: Mapping[Key, int], make: Callable[[int], Value]) -> None:
        super().__init__(numbers)
        self._make = make

    def get(self, key: Key, default: Any = None) -> Any:
        """The value at this key, made if need be."""
        value = super().get(key, default)
        return self._make(value) if type(value) is int else value

    def __getitem__(self, key: Key) -> Value:
        value = super().__getitem__(key)
        return self._make(value) if type(value) is int else value

    def pop(self, key: Key, *default: Any) -> Any:
        """Remove a key; its value, made if need be."""
        value = super().pop(key, *default)
        return self._make(value) if type(value) is int else value

    def items(self) -> "dict_items[Key, Value]":
        """All keys with their values, all made."""
        return {key: self._make(value) if type(value) is int else value for key, value in super().items()}.items()
