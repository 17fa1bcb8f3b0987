"""What the practice chain keeps for itself, beside the declared storage and out of every client's reach."""

from collections.abc import Mapping

from dtao_tui.practice.state.storage import Value

PLAY = "Practice.Play"
"""How the world moves by itself: {"seed", "traders", "intensity"}; without traders the market stands still."""

PACE = "Practice.Pace"
"""By netuid: the price that trends are measured against, in 2⁻⁶⁴ TAO per alpha."""

HAS_WEIGHTS = "Practice.HasWeights"
"""Whether pools have weights, as they have now; False in a world of the announcement's age."""

SEALED = "Practice.Sealed"
"""Shielded transactions that wait to be opened, as bytes."""

PRIVATE_ITEMS: Mapping[str, Value] = {
    PLAY: {"seed": 0, "traders": 0, "intensity": 100},
    PACE: 0,
    HAS_WEIGHTS: True,
    SEALED: [],
    "SubtensorModule.NetworkLastRegistered": 0,
    "SubtensorModule.TaoInRefundDeploymentBlock": 0,
    "SubtensorModule.MaxEpochsPerBlock": 2,
    "SubtensorModule.EMAPriceHalvingBlocks": 201_600,
    "SubtensorModule.BasketShares": 0,
    "SubtensorModule.BasketClaimed": 0,
    "SubtensorModule.BasketDepositedTao": 0,
    "SubtensorModule.BasketRedeemedTao": 0,
}
"""Each private item and its default, for the node to build its storage with. Those of SubtensorModule are the chain's,
but no client reads them."""
