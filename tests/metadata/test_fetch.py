"""Recordings of real runtimes: fetched by hash, without running anything of the archive that holds them."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from bittensor_core import Runtime

from tests.metadata import releases
from tests.metadata.fetch import STAND_IN, recording_in
from tests.metadata.releases import RELEASES, NotFetched, Release, digest_of, is_fetched

CALL = {"hotkey": "0x" + "11" * 32, "netuid": 3, "amount_staked": 5, "limit_price": 7, "allow_partial": False}


def an_archive(folder: Path, recording: bytes = b"{}") -> tuple[Path, Release]:
    path = folder / "bittensor-1.2.3.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("bittensor-1.2.3/tests/fixtures/golden.json")
        member.size = len(recording)
        archive.addfile(member, BytesIO(recording))
    return path, Release("1.2.3", 7, digest_of(path.read_bytes()), digest_of(recording))


@pytest.mark.parametrize("spec", RELEASES)
@pytest.mark.parametrize("version", [14, 15])
def test_the_metadata_of_a_release_describes_its_runtime(
    spec: int, version: int, real_metadata: Callable[..., bytes]
) -> None:
    data = real_metadata(spec, version)
    assert data[:5] == b"meta" + bytes([version])
    composed = Runtime(data, spec, 1, 42).compose_call("SubtensorModule", "add_stake_limit", CALL)
    assert bytes(composed)[:2] == bytes([7, 88])


def test_a_recording_is_taken_out_of_the_archive_that_was_released(tmp_path: Path) -> None:
    path, release = an_archive(tmp_path, b'{"metadata": {}}')
    assert recording_in(path, release) == b'{"metadata": {}}'


@pytest.mark.parametrize("field", ["archive_sha256", "golden_sha256"])
def test_another_archive_or_recording_is_refused(field: str, tmp_path: Path) -> None:
    path, release = an_archive(tmp_path)
    with pytest.raises(NotFetched, match="its hash differs"):
        recording_in(path, replace(release, **{field: "0" * 64}))


def test_a_kept_recording_that_was_changed_counts_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, release = an_archive(tmp_path)
    monkeypatch.setattr(releases, "FOLDER", tmp_path)
    release.path.write_bytes(b"{}")
    assert is_fetched(release)
    release.path.write_bytes(b"{} ")
    assert not is_fetched(release)


def test_pip_is_told_name_and_version_without_running_the_archive(tmp_path: Path) -> None:
    source, told = tmp_path / "source", tmp_path / "told"
    source.mkdir()
    told.mkdir()
    (source / "PKG-INFO").write_text("Metadata-Version: 2.4\nName: bittensor\nVersion: 1.2.3\n\nName: other\n")
    (source / "hatch_build.py").write_text("raise SystemExit('run')\n")
    script = f"from hatchling import build; print(build.prepare_metadata_for_build_wheel({os.fspath(told)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=source,
        env={**os.environ, "PYTHONPATH": os.fspath(STAND_IN)},
        capture_output=True,
        text=True,
        check=True,
    )
    folder = told / done.stdout.strip()
    assert folder.name == "bittensor-1.2.3.dist-info"
    assert (folder / "METADATA").read_text() == "Metadata-Version: 2.4\nName: bittensor\nVersion: 1.2.3\n"
