"""A story of a practice world: bars that its node tells, which never were on its chain."""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.block_samples import PoolsBefore


@dataclass(frozen=True, slots=True)
class ToldStory:
    """Bars before a block, and the pools at that block, which the chain's own blocks follow."""

    frames: Sequence[BarFrame]
    """Oldest first; marked as a story."""

    pools: PoolsBefore
