"""Null consensus of a subnet's epochs (spec 475): who may validate and who earns.

The hotkey with the most stake has the only permit, and its weights alone reward miners; dividends go to all hotkeys by
their stake. Sources are the pallet's public tests of that epoch (`tests/null_consensus.rs`). Nobody sets weights on
practice, and a winner without weights rewards every uid alike.
"""

from collections.abc import Sequence

from dtao_tui.practice.pallets.registry import Storage, View
from dtao_tui.practice.pallets.subnets.dividends import stake_weights
from dtao_tui.practice.state.internal_items import FORMER_PERMITS

MODE = "SubtensorModule.SubnetEpochConsensus"
PERMITS = "SubtensorModule.ValidatorPermit"
YUMA, NULL = "Yuma", "Null"


def is_null(view: View, netuid: int) -> bool:
    """Whether the subnet's epochs run under null consensus."""
    return view.get(MODE, netuid) == NULL


def null_subnets(view: View) -> list[int]:
    """The subnets whose epochs run under null consensus."""
    return [int(key[0]) for key, mode in view.entries(MODE) if mode == NULL]


def earners(view: View, netuid: int, hotkeys: Sequence[bytes]) -> list[bytes]:
    """The hotkeys with stake: each earns dividends, with a permit or without."""
    weights = stake_weights(view, netuid, hotkeys)
    return [hotkey for hotkey, (alpha, root) in zip(hotkeys, weights, strict=True) if alpha + root]


def alike(hotkeys: Sequence[bytes], alpha: int) -> dict[bytes, int]:
    """The miners' alpha in rao in equal parts for every uid; what does not divide goes one rao each to the first.

    `apportion_units` gives each its part or a rao more, and nothing is lost.
    """
    part, rest = divmod(alpha, len(hotkeys)) if hotkeys else (0, 0)
    return {hotkey: part + (place < rest) for place, hotkey in enumerate(hotkeys)}


def choose_validator(storage: Storage, netuid: int, hotkeys: Sequence[bytes]) -> None:
    """Give the only permit to the hotkey with the most stake, of several the first; to nobody where none has any."""
    weights = [alpha + root for alpha, root in stake_weights(storage, netuid, hotkeys)]
    most = max(weights, default=0)
    winner = weights.index(most) if most else None
    storage.put(PERMITS, netuid, value=[uid == winner for uid in range(len(hotkeys))])


def keep_permits(storage: Storage, netuid: int) -> None:
    """Remember who may validate, for the day when the subnet returns to Yuma."""
    storage.put(FORMER_PERMITS, netuid, value=storage.get(PERMITS, netuid))


def give_back_permits(storage: Storage, netuid: int, count: int) -> None:
    """Let those validate again who did before null consensus; uids that came since may not."""
    former = storage.get(FORMER_PERMITS, netuid)
    if isinstance(former, list | tuple):
        known = [bool(permit) for permit in former][:count]
        storage.put(PERMITS, netuid, value=[*known, *[False] * (count - len(known))])
        storage.drop(FORMER_PERMITS, netuid)
