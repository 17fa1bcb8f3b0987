"""Sizing by a target: "1 %i" is the largest order with at most 1 % price impact, "10 %p" brings the subnet to 10 %.

What is found is rounded down to five significant digits: it must be readable, and typed again in a review. The search
runs on estimates; an impact is then held against the quote's own.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.amounts import Alpha, NotAnAmount, NumberWords, Tao, amount_of, scaled_number
from dtao_tui.domain.depth.route_estimate import RouteEstimate
from dtao_tui.domain.formatting import percent as shown_percent
from dtao_tui.domain.market import Holdings, Subnet, worth_by_subnet
from dtao_tui.domain.pools.pool import PoolRefusal

SIGNIFICANT_DIGITS = 5

_TARGET = re.compile(r"(?P<number>.*?)\s*%\s*(?P<kind>[ip])", re.IGNORECASE | re.DOTALL)
_DECIMALS = 4
_HUNDRED = 100 * 10**_DECIMALS
_MOST_STEPS = 3
_HALVINGS = 60


class TargetKind(Enum):
    """What a target is of, by the letter behind its per cent."""

    IMPACT = "i"
    SHARE = "p"


_WORDS = {
    TargetKind.IMPACT: NumberWords("price impact", "1 %i", has_thousands=False),
    TargetKind.SHARE: NumberWords("share of what you have", "10 %p", has_thousands=False),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A typed target."""

    kind: TargetKind
    percent: Decimal

    def __str__(self) -> str:
        number = f"{self.percent.normalize():f} %"
        return f"{number} impact" if self.kind is TargetKind.IMPACT else f"{number} of all you have"


@dataclass(frozen=True, slots=True)
class Worths:
    """What an account has, in rao of TAO at the prices now, its free TAO included."""

    here: int
    """The stake on the subnet of the ticket."""

    whole: int
    paid_price: float
    """Rao of TAO for one rao of what is paid with."""

    received_price: float

    @classmethod
    def of(
        cls, holdings: Holdings, subnets: Mapping[int, Subnet], netuid: int, route: RouteEstimate
    ) -> "Worths | None":
        """None where the price of something that the account has is not known."""
        worths = worth_by_subnet(holdings, subnets)
        if worths is None:
            return None
        prices = [
            1.0 if asset.netuid is None else subnets[asset.netuid].price.rao / 10**9
            for asset in (route.pays, route.gets)
        ]
        return cls(worths.get(netuid, Tao(0)).rao, sum(worths.values(), holdings.free).rao, *prices)


def target_of(text: str) -> Target | None:
    """The target that a person typed; None where it is no target. Raises NotAnAmount with the sentence to show."""
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        return None
    kind = TargetKind(match["kind"].lower())
    parts = scaled_number(match["number"], _DECIMALS, _WORDS[kind])
    if not 0 < parts < _HUNDRED:
        raise NotAnAmount(f"A {_WORDS[kind].name} is more than 0 % and less than 100 %.")
    return Target(kind, Decimal(parts).scaleb(-_DECIMALS))


def rounded_to_digits(rao: int) -> int:
    """The amount rounded down to five significant digits."""
    unit = _unit_of(rao)
    return rao // unit * unit


def _unit_of(rao: int) -> int:
    """One of the fifth digit, in rao."""
    return int(10 ** max(len(str(rao)) - SIGNIFICANT_DIGITS, 0))


def amount_for_impact(
    percent: Decimal, route: RouteEstimate, exact_impact: Callable[[Tao | Alpha], Decimal | None]
) -> Tao | Alpha:
    """The largest order within this price impact. `exact_impact` is the quote's; it may raise PoolRefusal.

    Raises NotAnAmount with the sentence to show.
    """
    estimate = route.largest_within(float(percent))
    if math.isinf(estimate):
        raise NotAnAmount("No size moves this price; type an amount, a share such as 25 %, or max.")
    rao = rounded_to_digits(int(estimate))
    for _ in range(_MOST_STEPS):
        amount = amount_of(route.pays, rao)
        try:
            impact = exact_impact(amount)
        except PoolRefusal as refusal:
            raise NotAnAmount(str(refusal)) from None
        if impact is not None and impact <= percent:
            return amount
        rao = max(rao - _unit_of(rao), 0)
    raise NotAnAmount("No order of this pool stays within that price impact.")


def amount_for_share(percent: Decimal, route: RouteEstimate, worths: Worths, *, buys_here: bool) -> Tao | Alpha:
    """The order that brings the subnet to this share of all that the account has, at the prices now.

    Rounded down, so that a stake ends at or below the share and a sale at or above it. Raises NotAnAmount.
    """
    share = float(percent) / 100
    now = worths.here / worths.whole if worths.whole else 0.0
    if (now >= share) if buys_here else (now <= share):
        is_at = f"This subnet is {shown_percent(100 * now)} % of all you have"
        raise NotAnAmount(f"{is_at}; a stake only raises that." if buys_here else f"{is_at}; a sale only lowers that.")

    def share_after(paid: float) -> float:
        left = worths.whole + route.brings(paid) * worths.received_price - paid * worths.paid_price
        changed = route.brings(paid) * worths.received_price if buys_here else -paid * worths.paid_price
        return (worths.here + changed) / left if left > 0 else 1.0

    # A stake pays no more than all there is; a sale sells no more than the whole stake.
    low, high = 0.0, worths.whole if buys_here else worths.here / worths.paid_price
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_short = share_after(middle) < share if buys_here else share_after(middle) > share
        low, high = (middle, high) if is_short else (low, middle)
    return amount_of(route.pays, rounded_to_digits(int(low)))
