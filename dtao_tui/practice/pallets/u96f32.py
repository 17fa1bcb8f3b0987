"""The runtime's U96F32 fixed point as integers of 2⁻³²: emission is computed in it, and everything truncates."""

from collections.abc import Sequence
from typing import cast

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.practice.pallets.registry import Storage, View
from dtao_tui.practice.state.storage import Key, Value

ONE = 1 << 32
_LARGEST = (1 << 128) - 1


def stored(view: View, item: str, *key: int | bytes) -> int:
    """The bits of a fixed-point number in storage, whatever its fraction."""
    value = view.get(item, *key)
    bits = value["bits"] if isinstance(value, dict) else None
    if not isinstance(bits, int):
        raise TypeError(f"{item} holds no fixed-point number: {value!r}")
    return bits


def all_stored(storage: Storage, item: str, keys: Sequence[Key]) -> list[int]:
    """As `stored`, at many keys of an item."""
    values, default = storage.column(item), storage.default(item)
    found = [_bits_of(values.get(key, default)) for key in keys]
    if None in found:
        raise TypeError(f"{item} holds something else than fixed-point numbers")
    return cast(list[int], found)


def _bits_of(value: Value) -> int | None:
    bits = value["bits"] if isinstance(value, dict) else None
    return bits if isinstance(bits, int) else None


def from_int(value: int) -> int:
    """This non-negative integer in fixed point."""
    return min(value << 32, _LARGEST)


def to_u64(bits: int) -> int:
    """The whole part, at most the largest u64."""
    return min(bits >> 32, U64_MAX)


def times(left: int, right: int) -> int:
    """The product, truncated."""
    return min((left * right) >> 32, _LARGEST)


def over(left: int, right: int) -> int:
    """The quotient, truncated; zero when the divisor is zero or the result does not fit."""
    if right == 0:
        return 0
    quotient = (left << 32) // right
    return quotient if quotient <= _LARGEST else 0
