"""Rows of the recorded tape: trades of watched subnets, and the stretches of blocks that were read for them.

A trade older than 30 days goes, and of one subnet the newest MOST_TRADES stay. Where the record has reached its size,
the older half of all trades goes before any bar does. What is gone is told as not read, never as a time without trades.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.history.bar_tiers import DAY
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape, TapeStretch
from dtao_tui.domain.tape.tape_lines import UnreadBlocks
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade
from dtao_tui.records.row_checksums import is_sound, with_checksum

KEPT = 30 * DAY
"""Milliseconds."""

MOST_TRADES = 20_000
"""Trades of one subnet: some 5 MB."""

NOT_RECORDED = "Nothing was recorded then."
DAMAGED = "What was recorded of it is damaged."

_MOST_HOTKEYS = 64
_WHERE = "chain = ? AND netuid = ? AND registered = ?"
_COLUMNS = "chain, netuid, registered, block, place, time, body, checksum"


class _Body(msgspec.Struct, array_like=True, frozen=True):
    """A trade without what the row's other columns tell."""

    extrinsic: int | None
    op: TapeOp
    tao: int
    alpha: int
    before: int | None
    after: int | None
    flow: int | None
    coldkey: str
    hotkeys: tuple[str, ...]
    count: int


class TapeRows:
    """The recorded tape of one chain, through one connection, within a transaction of the store."""

    def __init__(self, connection: sqlite3.Connection, chain: int) -> None:
        self._connection = connection
        self._chain = chain

    def insert(self, stretch: TapeStretch) -> None:
        """Write what was read, as far as it is not there already, and let the oldest go."""
        place = self._place(stretch.subnet)
        known = self._connection.execute(f"SELECT max(last) FROM stretch WHERE {_WHERE}", place).fetchone()[0]
        first = stretch.first if known is None else max(stretch.first, known + 1)
        if first > stretch.last:
            return
        if known == first - 1:
            change = f"UPDATE stretch SET last = ?, ended = ? WHERE {_WHERE} AND last = ?"
            self._connection.execute(change, (stretch.last, stretch.ended_ms, *place, known))
        else:
            row = (*place, first, stretch.last, stretch.began_ms, stretch.ended_ms)
            self._connection.execute("INSERT OR REPLACE INTO stretch VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        rows = [self._row(trade, at) for at, trade in enumerate(stretch.trades) if trade.block >= first]
        self._connection.executemany("INSERT OR REPLACE INTO trade VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._thin(place, stretch.ended_ms)

    def read(self, subnet: SubnetId, most: int) -> RecordedTape:
        """The newest trades of a subnet, and the blocks between them that are not recorded."""
        place = self._place(subnet)
        query = f"SELECT {_COLUMNS} FROM trade WHERE {_WHERE} ORDER BY block DESC, place DESC LIMIT ?"
        rows = self._connection.execute(query, (*place, most)).fetchall()[::-1]
        since = rows[0][3] if len(rows) == most else 0
        query = f"SELECT first, last, began FROM stretch WHERE {_WHERE} AND last >= ? ORDER BY first"
        stretches = self._connection.execute(query, (*place, since)).fetchall()
        if not stretches:
            return RecordedTape()
        trades = [(row, _trade_of(row, subnet)) for row in rows]
        damaged = [UnreadBlocks(row[3], row[3], DAMAGED) for row, trade in trades if trade is None]
        known = tuple(trade for _, trade in trades if trade is not None)
        begin = known[0].time_ms if since and known else stretches[0][2]
        return RecordedTape(known, (*_between(stretches), *damaged), begin, stretches[-1][1])

    def _thin(self, place: tuple[int, int, int], now: int) -> None:
        nth = f"SELECT block FROM trade WHERE {_WHERE} ORDER BY block DESC LIMIT 1 OFFSET ?"
        surplus = self._connection.execute(nth, (*place, MOST_TRADES)).fetchone()
        old = f"SELECT max(block) FROM trade WHERE {_WHERE} AND time < ?"
        (oldest,) = self._connection.execute(old, (*place, now - KEPT)).fetchone()
        gone = [block for block in (surplus[0] if surplus else None, oldest) if block is not None]
        if gone:
            self._connection.execute(f"DELETE FROM trade WHERE {_WHERE} AND block <= ?", (*place, max(gone)))
            _cut_stretches(self._connection, place, max(gone) + 1)

    def _place(self, subnet: SubnetId) -> tuple[int, int, int]:
        return self._chain, subnet.netuid, subnet.registered_at or 0

    def _row(self, trade: TapeTrade, at: int) -> tuple[object, ...]:
        body = _Body(
            trade.extrinsic,
            trade.op,
            trade.tao.rao,
            trade.alpha.rao,
            trade.before.rao if trade.before is not None else None,
            trade.after.rao if trade.after is not None else None,
            trade.flow.rao if trade.flow is not None else None,
            trade.coldkey,
            trade.hotkeys[:_MOST_HOTKEYS],
            trade.count,
        )
        told = (trade.block, at, trade.time_ms, msgspec.json.encode(body))
        return with_checksum((*self._place(trade.subnet), *told))


def drop_older_half(connection: sqlite3.Connection) -> bool:
    """Remove the older half of all trades of all chains; whether there were any."""
    (count,) = connection.execute("SELECT count(*) FROM trade").fetchone()
    if not count:
        return False
    half = "SELECT rowid FROM trade ORDER BY time, rowid LIMIT ?"
    connection.execute(f"DELETE FROM trade WHERE rowid IN ({half})", ((count + 1) // 2,))
    places = connection.execute("SELECT DISTINCT chain, netuid, registered FROM stretch").fetchall()
    for place in places:
        (oldest,) = connection.execute(f"SELECT min(block) FROM trade WHERE {_WHERE}", place).fetchone()
        if oldest is None:
            connection.execute(f"DELETE FROM stretch WHERE {_WHERE}", place)
        else:
            _cut_stretches(connection, place, oldest)
    return True


def _cut_stretches(connection: sqlite3.Connection, place: tuple[int, int, int], first: int) -> None:
    """Let the stretches of a subnet begin with this block; what they began with is not known any more."""
    connection.execute(f"DELETE FROM stretch WHERE {_WHERE} AND last < ?", (*place, first))
    oldest = f"SELECT min(time) FROM trade WHERE {_WHERE}"
    (began,) = connection.execute(oldest, place).fetchone()
    change = f"UPDATE stretch SET first = ?, began = coalesce(?, ended) WHERE {_WHERE} AND first < ?"
    connection.execute(change, (first, began, *place, first))


def _between(stretches: Sequence[tuple[int, int, int]]) -> Iterator[UnreadBlocks]:
    for (_, last, _), (first, _, began) in pairwise(stretches):
        if first > last + 1:
            yield UnreadBlocks(last + 1, first - 1, NOT_RECORDED, began)


def _trade_of(row: tuple[object, ...], subnet: SubnetId) -> TapeTrade | None:
    """The trade in a row, or None where it is not what was written."""
    block, time, content = row[3], row[5], row[6]
    if not is_sound(row) or not isinstance(content, bytes) or not isinstance(block, int):
        return None
    try:
        body = msgspec.json.decode(content, type=_Body)
    except msgspec.MsgspecError:
        return None
    return TapeTrade(
        block=block,
        time_ms=time if isinstance(time, int) else None,
        extrinsic=body.extrinsic,
        op=body.op,
        subnet=subnet,
        tao=Tao(body.tao),
        alpha=Alpha(body.alpha, subnet.netuid),
        before=None if body.before is None else Price(body.before),
        after=None if body.after is None else Price(body.after),
        flow=None if body.flow is None else Tao(body.flow),
        coldkey=body.coldkey,
        hotkeys=body.hotkeys,
        count=body.count,
    )
