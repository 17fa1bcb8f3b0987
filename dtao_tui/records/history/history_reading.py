"""Reads of the record that span several tiers: prices near a time, and the bars of one subnet."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TypeVar

from dtao_tui.domain.history.bar_frames import Bar
from dtao_tui.domain.history.bar_tiers import TIERS, Tier, start_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import PARTS
from dtao_tui.records.history import frame_bytes
from dtao_tui.records.history.frame_rows import FrameRows, Layouts

Answer = TypeVar("Answer")

_MOST_LOOKED_AT = 24
"""Frames that are read for the price near a time, nearest first."""


def closes_near(
    rows: FrameRows,
    connection: sqlite3.Connection,
    chain: int,
    around: tuple[int, int],
    wanted: Iterable[SubnetId],
    *,
    with_archives: bool,
) -> dict[SubnetId, int]:
    """The price of each of these subnets nearest to a time, at most so far from it: `around` is both."""
    time, slack = around
    candidates: list[tuple[int, int, int]] = []
    for tier in TIERS:
        for part in PARTS:
            found = connection.execute(
                "SELECT time, rowid FROM frame WHERE chain = ? AND step = ? AND part = ? AND start >= ? AND start <= ?",
                (chain, tier.step, part, time - slack - tier.step, time + slack),
            )
            candidates += [(abs(at - time), rowid, tier.step) for at, rowid in found if abs(at - time) <= slack]
    missing, closes = set(wanted), dict[SubnetId, int]()
    for _, rowid, step in sorted(candidates)[:_MOST_LOOKED_AT]:
        if not missing:
            break
        row = connection.execute(
            "SELECT time, block, layout, body, checksum FROM frame WHERE rowid = ?", (rowid,)
        ).fetchone()
        frame = rows.frame_in(row, step)
        if frame is not None and (with_archives or not frame.is_backfilled):
            closes |= {
                subnet: close
                for subnet, close in zip(frame.subnets, frame.closes, strict=True)
                if subnet in missing and close
            }
            missing -= closes.keys()
    return closes


def bars_of_subnet(
    connection: sqlite3.Connection, chain: int, layouts: Layouts, subnet: SubnetId, since: int, step: int
) -> list[Bar]:
    """The bars of one subnet from a time on: of this step where they are kept, before that longer ones.

    The last bar, which is not over yet, is made of shorter ones.
    """
    reader = _SubnetBars(connection, chain, layouts, subnet)
    wanted = next(at for at, tier in enumerate(TIERS) if tier.step == step)
    found = reader.read(step, since, None)
    first = start_of(found[0].time, step) if found else None
    for tier in TIERS[wanted + 1 :]:
        # The longer bar in which the shorter ones begin to be kept stands for all that it is made of, unless the
        # record begins with them.
        until = None if first is None else start_of(first + tier.step - 1, tier.step)
        older = reader.read(tier.step, since - tier.step + 1, until)
        if older and (first is None or start_of(older[0].time, tier.step) + tier.step <= first):
            edge = start_of(older[-1].time, tier.step) + tier.step
            found = [*older, *(bar for bar in found if bar.time >= edge)]
            first = start_of(older[0].time, tier.step)
    if found:
        found = _gaps_filled(reader, found, TIERS[wanted + 1 :], since)
    edge = start_of(found[-1].time, step) + max(step, 1) if found else since
    tail: list[Bar] = []
    for tier in reversed(TIERS[:wanted]):
        tail += reader.read(tier.step, edge, None)
        if tail:
            edge = start_of(tail[-1].time, tier.step) + max(tier.step, 1)
    return [bar for bar in _of_step([*found, *tail], step, len(found)) if bar.time >= since]


def _gaps_filled(reader: "_SubnetBars", found: list[Bar], longer: Sequence[Tier], since: int) -> list[Bar]:
    """The bars with those of an archive where there are none; an archive tells longer ones than a record has."""
    last = found[-1].time
    for tier in longer:
        told = {start_of(bar.time, tier.step) for bar in found}
        others = reader.read(tier.step, since - tier.step + 1, last)
        in_gaps = [bar for bar in others if bar.is_backfilled and start_of(bar.time, tier.step) not in told]
        found = sorted([*found, *in_gaps], key=lambda bar: bar.time)
    return found


class _SubnetBars:
    """Reads the bars of one subnet out of frames."""

    def __init__(self, connection: sqlite3.Connection, chain: int, layouts: Layouts, subnet: SubnetId) -> None:
        self._connection = connection
        self._chain = chain
        self._layouts = layouts
        self._subnet = subnet
        self._places: dict[int, tuple[int, int] | None] = {}

    def read(self, step: int, since: int, until: int | None) -> list[Bar]:
        """The sound bars of a tier that begin in this stretch of time, oldest first."""
        found: dict[int, Bar] = {}
        for part in PARTS:
            rows = self._connection.execute(
                "SELECT start, time, block, layout, body, checksum FROM frame "
                "WHERE chain = ? AND step = ? AND part = ? AND start >= ? AND start < ? ORDER BY start",
                (self._chain, step, part, since, 2**62 if until is None else until),
            )
            for start, time, block, layout, body, checksum in rows:
                place = self._place_in(layout)
                if place is None or not isinstance(body, bytes) or frame_bytes.checksum(body) != checksum:
                    continue
                try:
                    bar = frame_bytes.bar_in(body, *place, time, block, is_block=not step)
                except ValueError:
                    continue
                # A subnet that had the whole ladder for a part of the time has two.
                found[start] = _one_of(found[start], bar) if start in found else bar
        return [found[start] for start in sorted(found)]

    def _place_in(self, layout: int) -> tuple[int, int] | None:
        """The subnet's place in a list, and how long the list is."""
        if layout not in self._places:
            members = self._layouts.members_of(self._connection, layout)
            self._places[layout] = (members.index(self._subnet), len(members)) if self._subnet in members else None
        return self._places[layout]


def _one_of(one: Bar, other: Bar) -> Bar:
    return one.joined(other) if one.time <= other.time else other.joined(one)


def _of_step(bars: list[Bar], step: int, whole: int) -> list[Bar]:
    """The bars after the first `whole` ones joined to such of this step."""
    joined = bars[:whole]
    for bar in bars[whole:]:
        is_same = len(joined) > whole and start_of(joined[-1].time, step) == start_of(bar.time, step)
        if is_same:
            joined[-1] = joined[-1].joined(bar)
        else:
            joined.append(bar)
    return joined
