"""Payment of transaction fees: in TAO, or else in the alpha that the call takes out (spec 475).

Alpha is taken only when the TAO does not suffice, for calls that take stake out of one subnet. Alpha worth the fee at
the price is sold before the call runs. The pool takes no transaction whose position is too small for that; one that
became so since gives all it has. Fees are recycled; nobody earns them. What a call did not use is given back in TAO;
no call that can pay in alpha uses less than it is billed for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dtao_tui.domain.pools import u64f64
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import CannotPayFee, Context, DispatchFailure, View
from dtao_tui.practice.pallets.trades import StakePosition, unstake_to_recycle
from dtao_tui.practice.state.internal_items import HAS_WEIGHTS

_ORIGINS = {
    "remove_stake": ("hotkey", "netuid"),
    "remove_stake_limit": ("hotkey", "netuid"),
    "remove_stake_full_limit": ("hotkey", "netuid"),
    "recycle_alpha": ("hotkey", "netuid"),
    "burn_alpha": ("hotkey", "netuid"),
    "swap_hotkey": ("hotkey", "netuid"),
    "swap_hotkey_v2": ("hotkey", "netuid"),
    "move_stake": ("origin_hotkey", "origin_netuid"),
    "move_stake_limit": ("origin_hotkey", "origin_netuid"),
    "transfer_stake": ("hotkey", "origin_netuid"),
    "transfer_stake_and_hotkey": ("origin_hotkey", "origin_netuid"),
    "swap_stake": ("hotkey", "origin_netuid"),
    "swap_stake_limit": ("hotkey", "origin_netuid"),
}
_EVERYWHERE = ("unstake_all", "unstake_all_alpha")


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee in rao of TAO, the account that owes it, and its call."""

    who: bytes
    fee: int
    call: str
    """Such as "SubtensorModule.remove_stake"."""

    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A fee that was taken: its payer and its amount in rao of TAO."""

    who: bytes
    tao: int
    netuid: int | None = None
    """The subnet whose alpha was sold for it; None for a fee in TAO."""

    alpha: int = 0
    """Rao of alpha that were sold for it."""


def can_pay(view: View, charge: Charge) -> bool:
    """Whether the payer can pay (`can_withdraw_fee`)."""
    if balances.reducible(view, charge.who) >= charge.fee:
        return True
    position = _origin(view, charge)
    if position is None:
        return False
    return 0 < _worth(view, charge, position) <= _available(view, view.number("System.Number"), position)


def withdraw(context: Context, charge: Charge) -> Withdrawn:
    """Take the fee before the call runs (`withdraw_fee`). Raises CannotPayFee."""
    if balances.reducible(context.storage, charge.who) >= charge.fee:
        balances.withdraw_fee(context, charge.who, charge.fee)
        return Withdrawn(charge.who, charge.fee)
    position = _origin(context.storage, charge)
    if position is None:
        raise CannotPayFee
    available = _available(context.storage, context.block, position)
    alpha = min(_worth(context.storage, charge, position) or available, available)
    if not alpha:
        raise CannotPayFee
    try:
        tao = unstake_to_recycle(context, position, alpha)
    except DispatchFailure as failure:
        raise CannotPayFee from failure
    return Withdrawn(charge.who, tao, position.netuid, alpha)


def settle(context: Context, fee: Withdrawn, corrected: int) -> None:
    """Recycle what was taken in TAO, give back what is more than the corrected fee, and report alpha, after the call.

    `correct_and_deposit_fee`.
    """
    if fee.netuid is None:
        balances.give_back_fee(context, fee.who, fee.tao - corrected)
        balances.lower_issuance(context.storage, corrected)
    else:
        amounts = (fee.netuid, fee.alpha, fee.tao)
        context.emit("SubtensorModule", "TransactionFeePaidWithAlpha", fee.who, *amounts)


def _worth(view: View, charge: Charge, position: StakePosition) -> int:
    """The rao of alpha that the fee is worth at the price (`get_alpha_amount_for_tao`)."""
    price = pools.pool_of(view, position.netuid).price_bits
    return u64f64.to_u64(u64f64.over(u64f64.from_int(charge.fee), price))


def _available(view: View, block: int, position: StakePosition) -> int:
    """The position's alpha in rao that no lock holds."""
    _, _, free = stake_locks.availability(view, block, position.coldkey, position.netuid)
    return min(shares.stake_of(view, position.hotkey, position.coldkey, position.netuid), free)


def _origin(view: View, charge: Charge) -> StakePosition | None:
    """The position that pays; None for calls that pay in TAO alone (`fees_in_alpha`)."""
    pallet, _, name = charge.call.partition(".")
    # Fees in alpha came before weights, and after the announcement's age.
    if pallet != "SubtensorModule" or not view.flag(HAS_WEIGHTS):
        return None
    hotkey_name, netuid_name = _ORIGINS.get(name, ("hotkey", ""))
    hotkey = charge.arguments.get(hotkey_name)
    if not isinstance(hotkey, bytes):
        return None
    if name in _EVERYWHERE:
        held = [netuid for netuid in _open_netuids(view) if shares.stake_of(view, hotkey, charge.who, netuid)]
        return StakePosition(hotkey, charge.who, held[0]) if len(held) == 1 else None
    netuid = charge.arguments.get(netuid_name)
    return StakePosition(hotkey, charge.who, netuid) if isinstance(netuid, int) else None


def _open_netuids(view: View) -> list[int]:
    return [netuid for netuid in pools.netuids(view) if view.flag(pools.IS_OPEN, netuid)]
