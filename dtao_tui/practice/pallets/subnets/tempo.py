"""The tempo of all subnets at once, for practice alone: epochs that come sooner pay more often, and no more in a block.

The chain lets a subnet's owner and root change a tempo within narrow bounds; this is neither's call.
"""

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import Context, View
from dtao_tui.practice.pallets.subnets.epochs import TEMPO

USUAL = 360
"""Mainnet's, in blocks."""

MOST_EPOCHS = 255
"""What one byte holds."""

MOST_EPOCHS_A_BLOCK = "SubtensorModule.MaxEpochsPerBlock"


def epochs_needed(subnets: int, tempo: int) -> int:
    """Epochs a block with which every subnet has its turn within half a tempo, root counted too; at least two."""
    return max(2, min(2 * subnets // tempo + 1, MOST_EPOCHS))


def set_tempo(context: Context, blocks: int) -> None:
    """Give every subnet but root this tempo, with the chain's own event; epochs that are due by that come at once."""
    storage = context.storage
    subnets = [netuid for netuid in pools.netuids(storage) if netuid != ROOT]
    for netuid in subnets:
        storage.put(TEMPO, netuid, value=blocks)
        context.emit("SubtensorModule", "TempoSet", netuid, blocks)
    storage.put(MOST_EPOCHS_A_BLOCK, value=epochs_needed(len(subnets) + 1, blocks))


def count_subnets(view: View) -> int:
    """How many subnets there are, root not counted."""
    return sum(netuid != ROOT for netuid in pools.netuids(view))
