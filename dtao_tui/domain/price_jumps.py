"""Detection of price jumps: moves of a price that a person should check before trading on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import BLOCKS_A_DAY, Subnet
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.trades.settlement import Filled

LARGEST_MOVE_PERCENT = 20
LARGEST_MULTIPLE = 3
MOVING_PRICE_DAYS = 90
"""A younger subnet's moving price is still on its way from where it began."""

LARGEST_MOVING_PRICE = Price(900_000_000)
"""The chain counts at most one TAO per block into its average, so that near one it says nothing."""


class Against(Enum):
    """What the current price is compared with; the value is its name on the screen."""

    BLOCKS = "moments ago"
    LAST_SEEN = "last seen here"
    AVERAGE = "the chain's average"


@dataclass(frozen=True, slots=True)
class Jump:
    """The current price with the one that it is far from."""

    netuid: int
    against: Against
    before: Price
    now: Price


def is_move(before: Price, now: Price) -> bool:
    """Whether more than a fifth lies between two prices, seen from the first."""
    return abs(now.rao - before.rao) * 100 > LARGEST_MOVE_PERCENT * before.rao


def is_multiple(one: Price, other: Price) -> bool:
    """Whether one price is more than three times the other."""
    low, high = sorted((one.rao, other.rao))
    return high > LARGEST_MULTIPLE * low


def far_from_average(subnet: Subnet, block: int) -> Jump | None:
    """The jump against the chain's moving price, of a subnet that is old enough to have a meaningful one."""
    average = subnet.moving_price
    is_old = block - subnet.registered_at > MOVING_PRICE_DAYS * BLOCKS_A_DAY
    if average is None or not average or not is_old or average >= LARGEST_MOVING_PRICE:
        return None
    return Jump(subnet.netuid, Against.AVERAGE, average, subnet.price) if is_multiple(average, subnet.price) else None


def moved_by(pool: Pool, fills: Iterable[Filled]) -> Pool:
    """The pool after these fills and nothing else; fees do not matter for what is asked here."""
    for fill in fills:
        match fill.paid, fill.received:
            case Tao() as paid, Alpha() as received:
                tao, alpha = paid.rao, -received.rao
            case Alpha() as paid, Tao() as received:
                tao, alpha = -received.rao, paid.rao
            case _:
                continue
        pool = replace(
            pool,
            tao_in=Tao(max(pool.tao_in.rao + tao, 0)),
            alpha_in=Alpha(max(pool.alpha_in.rao + alpha, 0), pool.netuid),
        )
    return pool
