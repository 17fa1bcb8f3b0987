"""Decoded values in the plain form that the rules work with: accounts as 32 bytes, inner calls as invocations."""

from collections.abc import Mapping
from dataclasses import dataclass

from bittensor_core import ss58_decode

from dtao_tui.practice.runtime.declared.declaration_schema import split
from dtao_tui.practice.runtime.declared.named_types import STRUCTS
from dtao_tui.practice.state.storage import Value

HEX = "0x"
SEQUENCES = ("Vec", "BoundedVec", "BTreeSet")


class CannotLookup(Exception):
    """An address of a kind that this chain, like mainnet, resolves to no account."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call with its arguments in plain form."""

    name: str
    """Pallet and call, as "Balances.transfer_keep_alive"."""

    arguments: Mapping[str, object]


def invocation(decoded: Mapping[str, Value]) -> Invocation:
    """The call that the codec decoded. Raises CannotLookup."""
    listed = decoded["call_args"]
    arguments = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    named = {str(each["name"]): plain(str(each["type"]), each["value"]) for each in arguments}
    pallet, name = str(decoded["call_module"]), str(decoded["call_function"])
    return Invocation(f"{pallet}.{name}", named)


def plain(kind: str, value: Value) -> object:
    """A decoded value of this declared type in plain form. Raises CannotLookup."""
    if value is None:
        return None
    if kind in ("AccountId32", "MultiAddress"):
        return _address(value)
    if kind == "RuntimeCall" and isinstance(value, dict):
        return invocation(value)
    if kind.startswith("(") and isinstance(value, tuple):
        parts = zip(split(kind[1:-1]), value, strict=True)
        return tuple(plain(part, each) for part, each in parts)
    return _within(kind, value)


def _within(kind: str, value: Value) -> object:
    head, bracket, rest = kind.partition("<")
    if not bracket:
        return _struct(kind, value)
    inner = rest[:-1]
    if head == "Option":
        return plain(inner, value)
    if head in SEQUENCES and inner == "u8":
        return octets(value)
    if head in SEQUENCES and isinstance(value, list):
        return [plain(inner, part) for part in value]
    return value


def _struct(kind: str, value: Value) -> object:
    """A record with its fields in plain form; anything else as it is."""
    declared = STRUCTS.get(kind)
    if declared is None or not isinstance(value, dict):
        return value
    return {name: plain(of, value[name]) for name, of in declared.fields if name in value}


def account(value: Value) -> bytes:
    """The 32 bytes of a decoded account."""
    return bytes(ss58_decode(str(value)))


def octets(value: Value) -> bytes:
    """The bytes of a decoded `Vec<u8>`, which the codec shows as text where it is text, else in hexadecimal."""
    text = str(value)
    if not text.startswith(HEX):
        return text.encode()
    try:
        data = bytes.fromhex(text.removeprefix(HEX))
        data.decode()
    except UnicodeDecodeError:
        return data
    except ValueError:
        return text.encode()
    # Bytes that are text would have been shown so: this is a text that looks like hexadecimal.
    return text.encode()


def unhex(value: object) -> bytes:
    """The bytes of a hexadecimal string; some clients omit the 0x. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("expected a hexadecimal string")
    return bytes.fromhex(value.removeprefix(HEX))


def hexed(data: bytes) -> str:
    """Bytes as a 0x… string."""
    return HEX + data.hex()


def _address(value: Value) -> bytes:
    if isinstance(value, dict):
        # Index, Raw and the 20-byte forms have no lookup on this chain.
        raise CannotLookup(next(iter(value), "address"))
    return account(value)
