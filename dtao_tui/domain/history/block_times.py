"""Which block was the last before a time: known blocks with their times, and where to look next.

Time is not blocks: a chain stalls, skips slots and changes its pace. So a block is found by the times of others, by
interpolation and, where that goes slowly, by halves.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field

from dtao_tui.domain.formatting import count

LEAST_APART = 100
"""Milliseconds between two blocks; no chain makes them faster."""

_INTERPOLATIONS = 5
"""Looks by interpolation before halves are taken."""


class TimesContradict(ValueError):
    """Times of blocks that no chain can have; `str()` is a sentence."""


@dataclass(frozen=True, slots=True, order=True)
class BlockTime:
    """A block and the chain's time in it, in milliseconds since 1970."""

    number: int
    time: int


@dataclass(slots=True)
class BlockTimes:
    """Blocks whose times are known, and the chain's pace as it says."""

    slot: int
    """Milliseconds from a block to the next, as the chain's rules say."""

    near: int
    """A block so many milliseconds before a time stands for the last one: a few slots are worth no further look."""

    _known: list[BlockTime] = field(default_factory=list)

    def add(self, number: int, time: int) -> None:
        """Take the time of a block. Raises TimesContradict where it does not fit to the known ones."""
        new = BlockTime(number, time)
        at = bisect_left(self._known, new)
        around = [*self._known[max(at - 1, 0) : at], *self._known[at : at + 1]]
        for other in around:
            apart, blocks = time - other.time, number - other.number
            if blocks * apart < 0 or abs(apart) < abs(blocks) * LEAST_APART or (not blocks and apart):
                raise TimesContradict(
                    f"by its answers block {count(number)} was made "
                    f"{'at another time' if not blocks else 'out of order'} beside block {count(other.number)}"
                )
        if new not in around:
            insort(self._known, new)

    def last_before(self, time: int) -> BlockTime | None:
        """The last block before a time, or one that is near enough; None until it is known."""
        before, after = self._around(time)
        if before is None:
            return None
        is_last = time - before.time <= self.near or (after is not None and after.number == before.number + 1)
        return before if is_last else None

    def is_before_all(self, time: int) -> bool:
        """Whether the chain had no block before this time: its first one came later."""
        return bool(self._known) and self._known[0].number <= 1 and self._known[0].time >= time

    def next_look(self, time: int, looks: int) -> int:
        """The block to look at next for the last one before a time, after so many looks. There is a later block."""
        before, after = self._around(time)
        if after is None:
            raise TimesContradict("no block is known after that time")
        # In the middle of what is near enough, so that some skipped slots more or fewer do not matter.
        aim = time - 1 - (self.near - self.slot) // 2
        if before is None:
            # Twice as far with each look, since the chain may be older than its pace tells.
            back = -((aim - after.time) // self._pace()) << looks
            return max(after.number - max(back, 1), 1)
        if looks < _INTERPOLATIONS:
            share = max(aim - before.time, 0) * (after.number - before.number) // (after.time - before.time)
            return min(max(before.number + share, before.number + 1), after.number - 1)
        return (before.number + after.number) // 2

    def _around(self, time: int) -> tuple[BlockTime | None, BlockTime | None]:
        at = bisect_left([each.time for each in self._known], time)
        return (self._known[at - 1] if at else None, self._known[at] if at < len(self._known) else None)

    def _pace(self) -> int:
        """Milliseconds a block takes, by the oldest known blocks where there are two."""
        if len(self._known) < 2:
            return max(self.slot, LEAST_APART)
        first, second = self._known[0], self._known[1]
        return max((second.time - first.time) // (second.number - first.number), LEAST_APART)
