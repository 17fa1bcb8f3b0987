"""The owner's call that switches a subnet between Yuma and null consensus (AdminUtils, spec 475).

Who may call it, its errors and its waiting times are those of the public sources. What else it sets is not public in
whole: here the number of validators, which must be one under null consensus, and their permits.
"""

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View, call, subtensor
from dtao_tui.practice.pallets.subnets import consensus_modes
from dtao_tui.practice.pallets.subnets.epochs import LAST_EPOCH, PENDING_EPOCH, TEMPO, hotkeys_on
from dtao_tui.practice.state.internal_items import CONSENSUS_SWITCHES

MOST_VALIDATORS = "SubtensorModule.MaxAllowedValidators"
SAVED_MOST = "SubtensorModule.SavedYumaMaxAllowedValidators"


@call("AdminUtils.sudo_set_epoch_consensus")
def sudo_set_epoch_consensus(context: Context, netuid: int, mode: str) -> None:
    """Switch the consensus; the owner's call, at most once in two tempos, and not right before an epoch."""
    storage, coldkey = context.storage, signer_of(context)
    if netuid == ROOT or storage.raw("SubtensorModule.SubnetOwner", netuid) != coldkey:
        raise DispatchFailure("", "BadOrigin")
    if _rests(storage, netuid, context.block):
        raise subtensor("TxRateLimitExceeded")
    if not pools.exists(storage, netuid):
        raise subtensor("SubnetNotExists")
    if _is_frozen(storage, netuid, context.block):
        raise subtensor("AdminActionProhibitedDuringWeightsWindow")
    if consensus_modes.is_null(storage, netuid) != (mode == consensus_modes.NULL):
        hotkeys = hotkeys_on(storage, netuid)
        if mode == consensus_modes.NULL:
            consensus_modes.keep_permits(storage, netuid)
            consensus_modes.choose_validator(storage, netuid, hotkeys)
            storage.put(SAVED_MOST, netuid, value=storage.get(MOST_VALIDATORS, netuid))
            storage.put(MOST_VALIDATORS, netuid, value=1)
        else:
            consensus_modes.give_back_permits(storage, netuid, len(hotkeys))
            storage.put(MOST_VALIDATORS, netuid, value=storage.get(SAVED_MOST, netuid))
            storage.drop(SAVED_MOST, netuid)
        storage.put(consensus_modes.MODE, netuid, value=mode)
    context.emit("SubtensorModule", "EpochConsensusSet", netuid, mode)
    storage.put(CONSENSUS_SWITCHES, netuid, value=context.block)


def _rests(view: View, netuid: int, block: int) -> bool:
    """Whether the last switch is younger than two tempos (`OwnerHyperparamRateLimit`)."""
    last = view.number(CONSENSUS_SWITCHES, netuid)
    tempos = view.number("SubtensorModule.OwnerHyperparamRateLimit")
    return bool(last) and block - last < view.number(TEMPO, netuid) * tempos


def _is_frozen(view: View, netuid: int, block: int) -> bool:
    """Whether an epoch is near, in whose window owners may change nothing (`AdminFreezeWindow`)."""
    tempo = view.number(TEMPO, netuid)
    left = max(0, view.number(LAST_EPOCH, netuid) + tempo - block)
    is_near = left < view.number("SubtensorModule.AdminFreezeWindow")
    return bool(tempo) and (view.number(PENDING_EPOCH, netuid) > block or is_near)
