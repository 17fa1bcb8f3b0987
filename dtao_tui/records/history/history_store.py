"""`ports.market_record.MarketRecord` on one SQLite file, which the program that holds the lock beside it writes."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from dtao_tui.domain.epoch_growth import RecordedEpoch
from dtao_tui.domain.history.backfills import BackfillRecord, bars_between
from dtao_tui.domain.history.bar_frames import Bar, BarFrame
from dtao_tui.domain.history.bar_tiers import TIERS
from dtao_tui.domain.history.block_samples import PoolsBefore
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape, TapeStretch
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.records import database as files
from dtao_tui.records.claimed_file import ClaimedFile
from dtao_tui.records.database import Exchanged, bytes_used
from dtao_tui.records.database_schema import NotOurs
from dtao_tui.records.history import frame_bytes, history_reading
from dtao_tui.records.history.backfill_rows import BackfillRows
from dtao_tui.records.history.epoch_rows import EpochRows, drop_older_epochs
from dtao_tui.records.history.frame_rows import FrameRows, Layouts
from dtao_tui.records.history.history_tables import SCHEMA
from dtao_tui.records.history.tape_rows import TapeRows, drop_older_half

MEBIBYTE = 2**20
USUAL_SIZE = 1024 * MEBIBYTE
"""Bytes that the record may take, if nothing else is said."""

LEAST_SIZE = 4 * MEBIBYTE

_LOG = logging.getLogger(__name__)


class HistoryStore:
    """The record of the market. Methods may be called from several threads."""

    def __init__(self, path: Path, largest: int = USUAL_SIZE) -> None:
        """`largest` is the limit of the file in bytes; at the limit the finest bars go first."""
        self._path = path
        self._largest = max(largest, LEAST_SIZE)
        self._guard = threading.RLock()
        self._layouts = Layouts()
        self._file = ClaimedFile(path, SCHEMA, self._layouts.forget)
        self._notice = ""
        self._has_begun = False

    @property
    def notice(self) -> str:
        """What a person should know of the record, as a sentence; empty in the normal case."""
        return self._notice

    def claim(self) -> bool:
        """Whether this program writes the record; it begins to where no other does."""
        with self._guard:
            try:
                return self._file.claim()
            except OSError as error:
                self._notice = f"The market is not recorded: {error.strerror or error}."
                return False

    def last(self, genesis: str) -> PoolsBefore | None:
        """The pools at the newest block that was recorded of this chain; None where they are damaged. As the port."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT time, block, layout, pools, checksum FROM chain WHERE genesis = ?", (genesis,)
            ).fetchone()
            if row is None or not isinstance(row[3], bytes) or frame_bytes.checksum(row[3]) != row[4]:
                return None
            if not all(isinstance(number, int) and number >= 0 for number in row[:3]) or row[0] == _NEVER.time:
                return None
            members = self._layouts.members_of(connection, row[2])
            try:
                return frame_bytes.pools_in(row[3], members, row[0], row[1])
            except ValueError:
                return None

    def append(
        self, genesis: str, frames: Sequence[BarFrame], last: PoolsBefore, whole: Set[SubnetId] | None = None
    ) -> None:
        """Write the bars of final blocks and the longer bars that are over by now. Raises RecordTrouble."""
        with self._trouble_told(is_writing=True):
            database = self._file.opened()
            try:
                with database.writing() as connection:
                    if not self._has_begun and bytes_used(connection) < self._largest // 2:
                        # There is room again: another program wrote until now, or the limit is another one.
                        connection.execute("DELETE FROM size_limit")
                    self._has_begun = True
                    chain = self._chain_of(connection, genesis, last)
                    rows = FrameRows(connection, chain, self._layouts)
                    has_room = bytes_used(connection) <= self._largest + self._largest // 4
                    if has_room:
                        rows.insert_all(frames, last.time, whole)
                    if rows.put_together(last.time) or bytes_used(connection) > self._largest:
                        rows.thin(last.time, self._tiers_left_out(connection))
                        self._keep_to_size(connection, rows, last.time)
                        self._layouts.remove_unused(connection)
            except BaseException:
                # What the transaction wrote of them is gone with it.
                self._layouts.forget()
                raise

    def missing_bars(self, genesis: str, step: int, since: int, until: int) -> int:
        """How many bars of a tier no subnet has in this stretch. Raises RecordTrouble."""
        everything = len(bars_between(since, until, step))
        return self._read(
            genesis, everything, lambda rows, place: len(BackfillRows(*place, rows).missing(step, since, until))
        )

    def begin_backfill(self, genesis: str, record: BackfillRecord) -> list[int]:
        """Note a backfill; the starts of the bars that it is to find, the newest first. Raises RecordTrouble."""

        def begin(rows: BackfillRows) -> list[int]:
            rows.begin(record)
            return rows.missing(record.step, record.since, record.until)

        return self._backfilling(genesis, begin)

    def backfill(
        self, genesis: str, record: BackfillRecord, frames: Sequence[BarFrame], whole: Set[SubnetId] | None = None
    ) -> bool:
        """Write bars of an archive where there are none, and how far it came; False where the file is full."""

        def fill(rows: BackfillRows) -> bool:
            has_room = rows.size <= self._largest
            if has_room:
                rows.insert(frames, record.step, whole)
                rows.note(record)
            return has_room

        return self._backfilling(genesis, fill)

    def end_backfill(self, genesis: str, record: BackfillRecord) -> None:
        """Make the longer bars of what was written. Raises RecordTrouble."""
        self._backfilling(genesis, lambda rows: rows.finish(record))

    def backfills(self, genesis: str) -> list[BackfillRecord]:
        """The last backfill from each archive. Raises RecordTrouble."""
        return self._read(genesis, [], lambda rows, place: BackfillRows(*place, rows).records())

    def frames(self, genesis: str, part: int, step: int, since: int, until: int) -> list[BarFrame]:
        """The frames of one tier that begin in this stretch of time, oldest first. Raises RecordTrouble."""
        return self._read(genesis, [], lambda rows, _: rows.read(part, step, since, until))

    def closes_near(
        self, genesis: str, time: int, slack: int, wanted: Iterable[SubnetId], *, with_archives: bool = True
    ) -> dict[SubnetId, int]:
        """The price of each of these subnets that was recorded nearest to a time. Raises RecordTrouble."""

        def read(rows: FrameRows, place: tuple[sqlite3.Connection, int]) -> dict[SubnetId, int]:
            return history_reading.closes_near(rows, *place, (time, slack), wanted, with_archives=with_archives)

        return self._read(genesis, {}, read)

    def bars(self, genesis: str, subnet: SubnetId, since: int, step: int) -> list[Bar]:
        """The bars of one subnet from a time on, of this step where they are kept. Raises RecordTrouble."""
        return self._read(
            genesis, [], lambda _, place: history_reading.bars_of_subnet(*place, self._layouts, subnet, since, step)
        )

    def append_tape(self, genesis: str, stretches: Sequence[TapeStretch]) -> bool:
        """Write trades of final blocks; False where nothing of this chain is recorded yet. Raises RecordTrouble."""
        with self._writing_beside_bars(genesis) as place:
            if place is not None and self._has_room(place[0]):
                for stretch in stretches:
                    TapeRows(*place).insert(stretch)
        return place is not None

    def tape(self, genesis: str, subnet: SubnetId, most: int) -> RecordedTape:
        """The newest trades of a subnet that were recorded. Raises RecordTrouble."""
        return self._read(genesis, RecordedTape(), lambda _, place: TapeRows(*place).read(subnet, most))

    def append_epochs(self, genesis: str, epochs: Sequence[RecordedEpoch]) -> bool:
        """Write dividends of final blocks; False where nothing of this chain is recorded yet. Raises RecordTrouble."""
        with self._writing_beside_bars(genesis) as place:
            if place is not None and self._has_room(place[0]):
                for epoch in epochs:
                    EpochRows(*place).insert(epoch)
        return place is not None

    def epochs(self, genesis: str, subnet: SubnetId, since_ms: int) -> list[RecordedEpoch]:
        """The dividends of a subnet's epochs since a time, oldest first. Raises RecordTrouble."""
        return self._read(genesis, [], lambda _, place: EpochRows(*place).read(subnet, since_ms))

    def close(self) -> None:
        """Let another program write; never raises."""
        with self._guard:
            self._file.release()

    def _backfilling(
        self, genesis: str, write: "Callable[[BackfillRows], history_reading.Answer]"
    ) -> "history_reading.Answer":
        """What `write` answers, done in one transaction. Raises RecordTrouble."""
        with self._trouble_told(is_writing=True):
            database = self._file.opened()
            try:
                with database.writing() as connection:
                    found = connection.execute("SELECT id FROM chain WHERE genesis = ?", (genesis,)).fetchone()
                    chain = int(found[0]) if found else self._chain_of(connection, genesis, _NEVER)
                    return write(BackfillRows(connection, chain, FrameRows(connection, chain, self._layouts)))
            except BaseException:
                self._layouts.forget()
                raise

    def _read(
        self,
        genesis: str,
        otherwise: "history_reading.Answer",
        read: "Callable[[FrameRows, tuple[sqlite3.Connection, int]], history_reading.Answer]",
    ) -> "history_reading.Answer":
        """What `read` finds of a chain, or `otherwise` where nothing of it is recorded."""
        with self._reading() as connection:
            row = connection.execute("SELECT id FROM chain WHERE genesis = ?", (genesis,)).fetchone()
            if row is None:
                return otherwise
            return read(FrameRows(connection, row[0], self._layouts), (connection, row[0]))

    @contextmanager
    def _writing_beside_bars(self, genesis: str) -> Iterator[tuple[sqlite3.Connection, int] | None]:
        """Connection and number of a chain of which bars are recorded, within a transaction; None of another."""
        with self._trouble_told(is_writing=True), self._file.opened().writing() as connection:
            row = connection.execute("SELECT id FROM chain WHERE genesis = ?", (genesis,)).fetchone()
            yield None if row is None else (connection, row[0])

    def _has_room(self, connection: sqlite3.Connection) -> bool:
        return bytes_used(connection) <= self._largest + self._largest // 8

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._trouble_told(), self._file.opened().reading() as connection:
            yield connection

    @contextmanager
    def _trouble_told(self, *, is_writing: bool = False) -> Iterator[None]:
        """One at a time; raise RecordTrouble for what went wrong with the file, which is opened again next time."""
        with self._guard:
            try:
                yield
            except (files.Damaged, Exchanged, NotOurs, sqlite3.Error, OSError) as error:
                self._file.shut()
                self._mend(error)
                raise self._told(error, is_writing=is_writing) from error
            except (TypeError, ValueError, OverflowError) as error:
                # A row holds what was never written so, or a number does not fit into one.
                self._file.shut()
                raise self._told(ValueError("what is in it cannot be read"), is_writing=is_writing) from error
            if is_writing and self._notice.startswith(_CANNOT):
                self._notice = ""

    def _mend(self, error: Exception) -> None:
        """Move a damaged file aside, where it is this program's to write; the next call begins a new one."""
        if self._file.is_claimed and not isinstance(error, Exchanged | NotOurs) and files.is_damage(error):
            try:
                files.move_aside(self._path, error)
            except OSError as trouble:
                _LOG.warning("the damaged record of the market stays: %s", trouble)

    def _told(self, error: Exception, *, is_writing: bool) -> RecordTrouble:
        sentence = f"{_CANNOT} in {self._path.name}: {files.reason_of(error)}."
        if is_writing:
            self._notice = sentence
        return RecordTrouble(sentence)

    def _chain_of(self, connection: sqlite3.Connection, genesis: str, last: PoolsBefore) -> int:
        """The number of the chain, and note its newest pools."""
        pools = frame_bytes.packed_pools(last)
        layout = self._layouts.number_of(connection, last.subnets)
        row = (last.time, last.block, layout, pools, frame_bytes.checksum(pools), genesis)
        changed = connection.execute(
            "UPDATE chain SET time = ?, block = ?, layout = ?, pools = ?, checksum = ? WHERE genesis = ?", row
        )
        if not changed.rowcount:
            connection.execute(
                "INSERT INTO chain (time, block, layout, pools, checksum, genesis) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        (number,) = connection.execute("SELECT id FROM chain WHERE genesis = ?", (genesis,)).fetchone()
        return int(number)

    def _tiers_left_out(self, connection: sqlite3.Connection) -> int:
        row = connection.execute("SELECT max(tiers_left_out) FROM size_limit").fetchone()
        return int(row[0] or 0)

    def _keep_to_size(self, connection: sqlite3.Connection, rows: FrameRows, now: int) -> None:
        """At the limit, leave out older trades and dividends, then the finest bars of all chains; and say so."""
        left_out = self._tiers_left_out(connection)
        for drop, what in ((drop_older_half, "the tape"), (drop_older_epochs, "the dividends")):
            while bytes_used(connection) > self._largest and drop(connection):
                self._notice = (
                    f"The record of the market has reached its limit of {self._largest // MEBIBYTE} MiB: the older "
                    f"half of {what} is not kept any more."
                )
        while bytes_used(connection) > self._largest and left_out < len(TIERS) - 1:
            left_out += 1
            connection.execute("DELETE FROM size_limit")
            connection.execute("INSERT INTO size_limit VALUES (?)", (left_out,))
            for number, time in connection.execute("SELECT id, time FROM chain").fetchall():
                FrameRows(connection, number, self._layouts).thin(time, left_out)
            rows.thin(now, left_out)
        if left_out:
            finest = TIERS[left_out].step // 60_000
            self._notice = (
                f"The record of the market has reached its limit of {self._largest // MEBIBYTE} MiB: bars shorter "
                f"than {finest} min are not kept any more."
            )


_CANNOT = "The market cannot be recorded"

_NEVER = PoolsBefore(0, 0, (), (), ())
"""Stands for the newest block of a chain of which nothing was recorded but an archive's bars."""
