"""Reads all events of one block, its time and its parent in one request, decoded by the runtime that made the block.

A block has its own events whole or none: what is too large, or of another shape, is refused as NotUnderstood.
"""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from dtao_tui.chain.reading.storage_changes import told_of
from dtao_tui.chain.reading.translate import number
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.scale_bytes import length_at
from dtao_tui.chain.submission.extrinsic_events import event_of
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.ports.chain import Head
from dtao_tui.ports.networks import is_hash

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient
    from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec

LARGEST_EVENTS = 2**20
"""Bytes of a block's events; a busy block of mainnet has some 500 events in 50 kB."""

MOST_EVENTS = 8192
"""Events of a block."""

_BYTES_ASIDE = 2**14
"""From this size on events are decoded in a thread: 500 of them take some 10 ms."""

_BLOCKS_KNOWN = 64
_BESIDE = (runtime_names.TIME, runtime_names.PARENT)
_MOST_EXTRINSICS = 2**20


class RuntimesSeen:
    """Which runtime the states of recent blocks have, so that most blocks need no request to find their codec."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, RuntimeCodec]] = deque(maxlen=_BLOCKS_KNOWN)

    def note(self, block: int, codec: "RuntimeCodec") -> None:
        """The codec of calls in the state of this block."""
        self._seen.append((block, codec))

    def maker_of(self, block: int) -> "RuntimeCodec | None":
        """The codec of the runtime that made this block, that of its parent's state; None where that is not sure.

        A runtime is never exchanged for an older one, so what is true of a block before and of one after (or of
        this) is true between them.
        """
        before = max((each for each in self._seen if each[0] < block), key=lambda each: each[0], default=None)
        after = min((each for each in self._seen if each[0] >= block), key=lambda each: each[0], default=None)
        if before is None or after is None:
            return None
        same = (before[1].spec_version, before[1].transaction_version)
        return before[1] if same == (after[1].spec_version, after[1].transaction_version) else None


async def read(client: "RuntimeClient", head: Head, known: "RuntimeCodec | None") -> BlockEvents:
    """The events of this block. `known` is the codec that made it; None asks for it, by two requests more.

    Raises ChainTrouble: StateGone where the endpoint has discarded them, NotUnderstood where they cannot be read.
    """
    codec = known or await client.codec_of_block(head.hash)
    with reading("the keys of a block's events"):
        entries = [codec.storage_entry(*item) for item in (runtime_names.EVENTS, *_BESIDE)]
        keys = ["0x" + codec.storage_key(entry, ()).hex() for entry in entries]
    groups = await client.request("state_queryStorageAt", keys, head.hash)
    with reading("the events of a block"):
        told = told_of(groups, keys)
        raw, *beside = (None if told[key] is None else bytes.fromhex(str(told[key])[2:]) for key in keys)
        _refuse_large(raw)
        work = (codec, raw, beside, head)
        return await asyncio.to_thread(_decoded, *work) if raw and len(raw) > _BYTES_ASIDE else _decoded(*work)


def _decoded(codec: "RuntimeCodec", raw: bytes | None, beside: list[bytes | None], head: Head) -> BlockEvents:
    records = codec.stored_value(codec.storage_entry(*runtime_names.EVENTS), raw) or ()
    time, parent = (
        None if value is None else codec.stored_value(codec.storage_entry(*item), value)
        for item, value in zip(_BESIDE, beside, strict=True)
    )
    return BlockEvents(
        head.number,
        head.hash,
        None if time is None else number(time),
        tuple(PlacedEvent(_extrinsic_in(record), event_of(record["event"])) for record in records),
        str(parent) if is_hash(parent) else None,
        removal_has_fee=not codec.has_item(*runtime_names.WEIGHT),
    )


def _extrinsic_in(record: Any) -> int | None:
    """The number of the extrinsic whose event this is. Raises ValueError."""
    index = record["extrinsic_idx"]
    if index is None:
        return None
    if type(index) is not int or not 0 <= index < _MOST_EXTRINSICS:
        raise ValueError("an extrinsic's number is out of range")
    return int(index)


def _refuse_large(raw: bytes | None) -> None:
    if raw is None:
        return
    if len(raw) > LARGEST_EVENTS or length_at(raw, 0)[0] > MOST_EVENTS:
        raise ValueError("more events than an honest block has")
