"""Orders: what a person wants done, as the call that would do it, and the checks that come before signing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dtao_tui.domain.amounts import Alpha, Price, Tao

U64_MAX = 2**64 - 1
STAKING = "SubtensorModule"


class NotAnOrder(ValueError):
    """An order that must never be signed; its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Call:
    """A runtime call by names, as it is composed: pallet, function and arguments (accounts as SS58, money in rao)."""

    pallet: str
    name: str
    arguments: Mapping[str, object]


class Order(Protocol):
    """What all orders have."""

    @property
    def kind(self) -> str:
        """`stake` or `unstake`."""
        ...

    @property
    def netuid(self) -> int:
        """The subnet whose pool is traded."""
        ...

    @property
    def hotkey(self) -> str:
        """The validator's address."""
        ...

    @property
    def pays(self) -> Tao | Alpha:
        """What leaves the account."""
        ...

    @property
    def limit(self) -> Price:
        """The price after the trade that the chain must not pass."""
        ...

    def call(self) -> Call:
        """The call that carries the order out."""
        ...


@dataclass(frozen=True, slots=True)
class StakeOrder:
    """Pay TAO, receive the subnet's alpha, all or nothing within the limit price."""

    netuid: int
    hotkey: str
    pays: Tao
    limit: Price
    kind: str = "stake"

    def call(self) -> Call:
        """`add_stake_limit` without partial fills. Raises NotAnOrder for a limit that does not limit."""
        return Call(
            STAKING,
            "add_stake_limit",
            {
                "hotkey": self.hotkey,
                "netuid": self.netuid,
                "amount_staked": _positive(self.pays.rao),
                "limit_price": _true_limit(self.limit),
                "allow_partial": False,
            },
        )


@dataclass(frozen=True, slots=True)
class UnstakeOrder:
    """Pay alpha, receive TAO, all or nothing within the limit price."""

    netuid: int
    hotkey: str
    pays: Alpha
    limit: Price
    is_whole_position: bool = False
    """True sells whatever the position holds when the order lands, with the same limit."""

    kind: str = "unstake"

    def call(self) -> Call:
        """`remove_stake_limit`, or `remove_stake_full_limit` for the whole position."""
        if self.is_whole_position:
            return Call(
                STAKING,
                "remove_stake_full_limit",
                {"hotkey": self.hotkey, "netuid": self.netuid, "limit_price": _true_limit(self.limit)},
            )
        return Call(
            STAKING,
            "remove_stake_limit",
            {
                "hotkey": self.hotkey,
                "netuid": self.netuid,
                "amount_unstaked": _positive(self.pays.rao),
                "limit_price": _true_limit(self.limit),
                "allow_partial": False,
            },
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold before an order is signed."""

    name: str
    """One word: funds, minimum, hotkey, fresh, chain, account, limit."""

    passed: bool
    sentence: str = ""
    """What is wrong and what to do, where it did not pass."""


def _positive(rao: int) -> int:
    if not 0 < rao < U64_MAX:
        # On calls that move stake the largest number means "whatever is held".
        raise NotAnOrder("An order needs an amount above zero that the chain can hold.")
    return rao


def _true_limit(limit: Price) -> int:
    if not 0 < limit.rao < U64_MAX:
        raise NotAnOrder("An order needs a limit price that limits something.")
    return limit.rao
