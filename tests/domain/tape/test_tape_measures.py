"""The usual size, what stands out from it, and the share of buys."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.tape.tape_measures import (
    FEWEST_RECENT,
    HOUR_MS,
    MOST_RECENT,
    move_percent,
    pressure,
    times_usual,
    usual_size,
)
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade
from tests.taping import TIME_MS, a_trading


def a_trade(tao: int = 10, op: TapeOp = TapeOp.STAKE, **changes: object) -> TapeTrade:
    trading = a_trading()
    trading.stakes("1")
    return replace(trading.trades[0], tao=Tao(tao), op=op, **changes)  # type: ignore[arg-type]  # any field


def test_the_usual_size_is_the_median_of_the_newest_trades() -> None:
    old, new = [a_trade(10**9)] * MOST_RECENT, [a_trade(tao) for tao in range(MOST_RECENT)]
    assert usual_size(old + new) == Tao(MOST_RECENT // 2 - 1)


def test_of_too_few_trades_no_usual_size_is_known() -> None:
    assert usual_size([a_trade()] * (FEWEST_RECENT - 1)) is None
    assert usual_size([a_trade()] * (FEWEST_RECENT - 1) + [a_trade(op=TapeOp.FEE)]) is None


@pytest.mark.parametrize(("tao", "times"), [(99, None), (100, 10), (425, 42)])
def test_a_trade_of_ten_times_the_usual_size_stands_out(tao: int, times: int | None) -> None:
    assert times_usual(a_trade(tao), Tao(10)) == times


def test_without_a_usual_size_none_stands_out() -> None:
    assert times_usual(a_trade(), None) is None
    assert times_usual(a_trade(), Tao(0)) is None
    assert times_usual(a_trade(10**9, TapeOp.FEE), Tao(1)) is None


def test_the_share_of_buys_counts_both_sides_of_the_last_hour() -> None:
    trades = [
        a_trade(1000, time_ms=TIME_MS - HOUR_MS),
        a_trade(30),
        a_trade(6, TapeOp.SWAP_IN),
        a_trade(60, TapeOp.UNSTAKE, count=2),
        a_trade(4, TapeOp.MOVE_OUT),
        a_trade(5000, time_ms=None),
    ]
    found = pressure(trades, TIME_MS)
    assert (found.bought, found.sold, found.trades, found.buy_percent) == (Tao(36), Tao(64), 5, 36)


def test_where_nothing_was_traded_there_is_no_share() -> None:
    assert pressure([], TIME_MS).buy_percent is None


def test_a_trades_move_is_in_per_cent_of_the_price_before() -> None:
    assert move_percent(a_trade(before=Price(1000), after=Price(974))) == Decimal("-2.6")
    assert move_percent(a_trade(before=None)) is None
