"""What the signer reads in the bytes of a call, and whether it signs it: by names and arguments, never by index."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from bittensor_core import Runtime, ss58_decode, ss58_encode

SS58_FORMAT = 42
U16_MAX = 2**16 - 1
U64_MAX = 2**64 - 1

Plain = str | int | bool | None


class NotAllowed(Exception):
    """The signer does not sign this; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A call in names and values."""

    pallet: str
    name: str
    arguments: tuple[tuple[str, Plain], ...]


def read_call(runtime: Runtime, call: bytes) -> Reading:
    """What the bytes say, by the chain's metadata. Raises NotAllowed for bytes that are no call of it."""
    try:
        decoded = runtime.decode_call(call)
        arguments = tuple((str(part["name"]), _plain(part["value"])) for part in decoded["call_args"])
        return Reading(str(decoded["call_module"]), str(decoded["call_function"]), arguments)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAllowed("These bytes are not a call of this chain.") from error


def judge(runtime: Runtime, call: bytes) -> Reading:
    """The reading of a call that may be signed. Raises NotAllowed with the reason for any other."""
    reading = read_call(runtime, call)
    checks = ALLOWED.get((reading.pallet, reading.name))
    if checks is None:
        raise NotAllowed(f"{reading.pallet}.{reading.name} is not among the calls that are signed here.")
    if [name for name, _ in reading.arguments] != list(checks):
        raise NotAllowed(f"This chain's {reading.name} takes other arguments than the one that is known here.")
    for name, value in reading.arguments:
        checks[name](value)
    # Bytes that read well but are not what the reading writes could mean something else to the chain.
    if bytes(runtime.compose_call(reading.pallet, reading.name, dict(reading.arguments))) != call:
        raise NotAllowed("The bytes of the call hold more than the call.")
    return reading


def _address(value: Plain) -> None:
    try:
        is_address = isinstance(value, str) and ss58_encode(ss58_decode(value), SS58_FORMAT) == value
    except ValueError:
        is_address = False
    if not is_address:
        raise NotAllowed("The hotkey is not an address of this chain.")


def _netuid(value: Plain) -> None:
    if not _is_whole(value) or not 0 <= value <= U16_MAX:
        raise NotAllowed("The netuid is not a subnet's number.")


def _amount(value: Plain) -> None:
    if not _is_whole(value) or not 0 < value <= U64_MAX:
        raise NotAllowed("The amount is not above zero.")


def _limit(value: Plain) -> None:
    if not _is_whole(value):
        raise NotAllowed("The call carries no limit price, so the chain could fill it at any.")
    if not 0 < value < U64_MAX:
        raise NotAllowed("The limit price limits nothing.")


def _yes_or_no(value: Plain) -> None:
    if not isinstance(value, bool):
        raise NotAllowed("The call does not say whether it may be filled in part.")


_LIMITED_CHECKS: dict[str, Callable[[Plain], None]] = {"limit_price": _limit, "allow_partial": _yes_or_no}
ALLOWED: dict[tuple[str, str], dict[str, Callable[[Plain], None]]] = {
    ("SubtensorModule", "add_stake_limit"): {
        "hotkey": _address,
        "netuid": _netuid,
        "amount_staked": _amount,
        **_LIMITED_CHECKS,
    },
    ("SubtensorModule", "remove_stake_limit"): {
        "hotkey": _address,
        "netuid": _netuid,
        "amount_unstaked": _amount,
        **_LIMITED_CHECKS,
    },
    ("SubtensorModule", "remove_stake_full_limit"): {"hotkey": _address, "netuid": _netuid, "limit_price": _limit},
}
"""The calls that are signed: pallet and name, then each argument in the call's order with its check."""


def _is_whole(value: Plain) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return json.dumps(value, default=str)
