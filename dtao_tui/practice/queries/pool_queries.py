"""Answers of `SwapRuntimeApi`: prices and simulated swaps."""

from dataclasses import asdict

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Tao
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import View, query_now
from dtao_tui.practice.state.storage import Value


@query_now("SwapRuntimeApi.current_alpha_price")
def current_alpha_price(view: View, netuid: int) -> Value:
    """Rao of TAO per alpha; one TAO on root and the stable subnets."""
    return min(pools.pool_of(view, netuid).price.rao, LARGEST_RAO)


@query_now("SwapRuntimeApi.current_alpha_price_all")
def current_alpha_price_all(view: View) -> Value:
    """The price of every subnet."""
    return [{"netuid": netuid, "price": current_alpha_price(view, netuid)} for netuid in pools.netuids(view)]


@query_now("SwapRuntimeApi.sim_swap_tao_for_alpha")
def sim_swap_tao_for_alpha(view: View, netuid: int, tao: int) -> Value:
    """The result of a purchase now; all zero where it would fail."""
    return _six(pools.pool_of(view, netuid).simulate(Side.BUY, Tao(tao)))


@query_now("SwapRuntimeApi.sim_swap_alpha_for_tao")
def sim_swap_alpha_for_tao(view: View, netuid: int, alpha: int) -> Value:
    """The result of a sale now; all zero where it would fail."""
    return _six(pools.pool_of(view, netuid).simulate(Side.SELL, Alpha(alpha, netuid)))


def _six(simulation: Simulation) -> Value:
    return {name: min(number, LARGEST_RAO) for name, number in asdict(simulation).items()}
