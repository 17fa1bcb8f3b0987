"""Samples: the pools of all subnets at one block, and the bar that a sample makes with the one before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.history.bar_frames import IS_APPROXIMATE, NO_FLOW, NO_RANGE, NO_VOLUME, BarFrame
from dtao_tui.domain.history.bar_tiers import DEEPEST
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.pool import DYNAMIC
from dtao_tui.domain.subnet_id import SubnetId

_I64_MAX = 2**63 - 1
_U16_MAX = 2**16 - 1
_MOST_IDS = 16_384


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
    found = [each for each in snapshot.subnets.values() if each.pool.mechanism == DYNAMIC and each.netuid]
    sample = _sample(snapshot, snapshot.time_ms, found)
    # Asked of whole columns first: thousands of subnets come with every block.
    if found and not all(max(column) <= U64_MAX for column in (sample.prices, sample.tao_in, sample.alpha_in)):
        found = [each for each in found if max(each.price.rao, each.pool.tao_in.rao, each.pool.alpha_in.rao) <= U64_MAX]
        sample = _sample(snapshot, snapshot.time_ms, found)
    return sample


def _sample(snapshot: Snapshot, time: int, found: Sequence[Subnet]) -> BlockSample:
    pools = [each.pool for each in found]
    kept = [_id_of(each.netuid, each.registered_at) for each in found]
    if None in kept:
        return _sample(snapshot, time, [each for each, one in zip(found, kept, strict=True) if one is not None])
    return BlockSample(
        genesis=snapshot.genesis,
        block=snapshot.block,
        block_hash=snapshot.block_hash,
        time=time,
        subnets=tuple([one for one in kept if one is not None]),
        prices=[each.price.rao for each in found],
        tao_in=[pool.tao_in.rao for pool in pools],
        alpha_in=[pool.alpha_in.rao for pool in pools],
        weights=[pool.quote_weight for pool in pools],
        traded=[each.traded for each in found],
        emission=[each.emission.rao for each in found],
    )


@lru_cache(_MOST_IDS)
def _id_of(netuid: int, registered_at: int) -> SubnetId | None:
    """The subnet's identity, the same object each time; None for one that the record has no room for."""
    return SubnetId(netuid, registered_at) if netuid <= _U16_MAX and registered_at <= U64_MAX else None


def deepest_subnets(sample: BlockSample) -> frozenset[SubnetId]:
    """The subnets whose pools hold the most TAO, which have the whole ladder of bars."""
    by_depth = sorted(zip(sample.tao_in, sample.subnets, strict=True), reverse=True)
    return frozenset(subnet for _, subnet in by_depth[:DEEPEST])


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
        marks=bytes([NO_RANGE | NO_VOLUME | NO_FLOW]) * len(sample.subnets),
    )
    if before is None or before.block >= sample.block:
        return frame
    blocks = sample.block - before.block
    seen_all = NO_RANGE | (0 if blocks == 1 else IS_APPROXIMATE)
    flows: list[int | None]
    if before.subnets == sample.subnets and None not in before.traded and None not in sample.traded:
        triples = zip(sample.tao_in, before.tao_in, sample.emission, strict=True)
        flows = [tao - tao_before - emission * blocks for tao, tao_before, emission in triples]
        volumes = [now - then for now, then in zip(_known(sample.traded), _known(before.traded), strict=True)]
    else:
        had = list(before.of(sample.subnets))
        flows = [
            None if tao_before is None else tao - tao_before - emission * blocks
            for (tao_before, _), tao, emission in zip(had, sample.tao_in, sample.emission, strict=True)
        ]
        volumes = [
            -1 if traded_before is None or traded is None else traded - traded_before
            for (_, traded_before), traded in zip(had, sample.traded, strict=True)
        ]
    marks = bytes([seen_all]) * len(flows)
    if None in flows or (flows and not _are_plain(flows, volumes)):
        marks = bytes(
            [
                seen_all | _unknown(flow, -_I64_MAX, NO_FLOW) | _unknown(volume, 0, NO_VOLUME)
                for flow, volume in zip(flows, volumes, strict=True)
            ]
        )
        volumes = [0 if mark & NO_VOLUME else volume for mark, volume in zip(marks, volumes, strict=True)]
        flows = [0 if mark & NO_FLOW else flow for mark, flow in zip(marks, flows, strict=True)]
    told = _known(flows)
    return replace(frame, volumes=volumes, flows=told, marks=marks)


def _known(numbers: Sequence[int | None]) -> Sequence[int]:
    """Numbers of which none is None, as their type."""
    return cast(Sequence[int], numbers)


def _are_plain(flows: Sequence[int | None], volumes: Sequence[int]) -> bool:
    """Whether all can be kept as they are."""
    known = _known(flows)
    return min(known) >= -_I64_MAX and max(known) <= _I64_MAX and min(volumes) >= 0 and max(volumes) <= _I64_MAX


def _unknown(number: int | None, least: int, mark: int) -> int:
    return 0 if number is not None and least <= number <= _I64_MAX else mark
