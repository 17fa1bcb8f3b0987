"""V15 metadata taken apart into values that a test may change, and put together again byte for byte."""

from copy import deepcopy
from dataclasses import dataclass, field

HEAD = b"meta\x0f"
COMPOSITE, VARIANT, SEQUENCE, ARRAY, TUPLE, PRIMITIVE, COMPACT, BITS = range(8)


@dataclass
class Field:
    """A field of a struct or variant."""

    name: str | None
    type: int
    type_name: str | None = None
    docs: list[str] = field(default_factory=list)


@dataclass
class Variant:
    """One choice of an enum."""

    name: str
    index: int
    fields: list[Field] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)


@dataclass
class Type:
    """An entry of the registry; which of the lists and numbers it has depends on its kind."""

    kind: int
    path: list[str] = field(default_factory=list)
    parameters: list[tuple[str, int | None]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)
    """The types of a tuple; one for a sequence, an array or a compact; two for bits."""

    number: int = 0
    """Which primitive, or the length of an array."""

    docs: list[str] = field(default_factory=list)


@dataclass
class Pallet:
    """A pallet; its storage, events, constants and errors stay bytes."""

    name: str
    storage: bytes
    calls: int | None
    middle: bytes
    index: int
    docs: list[str]


@dataclass
class Extension:
    """A transaction extension and the types of what it puts into the extrinsic and into the signature alone."""

    name: str
    extra: int
    additional: int


@dataclass
class Metadata:
    """The whole description; types that nobody changes keep their bytes."""

    types: list[Type]
    pallets: list[Pallet]
    extrinsic_version: int
    extrinsic_types: list[int]
    """Of the address, the call, the signature and the extensions."""

    extensions: list[Extension]
    rest: bytes
    written: list[bytes | None]

    def copy(self) -> "Metadata":
        """One that may be changed by itself, if its types are changed through `change` alone."""
        return Metadata(
            list(self.types),
            deepcopy(self.pallets),
            self.extrinsic_version,
            list(self.extrinsic_types),
            deepcopy(self.extensions),
            self.rest,
            list(self.written),
        )

    def change(self, number: int) -> Type:
        """This type, to be changed in place."""
        self.types[number] = deepcopy(self.types[number])
        self.written[number] = None
        return self.types[number]

    def add(self, new: Type) -> int:
        """Put a type at the end; its number."""
        self.types.append(new)
        self.written.append(None)
        return len(self.types) - 1

    def primitive(self, name: str) -> int:
        """The number of a primitive type, which is added where there is none."""
        number = ("bool", "char", "str", "u8", "u16", "u32", "u64", "u128").index(name)
        for at, each in enumerate(self.types):
            if each.kind == PRIMITIVE and each.number == number:
                return at
        return self.add(Type(PRIMITIVE, number=number))

    def extension(self, name: str) -> Extension:
        """The extension of this name."""
        return next(each for each in self.extensions if each.name == name)

    def pallet(self, name: str) -> Pallet:
        """The pallet of this name."""
        return next(each for each in self.pallets if each.name == name)

    def call(self, pallet: str, name: str) -> Variant:
        """A call, to be changed in place."""
        calls = self.pallet(pallet).calls
        assert calls is not None
        return next(each for each in self.change(calls).variants if each.name == name)

    def encoded(self) -> bytes:
        """The metadata's bytes."""
        types = [raw or _type(number, self.types[number]) for number, raw in enumerate(self.written)]
        pallets = [_pallet(each) for each in self.pallets]
        extensions = [_text(e.name) + _compact(e.extra) + _compact(e.additional) for e in self.extensions]
        extrinsic = bytes([self.extrinsic_version]) + b"".join(map(_compact, self.extrinsic_types))
        return HEAD + _list(types) + _list(pallets) + extrinsic + _list(extensions) + self.rest


def read(data: bytes) -> Metadata:
    """Take metadata apart."""
    assert data.startswith(HEAD)
    reader = Reader(data, len(HEAD))
    types, written = [], []
    for _ in range(reader.compact()):
        start = reader.at
        types.append(reader.type())
        written.append(data[start : reader.at])
    pallets = [reader.pallet() for _ in range(reader.compact())]
    version = reader.byte()
    extrinsic_types = [reader.compact() for _ in range(4)]
    extensions = [Extension(reader.text(), reader.compact(), reader.compact()) for _ in range(reader.compact())]
    return Metadata(types, pallets, version, extrinsic_types, extensions, data[reader.at :], list(written))


class Reader:
    """Reads SCALE from a place on."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at

    def byte(self) -> int:
        self.at += 1
        return self._data[self.at - 1]

    def take(self, size: int) -> bytes:
        self.at += size
        if self.at > len(self._data):
            raise ValueError("the metadata ends too early")
        return self._data[self.at - size : self.at]

    def compact(self) -> int:
        first = self._data[self.at]
        size = (1, 2, 4)[first & 3]
        return int.from_bytes(self.take(size), "little") >> 2

    def text(self) -> str:
        return self.take(self.compact()).decode()

    def texts(self) -> list[str]:
        return [self.text() for _ in range(self.compact())]

    def type(self) -> Type:
        self.compact()
        path = self.texts()
        parameters = [(self.text(), self.compact() if self.byte() else None) for _ in range(self.compact())]
        found = Type(self.byte(), path, parameters)
        match found.kind:
            case 0:
                found.fields = self.fields()
            case 1:
                found.variants = [self.variant() for _ in range(self.compact())]
            case 3:
                found.number = int.from_bytes(self.take(4), "little")
                found.inner = [self.compact()]
            case 4:
                found.inner = [self.compact() for _ in range(self.compact())]
            case 5:
                found.number = self.byte()
            case kind:
                found.inner = [self.compact() for _ in range(2 if kind == BITS else 1)]
        found.docs = self.texts()
        return found

    def fields(self) -> list[Field]:
        return [self.field() for _ in range(self.compact())]

    def field(self) -> Field:
        name = self.text() if self.byte() else None
        number = self.compact()
        return Field(name, number, self.text() if self.byte() else None, self.texts())

    def variant(self) -> Variant:
        name, fields = self.text(), self.fields()
        return Variant(name, self.byte(), fields, self.texts())

    def pallet(self) -> Pallet:
        name, start = self.text(), self.at
        if self.byte():
            self.text()
            for _ in range(self.compact()):
                self._item()
        storage = self._data[start : self.at]
        calls = self.compact() if self.byte() else None
        start = self.at
        self._optional()
        for _ in range(self.compact()):
            self.text()
            self.compact()
            self.take(self.compact())
            self.texts()
        self._optional()
        middle = self._data[start : self.at]
        return Pallet(name, storage, calls, middle, self.byte(), self.texts())

    def _item(self) -> None:
        self.text()
        self.byte()
        if self.byte():
            self.take(self.compact())
            self.compact()
        self.compact()
        self.take(self.compact())
        self.texts()

    def _optional(self) -> None:
        if self.byte():
            self.compact()


def _type(number: int, entry: Type) -> bytes:
    parameters = [_text(name) + _optional(None if kind is None else _compact(kind)) for name, kind in entry.parameters]
    match entry.kind:
        case 0:
            body = _list([_field(each) for each in entry.fields])
        case 1:
            body = _list([_variant(each) for each in entry.variants])
        case 3:
            body = entry.number.to_bytes(4, "little") + _compact(entry.inner[0])
        case 4:
            body = _list([_compact(each) for each in entry.inner])
        case 5:
            body = bytes([entry.number])
        case _:
            body = b"".join(_compact(each) for each in entry.inner)
    head = _compact(number) + _texts(entry.path) + _list(parameters) + bytes([entry.kind])
    return head + body + _texts(entry.docs)


def _field(entry: Field) -> bytes:
    name = _optional(None if entry.name is None else _text(entry.name))
    type_name = _optional(None if entry.type_name is None else _text(entry.type_name))
    return name + _compact(entry.type) + type_name + _texts(entry.docs)


def _variant(entry: Variant) -> bytes:
    fields = _list([_field(each) for each in entry.fields])
    return _text(entry.name) + fields + bytes([entry.index]) + _texts(entry.docs)


def _pallet(entry: Pallet) -> bytes:
    calls = _optional(None if entry.calls is None else _compact(entry.calls))
    return _text(entry.name) + entry.storage + calls + entry.middle + bytes([entry.index]) + _texts(entry.docs)


def _optional(data: bytes | None) -> bytes:
    return b"\x00" if data is None else b"\x01" + data


def _text(value: str) -> bytes:
    data = value.encode()
    return _compact(len(data)) + data


def _texts(values: list[str]) -> bytes:
    return _list([_text(value) for value in values])


def _list(parts: list[bytes]) -> bytes:
    return _compact(len(parts)) + b"".join(parts)


def _compact(number: int) -> bytes:
    for size, mark, bound in ((1, 0, 6), (2, 1, 14), (4, 2, 30)):
        if number < 1 << bound:
            return (number << 2 | mark).to_bytes(size, "little")
    raise ValueError(number)
