"""What a kept world survives: `kill -9`, damage to its file, a full disk, and files of other programs and versions."""

import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from dtao_tui.practice.persistence.world_database import DamagedWorld, WorldDatabase
from dtao_tui.practice.persistence.world_rows import identity_row
from dtao_tui.practice.persistence.world_store import DATABASE, WorldStore
from dtao_tui.settings import NotASetting
from tests.practice.persistence.saved_worlds import all_of, grown, harm_file, harm_row, kept, numbers

HARMS = ("cut", "flip", "empty")
Copied = Callable[[Path, int], tuple[object, ...]]


def test_only_two_states_and_the_blocks_after_the_older_stay(tmp_path: Path) -> None:
    grown(tmp_path, 200)
    assert numbers(tmp_path, "states") == [128, 192]
    assert numbers(tmp_path, "blocks") == [*range(129, 201)]


@pytest.mark.parametrize("which", [64, 128])
@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_state_costs_nothing(tmp_path: Path, which: int, harm: str, copied_world: Copied) -> None:
    before = copied_world(tmp_path, 140)
    harm_row(tmp_path, "states", which, harm)
    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        assert all_of(node)[:3] == before[:3]
        assert all_of(node)[4:] == before[4:]
    assert len(complaints) == 1
    assert "damaged and was left out" in complaints[0]
    with kept(tmp_path, complaints) as node:
        assert len(complaints) == 1


@pytest.mark.parametrize("harm", HARMS)
def test_without_any_whole_state_another_world_begins(tmp_path: Path, harm: str, copied_world: Copied) -> None:
    genesis = copied_world(tmp_path, 3)[1]
    harm_row(tmp_path, "states", 0, harm)
    another_begins(tmp_path, genesis, "is damaged")
    assert grown(tmp_path, 0)[0] == 5


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_no_whole_database_is_set_aside(tmp_path: Path, harm: str, copied_world: Copied) -> None:
    genesis = copied_world(tmp_path, 70)[1]
    if harm == "flip":
        (tmp_path / DATABASE).write_bytes(b"SQLite" + (tmp_path / DATABASE).read_bytes()[7:])
    else:
        harm_file(tmp_path / DATABASE, harm)
    another_begins(tmp_path, genesis, "is damaged")


def test_the_identity_of_a_world_is_never_taken_from_damaged_bytes(tmp_path: Path, copied_world: Copied) -> None:
    genesis = copied_world(tmp_path, 3)[1]
    harm_row(tmp_path, "identity", 0, "flip")
    another_begins(tmp_path, genesis, "is damaged")


def another_begins(folder: Path, genesis: object, why: str) -> None:
    """The world is moved aside with a sentence, and the node goes on with another."""
    complaints: list[str] = []
    with kept(folder, complaints) as node:
        assert node.chain.height == 0
        assert node.chain.genesis != genesis
        node.step(5)
    [complaint] = complaints
    assert f"The kept world {why}" in complaint
    [aside] = folder.glob("older-*")
    assert str(aside) in complaint
    assert any(aside.iterdir())


def test_a_bit_that_flips_anywhere_crashes_nothing_and_changes_nothing(tmp_path: Path, copied_world: Copied) -> None:
    before = copied_world(tmp_path / "whole", 70)
    data = (tmp_path / "whole" / DATABASE).read_bytes()
    random, heights = Random(70), set()
    for trial in range(40):
        folder = tmp_path / str(trial)
        folder.mkdir()
        harmed = bytearray(data)
        harmed[random.randrange(len(data))] ^= 1 << random.randrange(8)
        (folder / DATABASE).write_bytes(harmed)
        with kept(folder, []) as node:
            height = node.chain.height
            heights.add(height)
            if node.chain.genesis == before[1]:
                hashes = [node.chain.hash_of(number) for number in range(height + 1)]
                assert hashes == before[2][: height + 1]  # type: ignore[index]
                if height == 70:
                    assert all_of(node)[4:] == before[4:]
            else:
                assert list(folder.glob("older-*"))
            assert node.step().header.number == height + 1
    assert 70 in heights


def test_a_killed_node_leaves_every_block_that_is_whole_in_its_log(tmp_path: Path) -> None:
    """What `kill -9` or a power cut leaves: a write-ahead log of any length gives the blocks that are whole in it."""
    with kept(tmp_path / "killed") as node:
        node.step(3)
        at_the_kill = shutil.copytree(tmp_path / "killed", tmp_path / "left")
    log = at_the_kill / f"{DATABASE}-wal"
    data = log.read_bytes()
    heights = set()
    for length in (*range(0, len(data), len(data) // 40), len(data)):
        folder = tmp_path / f"cut-{length}"
        folder.mkdir()
        shutil.copy(at_the_kill / DATABASE, folder)
        (folder / log.name).write_bytes(data[:length])
        with WorldStore(folder) as store:
            found = store.found()
            assert found is not None
            heights.add(len(found.steps))
    assert heights == {0, 1, 2, 3}


def test_a_log_of_another_file_is_never_read(tmp_path: Path) -> None:
    with kept(tmp_path / "world") as node:
        node.step(3)
        log = (tmp_path / "world" / f"{DATABASE}-wal").read_bytes()
        genesis = node.chain.genesis
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / f"{DATABASE}-wal").write_bytes(log)
    with kept(folder, []) as node:
        assert node.chain.height == 0
        assert node.chain.genesis != genesis


def test_blocks_after_a_damage_are_never_taken_for_later_ones(tmp_path: Path, copied_world: Copied) -> None:
    copied_world(tmp_path, 70)
    harm_row(tmp_path, "states", 64, "cut")
    harm_row(tmp_path, "blocks", 30, "flip")
    with kept(tmp_path, []) as node:
        height = node.chain.height
        assert 0 < height < 64
        node.step(70 - height + 5)
        before = all_of(node)
    with kept(tmp_path) as node:
        assert all_of(node)[:2] == before[:2]
        assert all_of(node)[4:] == before[4:]


def test_a_world_of_another_version_is_set_aside(tmp_path: Path) -> None:
    genesis = grown(tmp_path, 2)[1]
    with closing(WorldDatabase(tmp_path / DATABASE)) as database:
        identity = database.read().identity
    _, content, digest = identity_row(replace(identity, vocabulary=b"another"))
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database, database:
        database.execute("UPDATE identity SET content = ?, digest = ?", (content, digest))
    another_begins(tmp_path, genesis, "was made by another version")


def test_a_world_in_another_form_is_set_aside(tmp_path: Path) -> None:
    genesis = grown(tmp_path, 1)[1]
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute("PRAGMA user_version = 2")
    another_begins(tmp_path, genesis, "was written by another version")


def test_a_world_of_files_as_they_once_were_is_set_aside(tmp_path: Path) -> None:
    for name in ("000000000064.base", "000000000064.log", "000000000000.damaged"):
        (tmp_path / name).write_bytes(b"dtao-tui practice world 1\n")
    another_begins(tmp_path, None, "was written by another version")
    assert not list(tmp_path.glob("0*"))


def test_a_database_of_another_program_is_set_aside(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute("CREATE TABLE identity (number, content, digest)")
    another_begins(tmp_path, None, "is damaged")


def test_a_link_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotASetting, match="it is a link"), kept(tmp_path):
        pass
    assert not (tmp_path / "elsewhere").exists()


@contextmanager
def no_room(folder: Path) -> Iterator[None]:
    """No page more in the database, as on a full disk."""
    save = WorldDatabase.save

    def limited(database: WorldDatabase, *rows: object) -> None:
        connection = database._database
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        try:
            save(database, *rows)  # type: ignore[arg-type]
        finally:
            connection.execute("PRAGMA max_page_count = 1073741823")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorldDatabase, "save", limited)
        yield


@contextmanager
def no_writing(folder: Path) -> Iterator[None]:
    """No byte more in any file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("trouble", "words"), [(no_room, "database or disk is full"), (no_writing, "disk I/O error")])
@pytest.mark.parametrize("missed", [40, 150])
def test_a_full_disk_is_told_once_and_mended_later(
    tmp_path: Path, trouble: Callable[[Path], AbstractContextManager[None]], words: str, missed: int
) -> None:
    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        node.step(5)
        with trouble(tmp_path):
            node.step(missed)
        assert len(complaints) == 1
        assert words in complaints[0]
        node.step(20)
        before = all_of(node)
    with kept(tmp_path, complaints) as node:
        assert all_of(node)[4:] == before[4:]
    assert len(complaints) == 1


def test_a_file_that_is_damaged_in_use_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise DamagedWorld

    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        node.step(5)
        with monkeypatch.context() as patch:
            patch.setattr(WorldDatabase, "save", damaged)
            node.step()
        node.step(4)
        before = all_of(node)
    assert len(complaints) == 1
    assert "damaged" in complaints[0]
    assert list(tmp_path.glob("older-*"))
    with kept(tmp_path, complaints) as node:
        assert all_of(node)[:3] == before[:3]
        assert all_of(node)[4:] == before[4:]
