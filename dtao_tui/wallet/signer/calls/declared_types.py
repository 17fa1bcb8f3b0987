"""Reads from V15 metadata how it declares a signed extrinsic: the types of address, signature and extensions.

The codec gives only their names, but what it encodes into an extrinsic depends on these types.
"""

from dataclasses import dataclass

NOTHING = "nothing"

_HEAD = b"meta\x0f"
_PRIMITIVES = (
    "bool",
    "char",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "u256",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "i256",
)
_ERA_CHOICES = ["0 Immortal", *(f"{index} Mortal{index}(u8)" for index in range(1, 256))]
_DEEPEST = 16
_MOST_VISITS = 800
"""Types visited for one description: an era takes 256, everything else less than 50."""


class UnknownLayout(ValueError):
    """Bytes that are not V15 metadata, or that nest types too deeply."""


@dataclass(frozen=True, slots=True)
class DeclaredExtension:
    """A transaction extension with the types of its parts in the extrinsic and in the signature alone."""

    name: str
    in_extrinsic: str
    in_signature_only: str


@dataclass(frozen=True, slots=True, order=True)
class DeclaredCalls:
    """The calls of one pallet: pallet name, pallet number, and the number of their enum type."""

    pallet: str
    number: int
    type: int


@dataclass(frozen=True, slots=True)
class DeclaredExtrinsic:
    """The declared parts of a signed extrinsic."""

    address: str
    signature: str
    extensions: tuple[DeclaredExtension, ...]
    proven_calls: tuple[DeclaredCalls, ...]
    """By the extrinsic's own type, which the metadata's digest covers."""

    listed_calls: tuple[DeclaredCalls, ...]
    """By the list of pallets, which no digest covers and by which codecs read and compose calls."""


def declared_extrinsic(metadata: bytes) -> DeclaredExtrinsic:
    """Read the declaration from metadata. Raises UnknownLayout."""
    try:
        return _read(metadata)
    except (IndexError, UnicodeDecodeError, ValueError) as error:
        raise UnknownLayout("The metadata cannot be read.") from error


def _read(metadata: bytes) -> DeclaredExtrinsic:
    if not metadata.startswith(_HEAD):
        raise UnknownLayout("The metadata is of another version than 15.")
    reader = _Reader(metadata, len(_HEAD))
    types = [reader.type() for _ in range(reader.count())]
    pallets = [reader.pallet() for _ in range(reader.count())]
    reader.take(1)
    address, call, signature, _ = (reader.count() for _ in range(4))
    found = [(reader.text(), reader.count(), reader.count()) for _ in range(reader.count())]
    shapes = _Shapes(types)
    extensions = tuple(DeclaredExtension(name, shapes.of(extra), shapes.of(added)) for name, extra, added in found)
    listed = tuple(sorted(pallet for pallet in pallets if pallet is not None))
    return DeclaredExtrinsic(shapes.of(address), shapes.of(signature), extensions, _calls_of(types[call]), listed)


@dataclass(frozen=True, slots=True)
class _Type:
    kind: int
    fields: tuple[int, ...] = ()
    """Types of the fields or of what is inside."""

    variants: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    number: int = 0


def _calls_of(found: _Type) -> tuple[DeclaredCalls, ...]:
    """The pallets of a runtime's call type. Raises UnknownLayout for a type of another form."""
    if found.kind != 1 or any(len(fields) != 1 for _, _, fields in found.variants):
        raise UnknownLayout("The metadata's calls are not told by pallet.")
    return tuple(sorted(DeclaredCalls(name, number, fields[0]) for name, number, fields in found.variants))


class _Shapes:
    """Describes types by their encoding: a struct of one field is that field, an enum lists its variants."""

    def __init__(self, types: list[_Type]) -> None:
        self._types = types
        self._visits_left = _MOST_VISITS

    def of(self, number: int, depth: int = 0) -> str:
        """The description of a type. Raises UnknownLayout for a recursive or far too large one."""
        self._visits_left -= 1
        if self._visits_left < 0 or depth > _DEEPEST:
            raise UnknownLayout("The metadata's types are nested too deeply.")
        found = self._types[number]
        inner = [self.of(each, depth + 1) for each in found.fields]
        match found.kind:
            case 0 | 4:
                parts = [part for part in inner if part != NOTHING]
                return NOTHING if not parts else parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
            case 1:
                ordered = sorted(found.variants, key=lambda variant: variant[1])
                choices = [self._choice(name, index, fields, depth) for name, index, fields in ordered]
                return "era" if choices == _ERA_CHOICES else f"one of {', '.join(choices)}"
            case 3:
                return f"[{inner[0]}; {found.number}]"
            case 5:
                return _PRIMITIVES[found.number]
            case 6:
                return f"compact {inner[0]}"
            case kind:
                return f"{'list' if kind == 2 else 'bits'} of {', '.join(inner)}"

    def _choice(self, name: str, index: int, fields: tuple[int, ...], depth: int) -> str:
        inner = ", ".join(self.of(each, depth + 1) for each in fields)
        return f"{index} {name}({inner})" if fields else f"{index} {name}"


class _Reader:
    """Reads SCALE bytes from an offset. Raises IndexError at the end of the data."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise IndexError
        taken, self._at = self._data[self._at : end], end
        return taken

    def count(self) -> int:
        """A compact number of at most four bytes; metadata needs no larger one."""
        mode = self._data[self._at] & 3
        if mode == 3:
            raise UnknownLayout("The metadata holds a number that is too large.")
        return int.from_bytes(self.take(1 << mode), "little") >> 2

    def text(self) -> str:
        return self.take(self.count()).decode()

    def type(self) -> _Type:
        self.count()
        self._pass_texts()
        for _ in range(self.count()):
            self.text()
            self._pass_optional()
        found = self._definition(self.take(1)[0])
        self._pass_texts()
        return found

    def pallet(self) -> DeclaredCalls | None:
        """Read past one pallet; returns its calls, or None if it has none."""
        name = self.text()
        if self._flag():
            self.text()
            for _ in range(self.count()):
                self._pass_item()
        calls = self.count() if self._flag() else None
        self._pass_optional()
        for _ in range(self.count()):
            self.text()
            self.count()
            self.take(self.count())
            self._pass_texts()
        self._pass_optional()
        number = self.take(1)[0]
        self._pass_texts()
        return None if calls is None else DeclaredCalls(name, number, calls)

    def _definition(self, kind: int) -> _Type:
        match kind:
            case 0:
                return _Type(kind, self._fields())
            case 1:
                return _Type(kind, variants=tuple(self._variant() for _ in range(self.count())))
            case 2 | 6:
                return _Type(kind, (self.count(),))
            case 3:
                length = int.from_bytes(self.take(4), "little")
                return _Type(kind, (self.count(),), number=length)
            case 4:
                return _Type(kind, tuple(self.count() for _ in range(self.count())))
            case 5:
                return _Type(kind, number=self.take(1)[0])
            case 7:
                return _Type(kind, (self.count(), self.count()))
            case _:
                raise UnknownLayout("The metadata holds a type of an unknown kind.")

    def _fields(self) -> tuple[int, ...]:
        return tuple(self._field() for _ in range(self.count()))

    def _field(self) -> int:
        if self._flag():
            self.text()
        number = self.count()
        if self._flag():
            self.text()
        self._pass_texts()
        return number

    def _variant(self) -> tuple[str, int, tuple[int, ...]]:
        name, fields = self.text(), self._fields()
        index = self.take(1)[0]
        self._pass_texts()
        return name, index, fields

    def _pass_item(self) -> None:
        self.text()
        self.take(1)
        if self._flag():
            self.take(self.count())
            self.count()
        self.count()
        self.take(self.count())
        self._pass_texts()

    def _flag(self) -> bool:
        flag = self.take(1)[0]
        if flag > 1:
            raise UnknownLayout("The metadata holds a choice that is neither yes nor no.")
        return flag == 1

    def _pass_optional(self) -> None:
        if self._flag():
            self.count()

    def _pass_texts(self) -> None:
        for _ in range(self.count()):
            self.take(self.count())
