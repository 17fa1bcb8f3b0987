"""Rows of backfilled bars: which bars are missing, those of an archive written in their place, and how far it came."""

import sqlite3
from collections.abc import Sequence, Set
from itertools import pairwise

from dtao_tui.domain.history.backfills import BackfillRecord, bars_between
from dtao_tui.domain.history.bar_frames import BarFrame, grouped, joined_frames
from dtao_tui.domain.history.bar_tiers import TIERS, start_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import PARTS
from dtao_tui.records.database import bytes_used
from dtao_tui.records.history.frame_rows import FrameRows


class BackfillRows:
    """The backfills of one chain, through one connection and within its transaction."""

    def __init__(self, connection: sqlite3.Connection, chain: int, rows: FrameRows) -> None:
        self._connection = connection
        self._chain = chain
        self._rows = rows

    @property
    def size(self) -> int:
        """Bytes of the whole file that are in use."""
        return bytes_used(self._connection)

    def missing(self, step: int, since: int, until: int, parts: Sequence[int] = PARTS) -> list[int]:
        """The starts of the bars of a tier in this stretch that none of these parts has, the newest first."""
        found = self._connection.execute(
            "SELECT start, part FROM frame WHERE chain = ? AND step = ? AND start >= ? AND start < ?",
            (self._chain, step, since, until),
        )
        known = {start for start, part in found.fetchall() if part in parts}
        return [start for start in bars_between(since, until, step) if start not in known]

    def begin(self, record: BackfillRecord) -> None:
        """Put the longer bars of what was recorded together, which backfilled ones may follow; note the backfill."""
        self._rows.put_together(record.until)
        self.note(record)

    def note(self, record: BackfillRecord) -> None:
        """Write down how far the backfill came."""
        row = (self._chain, record.host, record.step, record.since, record.until, record.reached)
        self._connection.execute("INSERT OR REPLACE INTO backfill VALUES (?, ?, ?, ?, ?, ?)", row)

    def insert(self, frames: Sequence[BarFrame], step: int, whole: Set[SubnetId] | None) -> None:
        """Write bars of an archive; where a bar is, it stays, whoever wrote it."""
        for frame in frames:
            for part, members in self._rows.parted(frame, whole):
                self._rows.insert(members, step, part)

    def finish(self, record: BackfillRecord) -> None:
        """Make the longer bars of what was looked for that are over and are not there.

        Of a backfill that was ended early the longer bar in which it ended waits for the rest of its parts.
        """
        for part in PARTS:
            for shorter, longer in pairwise(tier for tier in TIERS if tier.step >= record.step):
                begins = record.reached if record.is_finished else record.reached + longer.step - 1
                first, end = start_of(begins, longer.step), start_of(record.until, longer.step)
                for start in self.missing(longer.step, first, end, [part]):
                    frames = self._rows.read(part, shorter.step, start, start + longer.step)
                    for group in grouped(frames, longer.step):
                        self._rows.insert(joined_frames(group), longer.step, part)

    def records(self) -> list[BackfillRecord]:
        """The last backfill from each archive."""
        rows = self._connection.execute(
            "SELECT host, step, since, until, reached FROM backfill WHERE chain = ? ORDER BY rowid", (self._chain,)
        )
        return [BackfillRecord(str(host), *map(int, numbers)) for host, *numbers in rows.fetchall()]
