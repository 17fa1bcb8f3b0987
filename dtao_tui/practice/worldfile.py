"""A practice world from a JSON file, checked with a sentence for what is wrong.

    {"pools": [{"netuid": 1, "pool": {"mechanism": 1, "tao_in": …, "alpha_in": …, "quote_weight": …, "fee_rate": 33},
                "name": "apex", "symbol": "α"}],
     "accounts": {"5…": 12000000000},
     "stakes": [{"coldkey": "5…", "hotkey": "5…", "netuid": 1, "amount": 5000000000}]}

All amounts are rao. A file of swap vectors is a world too: each of its cases is a subnet, numbered from 1. A stake
without a hotkey is with the validator "World". `accounts` and `stakes` may be left out.

A picture of a live network says more, all of which may be left out too. Of a subnet, beside its pool: `alpha_out` (all
alpha outside the pool; what nobody named has is with "World"), `tempo`, `next_epoch` (the block), `is_open`, `owner`
({"hotkey", "coldkey"}) and `validators` ([{"hotkey", "name", "take": in 65535ths, "stake": all that is with it}]). Of
the whole: `root` (its validators, as a subnet's), `root_stake` (all TAO on root), `tao_weight` (in 2⁻⁶⁴), `issuance`
(what is not named belongs to somebody) and `market` (true for market makers, who are given TAO, and alpha that nobody
named has).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Tao
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice import names, worldchecks
from dtao_tui.practice.keys import account_named
from dtao_tui.practice.options import MOST_SUBNETS, account_of
from dtao_tui.practice.seeded import TAO_WEIGHT, TEMPO, TRADERS, USUAL_FEE_RATE, actors
from dtao_tui.practice.world import Hotkey, SubnetSeed, World, owner_of
from dtao_tui.practice.worldchecks import Json
from dtao_tui.practice.worldroll import VALIDATOR, Roll, roll_of
from dtao_tui.settings import NotASetting

__all__ = ["VALIDATOR", "read_world", "world_from"]

_WEIGHTS = range(10**16, 10**18 - 10**16 + 1)
_FEE_RATES = range(10_001)
_U16 = range(1, 2**16)
_U64 = range(2**64)
_BLOCKS = range(1, 2**32)
_ROOT_TEMPO = 100


def read_world(path: Path, *, seed: int, emits: bool) -> tuple[World, str]:
    """The world in the file, and the file's text. Raises NotASetting."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotASetting(f"The world file {path} cannot be read: {error}.") from error
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotASetting(f"The world file {path} is no JSON: {error}.") from error
    return world_from(document, seed=seed, emits=emits), text


def world_from(document: Json, *, seed: int = 0, emits: bool = False) -> World:
    """The world that the decoded document describes. Raises NotASetting."""
    whole = worldchecks.mapping(document, "A world file")
    cases = worldchecks.sequence(whole.get("pools", whole.get("cases")), "“pools”")
    entries = [worldchecks.mapping(entry, "A pool's entry") for entry in cases]
    pools = [_pool(entry, place) for place, entry in enumerate(entries, start=1)]
    _refuse_doubles(pools)
    has_market = emits and worldchecks.flag(whole.get("market", False), "“market”")
    roll = roll_of(whole, list(zip(entries, pools, strict=True)), has_market=has_market)
    subnets = [_subnet(entry, pool, roll) for entry, pool in zip(entries, pools, strict=True) if pool.netuid]
    roll.add(*(subnet.owner for subnet in subnets))
    funds = [*_accounts(whole), *(actors() if has_market else [])]
    held = sum(pool.tao_in.rao for pool in pools if pool.netuid) + roll.staked(0) + sum(rao for _, rao in funds)
    issuance = worldchecks.rao(whole.get("issuance", 0), "“issuance”")
    if issuance > held:
        funds.append((account_named("everybody else"), issuance - held))
    if max(held, issuance) > LARGEST_RAO:
        raise NotASetting("The world holds more TAO than the chain can count.")
    return World(
        seed=seed,
        subnets=(_root(roll), *sorted(subnets, key=lambda subnet: subnet.netuid)),
        hotkeys=tuple(roll.hotkeys.values()),
        stakes=tuple(roll.stakes),
        funds=tuple(funds),
        tao_weight=worldchecks.whole(whole.get("tao_weight", TAO_WEIGHT), "“tao_weight”", _U64),
        traders=TRADERS if has_market else 0,
        emits=emits,
    )


def _pool(entry: Mapping[str, Json], place: int) -> Pool:
    netuid = worldchecks.whole(entry.get("netuid", place), "A netuid", range(MOST_SUBNETS + 1))
    what = f"Subnet {netuid}"
    pool = worldchecks.mapping(entry.get("pool"), f"The pool of subnet {netuid}")
    return Pool(
        netuid=netuid,
        mechanism=worldchecks.whole(pool.get("mechanism", 1), f"{what}: the mechanism", range(2)),
        tao_in=Tao(worldchecks.rao(pool.get("tao_in"), f"{what}: tao_in")),
        alpha_in=Alpha(worldchecks.rao(pool.get("alpha_in"), f"{what}: alpha_in"), netuid),
        quote_weight=worldchecks.whole(pool.get("quote_weight", 10**18 // 2), f"{what}: quote_weight", _WEIGHTS),
        fee_rate=worldchecks.whole(pool.get("fee_rate", USUAL_FEE_RATE), f"{what}: fee_rate", _FEE_RATES),
    )


def _accounts(whole: Mapping[str, Json]) -> list[tuple[bytes, int]]:
    accounts = worldchecks.mapping(whole.get("accounts", {}), "“accounts”")
    return [(account_of(who), worldchecks.rao(rao, f"What {who} has")) for who, rao in accounts.items()]


def _subnet(entry: Mapping[str, Json], pool: Pool, roll: Roll) -> SubnetSeed:
    netuid = pool.netuid
    what = f"subnet {netuid}"
    usual_name = names.name_of(netuid).decode(errors="replace")
    name = worldchecks.text(entry.get("name", usual_name), f"The name of {what}")
    symbol = worldchecks.text(entry.get("symbol", names.symbol_of(netuid).decode()), f"The symbol of {what}")
    first = entry.get("next_epoch", 1 + netuid % TEMPO)
    return SubnetSeed(
        pool=pool,
        name=name.encode(),
        symbol=symbol.encode(),
        validators=roll.validators[netuid],
        average_price=min(pool.price.rao * 2**32 // 10**9, 2**32),
        is_open=worldchecks.flag(entry.get("is_open", True), f"The openness of {what}"),
        first_epoch=worldchecks.whole(first, f"The next epoch of {what}", _BLOCKS),
        tempo=worldchecks.whole(entry.get("tempo", TEMPO), f"The tempo of {what}", _U16),
        owned_by=_owner(entry, netuid),
    )


def _owner(entry: Mapping[str, Json], netuid: int) -> Hotkey | None:
    if "owner" not in entry:
        return None
    owner = worldchecks.mapping(entry["owner"], f"The owner of subnet {netuid}")
    keys = [account_of(worldchecks.text(owner.get(name), f"The owner's {name}")) for name in ("hotkey", "coldkey")]
    return Hotkey(keys[0], keys[1], owner_of(netuid).take)


def _root(roll: Roll) -> SubnetSeed:
    pool = Pool(0, 0, Tao(roll.staked(0)), Alpha(0, 0), 10**18 // 2, USUAL_FEE_RATE)
    return SubnetSeed(pool, b"root", names.symbol_of(0), roll.validators[0], average_price=2**32, tempo=_ROOT_TEMPO)


def _refuse_doubles(pools: Sequence[Pool]) -> None:
    seen: set[int] = set()
    for pool in pools:
        if pool.netuid in seen:
            raise NotASetting(f"Subnet {pool.netuid} is in the world file twice.")
        seen.add(pool.netuid)
