"""The digest that a proof of metadata leads to, by RFC-78: what a Ledger's app computes before it shows an order.

A proof is the types that an order needs, each with its place in a binary tree, the hashes beside their paths to the
root, then the description of extrinsics, then what the chain is called and counts in.
"""

from collections.abc import Callable

from tests.wallet.ledger.blake3 import blake3

HASH = 32
_COMPOSITE, _ENUMERATION, _SEQUENCE, _ARRAY, _TUPLE, _BITS = range(6)
_BY_ID = 22
"""The only reference to a type with a number behind it; those before it are primitive types."""

_VERSION = b"\x01"


def digest_of(proof: bytes) -> bytes:
    """The digest; raises ValueError or IndexError for what is no proof."""
    reader = _Reader(proof)
    leaves = [reader.span(reader.type) for _ in range(reader.compact())]
    places = [reader.number(4) for _ in range(reader.compact())]
    nodes = [reader.take(HASH) for _ in range(reader.compact())]
    extrinsics = reader.span(reader.extrinsics)
    tree = _Tree(list(zip(places, leaves, strict=True)), nodes)
    root = tree.hash_at(0)
    if tree.leaves or tree.nodes:
        raise ValueError("The proof holds more than its tree.")
    return blake3(_VERSION + root + blake3(extrinsics) + reader.rest)


class _Tree:
    """A tree of which some leaves and the hashes beside their paths are known, both from left to right."""

    def __init__(self, leaves: list[tuple[int, bytes]], nodes: list[bytes]) -> None:
        self.leaves = leaves
        self.nodes = nodes

    def hash_at(self, place: int) -> bytes:
        """The hash at a place; the root is 0, and below `n` are `2n + 1` and `2n + 2`."""
        if not self.leaves or not _is_below(self.leaves[0][0], place):
            return self.nodes.pop(0)
        if self.leaves[0][0] == place:
            return blake3(self.leaves.pop(0)[1])
        left = self.hash_at(2 * place + 1)
        return blake3(left + self.hash_at(2 * place + 2))


def _is_below(leaf: int, place: int) -> bool:
    while leaf > place:
        leaf = (leaf - 1) // 2
    return leaf == place


class _Reader:
    """Reads SCALE."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def rest(self) -> bytes:
        """What is not read yet."""
        return self._data[self._at :]

    def span(self, read: Callable[[], None]) -> bytes:
        """The bytes that this reads."""
        begin = self._at
        read()
        return self._data[begin : self._at]

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if self._at + size > len(self._data):
            raise ValueError("The proof is cut short.")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        """A number of a fixed size."""
        return int.from_bytes(self.take(size), "little")

    def compact(self) -> int:
        """A number below 2**30, which is all that counts and ids here need."""
        first = self.number(1)
        if first & 3 == 3:
            raise ValueError("The proof counts too far.")
        return (first | self.number((0, 1, 3)[first & 3]) << 8) >> 2

    def type(self) -> None:
        """A type: its path, its definition, its id."""
        self._many(self._text)
        match self.number(1):
            case kind if kind == _COMPOSITE:
                self._many(self._field)
            case kind if kind == _ENUMERATION:
                self._text()
                self._many(self._field)
                self.compact()
            case kind if kind == _SEQUENCE:
                self._reference()
            case kind if kind == _ARRAY:
                self.number(4)
                self._reference()
            case kind if kind == _TUPLE:
                self._many(self._reference)
            case kind if kind == _BITS:
                self.number(2)
            case _:
                raise ValueError("The proof holds a type of an unknown kind.")
        self.compact()

    def extrinsics(self) -> None:
        """Version, address, call, signature, and the extensions, each with its two types."""
        self.number(1)
        for _ in range(3):
            self._reference()
        self._many(self._extension)

    def _extension(self) -> None:
        self._text()
        self._reference()
        self._reference()

    def _field(self) -> None:
        self._optional(self._text)
        self._reference()
        self._optional(self._text)

    def _reference(self) -> None:
        if self.number(1) == _BY_ID:
            self.compact()

    def _text(self) -> None:
        self.take(self.compact())

    def _optional(self, read: Callable[[], None]) -> None:
        if self.number(1):
            read()

    def _many(self, read: Callable[[], None]) -> None:
        for _ in range(self.compact()):
            read()
