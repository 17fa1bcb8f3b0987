"""Intents that lead from one subnet's alpha to another's, or to another account, and the exit from a subnet."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Price
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.calls import Argument, Call
from dtao_tui.domain.trades.intent_parts import Hop, OneAccount, OneSubnet, empty_fields
from dtao_tui.domain.trades.intents import (
    STAKING,
    Limits,
    NotAnOrder,
    Op,
    chosen,
    only_ratio,
    positive,
    true_limit,
)
from dtao_tui.domain.trades.operations import SoldPosition

BATCH_ALL = ("Utility", "batch_all")
MOST_POSITIONS = 16
"""The most positions that one batch sells; more are sold by a plan."""


def batch(*calls: Call) -> Call:
    """One call that carries all of these out, or none of them; of one call, that call."""
    return calls[0] if len(calls) == 1 else Call(*BATCH_ALL, {"calls": calls})


@dataclass(frozen=True, slots=True)
class SwapStake(OneAccount):
    """Sell a subnet's alpha and buy another's with what it brings, with the same hotkey or another."""

    netuid: int
    """The subnet that is left."""

    origin_hotkey: str
    hotkey: str
    """The validator on the other subnet."""

    amount: Alpha
    """What leaves the position, the pool's fee included."""

    destination: int | None = None
    """The subnet that is joined; None while none is chosen."""

    has_limited_move: bool = True
    """Whether the chain has `move_stake_limit`, which changes the hotkey as well (spec 461)."""

    @property
    def op(self) -> Op:
        """Swap."""
        return Op.SWAP_STAKE

    @property
    def pays_from(self) -> str:
        """The position that is left."""
        return self.origin_hotkey

    def call(self, limits: Limits) -> Call:
        """`swap_stake_limit`; with another hotkey `move_stake_limit`, or a batch that moves the least that arrives."""
        if chosen(self.origin_hotkey) == chosen(self.hotkey):
            return _swap(self, limits)
        if self.has_limited_move:
            hotkeys = {"origin_hotkey": self.origin_hotkey, "destination_hotkey": self.hotkey}
            return Call(STAKING, "move_stake_limit", {**hotkeys, **_limited(self, limits)})
        there = _destination(self)
        move: dict[str, Argument] = {
            "origin_hotkey": self.origin_hotkey,
            "destination_hotkey": self.hotkey,
            **_within(there, _passed_on(limits)),
        }
        return batch(_swap(self, limits), Call(STAKING, "move_stake", move))

    def touches(self) -> tuple[int, ...]:
        """The subnet that is left and the one that is joined."""
        return _both(self)

    def route(self) -> tuple[Hop, ...]:
        """A sale and a purchase."""
        return _through_both(self)

    def hotkeys(self) -> tuple[str, ...]:
        """The validator that is left and the one that is joined."""
        return self.origin_hotkey, self.hotkey

    def unfilled(self) -> tuple[str, ...]:
        """What is not chosen of both validators and the subnet."""
        return empty_fields(origin_hotkey=self.origin_hotkey, destination=self.destination, hotkey=self.hotkey)


@dataclass(frozen=True, slots=True)
class TransferStake:
    """Give stake to another account, on the same subnet or another, with the same hotkey or another."""

    netuid: int
    origin_hotkey: str
    hotkey: str
    """The validator that the other account has it with."""

    amount: Alpha
    recipient: str
    """The coldkey that gets it; empty while none is chosen."""

    destination: int | None = None
    """The subnet on which it gets it; None for the same."""

    @property
    def op(self) -> Op:
        """Transfer."""
        return Op.TRANSFER_STAKE

    @property
    def pays_from(self) -> str:
        """The position that is left."""
        return self.origin_hotkey

    @property
    def crosses_subnets(self) -> bool:
        """Whether it is sold on one subnet and bought on another before it is given away."""
        return self.destination not in (None, self.netuid)

    def call(self, limits: Limits) -> Call:
        """`transfer_stake` or `transfer_stake_and_hotkey` within a subnet; else a batch with a limited swap before it.

        No call of the chain gives stake across subnets within a limit. The batch gives away the least that the swap can
        bring; what it brings above that stays with the sender.
        """
        if not self.crosses_subnets:
            if limits.prices:
                raise NotAnOrder("A transfer within a subnet has no limit price.")
            return self._gift(self.netuid, self.amount)
        return batch(_swap(self, limits), self._gift(_destination(self), _passed_on(limits)))

    def touches(self) -> tuple[int, ...]:
        """The subnet that is left, and the one on which it arrives where that is another."""
        return _both(self) if self.crosses_subnets else (self.netuid,)

    def route(self) -> tuple[Hop, ...]:
        """A sale and a purchase across subnets, else no pool."""
        return _through_both(self) if self.crosses_subnets else ()

    def hotkeys(self) -> tuple[str, ...]:
        """The validator that is left and the one that is joined."""
        return self.origin_hotkey, self.hotkey

    def unfilled(self) -> tuple[str, ...]:
        """What is not chosen of both validators and the account."""
        return empty_fields(origin_hotkey=self.origin_hotkey, hotkey=self.hotkey, recipient=self.recipient)

    def _gift(self, netuid: int, amount: Alpha) -> Call:
        if not self.recipient:
            raise NotAnOrder("A transfer needs the account that gets it.")
        within = _within(netuid, amount)
        if chosen(self.origin_hotkey) == chosen(self.hotkey):
            given = {"destination_coldkey": self.recipient, "hotkey": self.hotkey}
            return Call(STAKING, "transfer_stake", {**given, **within})
        hotkeys = {"origin_hotkey": self.origin_hotkey, "destination_hotkey": self.hotkey}
        return Call(STAKING, "transfer_stake_and_hotkey", {"destination_coldkey": self.recipient, **hotkeys, **within})


@dataclass(frozen=True, slots=True)
class ExitSubnet(OneAccount, OneSubnet):
    """Sell every position on a subnet, all of them or none, each within the limit price."""

    netuid: int
    positions: tuple[SoldPosition, ...]
    """Largest first. What each holds when it is carried out is sold; the amounts are those of now."""

    @property
    def op(self) -> Op:
        """Exit."""
        return Op.EXIT_SUBNET

    @property
    def hotkey(self) -> str:
        """The validator of the largest position."""
        return self.positions[0].hotkey if self.positions else ""

    @property
    def amount(self) -> Alpha:
        """All positions together."""
        return sum((position.amount for position in self.positions), Alpha(0, self.netuid))

    @property
    def pays_from(self) -> str:
        """The largest position."""
        return self.hotkey

    def call(self, limits: Limits) -> Call:
        """`remove_stake_full_limit` for each position, several in one `batch_all`, as `unstake_all` has no limit."""
        if not 0 < len(self.positions) <= MOST_POSITIONS:
            raise NotAnOrder(f"An exit sells from 1 to {MOST_POSITIONS} positions at once.")
        if len(limits.prices) != len(self.positions):
            raise NotAnOrder("Each position needs a limit price that limits something.")
        return batch(*map(self._sale, self.positions, limits.prices))

    def route(self) -> tuple[Hop, ...]:
        """One sale after the other in the same pool."""
        return tuple(Hop(self.netuid, Side.SELL, position.amount) for position in self.positions)

    def hotkeys(self) -> tuple[str, ...]:
        """The validators of all positions."""
        return tuple(position.hotkey for position in self.positions)

    def unfilled(self) -> tuple[str, ...]:
        """Nothing is chosen."""
        return ()

    def _sale(self, position: SoldPosition, limit: object) -> Call:
        if not isinstance(limit, Price):
            raise NotAnOrder("Each position needs a limit price that limits something.")
        values: dict[str, Argument] = {
            "hotkey": chosen(position.hotkey),
            "netuid": self.netuid,
            "limit_price": true_limit(limit.rao),
        }
        return Call(STAKING, "remove_stake_full_limit", values)


_Crossing = SwapStake | TransferStake


def _both(intent: _Crossing) -> tuple[int, ...]:
    return (intent.netuid,) if intent.destination is None else (intent.netuid, intent.destination)


def _through_both(intent: _Crossing) -> tuple[Hop, ...]:
    if intent.destination is None:
        return ()
    return Hop(intent.netuid, Side.SELL), Hop(intent.destination, Side.BUY)


def _destination(intent: _Crossing) -> int:
    if intent.destination is None or intent.destination == intent.netuid:
        raise NotAnOrder("A swap needs another subnet.")
    return intent.destination


def _swap(intent: _Crossing, limits: Limits) -> Call:
    return Call(STAKING, "swap_stake_limit", {"hotkey": chosen(intent.origin_hotkey), **_limited(intent, limits)})


def _limited(intent: _Crossing, limits: Limits) -> dict[str, int | bool]:
    return {
        "origin_netuid": intent.netuid,
        "destination_netuid": _destination(intent),
        # The largest number would stand for the whole position (spec 461).
        "alpha_amount": positive(intent.amount.rao),
        "limit_price": only_ratio(limits),
        "allow_partial": False,
    }


def _within(netuid: int, amount: Alpha) -> dict[str, int]:
    if amount.netuid != netuid:
        raise NotAnOrder("What is passed on is not this subnet's alpha.")
    return {"origin_netuid": netuid, "destination_netuid": netuid, "alpha_amount": positive(amount.rao)}


def _passed_on(limits: Limits) -> Alpha:
    if limits.passed_on is None:
        raise NotAnOrder("What the swap brings at least is not known.")
    return limits.passed_on
