"""The rolling 24 hours: what counts, for how long, and what stops the counting."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.spending.limit_entries import LimitStatus
from dtao_tui.domain.spending.order_worth import OrderWorth
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.domain.spending.spend_window import (
    MOST_ORDERS,
    WINDOW_SECONDS,
    Allowance,
    Spending,
    WindowTime,
    spending_of,
)
from tests.domain.orders.example_orders import an_order, in_state

START = 1_780_000_000.0
UPTIME = 50_000.0
HOUR = 3600.0
ME = "5Grw"
UNTOUCHED = LimitStatus()
COUNTED = (
    OrderState.SIGNED,
    OrderState.SENT,
    OrderState.IN_BLOCK,
    OrderState.FINAL,
    OrderState.UNTOLD,
    OrderState.UNKNOWN,
    OrderState.CLOSED,
)


def moment(hours: float = 0.0, boot: str = "one", uptime: float | None = None) -> Moment:
    return Moment(START + hours * HOUR, UPTIME + hours * HOUR if uptime is None else uptime, boot)


def spent(tao: str | None, at: Moment | None = None, order_id: str = "one", block: int = 1000) -> Order:
    signed_at = at or moment()
    order = an_order(order_id, signed_at=signed_at, created_at=signed_at.wall)
    worth = None if tao is None else Tao.parse(tao)
    return replace(order, quoted=replace(order.quoted, worth=worth, block=block))


def used(*orders: Order, now: Moment, block: int | None = None, status: LimitStatus = UNTOUCHED) -> Spending:
    return spending_of(orders, ME, WindowTime(now, block, 12.0), status)


@pytest.mark.parametrize("state", OrderState)
def test_an_order_counts_until_it_is_proven_to_have_moved_nothing(state: OrderState) -> None:
    order = in_state(spent("3"), state)
    assert used(order, now=moment(1)).used == (Tao.parse("3") if state in COUNTED else Tao(0))


def with_nonce(order: Order, nonce: int) -> Order:
    return replace(order, extrinsics=(replace(order.extrinsic, nonce=nonce),))


@pytest.mark.parametrize("state", [OrderState.EXPIRED, OrderState.HELD])
def test_an_order_that_is_said_to_be_over_counts_again_once_its_number_is_passed(state: OrderState) -> None:
    over = in_state(with_nonce(spent("3"), 7), state)
    assert used(over, now=moment(1)).used == Tao(0)
    for later in (OrderState.SIGNED, OrderState.FINAL, OrderState.REFUSED, OrderState.EXPIRED):
        behind = in_state(with_nonce(spent("2", order_id="two"), 8), later)
        others = Tao.parse("2") if later in COUNTED else Tao(0)
        assert used(over, behind, now=moment(1)).used == Tao.parse("3") + others
    elsewhere = replace(with_nonce(spent("2", order_id="two"), 8), owner="5Other", signer="5Other")
    assert used(over, elsewhere, now=moment(1)).used == Tao(0)


@pytest.mark.parametrize("state", [OrderState.EXPIRED, OrderState.HELD, OrderState.REPLACED])
@pytest.mark.parametrize(("first", "second", "counted"), [("3", "2", "3"), ("2", "3", "3"), ("3", "3", "3")])
def test_of_two_orders_with_one_number_the_larger_counts(
    state: OrderState, first: str, second: str, counted: str
) -> None:
    over = in_state(with_nonce(spent(first), 7), state)
    again = in_state(with_nonce(spent(second, order_id="two"), 7), OrderState.FINAL)
    assert used(over, again, now=moment(1)).used == Tao.parse(counted)
    third = in_state(with_nonce(spent("1", order_id="three"), 8), OrderState.FINAL)
    assert used(over, again, third, now=moment(1)).used == Tao.parse(counted) + Tao.parse("1")


def test_an_order_whose_number_another_program_took_for_certain_counts_nothing() -> None:
    replaced = in_state(with_nonce(spent("3"), 7), OrderState.REPLACED)
    behind = in_state(with_nonce(spent("2", order_id="two"), 8), OrderState.FINAL)
    assert used(replaced, behind, now=moment(1)).used == Tao.parse("2")


def test_an_order_of_unknown_worth_whose_number_is_passed_stops_the_counting() -> None:
    over = in_state(with_nonce(spent(None), 7), OrderState.EXPIRED)
    assert used(over, now=moment(1)).trouble == ""
    found = used(over, with_nonce(spent("2", order_id="two"), 8), now=moment(1))
    assert found.doubtful == ("one",)
    assert "not known" in found.trouble


def test_another_accounts_orders_count_nothing() -> None:
    assert used(replace(spent("3"), owner="5Other"), now=moment(1)) == Spending()


def test_an_order_leaves_after_twenty_four_hours_and_not_a_second_before() -> None:
    last = Moment(START + WINDOW_SECONDS - 1, UPTIME + WINDOW_SECONDS - 1, "one")
    assert used(spent("3"), now=last).used == Tao.parse("3")
    assert used(spent("3"), now=moment(24)).used == Tao(0)


def test_a_clock_that_is_set_forward_lets_nothing_out_of_the_window() -> None:
    set_forward = moment(30, uptime=UPTIME + HOUR)
    assert used(spent("3"), now=set_forward, block=1300).used == Tao.parse("3")
    after_a_restart = moment(30, boot="two", uptime=60.0)
    assert used(spent("3"), now=after_a_restart, block=1300).used == Tao.parse("3")


def test_an_endpoint_that_tells_of_many_blocks_lets_nothing_out_of_the_window() -> None:
    assert used(spent("3"), now=moment(1), block=10**9).used == Tao.parse("3")


def test_calendar_and_blocks_together_let_an_order_out_on_a_machine_that_was_switched_off() -> None:
    next_morning = moment(25, boot="two", uptime=60.0)
    assert used(spent("3"), now=next_morning, block=1000 + 25 * 300).used == Tao(0)


def test_a_clock_that_is_set_back_stops_the_counting_and_says_what_to_do() -> None:
    found = used(spent("3"), now=moment(-2, boot="two", uptime=10.0), block=1001)
    assert found.used == Tao.parse("3")
    assert found.doubtful == ("one",)
    assert "clock of this machine is earlier" in found.trouble
    assert "Wallets (l)" in found.trouble


def test_a_clock_that_the_network_corrects_by_seconds_stops_nothing() -> None:
    assert used(spent("3"), now=Moment(START - 30, UPTIME + 5, "one")).trouble == ""


def test_an_accepted_order_counts_as_of_the_acceptance() -> None:
    back = moment(-2, boot="two", uptime=10.0)
    status = LimitStatus(accepted=(("one", back),))
    assert used(spent("3"), now=back, status=status) == Spending(Tao.parse("3"))
    a_day_later = Moment(back.wall + WINDOW_SECONDS, back.uptime + WINDOW_SECONDS, "two")
    assert used(spent("3"), now=a_day_later, status=status) == Spending()


def test_an_order_of_unknown_worth_stops_the_counting_until_it_is_accepted() -> None:
    found = used(spent(None), spent("2", order_id="two"), now=moment(1))
    assert (found.used, found.doubtful) == (Tao.parse("2"), ("one",))
    assert "not known" in found.trouble
    accepted = LimitStatus(accepted=(("one", moment(1)),))
    assert used(spent(None), now=moment(2), status=accepted) == Spending()


def test_an_order_of_an_older_program_counts_by_the_calendar_and_the_blocks() -> None:
    old = replace(spent("3"), extrinsics=(replace(spent("3").extrinsic, signed_at=None),))
    assert used(old, now=moment(1), block=1300).used == Tao.parse("3")
    assert used(old, now=moment(25), block=1000 + 25 * 300).used == Tao(0)


def test_lost_history_stops_the_counting_for_a_day() -> None:
    status = LimitStatus(history_lost_at=moment())
    assert "missing in the journal" in used(now=moment(23), status=status).trouble
    assert used(now=moment(24), status=status).trouble == ""


def test_more_orders_than_the_journal_is_sure_to_tell_are_not_summed() -> None:
    orders = [spent("0.001", order_id=str(number)) for number in range(MOST_ORDERS + 1)]
    assert "not relied on" in used(*orders, now=moment(1)).trouble
    assert used(*orders[1:], now=moment(1)).trouble == ""


@given(st.lists(st.tuples(st.integers(0, 48 * 3600), st.integers(0, 10**12)), max_size=30), st.integers(0, 48 * 3600))
def test_the_sum_is_that_of_the_orders_of_the_last_day_in_any_order(made: list[tuple[int, int]], at: int) -> None:
    orders = [
        spent(str(Tao(rao)), moment(seconds / HOUR), f"{number}")
        for number, (seconds, rao) in enumerate(made)
        if seconds <= at
    ]
    young = sum(rao for seconds, rao in made if seconds <= at < seconds + WINDOW_SECONDS)
    found = used(*orders, now=Moment(START + at, UPTIME + at, "one"))
    assert found == used(*reversed(orders), now=Moment(START + at, UPTIME + at, "one"))
    assert (found.used, found.trouble) == (Tao(young), "")


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_an_order_is_allowed_exactly_up_to_what_the_day_leaves(limit: int, spent_rao: int, wish: int) -> None:
    allowance = Allowance(SpendLimits(day=Tao(limit)), Spending(Tao(spent_rao)))
    assert bool(allowance.objection(OrderWorth(Tao(wish)))) == (wish > 0 and spent_rao + wish > limit)


def test_an_order_over_the_limit_per_order_is_refused_with_both_numbers() -> None:
    allowance = Allowance(SpendLimits(order=Tao.parse("10")))
    assert allowance.objection(OrderWorth(Tao.parse("10"))) == ""
    assert allowance.objection(OrderWorth(Tao.parse("10.5"))) == (
        "This order gives away up to 10.500 τ; your limit per order is 10.000 τ."
    )


def test_a_day_that_is_used_up_is_told_with_what_it_leaves() -> None:
    allowance = Allowance(SpendLimits(day=Tao.parse("20")), Spending(Tao.parse("18")))
    assert (allowance.caption, allowance.fact) == ("24 h limit", "used 18.000 of 20.000 τ")
    assert "leaves 2.000 τ: used 18.000 of 20.000 τ" in allowance.objection(OrderWorth(Tao.parse("5")))


def test_what_moves_no_value_is_allowed_whatever_is_used_but_not_where_limits_are_lost() -> None:
    used_up = Allowance(SpendLimits(Tao(0), Tao(0)), Spending(Tao(5), "The clock is wrong."))
    assert used_up.objection(OrderWorth(Tao(0))) == ""
    assert Allowance(trouble="Limits are lost.").objection(OrderWorth(Tao(0))) == "Limits are lost."


def test_unknown_worth_is_refused_where_there_is_a_limit_and_nowhere_else() -> None:
    assert "worth is unknown" in Allowance(SpendLimits(order=Tao(5))).objection(OrderWorth(None, "No price."))
    assert Allowance().objection(OrderWorth(None, "No price.")) == ""
