"""Length of an order's era in blocks: shorter where its subnet is near its removal."""

from dtao_tui.domain.market import Snapshot, Subnet

USUAL_BLOCKS = 16
SHORT_BLOCKS = 8
NEAR_RANKS = 3
"""The number of subnets at the end of the list that count as near their removal."""


def era_blocks(snapshot: Snapshot, netuid: int) -> int:
    """How long an order on this subnet is valid once it is signed, in blocks."""
    rank = removal_rank(snapshot, netuid)
    return SHORT_BLOCKS if rank is not None and rank < NEAR_RANKS else USUAL_BLOCKS


def removal_rank(snapshot: Snapshot, netuid: int) -> int | None:
    """How many subnets would be removed before this one; None where it is immune, root, or has no known average price.

    `get_network_to_prune` (spec 461): of those past their immunity the lowest moving price goes, of equals the oldest.
    """
    mortal = [subnet for subnet in snapshot.subnets.values() if _is_mortal(subnet, snapshot)]
    ordered = sorted(mortal, key=lambda subnet: (subnet.moving_price, subnet.registered_at, subnet.netuid))
    return next((rank for rank, subnet in enumerate(ordered) if subnet.netuid == netuid), None)


def _is_mortal(subnet: Subnet, snapshot: Snapshot) -> bool:
    if subnet.is_root or subnet.moving_price is None:
        return False
    # Where the chain does not tell how long immunity lasts, nothing counts as immune.
    immune_blocks = snapshot.rules.immunity_blocks or 0
    return snapshot.block >= subnet.registered_at + immune_blocks
