"""Fields of a foreign JSON document, read one by one: what does not do is told by its place and with a sentence."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.text import cleaned, quoted

Choice = TypeVar("Choice", bound=str)

NETUIDS = 2**16 - 1
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(\+00:00|Z)")
_SHOWN_CELLS = 30


class NotOurDocument(ValueError):
    """A document that no export of this program is; `str()` is a sentence with the place."""


class Fields:
    """One JSON object and its place in the document, such as `orders[3]`."""

    def __init__(self, value: object, place: str) -> None:
        """Raises NotOurDocument where it is no object."""
        if not isinstance(value, dict):
            raise NotOurDocument(f"{place} must be an object.")
        self._value: dict[object, object] = value
        self.place = place

    def text(self, name: str, limit_cells: int) -> str:
        """A text, cleaned; a longer one is refused. Raises NotOurDocument."""
        found = self._there(name)
        if not isinstance(found, str):
            raise self._wrong(name, "must be a text")
        text = cleaned(found, limit_cells + 1)
        if text.endswith("…") and len(found) > limit_cells:
            raise self._wrong(name, f"has more than {limit_cells} letters")
        return text

    def text_or_none(self, name: str, limit_cells: int) -> str | None:
        """The same, or null."""
        return None if self._there(name) is None else self.text(name, limit_cells)

    def form(self, name: str, pattern: re.Pattern[str], told: str) -> str:
        """A text of a form, which `told` names, such as "a hash". Raises NotOurDocument."""
        found = self._there(name)
        if not isinstance(found, str) or not pattern.fullmatch(found):
            raise self._wrong(name, f"must be {told}")
        return found

    def one_of(self, name: str, choices: Collection[str]) -> str:
        """One of some words. Raises NotOurDocument."""
        found = self._there(name)
        if not isinstance(found, str) or found not in choices:
            raise self._wrong(name, f"must be one of {', '.join(sorted(choices))}")
        return found

    def whole(self, name: str, most: int = U64_MAX, least: int = 0) -> int:
        """A whole number. Raises NotOurDocument."""
        found = self._there(name)
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            raise self._wrong(name, f"must be a whole number from {least:,} to {most:,}")
        return found

    def whole_or_none(self, name: str, most: int = U64_MAX, least: int = 0) -> int | None:
        """The same, or null."""
        return None if self._there(name) is None else self.whole(name, most, least)

    def truth(self, name: str) -> bool:
        """True or false. Raises NotOurDocument."""
        found = self._there(name)
        if not isinstance(found, bool):
            raise self._wrong(name, "must be true or false")
        return found

    def moment(self, name: str) -> float:
        """A time in UTC, in seconds since 1970. Raises NotOurDocument."""
        found = self._there(name)
        try:
            if isinstance(found, str) and _MOMENT.fullmatch(found):
                return datetime.fromisoformat(found.replace("Z", "+00:00")).astimezone(UTC).timestamp()
        except (ValueError, OverflowError):
            pass
        raise self._wrong(name, "must be a time such as 2026-11-28T12:00:00.000+00:00")

    def moment_or_none(self, name: str) -> float | None:
        """The same, or null."""
        return None if self._there(name) is None else self.moment(name)

    def rows(self, name: str, most: int) -> Iterator["Fields"]:
        """The objects of a list. Raises NotOurDocument."""
        found = self._there(name)
        if not isinstance(found, list):
            raise self._wrong(name, "must be a list")
        if len(found) > most:
            raise self._wrong(name, f"has {len(found):,} entries; at most {most:,} are read")
        return (Fields(each, f"{self._at(name)}[{number}]") for number, each in enumerate(found))

    def inner(self, name: str) -> "Fields | None":
        """An object within this one, or null. Raises NotOurDocument."""
        found = self._there(name)
        return None if found is None else Fields(found, self._at(name))

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return name in self._value

    def is_null(self, name: str) -> bool:
        """Whether a field is null. Raises NotOurDocument where there is none."""
        return self._there(name) is None

    def wrong(self, name: str, sentence: str) -> NotOurDocument:
        """An error about a field, told by its place."""
        return self._wrong(name, sentence)

    def _there(self, name: str) -> object:
        if name not in self._value:
            raise NotOurDocument(f"{self._at(name)} is missing.")
        return self._value[name]

    def _wrong(self, name: str, sentence: str) -> NotOurDocument:
        found = self._value.get(name)
        told = f", and is {quoted(found, _SHOWN_CELLS)}" if isinstance(found, str) else ""
        return NotOurDocument(f"{self._at(name)} {sentence}{told}.")

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name
