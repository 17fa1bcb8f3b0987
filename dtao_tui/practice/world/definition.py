"""Values of a practice world before its first block: subnets, validators, stakes and balances."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice.options import MOST_SUBNETS
from dtao_tui.practice.state.derived_accounts import account_named

TREND_FOLLOWERS = 4


class SeedStake(NamedTuple):
    """One coldkey's stake with one hotkey on a subnet; a large world has ten thousands."""

    hotkey: bytes
    coldkey: bytes
    netuid: int
    rao: int
    """Of alpha."""


@dataclass(frozen=True, slots=True)
class Hotkey:
    """A hotkey, its owner, and its take of dividends in 65535ths."""

    account: bytes
    coldkey: bytes
    take: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class SubnetSeed:
    """A subnet at the start."""

    pool: Pool
    name: bytes
    symbol: bytes
    validators: tuple[bytes, ...]
    miners: Sequence[bytes] = ()
    average_price: int = 0
    """`SubnetMovingPrice`, in 2⁻³² TAO per alpha."""

    is_open: bool = True
    first_epoch: int = 1
    """The block of its first epoch."""

    tempo: int = 360
    owned_by: Hotkey | None = None
    """Its owner; None for an invented one."""

    @property
    def netuid(self) -> int:
        """Its number."""
        return self.pool.netuid

    @property
    def owner(self) -> Hotkey:
        """The hotkey that receives the owner's cut."""
        return self.owned_by or owner_of(self.netuid)


class People(NamedTuple):
    """Everybody with a hotkey, and all stakes."""

    hotkeys: Sequence[Hotkey]
    stakes: Iterable[SeedStake]
    """To go through once."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything that exists before the first block."""

    seed: int
    subnets: tuple[SubnetSeed, ...]
    """Root included, as netuid 0."""

    people: Callable[[], People]
    """Made when it is asked for: a large world has hundreds of thousands."""

    staked: Mapping[int, int]
    """All alpha in rao that is staked on each subnet, root's TAO too."""

    funds: tuple[tuple[bytes, int], ...]
    """Accounts and their free rao."""

    tao_weight: int
    """In 2⁶⁴ths."""

    traders: int = 0
    """The number of market makers; with none the market is still."""

    intensity: int = 100
    """The activity of the market makers, in percent."""

    emits: bool = True
    """Whether subnets receive emission every block."""

    has_weights: bool = True
    """Whether pools have weights; False in a world of the announcement's age."""

    tempo: int = 360
    """Blocks from epoch to epoch that the number of epochs in a block is made for."""


@lru_cache(maxsize=MOST_SUBNETS)
def owner_of(netuid: int) -> Hotkey:
    """The hotkey and coldkey of a subnet's owner."""
    return Hotkey(account_named("owner", netuid), account_named("owner", netuid, "cold"), 11_796)


def validator_of(name: str, take: int) -> Hotkey:
    """A validator's hotkey and its owner."""
    return Hotkey(account_named("validator", name), account_named("validator", name, "cold"), take, name)


def trader_account(place: int) -> bytes:
    """The coldkey of a market maker."""
    return account_named("trader", place)


def trend_account(place: int) -> bytes:
    """The coldkey of a trend follower."""
    return account_named("trend follower", place)


def whale_account() -> bytes:
    """The coldkey of the whale."""
    return account_named("whale")


def staked_by_subnet(stakes: Iterable[SeedStake]) -> dict[int, int]:
    """All alpha in rao that is staked on each subnet."""
    found: dict[int, int] = {}
    for stake in stakes:
        found[stake.netuid] = found.get(stake.netuid, 0) + stake.rao
    return found
