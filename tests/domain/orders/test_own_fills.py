"""Which orders are marks in the chart of a subnet."""

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order import Order, OrderSubnet
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.own_fills import OwnFill, own_fills
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.settlement import Filled
from tests.domain.orders.example_orders import an_order

SEVEN, NINE = SubnetId(7, 1000), SubnetId(9, 1000)


def a_trade(paid: Tao | Alpha, received: Tao | Alpha, operation: str = "stake") -> Order:
    return an_order(
        operation=operation,
        state=OrderState.FINAL,
        filled=Filled(paid, received, Tao(1)),
        steps=(("signed", 1.0), ("in block", 5.0), ("final", 9.0)),
        block=100,
        subnets=(OrderSubnet(7, "γ", "seven", 1000), OrderSubnet(9, "ι", "nine", 1000)),
    )


def test_a_purchase_and_a_sale_have_their_price_and_the_time_of_their_block() -> None:
    bought = a_trade(Tao(10), Alpha(200, 7))
    sold = a_trade(Alpha(400, 7), Tao(20), "unstake")
    assert own_fills([bought, sold], SEVEN) == (
        OwnFill(Op.STAKE, Alpha(200, 7), Tao(10), True, 100, 5.0),
        OwnFill(Op.UNSTAKE, Alpha(400, 7), Tao(20), False, 100, 5.0),
    )
    assert {fill.price for fill in own_fills([bought, sold], SEVEN)} == {Price(50_000_000)}


def test_a_swap_is_a_sale_here_and_a_purchase_there_without_a_price_in_tao() -> None:
    swap = a_trade(Alpha(400, 7), Alpha(900, 9), "swap")
    here, there = own_fills([swap], SEVEN)[0], own_fills([swap], NINE)[0]
    assert (here.is_purchase, here.alpha, there.is_purchase, there.alpha) == (False, Alpha(400, 7), True, Alpha(900, 9))
    assert here.price is there.price is None


def test_what_passed_no_pool_is_no_mark() -> None:
    moved = a_trade(Alpha(400, 7), Alpha(400, 7), "move")
    unfilled = an_order()
    elsewhere = a_trade(Tao(10), Alpha(200, 9))
    assert own_fills([moved, unfilled, elsewhere], SEVEN) == ()


def test_fills_of_another_subnet_that_had_the_number_are_left_out() -> None:
    bought = a_trade(Tao(10), Alpha(200, 7))
    assert own_fills([bought], SubnetId(7, 9000)) == ()
