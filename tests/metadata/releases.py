"""The SDK releases whose test files hold what its authors recorded from real runtimes: metadata, calls, payloads."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / ".metadata"
"""Where `make metadata` puts the recordings; git ignores it."""

GOLDEN = "tests/fixtures/golden.json"


class NotFetched(Exception):
    """A recording is not here, or is not the one that was released; says what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """One source distribution of the SDK."""

    version: str
    spec: int
    archive_sha256: str
    golden_sha256: str

    @property
    def path(self) -> Path:
        """Where its recording is kept."""
        return FOLDER / f"golden-{self.spec}.json"


RELEASES = {
    release.spec: release
    for release in (
        Release(
            "11.0.0",
            419,
            "b53c5030d88fac9888f7acbca8069985d7f609021ce634c11f5db14af4e788d5",
            "69d3baee67020ac20d115b4a67c919334f226f34394655d1e47f5ca8713c6487",
        ),
        Release(
            "11.0.2",
            439,
            "90d790d50cb51d12bba65cd18892fb5d6e7addf56fb5706675ec3bcb5bce9e61",
            "6bb253a90c4a8c5fa5da73764ce683d3cea85daf99af0477ff4b0db22e2c0fa2",
        ),
        Release(
            "11.3.0",
            461,
            "8ce05029a712866048c6cf3e3d5df1592ac896175f5b4227f63044b7e7b7edb3",
            "a74c2f7fd7d9c40ba8111170bf74dddfad57a040d181b3532acb2a9ce2ef2f11",
        ),
    )
}
"""By spec version. The hashes are of the archive as it was released and of the recording inside it."""


def is_fetched(release: Release) -> bool:
    """Whether the recording is here, byte for byte."""
    return release.path.is_file() and digest_of(release.path.read_bytes()) == release.golden_sha256


def digest_of(data: bytes) -> str:
    """The sha256 of these bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


@cache
def golden(spec: int) -> dict[str, Any]:
    """All that was recorded from a node of this spec version. Raises NotFetched.

    Some keys: `network`, `calls`, `signature_payloads`, `extrinsics`, `events`, `storage_values`, `runtime_calls`.
    """
    release = RELEASES[spec]
    if not is_fetched(release):
        raise NotFetched(f"What was recorded from spec {spec} is not here; `make metadata` fetches it")
    recorded: dict[str, Any] = json.loads(release.path.read_bytes())
    return recorded


@cache
def metadata(spec: int, version: int = 15) -> bytes:
    """The runtime's metadata V15 or V14, from `meta` on. Raises NotFetched."""
    data = bytes.fromhex(golden(spec)["metadata"][f"v{version}_hex"].removeprefix("0x"))
    # V15 was recorded as the answer of a runtime API: an option and a length stand before it.
    return data[data.index(b"meta") :]
