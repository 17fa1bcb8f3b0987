"""Price tolerance: how far the price may move against an order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from dtao_tui.domain.amounts import Alpha, NotAnAmount, NumberWords, Price, scaled_number
from dtao_tui.domain.pools.side import Side

_MILLION = 10**6
_LARGEST_TOLERANCE = _MILLION // 2
_WORDS = NumberWords("tolerance", "2 %", has_thousands=False)


@dataclass(frozen=True, slots=True, order=True)
class Tolerance:
    """How far the price may move against the order, its own impact included: above 0 %, at most 50 %."""

    parts_per_million: int = 20_000

    def __post_init__(self) -> None:
        if not 0 < self.parts_per_million <= _LARGEST_TOLERANCE:
            raise NotAnAmount("A tolerance is more than 0 % and at most 50 %.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The tolerance a person typed: "2", "2 %", "0.5%". Raises NotAnAmount with the sentence to show."""
        return cls(scaled_number(text.strip().removesuffix("%"), decimals=4, words=_WORDS))

    @property
    def percent(self) -> Decimal:
        """The tolerance in per cent."""
        return Decimal(self.parts_per_million).scaleb(-4)

    @property
    def tenth(self) -> "Tolerance":
        """A tenth of it, at least a millionth."""
        return Tolerance(max(self.parts_per_million // 10, 1))

    def share_of(self, amount: Alpha) -> Alpha:
        """What this part of an amount comes to, rounded down."""
        return Alpha(amount.rao * self.parts_per_million // _MILLION, amount.netuid)

    def limit(self, side: Side, price: Price) -> Price:
        """The highest price at which this still buys, or the lowest at which it sells.

        Rounded down: a purchase never pays more than was accepted, and the SDK rounds a sale's limit so, too.
        """
        moved = self.parts_per_million if side is Side.BUY else -self.parts_per_million
        return Price(price.rao * (_MILLION + moved) // _MILLION)

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} %"
