"""A reader of metadata V15 of the tests' own: what a runtime says of itself, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Part = TypeVar("Part")

PRIMITIVES = [
    *("bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "u256"),
    *("i8", "i16", "i32", "i64", "i128", "i256"),
]
KINDS = ["composite", "variant", "sequence", "array", "tuple", "primitive", "compact", "bits"]
HASHERS = ["Blake2_128", "Blake2_256", "Blake2_128Concat", "Twox128", "Twox256", "Twox64Concat", "Identity"]


@dataclass(frozen=True)
class Field:
    """A field of a struct, a variant, a call or an event."""

    name: str | None
    type: int


@dataclass(frozen=True)
class Case:
    """A variant of an enum: a call, an event and an error are such."""

    name: str
    index: int
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Type:
    """An entry of the type registry. `body` is what its kind has: fields, cases, a type's number or several."""

    path: str
    kind: str
    body: Any


@dataclass(frozen=True)
class Item:
    """A storage item; `key` is the type of its whole key, None for a plain value."""

    name: str
    is_optional: bool
    hashers: tuple[str, ...]
    key: int | None
    value: int
    default: bytes


@dataclass(frozen=True)
class Pallet:
    """A pallet, its calls, events and errors by name."""

    name: str
    index: int
    items: dict[str, Item]
    calls: dict[str, Case]
    events: dict[str, Case]
    errors: dict[str, Case]
    constants: dict[str, tuple[int, bytes]]


@dataclass(frozen=True)
class Extension:
    """A transaction extension: what it adds to the extrinsic, and what to the signed payload."""

    name: str
    extra: int
    additional: int


@dataclass(frozen=True)
class Method:
    """A method of a runtime API."""

    inputs: tuple[Field, ...]
    output: int


@dataclass(frozen=True)
class Metadata:
    """All of it."""

    types: list[Type]
    pallets: dict[str, Pallet]
    extensions: tuple[Extension, ...]
    apis: dict[str, dict[str, Method]] = field(default_factory=dict)
    extrinsic_version: int = 0


def read(data: bytes) -> Metadata:
    """Read metadata V15, from `meta` on."""
    if data[:5] != b"meta\x0f":
        raise ValueError("not metadata V15")
    return _Reader(data, 5).metadata()


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        self._types: list[Type] = []

    def metadata(self) -> Metadata:
        self._types = self._list(self._type)
        pallets = self._list(self._pallet)
        version = self._number(1)
        # The types of address, call, signature and extra.
        for _ in range(4):
            self._compact()
        extensions = tuple(self._list(lambda: Extension(self._text(), self._compact(), self._compact())))
        self._compact()
        apis = dict(self._list(self._api))
        named = {pallet.name: pallet for pallet in pallets}
        return Metadata(self._types, named, extensions, apis, version)

    def _type(self) -> Type:
        self._compact()
        path = "::".join(self._list(self._text))
        self._list(lambda: (self._text(), self._option(self._compact)))
        kind = KINDS[self._number(1)]
        body = self._body(kind)
        self._docs()
        return Type(path, kind, body)

    def _body(self, kind: str) -> Any:
        match kind:
            case "composite":
                return self._fields()
            case "variant":
                return tuple(self._list(self._case))
            case "array":
                return self._number(4), self._compact()
            case "tuple":
                return tuple(self._list(self._compact))
            case "primitive":
                return PRIMITIVES[self._number(1)]
            case "bits":
                return self._compact(), self._compact()
        return self._compact()

    def _case(self) -> Case:
        name, fields, index = self._text(), self._fields(), self._number(1)
        self._docs()
        return Case(name, index, fields)

    def _fields(self) -> tuple[Field, ...]:
        return tuple(self._list(self._field))

    def _field(self) -> Field:
        found = Field(self._option(self._text), self._compact())
        self._option(self._text)
        self._docs()
        return found

    def _pallet(self) -> Pallet:
        name = self._text()
        items = self._option(lambda: (self._text(), self._list(self._item))[1]) or []
        calls, events = self._cases(), self._cases()
        constants = dict(self._list(self._constant))
        errors, index = self._cases(), self._number(1)
        self._docs()
        return Pallet(name, index, {item.name: item for item in items}, calls, events, errors, constants)

    def _cases(self) -> dict[str, Case]:
        number = self._option(self._compact)
        return {} if number is None else {case.name: case for case in self._types[number].body}

    def _item(self) -> Item:
        name, modifier = self._text(), self._number(1)
        hashers: tuple[str, ...] = ()
        key = None
        if self._number(1):
            hashers = tuple(self._list(lambda: HASHERS[self._number(1)]))
            key = self._compact()
        value, default = self._compact(), self._bytes()
        self._docs()
        return Item(name, modifier == 0, hashers, key, value, default)

    def _constant(self) -> tuple[str, tuple[int, bytes]]:
        name, number, value = self._text(), self._compact(), self._bytes()
        self._docs()
        return name, (number, value)

    def _api(self) -> tuple[str, dict[str, Method]]:
        name = self._text()
        methods = dict(self._list(self._method))
        self._docs()
        return name, methods

    def _method(self) -> tuple[str, Method]:
        name = self._text()
        inputs = tuple(self._list(lambda: Field(self._text(), self._compact())))
        output = self._compact()
        self._docs()
        return name, Method(inputs, output)

    def _docs(self) -> None:
        self._list(self._text)

    def _list(self, one: Callable[[], Part]) -> list[Part]:
        return [one() for _ in range(self._compact())]

    def _option(self, one: Callable[[], Part]) -> Part | None:
        return one() if self._number(1) else None

    def _text(self) -> str:
        return self._bytes().decode()

    def _bytes(self) -> bytes:
        return self._take(self._compact())

    def _number(self, size: int) -> int:
        return int.from_bytes(self._take(size), "little")

    def _compact(self) -> int:
        size = 1 << (self._data[self._at] & 3)
        if size == 8:
            raise ValueError("a number over 2³⁰ in metadata")
        return self._number(size) >> 2

    def _take(self, size: int) -> bytes:
        self._at += size
        if self._at > len(self._data):
            raise ValueError("the metadata ends too early")
        return self._data[self._at - size : self._at]
