"""The plan book keeps every plan and what happens to it, and says what it cannot read."""

import sqlite3
import stat
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Price
from dtao_tui.domain.plans.plan_events import PlanStopped, StepBegun, StepDone, StopCause
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.ports.plan_stores import PlanStoreTrouble
from dtao_tui.records.plans.plan_book import PlanBook
from tests.fakes import GENESIS
from tests.planning import a_record

OTHER_GENESIS = "0x" + "cd" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plans.sqlite3"


def grown(record: PlanRecord) -> PlanRecord:
    begun = StepBegun(
        at=2.0, step=0, order_id="order", block=5, receives=Alpha(2**64 - 1, 7), worst=Alpha(8, 7), limit=Price(3)
    )
    return record.after(begun, StepDone(at=3.0, step=0, paid=record.plan.steps[0].pays))


def test_a_plan_comes_back_as_it_was_confirmed_event_by_event(path: Path) -> None:
    book = PlanBook(path)
    book.add(a_record())
    assert PlanBook(path).plans(GENESIS) == (a_record(),)
    later = grown(a_record())
    book.append(later)
    stopped = later.after(PlanStopped(at=4.0, step=1, cause=StopCause.PERSON, sentence="You stopped it."))
    book.append(stopped)
    again = PlanBook(path)
    assert again.plans(GENESIS) == (stopped,)
    assert again.notice == ""
    assert again.plans(OTHER_GENESIS) == ()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_plan_is_not_written_twice(path: Path) -> None:
    book = PlanBook(path)
    book.add(a_record())
    with pytest.raises(PlanStoreTrouble, match="already"):
        book.add(a_record())


def test_what_was_written_is_never_written_again(path: Path) -> None:
    book = PlanBook(path)
    book.add(a_record())
    other = a_record().after(PlanStopped(at=9.0, step=0, cause=StopCause.PERSON, sentence="Another end."))
    book.append(other)
    with pytest.raises(PlanStoreTrouble, match="another history"):
        book.append(grown(a_record()))
    assert book.plans(GENESIS) == (other,)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE plans SET document = replace(document, 'basket', 'unwind')",
        "UPDATE plans SET created_at = created_at + 1",
        "UPDATE plan_events SET document = replace(document, 'order', 'other') WHERE n = 1",
        "DELETE FROM plan_events WHERE n = 2",
        "DELETE FROM plan_events WHERE n = 1",
        "INSERT INTO plan_events SELECT * FROM plan_events WHERE n = 0",
    ],
)
def test_a_plan_that_was_changed_is_left_out_and_said(path: Path, damage: str) -> None:
    book = PlanBook(path)
    book.add(a_record())
    book.append(grown(a_record()))
    book.add(a_record(plan_id="two"))
    book.close()
    with sqlite3.connect(path) as connection:
        connection.execute(damage + (" WHERE id = 'one'" if damage.startswith("UPDATE plans") else ""))
    again = PlanBook(path)
    assert "cannot be read" in again.notice
    assert "Activity" in again.notice
    assert "one" not in [record.id for record in again.plans(GENESIS)]


def test_a_damaged_file_is_moved_aside_and_a_new_one_begun(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    book = PlanBook(path)
    assert "damaged" in book.notice
    book.add(a_record())
    assert book.plans(GENESIS) == (a_record(),)


def test_a_file_of_something_else_is_left_alone_and_no_plan_begun(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
    book = PlanBook(path)
    assert "cannot be used" in book.notice
    with pytest.raises(PlanStoreTrouble, match="No plan is begun"):
        book.add(a_record())
