"""Checksums of table rows: the last column of a row covers all columns before it."""

import hashlib
import struct

Row = tuple[object, ...]
"""The values of a row, its checksum last."""

_BYTES = 16


def with_checksum(content: Row) -> Row:
    """A row from what comes before its checksum."""
    return (*content, _checksum(content))


def is_sound(row: Row) -> bool:
    """Whether the row is what was written."""
    return row[-1] == _checksum(row[:-1])


def _checksum(content: Row) -> bytes:
    digest = hashlib.blake2b(digest_size=_BYTES)
    for value in content:
        kind, data = _bytes_of(value)
        digest.update(kind + struct.pack(">Q", len(data)) + data)
    return digest.digest()


def _bytes_of(value: object) -> tuple[bytes, bytes]:
    """The value's kind and its bytes; two values that differ never give the same."""
    match value:
        case str():
            return b"s", value.encode("utf-8", "surrogateescape")
        case bytes():
            return b"b", value
        case float():
            return b"f", struct.pack(">d", value)
        case _:
            return b"o", repr(value).encode()
