"""The signer's memory is kept out of the swap as far as the limit allows, and what was not is said."""

import ctypes
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dtao_tui.wallet.signer.memory_lock import Locked, sentence

KIB, MIB = 1024, 1024 * 1024
_PR_CAPBSET_DROP = 24
_CAP_IPC_LOCK = 14

LOOK = """
import sys
from pathlib import Path
from dtao_tui.wallet.signer.memory_lock import lock_memory
filled = bytearray(b"x" * int(sys.argv[1]))
found = lock_memory()
status = Path("/proc/self/status").read_text()
kept = int(status.split("VmLck:")[1].split()[0]) * 1024
print(found.locked, found.wanted, found.limit, kept)
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is locked on Linux only")


def as_any_user(limit: int) -> Callable[[], None]:
    """What makes a child like any user's: no right to lock without a limit, even for root."""

    def limited() -> None:
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_IPC_LOCK, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (min(limit, 64 * KIB), limit))

    return limited


def looked(limit: int, filled: int = 3_000_000) -> tuple[Locked, int]:
    """What a process under that limit says it locked, and what the kernel says."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(filled)],
        preexec_fn=as_any_user(limit),
        capture_output=True,
        text=True,
        check=True,
    )
    locked, wanted, limit, kept = map(int, done.stdout.split())
    return Locked(locked, wanted, limit), kept


@linux
@pytest.mark.parametrize("limit", [64 * KIB, 4 * MIB])
def test_as_much_is_locked_as_the_limit_allows(limit: int) -> None:
    found, kept = looked(limit)
    assert found.limit == limit
    assert limit - 4 * KIB <= found.locked <= limit < found.wanted
    assert kept == found.locked
    assert not found.is_whole


@linux
def test_all_that_was_written_is_locked_within_the_usual_limit_of_8_mib() -> None:
    found, kept = looked(8 * MIB, filled=500_000)
    assert found.is_whole
    assert 500_000 < found.wanted == kept


@linux
def test_nothing_is_locked_where_nothing_may_be() -> None:
    found, kept = looked(0)
    assert (found.locked, kept) == (0, 0)
    assert found.wanted > MIB


@pytest.mark.parametrize(
    ("found", "swap", "words"),
    [
        (Locked(9 * MIB, 9 * MIB, 8 * MIB), True, "is locked: nothing of a key reaches the swap"),
        (
            Locked(8 * MIB, 9 * MIB, 8 * MIB),
            True,
            r"8.0 MiB of the signer's 9.0 MiB .* limit is 8.0 MiB .* to 18432 \(",
        ),
        (Locked(8 * MIB, 9 * MIB, 8 * MIB), False, "has no swap"),
        (Locked(0, 9 * MIB, -1), True, "the system refuses more"),
        (Locked(0, 0, 0), True, "cannot be locked on this system"),
    ],
)
def test_what_was_locked_is_said_with_what_to_do(tmp_path: Path, found: Locked, swap: bool, words: str) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size Used Priority\n" + ("/dev/sda2 partition 1 0 -2\n" if swap else ""))
    assert re.search(words, sentence(found, swaps))
