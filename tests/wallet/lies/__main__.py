"""Thousands of lying descriptions: `make lies`. The seed is printed, so that any run can be had again."""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from random import SystemRandom

from dtao_tui.practice.runtime.metadata import SPEC_VERSION, describe
from dtao_tui.wallet.signer import signer_process
from dtao_tui.wallet.signer.memory_lock import Locked
from tests.metadata.releases import RELEASES, NotFetched, metadata
from tests.metadata.tree import read
from tests.wallet.lies.forging import a_lie
from tests.wallet.lies.trial import Result, Trial

AT_ONCE = 50
LOCK = "lock_memory"


def main() -> int:
    """Tell them all; 1 if one of them moved something else than Review showed."""
    parser = argparse.ArgumentParser(prog="make lies")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}: {chosen.count:,} lies about {', '.join(chains())}", flush=True)  # noqa: T201
    began = time.monotonic()
    seeds = range(chosen.seed, chosen.seed + chosen.count, AT_ONCE)
    results: Counter[str] = Counter()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for counted, stolen in pool.map(told, seeds):
            results.update(counted)
            for line in stolen:
                print(line, flush=True)  # noqa: T201
    for result in Result:
        print(f"{results[result.name]:7,} {result.value}")  # noqa: T201
    print(f"{time.monotonic() - began:.0f} s")  # noqa: T201
    if not results[Result.TRUE.name]:
        print("No lie was harmless enough to be signed: the run shows nothing.")  # noqa: T201
        return 1
    return 1 if results[Result.STOLEN.name] else 0


def told(first: int) -> tuple[Counter[str], list[str]]:
    """Fifty lies from a seed on: how they ended, and those that moved something else."""
    # Only the signer's own process has its memory locked.
    setattr(signer_process, LOCK, lambda: Locked(0, 0, 0))
    results: Counter[str] = Counter()
    stolen = []
    for seed in range(first, first + AT_ONCE):
        names = chains()
        name = names[seed % len(names)]
        lie = a_lie(trial(name).honest, seed)
        outcome = trial(name).tell(lie)
        results[outcome.result.name] += 1
        if outcome.result is Result.STOLEN:
            stolen.append(f"seed {seed}, {name}: {'; '.join(lie.told)}\n  shown {outcome.shown}\n  done {outcome.done}")
    return results, stolen


@cache
def chains() -> list[str]:
    """The chains that are lied about: practice with and without the proof, and the real ones that were fetched."""
    found = ["practice", "unproven"]
    for spec in RELEASES:
        try:
            metadata(spec)
        except NotFetched:
            continue
        found.append(f"spec {spec}")
    return found


@cache
def trial(name: str) -> Trial:
    """The honest chain of this name."""
    if name.startswith("spec "):
        spec = int(name.removeprefix("spec "))
        return Trial(metadata(spec), spec)
    tree = read(describe().metadata)
    if name == "unproven":
        tree.extensions = [each for each in tree.extensions if each.name != "CheckMetadataHash"]
    return Trial(tree.encoded(), SPEC_VERSION)


if __name__ == "__main__":
    sys.exit(main())
