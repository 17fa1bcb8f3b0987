"""What orders changed for an account, as the journal tells it."""

from collections import Counter
from collections.abc import Iterable

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.orders.order import Order
from tests.fakes import PRACTICE_ADDRESS


def told_changes(orders: Iterable[Order], account: str = PRACTICE_ADDRESS) -> Counter[int | None]:
    """The sum of what it gained and lost, in rao: of each subnet's alpha by netuid, of TAO by None."""
    changes: Counter[int | None] = Counter()
    for order in orders:
        settled = [history.settlement for history in order.histories if history.settlement is not None]
        for flow in (flow for settlement in settled for flow in settlement.flows):
            if flow.account == account:
                changes[flow.amount.netuid if isinstance(flow.amount, Alpha) else None] += flow.amount.rao
    return changes
