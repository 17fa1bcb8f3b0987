"""All rules of the practice chain: importing this module registers its calls, queries and block rules."""

from dtao_tui.practice.market.market_makers import trade
from dtao_tui.practice.pallets import (
    balances,
    batch_and_proxy,
    stake_moves,
    staking,
)
from dtao_tui.practice.pallets.baskets import basket_claims, basket_dividends, basket_trades
from dtao_tui.practice.pallets.hotkeys import hotkey_swaps
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import CALLS, QUERIES, Context, on_block
from dtao_tui.practice.pallets.subnets import consensus_switch, registration
from dtao_tui.practice.pallets.subnets.coinbase import emit, update_prices, update_root_proportions
from dtao_tui.practice.pallets.subnets.emission import subnets_to_emit_to
from dtao_tui.practice.pallets.subnets.epochs import run_epochs
from dtao_tui.practice.queries import (
    basket_queries,
    delegate_queries,
    pool_queries,
    stake_queries,
    subnet_queries,
)
from dtao_tui.practice.state.internal_items import PLAY

__all__ = [
    "CALLS",
    "PLAY",
    "QUERIES",
    "balances",
    "basket_claims",
    "basket_queries",
    "basket_trades",
    "batch_and_proxy",
    "begin_block",
    "consensus_switch",
    "delegate_queries",
    "hotkey_swaps",
    "pool_queries",
    "registration",
    "stake_locks",
    "stake_moves",
    "stake_queries",
    "staking",
    "subnet_queries",
]


@on_block
def begin_block(context: Context) -> None:
    """The work of a block before its extrinsics, in the pallet's order; then the market trades.

    First comes the chain's work in spare time: removed subnets are cleaned up and new ones take their place.
    """
    registration.complete(context)
    started = subnets_to_emit_to(context.storage)
    emit(context, started)
    run_epochs(context)
    basket_dividends.deposit_next(context)
    update_prices(context, started)
    update_root_proportions(context, started)
    trade(context)
