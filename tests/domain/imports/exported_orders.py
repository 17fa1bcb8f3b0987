"""Orders as another desk would have exported them: with addresses and hashes that are some."""

from typing import Any

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.settlement import Filled, RestSold, Settlement
from tests.domain.orders.example_orders import an_order
from tests.fakes.values import ALICE

HASH = "0x" + "12" * 32
FILLED = Filled(Alpha(10, 7), Tao(5), Alpha(1, 7), RestSold(Alpha(2, 7), Tao(1), Alpha(0, 7)))
SETTLED = Settlement((Flow(ALICE, Tao(5)), Flow(ALICE, Alpha(-10, 7))), FILLED, Tao(3), Alpha(4, 7))


def an_exported_order(order_id: str = "one", **changes: Any) -> Order:
    return an_order(
        order_id,
        **{"extrinsic_hash": HASH, "owner": ALICE, "signer": ALICE, "hotkey": ALICE, "pays": Tao(9), **changes},
    )


def a_settled_order() -> Order:
    return an_exported_order(
        state=OrderState.FINAL, settlement=SETTLED, block=105, block_hash=HASH, steps=(("signed", 1.5), ("final", 9.25))
    )
