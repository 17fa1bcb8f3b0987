"""Hard-coded storage keys and layouts, so that no endpoint's metadata decides what is read.

The hashers and layouts are those of subtensor specs 419 to 461; tests hold them to real metadata by the codec.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from dtao_tui.chain.reading.storage_changes import told_of
from dtao_tui.chain.reading.storage_query import StorageCodec
from dtao_tui.chain.reading.translate import text_of
from dtao_tui.chain.runtime.scale_bytes import exactly, length_at
from dtao_tui.domain.endpoint_comparison import NOTHING_KNOWN, SubnetFacts

_MASK = 2**64 - 1
_PRIMES = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)
_LONGEST_HASHED = 31
_LONGEST_NAME = 256


def facts_keys(netuid: int, hotkey: bytes) -> dict[str, str]:
    """The storage key in hexadecimal of each fact about a subnet and a hotkey (32 bytes)."""
    number = netuid.to_bytes(2, "little")
    prefixes = {fact: _prefix(pallet, item) for fact, (pallet, item) in _ITEMS.items()}
    places = {
        "tao_in": number,
        "alpha_in": number,
        "quote_weight": _twox_64(number) + number,
        "fee_rate": _twox_64(number) + number,
        "mechanism": number,
        "registered_at": number,
        "name": _blake2_128(number) + number,
        "owner": _blake2_128(hotkey) + hotkey,
        "take": _blake2_128(hotkey) + hotkey,
    }
    return {fact: "0x" + (prefixes[fact] + place).hex() for fact, place in places.items()}


def facts_of(keys: Mapping[str, str], groups: Any) -> SubnetFacts:
    """The facts in an answer to `state_queryStorageAt`. Raises ValueError, TypeError or KeyError for another shape."""
    told = told_of(groups, keys.values())
    raw = {fact: _bytes_of(told[key]) for fact, key in keys.items()}
    name = raw["name"]
    owner = raw["owner"]
    return replace(
        _numbers(lambda fact, size: _number(raw[fact], size)),
        name=None if name is None else _name(name),
        owner=None if owner is None else exactly(owner, 32).hex(),
        take=_number(raw["take"], 2),
    )


def defaults_of(codec: StorageCodec) -> SubnetFacts:
    """A runtime's defaults for numbers without a storage entry; None where it declares none of that size."""
    return _numbers(lambda fact, size: _default(codec, fact, size))


def twox_128(text: bytes) -> bytes:
    """The hash of pallet and item names in storage keys."""
    return _twox_64(text) + _xxh64(text, 1).to_bytes(8, "little")


_ITEMS = {
    "tao_in": ("SubtensorModule", "SubnetTAO"),
    "alpha_in": ("SubtensorModule", "SubnetAlphaIn"),
    "quote_weight": ("Swap", "SwapBalancer"),
    "fee_rate": ("Swap", "FeeRate"),
    "mechanism": ("SubtensorModule", "SubnetMechanism"),
    "registered_at": ("SubtensorModule", "NetworkRegisteredAt"),
    "name": ("SubtensorModule", "SubnetIdentitiesV3"),
    "owner": ("SubtensorModule", "Owner"),
    "take": ("SubtensorModule", "Delegates"),
}


def _numbers(read: Callable[[str, int], int | None]) -> SubnetFacts:
    """The numeric facts about a subnet, each read by its name and its size in bytes."""
    return replace(
        NOTHING_KNOWN,
        tao_in=read("tao_in", 8),
        alpha_in=read("alpha_in", 8),
        quote_weight=read("quote_weight", 8),
        fee_rate=read("fee_rate", 2),
        mechanism=read("mechanism", 2),
        registered_at=read("registered_at", 8),
    )


def _default(codec: StorageCodec, fact: str, size: int) -> int | None:
    try:
        raw = bytes(codec.storage_entry(*_ITEMS[fact]).default_bytes)
    except (KeyError, ValueError):
        return None
    return int.from_bytes(raw, "little") if len(raw) == size else None


def _prefix(pallet: str, item: str) -> bytes:
    return twox_128(pallet.encode()) + twox_128(item.encode())


def _blake2_128(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _twox_64(data: bytes) -> bytes:
    return _xxh64(data, 0).to_bytes(8, "little")


def _xxh64(data: bytes, seed: int) -> int:
    """The 64-bit xxHash of fewer than 32 bytes, which is all that is hashed here."""
    if len(data) > _LONGEST_HASHED:
        raise ValueError("only short keys are hashed here")
    first, second, third, fourth, fifth = _PRIMES
    mixed = (seed + fifth + len(data)) & _MASK
    at = 0
    while at + 8 <= len(data):
        lane = _turned(_word(data, at, 8) * second, 31) * first & _MASK
        mixed = (_turned(mixed ^ lane, 27) * first + fourth) & _MASK
        at += 8
    if at + 4 <= len(data):
        mixed = (_turned(mixed ^ (_word(data, at, 4) * first & _MASK), 23) * second + third) & _MASK
        at += 4
    for byte in data[at:]:
        mixed = _turned(mixed ^ (byte * fifth & _MASK), 11) * first & _MASK
    mixed = (mixed ^ mixed >> 33) * second & _MASK
    mixed = (mixed ^ mixed >> 29) * third & _MASK
    return mixed ^ mixed >> 32


def _word(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _turned(value: int, bits: int) -> int:
    value &= _MASK
    return (value << bits | value >> 64 - bits) & _MASK


def _bytes_of(value: Any) -> bytes | None:
    return None if value is None else bytes.fromhex(value.removeprefix("0x"))


def _number(raw: bytes | None, size: int) -> int | None:
    return None if raw is None else int.from_bytes(exactly(raw, size), "little")


def _name(identity: bytes) -> str:
    """The first field of `SubnetIdentityV3`, cleaned as the name in the runtime's summary is."""
    length, at = length_at(identity, 0)
    if at + length > len(identity):
        raise ValueError("a name is longer than its record")
    name = identity[at : at + min(length, 2 * _LONGEST_NAME)]
    try:
        return text_of(name.decode())
    except UnicodeDecodeError:
        return text_of(name)
