"""Bar frames: one bar of each subnet over one stretch of time, column by column, and how they are put together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import itemgetter
from typing import Any

from dtao_tui.domain.history.bar_tiers import start_of
from dtao_tui.domain.subnet_id import SubnetId

NO_VOLUME, NO_FLOW, IS_APPROXIMATE, IS_STORY, NO_RANGE, NO_RESERVES, IS_BACKFILLED = 1, 2, 4, 8, 16, 32, 64
"""Marks of a bar, as bits: what of it is not known, whether its flow is approximate, whether practice invented it, and
whether it was read later from an archive's endpoint."""

LEAST_SAMPLES = 4
"""Samples below which a bar knows no high and low: fewer cannot tell four prices."""

_MORE_SAMPLES = 128
_SAMPLE_BITS = NO_RANGE | _MORE_SAMPLES
"""They count the samples that a bar was made of, as long as there are too few: `NO_RANGE` alone is one."""

_I64_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class BarFrame:
    """The bars of all subnets over one stretch of time; every column is in the order of `subnets`, in rao."""

    time: int
    """The chain's time of its last block, in milliseconds since 1970."""

    block: int
    """Its last block; 0 for what lies before the first."""

    subnets: tuple[SubnetId, ...]
    opens: Sequence[int]
    highs: Sequence[int]
    lows: Sequence[int]
    closes: Sequence[int]
    tao_in: Sequence[int]
    alpha_in: Sequence[int]
    weights: Sequence[int]
    volumes: Sequence[int]
    """TAO that went through the pool."""

    flows: Sequence[int]
    """TAO that traders put in, less what they took out."""

    marks: bytes

    @property
    def is_story(self) -> bool:
        """Whether practice invented it, all bars or none."""
        return bool(self.marks) and all(mark & IS_STORY for mark in self.marks)

    @property
    def is_backfilled(self) -> bool:
        """Whether any bar of it, or a part of one, was read later from an archive."""
        return any(mark & IS_BACKFILLED for mark in self.marks)

    def part(self, places: Sequence[int]) -> "BarFrame":
        """The bars of some of the subnets, by their places."""

        if len(places) == 1:
            first = places[0]
            return self._chosen(lambda column: (column[first],))
        # Many times as fast as a loop, and thousands of subnets are parted with each block.
        return self._chosen(itemgetter(*places) if places else lambda _: ())

    def _chosen(self, choose: Callable[[Sequence[Any]], tuple[Any, ...]]) -> "BarFrame":
        return replace(
            self,
            subnets=choose(self.subnets),
            opens=choose(self.opens),
            highs=choose(self.highs),
            lows=choose(self.lows),
            closes=choose(self.closes),
            tao_in=choose(self.tao_in),
            alpha_in=choose(self.alpha_in),
            weights=choose(self.weights),
            volumes=choose(self.volumes),
            flows=choose(self.flows),
            marks=bytes(choose(self.marks)),
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of one subnet; amounts and prices in rao."""

    time: int
    """The chain's time of its last block, in milliseconds since 1970."""

    block: int
    open: int
    high: int
    low: int
    close: int
    tao_in: int
    alpha_in: int
    weight: int
    volume: int
    flow: int
    marks: int = 0

    @property
    def is_candle(self) -> bool:
        """Whether all four prices were recorded: neither a story nor an archive nor too few samples tell them."""
        return not self.marks & (IS_STORY | IS_BACKFILLED | _SAMPLE_BITS)

    @property
    def is_story(self) -> bool:
        """Whether practice invented a part of it."""
        return bool(self.marks & IS_STORY)

    @property
    def is_backfilled(self) -> bool:
        """Whether it, or a part of it, was read later from an archive."""
        return bool(self.marks & IS_BACKFILLED)

    @property
    def is_told_later(self) -> bool:
        """Whether a part of it was not recorded as it happened: a story, or read from an archive."""
        return bool(self.marks & (IS_STORY | IS_BACKFILLED))

    def joined(self, later: "Bar") -> "Bar":
        """One bar of this and a later one."""
        return replace(
            later,
            open=self.open,
            high=max(self.high, later.high),
            low=min(self.low, later.low),
            volume=min(self.volume + later.volume, _I64_MAX),
            flow=_bounded(self.flow + later.flow),
            marks=_joined_marks(self.marks, later.marks),
        )


def joined_bars(bars: Sequence[Bar]) -> Bar:
    """One bar of several that follow each other, oldest first; there is at least one."""
    marks = 0
    for bar in bars:
        marks |= bar.marks
    samples = min(sum([_SAMPLES_BY_MARK[bar.marks] for bar in bars[:LEAST_SAMPLES]]), LEAST_SAMPLES)
    return replace(
        bars[-1],
        open=bars[0].open,
        high=max([bar.high for bar in bars]),
        low=min([bar.low for bar in bars]),
        volume=min(sum([bar.volume for bar in bars]), _I64_MAX),
        flow=_bounded(sum([bar.flow for bar in bars])),
        marks=marks & ~_SAMPLE_BITS | _BITS_OF_SAMPLES[samples],
    )


def joined_frames(frames: Sequence[BarFrame]) -> BarFrame:
    """One frame of several that follow each other, oldest first; a subnet that some lack is made of the others."""
    first, last = frames[0], frames[-1]
    if len(frames) == 1:
        return first
    if any(frame.subnets != first.subnets for frame in frames):
        return _joined_one_by_one(frames)
    return replace(
        last,
        opens=first.opens,
        highs=list(map(max, *[frame.highs for frame in frames])),
        lows=list(map(min, *[frame.lows for frame in frames])),
        volumes=[min(volume, _I64_MAX) for volume in map(_sum, *[frame.volumes for frame in frames])],
        flows=[_bounded(flow) for flow in map(_sum, *[frame.flows for frame in frames])],
        marks=_all_marks(frames),
    )


def grouped(frames: Iterable[BarFrame], step: int) -> list[list[BarFrame]]:
    """Frames, oldest first, by the bar of this step that they belong to."""
    groups: list[list[BarFrame]] = []
    start = None
    for frame in frames:
        if (began := start_of(frame.time, step)) != start:
            groups.append([])
            start = began
        groups[-1].append(frame)
    return groups


def bars_of(frame: BarFrame) -> dict[SubnetId, Bar]:
    """The bars in a frame by subnet."""
    columns = (frame.opens, frame.highs, frame.lows, frame.closes, frame.tao_in, frame.alpha_in, frame.weights)
    rows = zip(frame.subnets, *columns, frame.volumes, frame.flows, frame.marks, strict=True)
    return {subnet: Bar(frame.time, frame.block, *row) for subnet, *row in rows}


def frame_from(time: int, block: int, bars: dict[SubnetId, Bar]) -> BarFrame:
    """A frame of these bars."""
    rows = list(bars.values())
    return BarFrame(
        time=time,
        block=block,
        subnets=tuple(bars),
        opens=[bar.open for bar in rows],
        highs=[bar.high for bar in rows],
        lows=[bar.low for bar in rows],
        closes=[bar.close for bar in rows],
        tao_in=[bar.tao_in for bar in rows],
        alpha_in=[bar.alpha_in for bar in rows],
        weights=[bar.weight for bar in rows],
        volumes=[bar.volume for bar in rows],
        flows=[bar.flow for bar in rows],
        marks=bytes([bar.marks for bar in rows]),
    )


def _joined_one_by_one(frames: Sequence[BarFrame]) -> BarFrame:
    found: dict[SubnetId, Bar] = {}
    for frame in frames:
        for subnet, bar in bars_of(frame).items():
            found[subnet] = found[subnet].joined(bar) if subnet in found else bar
    last = frames[-1]
    return frame_from(last.time, last.block, dict(sorted(found.items(), key=lambda each: each[0].netuid)))


def _joined_marks(one: int, other: int) -> int:
    return (one | other) & ~_SAMPLE_BITS | _BITS_OF_SAMPLES[_SAMPLES_BY_MARK[one] + _SAMPLES_BY_MARK[other]]


def _all_marks(frames: Sequence[BarFrame]) -> bytes:
    # As one number each, thousands of marks are joined at once.
    size = len(frames[0].marks)
    whole = reduce(lambda marks, frame: marks | int.from_bytes(frame.marks, "little"), frames, 0)
    marks = whole & int.from_bytes(bytes([255 - _SAMPLE_BITS]) * size, "little")
    if len(frames) < LEAST_SAMPLES:
        samples = sum(int.from_bytes(frame.marks.translate(_SAMPLES_BY_MARK), "little") for frame in frames)
        marks |= int.from_bytes(samples.to_bytes(size, "little").translate(_BITS_OF_SAMPLES), "little")
    return marks.to_bytes(size, "little")


def _samples_in(mark: int) -> int:
    return {0: LEAST_SAMPLES, NO_RANGE: 1, _MORE_SAMPLES: 2, _SAMPLE_BITS: 3}[mark & _SAMPLE_BITS]


_SAMPLES_BY_MARK = bytes([_samples_in(mark) for mark in range(256)])
"""Of how many samples a bar was made; more than `LEAST_SAMPLES` count as these."""

_BITS_OF_SAMPLES = bytes([0, NO_RANGE, _MORE_SAMPLES, _SAMPLE_BITS]).ljust(256, b"\0")
"""By the number of samples, the bits that tell it."""


def _sum(*numbers: int) -> int:
    return sum(numbers)


def _bounded(number: int) -> int:
    return min(max(number, -_I64_MAX), _I64_MAX)
