"""The calls that are known here by number, name and layout: a second look at bytes, free of any description of a chain.

Numbers, names and layouts were read in the metadata of specs 419, 439 and 461; nothing here is known for 475 alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

Value = int | bool | bytes | None
"""As laid out: an account is its 32 bytes, money is in rao."""


class Layout(Enum):
    """How an argument lies in the bytes."""

    ACCOUNT = "[u8; 32]"
    NETUID = "u16"
    AMOUNT = "u64"
    LIMIT = "u64, a price"
    LIMIT_IF_ANY = "one of 0 None, 1 Some(u64)"
    YES_OR_NO = "bool"


class OtherLayout(ValueError):
    """Bytes or values do not lie as the call lays them out."""


@dataclass(frozen=True, slots=True)
class KnownCall:
    """One call of the chain."""

    pallet: str
    name: str
    numbers: tuple[int, int]
    """Of the pallet, and of the call in it."""

    arguments: Mapping[str, Layout]
    """By name, in the call's order."""

    btcli: str
    """The command of the SDK that does the same."""

    is_signed: bool = False
    takes_out: bool = False
    """Whether it only takes stake out, so that a person may need it on a chain that numbers it otherwise."""

    first_spec: int = 419
    """The oldest spec of those read that has it."""

    def read(self, call: bytes) -> dict[str, Value]:
        """The arguments in the bytes after the two numbers. Raises OtherLayout unless they end where the call does."""
        values, rest = {}, call[2:]
        for name, layout in self.arguments.items():
            values[name], rest = _taken(layout, rest)
        if rest or len(call) < 2:
            raise OtherLayout("The bytes of the call hold more than the call.")
        return values

    def compose(self, values: Mapping[str, Value], numbers: tuple[int, int] | None = None) -> bytes:
        """The bytes of the call. Raises OtherLayout for a value that does not fit."""
        if list(values) != list(self.arguments):
            raise OtherLayout("The call takes other arguments.")
        body = b"".join(_laid_out(layout, values[name]) for name, layout in self.arguments.items())
        return bytes(numbers or self.numbers) + body


_ACCOUNT, _NETUID, _AMOUNT = Layout.ACCOUNT, Layout.NETUID, Layout.AMOUNT
_LIMITED = {"limit_price": Layout.LIMIT, "allow_partial": Layout.YES_OR_NO}
_BETWEEN_SUBNETS = {"origin_netuid": _NETUID, "destination_netuid": _NETUID, "alpha_amount": _AMOUNT}
_HOTKEYS = {"origin_hotkey": _ACCOUNT, "destination_hotkey": _ACCOUNT}
_PALLET = "SubtensorModule"

CALLS = (
    KnownCall(
        _PALLET,
        "add_stake_limit",
        (7, 88),
        {"hotkey": _ACCOUNT, "netuid": _NETUID, "amount_staked": _AMOUNT, **_LIMITED},
        "btcli stake add",
        is_signed=True,
    ),
    KnownCall(
        _PALLET,
        "remove_stake_limit",
        (7, 89),
        {"hotkey": _ACCOUNT, "netuid": _NETUID, "amount_unstaked": _AMOUNT, **_LIMITED},
        "btcli stake remove",
        is_signed=True,
        takes_out=True,
    ),
    KnownCall(
        _PALLET,
        "remove_stake_full_limit",
        (7, 103),
        {"hotkey": _ACCOUNT, "netuid": _NETUID, "limit_price": Layout.LIMIT_IF_ANY},
        "btcli stake remove --amount-alpha all",
        is_signed=True,
        takes_out=True,
    ),
    KnownCall(_PALLET, "move_stake", (7, 85), {**_HOTKEYS, **_BETWEEN_SUBNETS}, "btcli stake move"),
    KnownCall(
        _PALLET,
        "move_stake_limit",
        (7, 149),
        {**_HOTKEYS, **_BETWEEN_SUBNETS, **_LIMITED},
        "btcli stake move-swap",
        first_spec=461,
    ),
    KnownCall(_PALLET, "swap_stake", (7, 87), {"hotkey": _ACCOUNT, **_BETWEEN_SUBNETS}, "btcli stake swap"),
    KnownCall(
        _PALLET, "swap_stake_limit", (7, 90), {"hotkey": _ACCOUNT, **_BETWEEN_SUBNETS, **_LIMITED}, "btcli stake swap"
    ),
    KnownCall(
        _PALLET,
        "transfer_stake",
        (7, 86),
        {"destination_coldkey": _ACCOUNT, "hotkey": _ACCOUNT, **_BETWEEN_SUBNETS},
        "btcli stake transfer",
    ),
    KnownCall(
        _PALLET,
        "transfer_stake_and_hotkey",
        (7, 143),
        {"destination_coldkey": _ACCOUNT, **_HOTKEYS, **_BETWEEN_SUBNETS},
        "btcli stake transfer",
        first_spec=439,
    ),
)
"""Three of them are signed; the others are known, and refused."""

_BY_NAME = {(call.pallet, call.name): call for call in CALLS}
_SIZES = {Layout.ACCOUNT: 32, Layout.NETUID: 2, Layout.AMOUNT: 8, Layout.LIMIT: 8, Layout.YES_OR_NO: 1}


def known(pallet: str, name: str) -> KnownCall | None:
    """The call of this name, or None."""
    return _BY_NAME.get((pallet, name))


def _taken(layout: Layout, data: bytes) -> tuple[Value, bytes]:
    """The value at the beginning of the bytes, and what follows it."""
    if layout is Layout.LIMIT_IF_ANY:
        flag, rest = _split(data, 1)
        if flag == b"\x00":
            return None, rest
        if flag != b"\x01":
            raise OtherLayout("A choice is neither there nor not.")
        return _taken(Layout.LIMIT, rest)
    part, rest = _split(data, _SIZES[layout])
    if layout is Layout.ACCOUNT:
        return part, rest
    number = int.from_bytes(part, "little")
    if layout is not Layout.YES_OR_NO:
        return number, rest
    if number > 1:
        raise OtherLayout("An answer is neither yes nor no.")
    return number == 1, rest


def _split(data: bytes, size: int) -> tuple[bytes, bytes]:
    if len(data) < size:
        raise OtherLayout("The bytes of the call end too early.")
    return data[:size], data[size:]


def _laid_out(layout: Layout, value: Value) -> bytes:
    match layout, value:
        case Layout.ACCOUNT, bytes() if len(value) == _SIZES[layout]:
            return value
        case Layout.YES_OR_NO, bool():
            return bytes([value])
        case Layout.LIMIT_IF_ANY, None:
            return b"\x00"
        case Layout.LIMIT_IF_ANY, int() if not isinstance(value, bool):
            return b"\x01" + _laid_out(Layout.LIMIT, value)
        case ((Layout.NETUID | Layout.AMOUNT | Layout.LIMIT), int()) if not isinstance(value, bool):
            return _number(value, _SIZES[layout])
    raise OtherLayout("A value of the call is of another kind.")


def _number(value: int, size: int) -> bytes:
    if not 0 <= value < 1 << 8 * size:
        raise OtherLayout("A number of the call does not fit.")
    return value.to_bytes(size, "little")
