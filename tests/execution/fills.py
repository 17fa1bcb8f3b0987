"""Orders as they ended, held against what they were quoted with."""

from dataclasses import replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.intents import Op


def is_as_quoted(order: Order) -> bool:
    """Whether it ended well, and paid and received what its quote said, to the rao, in the journal's flows as well."""
    assert order.state is OrderState.FINAL, order.sentence
    assert order.settlement is not None
    assert set(order.settlement.flows) == _quoted_flows(order)
    if order.operation == Op.END_LOCK:
        # It pays nothing and brings nothing.
        assert order.filled is None
        return True
    assert order.filled is not None
    assert (order.filled.paid, order.filled.received) == (order.pays, order.quoted.received)
    assert order.filled.pool_fee == order.quoted.pool_fee
    return True


def _quoted_flows(order: Order) -> set[Flow]:
    """The flows that were quoted; what a claim's reserved fee was not used for came back."""
    flows, quoted = set(order.quoted.flows), order.quoted.network_fee
    assert order.settlement is not None
    assert quoted is not None
    fee = order.settlement.network_fee
    assert fee is not None
    if order.operation != Op.CLAIM_ROOT:
        return flows
    assert fee < quoted
    paid = {flow for flow in flows if flow.amount == Tao(-quoted.rao)}
    assert len(paid) == 1
    return flows - paid | {replace(flow, amount=Tao(-fee.rao)) for flow in paid}
