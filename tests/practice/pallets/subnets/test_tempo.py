"""The tempo of a practice world: epochs come sooner and pay what was emitted, the same in sum."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions, check_tempo
from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.subnets import epochs, tempo
from dtao_tui.practice.pallets.subnets.emission import PROTOCOL_ALPHA
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.settings import NotASetting
from tests.practice.nodes import a_node
from tests.practice.wires import a_wire

SUBNETS = 6


def a_living_node(**options: object) -> Node:
    chosen = PracticeOptions(subnets=SUBNETS, block_seconds=0, **options)  # type: ignore[arg-type]  # any option
    return Node(genesis_world(chosen), chosen)


def test_every_subnet_has_an_epoch_within_each_tempo() -> None:
    node = a_living_node(tempo=10)
    node.step(20)
    counts = [node.chain.storage.number(epochs.EPOCH_INDEX, netuid) for netuid in range(1, SUBNETS + 1)]
    assert all(count in (1, 2) for count in counts)
    node.step(100)
    later = [node.chain.storage.number(epochs.EPOCH_INDEX, netuid) for netuid in range(1, SUBNETS + 1)]
    assert [after - before for before, after in zip(counts, later, strict=True)] == [10] * SUBNETS


def test_shorter_epochs_pay_no_more() -> None:
    def made(blocks_apart: int | None) -> int:
        node = a_living_node(tempo=blocks_apart, intensity=0)
        node.step(60)
        storage = node.chain.storage
        names = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")
        waiting = sum(storage.number(f"SubtensorModule.{name}", 3) for name in names)
        owned = storage.number(shares.TOTAL, 3) + storage.number(PROTOCOL_ALPHA, 3) + waiting
        return storage.number(pools.ALPHA_OUT, 3) - owned

    # All alpha outside the pool is staked, the chain's own, or waits for an epoch, but for what rounding leaves.
    assert abs(made(10)) < 1000
    assert abs(made(None)) < 1000


def test_a_world_of_the_usual_tempo_is_the_one_it_always_was() -> None:
    asked, usual = (genesis_world(PracticeOptions(subnets=SUBNETS, tempo=blocks)) for blocks in (360, None))
    assert asked.world.subnets == usual.world.subnets
    assert genesis_world(PracticeOptions(subnets=SUBNETS, tempo=20)).fingerprint != usual.fingerprint


def test_the_pools_of_a_seed_are_the_same_whatever_the_tempo() -> None:
    asked, usual = (genesis_world(PracticeOptions(subnets=SUBNETS, tempo=blocks)).world for blocks in (20, None))
    assert [each.pool for each in asked.subnets] == [each.pool for each in usual.subnets]


@pytest.mark.parametrize(("blocks", "subnets"), [(9, 6), (65536, 6), (16, 4096)])
def test_a_tempo_that_no_world_can_keep_is_refused(blocks: int, subnets: int) -> None:
    with pytest.raises(NotASetting, match="The tempo of"):
        check_tempo(blocks, subnets)
    check_tempo(17, 4096)


async def test_a_tempo_is_changed_by_the_next_block_and_told_by_an_event() -> None:
    async with a_node(subnets=SUBNETS) as node, a_wire(node) as wire:
        node.step(3)
        assert await wire.result("practice_tempo", 20) == {"block": 4}
        assert node.chain.storage.number(epochs.TEMPO, 3) == 360
        node.step()
        assert [node.chain.storage.number(epochs.TEMPO, netuid) for netuid in range(1, SUBNETS + 1)] == [20] * SUBNETS
        assert node.chain.storage.number(tempo.MOST_EPOCHS_A_BLOCK) == 2
        node.step(40)
        assert node.chain.storage.number(epochs.EPOCH_INDEX, 3) >= 2
        for wrong in (5, "x", None, 2**16):
            assert (await wire.error("practice_tempo", wrong))["code"] == -32602
    async with a_node(genesis="0x" + "11" * 32) as node, a_wire(node) as wire:
        assert (await wire.error("practice_tempo", 20))["code"] == -32601


def test_a_kept_world_goes_on_with_its_tempo_and_with_a_changed_one(tmp_path: Path) -> None:
    options = PracticeOptions(subnets=SUBNETS, block_seconds=0, tempo=30, state=tmp_path)
    with WorldStore(tmp_path) as store:
        node = open_node(options, store)
        node.step()
        assert node.chain.storage.number(epochs.TEMPO, 3) == 30
        node.chain.ask(partial(tempo.set_tempo, blocks=15))
        node.step()
    with WorldStore(tmp_path) as store:
        assert open_node(replace(options, tempo=None), store).chain.storage.number(epochs.TEMPO, 3) == 15
    with WorldStore(tmp_path) as store, pytest.raises(NotASetting, match=r"another --tempo \(30\)"):
        open_node(replace(options, tempo=20, asked=frozenset({"tempo"})), store)
