"""Drills on the node: one for each account, the same every time, begun and ended by RPC."""

import pytest

from dtao_tui.domain.drill_records import Drill
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.drills.drill_runner import MOST_RUNNING, POCKET_MONEY
from dtao_tui.practice.drills.drill_scenarios import BLOCKS_TO_REMOVAL
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.world.genesis import genesis_world
from tests.practice.drills.players import ME, Player, within
from tests.practice.nodes import a_node
from tests.practice.wires import a_wire


def test_a_drill_ends_when_another_account_s_has_removed_its_subnet() -> None:
    player = Player(Drill.REMOVAL)
    late = b"late".ljust(32, b"\1")
    player.drills.begin(late, Drill.REMOVAL.value)
    networks = player.chain.storage.number("SubtensorModule.TotalNetworks")
    for _ in range(BLOCKS_TO_REMOVAL + 2):
        player.chain.make_block()
    assert player.state["is_removed"]
    assert player.drills.state(late) is None
    assert player.chain.storage.number("SubtensorModule.TotalNetworks") == networks - 1


def test_a_node_has_only_so_many_drills_at_once() -> None:
    player = Player(Drill.FRONT_RUN)
    for number in range(MOST_RUNNING - 1):
        player.drills.begin(number.to_bytes(32, "big"), Drill.FRONT_RUN.value)
    with pytest.raises(ValueError, match="too many drills"):
        player.drills.begin(b"\xff" * 32, Drill.FRONT_RUN.value)


def test_a_drill_that_is_left_spares_the_subnet() -> None:
    player = Player(Drill.REMOVAL)
    netuid = player.netuid
    player.drills.end(ME)
    for _ in range(BLOCKS_TO_REMOVAL + 1):
        player.chain.make_block()
    assert pools.exists(player.chain.storage, netuid)
    assert player.drills.state(ME) is None


def test_a_rival_leaves_the_market_with_the_drill() -> None:
    player = Player(Drill.RUNAWAY)
    netuid = player.netuid
    for _ in range(5):
        player.chain.make_block()
    high = pools.pool_of(player.chain.storage, netuid).price
    player.drills.end(ME)
    player.chain.make_block()
    assert pools.pool_of(player.chain.storage, netuid).price < high


def test_an_account_without_means_gets_some_for_a_drill() -> None:
    options = PracticeOptions(block_seconds=0, subnets=5, still=True)
    node = Node(genesis_world(options), options)
    chain = node.chain
    drills, poor = node.drills, b"poor".ljust(32, b"\1")
    drills.begin(poor, Drill.FRONT_RUN.value)
    chain.make_block()
    assert balances.free(chain.storage, poor) == POCKET_MONEY


def test_each_account_has_a_drill_of_its_own() -> None:
    player = Player(Drill.FRONT_RUN)
    other = b"other".ljust(32, b"\1")
    player.drills.begin(other, Drill.THIN_POOL.value)
    assert player.state["name"] == "front run"
    player.drills.begin(ME, Drill.RUNAWAY.value)
    assert player.state["name"] == "runaway price"
    assert player.drills.state(other) is not None


@pytest.mark.parametrize("drill", list(Drill))
def test_a_drill_goes_the_same_way_every_time(drill: Drill) -> None:
    def played() -> tuple[object, bytes]:
        player = Player(drill)
        if player.state["kind"] == "stake":
            player.stakes("2", within(player.pool, "20"))
        player.chain.make_block()
        player.chain.make_block()
        return player.state, pools.pool_of(player.chain.storage, player.netuid)

    assert played() == played()


async def test_the_methods_refuse_what_they_do_not_know() -> None:
    async with a_node() as node, a_wire(node) as wire:
        assert await wire.result("practice_drill_state", ADDRESS) is None
        assert await wire.result("practice_drill_end", ADDRESS) is None
        for method, *words in (("practice_drill", ADDRESS, "poker"), ("practice_drill", ADDRESS), ("practice_drill",)):
            assert (await wire.error(method, *words))["code"] == -32602
        assert (await wire.error("practice_drill_state", "not an address"))["code"] == -32602


async def test_a_chain_that_passes_for_another_has_no_drills() -> None:
    async with a_node(genesis="0x" + "11" * 32) as node, a_wire(node) as wire:
        assert (await wire.error("practice_drill", ADDRESS, "front run"))["code"] == -32601
