"""The record of the market, as the rest of the program knows it: a Protocol, and the trouble that it may have."""

from collections.abc import Iterable, Sequence, Set
from typing import Protocol

from dtao_tui.domain.epoch_growth import RecordedEpoch
from dtao_tui.domain.filters.watch_lists import WatchLists
from dtao_tui.domain.history.backfills import BackfillRecord
from dtao_tui.domain.history.bar_frames import Bar, BarFrame
from dtao_tui.domain.history.block_samples import PoolsBefore
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape, TapeStretch

PARTS = (0, 1)
"""The subnets that have the whole ladder, and the rest."""


class RecordTrouble(Exception):
    """The record cannot be read or written; `str()` is a sentence. Nothing else depends on it."""


class MarketRecord(Protocol):
    """Bars of all chains. One program at a time writes, any number read; every method waits for the disk.

    All but `claim` and `close` raise RecordTrouble. Times are milliseconds of the chain's clock.
    """

    @property
    def notice(self) -> str:
        """What a person should know of the record, as a sentence; empty in the normal case."""
        ...

    def claim(self) -> bool:
        """Whether this program writes the record; it begins to where no other does."""
        ...

    def last(self, genesis: str) -> PoolsBefore | None:
        """The pools at the newest block that was recorded of this chain."""
        ...

    def append(
        self, genesis: str, frames: Sequence[BarFrame], last: PoolsBefore, whole: Set[SubnetId] | None = None
    ) -> None:
        """Write the bars of final blocks, oldest first, and put together the longer bars that are over by now.

        `whole` are the subnets that have the whole ladder; None stands for all.
        """
        ...

    def frames(self, genesis: str, part: int, step: int, since: int, until: int) -> list[BarFrame]:
        """The frames of one tier that begin in this stretch of time, oldest first."""
        ...

    def closes_near(
        self, genesis: str, time: int, slack: int, wanted: Iterable[SubnetId], *, with_archives: bool = True
    ) -> dict[SubnetId, int]:
        """The price of each of these subnets that was recorded nearest to a time, at most so far from it.

        `with_archives` is whether prices that were read later from an archive count.
        """
        ...

    def backfills(self, genesis: str) -> list[BackfillRecord]:
        """The last backfill of this chain from each archive."""
        ...

    def bars(self, genesis: str, subnet: SubnetId, since: int, step: int) -> list[Bar]:
        """The bars of one subnet from a time on, oldest first, of this step where they are kept.

        Older ones are longer; the last is not over yet.
        """
        ...

    def append_tape(self, genesis: str, stretches: Sequence[TapeStretch]) -> bool:
        """Write trades of final blocks, of a subnet oldest first; what is there already stays.

        False where no bar of this chain is recorded yet, and so nothing was written.
        """
        ...

    def tape(self, genesis: str, subnet: SubnetId, most: int) -> RecordedTape:
        """The newest trades of a subnet that were recorded, at most so many, and the gaps between them."""
        ...

    def append_epochs(self, genesis: str, epochs: Sequence[RecordedEpoch]) -> bool:
        """Write what epochs shared out, read of final blocks; of one that is there, only further hotkeys.

        False where no bar of this chain is recorded yet, and so nothing was written.
        """
        ...

    def epochs(self, genesis: str, subnet: SubnetId, since_ms: int) -> list[RecordedEpoch]:
        """What the epochs of a subnet shared out that were read since a time, oldest first."""
        ...

    def close(self) -> None:
        """Let another program write; never raises."""
        ...


class SubnetLists(Protocol):
    """The watch lists of a person, over restarts."""

    def watched(self, genesis: str) -> WatchLists:
        """The lists of this chain; empty ones where there are none, or none that can be read."""
        ...

    def watch(self, genesis: str, lists: WatchLists) -> None:
        """Replace the lists of this chain. Raises OSError."""
        ...
