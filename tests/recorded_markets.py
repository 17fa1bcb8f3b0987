"""A market as it is recorded after weeks: the newest two hours by block, the rest in bars of each tier's step.

Blocks go through the recorder's own path from snapshots; older bars are written as the record would have put them
together, which a property holds it to. Prices rise and fall between bounds, each subnet at its own time.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.bar_tiers import DEEPEST, MINUTE, TIERS, YEAR, start_of
from dtao_tui.domain.history.block_samples import BlockSample, before_next, frame_of, sample_of
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import PARTS
from dtao_tui.records.history.frame_rows import FrameRows, Layouts
from dtao_tui.records.history.history_store import HistoryStore
from tests.fakes.values import GENESIS, a_hash, a_snapshot, a_subnet
from tests.histories import BEGIN

BLOCK = 12_000
"""Milliseconds."""

REGISTERED_AT = 1
_TERM = 362
"""Minutes from one height of a price to the next: no part of a day or an hour."""

_SWING = 1_000
_MOST_FULL = 16
"""Subnets up to which blocks go through whole snapshots."""

_FRAMES_AT_ONCE = 5
"""A minute of blocks, about as many as the recorder writes at once."""

_HALF = 5 * 10**17


@dataclass(frozen=True)
class RecordedMarket:
    """The subnets 1 to `count` of a chain that has been recorded for `span` milliseconds up to `now`."""

    count: int
    span: int
    now: int = BEGIN + 400 * 24 * 60 * MINUTE

    @cached_property
    def subnets(self) -> tuple[SubnetId, ...]:
        """Their names for the record."""
        return tuple(SubnetId(netuid, REGISTERED_AT) for netuid in range(1, self.count + 1))

    @cached_property
    def whole(self) -> frozenset[SubnetId] | None:
        """Those with the whole ladder; None for all."""
        return None if self.count <= DEEPEST else frozenset(self.subnets[:DEEPEST])

    def price(self, netuid: int, time: int) -> int:
        """The price in rao at a time."""
        return _price(netuid, time // MINUTE % _TERM)

    def snapshot(self, time: int) -> Snapshot:
        """The market as a block at this time shows it."""
        block = (time - BEGIN) // BLOCK
        subnets = [self._subnet(netuid, time) for netuid in range(1, self.count + 1)]
        return a_snapshot(block, [a_subnet(0), *subnets], time_ms=time, block_hash=a_hash(block), seen_at=100.0)

    def samples(self, since: int) -> Iterator[BlockSample]:
        """What each block from then on shows."""
        for time in range(start_of(since, BLOCK), self.now + 1, BLOCK):
            sample = sample_of(self.snapshot(time)) if self.count <= _MOST_FULL else self._sample(time)
            assert sample is not None
            yield replace(sample, subnets=self.subnets)

    def write(self, folder: Path) -> HistoryStore:
        """Record it in this folder; the store, which writes it on."""
        store = HistoryStore(folder / "history.sqlite3")
        assert store.claim()
        first = self._sample(self.now - TIERS[0].whole - BLOCK)
        store.append(GENESIS, [], before_next(first), self.whole)
        with closing(sqlite3.connect(folder / "history.sqlite3")) as connection, connection:
            (chain,) = connection.execute("SELECT id FROM chain").fetchone()
            self._write_bars(FrameRows(connection, chain, Layouts()))
        self._write_blocks(store, first)
        return store

    def _write_bars(self, rows: FrameRows) -> None:
        for tier in TIERS[1:]:
            for part in PARTS if self.whole else PARTS[:1]:
                places = range(self.count) if self.whole is None else self._places(part)
                kept = min(tier.kept(is_whole=part == PARTS[0]), self.span, YEAR)
                # The last ones are put together by the store, of the blocks.
                until = start_of(self.now - TIERS[0].whole, tier.step)
                for start in range(start_of(self.now - kept, tier.step), until, tier.step):
                    rows.insert(self.bars(start, tier.step, places), tier.step, part)

    def _places(self, part: int) -> range:
        return range(DEEPEST) if part == PARTS[0] else range(DEEPEST, self.count)

    def bars(self, start: int, step: int, places: range | None = None) -> BarFrame:
        """The bars of a tier that begin then, of all subnets or of some."""
        places = range(self.count) if places is None else places
        end, first = start + step - BLOCK, start // MINUTE % _TERM
        closes = _column(end // MINUTE % _TERM, places)
        return BarFrame(
            time=end,
            block=(end - BEGIN) // BLOCK,
            subnets=_members(places),
            opens=_column(first, places),
            highs=_extremes(first, step // MINUTE, places, is_high=True),
            lows=_extremes(first, step // MINUTE, places, is_high=False),
            closes=closes,
            tao_in=_depths(places),
            alpha_in=_alpha(end // MINUTE % _TERM, places),
            weights=[_HALF] * len(places),
            volumes=[step] * len(places),
            flows=[0] * len(places),
            marks=bytes(len(places)),
        )

    def _write_blocks(self, store: HistoryStore, before: BlockSample) -> None:
        frames: list[BarFrame] = []
        for sample in self.samples(self.now - TIERS[0].whole):
            frames.append(frame_of(sample, before_next(before)))
            before = sample
            if len(frames) == _FRAMES_AT_ONCE:
                store.append(GENESIS, frames, before_next(before), self.whole)
                frames = []
        store.append(GENESIS, frames, before_next(before), self.whole)

    def _sample(self, time: int) -> BlockSample:
        block, phase, places = (time - BEGIN) // BLOCK, time // MINUTE % _TERM, range(self.count)
        return BlockSample(
            genesis=GENESIS,
            block=block,
            block_hash=a_hash(block),
            time=time,
            subnets=self.subnets,
            prices=_column(phase, places),
            tao_in=_depths(places),
            alpha_in=_alpha(phase, places),
            weights=[_HALF] * self.count,
            traded=[time] * self.count,
            emission=[0] * self.count,
        )

    def _subnet(self, netuid: int, time: int) -> Subnet:
        price, depth = self.price(netuid, time), _depth(netuid)
        pool = Pool(netuid, 1, Tao(depth), Alpha(depth * 10**9 // price, netuid), _HALF, 33)
        made = a_subnet(netuid, pool=pool, emission=Tao(0), registered_at=REGISTERED_AT, traded=time)
        return replace(made, price=Price(price))


def _depth(netuid: int) -> int:
    return (5_000 + 100 * (netuid % 97)) * 10**9 // (1 + netuid // 16)


def _price(netuid: int, phase: int) -> int:
    at = (phase + 53 * netuid) % _TERM
    return _at_height(netuid, min(at, _TERM - at))


def _at_height(netuid: int, height: int) -> int:
    return 1_000_000 * (1 + netuid % 60) * (_SWING + height) // _SWING


def _extreme(netuid: int, phase: int, minutes: int, *, is_high: bool) -> int:
    """The highest or lowest price of so many minutes."""
    begin = (phase + 53 * netuid) % _TERM
    turn = _TERM // 2 if is_high else 0
    if any(begin <= each < begin + minutes for each in (turn, turn + _TERM)):
        return _at_height(netuid, turn)
    ends = (_price(netuid, phase), _price(netuid, phase + minutes - 1))
    return max(ends) if is_high else min(ends)


@cache
def _column(phase: int, places: range) -> "array[int]":
    return array("Q", [_price(place + 1, phase) for place in places])


@cache
def _extremes(phase: int, minutes: int, places: range, *, is_high: bool) -> "array[int]":
    return array("Q", [_extreme(place + 1, phase, minutes, is_high=is_high) for place in places])


@cache
def _alpha(phase: int, places: range) -> "array[int]":
    return array("Q", [_depth(place + 1) * 10**9 // _price(place + 1, phase) for place in places])


@cache
def _depths(places: range) -> "array[int]":
    return array("Q", [_depth(place + 1) for place in places])


@cache
def _members(places: range) -> tuple[SubnetId, ...]:
    return tuple(SubnetId(place + 1, REGISTERED_AT) for place in places)
