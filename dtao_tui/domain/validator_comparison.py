"""Two validators of a subnet compared: what stake with each yields, and which move of own stake gains by it."""

from dataclasses import dataclass
from fractions import Fraction

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.market import Validator


@dataclass(frozen=True, slots=True)
class ComparedValidator:
    """One of the two, as an account sees it."""

    validator: Validator
    daily: DailyYield | None
    """What stake with it yields; None where that is not known."""

    own: Alpha
    """What the account has with it."""

    earns: bool = True
    """Whether stake with it earns dividends at all."""

    @property
    def growth(self) -> Fraction | None:
        """The growth a day of stake with it: nothing without a permit that counts, None where it is not known."""
        if not self.earns:
            return Fraction(0)
        return None if self.daily is None else self.daily.growth

    def earned(self, stake: Alpha) -> Alpha | None:
        """What so much stake would earn a day, rounded down; None where that is not known."""
        return None if self.growth is None else Alpha(int(stake.rao * self.growth), stake.netuid)


@dataclass(frozen=True, slots=True)
class ValidatorComparison:
    """Two validators, in the order in which they were marked."""

    first: ComparedValidator
    second: ComparedValidator

    @property
    def move(self) -> tuple[ComparedValidator, ComparedValidator] | None:
        """From where to where own stake would yield more; None where there is none, or no difference that is known."""
        if self.first.growth is None or self.second.growth is None:
            return None
        worse, better = sorted((self.first, self.second), key=lambda each: each.growth or Fraction(0))
        return (worse, better) if worse.own and worse.growth != better.growth else None

    @property
    def stake(self) -> Alpha:
        """The stake that both are told by: what would be moved, else what the account has with either."""
        moved = self.move
        return moved[0].own if moved else self.first.own or self.second.own

    @property
    def gained(self) -> Alpha | None:
        """What the move would earn more a day; None where there is none."""
        moved = self.move
        if moved is None:
            return None
        here, there = (each.earned(self.stake) for each in moved)
        return None if here is None or there is None else there - here
