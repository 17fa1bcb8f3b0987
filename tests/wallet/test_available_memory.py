"""Free memory is read as the system tells it."""

import resource
from pathlib import Path

import pytest

from dtao_tui.wallet import available_memory

MIB = 1024 * 1024


@pytest.fixture
def system(tmp_path: Path) -> Path:
    (tmp_path / "meminfo").write_text("MemTotal: 9999999 kB\nMemAvailable:    2048000 kB\n")
    (tmp_path / "groups" / "user" / "app").mkdir(parents=True)
    (tmp_path / "own").write_text("0::/user/app\n")
    return tmp_path


def free(system: Path) -> int | None:
    return available_memory.available(system / "meminfo", system / "own", system / "groups")


def limit(group: Path, most: str, used: int, inactive: int = 0) -> None:
    (group / "memory.max").write_text(f"{most}\n")
    (group / "memory.current").write_text(f"{used}\n")
    (group / "memory.stat").write_text(f"anon 5\ninactive_file {inactive}\n")


def test_without_groups_the_machine_says_how_much_is_free(system: Path) -> None:
    assert free(system) == 2048000 * 1024


def test_the_tightest_group_above_us_counts(system: Path) -> None:
    limit(system / "groups" / "user" / "app", "max", 5)
    limit(system / "groups" / "user", str(700 * MIB), 500 * MIB, 100 * MIB)
    assert free(system) == 300 * MIB


def test_a_group_that_is_full_has_nothing_left(system: Path) -> None:
    limit(system / "groups" / "user" / "app", str(100 * MIB), 120 * MIB)
    assert free(system) == 0


def test_groups_of_the_first_version_count_too(system: Path) -> None:
    group = system / "groups" / "memory" / "docker"
    group.mkdir(parents=True)
    (system / "own").write_text("7:cpu,memory:/docker\n3:name=systemd:/x\n")
    (group / "memory.limit_in_bytes").write_text(str(800 * MIB))
    (group / "memory.usage_in_bytes").write_text(str(300 * MIB))
    (group / "memory.stat").write_text("total_inactive_file 0\n")
    assert free(system) == 500 * MIB


def test_a_bound_on_address_space_counts(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda what: (256 * MIB, resource.RLIM_INFINITY))
    assert free(system) == 256 * MIB


def test_a_system_that_does_not_say_stops_nobody(tmp_path: Path) -> None:
    assert available_memory.available(tmp_path / "no", tmp_path / "no", tmp_path / "no") is None
    assert available_memory.shortage(None) is None


@pytest.mark.parametrize(("megabytes", "is_short"), [(0, True), (599, True), (600, False), (8000, False)])
def test_six_hundred_megabytes_are_needed(megabytes: int, is_short: bool) -> None:
    assert (available_memory.shortage(megabytes * MIB) is not None) == is_short
