"""What the signer reads in the bytes of a call, and whether it signs it: by name, numbers, layout and arguments.

The chain's description and the table of known calls must read the same bytes alike; each alone could be wrong.
"""

import json
from dataclasses import dataclass

from bittensor_core import Runtime, ss58_encode

from dtao_tui.wallet.signer.call_table import KnownCall, Layout, OtherLayout, Value, known

SS58_FORMAT = 42
U64_MAX = 2**64 - 1
_LONGEST_NAME = 80

Plain = str | int | bool | None


class NotAllowed(Exception):
    """The signer does not sign this; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A call in names and values."""

    pallet: str
    name: str
    arguments: tuple[tuple[str, Plain], ...]


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A known call that a chain gives other numbers."""

    known: tuple[int, int]
    declared: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A call that may be signed."""

    call: KnownCall
    reading: Reading
    renumbered: Renumbered | None = None
    """Set where it may be signed only because a person accepted the chain's own numbers."""


def read_call(runtime: Runtime, call: bytes) -> Reading:
    """What the bytes say, by the chain's metadata. Raises NotAllowed for bytes that are no call of it."""
    try:
        decoded = runtime.decode_call(call)
        arguments = tuple((str(part["name"]), _plain(part["value"])) for part in decoded["call_args"])
        return Reading(str(decoded["call_module"]), str(decoded["call_function"]), arguments)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAllowed("These bytes are not a call of this chain.") from error


def judge(runtime: Runtime, call: bytes) -> Judgement:
    """A call that may be signed. Raises NotAllowed with the reason for any other.

    A renumbered call that takes stake out passes; whether its numbers were accepted is for the caller to see.
    """
    declared = read_call(runtime, call)
    found = known(declared.pallet, declared.name)
    if found is None or not found.is_signed:
        raise NotAllowed(f"{_named(declared)} is not among the calls that are signed here.")
    if [name for name, _ in declared.arguments] != list(found.arguments):
        raise NotAllowed(f"This chain's {found.name} takes other arguments than the one that is known here.")
    renumbered = None if tuple(call[:2]) == found.numbers else Renumbered(found.numbers, (call[0], call[1]))
    if renumbered is not None and not found.takes_out:
        raise NotAllowed(sentence_of_numbers(found, renumbered))
    reading = _read_alike(found, call, declared)
    for name, value in reading.arguments:
        _CHECKS[found.arguments[name]](value)
    # Bytes that read well but are not what the reading writes could mean something else to the chain.
    if bytes(runtime.compose_call(reading.pallet, reading.name, dict(reading.arguments))) != call:
        raise NotAllowed("The bytes of the call hold more than the call.")
    return Judgement(found, reading, renumbered)


def _named(call: Reading) -> str:
    """The call by its chain's own names, where these are such as chains have; they end in a sentence on a screen."""
    is_plain = all(name.isascii() and name.isidentifier() for name in (call.pallet, call.name))
    return f"{call.pallet}.{call.name}"[:_LONGEST_NAME] if is_plain else "What these bytes call"


def sentence_of_numbers(call: KnownCall, numbers: Renumbered) -> str:
    """That the chain numbers a call otherwise, and what to use instead."""
    (pallet, number), (other_pallet, other_number) = numbers.known, numbers.declared
    return (
        f"This chain numbers {call.pallet}.{call.name} {other_pallet},{other_number}; it is known here as "
        f"{pallet},{number}, so nothing was signed. “{call.btcli}” does the same."
    )


def _read_alike(found: KnownCall, call: bytes, declared: Reading) -> Reading:
    """The reading by the table's layout, which must be that of the description."""
    another = NotAllowed(
        f"This endpoint's description lays out {found.name} otherwise than it is known here, so it may be made to "
        f"deceive. Nothing was signed. “{found.btcli}” does the same."
    )
    try:
        values = found.read(call)
    except OtherLayout as error:
        raise another from error
    arguments = tuple((name, _shown(value)) for name, value in values.items())
    if found.compose(values, (call[0], call[1])) != call or not _same(arguments, declared.arguments):
        raise another
    return Reading(found.pallet, found.name, arguments)


def _same(ours: tuple[tuple[str, Plain], ...], declared: tuple[tuple[str, Plain], ...]) -> bool:
    # True equals 1 in Python; on the chain they are different things.
    return ours == declared and all(type(a[1]) is type(b[1]) for a, b in zip(ours, declared, strict=True))


def _shown(value: Value) -> Plain:
    return ss58_encode(value, SS58_FORMAT) if isinstance(value, bytes) else value


def _any(_value: Plain) -> None:
    """Every value that the layout holds is fine."""


def _amount(value: Plain) -> None:
    if value == U64_MAX:
        raise NotAllowed("The amount stands for all that there is, which is never signed as an amount.")
    if not value:
        raise NotAllowed("The amount is not above zero.")


def _limit(value: Plain) -> None:
    if value is None:
        raise NotAllowed("The call carries no limit price, so the chain could fill it at any.")
    if value in (0, U64_MAX):
        raise NotAllowed("The limit price limits nothing.")


_CHECKS = {
    Layout.ACCOUNT: _any,
    Layout.NETUID: _any,
    Layout.AMOUNT: _amount,
    Layout.LIMIT: _limit,
    Layout.LIMIT_IF_ANY: _limit,
    Layout.YES_OR_NO: _any,
}


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return json.dumps(value, default=str)
