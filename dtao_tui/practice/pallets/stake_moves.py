"""Calls that move stake between hotkeys, subnets and owners, with the chain's checks in its order (spec 475)."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.market import LEAST_STAKE, LEAST_TRANSFER
from dtao_tui.domain.pools import move_limit, u64f64
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Context, View, call, subtensor
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.staking import simulated_sale
from dtao_tui.practice.pallets.trades import StakePosition, become_delegate, refuse_fresh_root, stake, unstake

TRANSFER_TOGGLE = "SubtensorModule.TransferToggle"


@dataclass(frozen=True, slots=True)
class Limit:
    """The least ratio of the origin's price to the destination's, times 10⁹, and whether part of the order may fill."""

    ratio: int
    allow_partial: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Alpha, in rao, moved from one position to another."""

    origin: StakePosition
    destination: StakePosition
    alpha: int
    limit: Limit | None = None
    is_transfer: bool = False
    """Whether it is given away, which a subnet can forbid."""

    @property
    def crosses_subnets(self) -> bool:
        """Whether it is sold on one subnet and bought on another."""
        return self.origin.netuid != self.destination.netuid


@call("SubtensorModule.move_stake")
def move_stake(
    context: Context,
    origin_hotkey: bytes,
    destination_hotkey: bytes,
    origin_netuid: int,
    destination_netuid: int,
    alpha_amount: int,
) -> None:
    """Move stake to another hotkey, another subnet, or both."""
    coldkey = signer_of(context)
    origin = StakePosition(origin_hotkey, coldkey, origin_netuid)
    alpha = _meant(context, origin, alpha_amount)
    _move(context, Move(origin, StakePosition(destination_hotkey, coldkey, destination_netuid), alpha))


@call("SubtensorModule.move_stake_limit")
def move_stake_limit(
    context: Context,
    origin_hotkey: bytes,
    destination_hotkey: bytes,
    origin_netuid: int,
    destination_netuid: int,
    alpha_amount: int,
    limit_price: int,
    allow_partial: bool,
) -> None:
    """Move stake while the prices' ratio stays at or above the limit."""
    coldkey = signer_of(context)
    origin = StakePosition(origin_hotkey, coldkey, origin_netuid)
    destination = StakePosition(destination_hotkey, coldkey, destination_netuid)
    alpha = _meant(context, origin, alpha_amount)
    _move(context, Move(origin, destination, alpha, Limit(limit_price, allow_partial)))


@call("SubtensorModule.swap_stake")
def swap_stake(context: Context, hotkey: bytes, origin_netuid: int, destination_netuid: int, alpha_amount: int) -> None:
    """Move stake to another subnet, with the same hotkey."""
    coldkey = signer_of(context)
    origin = StakePosition(hotkey, coldkey, origin_netuid)
    alpha = _meant(context, origin, alpha_amount)
    _swap(context, Move(origin, StakePosition(hotkey, coldkey, destination_netuid), alpha))


@call("SubtensorModule.swap_stake_limit")
def swap_stake_limit(
    context: Context,
    hotkey: bytes,
    origin_netuid: int,
    destination_netuid: int,
    alpha_amount: int,
    limit_price: int,
    allow_partial: bool,
) -> None:
    """Move stake to another subnet while the prices' ratio stays at or above the limit."""
    coldkey = signer_of(context)
    origin, destination = (StakePosition(hotkey, coldkey, netuid) for netuid in (origin_netuid, destination_netuid))
    alpha = _meant(context, origin, alpha_amount)
    _swap(context, Move(origin, destination, alpha, Limit(limit_price, allow_partial)))


@call("SubtensorModule.transfer_stake")
def transfer_stake(
    context: Context,
    destination_coldkey: bytes,
    hotkey: bytes,
    origin_netuid: int,
    destination_netuid: int,
    alpha_amount: int,
) -> None:
    """Give stake to another coldkey."""
    origin = StakePosition(hotkey, signer_of(context), origin_netuid)
    destination = StakePosition(hotkey, destination_coldkey, destination_netuid)
    alpha = _meant(context, origin, alpha_amount)
    tao = transition(context, Move(origin, destination, alpha, is_transfer=True))
    netuids = (origin_netuid, destination_netuid)
    context.emit("SubtensorModule", "StakeTransferred", origin.coldkey, destination_coldkey, hotkey, *netuids, tao)


@call("SubtensorModule.transfer_stake_and_hotkey")
def transfer_stake_and_hotkey(
    context: Context,
    destination_coldkey: bytes,
    origin_hotkey: bytes,
    destination_hotkey: bytes,
    origin_netuid: int,
    destination_netuid: int,
    alpha_amount: int,
) -> None:
    """Give stake to another coldkey with another hotkey."""
    origin = StakePosition(origin_hotkey, signer_of(context), origin_netuid)
    destination = StakePosition(destination_hotkey, destination_coldkey, destination_netuid)
    alpha = _meant(context, origin, alpha_amount)
    tao = transition(context, Move(origin, destination, alpha, is_transfer=True))
    people = (origin.coldkey, destination_coldkey, origin_hotkey, destination_hotkey)
    netuids = (origin_netuid, destination_netuid)
    context.emit("SubtensorModule", "StakeAndHotkeyTransferred", *people, *netuids, tao)


def transition(context: Context, move: Move) -> int:
    """Execute a move; returns its worth in rao of TAO (`transition_stake_across_positions`).

    Across subnets one fee is paid: on the sale, or on the purchase where the stake comes from root. Proceeds below the
    least stake stay free. Raises DispatchFailure.
    """
    most = _largest(context.storage, move)
    check_moved(context, move, most)
    alpha = min(move.alpha, most)
    if not move.crosses_subnets:
        return _within_subnet(context, move, alpha)
    origin, destination = move.origin, move.destination
    comes_from_root = origin.netuid == ROOT
    tao = unstake(context, origin, alpha, drop_fees=comes_from_root)
    balances.move(context, origin.coldkey, destination.coldkey, tao)
    if tao >= (LEAST_TRANSFER.rao if move.is_transfer else LEAST_STAKE.rao):
        _welcome(context, destination)
        stake(context, destination, tao, drop_fees=not comes_from_root)
    return tao


def check_moved(context: Context, move: Move, most: int) -> None:
    """`validate_stake_transition`, for a move of which at most `most` fills. Raises DispatchFailure."""
    storage, origin, destination = context.storage, move.origin, move.destination
    if destination.coldkey == basket_fund.ESCROW:
        raise subtensor("CannotUseSystemAccount")
    if origin == destination:
        raise subtensor("SameNetuid")
    netuids, hotkeys = (origin.netuid, destination.netuid), (origin.hotkey, destination.hotkey)
    if not all(pools.exists(storage, netuid) for netuid in netuids):
        raise subtensor("SubnetNotExists")
    if not all(storage.flag(pools.IS_OPEN, netuid) for netuid in netuids):
        raise subtensor("SubtokenDisabled")
    if not all(storage.has(OWNER, hotkey) for hotkey in hotkeys):
        raise subtensor("HotKeyAccountNotExists")
    if move.alpha > shares.stake_of(storage, origin.hotkey, origin.coldkey, origin.netuid):
        raise subtensor("NotEnoughStakeToWithdraw")
    _check_worth(storage, move, most)
    _check_toggles(storage, move)
    _check_room(storage, move)
    if move.crosses_subnets:
        stake_locks.refuse_locked(context, origin.coldkey, origin.netuid, move.alpha)
    refuse_fresh_root(context, origin)


def largest_move(view: View, origin: int, destination: int, ratio: int) -> int:
    """The most rao of alpha that moves before the ratio of prices is reached. Raises DispatchFailure."""
    source, target = pools.pool_of(view, origin), pools.pool_of(view, destination)
    try:
        return move_limit.largest_move(source, target, PriceRatio(ratio)).rao
    except PoolRefusal as refusal:
        raise pools.failure_of(refusal) from refusal


def _meant(context: Context, origin: StakePosition, alpha: int) -> int:
    """The alpha that a move names: the largest number stands for the whole position as it is now (spec 475)."""
    if alpha != U64_MAX:
        return alpha
    return shares.stake_of(context.storage, origin.hotkey, origin.coldkey, origin.netuid)


def _move(context: Context, move: Move) -> None:
    tao = transition(context, move)
    origin, destination = move.origin, move.destination
    places = (origin.hotkey, origin.netuid, destination.hotkey, destination.netuid)
    context.emit("SubtensorModule", "StakeMoved", origin.coldkey, *places, tao)


def _swap(context: Context, move: Move) -> None:
    tao = transition(context, move)
    netuids = (move.origin.netuid, move.destination.netuid)
    context.emit("SubtensorModule", "StakeSwapped", move.origin.coldkey, move.origin.hotkey, *netuids, tao)


def _largest(view: View, move: Move) -> int:
    if move.limit is None or not move.crosses_subnets:
        return move.alpha
    return largest_move(view, move.origin.netuid, move.destination.netuid, move.limit.ratio)


def _check_worth(view: View, move: Move, most: int) -> None:
    if not move.crosses_subnets:
        return
    sold = simulated_sale(view, move.origin.netuid, move.alpha)
    if sold.received.rao <= (LEAST_TRANSFER.rao if move.is_transfer else LEAST_STAKE.rao):
        raise subtensor("AmountTooLow")
    if move.limit is not None and not move.limit.allow_partial and move.alpha > most:
        raise subtensor("SlippageTooHigh")


def _check_toggles(view: View, move: Move) -> None:
    netuids = (move.origin.netuid, move.destination.netuid)
    if move.is_transfer and not all(view.flag(TRANSFER_TOGGLE, netuid) for netuid in netuids):
        raise subtensor("TransferDisallowed")


def _check_room(view: View, move: Move) -> None:
    """The limit of a coldkey's hotkeys is lower for stake from others than for its own."""
    keeps, to = move.origin.coldkey == move.destination.coldkey, move.destination
    if not shares.may_stake_to(
        view, to.coldkey, to.hotkey, shares.MOST_HOTKEYS if keeps else shares.MOST_GIVEN_HOTKEYS
    ):
        raise subtensor("TooManyStakingHotkeys")


def _within_subnet(context: Context, move: Move, alpha: int) -> int:
    """Move shares without a trade (`transfer_stake_within_subnet`); the worth is taken at the price."""
    storage, origin, destination = context.storage, move.origin, move.destination
    netuid = origin.netuid
    if netuid == ROOT:
        for hotkey in {origin.hotkey: None, destination.hotkey: None}:
            basket_dividends.deposit(context, hotkey)
    gift = stake_locks.Gift(origin.coldkey, destination.coldkey, destination.hotkey, netuid, alpha)
    stake_locks.follow(context, gift)
    shares.withdraw(storage, origin.hotkey, origin.coldkey, netuid, alpha)
    _welcome(context, destination)
    shares.deposit(storage, destination.hotkey, destination.coldkey, netuid, alpha)
    if netuid == ROOT:
        basket_fund.root_changed(storage, origin.hotkey, origin.coldkey, -alpha)
        basket_fund.root_changed(storage, destination.hotkey, destination.coldkey, alpha)
        shares.stamp(storage, destination.hotkey, destination.coldkey, context.block)
    tao = u64f64.to_u64(u64f64.times(u64f64.from_int(alpha), pools.pool_of(storage, netuid).price_bits))
    if tao < LEAST_TRANSFER.rao:
        raise subtensor("AmountTooLow")
    for name, place in (("StakeRemoved", origin), ("StakeAdded", destination)):
        context.emit("SubtensorModule", name, place.coldkey, place.hotkey, tao, alpha, netuid, 0)
    return tao


def _welcome(context: Context, destination: StakePosition) -> None:
    if context.storage.raw(OWNER, destination.hotkey) != destination.coldkey:
        become_delegate(context, destination.hotkey)
