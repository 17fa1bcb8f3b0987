"""Orders as the calls that carry them out: an amount above zero, and a limit that limits, whatever is asked."""

import pytest

from dtao_tui.domain.amounts import U64_MAX, Alpha, Price, Tao
from dtao_tui.domain.trades.intents import NotAnOrder, StakeOrder, UnstakeOrder

HOTKEY = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy"


def orders(rao: int, limit: Price) -> list[StakeOrder | UnstakeOrder]:
    return [
        StakeOrder(7, HOTKEY, Tao(rao), limit),
        UnstakeOrder(7, HOTKEY, Alpha(rao, 7), limit),
        UnstakeOrder(7, HOTKEY, Alpha(rao, 7), limit, is_whole_position=True),
    ]


@pytest.mark.parametrize("limit", [0, U64_MAX])
def test_a_limit_that_limits_nothing_becomes_no_call(limit: int) -> None:
    for order in orders(10**9, Price(limit)):
        with pytest.raises(NotAnOrder, match="limits something"):
            order.call()


@pytest.mark.parametrize("limit", [1, U64_MAX - 1])
def test_every_call_carries_the_limit_of_its_order_to_the_rao(limit: int) -> None:
    for order in orders(10**9, Price(limit)):
        assert order.call().arguments["limit_price"] == limit


@pytest.mark.parametrize("rao", [0, U64_MAX])
def test_an_order_of_nothing_or_of_the_number_that_means_everything_becomes_no_call(rao: int) -> None:
    stake, unstake, _ = orders(rao, Price(10**9))
    for order in (stake, unstake):
        with pytest.raises(NotAnOrder, match="above zero"):
            order.call()


def test_no_call_may_be_filled_in_part() -> None:
    stake, unstake, whole = orders(10**9, Price(10**9))
    assert stake.call().arguments["allow_partial"] is False
    assert unstake.call().arguments["allow_partial"] is False
    assert "allow_partial" not in whole.call().arguments
