"""What a measurement says, beside what the budget allows."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure; the median stands for it, the largest shows how steady it is."""

    what: str
    samples: Sequence[float]
    unit: str
    budget: float | None = None

    def line(self) -> str:
        """The figure as a line of the report."""
        median = statistics.median(self.samples)
        allowed = "" if self.budget is None else f"  budget {self.budget:g} {self.unit}"
        verdict = "" if self.budget is None or median <= self.budget else "  OVER"
        return f"{self.what:<58} {median:>9.2f} {self.unit:<4} max {max(self.samples):>9.2f}{allowed}{verdict}"


def milliseconds(deed: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """How long a deed takes, so many times."""
    samples = []
    for _ in range(times):
        started = clock()
        deed()
        samples.append((clock() - started) * 1000)
    return samples
