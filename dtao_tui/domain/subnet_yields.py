"""The yields of one subnet's validators a day, by its recorded epochs, or by the last one alone."""

from dataclasses import dataclass

from dtao_tui.domain.epoch_growth import DailyYield, EpochGrowth
from dtao_tui.domain.validator_yield import NOMINAL_BLOCK_MS, HotkeyDividend


@dataclass(frozen=True, slots=True)
class SubnetYields:
    """What is known of yields on one subnet."""

    growth: EpochGrowth
    tempo: int
    block_ms: int = NOMINAL_BLOCK_MS
    """How long a block takes, in milliseconds, by which epochs are told as days."""

    is_measured: bool = False
    """Whether that is measured; else yields are told as if blocks took as long as mainnet's should."""

    @classmethod
    def of(cls, growth: EpochGrowth, tempo: int, *, is_practice: bool) -> "SubnetYields":
        """Practice, whose blocks take as long as a person wants, is told as mainnet would be."""
        measured = None if is_practice else growth.block_ms
        return cls(growth, tempo, measured or NOMINAL_BLOCK_MS, measured is not None)

    def daily(self, hotkey: str, last: HotkeyDividend | None = None) -> DailyYield | None:
        """The yield of stake with a hotkey by the recorded epochs, else by the last one; None where neither tells."""
        recorded = self.growth.daily(hotkey, self.block_ms)
        if recorded is not None:
            return recorded
        growth = None if last is None else last.daily_growth(self.tempo, self.block_ms)
        return None if growth is None else DailyYield(growth, 1)
