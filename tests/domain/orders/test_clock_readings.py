"""How much time has certainly passed, whatever the calendar, the machine or its start."""

from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.orders.clock_readings import Moment, seconds_passed

seconds = st.floats(min_value=0, max_value=10**8)


def test_within_one_start_of_the_machine_the_calendar_has_no_say() -> None:
    signed = Moment(wall=1000, uptime=50, boot="a")
    assert seconds_passed(signed, Moment(wall=-(10**9), uptime=250, boot="a")) == 200
    assert seconds_passed(signed, Moment(wall=10**10, uptime=60, boot="a")) == 10


def test_after_another_start_no_more_counts_than_the_machine_has_run() -> None:
    signed = Moment(wall=1000, uptime=10**6, boot="a")
    assert seconds_passed(signed, Moment(wall=10**9, uptime=30, boot="b")) == 30


def test_a_calendar_that_was_set_back_releases_nothing_until_this_process_has_watched() -> None:
    signed = Moment(wall=10**9, uptime=10**6, boot="a")
    later = Moment(wall=1000, uptime=500, boot="b")
    assert seconds_passed(signed, later) <= 0
    assert seconds_passed(signed, later, watched=200) == 200


def test_without_a_name_for_the_start_an_uptime_that_fell_tells_of_another_one() -> None:
    signed = Moment(wall=1000, uptime=10**6)
    assert seconds_passed(signed, Moment(wall=2000, uptime=30)) == 30
    assert seconds_passed(signed, Moment(wall=2000, uptime=10**6 + 40)) == 40


def test_of_an_order_without_a_moment_only_what_was_watched_counts() -> None:
    assert seconds_passed(None, Moment(wall=10**9, uptime=10**9, boot="a"), watched=7) == 7


@given(signed=seconds, runs=st.lists(seconds, min_size=1, max_size=4), wall=seconds, is_named=st.booleans())
def test_never_more_than_really_passed_on_one_machine(
    signed: float, runs: list[float], wall: float, is_named: bool
) -> None:
    """The machine is started again after each run; the calendar may say whatever it wants."""
    first, *others = runs
    truth = first + sum(others)
    start = Moment(wall=0, uptime=signed, boot="0" if is_named else "")
    uptime = others[-1] if others else signed + first
    end = Moment(wall=wall, uptime=uptime, boot=str(len(others)) if is_named else "")
    assert seconds_passed(start, end) <= truth + 1e-6 * max(truth, uptime)
