"""SCALE compact numbers and byte lists without metadata, for what no endpoint may have a part in."""

from collections.abc import Sequence


def compact(value: int) -> bytes:
    """The compact encoding of a number."""
    if value < 2**6:
        return (value << 2).to_bytes(1, "little")
    if value < 2**14:
        return (value << 2 | 1).to_bytes(2, "little")
    if value < 2**30:
        return (value << 2 | 2).to_bytes(4, "little")
    size = max((value.bit_length() + 7) // 8, 4)
    return bytes(((size - 4) << 2 | 3,)) + value.to_bytes(size, "little")


def length_at(raw: Sequence[int], at: int) -> tuple[int, int]:
    """The compact number below 2³⁰ at this place, and where it ends. Raises ValueError and IndexError."""
    mode = raw[at] & 3
    if mode == 3:
        raise ValueError("a length is out of range")
    size = 1 << mode
    if at + size > len(raw):
        raise ValueError("a length is cut off")
    return int.from_bytes(bytes(raw[at : at + size]), "little") >> 2, at + size


def exactly(raw: bytes, size: int) -> bytes:
    """These bytes. Raises ValueError where they are more or fewer."""
    if len(raw) != size:
        raise ValueError(f"{len(raw)} bytes instead of {size}")
    return raw


def metadata_in(answer: str) -> bytes:
    """The metadata in the answer of `Metadata_metadata_at_version`: an optional list of bytes. Raises ValueError."""
    raw = bytes.fromhex(answer.removeprefix("0x"))
    if raw[:1] != b"\x01":
        raise ValueError("there is no metadata of that version")
    length, at = length_at(raw, 1)
    return exactly(raw[at:], length)
