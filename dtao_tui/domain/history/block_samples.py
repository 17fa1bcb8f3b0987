"""Samples: the pools of all subnets at one block, and the bar that a sample makes with the one before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.history.bar_frames import IS_APPROXIMATE, NO_FLOW, NO_VOLUME, BarFrame
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId

_I64_MAX = 2**63 - 1
_U16_MAX = 2**16 - 1


@dataclass(frozen=True, slots=True)
class BlockSample:
    """All pools at one block, column by column in the order of `subnets`; amounts in rao."""

    genesis: str
    block: int
    block_hash: str
    time: int
    """Milliseconds since 1970, by the chain's clock."""

    subnets: tuple[SubnetId, ...]
    prices: Sequence[int]
    tao_in: Sequence[int]
    alpha_in: Sequence[int]
    weights: Sequence[int]
    """Of TAO, in 10⁻¹⁸."""

    traded: Sequence[int | None]
    """The chain's counter of traded TAO."""

    emission: Sequence[int]
    """TAO that the chain puts into the pool in a block, what it injects and what it buys."""


@dataclass(frozen=True, slots=True)
class PoolsBefore:
    """What the next sample is measured against: the pools at the last block that was recorded."""

    block: int
    time: int
    subnets: tuple[SubnetId, ...]
    tao_in: Sequence[int]
    traded: Sequence[int | None]

    def of(self, subnets: tuple[SubnetId, ...]) -> Iterable[tuple[int | None, int | None]]:
        """TAO in the pool and traded TAO of each of these subnets; None of one that was not there."""
        rows = zip(self.tao_in, self.traded, strict=True)
        if subnets == self.subnets:
            return rows
        known = dict(zip(self.subnets, rows, strict=True))
        return [known.get(subnet, (None, None)) for subnet in subnets]


def sample_of(snapshot: Snapshot) -> BlockSample | None:
    """The sample of a block: every subnet with a pool. None where the chain tells no time."""
    if snapshot.time_ms is None:
        return None
    found = [
        each
        for each in snapshot.subnets.values()
        if each.has_pool
        and each.netuid <= _U16_MAX
        and max(each.price.rao, each.pool.tao_in.rao, each.pool.alpha_in.rao, each.registered_at) <= U64_MAX
    ]
    return BlockSample(
        genesis=snapshot.genesis,
        block=snapshot.block,
        block_hash=snapshot.block_hash,
        time=snapshot.time_ms,
        subnets=tuple([each.id for each in found]),
        prices=[each.price.rao for each in found],
        tao_in=[each.pool.tao_in.rao for each in found],
        alpha_in=[each.pool.alpha_in.rao for each in found],
        weights=[each.pool.quote_weight for each in found],
        traded=[each.traded for each in found],
        emission=[each.emission.rao for each in found],
    )


def before_next(sample: BlockSample) -> PoolsBefore:
    """What the sample after this one is measured against."""
    return PoolsBefore(sample.block, sample.time, sample.subnets, sample.tao_in, sample.traded)


def frame_of(sample: BlockSample, before: PoolsBefore | None) -> BarFrame:
    """The bar of this block: volume and flow are what changed since the sample before, as far as that tells it.

    Flow is the change of TAO in the pool without what the chain itself put in; where blocks lie between the two
    samples, their emission is taken for that of this one, and the flow is marked as approximate.
    """
    frame = BarFrame(
        time=sample.time,
        block=sample.block,
        subnets=sample.subnets,
        opens=sample.prices,
        highs=sample.prices,
        lows=sample.prices,
        closes=sample.prices,
        tao_in=sample.tao_in,
        alpha_in=sample.alpha_in,
        weights=sample.weights,
        volumes=[0] * len(sample.subnets),
        flows=[0] * len(sample.subnets),
        marks=bytes([NO_VOLUME | NO_FLOW]) * len(sample.subnets),
    )
    if before is None or before.block >= sample.block:
        return frame
    blocks = sample.block - before.block
    seen_all = 0 if blocks == 1 else IS_APPROXIMATE
    volumes, flows, marks = [], [], bytearray()
    rows = zip(before.of(sample.subnets), sample.tao_in, sample.traded, sample.emission, strict=True)
    for (had, traded_before), tao, traded, emission in rows:
        mark = seen_all
        flow = 0 if had is None else tao - had - emission * blocks
        if had is None or abs(flow) > _I64_MAX:
            flow, mark = 0, mark | NO_FLOW
        volume = -1 if traded is None or traded_before is None else traded - traded_before
        if not 0 <= volume <= _I64_MAX:
            volume, mark = 0, mark | NO_VOLUME
        volumes.append(volume)
        flows.append(flow)
        marks.append(mark)
    return replace(frame, volumes=volumes, flows=flows, marks=bytes(marks))
