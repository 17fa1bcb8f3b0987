"""Table of known calls: numbers, names and byte layouts, independent of any chain's metadata.

They were read in the metadata of specs 419, 439 and 461; nothing here is known for 475 alone. Nested calls are read by
the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dtao_tui.wallet.signer.calls import call_layout
from dtao_tui.wallet.signer.calls.call_layout import Layout, OtherLayout, ScalarValue

MOST_NESTED = 2
"""Levels of calls inside a call; a batch behind a proxy is the deepest one in use."""


@dataclass(frozen=True, slots=True)
class InnerCall:
    """A nested call with its arguments by name."""

    call: "KnownCall"
    values: "Mapping[str, Value]"


Value = ScalarValue | InnerCall | tuple[InnerCall, ...]


@dataclass(frozen=True, slots=True)
class KnownCall:
    """One call of the chain."""

    pallet: str
    name: str
    numbers: tuple[int, int]
    """Of the pallet, and of the call in it."""

    arguments: Mapping[str, Layout]
    """By name, in the call's order."""

    btcli: str = ""
    """The command of the SDK that does the same, where one does."""

    first_spec: int = 419
    """The oldest of these specs that has it."""

    @property
    def full_name(self) -> str:
        """Pallet and call, as chains name it."""
        return f"{self.pallet}.{self.name}"

    def read(self, call: bytes) -> dict[str, Value]:
        """Decode the arguments after the two numbers. Raises OtherLayout, also for trailing bytes."""
        if len(call) < _NUMBERS:
            raise OtherLayout("The bytes of the call end too early.")
        values, rest = _arguments(self, call[_NUMBERS:], MOST_NESTED)
        if rest:
            raise OtherLayout("The bytes of the call hold more than the call.")
        return values

    def compose(self, values: Mapping[str, Value], numbers: tuple[int, int] | None = None) -> bytes:
        """Encode the call. Raises OtherLayout for a value that does not fit."""
        if list(values) != list(self.arguments):
            raise OtherLayout("The call takes other arguments.")
        body = b"".join(_laid_out(layout, values[name]) for name, layout in self.arguments.items())
        return bytes(numbers or self.numbers) + body


_NUMBERS = 2

_ACCOUNT, _NETUID, _AMOUNT = Layout.ACCOUNT, Layout.NETUID, Layout.AMOUNT
_LIMITED = {"limit_price": Layout.LIMIT, "allow_partial": Layout.YES_OR_NO}
_BETWEEN_SUBNETS = {"origin_netuid": _NETUID, "destination_netuid": _NETUID, "alpha_amount": _AMOUNT}
_HOTKEYS = {"origin_hotkey": _ACCOUNT, "destination_hotkey": _ACCOUNT}
_PROXY_DEFINITION = {"delegate": Layout.ADDRESS, "proxy_type": Layout.PROXY_TYPE, "delay": Layout.BLOCKS}
_PALLET = "SubtensorModule"

CALLS = (
    KnownCall(
        _PALLET,
        "add_stake_limit",
        (7, 88),
        {"hotkey": _ACCOUNT, "netuid": _NETUID, "amount_staked": _AMOUNT, **_LIMITED},
        "btcli stake add",
    ),
    KnownCall(
        _PALLET,
        "remove_stake_limit",
        (7, 89),
        {"hotkey": _ACCOUNT, "netuid": _NETUID, "amount_unstaked": _AMOUNT, **_LIMITED},
        "btcli stake remove",
    ),
    KnownCall(
        _PALLET,
        "remove_stake_full_limit",
        (7, 103),
        {"hotkey": _ACCOUNT, "netuid": _NETUID, "limit_price": Layout.LIMIT_IF_ANY},
        "btcli stake remove --amount-alpha all",
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
    KnownCall(_PALLET, "claim_root_with_hotkey", (7, 148), {"hotkey": _ACCOUNT}, first_spec=461),
    KnownCall(
        _PALLET, "lock_stake", (7, 136), {"hotkey": _ACCOUNT, "netuid": _NETUID, "amount": _AMOUNT}, "btcli stake lock"
    ),
    KnownCall(_PALLET, "set_perpetual_lock", (7, 138), {"netuid": _NETUID, "enabled": Layout.YES_OR_NO}),
    KnownCall(
        "Balances",
        "transfer_keep_alive",
        (5, 3),
        {"dest": Layout.ADDRESS, "value": Layout.AMOUNT_COMPACT},
    ),
    KnownCall("Utility", "batch_all", (11, 2), {"calls": Layout.CALLS}),
    KnownCall(
        "Proxy",
        "proxy",
        (16, 0),
        {"real": Layout.ADDRESS, "force_proxy_type": Layout.PROXY_TYPE_IF_ANY, "call": Layout.CALL},
    ),
    KnownCall("Proxy", "add_proxy", (16, 1), _PROXY_DEFINITION, "btcli proxy add"),
    KnownCall("Proxy", "remove_proxy", (16, 2), _PROXY_DEFINITION, "btcli proxy remove"),
)
"""The known calls. `signing_policy` says which of them are signed; the others are refused by name."""

_BY_NAME = {call.full_name: call for call in CALLS}
_BY_NUMBERS = {call.numbers: call for call in CALLS}


def known(pallet: str, name: str) -> KnownCall | None:
    """The call of this name, or None."""
    return _BY_NAME.get(f"{pallet}.{name}")


def _arguments(call: KnownCall, data: bytes, depth: int) -> tuple[dict[str, Value], bytes]:
    """Decode a call's arguments, with nested calls to a depth; returns them and the remaining bytes."""
    values: dict[str, Value] = {}
    for name, layout in call.arguments.items():
        values[name], data = _taken(layout, data, depth)
    return values, data


def _taken(layout: Layout, data: bytes, depth: int) -> tuple[Value, bytes]:
    if layout is Layout.CALL:
        return _inner_call(data, depth)
    if layout is not Layout.CALLS:
        return call_layout.take(layout, data)
    count, data = call_layout.take_count(data)
    calls: list[InnerCall] = []
    for _ in range(count):
        inner, data = _inner_call(data, depth)
        calls.append(inner)
    return tuple(calls), data


def _inner_call(data: bytes, depth: int) -> tuple[InnerCall, bytes]:
    if depth <= 0:
        raise OtherLayout("Calls lie deeper inside the call than any that is known here.")
    (pallet, number), rest = call_layout.split(data, _NUMBERS)
    call = _BY_NUMBERS.get((pallet, number))
    if call is None:
        raise OtherLayout("A call inside is not known here.")
    values, rest = _arguments(call, rest, depth - 1)
    return InnerCall(call, values), rest


def _laid_out(layout: Layout, value: Value) -> bytes:
    match layout, value:
        case Layout.CALL, InnerCall():
            return value.call.compose(value.values)
        case Layout.CALLS, tuple():
            return call_layout.lay_out_count(len(value)) + b"".join(_laid_out(Layout.CALL, each) for each in value)
        case _:
            return call_layout.lay_out(layout, value)
