"""Checked whole numbers from decoded chain records."""

from collections.abc import Mapping
from typing import Any

from dtao_tui.domain.amounts import U64_MAX


def whole(record: Mapping[str, Any], name: str) -> int:
    """A record's field as a number of at most 64 bits. Raises TypeError, ValueError or KeyError."""
    return number(record[name])


def number(value: Any) -> int:
    """The value as a number of at most 64 bits. Raises TypeError or ValueError."""
    if type(value) is not int:
        raise TypeError(f"a number is a {type(value).__name__}")
    if not 0 <= value <= U64_MAX:
        raise ValueError("a number is out of range")
    return value
