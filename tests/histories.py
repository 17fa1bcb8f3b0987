"""Builders of recorded markets: samples of blocks, bars, and a store in a folder of the test."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.bar_tiers import MINUTE
from dtao_tui.domain.history.block_samples import BlockSample, PoolsBefore, before_next, frame_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.history.history_store import HistoryStore
from tests.fakes.values import GENESIS, a_hash

TAO = 10**9
BEGIN = 1_795_000_000_000 - 1_795_000_000_000 % (24 * 60 * MINUTE)
"""A midnight, in milliseconds."""

SEVEN, THREE = SubnetId(7, 1000), SubnetId(3, 1000)


def a_sample(
    time: int = BEGIN,
    prices: Mapping[SubnetId, int] | None = None,
    *,
    block: int | None = None,
    traded: int | None = 0,
    tao_in: int = 1000 * TAO,
    emission: int = 0,
) -> BlockSample:
    """A block with these prices in rao; by default one subnet, and a block every 12 seconds since `BEGIN`."""
    told = {SEVEN: 50_000_000} if prices is None else dict(prices)
    number = 100 + (time - BEGIN) // 12_000 if block is None else block
    count = len(told)
    return BlockSample(
        genesis=GENESIS,
        block=number,
        block_hash=a_hash(number),
        time=time,
        subnets=tuple(told),
        prices=list(told.values()),
        tao_in=[tao_in] * count,
        alpha_in=[20_000 * TAO] * count,
        weights=[5 * 10**17] * count,
        traded=[traded] * count,
        emission=[emission] * count,
    )


def frames_of(samples: Sequence[BlockSample], before: PoolsBefore | None = None) -> list[BarFrame]:
    """The bars of blocks that follow each other."""
    frames = []
    for sample in samples:
        frames.append(frame_of(sample, before))
        before = before_next(sample)
    return frames


def prices_at(times: Iterable[int], price: Callable[[int], int], subnet: SubnetId = SEVEN) -> list[BlockSample]:
    """Samples of one subnet at these times; the price is a function of the time since `BEGIN`."""
    return [a_sample(time, {subnet: price(time - BEGIN)}, traded=time) for time in times]


def a_store(folder: Path, **options: int) -> HistoryStore:
    """A store that this test writes."""
    store = HistoryStore(folder / "history.sqlite3", **options)
    assert store.claim()
    return store


def written(store: HistoryStore, samples: Sequence[BlockSample], *, at_once: int = 50) -> None:
    """Write these samples as a recorder does, some at a time."""
    before = store.last(GENESIS)
    for first in range(0, len(samples), at_once):
        some = samples[first : first + at_once]
        store.append(GENESIS, frames_of(some, before), before_next(some[-1]))
        before = before_next(some[-1])


def with_marks(frame: BarFrame, mark: int) -> BarFrame:
    """The same frame with a mark on every bar."""
    return replace(frame, marks=bytes([mark]) * len(frame.subnets))
