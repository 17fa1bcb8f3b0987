"""The portable type registry of the metadata: types written as Rust writes them become numbered, encoded entries."""

from collections.abc import Mapping, Sequence

from dtao_tui.practice.runtime.declared.declaration_schema import Choice, Struct, split

PRIMITIVES = (
    *("bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "u256"),
    *("i8", "i16", "i32", "i64", "i128", "i256"),
)
"""In the order of scale-info's numbers."""

COMPOSITE, VARIANT, SEQUENCE, ARRAY, TUPLE, PRIMITIVE, COMPACT = range(7)

Fields = Sequence[tuple[str | None, str]]


class UnknownType(KeyError):
    """A type that no declaration names."""


def compact(number: int) -> bytes:
    """An integer below 2³⁰ in SCALE's compact form, which is all that metadata needs."""
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return (number << 2 | 1).to_bytes(2, "little")
    return (number << 2 | 2).to_bytes(4, "little")


def text(value: str) -> bytes:
    """A string with its length."""
    data = value.encode()
    return compact(len(data)) + data


def sequence(parts: Sequence[bytes]) -> bytes:
    """A sequence with its length."""
    return compact(len(parts)) + b"".join(parts)


class TypeRegistry:
    """Gives every type a number, once, and encodes them all at the end."""

    def __init__(self, structs: Mapping[str, Struct], choices: Mapping[str, Choice]) -> None:
        self._structs = structs
        self._choices = dict(choices)
        self._numbers: dict[str, int] = {}
        self._bodies: list[bytes] = []

    def define(self, name: str, choice: Choice) -> None:
        """Name an enum that is made from other declarations, such as all calls of a pallet."""
        self._choices[name] = choice

    def number(self, name: str) -> int:
        """The number of a type, such as "Vec<(NetUid, u16)>"."""
        name = " ".join(name.split())
        if name not in self._numbers:
            # The number is taken before the body is made, because calls contain calls.
            self._numbers[name] = len(self._bodies)
            self._bodies.append(b"")
            self._bodies[self._numbers[name]] = self._body(name)
        return self._numbers[name]

    @property
    def numbers(self) -> Mapping[str, int]:
        """Every requested type, and its number."""
        return self._numbers

    def encoded(self) -> bytes:
        """The whole registry."""
        return sequence([compact(number) + body for number, body in enumerate(self._bodies)])

    def _body(self, name: str) -> bytes:
        if name in self._structs:
            struct = self._structs[name]
            return self._type(struct.path, COMPOSITE, self._fields(struct.fields), struct.parameters)
        if name in self._choices:
            choice = self._choices[name]
            return self._type(choice.path, VARIANT, self._variants(choice), choice.parameters)
        if name in PRIMITIVES:
            return self._type("", PRIMITIVE, bytes([PRIMITIVES.index(name)]))
        if name.startswith("("):
            parts = split(name[1:-1])
            return self._type("", TUPLE, sequence([compact(self.number(part)) for part in parts]))
        if name.startswith("["):
            inner, _, length = name[1:-1].rpartition(";")
            return self._type("", ARRAY, int(length).to_bytes(4, "little") + compact(self.number(inner.strip())))
        return self._generic(name)

    def _generic(self, name: str) -> bytes:
        head, bracket, rest = name.partition("<")
        if not bracket:
            raise UnknownType(name)
        inner = rest[:-1]
        match head:
            case "Vec":
                return self._type("", SEQUENCE, compact(self.number(inner)))
            case "Compact":
                return self._type("", COMPACT, compact(self.number(inner)))
            case "Option":
                none = text("None") + sequence([]) + bytes([0]) + sequence([])
                some = text("Some") + self._fields([(None, inner)]) + bytes([1]) + sequence([])
                return self._type("Option", VARIANT, sequence([none, some]), parameters=[("T", inner)])
            case "BoundedVec" | "WeakBoundedVec":
                path = "bounded_collections::" + ("bounded_vec" if head == "BoundedVec" else "weak_bounded_vec")
                bounded = self._fields([(None, f"Vec<{inner}>")])
                return self._type(f"{path}::{head}", COMPOSITE, bounded, [("T", inner), ("S", None)])
            case "BTreeMap":
                pairs = self._fields([(None, f"Vec<({inner})>")])
                return self._type("BTreeMap", COMPOSITE, pairs, list(zip("KV", split(inner), strict=True)))
            case "BTreeSet":
                return self._type("BTreeSet", COMPOSITE, self._fields([(None, f"Vec<{inner}>")]), [("T", inner)])
        raise UnknownType(name)

    def _type(self, path: str, kind: int, body: bytes, parameters: Sequence[tuple[str, str | None]] = ()) -> bytes:
        segments = sequence([text(segment) for segment in path.split("::")]) if path else sequence([])
        named = [
            text(name) + (b"\x00" if of is None else b"\x01" + compact(self.number(of))) for name, of in parameters
        ]
        return segments + sequence(named) + bytes([kind]) + body + sequence([])

    def _fields(self, fields: Fields) -> bytes:
        return sequence([self._field(name, kind) for name, kind in fields])

    def _field(self, name: str | None, kind: str) -> bytes:
        title = b"\x00" if name is None else b"\x01" + text(name)
        return title + compact(self.number(kind)) + b"\x01" + text(kind) + sequence([])

    def _variants(self, choice: Choice) -> bytes:
        return sequence(
            [
                text(variant.name) + self._fields(variant.fields) + bytes([variant.index]) + sequence([])
                for variant in choice.variants
            ]
        )
