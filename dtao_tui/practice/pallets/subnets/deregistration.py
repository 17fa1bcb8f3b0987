"""Deregistration of a subnet: its pool is paid out to the holders of its alpha, and its storage is removed.

After `do_dissolve_network` and the cleanup that follows it (`destroy_alpha_in_out_stakes`, spec 461): the validators'
baskets sell first, into the pool, and the pool's TAO is shared; the chain's own alpha counts among the holders', and
its part is recycled. The chain cleans up in spare time over some blocks; here that is the beginning of the next one.
The owner's lock is not refunded, because no subnet of this chain is old enough.
"""

from collections.abc import Iterator
from dataclasses import replace

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal, PriceLimitExceeded, ReservesTooLow
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Storage, View
from dtao_tui.practice.pallets.subnets.emission import PROTOCOL_ALPHA
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.internal_items import PACE

QUEUE = "SubtensorModule.DissolveCleanupQueue"
REGISTERED_AT = "SubtensorModule.NetworkRegisteredAt"
TIMES_REGISTERED = "SubtensorModule.RegisteredSubnetCounter"
_NETWORKS = "SubtensorModule.TotalNetworks"
_REFUND_GATE = "SubtensorModule.TaoInRefundDeploymentBlock"
_NETUID_TYPES = ("NetUid", "NetUidStorageIndex")


def holders(view: View, netuid: int) -> dict[tuple[bytes, bytes], int]:
    """The alpha in rao of every hotkey and coldkey with a stake on the subnet."""
    positions = [key for key, _ in view.entries(shares.SHARE) if key[2] == netuid]
    found: dict[tuple[bytes, bytes], int] = {}
    for hotkey, coldkey, _ in positions:
        if isinstance(hotkey, bytes) and isinstance(coldkey, bytes):
            found[hotkey, coldkey] = shares.stake_of(view, hotkey, coldkey, netuid)
    return {position: alpha for position, alpha in found.items() if alpha}


def payouts(view: View, netuid: int) -> dict[bytes, int]:
    """Each coldkey's payout in rao of TAO: its part of the pool's by alpha, the chain's own counted too."""
    held, pool = holders(view, netuid), _whole_pool(view, netuid)
    for hotkey in basket_fund.keepers(view, netuid):
        alpha = held.pop((hotkey, basket_fund.ESCROW), 0)
        try:
            pool = _after_sale(pool, alpha)
        except ReservesTooLow:
            # The pool pays nothing for it: it is written off.
            continue
        except PoolRefusal:
            held[hotkey, basket_fund.ESCROW] = alpha
    pot, whole = pool.tao_in.rao, sum(held.values()) + _protocol_alpha(view, pool)
    if not whole:
        return {}
    paid = {position: pot * alpha // whole for position, alpha in held.items()}
    rests = {position: pot * alpha % whole for position, alpha in held.items()}
    by_rest = sorted(held, key=lambda position: (-rests[position], position))
    for position in by_rest[: sum(rests.values()) // whole]:
        paid[position] += 1
    found: dict[bytes, int] = {}
    for (_, coldkey), rao in paid.items():
        found[coldkey] = found.get(coldkey, 0) + rao
    return {coldkey: rao for coldkey, rao in found.items() if rao}


def dissolve(context: Context, netuid: int) -> dict[bytes, int]:
    """Remove the subnet with all its storage; returns each coldkey's payout, in rao of TAO."""
    begin(context, netuid)
    return finish(context, netuid)


def begin(context: Context, netuid: int) -> None:
    """Remove the subnet; `finish` pays its holders. Raises DispatchFailure."""
    storage = context.storage
    if netuid == ROOT or not pools.exists(storage, netuid):
        raise DispatchFailure("SubtensorModule", "SubnetNotExists")
    for item, reservoir in ((pools.TAO_IN, pools.TAO_RESERVOIR), (pools.ALPHA_IN, pools.ALPHA_RESERVOIR)):
        storage.add(item, netuid, amount=storage.number(reservoir, netuid))
    storage.add(pools.TOTAL_STAKE, amount=storage.number(pools.TAO_RESERVOIR, netuid))
    storage.drop(pools.TAO_RESERVOIR, netuid)
    storage.drop(pools.ALPHA_RESERVOIR, netuid)
    basket_fund.convert(context, netuid)
    pot = storage.number(pools.TAO_IN, netuid)
    storage.put(pools.TOTAL_STAKE, value=max(storage.number(pools.TOTAL_STAKE) - pot, 0))
    storage.drop(pools.ADDED, netuid)
    storage.add(_NETWORKS, amount=-1)
    storage.put(QUEUE, value=[*queued(storage), netuid])
    context.emit("SubtensorModule", "NetworkRemoved", netuid)


def finish(context: Context, netuid: int) -> dict[bytes, int]:
    """Pay out and clean up a removed subnet; returns each coldkey's payout, in rao of TAO."""
    storage, vault = context.storage, subnet_account(netuid)
    paid = payouts(storage, netuid)
    for coldkey, rao in paid.items():
        balances.move(context, vault, coldkey, rao)
    balances.recycle(storage, vault, balances.reducible(storage, vault))
    basket_dividends.forget(storage, netuid)
    for item, key in _entries_of(storage, netuid):
        storage.drop(item, *key)
    storage.put(QUEUE, value=[each for each in queued(storage) if each != netuid])
    context.emit("SubtensorModule", "NetworkDissolveCleanupCompleted", netuid)
    return paid


def finish_one(context: Context) -> None:
    """Pay out and clean up the removed subnet that waits longest, one in a block."""
    waiting = queued(context.storage)
    if waiting:
        finish(context, waiting[0])


def queued(view: View) -> list[int]:
    """The removed subnets whose number is not free yet."""
    queue = view.get(QUEUE)
    return [netuid for netuid in queue if isinstance(netuid, int)] if isinstance(queue, list | tuple) else []


def _whole_pool(view: View, netuid: int) -> Pool:
    """The pool with its reservoirs."""
    pool = pools.pool_of(view, netuid)
    tao = Tao(pool.tao_in.rao + view.number(pools.TAO_RESERVOIR, netuid))
    alpha = Alpha(pool.alpha_in.rao + view.number(pools.ALPHA_RESERVOIR, netuid), netuid)
    return replace(pool, tao_in=tao, alpha_in=alpha)


def _after_sale(pool: Pool, alpha: int) -> Pool:
    """The pool after a basket has sold this much alpha into it without a fee. Raises PoolRefusal."""
    if not alpha:
        return pool
    sold = pool.trade(Side.SELL, Alpha(alpha, pool.netuid), drop_fees=True)
    if sold.net.rao != alpha:
        raise PriceLimitExceeded
    return replace(pool, tao_in=pool.tao_in - sold.received, alpha_in=pool.alpha_in + sold.net)


def _protocol_alpha(view: View, pool: Pool) -> int:
    """The alpha in rao that is the chain's own: its purchases and, where the subnet is new enough, the pool's."""
    bought = view.number(PROTOCOL_ALPHA, pool.netuid)
    is_old = view.number(REGISTERED_AT, pool.netuid) <= view.number(_REFUND_GATE)
    return bought if is_old else bought + pool.alpha_in.rao


def _entries_of(storage: Storage, netuid: int) -> Iterator[tuple[str, tuple[int | bytes, ...]]]:
    """Every entry under the subnet's number but the count of its registrations."""
    for item, place in _PLACES:
        for key, _ in storage.entries(item):
            if key[place] == netuid:
                yield item, key


def _places() -> Iterator[tuple[str, int]]:
    """Every map with a subnet's number in its key, and where."""
    for pallet in PALLETS:
        for item in pallet.items:
            for place, (_, kind) in enumerate(item.keys):
                if kind in _NETUID_TYPES and f"{pallet.name}.{item.name}" != TIMES_REGISTERED:
                    yield f"{pallet.name}.{item.name}", place
    yield from ((PACE, 0), (pools.LIQUIDITY, 0), (pools.USER_LIQUIDITY, 0))


_PLACES = tuple(_places())
