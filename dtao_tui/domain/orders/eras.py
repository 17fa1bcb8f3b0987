"""Length of an order's era in blocks: shorter where its subnet is near its removal."""

from collections.abc import Iterable

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.removal import removal_risk

USUAL_BLOCKS = 16
SHORT_BLOCKS = 8
SEALED_BLOCKS = 8
"""The longest era that the MEV shield takes (`MAX_SHIELD_ERA_PERIOD`)."""

MOST_BLOCKS_ELSEWHERE = 256
"""The longest era of an order that is signed on another device, as the signer lays it out."""

SECONDS_ELSEWHERE = 720
"""How long such an order is valid at least, where its era may be that long: it travels to the device and back."""

NEAR_RANKS = 3
"""The number of subnets at the end of the list that count as near their removal."""


def era_blocks(snapshot: Snapshot, netuid: int, *, is_sealed: bool = False) -> int:
    """How long an order on this subnet is valid once it is signed, in blocks."""
    usual = SHORT_BLOCKS if is_near_removal(snapshot, netuid) else USUAL_BLOCKS
    return min(usual, SEALED_BLOCKS) if is_sealed else usual


def blocks_elsewhere(snapshot: Snapshot, netuids: Iterable[int], block_seconds: float) -> int:
    """The era of an order that is signed on another device: a power of two that lasts about twelve minutes.

    It lasts half as long where one of its subnets is near its removal.
    """
    blocks = USUAL_BLOCKS
    while blocks < MOST_BLOCKS_ELSEWHERE and blocks * block_seconds < SECONDS_ELSEWHERE:
        blocks *= 2
    return blocks // 2 if any(is_near_removal(snapshot, netuid) for netuid in netuids) else blocks


def is_near_removal(snapshot: Snapshot, netuid: int) -> bool:
    """Whether the subnet is among the next ones that the chain would remove."""
    risk = removal_risk(snapshot, netuid)
    return risk is not None and risk.before is not None and risk.before < NEAR_RANKS
