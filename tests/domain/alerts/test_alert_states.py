"""When alerts fire: examples, and properties over any course of final samples."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.alerts.alert_states import (
    OLDEST,
    PAUSE,
    QUIET,
    AlertSample,
    AlertState,
    ConditionVerdict,
    Fired,
    Phase,
    TradeVerdict,
    after_sample,
    after_trades,
    is_fresh,
)
from dtao_tui.domain.subnet_id import SubnetId

FOUR, NINE = SubnetId(4, 10), SubnetId(9, 20)
STEP = 12_000
LIMIT, NEAR = 250, 225


def verdict(value: int | None) -> ConditionVerdict:
    """What `field>250` says of a value."""
    if value is None:
        return ConditionVerdict(None, None, None)
    return ConditionVerdict(value > LIMIT, value > NEAR, Decimal(value))


def run(
    values: Sequence[int | None], steps: Sequence[int] = (), state: AlertState | None = None
) -> tuple[AlertState, list[tuple[int, Fired]]]:
    """Samples of subnet 4, so many milliseconds apart; what fired, with the place of its sample."""
    state, time, fired = state or AlertState(), 1_000_000, []
    for place, value in enumerate(values):
        time += steps[place] if steps else STEP
        sample = AlertSample(state.block + 1, time, {FOUR: verdict(value)})
        state, found = after_sample(state, sample)
        if found is not None:
            fired.append((place, found))
    return state, fired


def places(values: Sequence[int | None], steps: Sequence[int] = ()) -> list[int]:
    return [place for place, _ in run(values, steps)[1]]


@pytest.mark.parametrize(
    ("values", "fires_at"),
    [
        ([300], []),
        ([300, 300], [1]),
        ([300, 200, 300], []),
        ([300, None, 300], []),
        ([None, None], []),
        ([300, 300, 300, 300], [1]),
        ([250, 250], []),
    ],
)
def test_it_fires_at_the_second_sample_in_a_row(values: list[int | None], fires_at: list[int]) -> None:
    assert places(values) == fires_at


@pytest.mark.parametrize(("back_to", "fires_again"), [(240, False), (226, False), (225, True), (100, True)])
def test_it_fires_again_only_after_a_tenth_of_the_limit_back(back_to: int, fires_again: bool) -> None:
    values = [300, 300, back_to, 300, 300]
    steps = [STEP, STEP, PAUSE, PAUSE, PAUSE]
    assert places(values, steps) == ([1, 4] if fires_again else [1])


def test_what_is_not_known_does_not_let_it_fire_again() -> None:
    assert places([300, 300, None, None, 300, 300, 300], [STEP, STEP, *[PAUSE] * 5]) == [1]


def test_ten_minutes_lie_between_two_firings_and_what_is_due_fires_then() -> None:
    fired_again = [300, 300, 0, *[300] * 60]
    first, second = places(fired_again)
    assert (first, second) == (1, 1 + QUIET // STEP)


def test_what_was_due_and_went_back_does_not_fire() -> None:
    assert places([300, 300, 0, 300, 300, 240, *[240] * 60]) == [1]


def test_after_a_pause_the_count_begins_anew_and_what_fires_came_while_away() -> None:
    values, steps = [100, 300, 300], [STEP, PAUSE + 1, STEP]
    ((place, fired),) = run(values, steps)[1]
    assert (place, fired.is_away) == (2, True)
    assert places([300, 300], [STEP, PAUSE + 1]) == []


def test_what_comes_true_after_the_pause_did_not_come_while_away() -> None:
    ((_, fired),) = run([100, 100, 300, 300], [STEP, PAUSE + 1, STEP, STEP])[1]
    assert not fired.is_away


def test_what_had_fired_before_a_pause_does_not_fire_again_because_of_it() -> None:
    assert places([300, 300, 300, 300], [STEP, STEP, QUIET + PAUSE, STEP]) == [1]


def test_several_subnets_at_once_are_one_firing_that_names_the_first() -> None:
    state, found = AlertState(), None
    for block in (1, 2):
        told = {NINE: verdict(400), FOUR: verdict(300), SubnetId(5): verdict(100)}
        state, found = after_sample(state, AlertSample(block, block * STEP, told))
    assert found == Fired(NINE, Decimal(400), others=1)
    assert {each.subnet: each.phase for each in state.phases} == {NINE: Phase.FIRED, FOUR: Phase.FIRED}


def test_one_subnet_that_stays_true_does_not_keep_another_from_firing() -> None:
    state = run([300, 300])[0]
    for block, minutes in ((10, 40), (11, 41)):
        told = {FOUR: verdict(300), NINE: verdict(300)}
        state, found = after_sample(state, AlertSample(block, minutes * 60_000, told))
    assert found is not None
    assert found.subnet == NINE


def test_what_it_fired_with_is_known_for_a_day_where_nothing_is_said_of_it() -> None:
    state = run([300, 300])[0]
    begun = state.sampled_at or 0
    for block, hours in ((10, 1), (11, 24)):
        state, _ = after_sample(state, AlertSample(block, begun + hours * 3_600_000, {}))
        assert [each.phase for each in state.phases] == [Phase.FIRED]
    assert after_sample(state, AlertSample(12, begun + 25 * 3_600_000, {}))[0].phases == ()


def test_a_trade_fires_at_once_and_the_largest_stands_for_all_of_its_block() -> None:
    trades = [TradeVerdict(FOUR, verdict(each)) for each in (100, 260, 900, None)]
    state, found = after_trades(AlertState(), 7, 70_000, trades)
    assert found == Fired(FOUR, Decimal(900), others=1, trade=2)
    assert after_trades(state, 7, 70_000, trades) == (state, None)
    assert after_trades(state, 8, 70_000 + QUIET - 1, trades)[1] is None
    assert after_trades(state, 8, 70_000 + QUIET, trades)[1] is not None


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (OLDEST, True), (OLDEST + 1, False), (-OLDEST - 1, False)])
def test_what_is_older_than_five_minutes_is_stale(age: int, fresh: bool) -> None:
    assert is_fresh(10**12 - age, 10**12) is fresh


COURSES = st.lists(
    st.tuples(
        st.sampled_from([None, 0, 200, 226, 249, 251, 400]),
        st.sampled_from([STEP, 60_000, PAUSE, PAUSE + 1, QUIET, 10 * QUIET]),
    ),
    max_size=60,
)


@given(COURSES)
def test_whatever_the_course_no_rule_of_firing_is_broken(course: list[tuple[int | None, int]]) -> None:
    values, steps = [each[0] for each in course], [each[1] for each in course]
    times = [sum(steps[: place + 1]) for place in range(len(steps))]
    fired = run(values, steps)[1]
    for place, found in fired:
        now, before = values[place], values[place - 1]
        assert place > 0
        assert now is not None
        assert before is not None
        assert min(now, before) > LIMIT
        assert steps[place] <= PAUSE
        assert found.value == now
    for (first, _), (second, _) in pairwise(fired):
        assert times[second] - times[first] >= QUIET
        assert any(value is not None and value <= NEAR for value in values[first:second])


@given(COURSES, st.integers(0, 60))
def test_a_restart_in_the_middle_changes_nothing(course: list[tuple[int | None, int]], cut: int) -> None:
    values, steps = [each[0] for each in course], [each[1] for each in course]
    whole, fired = run(values, steps)
    state, time, again = AlertState(), 1_000_000, []
    for place, (value, step) in enumerate(course):
        time += step
        sample = AlertSample(state.block + 1, time, {FOUR: verdict(value)})
        state, found = after_sample(state, sample)
        again += [] if found is None else [(place, found)]
        if place == cut:
            # A program that takes over is given the newest samples once more.
            assert after_sample(state, sample) == (state, None)
    assert (state, again) == (whole, fired)
