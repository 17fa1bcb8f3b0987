"""Entries and states of accounts as bytes, checked when they are read: a damaged row is no row."""

import zlib
from typing import Any

import msgspec

from dtao_tui.domain.ledger.account_state import AccountState, Place
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.subnet_id import SubnetId

LARGEST_BODY = 2**20
"""Bytes of a state; one of a thousand stakes takes some 100 kB."""

Body = tuple[bytes, int]
"""What is written, and its checksum."""


class NotWritten(ValueError):
    """A row that this program has not written so."""


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    """As it is written; whole numbers of more than 64 bits as texts."""

    block: int
    time_ms: int | None
    kind: str
    cash: str | int
    netuid: int | None
    registered: int | None
    hotkey: str
    alpha: str | int
    worth: str | int
    other: str
    extrinsic: int | None
    is_gap: bool


class _State(msgspec.Struct, array_like=True, frozen=True):
    block: int
    time_ms: int | None
    cash: str | int
    positions: list[tuple[int, int | None, str, str | int]]
    prices: list[tuple[int, int | None, str | int]]


_ENTRIES = msgspec.msgpack.Decoder(_Entry)
_STATES = msgspec.msgpack.Decoder(_State)
_ENCODER = msgspec.msgpack.Encoder()
_KINDS = {kind.value: kind for kind in EntryKind}
_WIDE = 2**63


def entry_body(entry: LedgerEntry) -> Body:
    """An entry without its number."""
    subnet = entry.subnet
    return _sealed(
        _Entry(
            entry.block,
            entry.time_ms,
            entry.kind.value,
            _written(entry.cash),
            None if subnet is None else subnet.netuid,
            None if subnet is None else subnet.registered_at,
            entry.hotkey,
            _written(entry.alpha),
            _written(entry.worth),
            entry.other,
            entry.extrinsic,
            entry.is_gap,
        )
    )


def entry_in(body: Any, checksum: Any, number: int) -> LedgerEntry:
    """The entry of a row. Raises NotWritten."""
    read = _opened(_ENTRIES, body, checksum)
    kind = _KINDS.get(read.kind)
    if kind is None:
        raise NotWritten("an entry of no kind that is known")
    return LedgerEntry(
        read.block,
        read.time_ms,
        kind,
        int(read.cash),
        None if read.netuid is None else SubnetId(read.netuid, read.registered),
        read.hotkey,
        int(read.alpha),
        int(read.worth),
        read.other,
        read.extrinsic,
        read.is_gap,
        number,
    )


def state_body(state: AccountState) -> Body:
    """A state with the prices of what is held; epochs are not kept."""
    held = [(s.netuid, s.registered_at, hotkey, _written(alpha)) for (s, hotkey), alpha in state.positions.items()]
    prices = [(s.netuid, s.registered_at, _written(state.prices[s])) for s in state.subnets if s in state.prices]
    return _sealed(_State(state.block, state.time_ms, _written(state.cash), held, prices))


def state_in(body: Any, checksum: Any) -> AccountState:
    """The state of a row. Raises NotWritten."""
    read = _opened(_STATES, body, checksum)
    positions: dict[Place, int] = {(SubnetId(n, at), hotkey): int(alpha) for n, at, hotkey, alpha in read.positions}
    prices = {SubnetId(netuid, at): int(price) for netuid, at, price in read.prices}
    return AccountState(read.block, read.time_ms, int(read.cash), positions, prices)


def _written(rao: int) -> str | int:
    return rao if -_WIDE <= rao < _WIDE else str(rao)


def _sealed(value: msgspec.Struct) -> Body:
    body = _ENCODER.encode(value)
    if len(body) > LARGEST_BODY:
        raise NotWritten("more than is kept of one account")
    return body, zlib.crc32(body)


def _opened(decoder: Any, body: Any, checksum: Any) -> Any:
    if not isinstance(body, bytes) or zlib.crc32(body) != checksum:
        raise NotWritten("a row is damaged")
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, ValueError) as error:
        raise NotWritten("a row has another form") from error
