"""The pools of the practice chain's subnets, read from its storage and moved as the pallets move them (spec 459)."""

from collections.abc import Iterator, Sequence
from math import isqrt
from typing import cast

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.pool import DYNAMIC, Bought, Pool, PoolRefusal, Sold
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import spot_price
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import u96f32
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Storage, View
from dtao_tui.practice.state.internal_items import HAS_WEIGHTS
from dtao_tui.practice.state.storage import Key

TAO_IN = "SubtensorModule.SubnetTAO"
ALPHA_IN = "SubtensorModule.SubnetAlphaIn"
ALPHA_OUT = "SubtensorModule.SubnetAlphaOut"
MECHANISM = "SubtensorModule.SubnetMechanism"
ADDED = "SubtensorModule.NetworksAdded"
IS_OPEN = "SubtensorModule.SubtokenEnabled"
TOTAL_STAKE = "SubtensorModule.TotalStake"
VOLUME = "SubtensorModule.SubnetVolume"
WEIGHT = "Swap.SwapBalancer"
FEE_RATE = "Swap.FeeRate"
TAO_RESERVOIR = "Swap.BalancerTaoReservoir"
LIQUIDITY, USER_LIQUIDITY = "Swap.CurrentLiquidity", "Swap.EnabledUserLiquidity"
ALPHA_RESERVOIR = "Swap.BalancerAlphaReservoir"
MOVING_PRICE = "SubtensorModule.SubnetMovingPrice"
FAST_PRICE = "SubtensorModule.SubnetFastMovingPrice"


def note_liquidity(storage: Storage, netuid: int) -> None:
    """Write the liquidity at the price, √(τ·α), as runtimes before weights do."""
    if not storage.flag(HAS_WEIGHTS):
        storage.put(LIQUIDITY, netuid, value=isqrt(storage.number(TAO_IN, netuid) * storage.number(ALPHA_IN, netuid)))


def exists(view: View, netuid: int) -> bool:
    """Whether the subnet exists."""
    return view.flag(ADDED, netuid)


def netuids(view: View) -> Iterator[int]:
    """All subnets, root first, in order."""
    found = (key[0] for key, added in view.entries(ADDED) if added)
    return iter(sorted(netuid for netuid in found if isinstance(netuid, int)))


def pool_of(view: View, netuid: int) -> Pool:
    """The subnet's pool now."""
    return Pool(
        netuid=netuid,
        mechanism=view.number(MECHANISM, netuid),
        tao_in=Tao(view.number(TAO_IN, netuid)),
        alpha_in=Alpha(view.number(ALPHA_IN, netuid), netuid),
        quote_weight=weight_of(view, netuid),
        fee_rate=view.number(FEE_RATE, netuid),
    )


def weight_of(view: View, netuid: int) -> int:
    """The weight of TAO in the pool, in units of 10^-18."""
    balancer = view.get(WEIGHT, netuid)
    quote = balancer["quote"] if isinstance(balancer, dict) else None
    if not isinstance(quote, int):
        raise TypeError(f"{WEIGHT} holds no weight: {balancer!r}")
    return quote


def weights_of(storage: Storage, keys: Sequence[Key]) -> list[int]:
    """As `weight_of`, of many subnets by their keys."""
    values, default = storage.column(WEIGHT), storage.default(WEIGHT)
    found = [value["quote"] if isinstance(value := values.get(key, default), dict) else None for key in keys]
    if not all(isinstance(quote, int) for quote in found):
        raise TypeError(f"{WEIGHT} holds something else than weights")
    return cast(list[int], found)


def spot_prices(storage: Storage, subnets: Sequence[int]) -> list[int]:
    """The prices of many subnets' pools, in 2⁻⁶⁴ TAO per alpha; none of them is root."""
    keys = [(netuid,) for netuid in subnets]
    columns = (storage.numbers(item, keys) for item in (MECHANISM, TAO_IN, ALPHA_IN))
    return [
        spot_price(tao, alpha, weight) if mechanism == DYNAMIC else u64f64.ONE
        for mechanism, tao, alpha, weight in zip(*columns, weights_of(storage, keys), strict=True)
    ]


def alpha_issuance(view: View, netuid: int) -> int:
    """All alpha in rao: in the pool, outside it and in the reservoir (`get_alpha_issuance`)."""
    inside = view.number(ALPHA_IN, netuid) + view.number(ALPHA_RESERVOIR, netuid)
    return inside + view.number(ALPHA_OUT, netuid)


def moving_price(view: View, netuid: int) -> int:
    """The subnet's average price in 2⁻⁶⁴ TAO per alpha; one where TAO and alpha exchange one for one."""
    if netuid == ROOT or view.number(MECHANISM, netuid) != DYNAMIC:
        return u64f64.ONE
    return u96f32.stored(view, MOVING_PRICE, netuid) << 32


def bought_from_pool(context: Context, netuid: int, tao: Tao, limit: Price | None, *, drop_fees: bool) -> Bought:
    """Buy alpha with TAO that is on the subnet's account, and record it. Raises DispatchFailure."""
    pool = pool_of(context.storage, netuid)
    try:
        # A stable pool executes whatever the limit; the calls have judged it before.
        bought = pool.trade(Side.BUY, tao, None if pool.is_stable else limit, drop_fees=drop_fees)
    except PoolRefusal as refusal:
        raise failure_of(refusal) from refusal
    buy(context.storage, pool, tao, bought)
    return bought


def sold_into_pool(context: Context, alpha: Alpha, limit: Price | None, *, drop_fees: bool) -> Sold:
    """Sell alpha, and record it; the TAO stays on the subnet's account. Raises DispatchFailure."""
    pool = pool_of(context.storage, alpha.netuid)
    try:
        sold = pool.trade(Side.SELL, alpha, None if pool.is_stable else limit, drop_fees=drop_fees)
    except PoolRefusal as refusal:
        raise failure_of(refusal) from refusal
    sell(context.storage, alpha.netuid, sold)
    return sold


def buy(storage: Storage, pool: Pool, tao: Tao, bought: Bought) -> None:
    """Record a purchase (`swap_tao_for_alpha`): all offered TAO counts as stake and as volume, its fee too."""
    netuid = pool.netuid
    storage.add(TAO_IN, netuid, amount=bought.net.rao)
    # Root and the stable pools hold no alpha: their reserve saturates at zero.
    storage.put(ALPHA_IN, netuid, value=max(pool.alpha_in.rao - bought.received.rao, 0))
    storage.add(ALPHA_OUT, netuid, amount=bought.received.rao)
    storage.add(TOTAL_STAKE, amount=tao.rao)
    storage.add(VOLUME, netuid, amount=tao.rao)


def sell(storage: Storage, netuid: int, sold: Sold) -> None:
    """Record a sale (`swap_alpha_for_tao`)."""
    storage.add(ALPHA_IN, netuid, amount=sold.net.rao)
    storage.add(ALPHA_OUT, netuid, amount=-sold.net.rao)
    storage.add(TAO_IN, netuid, amount=-sold.received.rao)
    total = storage.number(TOTAL_STAKE)
    # Fees of purchases count as stake but never come back out of a pool, and saturation guards the rest.
    storage.put(TOTAL_STAKE, value=max(total - sold.received.rao, 0))
    storage.add(VOLUME, netuid, amount=sold.received.rao)


def failure_of(refusal: PoolRefusal) -> DispatchFailure:
    """The dispatch error of a swap pallet's refusal."""
    return DispatchFailure("Swap", type(refusal).__name__)
