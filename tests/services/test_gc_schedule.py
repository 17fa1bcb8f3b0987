import gc
import weakref
from collections.abc import Iterator

import pytest

from dtao_tui.services.gc_schedule import (
    FORGETTING_SECONDS,
    LONG_REST_SECONDS,
    REST_SECONDS,
    WORTH_COLLECTING,
    GcSchedule,
)


class Ring:
    """Something that only a collection finds, for it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def schedule() -> Iterator[GcSchedule]:
    schedule = GcSchedule()
    schedule.begin()
    yield schedule
    schedule.end()


def an_old_ring() -> tuple[list[Ring], "weakref.ref[Ring]"]:
    """One that has survived as many young collections as make a full one worth it."""
    kept = [Ring()]
    for _ in range(WORTH_COLLECTING + 1):
        gc.collect(1)
    return kept, weakref.ref(kept[0])


def rest(schedule: GcSchedule, seconds: int) -> None:
    for _ in range(seconds):
        schedule.tick()


def test_garbage_is_collected_once_nobody_has_pressed_a_key_for_a_while(schedule: GcSchedule) -> None:
    kept, found = an_old_ring()
    kept.clear()
    rest(schedule, REST_SECONDS)
    assert found() is not None
    schedule.tick()
    assert found() is None


def test_while_keys_are_pressed_nothing_old_is_collected(schedule: GcSchedule) -> None:
    kept, found = an_old_ring()
    kept.clear()
    for _ in range(3 * LONG_REST_SECONDS):
        schedule.tick()
        schedule.disturb()
    assert found() is not None


def test_what_was_set_aside_and_then_lost_goes_in_a_long_rest(schedule: GcSchedule) -> None:
    kept, found = an_old_ring()
    schedule.set_aside()
    kept.clear()
    gc.collect()
    assert found() is not None
    rest(schedule, LONG_REST_SECONDS)
    assert found() is None


def test_when_much_was_set_aside_all_is_looked_at_without_a_long_rest(
    schedule: GcSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.services.gc_schedule.MOST_SET_ASIDE", 0)
    schedule.set_aside()
    kept, found = an_old_ring()
    rest(schedule, REST_SECONDS + 1)
    kept.clear()
    schedule.tick()
    assert found() is None


def test_the_collector_is_left_as_it_was() -> None:
    before = gc.get_threshold()
    schedule = GcSchedule()
    schedule.begin()
    schedule.set_aside()
    assert gc.get_threshold() != before
    schedule.end()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_after_a_secret_all_is_collected_twice_whatever_is_pressed(schedule: GcSchedule) -> None:
    kept, found = an_old_ring()
    schedule.set_aside()
    schedule.forget_soon()
    kept.clear()
    due = []
    for second in range(1, FORGETTING_SECONDS[-1] + 5):
        schedule.disturb()
        if schedule.tick():
            due.append(second)
            assert found() is None
    assert due == list(FORGETTING_SECONDS)
