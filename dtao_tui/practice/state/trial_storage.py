"""Storage overlay: reads fall through to a state beneath, writes stay in the overlay and are discarded with it."""

from collections.abc import Callable, Iterator

from dtao_tui.practice.state.history import Old, Place
from dtao_tui.practice.state.storage import Key, Storage, Value, View
from dtao_tui.practice.state.values import TypedReads


class TrialStorage(Storage):
    """Storage for rules that leaves no trace: the state beneath is never written.

    Each open transaction is a layer of writes; an ellipsis stands for a removal.
    """

    def __init__(self, beneath: View, default: Callable[[str], Value]) -> None:
        super().__init__({})
        self._beneath = beneath
        self._default = default
        self._layers: list[dict[Place, Old]] = [{}]

    def get(self, item: str, *key: int | bytes) -> Value:
        """The value of "Pallet.Name" at this key, or the item's declared default."""
        for layer in reversed(self._layers):
            if (item, key) in layer:
                value = layer[item, key]
                return self._default(item) if value is ... else value
        return self._beneath.get(item, *key)

    def number(self, item: str, *key: int | bytes) -> int:
        """As `get`, for items that hold an integer."""
        return TypedReads.number(self, item, *key)

    def flag(self, item: str, *key: int | bytes) -> bool:
        """As `get`, for items that hold a boolean."""
        return TypedReads.flag(self, item, *key)

    def has(self, item: str, *key: int | bytes) -> bool:
        """Whether a value is stored there, equal to the default or not."""
        for layer in reversed(self._layers):
            if (item, key) in layer:
                return layer[item, key] is not ...
        return self._beneath.has(item, *key)

    def entries(self, item: str, *prefix: int | bytes) -> Iterator[tuple[Key, Value]]:
        """Every stored key (whole) and value of a map whose key begins with the prefix, in order of first writing."""
        found: dict[Key, Value] = dict(self._beneath.entries(item, *prefix))
        for layer in self._layers:
            for (name, key), value in layer.items():
                if name != item or key[: len(prefix)] != prefix:
                    continue
                if value is ...:
                    found.pop(key, None)
                else:
                    found[key] = value
        yield from found.items()

    def put(self, item: str, *key: int | bytes, value: Value) -> None:
        """Store a value in the overlay; a transaction can still roll it back."""
        self._default(item)
        self._layers[-1][item, key] = value

    def add(self, item: str, *key: int | bytes, amount: int) -> int:
        """Add to an integer (or to its default) in the overlay and return the sum."""
        now = self.number(item, *key) + amount
        self.put(item, *key, value=now)
        return now

    def drop(self, item: str, *key: int | bytes) -> None:
        """Remove a value; reads then give the default."""
        self._default(item)
        self._layers[-1][item, key] = ...

    def begin(self) -> None:
        """Open a transaction."""
        self._layers.append({})

    def commit(self) -> None:
        """Commit the innermost transaction; an outer one can still roll it back."""
        written = self._layers.pop()
        self._layers[-1].update(written)

    def rollback(self) -> None:
        """Roll back every write of the innermost transaction."""
        self._layers.pop()
