"""Round steps for axes."""

import math
from dataclasses import dataclass

_ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of values over a height, with round steps inside."""

    low: float
    high: float
    step: float

    @classmethod
    def around(cls, low: float, high: float, *, steps: int, least_span: float) -> "Scale":
        """A range that holds both values, is at least so wide, and ends on round steps of which there are a few."""
        middle, span = (low + high) / 2, max(high - low, least_span)
        step = round_step(span / max(steps, 1))
        bottom = math.floor(round(min(low, middle - span / 2) / step, 6)) * step
        top = math.ceil(round(max(high, middle + span / 2) / step, 6)) * step
        return cls(max(bottom, 0.0) if low >= 0 else bottom, top, step)

    def marks(self) -> list[float]:
        """The values at the steps, lowest first."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * index for index in range(count + 1)]

    def place(self, value: float, places: int) -> int:
        """The place of a value among `places`, 0 at the top."""
        part = (value - self.low) / (self.high - self.low)
        return round((1 - min(max(part, 0.0), 1.0)) * (places - 1))


def round_step(wanted: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below the wanted step."""
    if wanted <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    return next((factor * power for factor in _ROUND if factor * power >= wanted * 0.999), 10 * power)
