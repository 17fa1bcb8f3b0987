"""Checks of the values in a world file, with a sentence for each error."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dtao_tui.domain.amounts import LARGEST_RAO
from dtao_tui.settings import NotASetting

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def rao(value: Json, what: str) -> int:
    """An amount in rao. Raises NotASetting, as all of these do, with a sentence that names the value."""
    return whole(value, f"{what} (in rao)", range(LARGEST_RAO + 1))


def whole(value: Json, what: str, allowed: range) -> int:
    """A whole number in a range."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise NotASetting(f"{what} is a whole number from {allowed.start} to {allowed.stop - 1}, not {value!r}.")
    return value


def text(value: Json, what: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise NotASetting(f"{what} is a text, not {value!r}.")
    return value


def mapping(value: Json, what: str) -> Mapping[str, Json]:
    """A JSON object."""
    if not isinstance(value, Mapping):
        raise NotASetting(f"{what} is a JSON object, not {value!r:.60}.")
    return value


def sequence(value: Json, what: str) -> Sequence[Json]:
    """A JSON list."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise NotASetting(f"{what} is a JSON list, not {value!r:.60}.")
    return value


def flag(value: Json, what: str) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise NotASetting(f"{what} is true or false, not {value!r}.")
    return value
