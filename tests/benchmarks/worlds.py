"""A practice node alone in a process: from the start to its first answer, its blocks, and the memory they take."""

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.report import Measured

_PROGRAM = """
import json, resource, sys, time
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.node_process import without_collection
from dtao_tui.practice.options import PracticeOptions

options = PracticeOptions(subnets=int(sys.argv[1]), block_seconds=0)
node = without_collection(lambda: Node(genesis_world(options), options))
ready = time.process_time() * 1000
blocks = []
for _ in range(int(sys.argv[2])):
    started = time.process_time()
    node.step()
    blocks.append((time.process_time() - started) * 1000)
print(json.dumps([ready, blocks, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
RUNS = 3


def measured(subnets: int, blocks: int) -> Iterator[Measured]:
    """Three figures of a world of this size that has made so many blocks; the largest memory it ever had."""
    runs = [_run(subnets, blocks) for _ in range(RUNS)]
    is_usual = subnets <= 130
    yield Measured(f"node of {subnets}: CPU until it could answer", [run[0] for run in runs], "ms", 500)
    samples = [block for run in runs for block in run[1]]
    yield Measured(f"node of {subnets}: one block, CPU", samples, "ms", 100 if is_usual else 400)
    memory = [run[2] for run in runs]
    yield Measured(f"node of {subnets}: memory after {blocks} blocks", memory, "MB", 120 if is_usual else 150)


def _run(subnets: int, blocks: int) -> tuple[float, list[float], float]:
    command = [sys.executable, "-c", _PROGRAM, str(subnets), str(blocks)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    ready, samples, memory = json.loads(done.stdout)
    return ready, samples, memory
