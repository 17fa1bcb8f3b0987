"""Epochs of subnets: their counters, and the payment of pending alpha to participants and stakers (spec 475).

In place of Yuma consensus every validator counts by its stake weight, and miners share by their place. From the
dividends on, the rules are the chain's: root's part, the validators' take, and the rest to all stakers, pro rata.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools, shares, u96f32
from dtao_tui.practice.pallets.baskets import basket_dividends
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.subnets import consensus_modes
from dtao_tui.practice.pallets.subnets.consensus_modes import PERMITS
from dtao_tui.practice.pallets.subnets.dividends import Dividend, shared_out, stake_weights
from dtao_tui.practice.pallets.subnets.root_parents import PARENTS, relations
from dtao_tui.practice.pallets.trades import DELEGATES
from dtao_tui.practice.state.storage import Value

TEMPO = "SubtensorModule.Tempo"
BLOCKS_SINCE = "SubtensorModule.BlocksSinceLastStep"
LAST_EPOCH = "SubtensorModule.LastEpochBlock"
LAST_STEP = "SubtensorModule.LastMechansimStepBlock"
PENDING_EPOCH = "SubtensorModule.PendingEpochAt"
EPOCH_INDEX = "SubtensorModule.SubnetEpochIndex"
DIVIDENDS = "SubtensorModule.AlphaDividendsPerSubnet"
ROOT_DIVIDENDS = "SubtensorModule.RootAlphaDividendsPerSubnet"
ALPHA_LAST_EPOCH = "SubtensorModule.TotalHotkeyAlphaLastEpoch"
MINER_BURNED = "SubtensorModule.MinerBurned"
BURNED = "AlphaAssets.AlphaBurned"
AUTO_STAKE = "SubtensorModule.AutoStakeDestination"

_U16_MAX = 65535


@dataclass(frozen=True, slots=True)
class Pending:
    """Alpha set aside since a subnet's last epoch, in rao."""

    miners: int
    validators: int
    root: int
    owner: int


def run_epochs(context: Context) -> None:
    """Count the block for every subnet and run the due epochs, as many per block as the chain allows."""
    storage = context.storage
    due: list[tuple[int, Pending]] = []
    held = _epochs_in(storage, context.block)
    for netuid in pools.netuids(storage):
        if netuid == ROOT:
            continue
        tempo = storage.number(TEMPO, netuid)
        age = min(storage.number(BLOCKS_SINCE, netuid) + 1, tempo + 1)
        storage.put(BLOCKS_SINCE, netuid, value=age)
        if not is_due(storage, netuid, context.block):
            continue
        if len(due) >= held:
            storage.put(PENDING_EPOCH, netuid, value=context.block + 1)
            context.emit("SubtensorModule", "EpochDeferred", netuid, context.block, context.block + 1)
            continue
        due.append((netuid, _drain(storage, netuid)))
        storage.put(BLOCKS_SINCE, netuid, value=0)
        storage.put(LAST_EPOCH, netuid, value=context.block)
        storage.put(PENDING_EPOCH, netuid, value=0)
        storage.add(EPOCH_INDEX, netuid, amount=1)
    for netuid, pending in due:
        _distribute(context, netuid, pending)
        storage.put(LAST_STEP, netuid, value=context.block)


def _epochs_in(view: View, block: int) -> int:
    """How many epochs this block may hold: one where an epoch under null consensus is due (`epoch_cap_for_block`)."""
    most = view.number("SubtensorModule.MaxEpochsPerBlock")
    return min(most, 1) if any(is_due(view, each, block) for each in consensus_modes.null_subnets(view)) else most


def is_due(view: View, netuid: int, block: int) -> bool:
    """Whether the subnet's epoch is due in this block (`should_run_epoch`)."""
    tempo = view.number(TEMPO, netuid)
    if tempo == 0:
        return False
    pending = view.number(PENDING_EPOCH, netuid)
    if 0 < pending <= block or view.number(BLOCKS_SINCE, netuid) > tempo:
        return True
    return block - view.number(LAST_EPOCH, netuid) >= tempo


def next_epoch(view: View, netuid: int) -> int | None:
    """The block of the next epoch; None for a subnet without epochs (`get_next_epoch_start_block`)."""
    tempo = view.number(TEMPO, netuid)
    if tempo == 0:
        return None
    regular = view.number(LAST_EPOCH, netuid) + tempo
    pending = view.number(PENDING_EPOCH, netuid)
    return min(regular, pending) if pending else regular


def hotkeys_on(view: View, netuid: int) -> list[bytes]:
    """The hotkeys registered on a subnet, in order of their uid."""
    count = view.number("SubtensorModule.SubnetworkN", netuid)
    return [view.raw("SubtensorModule.Keys", netuid, uid) for uid in range(count)]


def permits_on(view: View, netuid: int) -> list[bool]:
    """The uids of a subnet that may validate."""
    permits = view.get(PERMITS, netuid)
    return [bool(permit) for permit in permits] if isinstance(permits, list | tuple) else []


def _drain(storage: Storage, netuid: int) -> Pending:
    names = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")
    items = [f"SubtensorModule.{name}" for name in names]
    pending = Pending(*(storage.number(item, netuid) for item in items))
    for item in items:
        storage.put(item, netuid, value=0)
    return pending


def _distribute(context: Context, netuid: int, pending: Pending) -> None:
    """`distribute_emission`: owner, miners, validators with their stakers, root."""
    storage = context.storage
    hotkeys, is_null = hotkeys_on(storage, netuid), consensus_modes.is_null(storage, netuid)
    validators, miners = _roles(storage, netuid, hotkeys)
    owner_hotkey = storage.raw("SubtensorModule.SubnetOwnerHotkey", netuid)
    shares.deposit(storage, owner_hotkey, storage.raw("SubtensorModule.SubnetOwner", netuid), netuid, pending.owner)
    share = consensus_modes.alike if is_null else _incentives
    incentives = share(miners, pending.miners)
    _pay_miners(context, netuid, incentives)
    # Without miners their half goes to the validators as well.
    alpha = pending.validators if miners else pending.validators + pending.miners
    dividends = shared_out(storage, netuid, validators, (alpha, pending.root))
    _forget_last(storage, netuid)
    for dividend in dividends:
        pay_dividend(storage, netuid, dividend)
    _write_vectors(context, netuid, hotkeys, incentives, dividends)
    if is_null:
        consensus_modes.choose_validator(storage, netuid, hotkeys)
        for vector in ("Consensus", "ValidatorTrust"):
            storage.put(f"SubtensorModule.{vector}", netuid, value=[0] * len(hotkeys))
    else:
        _permit_heirs(storage, netuid, hotkeys)


def _roles(view: View, netuid: int, hotkeys: Sequence[bytes]) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """Who earns dividends, and who earns as a miner: by permit, or under null consensus all stake, and every uid."""
    if consensus_modes.is_null(view, netuid):
        return consensus_modes.earners(view, netuid, hotkeys), hotkeys
    permits = permits_on(view, netuid)
    validators = [hotkey for hotkey, permit in zip(hotkeys, permits, strict=True) if permit]
    return validators, [hotkey for hotkey, permit in zip(hotkeys, permits, strict=True) if not permit]


def _incentives(miners: Sequence[bytes], alpha: int) -> dict[bytes, int]:
    """The first miner earns most: of n miners the i-th has n − i parts; the rest of rounding goes to the first."""
    parts = [len(miners) - place for place in range(len(miners))]
    paid = {miner: alpha * part // sum(parts) for miner, part in zip(miners, parts, strict=True)}
    if miners:
        paid[miners[0]] += alpha - sum(paid.values())
    return paid


def _pay_miners(context: Context, netuid: int, incentives: dict[bytes, int]) -> None:
    """Pay miners where they chose to be staked; what goes to the subnet's owner is burned and lowers its emission.

    `distribute_dividends_and_incentives`, spec 475: the burned part is `MinerBurned` until the next epoch.
    """
    storage = context.storage
    withheld = _owners_hotkeys(storage, netuid, incentives)
    for hotkey, alpha in incentives.items():
        if hotkey in withheld:
            storage.add(BURNED, netuid, amount=alpha)
            continue
        owner = storage.raw(OWNER, hotkey)
        chosen = storage.get(AUTO_STAKE, owner, netuid)
        destination = chosen if isinstance(chosen, bytes) else hotkey
        if isinstance(chosen, bytes) and alpha:
            context.emit("SubtensorModule", "AutoStakeAdded", netuid, chosen, hotkey, owner, alpha)
        shares.deposit(storage, destination, owner, netuid, alpha)
    burned = u96f32.from_int(sum(incentives[hotkey] for hotkey in withheld))
    storage.put(MINER_BURNED, netuid, value={"bits": u96f32.over(burned, u96f32.from_int(sum(incentives.values())))})


def _owners_hotkeys(view: View, netuid: int, among: dict[bytes, int]) -> list[bytes]:
    """The owner's hotkeys among these, and the subnet's own (`get_owner_hotkeys`)."""
    owner, first = (view.raw(f"SubtensorModule.{name}", netuid) for name in ("SubnetOwner", "SubnetOwnerHotkey"))
    return [hotkey for hotkey in among if hotkey == first or view.raw(OWNER, hotkey) == owner]


def _forget_last(storage: Storage, netuid: int) -> None:
    hotkeys = hotkeys_on(storage, netuid)
    parents = (parent for child in hotkeys for _, parent in relations(storage, PARENTS, child, netuid))
    for hotkey in {*hotkeys, *parents}:
        for item in (DIVIDENDS, ROOT_DIVIDENDS):
            storage.drop(item, netuid, hotkey)


def _permit_heirs(storage: Storage, netuid: int, hotkeys: Sequence[bytes]) -> None:
    """Let a child with stake of its parents validate from the next epoch on; nobody else's permit changes."""
    permits = permits_on(storage, netuid)
    heirs = [bool(relations(storage, PARENTS, hotkey, netuid)) for hotkey in hotkeys]
    if any(heirs):
        weights = stake_weights(storage, netuid, hotkeys)
        chosen = [heir and alpha + root > 0 for heir, (alpha, root) in zip(heirs, weights, strict=True)]
        storage.put(PERMITS, netuid, value=[old or new for old, new in zip(permits, chosen, strict=True)])


def pay_dividend(storage: Storage, netuid: int, dividend: Dividend) -> None:
    """The take goes to the validator's owner, the other alpha to all its stakers, root's part to its basket."""
    hotkey = dividend.hotkey
    owner = storage.raw(OWNER, hotkey)
    take = u96f32.over(u96f32.from_int(storage.number(DELEGATES, hotkey)), u96f32.from_int(_U16_MAX))
    kept = u96f32.times(take, dividend.alpha)
    shares.deposit(storage, hotkey, owner, netuid, u96f32.to_u64(kept))
    shared = u96f32.to_u64(dividend.alpha - kept)
    if shared and not shares.has_members(storage, hotkey, netuid):
        # Nobody has a share yet, so that nobody could own it.
        shares.deposit(storage, hotkey, owner, netuid, shared)
        storage.put(DIVIDENDS, netuid, hotkey, value=shared)
    elif shared:
        shares.share_out(storage, hotkey, netuid, shared)
        storage.put(DIVIDENDS, netuid, hotkey, value=shared)
    storage.put(ALPHA_LAST_EPOCH, hotkey, netuid, value=shares.hotkey_alpha(storage, hotkey, netuid))
    kept_of_root = u96f32.times(take, dividend.root)
    shares.deposit(storage, hotkey, owner, netuid, u96f32.to_u64(kept_of_root))
    for_root = u96f32.to_u64(dividend.root - kept_of_root)
    if for_root:
        basket_dividends.enqueue(storage, hotkey, netuid, for_root)
        storage.put(ROOT_DIVIDENDS, netuid, hotkey, value=for_root)


def _write_vectors(
    context: Context, netuid: int, hotkeys: list[bytes], incentives: dict[bytes, int], dividends: list[Dividend]
) -> None:
    """Write the epoch's vectors of the metagraph, by uid."""
    earned = {dividend.hotkey: u96f32.to_u64(dividend.alpha + dividend.root) for dividend in dividends}
    paid = [incentives.get(hotkey, 0) for hotkey in hotkeys]
    validated = [earned.get(hotkey, 0) for hotkey in hotkeys]
    vectors: dict[str, list[int]] = {
        "Emission": [left + right for left, right in zip(paid, validated, strict=True)],
        "Incentive": _normalized(paid),
        "Consensus": _normalized(paid),
        "Dividends": _normalized(validated),
        "ValidatorTrust": [_U16_MAX if hotkey in earned else 0 for hotkey in hotkeys],
        "LastUpdate": [context.block] * len(hotkeys),
    }
    for name, vector in vectors.items():
        values: Value = [*vector]
        context.storage.put(f"SubtensorModule.{name}", netuid, value=values)


def _normalized(amounts: list[int]) -> list[int]:
    """Amounts as 65535ths of their sum."""
    whole = sum(amounts)
    return [amount * _U16_MAX // whole if whole else 0 for amount in amounts]
