"""A practice world from a JSON file, checked with a sentence for what is wrong.

    {"pools": [{"netuid": 1, "pool": {"mechanism": 1, "tao_in": …, "alpha_in": …, "quote_weight": …, "fee_rate": 33},
                "name": "apex", "symbol": "α"}],
     "accounts": {"5…": 12000000000},
     "stakes": [{"coldkey": "5…", "hotkey": "5…", "netuid": 1, "amount": 5000000000}]}

All amounts are rao. A file of swap vectors is a world too: each of its cases is a subnet, numbered from 1. A stake
without a hotkey is with the validator "World". `accounts` and `stakes` may be left out.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Tao
from dtao_tui.domain.pool import Pool
from dtao_tui.practice import names
from dtao_tui.practice.keys import account_named
from dtao_tui.practice.options import MOST_SUBNETS, account_of
from dtao_tui.practice.seeded import TAO_WEIGHT, TEMPO, USUAL_FEE_RATE
from dtao_tui.practice.world import Hotkey, Stake, SubnetSeed, World, owner_of, staked_on, validator_of
from dtao_tui.settings import NotASetting

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

VALIDATOR = validator_of("World", 11_796)
_WEIGHTS = range(10**16, 10**18 - 10**16 + 1)
_FEE_RATES = range(10_001)


def read_world(path: Path, *, seed: int, emits: bool) -> tuple[World, str]:
    """The world in the file, and the file's text. Raises NotASetting."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotASetting(f"The world file {path} cannot be read: {error}.") from error
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotASetting(f"The world file {path} is no JSON: {error}.") from error
    return world_from(document, seed=seed, emits=emits), text


def world_from(document: Json, *, seed: int = 0, emits: bool = False) -> World:
    """The world that the decoded document describes. Raises NotASetting."""
    whole = _mapping(document, "A world file")
    cases = whole.get("pools", whole.get("cases"))
    entries = [_mapping(entry, "A pool's entry") for entry in _sequence(cases, "“pools”")]
    pools = [_pool(entry, place) for place, entry in enumerate(entries, start=1)]
    _refuse_doubles(pools)
    stakes = [_stake(_mapping(entry, "A stake")) for entry in _sequence(whole.get("stakes", []), "“stakes”")]
    hotkeys = _hotkeys(stakes, pools)
    stakes += _ballast(pools, stakes)
    funds = [
        (_account(who), _rao(rao, f"What {who} has"))
        for who, rao in _mapping(whole.get("accounts", {}), "“accounts”").items()
    ]
    subnets = [_subnet(entry, pool, hotkeys) for entry, pool in zip(entries, pools, strict=True) if pool.netuid]
    if sum(pool.tao_in.rao for pool in pools) + sum(rao for _, rao in funds) > LARGEST_RAO:
        raise NotASetting("The world holds more TAO than the chain can count.")
    return World(
        seed=seed,
        subnets=(_root(stakes), *sorted(subnets, key=lambda subnet: subnet.netuid)),
        hotkeys=(*hotkeys, *(owner_of(subnet.netuid) for subnet in subnets)),
        stakes=tuple(stakes),
        funds=tuple(funds),
        tao_weight=TAO_WEIGHT,
        emits=emits,
    )


def _pool(entry: Mapping[str, Json], place: int) -> Pool:
    netuid = _whole(entry.get("netuid", place), "A netuid", range(MOST_SUBNETS + 1))
    what = f"Subnet {netuid}"
    pool = _mapping(entry.get("pool"), f"The pool of subnet {netuid}")
    return Pool(
        netuid=netuid,
        mechanism=_whole(pool.get("mechanism", 1), f"{what}: the mechanism", range(2)),
        tao_in=Tao(_rao(pool.get("tao_in"), f"{what}: tao_in")),
        alpha_in=Alpha(_rao(pool.get("alpha_in"), f"{what}: alpha_in"), netuid),
        quote_weight=_whole(pool.get("quote_weight", 10**18 // 2), f"{what}: quote_weight", _WEIGHTS),
        fee_rate=_whole(pool.get("fee_rate", USUAL_FEE_RATE), f"{what}: fee_rate", _FEE_RATES),
    )


def _stake(entry: Mapping[str, Json]) -> Stake:
    netuid = _whole(entry.get("netuid"), "The netuid of a stake", range(MOST_SUBNETS + 1))
    hotkey = entry.get("hotkey")
    amount = _rao(entry.get("amount"), f"A stake on subnet {netuid}")
    holder = _account(_text(entry.get("coldkey"), "The coldkey of a stake"))
    return Stake(_account(_text(hotkey, "A hotkey")) if hotkey else VALIDATOR.account, holder, Alpha(amount, netuid))


def _hotkeys(stakes: Sequence[Stake], pools: Sequence[Pool]) -> list[Hotkey]:
    """The hotkeys that are named, owned by whom nobody is, and the validator that serves everywhere."""
    known = {0, *(pool.netuid for pool in pools)}
    for stake in stakes:
        if stake.amount.netuid not in known:
            raise NotASetting(f"There is a stake on subnet {stake.amount.netuid}, but no such pool.")
    named = dict.fromkeys(stake.hotkey for stake in stakes if stake.hotkey != VALIDATOR.account)
    return [VALIDATOR, *(Hotkey(hotkey, account_named("owner of", hotkey.hex()), 11_796) for hotkey in named)]


def _ballast(pools: Sequence[Pool], stakes: Sequence[Stake]) -> list[Stake]:
    """The validator's alpha where nobody has any; and of root and stable pools, what they hold and nobody claims."""
    found = []
    for pool in pools:
        staked = staked_on(stakes, pool.netuid)
        owed = max(pool.tao_in.rao - staked, 0) if pool.is_stable else pool.alpha_in.rao * (staked == 0)
        found.append(Stake(VALIDATOR.account, VALIDATOR.coldkey, Alpha(min(owed, LARGEST_RAO), pool.netuid)))
    return [stake for stake in found if stake.amount]


def _subnet(entry: Mapping[str, Json], pool: Pool, hotkeys: Sequence[Hotkey]) -> SubnetSeed:
    netuid = pool.netuid
    name = _text(entry.get("name", names.name_of(netuid).decode(errors="replace")), f"The name of subnet {netuid}")
    symbol = _text(entry.get("symbol", names.symbol_of(netuid).decode()), f"The symbol of subnet {netuid}")
    return SubnetSeed(
        pool=pool,
        name=name.encode(),
        symbol=symbol.encode(),
        validators=tuple(hotkey.account for hotkey in hotkeys),
        average_price=min(pool.price.rao * 2**32 // 10**9, 2**32),
        first_epoch=1 + netuid % TEMPO,
        tempo=TEMPO,
    )


def _root(stakes: Sequence[Stake]) -> SubnetSeed:
    pool = Pool(0, 0, Tao(staked_on(stakes, 0)), Alpha(0, 0), 10**18 // 2, USUAL_FEE_RATE)
    return SubnetSeed(pool, b"root", names.symbol_of(0), (VALIDATOR.account,), average_price=2**32, tempo=100)


def _refuse_doubles(pools: Sequence[Pool]) -> None:
    seen: set[int] = set()
    for pool in pools:
        if pool.netuid in seen:
            raise NotASetting(f"Subnet {pool.netuid} is in the world file twice.")
        seen.add(pool.netuid)


def _account(address: str) -> bytes:
    return account_of(address)


def _rao(value: Json, what: str) -> int:
    return _whole(value, f"{what} (in rao)", range(LARGEST_RAO + 1))


def _whole(value: Json, what: str, allowed: range) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise NotASetting(f"{what} is a whole number from {allowed.start} to {allowed.stop - 1}, not {value!r}.")
    return value


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str):
        raise NotASetting(f"{what} is a text, not {value!r}.")
    return value


def _mapping(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise NotASetting(f"{what} is a JSON object, not {value!r:.60}.")
    return value


def _sequence(value: Json, what: str) -> Sequence[Json]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise NotASetting(f"{what} is a JSON list, not {value!r:.60}.")
    return value
