"""Reads and writes single arguments of a call as bytes, by constants of this program and not by a chain's metadata.

Calls inside a call are read by `call_table`.
"""

from enum import Enum

ScalarValue = int | bool | str | bytes | None
"""A decoded argument: an account is 32 bytes, money is in rao, a proxy type is its name."""


class Layout(Enum):
    """The byte layout of an argument."""

    ACCOUNT = "[u8; 32]"
    ADDRESS = "one of 0 Id([u8; 32])"
    NETUID = "u16"
    AMOUNT = "u64"
    AMOUNT_COMPACT = "compact u64"
    LIMIT = "u64, a price"
    LIMIT_IF_ANY = "one of 0 None, 1 Some(u64)"
    YES_OR_NO = "bool"
    PROXY_TYPE = "a proxy's type"
    PROXY_TYPE_IF_ANY = "one of 0 None, 1 Some(a proxy's type)"
    BLOCKS = "u32"
    CALL = "a call"
    CALLS = "list of calls"

    @property
    def holds_calls(self) -> bool:
        """Whether the argument contains calls."""
        return self in (Layout.CALL, Layout.CALLS)


class OtherLayout(ValueError):
    """Bytes or values that do not fit the layout of the call."""


PROXY_TYPES = (
    *("Any", "Owner", "NonCritical", "NonTransfer", "Senate", "NonFungible", "Triumvirate", "Governance", "Staking"),
    *("Registration", "Transfer", "SmallTransfer", "RootWeights", "ChildKeys", "SudoUncheckedSetCode", "SwapHotkey"),
    *("SubnetLeaseBeneficiary", "RootClaim"),
)
"""The names by number, as far as specs 419, 439 and 461 agree."""

_SIZES = {
    Layout.ACCOUNT: 32,
    Layout.NETUID: 2,
    Layout.AMOUNT: 8,
    Layout.LIMIT: 8,
    Layout.YES_OR_NO: 1,
    Layout.BLOCKS: 4,
}
_IF_THERE = {Layout.LIMIT_IF_ANY: Layout.LIMIT, Layout.PROXY_TYPE_IF_ANY: Layout.PROXY_TYPE}
_ID = b"\x00"
_LEAST_OF_TWO, _MOST_COUNTED = 1 << 6, 1 << 14


def take(layout: Layout, data: bytes) -> tuple[ScalarValue, bytes]:
    """Read one value; returns it and the remaining bytes. Raises OtherLayout."""
    match layout:
        case Layout.LIMIT_IF_ANY | Layout.PROXY_TYPE_IF_ANY:
            is_there, rest = _flag(data)
            return take(_IF_THERE[layout], rest) if is_there else (None, rest)
        case Layout.PROXY_TYPE:
            return _proxy_type(data)
        case Layout.ADDRESS:
            kind, rest = split(data, 1)
            if kind != _ID:
                raise OtherLayout("An address is told otherwise than by its account.")
            return split(rest, _SIZES[Layout.ACCOUNT])
        case Layout.YES_OR_NO:
            return _flag(data)
        case Layout.AMOUNT_COMPACT:
            return _compact(data)
    part, rest = split(data, _SIZES[layout])
    return (part if layout is Layout.ACCOUNT else int.from_bytes(part, "little")), rest


def lay_out(layout: Layout, value: object) -> bytes:
    """Write one value. Raises OtherLayout if it does not fit."""
    match layout, value:
        case Layout.ACCOUNT, bytes() if len(value) == _SIZES[layout]:
            return value
        case Layout.ADDRESS, bytes():
            return _ID + lay_out(Layout.ACCOUNT, value)
        case Layout.YES_OR_NO, bool():
            return bytes([value])
        case ((Layout.LIMIT_IF_ANY | Layout.PROXY_TYPE_IF_ANY), _):
            return b"\x00" if value is None else b"\x01" + lay_out(_IF_THERE[layout], value)
        case Layout.PROXY_TYPE, str() if value in PROXY_TYPES:
            return bytes([PROXY_TYPES.index(value)])
        case (
            (Layout.NETUID | Layout.AMOUNT | Layout.LIMIT | Layout.AMOUNT_COMPACT | Layout.BLOCKS),
            int(),
        ) if not isinstance(value, bool):
            return _in_compact(value) if layout is Layout.AMOUNT_COMPACT else _number(value, _SIZES[layout])
    raise OtherLayout("A value of the call is of another kind.")


def split(data: bytes, size: int) -> tuple[bytes, bytes]:
    """The first bytes and the rest. Raises OtherLayout if there are too few."""
    if len(data) < size:
        raise OtherLayout("The bytes of the call end too early.")
    return data[:size], data[size:]


def take_count(data: bytes) -> tuple[int, bytes]:
    """Read a SCALE compact count of one or two bytes; returns it and the remaining bytes. Raises OtherLayout."""
    first, rest = split(data, 1)
    mode = first[0] & 3
    if mode == 0:
        return first[0] >> 2, rest
    if mode != 1:
        raise OtherLayout("The call holds more items than any call that is known here.")
    both, rest = split(data, 2)
    count = int.from_bytes(both, "little") >> 2
    if count < _LEAST_OF_TWO:
        raise OtherLayout("A number of items is written longer than it needs to be.")
    return count, rest


def lay_out_count(count: int) -> bytes:
    """Write a SCALE compact count. Raises OtherLayout for too many items."""
    if not 0 <= count < _MOST_COUNTED:
        raise OtherLayout("The call holds more items than any call that is known here.")
    return bytes([count << 2]) if count < _LEAST_OF_TWO else (count << 2 | 1).to_bytes(2, "little")


def _compact(data: bytes) -> tuple[int, bytes]:
    """Read a SCALE compact u64, in the shortest form alone. Raises OtherLayout."""
    first, after = split(data, 1)
    mode = first[0] & 3
    size = (first[0] >> 2) + 4 if mode == 3 else (0, 1, 3)[mode]
    more, rest = split(after, size)
    value = int.from_bytes(more, "little") if mode == 3 else int.from_bytes(first + more, "little") >> 2
    if _in_compact(value) != first + more:
        raise OtherLayout("A number is written longer than it needs to be.")
    return value, rest


def _in_compact(value: int) -> bytes:
    """Write a SCALE compact u64. Raises OtherLayout for a number that does not fit."""
    if not 0 <= value < 1 << 64:
        raise OtherLayout("A number of the call does not fit.")
    for mode, size in enumerate((1, 2, 4)):
        if value < 1 << 8 * size - 2:
            return (value << 2 | mode).to_bytes(size, "little")
    size = max((value.bit_length() + 7) // 8, 4)
    return bytes([(size - 4) << 2 | 3]) + value.to_bytes(size, "little")


def _flag(data: bytes) -> tuple[bool, bytes]:
    flag, rest = split(data, 1)
    if flag not in (b"\x00", b"\x01"):
        raise OtherLayout("A choice is neither yes nor no.")
    return flag == b"\x01", rest


def _proxy_type(data: bytes) -> tuple[str, bytes]:
    number, rest = split(data, 1)
    if number[0] >= len(PROXY_TYPES):
        raise OtherLayout("A proxy's type is not known here.")
    return PROXY_TYPES[number[0]], rest


def _number(value: int, size: int) -> bytes:
    if not 0 <= value < 1 << 8 * size:
        raise OtherLayout("A number of the call does not fit.")
    return value.to_bytes(size, "little")
