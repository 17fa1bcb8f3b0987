"""The genesis state of a practice chain, written from a world."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

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
from dtao_tui.practice.state.storage import Value
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
        hotkeys=world.hotkeys,
        stakes=world.stakes,
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
    validators = {validator for subnet in world.subnets for validator in subnet.validators}
    for hotkey in world.hotkeys:
        _add_hotkey(storage, hotkey, is_delegate=hotkey.account in validators)
    for subnet in world.subnets:
        _add_subnet(storage, subnet, emits=world.emits)
    _add_stakes(storage, world.stakes)
    for who, rao in world.funds:
        balances.mint(storage, who, rao)
    balances.mint(storage, AUTHOR, balances.EXISTENTIAL_DEPOSIT)
    storage.put(ISSUANCE, value=storage.number(balances.ISSUANCE))


def _add_hotkey(storage: Storage, hotkey: Hotkey, *, is_delegate: bool) -> None:
    owned = storage.get("SubtensorModule.OwnedHotkeys", hotkey.coldkey)
    known = list(owned) if isinstance(owned, list | tuple) else []
    storage.put(OWNER, hotkey.account, value=hotkey.coldkey)
    storage.put("SubtensorModule.OwnedHotkeys", hotkey.coldkey, value=[*known, hotkey.account])
    if is_delegate:
        storage.put(DELEGATES, hotkey.account, value=hotkey.take)
    if hotkey.name:
        storage.put("SubtensorModule.IdentitiesV2", hotkey.coldkey, value=_identity(hotkey.name))


def _add_subnet(storage: Storage, subnet: SubnetSeed, *, emits: bool) -> None:
    netuid, pool = subnet.netuid, subnet.pool
    balances.mint(storage, subnet_account(netuid), pool.tao_in.rao)
    storage.add(pools.TOTAL_STAKE, amount=pool.tao_in.rao)
    _put(storage, netuid, TokenSymbol=subnet.symbol, Tempo=subnet.tempo, PendingEpochAt=subnet.first_epoch)
    _put(storage, netuid, NetworksAdded=True, SubtokenEnabled=subnet.is_open, SubnetMechanism=pool.mechanism)
    _put(storage, netuid, SubnetTAO=pool.tao_in.rao, SubnetAlphaIn=pool.alpha_in.rao)
    _put(storage, netuid, SubnetOwner=subnet.owner.coldkey, SubnetOwnerHotkey=subnet.owner.account)
    _put(storage, netuid, SubnetIdentitiesV3=_subnet_identity(subnet.name))
    storage.put(pools.MOVING_PRICE, netuid, value={"bits": subnet.average_price})
    storage.put(pools.WEIGHT, netuid, value={"quote": pool.quote_weight})
    storage.put(pools.FEE_RATE, netuid, value=pool.fee_rate)
    pools.note_liquidity(storage, netuid)
    if pool.mechanism == DYNAMIC:
        storage.put("Swap.PalSwapInitialized", netuid, value=True)
        if emits and subnet.is_open:
            storage.put(FIRST_EMISSION, netuid, value=1)
    _register(storage, subnet)


def _register(storage: Storage, subnet: SubnetSeed) -> None:
    """The validators and then the miners, by uid."""
    netuid = subnet.netuid
    hotkeys = (*subnet.validators, *subnet.miners)
    for uid, hotkey in enumerate(hotkeys):
        storage.put("SubtensorModule.Keys", netuid, uid, value=hotkey)
        storage.put("SubtensorModule.Uids", netuid, hotkey, value=uid)
        storage.put("SubtensorModule.IsNetworkMember", hotkey, netuid, value=True)
    permits: list[Value] = [*[True] * len(subnet.validators), *[False] * len(subnet.miners)]
    _put(storage, netuid, SubnetworkN=len(hotkeys), ValidatorPermit=permits, Active=[True] * len(hotkeys))
    for vector in ("Emission", "Incentive", "Consensus", "Dividends", "ValidatorTrust", "LastUpdate"):
        storage.put(f"SubtensorModule.{vector}", netuid, value=[0] * len(hotkeys))


def _add_stakes(storage: Storage, stakes: tuple[SeedStake, ...]) -> None:
    """Write every hotkey's share pool with as many shares as alpha; equal to depositing one by one, and faster."""
    by_pool: defaultdict[tuple[bytes, int], int] = defaultdict(int)
    by_position: defaultdict[tuple[bytes, bytes, int], int] = defaultdict(int)
    hotkeys: defaultdict[bytes, dict[bytes, None]] = defaultdict(dict)
    for stake in stakes:
        netuid, rao = stake.amount.netuid, stake.amount.rao
        by_pool[stake.hotkey, netuid] += rao
        by_position[stake.hotkey, stake.coldkey, netuid] += rao
        hotkeys[stake.coldkey][stake.hotkey] = None
        storage.add(pools.ALPHA_OUT, netuid, amount=rao)
    for (hotkey, netuid), rao in by_pool.items():
        storage.put(shares.VALUE, hotkey, netuid, value=rao)
        storage.add(shares.TOTAL, netuid, amount=rao)
        storage.put(shares.DENOMINATOR, hotkey, netuid, value=_shares(rao))
    for (hotkey, coldkey, netuid), rao in by_position.items():
        storage.put(shares.SHARE, hotkey, coldkey, netuid, value=_shares(rao))
    for coldkey, staked in hotkeys.items():
        storage.put(shares.STAKING_HOTKEYS, coldkey, value=[*staked])


def _put(storage: Storage, netuid: int, **items: Value) -> None:
    for name, value in items.items():
        storage.put(f"SubtensorModule.{name}", netuid, value=value)


def _shares(rao: int) -> Value:
    number = SafeFloat.of(rao)
    return {"mantissa": number.mantissa, "exponent": number.exponent}


def _identity(name: str) -> Value:
    empty = dict.fromkeys(("url", "github_repo", "image", "discord", "description", "additional"), b"")
    return {"name": name.encode(), **empty}


def _subnet_identity(name: bytes) -> Value:
    empty = ("github_repo", "subnet_contact", "subnet_url", "discord", "description", "logo_url", "additional")
    return {"subnet_name": name, **dict.fromkeys(empty, b"")}
