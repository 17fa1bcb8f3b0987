"""Reads a call's bytes as a tree of names and values, by a chain's metadata or by the table of known calls."""

from collections.abc import Mapping
from typing import TypeGuard

import msgspec
from bittensor_core import Runtime, ss58_encode

from dtao_tui.wallet.signer.calls.call_table import InnerCall, KnownCall, Value
from dtao_tui.wallet.signer.signer_messages import CallReading, ReadValue

SS58_FORMAT = 42
"""Part of the metadata's digest. The signer has its own copy of this and other facts: it believes no other module."""

_DEEPEST = 8
"""Levels of nested calls that are read by metadata; signing allows far fewer."""


class NotACall(ValueError):
    """Bytes that are no call of the chain."""


def read_by_description(runtime: Runtime, call: bytes) -> CallReading:
    """Decode a call by the chain's metadata. Raises NotACall."""
    try:
        return _reading_of(runtime.decode_call(call), _DEEPEST)
    except (ValueError, KeyError, TypeError) as error:
        raise NotACall("These bytes are not a call of this chain.") from error


def read_by_table(call: KnownCall, values: Mapping[str, Value]) -> CallReading:
    """The reading of a call that was decoded by the table of known calls."""
    return CallReading(call.pallet, call.name, tuple((name, _shown(value)) for name, value in values.items()))


def inner_calls(value: ReadValue) -> tuple[CallReading, ...]:
    """The calls in an argument; empty if it holds something else."""
    if isinstance(value, CallReading):
        return (value,)
    return value if isinstance(value, tuple) else ()


def is_same(ours: ReadValue, theirs: ReadValue) -> bool:
    """Whether two readings are equal in every name, value and type."""
    # True equals 1 in Python; on the chain they are different things.
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, CallReading) and isinstance(theirs, CallReading):
        is_named_alike = (ours.pallet, ours.name) == (theirs.pallet, theirs.name)
        return is_named_alike and _are_same_arguments(ours.arguments, theirs.arguments)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(is_same, ours, theirs))
    return ours == theirs


def recomposed(runtime: Runtime, call: CallReading) -> bytes:
    """Compose a reading by the chain's metadata. Raises what the codec raises."""
    values = {name: _for_codec(runtime, value) for name, value in call.arguments}
    return bytes(runtime.compose_call(call.pallet, call.name, values))


def _are_same_arguments(ours: tuple[tuple[str, ReadValue], ...], theirs: tuple[tuple[str, ReadValue], ...]) -> bool:
    is_named_alike = [name for name, _ in ours] == [name for name, _ in theirs]
    return is_named_alike and all(is_same(a[1], b[1]) for a, b in zip(ours, theirs, strict=True))


def _reading_of(decoded: Mapping[str, object], depth: int) -> CallReading:
    """The tree in the codec's answer. Raises ValueError for one that is too deep."""
    if depth <= 0:
        raise ValueError("The call holds calls that lie too deep.")
    arguments = decoded["call_args"]
    if not isinstance(arguments, list):
        raise TypeError("Arguments are a list.")
    found = tuple((str(part["name"]), _read_value(part["value"], depth)) for part in arguments)
    return CallReading(str(decoded["call_module"]), str(decoded["call_function"]), found)


def _read_value(value: object, depth: int) -> ReadValue:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if _is_call(value):
        return _reading_of(value, depth - 1)
    if isinstance(value, list):
        calls = [each for each in value if _is_call(each)]
        if len(calls) == len(value):
            return tuple(_reading_of(each, depth - 1) for each in calls)
    # Structs and lists of other things are in no call that is signed; their text is shown only.
    return msgspec.json.encode(value, enc_hook=str).decode()


def _is_call(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict) and {"call_module", "call_function", "call_args"} <= value.keys()


def _shown(value: Value) -> ReadValue:
    match value:
        case bytes():
            return str(ss58_encode(value, SS58_FORMAT))
        case InnerCall():
            return read_by_table(value.call, value.values)
        case tuple():
            return tuple(read_by_table(each.call, each.values) for each in value)
        case _:
            return value


def _for_codec(runtime: Runtime, value: ReadValue) -> object:
    match value:
        case CallReading():
            return recomposed(runtime, value)
        case tuple():
            return [recomposed(runtime, each) for each in value]
        case _:
            return value
