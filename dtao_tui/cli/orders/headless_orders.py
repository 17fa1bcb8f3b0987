"""Headless `orders` command: the orders of the journal, and what became of those whose end is not known."""

from dtao_tui.cli import event_loop
from dtao_tui.cli.composition import connected_parts, joined
from dtao_tui.cli.console import Stopped, answer, complain
from dtao_tui.cli.orders.headless_trade import UNKNOWN
from dtao_tui.output import json_documents, order_text
from dtao_tui.ports.errors import Trouble
from dtao_tui.services.context import AppContext
from dtao_tui.settings import Settings


def show_orders(settings: Settings, *, must_ask: bool, as_json: bool) -> int:
    """Print the orders of the network's journal; the exit status tells whether one has no end yet."""
    with joined(settings) as parts:
        try:
            return event_loop.run(_shown(parts, must_ask=must_ask, as_json=as_json))
        except Trouble as trouble:
            raise Stopped(str(trouble)) from trouble


async def _shown(parts: AppContext, *, must_ask: bool, as_json: bool) -> int:
    # The journal of one network is told from those of others by the genesis that the chain names.
    async with connected_parts(parts):
        if must_ask:
            await parts.desk.reconcile()
        await parts.notes.read(parts.market.facts.genesis)
        if parts.notes.trouble:
            complain(parts.notes.trouble)
        orders, notes, unresolved = parts.desk.orders, parts.notes.notes, parts.desk.unresolved_because
        if as_json:
            answer(json_documents.written(order_text.orders_document(orders, notes, unresolved)))
        else:
            answer(order_text.orders_text(orders, notes))
        return UNKNOWN if any(order.is_open for order in orders) else 0
