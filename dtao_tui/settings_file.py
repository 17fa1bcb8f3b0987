"""The user's settings file: TOML whose values are checked by type and range, with a sentence for what is wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from dtao_tui import private_files
from dtao_tui.foreign_files import decoded

LARGEST_FILE = 64 * 1024
"""Bytes."""

_Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]
_Minutes = Annotated[int, msgspec.Meta(ge=1, le=60)]
_Mebibytes = Annotated[int, msgspec.Meta(ge=4, le=1024**2)]
_Endpoint = Annotated[str, msgspec.Meta(pattern="^wss?://")]
_Endpoints = dict[str, Annotated[tuple[_Endpoint, ...], msgspec.Meta(min_length=1)]]
_LimitName = Literal["order", "day", "reauth_above"]
_Limits = dict[str, dict[_LimitName, str]]
_Given = str | tuple[str, ...]
_Keys = dict[str, _Given | dict[str, _Given]]
"""`"list.filter" = "f"`, or `list.filter = "f"`, which TOML reads as a table within."""

Rule = tuple[object, str]
"""A type, and the end of the sentence for a value that is not of it."""

_TEXT: Rule = (str, "it has to be a text in quotes")
_NO_LIMITS = "each network there needs a table with order, day or reauth_above, in τ and as texts in quotes"
_NO_ENDPOINTS = "each network there needs a list of ws:// or wss:// addresses"

RULES: Mapping[str, tuple[Rule, ...]] = {
    "cost_method": (_TEXT, (Literal["average", "fifo"], "it is either “average” or “fifo”")),
    "calm": ((bool, "it has to be true or false"),),
    "endpoints": ((_Endpoints, _NO_ENDPOINTS),),
    "limits": ((_Limits, _NO_LIMITS),),
    "keys": ((_Keys, "each id of a command there needs a key, or a list of keys, as texts in quotes"),),
    "exit_impact": ((int, "it has to be a whole number"), (_Percent, "it can be 1 to 100 per cent")),
    "keyring": (_TEXT, (Literal["auto", "off"], "it is either “auto” or “off”")),
    "history_max_size": (
        (int, "it has to be a whole number of MiB"),
        (_Mebibytes, "it can be 4 MiB to 1,048,576 MiB"),
    ),
    "lock_after_minutes": ((int, "it has to be a whole number"), (_Minutes, "it can be 1 to 60")),
    "mev_shield": ((bool, "it has to be true or false"),),
    "network": (_TEXT,),
    "read_only": ((bool, "it has to be true or false"),),
    "noted_move": ((int, "it has to be a whole number"), (_Percent, "it can be 1 to 100 per cent")),
    "noted_share": ((int, "it has to be a whole number"), (_Percent, "it can be 1 to 100 per cent")),
    "theme": (_TEXT,),
    "tolerance": (_TEXT,),
    "wallet": (_TEXT,),
}
"""For each setting that a file may have, its types, the widest first."""


_TABLES = frozenset({"endpoints", "keys", "limits"})
"""The settings that are tables, which no sentence repeats."""


class UnusableSettings(ValueError):
    """The file, or settings in it, cannot be used; `str()` is a sentence for each fault, one a line."""


class NotAValue(ValueError):
    """A setting cannot have this value; `str()` says both: "“calm” to 1; it has to be true or false."."""

    def __init__(self, said: str, need: str, joint: str = "; ") -> None:
        super().__init__(f"{said}{joint}{need.removesuffix('.')}.")
        # A host that it begins with stays as it is.
        begun = need[:1] if "." in need.split(" ")[0] else need[:1].upper()
        self.need = f"{begun}{need[1:].removesuffix('.')}."
        """What a value has to be, as a sentence of its own."""


def settings_in(path: Path) -> dict[str, object]:
    """The settings of this file by name; none where there is no file. Raises UnusableSettings."""
    data = bytes_of(path)
    return {} if data is None else checked(data, path)


def bytes_of(path: Path) -> bytes | None:
    """The content of this file; None where there is no file. Raises UnusableSettings."""
    try:
        # A link is allowed: many keep their settings elsewhere.
        return private_files.read(path, LARGEST_FILE, follow=True, open_to_others=False)
    except FileNotFoundError:
        return None
    except private_files.OpenToOthers as error:
        raise UnusableSettings(
            f"The settings in {path} can be changed by other users (mode {error.mode:04o}), so they are not obeyed; "
            "chmod go-w closes them."
        ) from error
    except private_files.TooLarge as error:
        raise UnusableSettings(f"The settings in {path} cannot be read: it is no file of at most 64 KiB.") from error
    except OSError as error:
        raise UnusableSettings(f"The settings in {path} cannot be read: {error.strerror}.") from error


def checked(data: bytes, path: Path) -> dict[str, object]:
    """The settings in the content of this file by name. Raises UnusableSettings with all faults."""
    try:
        table = msgspec.toml.decode(decoded(data), type=dict[str, object])
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        raise UnusableSettings(f"The settings in {path} cannot be read: {error}.") from error
    found, faults = dict[str, object](), list[str]()
    for name, value in table.items():
        try:
            found[name] = value_of(name, value)
        except NotAValue as error:
            faults.append(f"{path} sets {error}")
    if faults:
        raise UnusableSettings("\n".join(faults))
    return found


def value_of(name: str, value: object) -> object:
    """The value as the setting's type. Raises NotAValue."""
    if name not in RULES:
        raise NotAValue(f"“{name}”, which is not a setting", f"Known are: {', '.join(sorted(RULES))}", ". ")
    converted = value
    for kind, need in RULES[name]:
        try:
            converted = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            said = "" if name in _TABLES else f" to {value!r}"
            raise NotAValue(f"“{name}”{said}", need) from error
    return _keys_by_id(converted) if name == "keys" else converted


def _keys_by_id(table: object) -> dict[str, tuple[str, ...]]:
    """The keys by the whole ids of commands."""
    found: dict[str, tuple[str, ...]] = {}
    for name, given in msgspec.convert(table, _Keys).items():
        inner = given if isinstance(given, dict) else {"": given}
        for rest, keys in inner.items():
            found[f"{name}.{rest}" if rest else name] = (keys,) if isinstance(keys, str) else keys
    return found
