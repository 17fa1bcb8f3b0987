"""The yield of stake with a validator: by what share its subnet's last epoch made it grow, and that a day."""

from dataclasses import dataclass
from fractions import Fraction

_DAY_MS = 86_400_000
NOMINAL_BLOCK_MS = 12_000
"""How long a block takes on mainnet, in milliseconds; practice is told as if its blocks took as long."""


@dataclass(frozen=True, slots=True)
class HotkeyDividend:
    """What the last epoch of a subnet shared out to all who stake to one hotkey, in rao of alpha."""

    dividend: int
    """`AlphaDividendsPerSubnet`, the validator's take left out."""

    stake: int
    """All stake with the hotkey once it was shared out (`TotalHotkeyAlphaLastEpoch`)."""

    @property
    def growth(self) -> Fraction | None:
        """By what share of itself a stake grew in that epoch, net of take; None where that cannot be known.

        The pallet (`distribute_dividends_and_incentives`, spec 475) gives the take to the hotkey's owner, shares the
        dividend out to all stake there, and writes that stake down: the stake that earned it is stake − dividend.
        900 rao that earned 9 stood at 909 and grew by 1 %. A dividend that leaves no stake to have earned it is the
        first stake there, or untrue.
        """
        earning = self.stake - self.dividend
        return Fraction(self.dividend, earning) if self.dividend >= 0 and earning > 0 else None

    def daily_growth(self, tempo: int, block_ms: int = NOMINAL_BLOCK_MS) -> Fraction | None:
        """The same a day, if each epoch pays like the last one; not compounded. None where it is not known.

        An epoch comes every `tempo` blocks (`should_run_epoch`, spec 475): with 360 of 12 s it is 20 a day, so that
        1 % an epoch is 20 % a day.
        """
        return None if self.growth is None else growth_a_day(self.growth, tempo, block_ms)


def growth_a_day(growth: Fraction, blocks: int, block_ms: int) -> Fraction | None:
    """The growth of a day in which each so many blocks bring this, not compounded; None for no blocks."""
    return growth * Fraction(_DAY_MS, blocks * block_ms) if blocks > 0 and block_ms > 0 else None
