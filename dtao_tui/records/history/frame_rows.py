"""Rows of frames in the record: read, written, and put together to longer bars, within a transaction of the store."""

import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from dtao_tui.domain.history.bar_frames import BarFrame, grouped, joined_frames
from dtao_tui.domain.history.bar_tiers import TIERS, longest_within, start_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import PARTS
from dtao_tui.records.history import frame_bytes

MOST_LAYOUTS = 256
"""Lists of subnets from which on the unused ones are removed."""


_Part = tuple[int, list[int], tuple[SubnetId, ...]]


class Layouts:
    """The lists of subnets that frames are of, each known by a number in the file."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[SubnetId, ...], int] = {}
        self._members: dict[int, tuple[SubnetId, ...]] = {}
        self._newest: list[tuple[tuple[SubnetId, ...], int]] = []
        """The lists of the newest block, found by identity: to hash thousands of subnets takes milliseconds."""

        self._parts: tuple[tuple[SubnetId, ...], Set[SubnetId], list[_Part]] | None = None

    def forget(self) -> None:
        """Know none: the file is another one, or one of its transactions was undone."""
        self._numbers.clear()
        self._members.clear()
        self._newest.clear()

    def number_of(self, connection: sqlite3.Connection, subnets: tuple[SubnetId, ...]) -> int:
        """The number of a list, which is written down if it is new."""
        for known, number in self._newest:
            if known is subnets:
                return number
        number = self._looked_up(connection, subnets)
        self._newest = [(subnets, number), *self._newest][:8]
        return number

    def parts_of(self, subnets: tuple[SubnetId, ...], whole: Set[SubnetId]) -> list[_Part]:
        """The parts of a list: those with the whole ladder and the rest, each with the places and the subnets."""
        if self._parts is None or self._parts[0] is not subnets or self._parts[1] is not whole:
            parts: list[_Part] = []
            for part in PARTS:
                places = [at for at, subnet in enumerate(subnets) if (subnet in whole) == (part == PARTS[0])]
                if places:
                    parts.append((part, places, tuple([subnets[at] for at in places])))
            self._parts = (subnets, whole, parts)
        return self._parts[2]

    def _looked_up(self, connection: sqlite3.Connection, subnets: tuple[SubnetId, ...]) -> int:
        if subnets not in self._numbers:
            members = frame_bytes.packed_members(subnets)
            connection.execute("INSERT OR IGNORE INTO layout (members) VALUES (?)", (members,))
            (number,) = connection.execute("SELECT id FROM layout WHERE members = ?", (members,)).fetchone()
            self._numbers[subnets], self._members[number] = number, subnets
        return self._numbers[subnets]

    def members_of(self, connection: sqlite3.Connection, number: int) -> tuple[SubnetId, ...]:
        """The subnets of a list; none where it is not there or damaged."""
        if number not in self._members:
            row = connection.execute("SELECT members FROM layout WHERE id = ?", (number,)).fetchone()
            try:
                members = frame_bytes.members_in(row[0]) if row else ()
            except ValueError:
                members = ()
            self._members[number] = members
        return self._members[number]

    def remove_unused(self, connection: sqlite3.Connection) -> None:
        """Remove the lists that no frame is of any more, where there are many."""
        if connection.execute("SELECT count(*) FROM layout").fetchone()[0] > MOST_LAYOUTS:
            used = "SELECT layout FROM frame UNION SELECT layout FROM chain"
            connection.execute(f"DELETE FROM layout WHERE id NOT IN ({used})")
            self.forget()


class FrameRows:
    """The frames of one chain, through one connection."""

    def __init__(self, connection: sqlite3.Connection, chain: int, layouts: Layouts) -> None:
        self._connection = connection
        self._chain = chain
        self._layouts = layouts

    def insert(self, frame: BarFrame, step: int, part: int) -> None:
        """Write one frame; one that is there already stays."""
        body = frame_bytes.packed(frame, is_block=not step)
        layout = self._layouts.number_of(self._connection, frame.subnets)
        start = start_of(frame.time, step)
        row = (self._chain, step, part, start, frame.time, frame.block, layout, body, frame_bytes.checksum(body))
        self._connection.execute("INSERT OR IGNORE INTO frame VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def insert_all(self, frames: Sequence[BarFrame], until: int, whole: Set[SubnetId] | None) -> None:
        """Write frames of blocks and of stories, oldest first; the subnets with the whole ladder apart from the rest.

        A story's bars are as long as the time from one to the next, the last one's until `until`.
        """
        if frames and frames[0].is_story:
            # The bars that were begun before the story end with what is there.
            self.put_together(frames[0].time)
        for at, frame in enumerate(frames):
            following = frames[at + 1].time if at + 1 < len(frames) else until
            step = longest_within(following - frame.time) if frame.is_story else 0
            for part, members in self.parted(frame, whole):
                self.insert(members, step, part)

    def read(self, part: int, step: int, since: int, until: int) -> list[BarFrame]:
        """The sound frames of one tier that begin in this stretch of time, oldest first."""
        rows = self._connection.execute(
            "SELECT time, block, layout, body, checksum FROM frame "
            "WHERE chain = ? AND step = ? AND part = ? AND start >= ? AND start < ? ORDER BY start",
            (self._chain, step, part, since, until),
        )
        return [found for row in rows.fetchall() if (found := self.frame_in(row, step)) is not None]

    def frame_in(self, row: Sequence[object], step: int) -> BarFrame | None:
        """The frame in a row of time, block, layout, body and checksum; None where it is damaged."""
        time, block, layout, body, checksum = row
        if not isinstance(body, bytes) or frame_bytes.checksum(body) != checksum:
            return None
        if not (isinstance(time, int) and isinstance(block, int) and isinstance(layout, int)):
            return None
        members = self._layouts.members_of(self._connection, layout)
        try:
            return frame_bytes.unpacked(body, members, time, block, is_block=not step)
        except ValueError:
            return None

    def put_together(self, now: int) -> bool:
        """Make the longer bars that are over at this time of the shorter ones; whether there were any."""
        has_made = False
        for part in PARTS:
            for shorter, longer in pairwise(TIERS):
                until = start_of(now, longer.step)
                since = self._following(part, longer.step)
                if since >= until:
                    continue
                for start in self._starts(part, shorter.step, longer.step, since, until):
                    for group in grouped(self.read(part, shorter.step, start, start + longer.step), longer.step):
                        self.insert(joined_frames(group), longer.step, part)
                        has_made = True
        return has_made

    def _starts(self, part: int, shorter: int, longer: int, since: int, until: int) -> list[int]:
        """When the longer bars begin for which there are shorter ones: each is read on its own, as all may be many."""
        rows = self._connection.execute(
            "SELECT DISTINCT start - start % ? FROM frame "
            "WHERE chain = ? AND step = ? AND part = ? AND start >= ? AND start < ? ORDER BY 1",
            (longer, self._chain, shorter, part, since, until),
        )
        return [start for (start,) in rows.fetchall()]

    def thin(self, now: int, tiers_left_out: int) -> None:
        """Remove what has been kept long enough; of the tiers that are left out, what is part of a longer bar."""
        for at, tier in enumerate(TIERS):
            for part in PARTS:
                until = now - tier.kept(is_whole=part == PARTS[0])
                if at < tiers_left_out and at + 1 < len(TIERS):
                    until = start_of(now, TIERS[at + 1].step)
                self._connection.execute(
                    "DELETE FROM frame WHERE chain = ? AND step = ? AND part = ? AND start < ?",
                    (self._chain, tier.step, part, until),
                )

    def parted(self, frame: BarFrame, whole: Set[SubnetId] | None) -> Iterator[tuple[int, BarFrame]]:
        """The frames of both parts, of those that have any subnet."""
        if whole is None:
            yield PARTS[0], frame
            return
        for part, places, members in self._layouts.parts_of(frame.subnets, whole):
            yield part, replace(frame.part(places), subnets=members)

    def _following(self, part: int, step: int) -> int:
        """When the bar begins that follows the last one of this tier; 0 where there is none."""
        (last,) = self._connection.execute(
            "SELECT max(start) FROM frame WHERE chain = ? AND step = ? AND part = ?", (self._chain, step, part)
        ).fetchone()
        return 0 if last is None else int(last) + step
