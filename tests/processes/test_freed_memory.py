"""What was freed is overwritten, in every size in which a text is kept."""

import os
import subprocess
import sys

import pytest

from tests.wallet.memory_search import found_in

# The texts are put together at run time, so that only the ones that were freed hold them whole.
HOLDER = """
import sys
from dtao_tui.processes import freed_memory
freed_memory.share_one_heap()
sizes = [10, 20, 75, 300, 700, 3000]
texts = [f"{'needle'}-{size}-".ljust(size, "x") for size in sizes]
data = [text.encode() for text in texts]
print("held", flush=True)
sys.stdin.readline()
del texts, data
print("freed", flush=True)
sys.stdin.readline()
freed_memory.overwrite_free_objects()
freed_memory.overwrite_free_blocks()
print("overwritten", flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="memory can be looked into on Linux only")
def test_nothing_of_a_freed_text_is_left() -> None:
    needles = {str(size): f"needle-{size}-x".encode() for size in (20, 75, 300, 700, 3000)}
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None

        def found_when(word: bytes) -> list[str]:
            assert holder.stdin is not None
            assert holder.stdout is not None
            assert holder.stdout.readline().strip() == word
            found = found_in(holder.pid, needles)
            holder.stdin.write(b"\n")
            holder.stdin.flush()
            return found

        assert found_when(b"held") == sorted(needles)
        assert found_when(b"freed"), "freeing alone has left nothing, so this shows nothing"
        assert found_when(b"overwritten") == []
