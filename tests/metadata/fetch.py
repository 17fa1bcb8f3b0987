"""Fetches the recordings of real runtimes from the SDK's source distributions: `make metadata`.

pip downloads them as it is configured here, by name, version and hash, and runs nothing of them.
"""

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.metadata.releases import FOLDER, GOLDEN, RELEASES, NotFetched, Release, digest_of, is_fetched

STAND_IN = Path(__file__).parent / "stand_in"
PATIENCE_SECONDS = 240
PIP = (
    *("-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--timeout", "20", "--retries", "2"),
    *("--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"),
)


def main() -> int:
    """Fetch what is missing; 1 with a sentence when that cannot be done."""
    FOLDER.mkdir(exist_ok=True)
    for release in RELEASES.values():
        if is_fetched(release):
            continue
        try:
            fetch(release)
        except NotFetched as error:
            print(f"{error}. Tests against real metadata are skipped without it.", file=sys.stderr)  # noqa: T201
            return 1
    return 0


def fetch(release: Release) -> None:
    """Download one source distribution and keep its recording alone. Raises NotFetched."""
    with TemporaryDirectory() as folder:
        data = recording_in(_download(release, Path(folder)), release)
    beside = release.path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(release.path)


def recording_in(archive: Path, release: Release) -> bytes:
    """The recording inside a source distribution. Raises NotFetched when archive or recording is another one."""
    if digest_of(archive.read_bytes()) != release.archive_sha256:
        raise NotFetched(f"{archive.name} is not the archive that was released: its hash differs")
    with tarfile.open(archive) as members:
        member = members.extractfile(f"bittensor-{release.version}/{GOLDEN}")
        data = member.read() if member else b""
    if digest_of(data) != release.golden_sha256:
        raise NotFetched(f"{GOLDEN} in {archive.name} is not the one that was released: its hash differs")
    return data


def _download(release: Release, folder: Path) -> Path:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"bittensor=={release.version} --hash=sha256:{release.archive_sha256}\n", encoding="utf-8")
    command = [sys.executable, *PIP, "--dest", os.fspath(folder), "--requirement", os.fspath(wanted)]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": os.fspath(STAND_IN)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotFetched(f"pip did not fetch bittensor {release.version} in {PATIENCE_SECONDS} s") from error
    archive = folder / f"bittensor-{release.version}.tar.gz"
    if done.returncode or not archive.is_file():
        said = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "it said nothing")
        raise NotFetched(f"pip could not fetch the source of bittensor {release.version} ({said.strip()})")
    return archive


if __name__ == "__main__":
    sys.exit(main())
