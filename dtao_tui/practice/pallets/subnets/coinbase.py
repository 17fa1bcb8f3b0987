"""One block's emission to every started subnet, and the averages that follow it (`run_coinbase`, without its epochs).

In the order of spec 425: the weights are re-solved, the excess TAO buys alpha against the new weights and the old
reserves, then the reserves grow. Every subnet has a part in every block, so columns of storage are read and written
as a whole. Alpha and prices are U96F32 and every amount is truncated to whole rao.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.pool import DYNAMIC, HIGHEST_LIMIT, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import Book, Swapped, limit_bits, spot_price, swap, weight_after_injection
from dtao_tui.practice.pallets import balances, pools, u96f32
from dtao_tui.practice.pallets.registry import Context, Storage
from dtao_tui.practice.pallets.subnets import emission
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.internal_items import HAS_WEIGHTS
from dtao_tui.practice.state.storage import Key, Value

PENDING = ("PendingOwnerCut", "PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs")

_HALF = u96f32.ONE // 2
_FAST_SPEED = 0xB172_17F7_D1CF_7800 // 600
"""The logarithm of 2, by the half-life in blocks; in 2⁻⁶⁴."""

_NO_LIMIT = limit_bits(HIGHEST_LIMIT.rao)


@dataclass(frozen=True, slots=True)
class _BlockTerms:
    """What is the same for all subnets in a block."""

    tao: int
    """The block's TAO, in U64F64 rao."""

    tao_weight: int
    owner_cut: int
    is_root_paid: bool
    has_weights: bool


class _Pool(NamedTuple):
    """A subnet's pool before the block, in rao, with what waits in its reservoirs."""

    mechanism: int
    tao_in: int
    alpha_in: int
    alpha_out: int
    weight: int
    waiting_tao: int
    waiting_alpha: int


class _Grown(NamedTuple):
    """What a block made of a pool, in rao."""

    tao_in: int
    alpha_in: int
    alpha_out: int
    weight: int
    tao_added: int
    alpha_added: int
    made: int
    minted: int
    excess: int
    bought: Swapped | None
    waits: tuple[int, int]


def emit(context: Context, subnets: Sequence[int]) -> None:
    """Emit one block's TAO and alpha to these subnets, all that are started."""
    storage, keys = context.storage, [(netuid,) for netuid in subnets]
    prices = dict(zip(subnets, _moving_prices(storage, keys), strict=True))
    block_emission = emission.emission_at(storage.number(emission.ISSUANCE))
    storage.put(emission.BLOCK_EMISSION, value=block_emission)
    terms = _BlockTerms(
        u64f64.from_int(block_emission),
        emission.weighted_root(storage),
        emission.owner_cut(storage),
        sum(prices.values()) > u64f64.ONE,
        storage.flag(HAS_WEIGHTS),
    )
    before = _pools(storage, keys)
    shares = emission.emission_shares(storage, prices).values()
    grown = [_grown(pool, share, terms) for pool, share in zip(before, shares, strict=True)]
    _write(storage, keys, before, grown)
    _hand_out(storage, keys, grown, terms)
    if not terms.has_weights:
        for netuid in subnets:
            pools.note_liquidity(storage, netuid)


def update_prices(context: Context, subnets: Sequence[int]) -> None:
    """Move every subnet's price averages (`update_moving_price`), after their use."""
    storage, keys = context.storage, [(netuid,) for netuid in subnets]
    speed = u96f32.stored(storage, "SubtensorModule.SubnetMovingAlpha") << 32
    started = storage.numbers(emission.FIRST_EMISSION, keys)
    halvings = storage.numbers("SubtensorModule.EMAPriceHalvingBlocks", keys)
    spots, averages = pools.spot_prices(storage, subnets), _moving_prices(storage, keys)
    slow: list[Value] = []
    for first, halving, spot, average in zip(started, halvings, spots, averages, strict=True):
        age = u64f64.from_int(context.block - max(first - 1, 0))
        alpha = u64f64.times(speed, u64f64.over(age, age + u64f64.from_int(halving)))
        price, moving = u64f64.times(alpha, min(spot, u64f64.ONE)), u64f64.times(u64f64.ONE - alpha, average)
        slow.append({"bits": (price + moving) >> 32})
    storage.put_all(pools.MOVING_PRICE, zip(keys, slow, strict=True))
    known = storage.column(pools.FAST_PRICE)
    fast: list[Value] = [{"bits": _fast(known.get(key), spot)} for key, spot in zip(keys, spots, strict=True)]
    storage.put_all(pools.FAST_PRICE, zip(keys, fast, strict=True))


def update_root_proportions(context: Context, subnets: Sequence[int]) -> None:
    """Store root's part of every subnet (`update_root_prop`), after its use."""
    storage, keys = context.storage, [(netuid,) for netuid in subnets]
    tao_weight = emission.weighted_root(storage)
    columns = (storage.numbers(item, keys) for item in (pools.ALPHA_IN, pools.ALPHA_RESERVOIR, pools.ALPHA_OUT))
    parts: list[Value] = [
        {"bits": emission.root_part(sum(issuance), tao_weight)} for issuance in zip(*columns, strict=True)
    ]
    storage.put_all(emission.ROOT_PROPORTION, zip(keys, parts, strict=True))


def _moving_prices(storage: Storage, keys: Sequence[Key]) -> list[int]:
    """As `pools.moving_price`, of many subnets; none of them is root."""
    mechanisms, averages = storage.numbers(pools.MECHANISM, keys), u96f32.all_stored(storage, pools.MOVING_PRICE, keys)
    return [
        bits << 32 if mechanism == DYNAMIC else u64f64.ONE for mechanism, bits in zip(mechanisms, averages, strict=True)
    ]


def _pools(storage: Storage, keys: Sequence[Key]) -> list[_Pool]:
    first, last = (
        [storage.numbers(item, keys) for item in items]
        for items in (
            (pools.MECHANISM, pools.TAO_IN, pools.ALPHA_IN, pools.ALPHA_OUT),
            (pools.TAO_RESERVOIR, pools.ALPHA_RESERVOIR),
        )
    )
    return [_Pool(*row) for row in zip(*first, pools.weights_of(storage, keys), *last, strict=True)]


def _grown(pool: _Pool, share: int, terms: _BlockTerms) -> _Grown:
    """The pool after its part of the block.

    Liquidity comes at the price, capped by root's part of the alpha, and the remaining TAO buys (`get_subnet_terms`).
    Then weights, purchase, reserves (`inject_and_maybe_swap`); what a weight cannot bear waits in the reservoirs.
    """
    whole = u64f64.times(terms.tao, share) >> 32
    book, is_stable = Book(pool.tao_in, pool.alpha_in, pool.weight, 0), pool.mechanism != DYNAMIC
    issuance = pool.alpha_in + pool.waiting_alpha + pool.alpha_out
    made = emission.emission_at(issuance)
    price = (u64f64.ONE if is_stable else spot_price(pool.tao_in, pool.alpha_in, pool.weight)) >> 32
    tao_in, alpha_in = whole, u96f32.over(whole, price)
    cap = u96f32.times(emission.root_part(issuance, terms.tao_weight), u96f32.from_int(made))
    if alpha_in > cap:
        alpha_in, tao_in = cap, u96f32.times(cap, price)
    minted, excess = u96f32.to_u64(tao_in), u96f32.to_u64(max(whole - tao_in, 0))
    tao, alpha = minted + pool.waiting_tao, u96f32.to_u64(alpha_in) + pool.waiting_alpha
    weight, waits = pool.weight, (0, 0)
    if not is_stable and (tao or alpha) and terms.has_weights:
        try:
            weight = weight_after_injection(book, tao, alpha)
        except PoolRefusal:
            tao, alpha, waits = 0, 0, (tao, alpha)
    bought = _bought(Book(pool.tao_in, pool.alpha_in, weight, 0), excess, is_stable=is_stable) if excess else None
    paid, received = (bought.net, bought.out) if bought else (0, 0)
    return _Grown(
        pool.tao_in + paid + tao,
        max(pool.alpha_in - received, 0) + alpha,
        pool.alpha_out + received + made,
        weight,
        tao,
        alpha,
        made,
        minted + (excess if bought else 0),
        excess,
        bought,
        waits,
    )


def _bought(book: Book, tao: int, *, is_stable: bool) -> Swapped | None:
    """The chain's own purchase, without a fee; a pool that refuses gets none."""
    if is_stable:
        return Swapped(tao, 0, tao)
    try:
        return swap(book, Side.BUY, tao, _NO_LIMIT)
    except PoolRefusal:
        return None


def _write(storage: Storage, keys: Sequence[Key], before: Sequence[_Pool], grown: Sequence[_Grown]) -> None:
    """Write the pools as they are now, and what was done."""
    columns: dict[str, list[Value]] = {
        pools.TAO_IN: [each.tao_in for each in grown],
        pools.ALPHA_IN: [each.alpha_in for each in grown],
        pools.ALPHA_OUT: [each.alpha_out for each in grown],
        emission.EXCESS_TAO: [each.bought.net if each.bought else 0 for each in grown],
        emission.TAO_EMISSION: [each.tao_added for each in grown],
        emission.ALPHA_IN_EMISSION: [each.alpha_added for each in grown],
        emission.ALPHA_OUT_EMISSION: [each.made for each in grown],
    }
    for item, values in columns.items():
        storage.put_all(item, zip(keys, values, strict=True))
    rows = list(zip(keys, before, grown, strict=True))
    reweighted: list[tuple[Key, Value]] = [
        (key, {"quote": now.weight}) for key, then, now in rows if now.weight != then.weight
    ]
    storage.put_all(pools.WEIGHT, reweighted)
    bought = [(key, each.bought.out, each.excess) for key, _, each in rows if each.bought]
    buyers = [key for key, _, _ in bought]
    _add_all(storage, emission.PROTOCOL_ALPHA, buyers, [received for _, received, _ in bought])
    _add_all(storage, pools.VOLUME, buyers, [paid for _, _, paid in bought])
    minted = sum(each.minted for each in grown)
    added = sum(each.tao_added for each in grown) + sum(paid for _, _, paid in bought)
    storage.add(pools.TOTAL_STAKE, amount=added)
    for (netuid, *_), _, now in rows:
        if now.minted and isinstance(netuid, int):
            balances.mint(storage, subnet_account(netuid), now.minted)
    if minted:
        storage.add(emission.ISSUANCE, amount=minted)
    for key, then, now in rows:
        if then.waiting_tao or then.waiting_alpha or any(now.waits):
            _keep_waiting(storage, key, now.waits)


def _keep_waiting(storage: Storage, key: Key, waits: tuple[int, int]) -> None:
    for item, rao in zip((pools.TAO_RESERVOIR, pools.ALPHA_RESERVOIR), waits, strict=True):
        if any(waits):
            storage.put(item, *key, value=rao)
        else:
            storage.drop(item, *key)


def _hand_out(storage: Storage, keys: Sequence[Key], grown: Sequence[_Grown], terms: _BlockTerms) -> None:
    """Set aside the new alpha for owner, miners, validators and root until the epoch (`emit_to_subnets`)."""
    pays_owner = storage.flags("SubtensorModule.OwnerCutEnabled", keys)
    waiting = storage.numbers(pools.ALPHA_RESERVOIR, keys)
    parts: list[tuple[int, int, int, int]] = []
    for each, has_cut, reservoir in zip(grown, pays_owner, waiting, strict=True):
        alpha = u96f32.from_int(each.made)
        cut = u96f32.times(alpha, terms.owner_cut) if has_cut else 0
        rest = alpha - cut
        part = emission.root_part(each.alpha_in + reservoir + each.alpha_out, terms.tao_weight)
        root, miners = u96f32.times(u96f32.times(part, rest), _HALF), u96f32.times(rest, _HALF)
        validators = max(rest - miners - root, 0)
        parts.append((u96f32.to_u64(cut), u96f32.to_u64(miners), u96f32.to_u64(validators), u96f32.to_u64(root)))
    for name, new in zip(PENDING[:3], zip(*parts, strict=True), strict=False):
        _add_all(storage, f"SubtensorModule.{name}", keys, new)
    roots = [part[3] for part in parts]
    if terms.is_root_paid:
        _add_all(storage, f"SubtensorModule.{PENDING[3]}", keys, roots)
    else:
        # While all prices together are worth less than one TAO, root is paid nothing and its alpha is recycled.
        _add_all(storage, pools.ALPHA_OUT, keys, [-root for root in roots])


def _add_all(storage: Storage, item: str, keys: Sequence[Key], amounts: Sequence[int]) -> None:
    sums = map(int.__add__, storage.numbers(item, keys), amounts)
    storage.put_all(item, zip(keys, sums, strict=True))


def _fast(known: Value, spot: int) -> int:
    """The fast average, which covers half of its distance to the price in 600 blocks (`update_fast_moving_price`)."""
    bits = known["bits"] if isinstance(known, dict) else None
    if not isinstance(bits, int):
        return spot
    gap = u64f64.times(abs(spot - bits), _FAST_SPEED)
    return bits + gap if spot >= bits else bits - gap
