"""Length of an order's era in blocks: shorter where its subnet is near its removal."""

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.removal import removal_risk

USUAL_BLOCKS = 16
SHORT_BLOCKS = 8
SEALED_BLOCKS = 8
"""The longest era that the MEV shield takes (`MAX_SHIELD_ERA_PERIOD`)."""

NEAR_RANKS = 3
"""The number of subnets at the end of the list that count as near their removal."""


def era_blocks(snapshot: Snapshot, netuid: int, *, is_sealed: bool = False) -> int:
    """How long an order on this subnet is valid once it is signed, in blocks."""
    risk = removal_risk(snapshot, netuid)
    is_near = risk is not None and risk.before is not None and risk.before < NEAR_RANKS
    usual = SHORT_BLOCKS if is_near else USUAL_BLOCKS
    return min(usual, SEALED_BLOCKS) if is_sealed else usual
