"""Staking and unstaking through a pool (`stake_into_subnet`, `unstake_from_subnet`, spec 459)."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Context, subtensor
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.internal_items import HAS_WEIGHTS

DELEGATES = "SubtensorModule.Delegates"
DEFAULT_TAKE = 11_796
"""18 % in 65535ths: the take of a hotkey that became a delegate without choosing one."""


@dataclass(frozen=True, slots=True)
class StakePosition:
    """A stake's place: one coldkey's stake to one hotkey on one subnet."""

    hotkey: bytes
    coldkey: bytes
    netuid: int


@dataclass(frozen=True, slots=True)
class _Sale:
    position: StakePosition
    alpha: Alpha
    paid_to: bytes
    limit: Price | None
    drop_fees: bool


def stake(
    context: Context, position: StakePosition, tao: int, limit: Price | None = None, *, drop_fees: bool = False
) -> int:
    """Pay TAO in and stake the alpha that it buys; returns that alpha, in rao.

    An account that would fall below the existential deposit stakes that much less, silently. TAO that the limit leaves
    unswapped comes back. Raises DispatchFailure.
    """
    storage, netuid = context.storage, position.netuid
    vault = subnet_account(netuid)
    if netuid == ROOT:
        basket_dividends.deposit(context, position.hotkey)
    offered = Tao(min(tao, balances.reducible(storage, position.coldkey)))
    balances.move(context, position.coldkey, vault, offered.rao)
    bought = pools.bought_from_pool(context, netuid, offered, limit, drop_fees=drop_fees)
    if not bought.received:
        raise subtensor("AmountTooLow")
    if not shares.is_precise_enough(storage, position.hotkey, netuid, bought.received.rao):
        raise subtensor("InsufficientLiquidity")
    shares.deposit(storage, position.hotkey, position.coldkey, netuid, bought.received.rao)
    balances.move(context, vault, context.author, bought.fee.rao)
    refund = (offered - bought.paid).rao
    balances.move(context, vault, position.coldkey, refund)
    if refund:
        storage.add(pools.TOTAL_STAKE, amount=-refund)
    _touch(context, position, bought.received.rao)
    amounts = (offered.rao, bought.received.rao)
    context.emit("SubtensorModule", "StakeAdded", *_who(position), *amounts, netuid, bought.fee.rao)
    return bought.received.rao


def unstake(
    context: Context, position: StakePosition, alpha: int, limit: Price | None = None, *, drop_fees: bool = False
) -> int:
    """Sell staked alpha; returns the TAO paid, in rao. The author's sale of the fee follows at once.

    Alpha that the limit leaves unsold stays staked. Raises DispatchFailure.
    """
    refuse_fresh_root(context, position)
    return _unstake(context, _Sale(position, Alpha(alpha, position.netuid), position.coldkey, limit, drop_fees))


def unstake_to_recycle(context: Context, position: StakePosition, alpha: int) -> int:
    """Sell staked alpha without a fee, root's fresh stake too, and recycle its TAO; returns that, in rao.

    Raises DispatchFailure.
    """
    vault = subnet_account(position.netuid)
    tao = _unstake(context, _Sale(position, Alpha(alpha, position.netuid), vault, limit=None, drop_fees=True))
    balances.recycle(context.storage, vault, tao)
    return tao


def unstake_rest(context: Context, position: StakePosition, alpha: int) -> int:
    """Sell the rest of a position at any price, root's fresh stake too; returns the TAO, in rao.

    Raises DispatchFailure.
    """
    return _unstake(context, _Sale(position, Alpha(alpha, position.netuid), position.coldkey, None, drop_fees=False))


def refuse_fresh_root(context: Context, position: StakePosition) -> None:
    """Raise DispatchFailure for root stake that was touched within `RootStakeUnlockInterval` blocks."""
    interval = context.storage.number("SubtensorModule.RootStakeUnlockInterval")
    touched = context.storage.get(shares.LAST_CHANGE, *_who(position))
    if position.netuid == ROOT and isinstance(touched, int) and context.block - touched < interval:
        raise subtensor("RootStakeLocked")


def become_delegate(context: Context, hotkey: bytes) -> None:
    """Let others stake to the hotkey, at the default take unless it has one (`maybe_become_delegate`)."""
    if not context.storage.has(DELEGATES, hotkey):
        context.storage.put(DELEGATES, hotkey, value=DEFAULT_TAKE)


def _unstake(context: Context, sale: _Sale) -> int:
    storage, position = context.storage, sale.position
    hotkey, coldkey, netuid = position.hotkey, position.coldkey, position.netuid
    if netuid == ROOT:
        basket_dividends.deposit(context, hotkey)
    stake_locks.refuse_locked(context, coldkey, netuid, sale.alpha.rao)
    shares.withdraw(storage, hotkey, coldkey, netuid, sale.alpha.rao)
    sold = pools.sold_into_pool(context, sale.alpha, sale.limit, drop_fees=sale.drop_fees)
    shares.deposit(storage, hotkey, coldkey, netuid, (sale.alpha - sold.paid).rao)
    vault = subnet_account(netuid)
    balances.move(context, vault, sale.paid_to, sold.received.rao)
    # Sold even when it is nothing: a pool that cannot take this sale fails the whole unstake.
    fee = pools.sold_into_pool(context, sold.fee, None, drop_fees=True)
    balances.move(context, vault, context.author, fee.received.rao)
    _touch(context, position, -sold.paid.rao)
    # In the age before weights the alpha is told with the fee, now without it.
    alpha = sold.net if storage.flag(HAS_WEIGHTS) else sold.paid
    amounts = (sold.received.rao, alpha.rao)
    context.emit("SubtensorModule", "StakeRemoved", *_who(position), *amounts, netuid, sold.fee.rao)
    return sold.received.rao


def _touch(context: Context, position: StakePosition, grown: int) -> None:
    stake_locks.roll(context, position.coldkey, position.netuid)
    shares.stamp(context.storage, position.hotkey, position.coldkey, context.block)
    if position.netuid == ROOT:
        basket_fund.root_changed(context.storage, position.hotkey, position.coldkey, grown)


def _who(position: StakePosition) -> tuple[bytes, bytes]:
    return position.coldkey, position.hotkey
