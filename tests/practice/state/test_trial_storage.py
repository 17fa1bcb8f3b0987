"""The throw-away state that rehearsals work on: it behaves as storage does and leaves the state beneath alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.practice.state.storage import Storage, Undeclared
from dtao_tui.practice.state.trial_storage import TrialStorage

DEFAULTS = {"A.Number": 7, "A.Map": 0, "A.Maybe": None}
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["put", "drop", "add", "begin", "commit", "rollback"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(-5, 5),
    ),
    max_size=20,
)


def a_storage() -> Storage:
    storage = Storage(DEFAULTS)
    storage.settle(bytes(32))
    return storage


def a_trial(storage: Storage) -> TrialStorage:
    return TrialStorage(storage, storage.default)


def carry_out(storage: Storage, deeds: list[tuple[str, int, int, int]]) -> None:
    """Do all that is possible: no transaction is closed that was not opened, and none stays open."""
    depth = 0
    for deed, first, second, value in [*deeds, *[("rollback", 0, 0, 0)] * len(deeds)]:
        match deed:
            case "put":
                storage.put("A.Map", first, second, value=value)
            case "add":
                storage.add("A.Map", first, second, amount=value)
            case "drop":
                storage.drop("A.Map", first, second)
            case "begin":
                storage.begin()
                depth += 1
            case _ if depth:
                storage.commit() if deed == "commit" else storage.rollback()
                depth -= 1


def seen(storage: Storage) -> list[object]:
    reads: list[object] = [(storage.get("A.Map", a, b), storage.has("A.Map", a, b)) for a in range(3) for b in range(3)]
    return [*reads, sorted(storage.entries("A.Map")), *(sorted(storage.entries("A.Map", a)) for a in range(3))]


@settings(max_examples=300, deadline=None)
@given(before=DEEDS, then=DEEDS)
def test_a_trial_reads_as_storage_would_and_changes_nothing_beneath(
    before: list[tuple[str, int, int, int]], then: list[tuple[str, int, int, int]]
) -> None:
    beneath, real = a_storage(), a_storage()
    for storage in (beneath, real):
        carry_out(storage, before)
    kept = repr(beneath.copied())
    trial = a_trial(beneath)
    carry_out(trial, then)
    carry_out(real, then)
    assert seen(trial) == seen(real)
    assert repr(beneath.copied()) == kept


def test_new_entries_follow_those_beneath() -> None:
    storage = a_storage()
    storage.put("A.Map", 2, value=1)
    trial = a_trial(storage)
    trial.put("A.Map", 1, value=2)
    trial.put("A.Map", 2, value=3)
    assert list(trial.entries("A.Map")) == [((2,), 3), ((1,), 2)]


def test_what_is_removed_reads_as_the_default() -> None:
    storage = a_storage()
    storage.put("A.Number", value=1)
    trial = a_trial(storage)
    trial.drop("A.Number")
    assert trial.get("A.Number") == 7
    assert storage.get("A.Number") == 1


def test_a_trial_works_on_a_past_state_as_well() -> None:
    storage = a_storage()
    storage.put("A.Map", 1, value=1)
    storage.seal(1)
    storage.put("A.Map", 1, value=2)
    storage.seal(2)
    trial = TrialStorage(storage.at(1), storage.default)
    assert trial.add("A.Map", 1, amount=10) == 11
    assert storage.get("A.Map", 1) == 2


@pytest.mark.parametrize("deed", ["put", "drop", "get", "has"])
def test_an_item_that_nobody_declared_is_an_error(deed: str) -> None:
    trial = a_trial(a_storage())
    with pytest.raises(KeyError):
        trial.put("A.Nothing", value=1) if deed == "put" else getattr(trial, deed)("A.Nothing")
    assert issubclass(Undeclared, KeyError)
