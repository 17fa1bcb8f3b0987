"""Check of spend limits: what an order gives away at most, against the limit per order and that of 24 hours."""

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.spending.order_worth import OrderWorth, worth_of
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances


def order_worth(quote: Quote, snapshot: Snapshot) -> OrderWorth:
    """What spend limits count an order as, at the prices of this block."""
    return worth_of(quote, {netuid: subnet.price for netuid, subnet in snapshot.subnets.items()})


def spending(_intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the spend limits of the account allow it; None where there are none."""
    allowance = circumstances.allowance
    if allowance is None or not allowance.is_limited:
        return None
    worth = order_worth(quote, circumstances.snapshot) if quote is not None else OrderWorth(Tao(0))
    objection = allowance.objection(worth)
    return Check("spending", not objection, objection, allowance.caption, allowance.fact)
