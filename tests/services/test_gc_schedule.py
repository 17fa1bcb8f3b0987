import gc
import weakref
from collections.abc import Iterator

import pytest

from dtao_tui.services.gc_schedule import FORGETTING_SECONDS, LONG_REST_SECONDS, REST_SECONDS, WORTH_COLLECTING, Tidying


class Ring:
    """Something that only a collection finds, for it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def tidying() -> Iterator[Tidying]:
    tidying = Tidying()
    tidying.begin()
    yield tidying
    tidying.end()


def an_old_ring() -> tuple[list[Ring], "weakref.ref[Ring]"]:
    """One that has survived as many young collections as make a full one worth it."""
    kept = [Ring()]
    for _ in range(WORTH_COLLECTING + 1):
        gc.collect(1)
    return kept, weakref.ref(kept[0])


def rest(tidying: Tidying, seconds: int) -> None:
    for _ in range(seconds):
        tidying.tick()


def test_garbage_is_collected_once_nobody_has_pressed_a_key_for_a_while(tidying: Tidying) -> None:
    kept, found = an_old_ring()
    kept.clear()
    rest(tidying, REST_SECONDS)
    assert found() is not None
    tidying.tick()
    assert found() is None


def test_while_keys_are_pressed_nothing_old_is_collected(tidying: Tidying) -> None:
    kept, found = an_old_ring()
    kept.clear()
    for _ in range(3 * LONG_REST_SECONDS):
        tidying.tick()
        tidying.disturb()
    assert found() is not None


def test_what_was_set_aside_and_then_lost_goes_in_a_long_rest(tidying: Tidying) -> None:
    kept, found = an_old_ring()
    tidying.set_aside()
    kept.clear()
    gc.collect()
    assert found() is not None
    rest(tidying, LONG_REST_SECONDS)
    assert found() is None


def test_when_much_was_set_aside_all_is_looked_at_without_a_long_rest(
    tidying: Tidying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.services.gc_schedule.MOST_SET_ASIDE", 0)
    tidying.set_aside()
    kept, found = an_old_ring()
    rest(tidying, REST_SECONDS + 1)
    kept.clear()
    tidying.tick()
    assert found() is None


def test_the_collector_is_left_as_it_was() -> None:
    before = gc.get_threshold()
    tidying = Tidying()
    tidying.begin()
    tidying.set_aside()
    assert gc.get_threshold() != before
    tidying.end()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_after_a_secret_all_is_collected_twice_whatever_is_pressed(tidying: Tidying) -> None:
    kept, found = an_old_ring()
    tidying.set_aside()
    tidying.forget_soon()
    kept.clear()
    due = []
    for second in range(1, FORGETTING_SECONDS[-1] + 5):
        tidying.disturb()
        if tidying.tick():
            due.append(second)
            assert found() is None
    assert due == list(FORGETTING_SECONDS)
