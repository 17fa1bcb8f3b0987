"""Emission of every block to the subnets: liquidity, the chain's own purchases, and alpha for their participants.

In the order of spec 425: the weights are re-solved, the excess TAO buys alpha against the new weights and the old
reserves, then the reserves grow. Alpha and prices are U96F32 and every amount is truncated to whole rao.
"""

from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import U64_MAX, Alpha, Tao
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, u96f32
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.internal_items import HAS_WEIGHTS
from dtao_tui.practice.state.storage import Value

ISSUANCE = "SubtensorModule.TotalIssuance"
BLOCK_EMISSION = "SubtensorModule.BlockEmission"
TAO_WEIGHT = "SubtensorModule.TaoWeight"
FIRST_EMISSION = "SubtensorModule.FirstEmissionBlockNumber"
TAO_EMISSION = "SubtensorModule.SubnetTaoInEmission"
ALPHA_IN_EMISSION = "SubtensorModule.SubnetAlphaInEmission"
ALPHA_OUT_EMISSION = "SubtensorModule.SubnetAlphaOutEmission"
EXCESS_TAO = "SubtensorModule.SubnetExcessTao"
ROOT_PROPORTION = "SubtensorModule.RootProp"
PROTOCOL_ALPHA = "SubtensorModule.SubnetProtocolAlpha"

FULL_EMISSION = 10**9
"""Rao per block before the first halving, of TAO and of each subnet's alpha."""

TOTAL_SUPPLY = 21 * 10**15

_HALF = u96f32.ONE // 2
_FAST_SPEED = 0xB172_17F7_D1CF_7800 // 600
"""The logarithm of 2, by the half-life in blocks; in 2⁻⁶⁴."""


@dataclass(frozen=True, slots=True)
class EmissionTerms:
    """One subnet's part of a block's emission, in U96F32 rao."""

    tao_in: int
    alpha_in: int
    alpha_out: int
    excess_tao: int


def emit(context: Context) -> None:
    """Emit one block's TAO and alpha to every started subnet (`run_coinbase`, without its epochs)."""
    storage = context.storage
    subnets = subnets_to_emit_to(storage)
    prices = {netuid: pools.moving_price(storage, netuid) for netuid in subnets}
    block_emission = emission_at(storage.number(ISSUANCE))
    storage.put(BLOCK_EMISSION, value=block_emission)
    is_root_paid = sum(prices.values()) > u64f64.ONE
    tao_weight = weighted_root(storage)
    for netuid, share in emission_shares(storage, prices).items():
        pool = pools.pool_of(storage, netuid)
        emission = u64f64.times(u64f64.from_int(block_emission), share) >> 32
        _inject(context, pool, _terms(storage, pool, emission, tao_weight))
        _hand_out(storage, netuid, tao_weight, is_root_paid=is_root_paid)


def update_prices(context: Context) -> None:
    """Move every subnet's price average (`update_moving_price`), after its use."""
    storage = context.storage
    speed = u96f32.stored(storage, "SubtensorModule.SubnetMovingAlpha") << 32
    for netuid in subnets_to_emit_to(storage):
        started = storage.number(FIRST_EMISSION, netuid)
        age = u64f64.from_int(context.block - max(started - 1, 0))
        halving = u64f64.from_int(storage.number("SubtensorModule.EMAPriceHalvingBlocks", netuid))
        alpha = u64f64.times(speed, u64f64.over(age, age + halving))
        spot = pools.pool_of(storage, netuid).price_bits
        price = u64f64.times(alpha, min(spot, u64f64.ONE))
        moving = u64f64.times(u64f64.ONE - alpha, pools.moving_price(storage, netuid))
        storage.put(pools.MOVING_PRICE, netuid, value={"bits": (price + moving) >> 32})
        storage.put(pools.FAST_PRICE, netuid, value={"bits": _fast(storage.get(pools.FAST_PRICE, netuid), spot)})


def _fast(known: Value, spot: int) -> int:
    """The fast average, which covers half of its distance to the price in 600 blocks (`update_fast_moving_price`)."""
    bits = known["bits"] if isinstance(known, dict) else None
    if not isinstance(bits, int):
        return spot
    gap = u64f64.times(abs(spot - bits), _FAST_SPEED)
    return bits + gap if spot >= bits else bits - gap


def update_root_proportions(context: Context) -> None:
    """Store root's part of every subnet (`update_root_prop`), after its use."""
    tao_weight = weighted_root(context.storage)
    for netuid in subnets_to_emit_to(context.storage):
        context.storage.put(
            ROOT_PROPORTION, netuid, value={"bits": root_proportion(context.storage, netuid, tao_weight)}
        )


def subnets_to_emit_to(view: View) -> list[int]:
    """Started subnets that are open and allow registrations; never root."""
    return [netuid for netuid in pools.netuids(view) if netuid != ROOT and _emits(view, netuid)]


def emission_at(issuance: int) -> int:
    """Rao per block at this issuance: halved each time the rest halves (`get_block_emission_for_issuance`)."""
    left = TOTAL_SUPPLY - issuance
    if left <= 0:
        return 0
    return FULL_EMISSION >> ((TOTAL_SUPPLY // left).bit_length() - 1)


def emission_shares(view: View, prices: dict[int, int]) -> dict[int, int]:
    """Each subnet's share in 2⁻⁶⁴: its average price, less the part withheld from its miners, over the sum of all."""
    total = sum(prices.values())
    shares = {netuid: u64f64.over(price, total) for netuid, price in prices.items()}
    weighted = {netuid: u64f64.times(share, _paid_to_miners(view, netuid)) for netuid, share in shares.items()}
    whole = sum(weighted.values())
    if whole:
        shares = {netuid: u64f64.over(weight, whole) for netuid, weight in weighted.items()}
    enabled = {netuid: _is_enabled(view, netuid) for netuid in shares}
    if all(enabled.values()):
        return shares
    kept = sum(share for netuid, share in shares.items() if enabled[netuid])
    return {netuid: u64f64.over(share, kept) if enabled[netuid] else 0 for netuid, share in shares.items()}


def weighted_root(view: View) -> int:
    """All TAO on root times the TAO weight, in U96F32 rao."""
    weight = u96f32.over(u96f32.from_int(view.number(TAO_WEIGHT)), u96f32.from_int(U64_MAX))
    return u96f32.times(u96f32.from_int(view.number(pools.TAO_IN, ROOT)), weight)


def root_proportion(view: View, netuid: int, tao_weight: int) -> int:
    """Root's part of a subnet in U96F32: weighted TAO over weighted TAO and all its alpha (`root_proportion`)."""
    issuance = u96f32.from_int(pools.alpha_issuance(view, netuid))
    return u96f32.over(tao_weight, tao_weight + issuance)


def _terms(view: View, pool: Pool, emission: int, tao_weight: int) -> EmissionTerms:
    """Liquidity at the price, capped by root's part of the alpha; the remaining TAO buys (`get_subnet_terms`)."""
    alpha_out = u96f32.from_int(emission_at(pools.alpha_issuance(view, pool.netuid)))
    price = pool.price_bits >> 32
    tao_in, alpha_in = emission, u96f32.over(emission, price)
    cap = u96f32.times(root_proportion(view, pool.netuid, tao_weight), alpha_out)
    if alpha_in > cap:
        alpha_in, tao_in = cap, u96f32.times(cap, price)
    return EmissionTerms(tao_in, alpha_in, alpha_out, max(emission - tao_in, 0))


def _inject(context: Context, pool: Pool, terms: EmissionTerms) -> None:
    """`inject_and_maybe_swap`: weights, purchase, reserves. What a weight cannot bear waits in the reservoirs."""
    storage, netuid = context.storage, pool.netuid
    tao, alpha, grown = _price_active(storage, pool, Tao(u96f32.to_u64(terms.tao_in)), u96f32.to_u64(terms.alpha_in))
    if grown is not pool:
        storage.put(pools.WEIGHT, netuid, value={"quote": grown.quote_weight})
    _mint(storage, netuid, u96f32.to_u64(terms.tao_in))
    excess = _buy_excess(storage, grown, Tao(u96f32.to_u64(terms.excess_tao)))
    storage.add(pools.ALPHA_IN, netuid, amount=alpha)
    storage.add(pools.TAO_IN, netuid, amount=tao)
    pools.note_liquidity(storage, netuid)
    storage.add(pools.TOTAL_STAKE, amount=tao)
    storage.put(EXCESS_TAO, netuid, value=excess)
    storage.put(TAO_EMISSION, netuid, value=tao)
    storage.put(ALPHA_IN_EMISSION, netuid, value=alpha)
    made = u96f32.to_u64(terms.alpha_out)
    storage.add(pools.ALPHA_OUT, netuid, amount=made)
    storage.put(ALPHA_OUT_EMISSION, netuid, value=made)


def _price_active(storage: Storage, pool: Pool, tao: Tao, alpha: int) -> tuple[int, int, Pool]:
    """The part of emission and reservoirs for the reserves, and the pool with its new weight."""
    netuid = pool.netuid
    waiting_tao = storage.number(pools.TAO_RESERVOIR, netuid)
    waiting_alpha = storage.number(pools.ALPHA_RESERVOIR, netuid)
    all_tao, all_alpha = Tao(tao.rao + waiting_tao), Alpha(alpha + waiting_alpha, netuid)
    if pool.is_stable or not (all_tao or all_alpha) or not storage.flag(HAS_WEIGHTS):
        return all_tao.rao, all_alpha.rao, pool
    try:
        grown = pool.reweighted(all_tao, all_alpha)
    except PoolRefusal:
        storage.put(pools.TAO_RESERVOIR, netuid, value=all_tao.rao)
        storage.put(pools.ALPHA_RESERVOIR, netuid, value=all_alpha.rao)
        return 0, 0, pool
    if waiting_tao or waiting_alpha:
        storage.drop(pools.TAO_RESERVOIR, netuid)
        storage.drop(pools.ALPHA_RESERVOIR, netuid)
    return all_tao.rao, all_alpha.rao, grown


def _buy_excess(storage: Storage, pool: Pool, tao: Tao) -> int:
    """The chain's own purchase, without a fee; returns the rao that it spent. A pool that refuses gets none."""
    if not tao:
        return 0
    try:
        bought = replace(pool, fee_rate=0).trade(Side.BUY, tao)
    except PoolRefusal:
        return 0
    _mint(storage, pool.netuid, tao.rao)
    pools.buy(storage, pool, tao, bought)
    storage.add(PROTOCOL_ALPHA, pool.netuid, amount=bought.received.rao)
    return bought.net.rao


def _hand_out(storage: Storage, netuid: int, tao_weight: int, *, is_root_paid: bool) -> None:
    """Set aside the new alpha for owner, miners, validators and root until the epoch (`emit_to_subnets`)."""
    alpha = u96f32.from_int(storage.number(ALPHA_OUT_EMISSION, netuid))
    cut = u96f32.times(alpha, owner_cut(storage)) if storage.flag("SubtensorModule.OwnerCutEnabled", netuid) else 0
    rest = alpha - cut
    root = u96f32.times(u96f32.times(root_proportion(storage, netuid, tao_weight), rest), _HALF)
    miners = u96f32.times(rest, _HALF)
    validators = max(rest - miners - root, 0)
    storage.add("SubtensorModule.PendingOwnerCut", netuid, amount=u96f32.to_u64(cut))
    storage.add("SubtensorModule.PendingServerEmission", netuid, amount=u96f32.to_u64(miners))
    storage.add("SubtensorModule.PendingValidatorEmission", netuid, amount=u96f32.to_u64(validators))
    if is_root_paid:
        storage.add("SubtensorModule.PendingRootAlphaDivs", netuid, amount=u96f32.to_u64(root))
    else:
        # While all prices together are worth less than one TAO, root is paid nothing and its alpha is recycled.
        storage.add(pools.ALPHA_OUT, netuid, amount=-u96f32.to_u64(root))


def owner_cut(view: View) -> int:
    """The subnet owners' part of new alpha, in U96F32."""
    return u96f32.over(u96f32.from_int(view.number("SubtensorModule.SubnetOwnerCut")), u96f32.from_int(65535))


def _mint(storage: Storage, netuid: int, rao: int) -> None:
    if rao:
        balances.mint(storage, subnet_account(netuid), rao)
        storage.add(ISSUANCE, amount=rao)


def _emits(view: View, netuid: int) -> bool:
    return (
        view.has(FIRST_EMISSION, netuid)
        and view.flag(pools.IS_OPEN, netuid)
        and view.flag("SubtensorModule.NetworkRegistrationAllowed", netuid)
    )


def _is_enabled(view: View, netuid: int) -> bool:
    return view.flag("SubtensorModule.SubnetEmissionEnabled", netuid)


def _paid_to_miners(view: View, netuid: int) -> int:
    """The part of the miners' emission that reached miners, in 2⁻⁶⁴."""
    return max(u64f64.ONE - (u96f32.stored(view, "SubtensorModule.MinerBurned", netuid) << 32), 0)
