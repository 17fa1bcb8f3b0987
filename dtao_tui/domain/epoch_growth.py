"""Recorded epochs of a subnet, and what they come to for each validator: growth an epoch, and a day.

A day is told by the seconds that a block took between the recorded epochs, as the chain's clock has them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.validator_yield import NOMINAL_BLOCK_MS, HotkeyDividend, growth_a_day

MOST_EPOCHS = 140
"""Epochs of one subnet that are kept: seven days of epochs of 360 blocks of 12 s."""

MEASURED_BLOCKS = 300
"""Blocks from the first recorded epoch to the last from which on their time tells how long a block takes."""

PARTS = 10**18
"""Growth is summed in these parts of the stake, each rounded down: fractions of 140 stakes would be slow."""

_BLOCK_MS = range(250, 600_000)
"""What a block can take, in milliseconds; a clock that tells another time is not believed."""


@dataclass(frozen=True, slots=True)
class RecordedEpoch:
    """What one epoch of a subnet shared out."""

    subnet: SubnetId
    block: int
    """The block of the epoch."""

    read_at: int
    """The block whose state told it: the epoch's own, or one before the next epoch."""

    time_ms: int
    """When that block was made, by the chain's clock."""

    dividends: Mapping[str, HotkeyDividend]
    """By hotkey; of others it is not known."""

    blocks: int
    """The blocks whose emission it shared out: those since the epoch before, where that was seen, else the tempo."""


@dataclass(frozen=True, slots=True)
class DailyYield:
    """By what share of itself stake grows a day, net of take and not compounded, if epochs pay as those did."""

    growth: Fraction
    epochs: int
    """The number of epochs that it is told by."""


@dataclass(frozen=True, slots=True)
class EpochGrowth:
    """What recorded epochs of one subnet come to."""

    by_hotkey: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """The sum of growth in PARTS, the blocks in which it came, and the number of epochs of which it is known."""

    newest: int = -1
    """The block of the newest epoch."""

    first: tuple[int, int] | None = None
    """Block and time at which the first one was read."""

    last: tuple[int, int] | None = None

    def with_epoch(self, epoch: RecordedEpoch) -> "EpochGrowth":
        """With one more, that is newer; of the newest one again, what it tells of other hotkeys."""
        if epoch.block < self.newest:
            return self
        is_newer, sums = epoch.block > self.newest, dict(self.by_hotkey)
        for hotkey, told in epoch.dividends.items():
            parts = _parts(told)
            if parts is not None and (is_newer or hotkey not in sums):
                total, blocks, count = sums.get(hotkey, (0, 0, 0))
                sums[hotkey] = (total + parts, blocks + epoch.blocks, count + 1)
        point = (epoch.read_at, epoch.time_ms)
        return EpochGrowth(sums, epoch.block, self.first or point, point if is_newer else self.last)

    @property
    def block_ms(self) -> int | None:
        """Milliseconds that a block took from the first epoch to the last; None where that is too short a time."""
        if self.first is None or self.last is None or self.last[0] - self.first[0] < MEASURED_BLOCKS:
            return None
        took = (self.last[1] - self.first[1]) // (self.last[0] - self.first[0])
        return took if took in _BLOCK_MS else None

    def daily(self, hotkey: str, block_ms: int = NOMINAL_BLOCK_MS) -> DailyYield | None:
        """The yield of stake with a hotkey: its epochs' growth a block, times a day's blocks; None where none is known.

        A tempo that was changed changes nothing: a longer epoch pays for more blocks.
        """
        total, blocks, count = self.by_hotkey.get(hotkey, (0, 0, 0))
        growth = growth_a_day(Fraction(total, PARTS), blocks, block_ms)
        return None if growth is None else DailyYield(growth, count)


def growth_of(epochs: Iterable[RecordedEpoch]) -> EpochGrowth:
    """What these epochs come to, oldest first."""
    growth = EpochGrowth()
    for epoch in epochs:
        growth = growth.with_epoch(epoch)
    return growth


def last_epoch(block: int, blocks_since: int, tempo: int) -> int | None:
    """The block of a subnet's last epoch, by the blocks that it counts since then; None where they do not tell.

    The counter stands still beyond the tempo, where an epoch was put off (`run_coinbase`, spec 475).
    """
    return block - blocks_since if 0 <= blocks_since <= tempo and tempo > 0 and blocks_since <= block else None


def _parts(told: HotkeyDividend) -> int | None:
    if told.growth is None:
        return None
    return told.dividend * PARTS // (told.stake - told.dividend)
