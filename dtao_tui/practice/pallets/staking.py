"""Calls that stake and unstake, with the chain's checks in the chain's order (spec 475)."""

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Price, Tao
from dtao_tui.domain.market import LEAST_STAKE
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.pool import Bought, PoolRefusal, Sold
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import fee_on_gross
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View, call, subtensor
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.trades import (
    StakePosition,
    become_delegate,
    refuse_fresh_root,
    stake,
    unstake,
    unstake_rest,
)

LEAST_NOMINATION = "SubtensorModule.NominatorMinRequiredStake"
"""The least worth of a position with another owner's hotkey after a sale, in millionths of the least stake."""

MOST_LEGS = 16
"""How many positions one call that sells everywhere tries (`MAX_UNSTAKE_ALL_LEGS`); the others stay for a later one."""

_MILLION = 1_000_000


@call("SubtensorModule.add_stake")
def add_stake(context: Context, hotkey: bytes, netuid: int, amount_staked: int) -> None:
    """Stake at the pool's price, whatever it is."""
    position = StakePosition(hotkey, signer_of(context), netuid)
    _refuse_oversized(context, netuid, Tao(amount_staked))
    check_added(context, position, amount_staked, amount_staked, allow_partial=False)
    stake(context, position, amount_staked)


@call("SubtensorModule.add_stake_limit")
def add_stake_limit(
    context: Context, hotkey: bytes, netuid: int, amount_staked: int, limit_price: int, allow_partial: bool
) -> None:
    """Stake while the price after the trade stays at or below the limit, in rao per alpha."""
    position = StakePosition(hotkey, signer_of(context), netuid)
    limit = Price(limit_price)
    _refuse_oversized(context, netuid, Tao(amount_staked))
    most = largest_stake(context.storage, netuid, limit)
    check_added(context, position, amount_staked, most, allow_partial=allow_partial)
    if context.storage.raw(OWNER, hotkey) != position.coldkey:
        become_delegate(context, hotkey)
    stake(context, position, min(amount_staked, most), limit)


@call("SubtensorModule.remove_stake")
def remove_stake(context: Context, hotkey: bytes, netuid: int, amount_unstaked: int) -> None:
    """Unstake at the pool's price, whatever it is; more than the position holds means all."""
    position = StakePosition(hotkey, signer_of(context), netuid)
    if not context.storage.flag(pools.IS_OPEN, netuid):
        raise subtensor("SubtokenDisabled")
    alpha = min(amount_unstaked, _held(context, position))
    _refuse_oversized(context, netuid, Alpha(alpha, netuid))
    check_removed(context, position, alpha, alpha, allow_partial=False)
    unstake(context, position, alpha)
    sweep_small_rest(context, position)


@call("SubtensorModule.remove_stake_limit")
def remove_stake_limit(
    context: Context, hotkey: bytes, netuid: int, amount_unstaked: int, limit_price: int, allow_partial: bool
) -> None:
    """Unstake while the price after the trade stays at or above the limit, in rao per alpha."""
    position = StakePosition(hotkey, signer_of(context), netuid)
    limit = Price(limit_price)
    _refuse_oversized(context, netuid, Alpha(amount_unstaked, netuid))
    most = largest_unstake(context.storage, netuid, limit)
    check_removed(context, position, amount_unstaked, most, allow_partial=allow_partial)
    unstake(context, position, min(amount_unstaked, most), limit)
    sweep_small_rest(context, position)


@call("SubtensorModule.remove_stake_full_limit")
def remove_stake_full_limit(context: Context, hotkey: bytes, netuid: int, limit_price: int | None) -> None:
    """Unstake the whole position, all or nothing within the limit if there is one."""
    if not pools.exists(context.storage, netuid):
        raise subtensor("SubnetNotExists")
    alpha = _held(context, StakePosition(hotkey, signer_of(context), netuid))
    if limit_price is None:
        remove_stake(context, hotkey, netuid, alpha)
    else:
        remove_stake_limit(context, hotkey, netuid, alpha, limit_price, allow_partial=False)


@call("SubtensorModule.unstake_all")
def unstake_all(context: Context, hotkey: bytes) -> None:
    """Sell sixteen positions with the hotkey, root included; unsellable ones stay, without an error."""
    _sell_everywhere(context, hotkey, [*pools.netuids(context.storage)])


@call("SubtensorModule.unstake_all_alpha")
def unstake_all_alpha(context: Context, hotkey: bytes) -> None:
    """Sell sixteen positions with the hotkey, none on root, and stake the proceeds on root."""
    subnets = [netuid for netuid in pools.netuids(context.storage) if netuid != ROOT]
    tao = _sell_everywhere(context, hotkey, subnets)
    stake(context, StakePosition(hotkey, signer_of(context), ROOT), tao)


def sweep_small_rest(context: Context, position: StakePosition) -> None:
    """Sell the rest of a position with another owner's hotkey when it is worth too little to stay.

    `clear_small_nomination_if_required`, called after sales and not after moves. It is sold at any price. What cannot
    be sold, such as locked alpha, is lost: it leaves the hotkey but still counts as issued (`SubnetAlphaOut`).
    """
    storage = context.storage
    rest = _held(context, position)
    is_own = storage.has(OWNER, position.hotkey) and storage.raw(OWNER, position.hotkey) == position.coldkey
    if is_own or not 0 < rest < least_rest(storage, position.netuid):
        return
    mark = context.mark()
    try:
        with storage.transaction():
            unstake_rest(context, position, rest)
    except DispatchFailure:
        context.forget_since(mark)
        shares.withdraw(storage, position.hotkey, position.coldkey, position.netuid, rest)
    stake_locks.reduce(context, position.coldkey, position.netuid, rest)


def least_rest(view: View, netuid: int) -> int:
    """The rao of alpha that a position with another owner's hotkey must keep after a sale, at the present price."""
    tao = LEAST_STAKE.rao * view.number(LEAST_NOMINATION) // _MILLION
    return u64f64.to_u64(u64f64.over(u64f64.from_int(tao), pools.pool_of(view, netuid).price_bits))


def largest_stake(view: View, netuid: int, limit: Price) -> int:
    """The most rao of TAO that fills within the limit (`get_max_amount_add`). Raises DispatchFailure."""
    try:
        return pools.pool_of(view, netuid).largest(Side.BUY, limit).rao
    except PoolRefusal as refusal:
        raise pools.failure_of(refusal) from refusal


def largest_unstake(view: View, netuid: int, limit: Price) -> int:
    """The most rao of alpha that fills within the limit (`get_max_amount_remove`). Raises DispatchFailure."""
    try:
        return pools.pool_of(view, netuid).largest(Side.SELL, limit).rao
    except PoolRefusal as refusal:
        raise pools.failure_of(refusal) from refusal


def check_added(context: Context, position: StakePosition, tao: int, most: int, *, allow_partial: bool) -> None:
    """`validate_add_stake`, for a stake of which at most `most` fills. Raises DispatchFailure."""
    storage, netuid = context.storage, position.netuid
    refuse_closed(storage, netuid)
    if tao < least_added(storage, netuid):
        raise subtensor("AmountTooLow")
    if tao > most and not allow_partial:
        raise subtensor("SlippageTooHigh")
    tao = min(tao, most)
    if tao > balances.expendable(storage, position.coldkey):
        raise subtensor("NotEnoughBalanceToStake")
    if not storage.has(OWNER, position.hotkey):
        raise subtensor("HotKeyAccountNotExists")
    if not shares.may_stake_to(storage, position.coldkey, position.hotkey):
        raise subtensor("TooManyStakingHotkeys")
    bought = _simulated_buy(storage, netuid, tao)
    if bought.net.rao < LEAST_STAKE.rao:
        raise subtensor("AmountTooLow")
    if not bought.received or not shares.is_precise_enough(storage, position.hotkey, netuid, bought.received.rao):
        raise subtensor("InsufficientLiquidity")


def check_removed(context: Context, position: StakePosition, alpha: int, most: int, *, allow_partial: bool) -> None:
    """`validate_remove_stake`, for an unstake of which at most `most` fills. Raises DispatchFailure."""
    storage, netuid = context.storage, position.netuid
    if not pools.exists(storage, netuid):
        raise subtensor("SubnetNotExists")
    if alpha == 0:
        raise subtensor("AmountTooLow")
    left = _held(context, position) - alpha
    if left < 0:
        raise subtensor("NotEnoughStakeToWithdraw")
    sold = simulated_sale(storage, netuid, alpha)
    if left and sold.received.rao < LEAST_STAKE.rao:
        raise subtensor("AmountTooLow")
    if alpha > most and not allow_partial:
        raise subtensor("SlippageTooHigh")
    if not storage.has(OWNER, position.hotkey):
        raise subtensor("HotKeyAccountNotExists")
    stake_locks.refuse_locked(context, position.coldkey, netuid, alpha)
    refuse_fresh_root(context, position)


def refuse_closed(view: View, netuid: int) -> None:
    """Raise DispatchFailure for a subnet that does not exist or is not open yet."""
    if not pools.exists(view, netuid):
        raise subtensor("SubnetNotExists")
    if not view.flag(pools.IS_OPEN, netuid):
        raise subtensor("SubtokenDisabled")


def least_added(view: View, netuid: int) -> int:
    """The least rao of TAO of a stake: after the pool's fee it must be the minimum stake."""
    pool = pools.pool_of(view, netuid)
    return LEAST_STAKE.rao if pool.is_stable else LEAST_STAKE.rao + fee_on_gross(LEAST_STAKE.rao, pool.fee_rate)


def simulated_sale(view: View, netuid: int, alpha: int) -> Sold:
    """The result of a sale now. Raises DispatchFailure."""
    try:
        return pools.pool_of(view, netuid).trade(Side.SELL, Alpha(alpha, netuid))
    except PoolRefusal as refusal:
        raise subtensor("InsufficientLiquidity") from refusal


def _simulated_buy(view: View, netuid: int, tao: int) -> Bought:
    try:
        return pools.pool_of(view, netuid).trade(Side.BUY, Tao(min(tao, LARGEST_RAO)))
    except PoolRefusal as refusal:
        raise subtensor("InsufficientLiquidity") from refusal


def _refuse_oversized(context: Context, netuid: int, paid: Tao | Alpha) -> None:
    try:
        pools.pool_of(context.storage, netuid).refuse_oversized(paid)
    except PoolRefusal as refusal:
        raise subtensor("InsufficientLiquidity") from refusal


def _sell_everywhere(context: Context, hotkey: bytes, subnets: list[int]) -> int:
    if not context.storage.has(OWNER, hotkey):
        raise subtensor("HotKeyAccountNotExists")
    positions = [StakePosition(hotkey, signer_of(context), netuid) for netuid in subnets]
    tried = [each for each in positions if context.storage.flag(pools.IS_OPEN, each.netuid) and _held(context, each)]
    tao = 0
    for position in tried[:MOST_LEGS]:
        alpha = _held(context, position)
        if _may_be_sold(context, position, alpha):
            tao += unstake(context, position, alpha)
            sweep_small_rest(context, position)
    return tao


def _may_be_sold(context: Context, position: StakePosition, alpha: int) -> bool:
    try:
        check_removed(context, position, alpha, alpha, allow_partial=False)
    except DispatchFailure:
        return False
    return True


def _held(context: Context, position: StakePosition) -> int:
    return shares.stake_of(context.storage, position.hotkey, position.coldkey, position.netuid)
