"""The contract of a world: the same seed and the same calls in the same blocks make the same chain, root by root."""

import hashlib
from itertools import count

from dtao_tui.domain.drill_records import Drill
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets.subnets.tempo import set_tempo
from dtao_tui.practice.world.genesis import genesis_world
from tests.practice.drills.players import ME

BLOCKS = 24


def roots_of(seed: int, *, reads_early: bool = False) -> list[str]:
    """The state roots of some blocks with a faucet, a change of tempo and a drill in them."""
    options, times = PracticeOptions(seed=seed, subnets=6, block_seconds=0), count(1_795_000_000_000, 3_000)
    node = Node(genesis_world(options), options, clock=lambda: next(times))
    if reads_early:
        # What genesis leaves for later is the same whoever asks for it, and when.
        node.chain.storage.copied()
    deeds = {
        3: lambda: node.chain.grant(ME, 10**12),
        5: lambda: node.chain.ask(lambda context: set_tempo(context, 10)),
        8: lambda: node.drills.begin(ME, Drill.THIN_POOL.value),
        20: lambda: node.drills.repair(ME),
    }
    roots = []
    for number in range(BLOCKS):
        deeds.get(number, lambda: None)()
        roots.append(node.step().header.state_root.hex())
    contents = repr(sorted(node.chain.storage.copied().items()))
    return [*roots, hashlib.blake2b(contents.encode()).hexdigest()]


def test_the_same_seed_and_calls_make_the_same_roots_and_another_seed_others() -> None:
    roots = roots_of(1)
    assert roots == roots_of(1, reads_early=True)
    assert not set(roots) & set(roots_of(2))
