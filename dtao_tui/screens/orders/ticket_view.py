"""What a ticket shows of a draft: the meaning of its amount and the lines of its quote."""

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.holdings import Held
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.trades.post_trade import aftermath
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.widgets.trade.quote_list import QuoteView
from dtao_tui.widgets.trade.ticket import TicketPanel


def show_amount(panel: TicketPanel, draft: Draft, subnet: Subnet) -> None:
    """Show the unit of the amount, and what it comes to where that is not what was typed."""
    asset = draft.ticket.spec.pays(subnet.netuid)
    unit = asset.symbol({subnet.netuid: subnet.symbol})
    # A comma could be meant as a decimal one, so what it came to is said.
    typed = draft.ticket.amount_text.strip().lower()
    is_literal = not typed.endswith(("%", "max")) and "," not in typed
    panel.show_meaning(unit, draft.amount, is_literal=is_literal)


def show_gone(panel: TicketPanel) -> None:
    """Clear the ticket of a subnet that is gone."""
    panel.show_quote(QuoteView("α"))
    panel.set_ready(False)


def quote_view(
    draft: Draft, subnet: Subnet, held: Held, network_fee: Tao | None, chain_quote: Quote | None, block: int | None
) -> QuoteView:
    """The lines of the quote; `chain_quote` is used where only the chain can quote, `held` is with all validators."""
    quote = draft.quote or (chain_quote if draft.needs_chain_quote else None)
    # What cannot be paid, or would not fill, has no aftermath.
    is_possible = all(check.passed for check in draft.checks if check.name in ("funds", "limit"))
    return QuoteView(
        symbol=subnet.symbol,
        block=block,
        quote=quote,
        price=subnet.price,
        network_fee=quote.network_fee if quote and quote.network_fee else network_fee,
        aftermath=aftermath(quote, subnet.pool, held, draft.rest) if quote and is_possible else None,
        held_now=held.amount,
        locked=held.locked,
        caution=draft.caution,
    )
