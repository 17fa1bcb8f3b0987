"""What metadata V15 declares as plain values, to compare runtimes by; the bytes are read by `tree`."""

from dataclasses import dataclass, field
from typing import Any

from tests.metadata import tree
from tests.metadata.tree import Reader

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
    taken = tree.read(data)
    types = [Type("::".join(each.path), KINDS[each.kind], _body(each)) for each in taken.types]
    pallets = {each.name: _pallet(each, types) for each in taken.pallets}
    extensions = tuple(Extension(each.name, each.extra, each.additional) for each in taken.extensions)
    rest = Reader(taken.rest, 0)
    rest.compact()
    apis = dict(_api(rest) for _ in range(rest.compact()))
    return Metadata(types, pallets, extensions, apis, taken.extrinsic_version)


def _body(found: tree.Type) -> Any:
    match KINDS[found.kind]:
        case "composite":
            return _fields(found.fields)
        case "variant":
            return tuple(Case(each.name, each.index, _fields(each.fields)) for each in found.variants)
        case "array":
            return found.number, found.inner[0]
        case "tuple" | "bits":
            return tuple(found.inner)
        case "primitive":
            return PRIMITIVES[found.number]
    return found.inner[0]


def _fields(found: list[tree.Field]) -> tuple[Field, ...]:
    return tuple(Field(each.name, each.type) for each in found)


def _pallet(found: tree.Pallet, types: list[Type]) -> Pallet:
    storage, middle = Reader(found.storage, 0), Reader(found.middle, 0)
    items: list[Item] = []
    if storage.byte():
        storage.text()
        items = [_item(storage) for _ in range(storage.compact())]
    events = _cases(_optional(middle), types)
    constants = dict(_constant(middle) for _ in range(middle.compact()))
    errors = _cases(_optional(middle), types)
    named = {item.name: item for item in items}
    return Pallet(found.name, found.index, named, _cases(found.calls, types), events, errors, constants)


def _cases(number: int | None, types: list[Type]) -> dict[str, Case]:
    return {} if number is None else {case.name: case for case in types[number].body}


def _item(reader: Reader) -> Item:
    name, modifier = reader.text(), reader.byte()
    hashers: tuple[str, ...] = ()
    key = None
    if reader.byte():
        hashers = tuple(HASHERS[reader.byte()] for _ in range(reader.compact()))
        key = reader.compact()
    value, default = reader.compact(), reader.take(reader.compact())
    reader.texts()
    return Item(name, modifier == 0, hashers, key, value, default)


def _constant(reader: Reader) -> tuple[str, tuple[int, bytes]]:
    name, number, value = reader.text(), reader.compact(), reader.take(reader.compact())
    reader.texts()
    return name, (number, value)


def _api(reader: Reader) -> tuple[str, dict[str, Method]]:
    name = reader.text()
    methods = dict(_method(reader) for _ in range(reader.compact()))
    reader.texts()
    return name, methods


def _method(reader: Reader) -> tuple[str, Method]:
    name = reader.text()
    inputs = tuple(Field(reader.text(), reader.compact()) for _ in range(reader.compact()))
    output = reader.compact()
    reader.texts()
    return name, Method(inputs, output)


def _optional(reader: Reader) -> int | None:
    return reader.compact() if reader.byte() else None
