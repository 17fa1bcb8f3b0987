"""Storage items of the practice chain itself, not declared in the metadata and invisible to clients."""

from collections.abc import Mapping

from dtao_tui.practice.state.storage import Value

PLAY = "Practice.Play"
"""The market's parameters: {"seed", "traders", "intensity"}; without traders the market is still."""

PACE = "Practice.Pace"
"""By netuid: the price that trends are measured against, in 2⁻⁶⁴ TAO per alpha."""

HAS_WEIGHTS = "Practice.HasWeights"
"""Whether pools have weights, as today; False in a world of the announcement's age."""

BASKET_ROWS = "Practice.BasketRows"
"""By validator: the netuids of all that its basket has ever held, in order; what is left of one is its stake."""

BASKET_QUEUE = "Practice.BasketQueue"
"""By validator: the netuids of the dividends that wait to be put into its basket, in order."""

SEALED = "Practice.Sealed"
"""Shielded transactions that the next block opens, as bytes."""

BROKEN_POOLS = "Practice.BrokenPools"
"""By the account of a drill: what the drill broke, as `drills.pool_repair` writes it, until that is repaired."""

CONSENSUS_SWITCHES = "Practice.ConsensusSwitches"
"""By subnet: the block in which its owner switched its consensus last."""

FORMER_PERMITS = "Practice.FormerPermits"
"""By subnet under null consensus: the permits that it had before."""

BEGAN_AT = "Timestamp.BeganAt"
"""When block 0 counts as made, in milliseconds since 1970: one slot before block 1."""

CATCH_UPS = "Timestamp.CatchUps"
"""The times for which this kept world stood still, oldest first, as `market.catch_up` writes them."""

PRIVATE_ITEMS: Mapping[str, Value] = {
    PLAY: {"seed": 0, "traders": 0, "intensity": 100},
    PACE: 0,
    BASKET_ROWS: (),
    BASKET_QUEUE: (),
    HAS_WEIGHTS: True,
    SEALED: [],
    BROKEN_POOLS: None,
    CONSENSUS_SWITCHES: 0,
    FORMER_PERMITS: None,
    BEGAN_AT: 0,
    CATCH_UPS: [],
    "SubtensorModule.NetworkLastRegistered": 0,
}
"""Each internal item and its default, for the node's storage.

The block of the last registration is an entry of `LastRateLimitedBlock` on the chain, which no client reads.
"""
