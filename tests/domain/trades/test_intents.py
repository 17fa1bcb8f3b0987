"""Orders as the calls that carry them out: an amount above zero, and a limit that limits, whatever is asked."""

import pytest

from dtao_tui.domain.amounts import U64_MAX, Alpha, Price, Tao
from dtao_tui.domain.trades.intents import Limits, NotAnOrder, SingleIntent, Stake, Unstake

HOTKEY = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy"


def intents(rao: int) -> list[SingleIntent]:
    return [
        Stake(7, HOTKEY, Tao(rao)),
        Unstake(7, HOTKEY, Alpha(rao, 7)),
        Unstake(7, HOTKEY, Alpha(rao, 7), is_whole_position=True),
    ]


@pytest.mark.parametrize("limit", [0, U64_MAX])
def test_a_limit_that_limits_nothing_becomes_no_call(limit: int) -> None:
    for intent in intents(10**9):
        with pytest.raises(NotAnOrder, match="limits something"):
            intent.call(Limits((Price(limit),)))


@pytest.mark.parametrize("limit", [1, U64_MAX - 1])
def test_every_call_carries_the_limit_of_its_order_to_the_rao(limit: int) -> None:
    for intent in intents(10**9):
        assert intent.call(Limits((Price(limit),))).arguments["limit_price"] == limit


@pytest.mark.parametrize("rao", [0, U64_MAX])
def test_an_order_of_nothing_or_of_the_number_that_means_everything_becomes_no_call(rao: int) -> None:
    stake, unstake, _ = intents(rao)
    for intent in (stake, unstake):
        with pytest.raises(NotAnOrder, match="above zero"):
            intent.call(Limits((Price(10**9),)))


def test_no_call_may_be_filled_in_part_unless_that_is_asked_for() -> None:
    stake, unstake, whole = (intent.call(Limits((Price(10**9),))) for intent in intents(10**9))
    assert stake.arguments["allow_partial"] is False
    assert unstake.arguments["allow_partial"] is False
    assert "allow_partial" not in whole.arguments


def test_a_part_is_enough_only_where_that_is_asked_for() -> None:
    limit = Limits((Price(10**9),))
    assert Stake(7, HOTKEY, Tao(10**9), allow_partial=True).call(limit).arguments["allow_partial"] is True
    assert Unstake(7, HOTKEY, Alpha(10**9, 7), allow_partial=True).call(limit).arguments["allow_partial"] is True


def test_a_whole_position_is_never_sold_in_part() -> None:
    whole = Unstake(7, HOTKEY, Alpha(10**9, 7), is_whole_position=True, allow_partial=True)
    with pytest.raises(NotAnOrder, match="all or nothing"):
        whole.call(Limits((Price(10**9),)))
