"""Own fills of one subnet: what the orders of the journal bought and sold there, as marks of a chart."""

from collections.abc import Iterable
from dataclasses import dataclass

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op


@dataclass(frozen=True, slots=True)
class OwnFill:
    """One purchase or sale in a subnet's pool."""

    op: Op
    alpha: Alpha
    """What was bought or sold of the subnet."""

    other: Tao | Alpha
    """What was paid for it, or received."""

    is_purchase: bool
    block: int | None
    at: float
    """When it was first seen in a block: wall clock, seconds since 1970."""

    @property
    def price(self) -> Price | None:
        """What one alpha cost or brought, the pool's fee in it; None where it was swapped for another alpha."""
        if not isinstance(self.other, Tao) or not self.alpha:
            return None
        return Price(self.other.rao * RAO_PER_TAO // self.alpha.rao)


def own_fills(orders: Iterable[Order], subnet: SubnetId) -> tuple[OwnFill, ...]:
    """What these orders traded in the pool of this subnet, oldest first."""
    found = (_fill(order, subnet) for order in orders)
    return tuple(sorted((fill for fill in found if fill is not None), key=lambda fill: fill.at))


def _fill(order: Order, subnet: SubnetId) -> OwnFill | None:
    filled, op = order.filled, next((op for op in Op if op.value == order.operation), None)
    if filled is None or op is None or not any(each.id.is_same(subnet) for each in order.subnets):
        return None
    sides = [(filled.paid, filled.received, False), (filled.received, filled.paid, True)]
    for traded, other, is_purchase in sides:
        if isinstance(traded, Alpha) and traded.netuid == subnet.netuid and other.asset != traded.asset:
            return OwnFill(op, traded, other, is_purchase, order.block, _seen_at(order))
    return None


def _seen_at(order: Order) -> float:
    in_block = (OrderState.IN_BLOCK.value, OrderState.FINAL.value)
    return next((at for state, at in order.steps if state in in_block), order.created_at)
