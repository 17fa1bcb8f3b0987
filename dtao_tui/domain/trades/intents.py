"""Intents: what a person wants done, as frozen values without text, and the call that would do it.

An intent may be incomplete: a hotkey is empty while nobody has chosen one, and then it has no call.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dtao_tui.domain.amounts import U64_MAX, Alpha, Price, Tao
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intent_parts import (
    Hop,
    NoPool,
    NoPosition,
    OneAccount,
    OneSubnet,
    OneValidator,
    empty_fields,
)

STAKING = "SubtensorModule"


class NotAnOrder(ValueError):
    """An order that must never be signed; its text is a sentence."""


class Op(StrEnum):
    """Which operation an intent is; the values are written into the record of orders."""

    STAKE = "stake"
    UNSTAKE = "unstake"
    MOVE_STAKE = "move"
    SWAP_STAKE = "swap"
    TRANSFER_STAKE = "transfer"
    EXIT_SUBNET = "exit"
    PAY = "pay"
    CLAIM_ROOT = "claim"
    LOCK_STAKE = "lock"
    END_LOCK = "end lock"
    ALLOW_PROXY = "allow proxy"
    REMOVE_PROXY = "remove proxy"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that an intent's calls carry."""

    prices: tuple[Price | PriceRatio, ...] = ()
    """One for each part that has one, from first to last."""

    passed_on: Alpha | None = None
    """What the second call of a batch passes on: the least that the first brings. None without a purchase."""


class Intent(Protocol):
    """What all intents have, those that wrap others included."""

    @property
    def op(self) -> Op:
        """Which operation this is."""
        ...

    def call(self, limits: Limits) -> Call:
        """The call that carries it out within these limits. Raises NotAnOrder where nothing may be signed."""
        ...

    def touches(self) -> tuple[int, ...]:
        """The netuids of the subnets whose stake or pool it changes, the first one named first."""
        ...

    def route(self) -> tuple[Hop, ...]:
        """The pools that it passes, in order; none where no price is involved."""
        ...


class SingleIntent(Intent, Protocol):
    """An intent that wraps no other: one amount, and one validator whom a person must know."""

    @property
    def netuid(self) -> int:
        """The subnet that it is listed under."""
        ...

    @property
    def hotkey(self) -> str:
        """The validator that stake goes to, or that is left where it goes to none; empty while none is chosen."""
        ...

    @property
    def amount(self) -> Tao | Alpha:
        """What leaves the free balance or the position, a pool's fee included."""
        ...

    @property
    def pays_from(self) -> str:
        """The hotkey of the position that is paid from; empty where the free balance pays."""
        ...

    @property
    def recipient(self) -> str:
        """The other account that it gives something to; empty where all stays with its own."""
        ...

    def hotkeys(self) -> tuple[str, ...]:
        """All validators that it names; empty text for each that is not chosen yet."""
        ...

    def unfilled(self) -> tuple[str, ...]:
        """The names of the fields that are still empty, in the order of the ticket; the amount is not among them."""
        ...


@dataclass(frozen=True, slots=True)
class Stake(OneAccount, OneSubnet, OneValidator, NoPosition):
    """Pay TAO and hold the subnet's alpha with a hotkey within the limit price, by default all or nothing."""

    netuid: int
    hotkey: str
    amount: Tao
    """What leaves the free balance, the pool's fee included."""

    allow_partial: bool = False
    """Whether a part that fills within the limit is enough; the rest of the TAO then stays free."""

    @property
    def op(self) -> Op:
        """Stake."""
        return Op.STAKE

    def call(self, limits: Limits) -> Call:
        """`add_stake_limit`."""
        return Call(
            STAKING,
            "add_stake_limit",
            {
                "hotkey": chosen(self.hotkey),
                "netuid": self.netuid,
                "amount_staked": positive(self.amount.rao),
                "limit_price": only_price(limits),
                "allow_partial": self.allow_partial,
            },
        )

    def route(self) -> tuple[Hop, ...]:
        """One purchase."""
        return (Hop(self.netuid, Side.BUY),)


@dataclass(frozen=True, slots=True)
class Unstake(OneAccount, OneSubnet, OneValidator):
    """Sell alpha that is staked with a hotkey for TAO within the limit price, by default all or nothing."""

    netuid: int
    hotkey: str
    amount: Alpha
    """What leaves the position, the pool's fee included."""

    is_whole_position: bool = False
    """True sells whatever the position holds when it is carried out; the amount is what that is now."""

    allow_partial: bool = False
    """Whether a part that fills within the limit is enough; the rest of the alpha then stays staked."""

    @property
    def op(self) -> Op:
        """Unstake."""
        return Op.UNSTAKE

    @property
    def pays_from(self) -> str:
        """The position with its validator."""
        return self.hotkey

    def call(self, limits: Limits) -> Call:
        """`remove_stake_limit`, or `remove_stake_full_limit` for the whole position, which has no partial fill."""
        hotkey, limit = chosen(self.hotkey), only_price(limits)
        if self.is_whole_position and self.allow_partial:
            raise NotAnOrder("A whole position is sold all or nothing.")
        if self.is_whole_position:
            return Call(
                STAKING, "remove_stake_full_limit", {"hotkey": hotkey, "netuid": self.netuid, "limit_price": limit}
            )
        return Call(
            STAKING,
            "remove_stake_limit",
            {
                "hotkey": hotkey,
                "netuid": self.netuid,
                "amount_unstaked": positive(self.amount.rao),
                "limit_price": limit,
                "allow_partial": self.allow_partial,
            },
        )

    def route(self) -> tuple[Hop, ...]:
        """One sale."""
        return (Hop(self.netuid, Side.SELL),)


@dataclass(frozen=True, slots=True)
class MoveStake(OneAccount, OneSubnet, NoPool):
    """Put staked alpha from one hotkey to another on the same subnet; no pool is passed, so no price is involved."""

    netuid: int
    origin_hotkey: str
    hotkey: str
    """Where the stake goes."""

    amount: Alpha
    """What leaves the position and arrives whole."""

    @property
    def op(self) -> Op:
        """Move."""
        return Op.MOVE_STAKE

    @property
    def pays_from(self) -> str:
        """The position that is left."""
        return self.origin_hotkey

    def call(self, limits: Limits) -> Call:
        """`move_stake` within one subnet."""
        if limits.prices:
            raise NotAnOrder("A move within a subnet has no limit price.")
        return Call(
            STAKING,
            "move_stake",
            {
                "origin_hotkey": chosen(self.origin_hotkey),
                "destination_hotkey": chosen(self.hotkey),
                "origin_netuid": self.netuid,
                "destination_netuid": self.netuid,
                # The largest number would stand for the whole position (spec 461).
                "alpha_amount": positive(self.amount.rao),
            },
        )

    def hotkeys(self) -> tuple[str, ...]:
        """The validator that is left and the one that is joined."""
        return self.origin_hotkey, self.hotkey

    def unfilled(self) -> tuple[str, ...]:
        """Each validator that is not chosen."""
        return empty_fields(origin_hotkey=self.origin_hotkey, hotkey=self.hotkey)


def is_complete(intent: SingleIntent) -> bool:
    """Whether all is chosen that it needs besides an amount."""
    return not intent.unfilled()


def chosen(hotkey: str) -> str:
    """A validator that was chosen. Raises NotAnOrder for empty text."""
    if not hotkey:
        raise NotAnOrder("An order needs a validator.")
    return hotkey


def no_limits(limits: Limits) -> None:
    """Raises NotAnOrder where there is a limit price."""
    if limits.prices:
        raise NotAnOrder("This passes no pool and has no limit price.")


def only_price(limits: Limits) -> int:
    """The one limit price in rao. Raises NotAnOrder without one, and for one that limits nothing."""
    match limits.prices:
        case (Price() as price,):
            return true_limit(price.rao)
    raise NotAnOrder("An order needs a limit price that limits something.")


def only_ratio(limits: Limits) -> int:
    """The one limit ratio in 10⁻⁹. Raises NotAnOrder without one, and for one that limits nothing."""
    match limits.prices:
        case (PriceRatio() as ratio,):
            return true_limit(ratio.billionths)
    raise NotAnOrder("A swap needs a limit ratio that limits something.")


def positive(rao: int) -> int:
    """An amount that a call may carry. Raises NotAnOrder for zero and for the number that stands for everything."""
    if not 0 < rao < U64_MAX:
        # On calls that move stake the largest number means "whatever is held".
        raise NotAnOrder("An order needs an amount above zero that the chain can hold.")
    return rao


def true_limit(limit: int) -> int:
    """A limit that limits something. Raises NotAnOrder for zero and for the largest number."""
    if not 0 < limit < U64_MAX:
        raise NotAnOrder("An order needs a limit price that limits something.")
    return limit
