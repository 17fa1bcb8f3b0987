"""Rows of the recorded dividends: one for each epoch of a subnet, with what it shared out by hotkey.

Of one subnet the newest MOST_EPOCHS stay. Where the record has reached its size, the older half of all epochs goes
before any bar does.
"""

import sqlite3

import msgspec

from dtao_tui.domain.epoch_growth import MOST_EPOCHS, RecordedEpoch
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.records.row_checksums import is_sound, with_checksum

MOST_HOTKEYS = 512
"""Hotkeys of one epoch: some 40 kB."""

_WHERE = "chain = ? AND netuid = ? AND registered = ?"
_COLUMNS = "chain, netuid, registered, block, read_at, time, body, checksum"


class _Body(msgspec.Struct, array_like=True, frozen=True):
    """What the row's other columns do not tell."""

    blocks: int
    paid: list[tuple[str, int, int]]
    """Hotkey, dividend and stake in rao."""


class EpochRows:
    """The recorded epochs of one chain, through one connection, within a transaction of the store."""

    def __init__(self, connection: sqlite3.Connection, chain: int) -> None:
        self._connection = connection
        self._chain = chain

    def insert(self, epoch: RecordedEpoch) -> None:
        """Write an epoch, beside what was written of it for other hotkeys, and let the oldest of its subnet go."""
        place = self._place(epoch.subnet)
        query = f"SELECT {_COLUMNS} FROM epoch WHERE {_WHERE} AND block = ?"
        row = self._connection.execute(query, (*place, epoch.block)).fetchone()
        known = _epoch_of(row, epoch.subnet) if row is not None else None
        dividends = {**epoch.dividends, **(known.dividends if known is not None else {})}
        paid = [(hotkey, told.dividend, told.stake) for hotkey, told in dividends.items()][:MOST_HOTKEYS]
        first = epoch if known is None else known
        body = msgspec.json.encode(_Body(first.blocks, paid))
        written = with_checksum((*place, epoch.block, first.read_at, first.time_ms, body))
        self._connection.execute("INSERT OR REPLACE INTO epoch VALUES (?, ?, ?, ?, ?, ?, ?, ?)", written)
        newest = f"SELECT block FROM epoch WHERE {_WHERE} ORDER BY block DESC LIMIT 1 OFFSET ?"
        surplus = self._connection.execute(newest, (*place, MOST_EPOCHS)).fetchone()
        if surplus is not None:
            self._connection.execute(f"DELETE FROM epoch WHERE {_WHERE} AND block <= ?", (*place, surplus[0]))

    def read(self, subnet: SubnetId, since_ms: int) -> list[RecordedEpoch]:
        """The epochs of a subnet that were read after a time, oldest first; a damaged row is no row."""
        query = f"SELECT {_COLUMNS} FROM epoch WHERE {_WHERE} AND time >= ? ORDER BY block LIMIT ?"
        rows = self._connection.execute(query, (*self._place(subnet), since_ms, MOST_EPOCHS)).fetchall()
        return [epoch for row in rows if (epoch := _epoch_of(row, subnet)) is not None]

    def _place(self, subnet: SubnetId) -> tuple[int, int, int]:
        return self._chain, subnet.netuid, subnet.registered_at or 0


def drop_older_epochs(connection: sqlite3.Connection) -> bool:
    """Remove the older half of all epochs of all chains; whether there were any."""
    (count,) = connection.execute("SELECT count(*) FROM epoch").fetchone()
    half = "SELECT rowid FROM epoch ORDER BY time, rowid LIMIT ?"
    connection.execute(f"DELETE FROM epoch WHERE rowid IN ({half})", ((count + 1) // 2,))
    return bool(count)


def _epoch_of(row: tuple[object, ...], subnet: SubnetId) -> RecordedEpoch | None:
    """The epoch in a row, or None where it is not what was written."""
    block, read_at, time, body = row[3:7]
    if not is_sound(row) or not isinstance(body, bytes):
        return None
    if not (isinstance(block, int) and isinstance(read_at, int) and isinstance(time, int)):
        return None
    try:
        told = msgspec.json.decode(body, type=_Body)
    except msgspec.MsgspecError:
        return None
    dividends = {hotkey: HotkeyDividend(dividend, stake) for hotkey, dividend, stake in told.paid}
    return RecordedEpoch(subnet, block, read_at, time, dividends, told.blocks)
