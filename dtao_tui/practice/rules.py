"""All rules of the practice chain: importing this module registers its calls, queries and the work of each block."""

from dtao_tui.practice import (
    balances,
    baskets,
    locks,
    moving,
    nested,
    queries_baskets,
    queries_delegates,
    queries_pools,
    queries_stakes,
    queries_subnets,
    registering,
    staking,
)
from dtao_tui.practice.dispatch import CALLS, QUERIES, Context, on_block
from dtao_tui.practice.emission import emit, update_prices, update_root_proportions
from dtao_tui.practice.epochs import run_epochs
from dtao_tui.practice.private import PLAY
from dtao_tui.practice.traders import trade

__all__ = [
    "CALLS",
    "PLAY",
    "QUERIES",
    "balances",
    "baskets",
    "begin_block",
    "locks",
    "moving",
    "nested",
    "queries_baskets",
    "queries_delegates",
    "queries_pools",
    "queries_stakes",
    "queries_subnets",
    "registering",
    "staking",
]


@on_block
def begin_block(context: Context) -> None:
    """What the chain does before a block's extrinsics, in the pallet's order; then the market makers trade.

    First comes what the chain does in a block's spare time: away with removed subnets, and new ones in their place.
    """
    registering.complete(context)
    emit(context)
    run_epochs(context)
    update_prices(context)
    update_root_proportions(context)
    trade(context)
