"""The genesis state of a practice chain, written from a world."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.pools.pool import DYNAMIC
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.options import ANNOUNCEMENT, PracticeOptions, account_of
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.registry import Storage
from dtao_tui.practice.pallets.shares import OWNER, SafeFloat
from dtao_tui.practice.pallets.subnets import subnet_slots, tempo
from dtao_tui.practice.pallets.subnets.emission import FIRST_EMISSION, ISSUANCE, TAO_WEIGHT
from dtao_tui.practice.pallets.trades import DELEGATES
from dtao_tui.practice.state.derived_accounts import AUTHOR, subnet_account
from dtao_tui.practice.state.internal_items import HAS_WEIGHTS, PLAY
from dtao_tui.practice.state.storage import Key, Value
from dtao_tui.practice.world.definition import Hotkey, SeedStake, SubnetSeed, World
from dtao_tui.practice.world.editions import with_tempo, without_weights
from dtao_tui.practice.world.seeded_world import seeded_world
from dtao_tui.practice.world.world_file import read_world

IMMUNE_BLOCKS = 360
"""The immunity period of a subnet: nobody practises for the half year of mainnet."""

LEAST_BASKET_TRADE = 5_000_000
"""The least rao of TAO that a trade of a basket turns over on mainnet (October 2026); trading is on there."""

LEAST_NOMINATION = 10_000_000
"""Mainnet's `NominatorMinRequiredStake` in millionths of `InitialMinStake`: rests under 0.02 TAO are sold, too."""

PRACTICE_FUNDS = 10_000 * RAO_PER_TAO
"""The TAO of the practice account at the start."""


_OF_PEOPLE = (
    *(shares.OWNER, shares.OWNED_HOTKEYS, DELEGATES, "SubtensorModule.IdentitiesV2"),
    *(f"SubtensorModule.{name}" for name in ("Keys", "Uids", "IsNetworkMember")),
    *(shares.VALUE, shares.DENOMINATOR, shares.SHARE, shares.STAKING_HOTKEYS),
)
"""The items that hotkeys and stakes are written into; nothing else of genesis is."""

Columns: TypeAlias = defaultdict[str, list[tuple[Key, Value]]]
"""By item, what is put at which key."""


@dataclass(frozen=True, slots=True)
class GenesisWorld:
    """A world for the node."""

    world: World
    fingerprint: bytes
    """A digest of everything that the world was made from."""

    @property
    def author(self) -> bytes:
        """The account that makes every block."""
        return AUTHOR

    def fill(self, storage: Storage) -> None:
        """Write the world into an empty storage."""
        _establish(storage, self.world)


def genesis_world(options: PracticeOptions) -> GenesisWorld:
    """The world of these options, with the practice account and `--fund` paid. Raises NotASetting."""
    funds = [(account_of(ADDRESS), PRACTICE_FUNDS), *((who, tao.rao) for who, tao in options.fund)]
    age = ""
    if options.world is not None:
        world, text = read_world(options.world, seed=options.seed, emits=not options.still)
    else:
        world = seeded_world(options.seed, options.subnets, moves=not options.still)
        text = f"seed {options.seed}, {options.subnets} subnets"
    if options.age == ANNOUNCEMENT:
        world, age = without_weights(world), f"; age {options.age}"
    if options.tempo is not None:
        world, age = with_tempo(world, options.tempo), f"{age}; tempo {options.tempo}"
    moves = f"still {options.still}, intensity {options.intensity}, blocks of {options.block_seconds} s"
    origin = f"{text}; {moves}; funds {funds}{age}"
    funded = World(
        seed=world.seed,
        subnets=world.subnets,
        people=world.people,
        staked=world.staked,
        funds=(*world.funds, *funds),
        tao_weight=world.tao_weight,
        traders=world.traders,
        intensity=options.intensity,
        emits=world.emits,
        has_weights=options.age != ANNOUNCEMENT,
        tempo=world.tempo,
    )
    return GenesisWorld(funded, hashlib.blake2b(origin.encode(), digest_size=32).digest())


def _establish(storage: Storage, world: World) -> None:
    storage.put(PLAY, value={"seed": world.seed, "traders": world.traders, "intensity": world.intensity})
    storage.put(HAS_WEIGHTS, value=world.has_weights)
    storage.put(TAO_WEIGHT, value=world.tao_weight)
    storage.put("SubtensorModule.TotalNetworks", value=len(world.subnets))
    storage.put("SubtensorModule.SubnetLimit", value=max(len(world.subnets) - 1, 128))
    storage.put(subnet_slots.IMMUNITY, value=IMMUNE_BLOCKS)
    storage.put("SubtensorModule.NominatorMinRequiredStake", value=LEAST_NOMINATION)
    if world.has_weights:
        storage.put("SubtensorModule.BasketTradingEnabled", value=True)
        storage.put("SubtensorModule.BasketMinTradeTao", value=LEAST_BASKET_TRADE)
    storage.put(tempo.MOST_EPOCHS_A_BLOCK, value=tempo.epochs_needed(len(world.subnets), world.tempo))
    _add_subnets(storage, world.subnets, emits=world.emits)
    for item in (pools.ALPHA_OUT, shares.TOTAL):
        storage.put_all(item, (((netuid,), rao) for netuid, rao in world.staked.items()))
    storage.put_later(_OF_PEOPLE, lambda: _add_people(storage, world))
    for who, rao in world.funds:
        balances.mint(storage, who, rao)
    balances.mint(storage, AUTHOR, balances.EXISTENTIAL_DEPOSIT)
    storage.put(ISSUANCE, value=storage.number(balances.ISSUANCE))


def _add_people(storage: Storage, world: World) -> None:
    """Write hotkeys, neurons and stakes; the market is read without them."""
    people = world.people()
    validators = {validator for subnet in world.subnets for validator in subnet.validators}
    for hotkey in people.hotkeys:
        _add_hotkey(storage, hotkey, is_delegate=hotkey.account in validators)
    for subnet in world.subnets:
        netuid, accounts = subnet.netuid, (*subnet.validators, *subnet.miners)
        storage.put_all("SubtensorModule.Keys", (((netuid, uid), each) for uid, each in enumerate(accounts)))
        storage.put_all("SubtensorModule.Uids", (((netuid, each), uid) for uid, each in enumerate(accounts)))
        storage.put_all("SubtensorModule.IsNetworkMember", (((each, netuid), True) for each in accounts))
    _add_stakes(storage, people.stakes)


def _add_hotkey(storage: Storage, hotkey: Hotkey, *, is_delegate: bool) -> None:
    owned = storage.get("SubtensorModule.OwnedHotkeys", hotkey.coldkey)
    known = list(owned) if isinstance(owned, list | tuple) else []
    storage.put(OWNER, hotkey.account, value=hotkey.coldkey)
    storage.put("SubtensorModule.OwnedHotkeys", hotkey.coldkey, value=[*known, hotkey.account])
    if is_delegate:
        storage.put(DELEGATES, hotkey.account, value=hotkey.take)
    if hotkey.name:
        storage.put("SubtensorModule.IdentitiesV2", hotkey.coldkey, value=_identity(hotkey.name))


def _add_subnets(storage: Storage, subnets: Sequence[SubnetSeed], *, emits: bool) -> None:
    """Write all subnets, column by column; one key object serves all columns."""
    columns: Columns = defaultdict(list)
    for subnet in subnets:
        netuid, pool, key = subnet.netuid, subnet.pool, (subnet.netuid,)
        balances.mint(storage, subnet_account(netuid), pool.tao_in.rao)
        values: dict[str, Value] = {
            "TokenSymbol": subnet.symbol,
            "Tempo": subnet.tempo,
            "PendingEpochAt": subnet.first_epoch,
            "NetworksAdded": True,
            "SubtokenEnabled": subnet.is_open,
            "SubnetMechanism": pool.mechanism,
            "SubnetTAO": pool.tao_in.rao,
            "SubnetAlphaIn": pool.alpha_in.rao,
            "SubnetOwner": subnet.owner.coldkey,
            "SubnetOwnerHotkey": subnet.owner.account,
            "SubnetIdentitiesV3": _subnet_identity(subnet.name),
        }
        for name, value in values.items():
            columns[f"SubtensorModule.{name}"].append((key, value))
        columns[pools.MOVING_PRICE].append((key, {"bits": subnet.average_price}))
        columns[pools.WEIGHT].append((key, {"quote": pool.quote_weight}))
        columns[pools.FEE_RATE].append((key, pool.fee_rate))
        if pool.mechanism == DYNAMIC:
            columns["Swap.PalSwapInitialized"].append((key, True))
            if emits and subnet.is_open:
                columns[FIRST_EMISSION].append((key, 1))
        _register(columns, subnet, key)
    for item, rows in columns.items():
        storage.put_all(item, rows)
    storage.add(pools.TOTAL_STAKE, amount=sum(subnet.pool.tao_in.rao for subnet in subnets))
    for subnet in subnets:
        pools.note_liquidity(storage, subnet.netuid)


def _register(columns: Columns, subnet: SubnetSeed, key: Key) -> None:
    """The vectors of its neurons: the validators come first, and then the miners."""
    validators, miners = len(subnet.validators), len(subnet.miners)
    columns["SubtensorModule.SubnetworkN"].append((key, validators + miners))
    columns["SubtensorModule.ValidatorPermit"].append((key, _flags(validators, miners)))
    columns["SubtensorModule.Active"].append((key, _flags(validators + miners, 0)))
    for vector in ("Emission", "Incentive", "Consensus", "Dividends", "ValidatorTrust", "LastUpdate"):
        columns[f"SubtensorModule.{vector}"].append((key, _zeros(validators + miners)))


@cache
def _flags(yes: int, no: int) -> list[Value]:
    """So many times yes, and then no: one list for all subnets that are alike, for none is changed in place."""
    return [*[True] * yes, *[False] * no]


@cache
def _zeros(count: int) -> list[Value]:
    return [0] * count


def _add_stakes(storage: Storage, stakes: Iterable[SeedStake]) -> None:
    """Write every hotkey's share pool with as many shares as alpha; equal to depositing one by one, and faster."""
    by_pool: defaultdict[Key, int] = defaultdict(int)
    by_position: defaultdict[Key, int] = defaultdict(int)
    hotkeys: defaultdict[bytes, dict[bytes, None]] = defaultdict(dict)
    for hotkey, coldkey, netuid, rao in stakes:
        by_pool[hotkey, netuid] += rao
        by_position[hotkey, coldkey, netuid] += rao
        hotkeys[coldkey][hotkey] = None
    storage.put_all(shares.VALUE, by_pool.items())
    storage.put_unmade(shares.DENOMINATOR, by_pool, _shares)
    storage.put_unmade(shares.SHARE, by_position, _shares)
    storage.put_all(shares.STAKING_HOTKEYS, (((coldkey,), [*staked]) for coldkey, staked in hotkeys.items()))


def _shares(rao: int) -> Value:
    number = SafeFloat.of(rao)
    return {"mantissa": number.mantissa, "exponent": number.exponent}


def _identity(name: str) -> Value:
    empty = dict.fromkeys(("url", "github_repo", "image", "discord", "description", "additional"), b"")
    return {"name": name.encode(), **empty}


def _subnet_identity(name: bytes) -> Value:
    empty = ("github_repo", "subnet_contact", "subnet_url", "discord", "description", "logo_url", "additional")
    return {"subnet_name": name, **dict.fromkeys(empty, b"")}
