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
from dtao_tui.foreign_files import decoded
from dtao_tui.practice.options import MOST_SUBNETS, account_of
from dtao_tui.practice.pallets.subnets.token_symbols import symbol_of
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.world import invented_names, world_file_checks
from dtao_tui.practice.world.definition import Hotkey, People, SubnetSeed, World, owner_of, staked_by_subnet
from dtao_tui.practice.world.population import VALIDATOR, Population, population_of
from dtao_tui.practice.world.seeded_world import TAO_WEIGHT, TEMPO, TRADERS, USUAL_FEE_RATE, actors
from dtao_tui.practice.world.world_file_checks import Json
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
        text = decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise NotASetting(f"The world file {path} cannot be read: {error}.") from error
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotASetting(f"The world file {path} is no JSON: {error}.") from error
    return world_from(document, seed=seed, emits=emits), text


def world_from(document: Json, *, seed: int = 0, emits: bool = False) -> World:
    """The world of the decoded document. Raises NotASetting."""
    whole = world_file_checks.mapping(document, "A world file")
    cases = world_file_checks.sequence(whole.get("pools", whole.get("cases")), "“pools”")
    entries = [world_file_checks.mapping(entry, "A pool's entry") for entry in cases]
    pools = [_pool(entry, place) for place, entry in enumerate(entries, start=1)]
    _refuse_doubles(pools)
    has_market = emits and world_file_checks.flag(whole.get("market", False), "“market”")
    roll = population_of(whole, list(zip(entries, pools, strict=True)), has_market=has_market)
    subnets = [_subnet(entry, pool, roll) for entry, pool in zip(entries, pools, strict=True) if pool.netuid]
    roll.add(*(subnet.owner for subnet in subnets))
    funds = [*_accounts(whole), *(actors() if has_market else [])]
    held = sum(pool.tao_in.rao for pool in pools if pool.netuid) + roll.staked(0) + sum(rao for _, rao in funds)
    issuance = world_file_checks.rao(whole.get("issuance", 0), "“issuance”")
    if issuance > held:
        funds.append((account_named("everybody else"), issuance - held))
    if max(held, issuance) > LARGEST_RAO:
        raise NotASetting("The world holds more TAO than the chain can count.")
    people = People(tuple(roll.hotkeys.values()), tuple(roll.stakes))
    return World(
        seed=seed,
        subnets=(_root(roll), *sorted(subnets, key=lambda subnet: subnet.netuid)),
        people=lambda: people,
        staked=staked_by_subnet(people.stakes),
        funds=tuple(funds),
        tao_weight=world_file_checks.whole(whole.get("tao_weight", TAO_WEIGHT), "“tao_weight”", _U64),
        traders=TRADERS if has_market else 0,
        emits=emits,
    )


def _pool(entry: Mapping[str, Json], place: int) -> Pool:
    netuid = world_file_checks.whole(entry.get("netuid", place), "A netuid", range(MOST_SUBNETS + 1))
    what = f"Subnet {netuid}"
    pool = world_file_checks.mapping(entry.get("pool"), f"The pool of subnet {netuid}")
    return Pool(
        netuid=netuid,
        mechanism=world_file_checks.whole(pool.get("mechanism", 1), f"{what}: the mechanism", range(2)),
        tao_in=Tao(world_file_checks.rao(pool.get("tao_in"), f"{what}: tao_in")),
        alpha_in=Alpha(world_file_checks.rao(pool.get("alpha_in"), f"{what}: alpha_in"), netuid),
        quote_weight=world_file_checks.whole(pool.get("quote_weight", 10**18 // 2), f"{what}: quote_weight", _WEIGHTS),
        fee_rate=world_file_checks.whole(pool.get("fee_rate", USUAL_FEE_RATE), f"{what}: fee_rate", _FEE_RATES),
    )


def _accounts(whole: Mapping[str, Json]) -> list[tuple[bytes, int]]:
    accounts = world_file_checks.mapping(whole.get("accounts", {}), "“accounts”")
    return [(account_of(who), world_file_checks.rao(rao, f"What {who} has")) for who, rao in accounts.items()]


def _subnet(entry: Mapping[str, Json], pool: Pool, roll: Population) -> SubnetSeed:
    netuid = pool.netuid
    what = f"subnet {netuid}"
    usual_name = invented_names.name_of(netuid).decode(errors="replace")
    name = world_file_checks.text(entry.get("name", usual_name), f"The name of {what}")
    symbol = world_file_checks.text(entry.get("symbol", symbol_of(netuid).decode()), f"The symbol of {what}")
    first = entry.get("next_epoch", 1 + netuid % TEMPO)
    return SubnetSeed(
        pool=pool,
        name=name.encode(),
        symbol=symbol.encode(),
        validators=roll.validators[netuid],
        average_price=min(pool.price.rao * 2**32 // 10**9, 2**32),
        is_open=world_file_checks.flag(entry.get("is_open", True), f"The openness of {what}"),
        first_epoch=world_file_checks.whole(first, f"The next epoch of {what}", _BLOCKS),
        tempo=world_file_checks.whole(entry.get("tempo", TEMPO), f"The tempo of {what}", _U16),
        owned_by=_owner(entry, netuid),
    )


def _owner(entry: Mapping[str, Json], netuid: int) -> Hotkey | None:
    if "owner" not in entry:
        return None
    owner = world_file_checks.mapping(entry["owner"], f"The owner of subnet {netuid}")
    keys = [
        account_of(world_file_checks.text(owner.get(name), f"The owner's {name}")) for name in ("hotkey", "coldkey")
    ]
    return Hotkey(keys[0], keys[1], owner_of(netuid).take)


def _root(roll: Population) -> SubnetSeed:
    pool = Pool(0, 0, Tao(roll.staked(0)), Alpha(0, 0), 10**18 // 2, USUAL_FEE_RATE)
    return SubnetSeed(pool, b"root", symbol_of(0), roll.validators[0], average_price=2**32, tempo=_ROOT_TEMPO)


def _refuse_doubles(pools: Sequence[Pool]) -> None:
    seen: set[int] = set()
    for pool in pools:
        if pool.netuid in seen:
            raise NotASetting(f"Subnet {pool.netuid} is in the world file twice.")
        seen.add(pool.netuid)
