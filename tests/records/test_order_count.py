"""A journal that lost orders is noticed by the count beside it, and no kill makes a false alarm or hides a loss."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dtao_tui import private_files
from dtao_tui.ports.record_stores import JournalTrouble
from dtao_tui.records.orders import order_count
from dtao_tui.records.orders.journal import Journal
from tests.domain.orders.example_orders import GENESIS, an_order

SEED = 20_260_802
KILLS = 12

WRITER = """
import sys
from pathlib import Path
from dtao_tui.records.orders.journal import Journal
from tests.domain.orders.example_orders import an_order
journal = Journal(Path(sys.argv[1]))
print("ready" if not journal.notice else journal.notice, flush=True)
for number in range(10**6):
    name = f"{sys.argv[2]}-{number}"
    journal.add(an_order(name), (b"x",))
    print(name, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def count(path: Path) -> Path:
    return path.with_suffix(".count")


def keep(path: Path, *names: str) -> None:
    """Open the journal, add orders of these names and close it."""
    journal = Journal(path)
    assert journal.notice == ""
    for name in names:
        journal.add(an_order(name), (b"x",))
    journal.close()


def names_in(journal: Journal) -> set[str]:
    return {order.id for order in journal.orders(GENESIS)}


def remove(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("lose", [remove, cut])
def test_a_journal_that_vanished_is_said_until_a_person_has_read_it(path: Path, lose: Callable[[Path], None]) -> None:
    keep(path, "one", "two")
    lose(path)
    for _ in range(2):
        journal = Journal(path)
        assert "held 2 orders, now it holds 0" in journal.notice
        assert "before you trade" in journal.notice
        journal.close()
    journal = Journal(path)
    journal.acknowledge()
    journal.add(an_order("three"), (b"x",))
    journal.close()
    assert Journal(path).notice == ""


def test_an_older_copy_is_said(path: Path) -> None:
    keep(path, "one")
    older = path.read_bytes()
    keep(path, "two")
    path.write_bytes(older)
    assert "held 2 orders, now it holds 1" in Journal(path).notice


def test_another_journal_with_more_orders_is_said(path: Path, tmp_path: Path) -> None:
    keep(path, "one", "two")
    other = tmp_path / "other.sqlite3"
    keep(other, "one", "three", "four")
    path.write_bytes(other.read_bytes())
    assert "held 2 orders, and what it holds now is something else" in Journal(path).notice


def test_a_count_that_vanished_is_said_where_there_are_orders(path: Path, count: Path) -> None:
    keep(path)
    count.unlink()
    keep(path, "one")
    count.unlink()
    assert "is gone; whether orders are missing is not known" in Journal(path).notice


def test_orders_added_before_a_loss_was_read_do_not_hide_it(path: Path) -> None:
    keep(path, "one", "two")
    path.unlink()
    journal = Journal(path)
    for name in ("three", "four", "five"):
        journal.add(an_order(name), (b"x",))
    journal.close()
    assert "held 2 orders, and what it holds now is something else" in Journal(path).notice


def test_a_program_that_ended_before_the_order_was_counted_raises_no_alarm(path: Path, count: Path) -> None:
    keep(path, "one")
    counted = count.read_bytes()
    keep(path, "two")
    whole = count.read_bytes()
    count.write_bytes(counted)
    keep(path)
    assert count.read_bytes() == whole


def test_what_an_interrupted_count_leaves_behind_raises_no_alarm(path: Path, count: Path) -> None:
    keep(path, "one")
    count.with_name(f".{count.name}.0123456789abcdef").write_bytes(b"")
    keep(path)


def test_an_order_that_cannot_be_counted_is_not_kept(path: Path, count: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path)
    journal.add(an_order("one"), (b"x",))

    def fail(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(private_files, "replace", fail)
        with pytest.raises(JournalTrouble, match=r"cannot be counted .* No space left"):
            journal.add(an_order("two"), (b"x",))
    assert names_in(journal) == {"one"}
    journal.add(an_order("three"), (b"x",))
    journal.close()
    keep(path)


def test_two_instances_count_each_others_orders(path: Path) -> None:
    one, two = Journal(path), Journal(path)
    for number in range(3):
        one.add(an_order(f"one-{number}"), (b"x",))
        two.add(an_order(f"two-{number}"), (b"x",))
    assert Journal(path).notice == ""
    path.unlink()
    assert "held 6 orders" in Journal(path).notice


def test_a_journal_that_is_exchanged_while_it_is_open_takes_no_order(path: Path) -> None:
    journal = Journal(path)
    path.unlink()
    with pytest.raises(JournalTrouble, match="removed or exchanged while it was in use"):
        journal.add(an_order(), (b"x",))


def test_the_count_is_closed_to_others_and_comes_back_as_written(count: Path) -> None:
    written = order_count.count_of(["one", "two"])
    order_count.write(count, written)
    assert order_count.read(count) == written
    assert count.stat().st_mode & 0o077 == 0
    assert order_count.count_of(["two", "one"]) != written


def test_no_kill_makes_a_false_alarm_or_loses_what_was_said_to_be_kept(path: Path) -> None:
    chance = random.Random(SEED)
    kept: set[str] = set()
    for attempt in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(path), str(attempt)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline().strip() == "ready"
            kept.add(writer.stdout.readline().strip())
            time.sleep(chance.uniform(0.0, 0.06))
            writer.kill()
            # The last line may be half a name.
            kept |= {line.strip() for line in writer.stdout if line.endswith("\n")}
    journal = Journal(path)
    assert journal.notice == ""
    assert kept <= names_in(journal)
    assert len(kept) >= KILLS
