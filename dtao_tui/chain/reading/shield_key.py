"""Reads the key that the MEV shield seals with, by a hard-coded storage key and length."""

from collections.abc import Awaitable, Callable
from typing import Any

from dtao_tui.chain.reading.fixed_storage import twox_128
from dtao_tui.chain.reading.storage_changes import told_of
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.runtime_names import SHIELD_KEY
from dtao_tui.chain.runtime.scale_bytes import exactly, length_at
from dtao_tui.ports.chain import Head

KEY_BYTES = 1184
"""Of an ML-KEM-768 public key."""

_KEY_AT = "0x" + b"".join(twox_128(name.encode()) for name in SHIELD_KEY).hex()

Ask = Callable[..., Awaitable[Any]]


async def key_at(ask: Ask, at: Head) -> bytes | None:
    """The key that orders are sealed with at that block, or None where the chain names none. Raises ChainTrouble."""
    groups = await ask("state_queryStorageAt", [_KEY_AT], at.hash)
    with reading("the shield's key"):
        told = told_of(groups, [_KEY_AT])[_KEY_AT]
        if told is None:
            return None
        raw = bytes.fromhex(told.removeprefix("0x"))
        length, begins = length_at(raw, 0)
        return exactly(exactly(raw[begins:], length), KEY_BYTES) if length else None
