"""Writing of single settings into the user's file: comments, order and what is not understood stay as they are.

Nothing is written unless the new text reads as the old one with that one change, by the same code that reads it at the
start, and unless the file is still what was read.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from dtao_tui import private_files
from dtao_tui.foreign_files import Encoded
from dtao_tui.settings_file import LARGEST_FILE, UnusableSettings, bytes_of, checked

Place = tuple[str, ...]
"""Where a value stands: ("calm",), ("keys", "list.filter") or ("limits", "finney", "order")."""

Given = bool | int | str | list[str]
_KEYS = "keys"


class SettingsNotWritten(ValueError):
    """The file was left as it is; `str()` is a sentence that says why."""


class ChangedMeanwhile(SettingsNotWritten):
    """Someone else has changed the file since it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Someone else has changed {path.name} meanwhile, so it was read again and nothing was written."
        )


@dataclass(frozen=True, slots=True)
class SettingsText:
    """The settings file as it was read."""

    path: Path
    data: bytes | None
    """None where there is no file."""

    values: Mapping[str, object]
    """The settings in it by name, each checked."""

    def has(self, place: Place) -> bool:
        """Whether the file says something at this place."""
        return _value_at(self.values, place) is not None


def read_text(path: Path) -> SettingsText:
    """The file as it is now. Raises UnusableSettings."""
    data = bytes_of(path)
    return SettingsText(path, data, {} if data is None else checked(data, path))


def with_value(text: SettingsText, place: Place, given: Given | None) -> SettingsText:
    """The same with this value there; None takes what is there out. Raises SettingsNotWritten and UnusableSettings."""
    if text.data is None and given is None:
        return text
    old, refusal = Encoded.of(text.data or b""), None
    for attempt in _attempts(old.text, place, given):
        data = old.with_text(attempt)
        try:
            values = checked(data, text.path)
        except UnusableSettings as error:
            refusal = error
            continue
        if len(data) <= LARGEST_FILE and _is_only_change(text.values, values, place, given):
            return SettingsText(text.path, data, values)
    if refusal is not None and given is not None:
        raise refusal
    raise SettingsNotWritten(
        f"{text.path.name} is written in a way that cannot be changed from here; change it in an editor."
    )


def write_text(before: SettingsText, after: SettingsText) -> None:
    """Put the new text in the place of the old one, with its permissions. Raises SettingsNotWritten."""
    if after.data is None or after.data == before.data:
        return
    path = before.path.resolve()
    try:
        if before.data is None:
            private_files.make_folder(path.parent)
            private_files.add_whole(path, after.data)
        else:
            _replace(path, before, after.data)
    except FileExistsError:
        raise ChangedMeanwhile(before.path) from None
    except OSError as error:
        raise SettingsNotWritten(f"{before.path} cannot be written: {error.strerror or error}.") from error


def _replace(path: Path, before: SettingsText, data: bytes) -> None:
    found = path.stat()
    if found.st_uid != os.geteuid() or not found.st_mode & stat.S_IWUSR:
        raise SettingsNotWritten(f"{before.path} is write-protected, so it was left as it is.")

    def refuse_changed() -> None:
        if _bytes_now(before.path) != before.data or path != before.path.resolve():
            raise ChangedMeanwhile(before.path)

    private_files.replace(path, data, like=found, check=refuse_changed)


def _bytes_now(path: Path) -> bytes | None:
    try:
        return bytes_of(path)
    except UnusableSettings:
        return None


def _attempts(text: str, place: Place, given: Given | None) -> Iterator[str]:
    """Texts with the change, the nicest first; the first one that reads as it should is taken."""
    if given is None:
        yield from _without_line(text, place[-1])
    with suppress(TOMLKitError, KeyError, TypeError, ValueError, AttributeError):
        document = tomlkit.parse(text)
        if given is not None and place[0] not in document:
            yield _with_addition(text, document, place, given)
        yield _changed_document(document, place, given)


def _without_line(text: str, name: str) -> Iterator[str]:
    """The text without one of its lines that hold this name; a comment at its end stays on a line of its own."""
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if name in line or name.rpartition(".")[2] in line:
            yield "".join([*lines[:at], _comment_of(line), *lines[at + 1 :]])


def _comment_of(line: str) -> str:
    """The comment at the end of a line, or nothing: a # in quotes begins none."""
    for mark in re.finditer("#", line):
        with suppress(TOMLKitError):
            tomlkit.parse(line[: mark.start()])
            return line[mark.start() :]
    return ""


def _with_addition(text: str, document: tomlkit.TOMLDocument, place: Place, given: Given) -> str:
    """The text with a setting that it did not have: a line, or at the end a table."""
    if len(place) == 1:
        return _with_new_line(text, document, f"{place[0]} = {tomlkit.item(given).as_string()}\n")
    begun = f"{text.rstrip()}\n\n" if text.strip() else ""
    return begun + tomlkit.dumps(_nested(place, given))


def _with_new_line(text: str, document: tomlkit.TOMLDocument, line: str) -> str:
    """The text with a line behind its last one that is in no table, else at its beginning."""
    body = document.body
    places = [at for at, (key, item) in enumerate(body) if key is not None and not isinstance(item, Table | AoT)]
    head = tomlkit.TOMLDocument(parsed=True)
    for key, item in body[: places[-1] + 1] if places else ():
        head.append(key, item)
    begun = head.as_string()
    if not text.startswith(begun):
        raise ValueError("the beginning is written otherwise")
    rest = text[len(begun) :]
    before = "" if begun.endswith("\n") or not begun else "\n"
    after = "\n" if not places and rest.strip() and not rest.startswith("\n") else ""
    return f"{begun}{before}{line}{after}{rest}"


def _changed_document(document: tomlkit.TOMLDocument, place: Place, given: Given | None) -> str:
    """The text with the value changed where it stands, or taken out. Raises KeyError and TOMLKitError."""
    *outer, name = _as_written(document, place)
    table: Any = document
    for each in outer:
        if each not in table and given is not None:
            table[each] = tomlkit.table()
        table = table[each]
    if given is None:
        del table[name]
    else:
        table[name] = given
    return tomlkit.dumps(document)


def _as_written(document: tomlkit.TOMLDocument, place: Place) -> Place:
    """The place as the file has it: `list.filter = "f"` is a table within, `"list.filter" = "f"` is none."""
    if place[0] != _KEYS or _KEYS not in document:
        return place
    keys: Any = document[_KEYS]
    begin, dot, rest = place[1].partition(".")
    is_inner = dot and place[1] not in keys and isinstance(keys.get(begin), Mapping)
    return (_KEYS, begin, rest) if is_inner else place


def _nested(place: Place, given: Given) -> dict[str, object]:
    """A table with nothing but this value in it."""
    found: object = given
    for name in reversed(place):
        found = {name: found}
    assert isinstance(found, dict)
    return found


def _is_only_change(old: Mapping[str, object], new: Mapping[str, object], place: Place, given: Given | None) -> bool:
    """Whether the value is there, and everything else is as it was."""
    wanted = tuple(given) if isinstance(given, list) else given
    return _value_at(new, place) == wanted and _others(old, place) == _others(new, place)


def _others(values: Mapping[str, object], place: Place) -> dict[str, object]:
    """The values without that at the place; tables that are empty count as none."""
    found = dict[str, object]()
    for name, value in values.items():
        inner = _others(value, place[1:] if name == place[0] else ("",)) if isinstance(value, Mapping) else value
        is_it = len(place) == 1 and name == place[0]
        if not is_it and inner != {}:
            found[name] = inner
    return found


def _value_at(values: Mapping[str, object], place: Place) -> object:
    found: object = values
    for name in place:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
