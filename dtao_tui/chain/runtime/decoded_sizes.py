"""Estimates the memory that decoded values of a runtime's types take, before anything is decoded.

An endpoint chooses its answers and, by its metadata, their types: a list of structs of one byte each takes 390 times
the bytes of its answer, one of a struct with empty fields any number of times. Nothing that is signed depends on it.
"""

import re
from collections.abc import Sequence
from typing import Any

_TYPE = re.compile(r"scale_info::(\d+)")
_TABLE, _ENTRY, _PLACE, _VALUE, _BYTE_AS_TEXT = 240, 100, 8, 40, 2
"""Estimates for a table, its entry, a place in a list, a plain value and a byte in hexadecimal."""

_U8 = "u8"
_DEEPEST = 64


class DecodedSizes:
    """Estimates of the memory that values of a registry's types take."""

    def __init__(self, registry: list[dict[str, Any]]) -> None:
        """`registry` is the list of types in `bittensor_core.Runtime.registry_json`."""
        self._types = {entry["id"]: entry["type"]["def"] for entry in registry}
        self._parts: dict[int, tuple[float, int]] = {}
        self._by_name: dict[str, tuple[float, float]] = {}

    def of(self, type_string: str, size: int) -> float:
        """Estimate in bytes for a value of this type whose encoding has `size` bytes."""
        known = self._by_name.get(type_string)
        if known is None:
            numbers = [int(found) for found in _TYPE.findall(type_string)]
            fixed = sum(self._part(number)[0] for number in numbers)
            steepest = max((self._steepest(number) for number in numbers), default=float(_BYTE_AS_TEXT))
            known = self._by_name[type_string] = fixed, steepest
        return known[0] + known[1] * size

    def _part(self, number: int, depth: int = 0) -> tuple[float, int]:
        """Estimate for a value without its lists' items, and the fewest bytes that encode it."""
        if number not in self._parts:
            # A type that holds itself does so behind a choice, which takes a byte each time.
            self._parts[number] = _VALUE, 1
            self._parts[number] = self._measured(number, depth + 1) if depth < _DEEPEST else (_VALUE, 1)
        return self._parts[number]

    def _measured(self, number: int, depth: int) -> tuple[float, int]:
        kind, declared = next(iter(self._types[number].items()))
        match kind:
            case "composite":
                return self._together(declared.get("fields", ()), depth)
            case "tuple":
                return self._together([{"type": each} for each in declared], depth)
            case "variant":
                choices = [self._chosen(choice, depth) for choice in declared.get("variants", ())]
                return max(choices, key=lambda part: part[0] / part[1], default=(float(_VALUE), 1))
            case "array":
                taken, size = self._part(declared["type"], depth)
                if self._is_byte(declared["type"]):
                    return _VALUE + _BYTE_AS_TEXT * declared["len"], declared["len"]
                return _TABLE + taken * declared["len"], size * declared["len"]
            case "primitive":
                return _VALUE, _PRIMITIVES.get(declared, 1)
            case "compact":
                return _VALUE, 1
            case _:
                return _TABLE, 1

    def _chosen(self, choice: dict[str, Any], depth: int) -> tuple[float, int]:
        """Estimate for one variant: a word without fields, a table of one entry with fields."""
        fields = choice.get("fields", ())
        if not fields:
            return _VALUE, 1
        taken, size = self._together(fields, depth)
        return taken + _TABLE + _ENTRY, size + 1

    def _together(self, fields: Sequence[dict[str, Any]], depth: int) -> tuple[float, int]:
        """Estimate for fields together; a struct of one field without a name is decoded as that field alone."""
        parts = [self._part(each["type"], depth) for each in fields]
        size = sum(size for _, size in parts)
        if len(parts) == 1 and not fields[0].get("name"):
            return parts[0][0], size
        named = _ENTRY if any(each.get("name") for each in fields) else _PLACE
        return _TABLE + sum(taken + named for taken, _ in parts), size

    def _steepest(self, number: int) -> float:
        """Most bytes of memory per encoded byte, over the type and the items of every list within it."""
        seen: set[int] = set()
        waiting = [number]
        steepest = float(_BYTE_AS_TEXT)
        while waiting:
            each = waiting.pop()
            if each in seen:
                continue
            seen.add(each)
            kind, declared = next(iter(self._types[each].items()))
            waiting += _inside(kind, declared)
            if kind == "sequence" and not self._is_byte(declared["type"]):
                taken, size = self._part(declared["type"])
                steepest = max(steepest, (taken + _PLACE) / max(size, 1))
        return steepest

    def _is_byte(self, number: int) -> bool:
        return bool(self._types[number] == {"primitive": _U8})


_PRIMITIVES = {"bool": 1, "char": 4, "u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8} | {
    "u128": 16,
    "i128": 16,
    "u256": 32,
    "i256": 32,
}


def _inside(kind: str, declared: Any) -> list[int]:
    match kind:
        case "composite":
            return [each["type"] for each in declared.get("fields", ())]
        case "tuple":
            return list(declared)
        case "variant":
            return [each["type"] for choice in declared.get("variants", ()) for each in choice.get("fields", ())]
        case "array" | "sequence":
            return [declared["type"]]
        case _:
            return []
