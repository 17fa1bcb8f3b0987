"""One program at a time trades with an account."""

import subprocess
import sys
from pathlib import Path

from dtao_tui.records.claims import Claims

_HOLDER = """
import sys
from pathlib import Path
from dtao_tui.records.claims import Claims
print(Claims(Path(sys.argv[1])).claim(sys.argv[2], "0xaa"), flush=True)
sys.stdin.read()
"""


def test_the_second_to_claim_an_account_does_not_get_it(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    assert first.claim("5Grw", "0xaa")
    assert first.claim("5Grw", "0xaa")
    assert not second.claim("5Grw", "0xaa")
    assert second.claim("5FHn", "0xaa")
    assert second.claim("5Grw", "0xbb")


def test_a_released_account_can_be_claimed_by_another(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    first.claim("5Grw", "0xaa")
    first.release()
    assert second.claim("5Grw", "0xaa")


def test_a_killed_program_leaves_no_claim_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path), "5Grw"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert not Claims(tmp_path).claim("5Grw", "0xaa")
    finally:
        holder.kill()
        holder.communicate(timeout=10)
    assert Claims(tmp_path).claim("5Grw", "0xaa")
