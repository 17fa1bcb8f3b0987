"""The view of one subnet for its panels, built from the newest block and the session."""

from dtao_tui.domain.depth.ladder import rungs_of
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.holdings import held_by
from dtao_tui.domain.market import Validator, root_share
from dtao_tui.domain.portfolio import worth_of_part
from dtao_tui.domain.session_prices import ratio_run
from dtao_tui.screens.app_state import AppState
from dtao_tui.trading.ticket.ticket_state import TicketState
from dtao_tui.widgets.panels.price_panel import RatioView
from dtao_tui.widgets.panels.subnet_facts import SubnetView


def subnet_view(desk: AppState, netuid: int, validators: tuple[Validator, ...] | None = None) -> SubnetView | None:
    """The subnet at this block, or None where it was removed."""
    snapshot = desk.snapshot
    subnet = snapshot.subnets.get(netuid) if snapshot else None
    if snapshot is None or subnet is None:
        return None
    holdings = desk.holdings
    held = held_by(holdings, snapshot, netuid) if holdings else None
    pool = subnet.pool if subnet.curve_is_known else subnet.price
    is_computed = subnet.has_pool and subnet.curve_is_known
    return SubnetView(
        subnet,
        desk.prices.run(netuid),
        snapshot.block_seconds,
        rungs_of(subnet.pool) if is_computed else None,
        OrderDepth.of_stakes(subnet.pool) if is_computed else None,
        root_share(snapshot, netuid),
        held.amount if held else None,
        worth_of_part(held.amount, held.sellable, pool) if held and held.amount else None,
        validators,
        snapshot.tao_weight,
        locked=held.locked if held else None,
        has_emitted=snapshot.has_emitted,
    )


def ratio_view(desk: AppState, state: TicketState) -> RatioView | None:
    """The ratio of the two prices that a ticket's swap meets; None of a ticket that swaps nothing."""
    snapshot, there, quote = state.snapshot, state.destination, state.draft.quote if state.draft else None
    origin = snapshot.subnets.get(state.netuid) if snapshot else None
    destination = snapshot.subnets.get(there.netuid) if snapshot and there else None
    if snapshot is None or origin is None or destination is None or origin is destination:
        return None
    run = ratio_run(desk.prices.run(origin.netuid), desk.prices.run(destination.netuid))
    return RatioView(origin, destination, run, snapshot.block_seconds, quote.limit_ratio if quote else None)
