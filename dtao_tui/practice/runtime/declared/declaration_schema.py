"""Dataclasses for declarations. Types are written as Rust writes them: "Vec<(NetUid, u16)>"."""

import hashlib
from dataclasses import dataclass, field
from enum import Enum

from dtao_tui.practice.state.storage import Value


class Hasher(Enum):
    """The hasher of a map's key in a storage key; the value is the metadata's number for it."""

    TWOX64_CONCAT = 5
    BLAKE2_128_CONCAT = 2
    IDENTITY = 6


KeyPart = tuple[Hasher, str]
Parameters = tuple[tuple[str, str | None], ...]
"""A type's parameters by name: types, or None for those that stand for no type, such as a pallet's configuration."""

CONFIGURED: Parameters = (("T", None),)

NETUID: KeyPart = (Hasher.IDENTITY, "NetUid")
ACCOUNT: KeyPart = (Hasher.BLAKE2_128_CONCAT, "AccountId32")
UID: KeyPart = (Hasher.IDENTITY, "u16")


@dataclass(frozen=True, slots=True)
class Item:
    """One storage item."""

    name: str
    type: str
    keys: tuple[KeyPart, ...] = ()
    default: Value = None
    """The default of an unset item; None for items that may be absent."""


@dataclass(frozen=True, slots=True)
class CallDeclaration:
    """One call of a pallet, with the index it has on mainnet."""

    index: int
    name: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventKind:
    """One event of a pallet, with the index it has on mainnet. Fields without names are written with None."""

    index: int
    name: str
    fields: tuple[tuple[str | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """One constant of a pallet."""

    name: str
    type: str
    value: Value


@dataclass(frozen=True, slots=True)
class Pallet:
    """One pallet with its index on mainnet."""

    name: str
    index: int
    items: tuple[Item, ...] = ()
    calls: tuple[CallDeclaration, ...] = ()
    events: tuple[EventKind, ...] = ()
    errors: tuple[str, ...] = ()
    constants: tuple[Constant, ...] = ()

    crate: str = ""
    """The path of the module that its call, event and error types are in."""

    parameters: Parameters = CONFIGURED
    """Of its call and error types."""

    event_parameters: Parameters = CONFIGURED


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a runtime API."""

    name: str
    inputs: tuple[tuple[str, str], ...]
    output: str


@dataclass(frozen=True, slots=True)
class Api:
    """One runtime API."""

    name: str
    methods: tuple[Method, ...]
    version: int = 1

    @property
    def identifier(self) -> bytes:
        """The identifier in the runtime's version: eight bytes of a hash of its name."""
        return hashlib.blake2b(self.name.encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Struct:
    """A named composite type."""

    path: str
    fields: tuple[tuple[str | None, str], ...]
    parameters: Parameters = ()
    """Its type parameters; some clients take types apart by them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One case of an enum."""

    index: int
    name: str
    fields: tuple[tuple[str | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A named enum."""

    path: str
    variants: tuple[Variant, ...] = field(default=())
    parameters: Parameters = ()


def fields(text: str) -> tuple[tuple[str, str], ...]:
    """The fields of "hotkey: AccountId32, netuid: NetUid", one to a line or separated by commas outside brackets."""
    return tuple(_named(part) for part in split(text) if part)


def unnamed(text: str) -> tuple[tuple[None, str], ...]:
    """Fields without names: "AccountId32, u64"."""
    return tuple((None, part) for part in split(text) if part)


def split(text: str) -> list[str]:
    """The parts of a list, separated by commas and line ends outside of brackets."""
    parts, depth, begin = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "<([":
            depth += 1
        elif sign in ">)]":
            depth -= 1
        elif sign in ",\n" and depth == 0:
            parts.append(text[begin:at].strip())
            begin = at + 1
    parts.append(text[begin:].strip())
    return [part for part in parts if part]


def _named(part: str) -> tuple[str, str]:
    name, _, kind = part.partition(":")
    return name.strip(), kind.strip()
