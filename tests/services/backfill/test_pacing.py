"""The pace of requests to an archive."""

import asyncio

import pytest

from dtao_tui.services.backfill.pacing import SLOWEST_PART, Pace
from tests.fakes.waiting import ManualClock


class Waits(list[float]):
    """Waits that take no time here but turn the clock."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        self._clock.turn(seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_so_many_requests_go_out_in_a_second_and_no_more(clock: ManualClock) -> None:
    waits = Waits(clock)
    pace = Pace(5.0, waits, clock.now)
    began = clock.now()
    for _ in range(11):
        await pace.turn()
    assert clock.now() - began == pytest.approx(2.0)
    clock.turn(60)
    await pace.turn()
    # A long rest saves up nothing.
    await pace.turn()
    assert waits[-1] == pytest.approx(0.2)


async def test_requests_at_once_take_turns(clock: ManualClock) -> None:
    waits = Waits(clock)
    pace = Pace(2.0, waits, clock.now)
    await asyncio.gather(*(pace.turn() for _ in range(3)))
    assert sum(waits) == pytest.approx(1.0)


async def test_it_slows_down_and_never_beyond_a_part(clock: ManualClock) -> None:
    waits = Waits(clock)
    pace = Pace(4.0, waits, clock.now)
    await pace.turn()
    for _ in range(10):
        pace.slow_down()
    await pace.turn()
    await pace.turn()
    assert waits[-1] == pytest.approx(SLOWEST_PART / 4)


async def test_a_pause_lets_nothing_out_and_is_not_counted(clock: ManualClock) -> None:
    pace = Pace(4.0, Waits(clock), clock.now)
    pace.pause()
    turn = asyncio.create_task(pace.turn())
    await asyncio.sleep(0)
    clock.turn(10)
    assert (pace.is_paused, turn.done(), pace.paused_seconds) == (True, False, 10)
    pace.resume()
    await turn
    clock.turn(5)
    assert (pace.is_paused, pace.paused_seconds) == (False, 10)
