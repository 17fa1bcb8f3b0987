"""Who pays a transaction's fee, and in what: TAO, or else the alpha that the call takes out (spec 459).

Alpha is taken only when the TAO does not suffice, for calls that take stake out of one subnet. So much as the fee is
worth at the price is sold for the author before the call runs; it is not given back. Too small a position gives all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dtao_tui.domain import fixed
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.pool import PoolRefusal
from dtao_tui.practice import balances, locks, pools, shares
from dtao_tui.practice.dispatch import CannotPayFee, Context, View
from dtao_tui.practice.emission import price_bits
from dtao_tui.practice.keys import subnet_account
from dtao_tui.practice.trades import Position

_ORIGINS = {
    "remove_stake": ("hotkey", "netuid"),
    "remove_stake_limit": ("hotkey", "netuid"),
    "remove_stake_full_limit": ("hotkey", "netuid"),
    "recycle_alpha": ("hotkey", "netuid"),
    "burn_alpha": ("hotkey", "netuid"),
    "move_stake": ("origin_hotkey", "origin_netuid"),
    "transfer_stake": ("hotkey", "origin_netuid"),
    "swap_stake": ("hotkey", "origin_netuid"),
    "swap_stake_limit": ("hotkey", "origin_netuid"),
}
_EVERYWHERE = ("unstake_all", "unstake_all_alpha")


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee in rao of TAO, who owes it, and the call it is for."""

    who: bytes
    fee: int
    call: str
    """Such as "SubtensorModule.remove_stake"."""

    arguments: Mapping[str, object]


def can_pay(view: View, charge: Charge) -> bool:
    """Whether the fee can be had at all."""
    return balances.reducible(view, charge.who) >= charge.fee or _alpha_for(view, charge) is not None


def pay(context: Context, charge: Charge) -> None:
    """Take the fee and give it to the block's author. Raises CannotPayFee."""
    if balances.reducible(context.storage, charge.who) >= charge.fee:
        balances.pay_fee(context, charge.who, charge.fee)
        return
    found = _alpha_for(context.storage, charge)
    if found is None:
        raise CannotPayFee
    position, alpha = found
    _, _, available = locks.availability(context.storage, context.block, charge.who, position.netuid)
    if available < alpha:
        raise CannotPayFee
    _sell_for_author(context, position, alpha)


def _alpha_for(view: View, charge: Charge) -> tuple[Position, int] | None:
    """The position that pays and how much of its alpha, in rao; None for calls that pay in TAO alone."""
    position = _origin(view, charge)
    if position is None:
        return None
    held = shares.stake_of(view, position.hotkey, position.coldkey, position.netuid)
    price = price_bits(pools.pool_of(view, position.netuid))
    worth = fixed.to_u64(fixed.over(fixed.from_int(charge.fee), price))
    return (position, worth if 0 < worth <= held else held) if held else None


def _origin(view: View, charge: Charge) -> Position | None:
    pallet, _, name = charge.call.partition(".")
    if pallet != "SubtensorModule":
        return None
    hotkey_name, netuid_name = _ORIGINS.get(name, ("hotkey", ""))
    hotkey = charge.arguments.get(hotkey_name)
    if not isinstance(hotkey, bytes):
        return None
    if name in _EVERYWHERE:
        held = [n for n in pools.netuids(view) if shares.stake_of(view, hotkey, charge.who, n)]
        return Position(hotkey, charge.who, held[0]) if len(held) == 1 else None
    netuid = charge.arguments.get(netuid_name)
    return Position(hotkey, charge.who, netuid) if isinstance(netuid, int) else None


def _sell_for_author(context: Context, position: Position, alpha: int) -> None:
    storage, netuid = context.storage, position.netuid
    try:
        sold = pools.pool_of(storage, netuid).sell(Alpha(alpha, netuid), drop_fees=True)
    except PoolRefusal as refusal:
        raise CannotPayFee from refusal
    shares.withdraw(storage, position.hotkey, position.coldkey, netuid, alpha)
    shares.deposit(storage, position.hotkey, position.coldkey, netuid, alpha - sold.net.rao)
    pools.sell(storage, netuid, sold)
    balances.move(context, subnet_account(netuid), context.author, sold.received.rao)
    amounts = (sold.net.rao, sold.received.rao)
    context.emit("SubtensorModule", "TransactionFeePaidWithAlpha", position.coldkey, netuid, *amounts)
