"""The share that root still takes on a subnet."""

from decimal import Decimal

from dtao_tui.domain.market import WEIGHT_PARTS, Snapshot
from dtao_tui.domain.subnet_id import ROOT

SENTENCE = (
    "Root's TAO counts at the TAO weight beside the subnet's own alpha. As alpha is emitted, root's share shrinks "
    "and the say moves from TAO to alpha."
)
"""The shift that the announcement of Dynamic TAO describes."""


def root_share(snapshot: Snapshot, netuid: int) -> Decimal | None:
    """Per cent of the validators' dividends that goes to root's stakers.

    None for root, for unknown subnets, and where the chain tells no TAO weight.

    `root_proportion` of pallet subtensor, spec 425: R·w / (R·w + alpha issuance), R the TAO staked on root, w the TAO
    weight. Alpha held back in reservoirs is not counted here.
    """
    root, subnet = snapshot.subnets.get(ROOT), snapshot.subnets.get(netuid)
    if root is None or subnet is None or subnet.is_root or snapshot.tao_weight is None:
        return None
    weighted = root.pool.tao_in.rao * snapshot.tao_weight // WEIGHT_PARTS
    whole = weighted + subnet.supply.rao
    return Decimal(100 * weighted) / whole if whole else None
