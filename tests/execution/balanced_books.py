"""The journal and the chain tell the same: no order is lost or doubled, and every rao that moved is written down."""

from collections.abc import Sequence

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Holdings
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.practice.node.node import Node
from tests.execution.chain_givens import OWNER, reserved_by
from tests.execution.told_changes import told_changes

LANDED = (OrderState.FINAL, OrderState.REFUSED, OrderState.UNTOLD)
"""In a final block, whatever came of it there."""


def books_balance(node: Node, orders: Sequence[Order], began_with: Tao, held: Holdings, netuids: Sequence[int]) -> bool:
    """Hold all orders of the practice account against its nonce and what it has; asserts what differs.

    `began_with` was its free TAO before the first of them, when it had no stake on these subnets.
    """
    parts = [part for order in orders for part in order.parts]
    landed = [part for part in parts if part.state in LANDED]
    nonces = [part.nonce for part in landed]
    assert len(set(nonces)) == len(nonces), "two orders of one number were carried out"
    counted = node.chain.next_nonce(OWNER)
    missing = [(p.state.value, p.history.sentence) for p in parts if p.nonce in set(range(counted)) - set(nonces)]
    assert len(landed) == counted, f"an order was lost: {missing}"
    changes = told_changes(orders)
    told = {"TAO": changes[None] - reserved_by(node), **{netuid: changes[netuid] for netuid in netuids}}
    is_so = {"TAO": (held.free - began_with).rao, **{netuid: held.staked(netuid).rao for netuid in netuids}}
    assert told == is_so, "the journal tells of other changes than the chain"
    return True
