"""A world made from a seed: subnets from large to tiny, their validators, miners and market makers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from random import Random
from typing import NamedTuple, overload

from dtao_tui.domain.amounts import RAO_PER_TAO, U64_MAX, Alpha, Tao
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice.pallets.subnets.token_symbols import symbol_of
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.world import exponentials, invented_names
from dtao_tui.practice.world.definition import (
    TREND_FOLLOWERS,
    Hotkey,
    People,
    SeedStake,
    SubnetSeed,
    World,
    owner_of,
    staked_by_subnet,
    trader_account,
    trend_account,
    validator_of,
    whale_account,
)
from dtao_tui.practice.world.exponentials import FRACTION_BITS

VALIDATORS_EACH = 5
MINERS_EACH = 3
MINER_TAKE = 11_796
TRADERS = 12
TRADER_FUNDS = 20_000 * RAO_PER_TAO
FOLLOWER_FUNDS = 2_000 * RAO_PER_TAO
WHALE_FUNDS = 30_000 * RAO_PER_TAO
TAO_WEIGHT = 18 * U64_MAX // 100
"""0.18, as on mainnet."""

USUAL_FEE_RATE = 33
TEMPO = 360

_ISSUANCE = 10_900_000 * RAO_PER_TAO
_ROOT_TAO = 5_930_000
_LARGEST_POOL = 31_400 * RAO_PER_TAO
_HIGHEST_PRICE = 22_100_000
"""Rao of TAO for one alpha."""

_USUAL_SUBNETS = 128
_CLOSED = 118
_STABLE = 125
_UNUSUAL_FEE_RATES = {7: 0, 19: 66, 47: 131, 90: 655, 104: 1311}
_NOMINATORS = (51, 29)
_WEIGHT_STEP = 10**18 // 100
_SURE_BITS = 90
_WHOLE = 1000
"""Thousandths in one."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """The place of one subnet's pool among the others, largest first."""

    netuid: int
    depth: int
    """Its pool's TAO as a part of the largest one's, in 2⁻¹²⁸."""

    price: int
    """Its price as a part of the highest one, likewise."""


class _Holdings(NamedTuple):
    """What is thrown of the stakes on a subnet; `_stakes` makes them of it."""

    subnet: SubnetSeed
    validators: list[Hotkey]
    outside: int
    """All alpha outside the pool in rao, roughly."""

    parts: list[int]
    """Of the validators and their stakers."""


def seeded_world(seed: int, subnets: int, *, moves: bool) -> World:
    """The world of this seed. A still one has neither market makers nor emission."""
    dice = Random(seed)
    hotkeys = [validator_of(known.name, known.take) for known in invented_names.VALIDATORS]
    held = [_subnet(dice, scale, hotkeys, subnets) for scale in _scales(dice, subnets)]
    seeds = sorted((each.subnet for each in held), key=lambda subnet: subnet.netuid)
    of_root = _root_stakes(dice, hotkeys)
    staked = {each.subnet.netuid: _staked(each, moves=moves) for each in held} | staked_by_subnet(of_root)
    root = _root(staked[0], hotkeys)
    traders = TRADERS if moves else 0
    funds = [(account, rao) for account, rao in actors() if moves]
    in_pools = sum(subnet.pool.tao_in.rao for subnet in (root, *seeds)) + sum(rao for _, rao in funds)
    funds.append((account_named("everybody else"), max(_ISSUANCE - in_pools, RAO_PER_TAO)))

    def people() -> People:
        stakes = (stake for each in held for stake in _stakes(each, moves=moves))
        others = [hotkey for subnet in seeds for hotkey in (owner_of(subnet.netuid), *_miners(subnet.netuid))]
        return People([*hotkeys, *others], chain(stakes, of_root))

    return World(
        seed=seed,
        subnets=(root, *seeds),
        people=people,
        staked=staked,
        funds=tuple(funds),
        tao_weight=TAO_WEIGHT,
        traders=traders,
        emits=moves,
    )


def actors() -> list[tuple[bytes, int]]:
    """The accounts of the traders, and the TAO they begin with."""
    makers = [(trader_account(place), TRADER_FUNDS) for place in range(TRADERS)]
    followers = [(trend_account(place), FOLLOWER_FUNDS) for place in range(TREND_FOLLOWERS)]
    return [*makers, *followers, (whale_account(), WHALE_FUNDS)]


def _scales(dice: Random, count: int) -> list[_Scale]:
    """Every subnet's place: the best-known first, the others at random."""
    known = [netuid for netuid in invented_names.LARGEST_FIRST if netuid <= count]
    others = [netuid for netuid in range(1, count + 1) if netuid not in set(known)]
    dice.shuffle(others)
    curve = _curve(count)
    return [_Scale(netuid, *curve[place]) for place, netuid in enumerate([*known, *others])]


def _curve(count: int) -> list[tuple[int, int]]:
    """Depths over four orders of magnitude and prices over two, largest first, as parts of the largest."""
    last = max(count - 1, 1)
    logarithms = exponentials.logarithms(max(last, 10))
    ten, found = logarithms[10], []
    for place in range(count):
        # The place from 0 to 1, to the powers of 0.8, 1.6 and 6.
        slow = exponentials.decayed((logarithms[last] - logarithms[place]) * 8 // 10) if place else 0
        square, sixth = slow * slow >> FRACTION_BITS, (place**6 << FRACTION_BITS) // last**6
        depth = exponentials.decayed(4 * square * ten >> FRACTION_BITS)
        price = exponentials.decayed((75 * slow + 90 * sixth) * ten // 100 >> FRACTION_BITS)
        found.append((depth * min(_USUAL_SUBNETS, count) // count, price))
    return found


def _subnet(dice: Random, scale: _Scale, hotkeys: list[Hotkey], count: int) -> _Holdings:
    netuid = scale.netuid
    pool = _pool(dice, scale)
    is_usual = count >= _USUAL_SUBNETS
    if is_usual and netuid == _STABLE:
        pool = Pool(netuid, 0, pool.tao_in, Alpha(0, netuid), pool.quote_weight, pool.fee_rate)
    validators = dice.sample(hotkeys, VALIDATORS_EACH)
    subnet = SubnetSeed(
        pool=pool,
        name=invented_names.name_of(netuid),
        symbol=symbol_of(netuid),
        validators=tuple([validator.account for validator in validators]),
        miners=_MinerAccounts(netuid),
        average_price=_average_price(dice, pool),
        is_open=not (is_usual and netuid == _CLOSED),
        first_epoch=1 + dice.randrange(TEMPO),
        tempo=TEMPO,
    )
    if pool.is_stable:
        return _Holdings(subnet, validators, pool.tao_in.rao, [])
    outside = pool.alpha_in.rao * _around_one(dice, 300) // _WHOLE + (20_000 + dice.randrange(180_000)) * RAO_PER_TAO
    return _Holdings(subnet, validators, outside, [dice.randrange(5, 40) for _ in validators])


@dataclass(frozen=True, slots=True)
class _MinerAccounts(Sequence[bytes]):
    """The hotkeys of a subnet's miners, each hashed when it is asked for."""

    netuid: int

    def __len__(self) -> int:
        return MINERS_EACH

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[each] for each in range(MINERS_EACH)[place]]
        return account_named("miner", self.netuid, range(MINERS_EACH)[place])


def _miners(netuid: int) -> list[Hotkey]:
    return [
        Hotkey(account, account_named("miner", netuid, place, "cold"), MINER_TAKE)
        for place, account in enumerate(_MinerAccounts(netuid))
    ]


def _pool(dice: Random, scale: _Scale) -> Pool:
    """Reserves and prices around their scale, weights off one half."""
    netuid = scale.netuid
    tao = _LARGEST_POOL * scale.depth * _around_one(dice, 120)
    # A power that comes to a whole number of rao has lost its last bits.
    tao += tao >> _SURE_BITS
    price = _HIGHEST_PRICE * scale.price * _around_one(dice, 250)
    weight = 42 * _WEIGHT_STEP + dice.randrange(16 * _WEIGHT_STEP)
    return Pool(
        netuid=netuid,
        mechanism=1,
        tao_in=Tao(tao // _WHOLE >> FRACTION_BITS),
        alpha_in=Alpha(tao * (10**18 - weight) * RAO_PER_TAO // (weight * price), netuid),
        quote_weight=weight,
        fee_rate=_UNUSUAL_FEE_RATES.get(netuid, USUAL_FEE_RATE),
    )


def _average_price(dice: Random, pool: Pool) -> int:
    """Near the price, in 2⁻³² TAO per alpha, and at most one."""
    one = RAO_PER_TAO * _WHOLE
    return (min(pool.price.rao * _around_one(dice, 30), one) << 32) // one


def _staked(held: _Holdings, *, moves: bool) -> int:
    """The sum of what `_stakes` makes."""
    outside, parts = held.outside, held.parts
    if not parts:
        return outside
    validators = sum(outside * 85 * part // (100 * sum(parts)) for part in parts)
    return validators + outside * 5 // 100 + MINERS_EACH * (outside // 100) + (outside * 7 // 100 if moves else 0)


def _stakes(held: _Holdings, *, moves: bool) -> list[SeedStake]:
    """All alpha outside the pool: of validators, stakers, owner, miners and the market maker."""
    (subnet, validators, outside, parts), netuid = held, held.subnet.netuid
    if not parts:
        each = outside // len(validators)
        amounts = [outside - each * (len(validators) - 1), *[each] * (len(validators) - 1)]
        rows = zip(validators, amounts, strict=True)
        return [SeedStake(who.account, who.coldkey, netuid, amount) for who, amount in rows]
    found, all_parts, owner = [], 100 * sum(parts), subnet.owner
    for part, validator in zip(parts, validators, strict=True):
        whole = outside * 85 * part // all_parts
        shared = [whole * percent // 100 for percent in _NOMINATORS]
        found.append(SeedStake(validator.account, validator.coldkey, netuid, whole - sum(shared)))
        found += [
            SeedStake(validator.account, _nominator(validator.name, place), netuid, amount)
            for place, amount in enumerate(shared)
        ]
    found.append(SeedStake(owner.account, owner.coldkey, netuid, outside * 5 // 100))
    found += [SeedStake(miner.account, miner.coldkey, netuid, outside // 100) for miner in _miners(netuid)]
    if moves:
        trader = _trader(netuid % TRADERS)
        found.append(SeedStake(validators[0].account, trader, netuid, outside * 7 // 100))
    return found


def _root_stakes(dice: Random, hotkeys: list[Hotkey]) -> list[SeedStake]:
    parts = [dice.randrange(5, 100) for _ in hotkeys]
    found = []
    for part, validator in zip(parts, hotkeys, strict=True):
        whole = _ROOT_TAO * RAO_PER_TAO * part // sum(parts)
        own = whole // 5
        found.append(SeedStake(validator.account, validator.coldkey, 0, own))
        found.append(SeedStake(validator.account, _nominator(validator.name, 0), 0, whole - own))
    return found


def _root(tao: int, hotkeys: list[Hotkey]) -> SubnetSeed:
    pool = Pool(0, 0, Tao(tao), Alpha(0, 0), 10**18 // 2, USUAL_FEE_RATE)
    accounts = tuple(hotkey.account for hotkey in hotkeys)
    return SubnetSeed(pool, b"root", symbol_of(0), accounts, average_price=2**32, first_epoch=0, tempo=100)


@cache
def _nominator(validator: str, place: int) -> bytes:
    """The account of one of those who stake to a validator wherever it is; hashed once, for a world names it often."""
    return account_named("nominator", validator, place)


@cache
def _trader(place: int) -> bytes:
    return trader_account(place)


def _around_one(dice: Random, permille: int) -> int:
    """A random factor in thousandths, within so many of one."""
    return _WHOLE + dice.randrange(-permille, permille + 1)
