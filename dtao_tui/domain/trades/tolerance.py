"""Price tolerance: how far the price may move against an order, and what part of it fills within that.

Where a part is enough, the chain pays the lesser of the amount and the most that its limit lets through
(`add_stake_limit`, `remove_stake_limit`, spec 461); when it is carried out that may be any part, and nothing as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from dtao_tui.domain.amounts import Alpha, NotAnAmount, NumberWords, Price, Tao, amount_of, scaled_number
from dtao_tui.domain.pools.pool import ONE_TO_ONE, Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import SingleIntent, Stake, Unstake

_MILLION = 10**6
_MOST_PARTS = _MILLION // 2
_WORDS = NumberWords("tolerance", "2 %", has_thousands=False)


@dataclass(frozen=True, slots=True, order=True)
class Tolerance:
    """How far the price may move against the order, its own impact included: above 0 %, at most 50 %."""

    parts_per_million: int = 20_000

    def __post_init__(self) -> None:
        if not 0 < self.parts_per_million <= _MOST_PARTS:
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

    @property
    def typed(self) -> str:
        """The tolerance as it is typed before the sign of per cent."""
        return f"{self.percent.normalize():f}"

    def __str__(self) -> str:
        return f"{self.typed} %"


@dataclass(frozen=True, slots=True)
class SuggestedTolerance:
    """What lets an order fill even if the price moves against it as far as it was seen to."""

    tolerance: Tolerance
    own: Decimal
    """Per cent that the order itself moves the price."""

    moved: Decimal
    """Per cent that the price, of a swap the ratio, moved against it at most within an order's life."""

    within: int
    """That life, in blocks."""

    seen: int
    """Over how many blocks the movement was looked for."""


LARGEST_TOLERANCE = Tolerance(_MOST_PARTS)
"""The most that may be set."""


def limit_for(pool: Pool, side: Side, tolerance: Tolerance) -> Price:
    """The limit price at this tolerance; a stable pool has one price only, and that is its limit."""
    return ONE_TO_ONE if pool.is_stable else tolerance.limit(side, pool.price)


def allows_part(intent: SingleIntent) -> bool:
    """Whether a part of it is enough."""
    return isinstance(intent, Stake | Unstake) and intent.allow_partial


def part_within(intent: SingleIntent, pool: Pool, limit: Price) -> SingleIntent:
    """The same order of the part that fills within the limit now; itself where a part is not enough, or none fills."""
    side = Side.BUY if isinstance(intent, Stake) else Side.SELL
    try:
        part = min(intent.amount.rao, pool.largest(side, limit).rao)
    except PoolRefusal:
        return intent
    amount = amount_of(intent.amount.asset, part)
    match intent, amount:
        case (Stake(), Tao()) if amount and allows_part(intent):
            return replace(intent, amount=amount)
        case (Unstake(), Alpha()) if amount and allows_part(intent):
            return replace(intent, amount=amount)
    return intent


def part_that_fills(intent: SingleIntent, pools: Mapping[int, Pool], tolerance: Tolerance) -> SingleIntent:
    """The same of the limit that the tolerance leads to; `pools` are those that it passes, by netuid."""
    if not allows_part(intent):
        return intent
    pool, (hop,) = pools[intent.netuid], intent.route()
    return part_within(intent, pool, limit_for(pool, hop.side, tolerance))
