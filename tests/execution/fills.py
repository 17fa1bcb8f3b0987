"""Orders as they ended, held against what they were quoted with."""

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.intents import Op


def is_as_quoted(order: Order) -> bool:
    """Whether it ended well, and paid and received what its quote said, to the rao, in the journal's flows as well."""
    assert order.state is OrderState.FINAL, order.sentence
    assert order.settlement is not None
    assert set(order.settlement.flows) == set(order.quoted.flows)
    if order.operation == Op.END_LOCK:
        # It pays nothing and brings nothing.
        assert order.filled is None
        return True
    assert order.filled is not None
    assert (order.filled.paid, order.filled.received) == (order.pays, order.quoted.received)
    assert order.filled.pool_fee == order.quoted.pool_fee
    return True
