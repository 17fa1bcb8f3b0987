"""Pools that drills broke: they are repaired when the debrief is closed, and the player keeps what is the player's."""

from pathlib import Path

import pytest

from dtao_tui.domain.drill_records import Drill
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.drills.drill_runner import DEBRIEF_BLOCKS
from dtao_tui.practice.drills.drill_scenarios import BLOCKS_TO_REMOVAL, THIN_TAO
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.subnets import deregistration, epochs
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.state.internal_items import BROKEN_POOLS
from dtao_tui.practice.world.genesis import genesis_world
from tests.practice.drills.players import ME, SUBNETS, Player, within
from tests.practice.nodes import a_node
from tests.practice.wires import a_wire


def adds_up(player: Player) -> None:
    storage = player.chain.storage
    everything = sum(balances.free(storage, key[0]) for key, _ in storage.entries(balances.ACCOUNT))
    assert everything == storage.number(balances.ISSUANCE) == storage.number("SubtensorModule.TotalIssuance")


def test_the_holders_of_a_thin_pool_buy_back_and_the_player_keeps_the_stake() -> None:
    player = Player(Drill.THIN_POOL)
    player.stakes("10", within(player.pool, "50"))
    player.chain.make_block()
    held, thin = player.held, player.pool
    before = player.before
    player.drills.end(ME)
    player.chain.make_block()
    netuid = before.netuid
    # The debrief is open: what the drill met is still to be seen.
    assert pools.pool_of(player.chain.storage, netuid) == thin
    assert player.drills.repair(ME) == {"name": "thin pool", "netuid": netuid}
    player.chain.make_block()
    after = pools.pool_of(player.chain.storage, netuid)
    bought = thin.tao_in.rao - THIN_TAO
    assert after.tao_in.rao == pytest.approx(before.tao_in.rao + bought, rel=0.002)
    assert after.price > before.price > thin.price
    hotkey = player.chain.storage.raw("SubtensorModule.Keys", netuid, 0)
    assert player.drills.state(ME) is None
    assert shares.stake_of(player.chain.storage, hotkey, ME, netuid) == held.rao
    assert player.drills.repair(ME) is None
    adds_up(player)


def test_a_thin_pool_that_nobody_traded_in_comes_back_as_it_was() -> None:
    player = Player(Drill.THIN_POOL)
    before = player.before
    player.drills.repair(ME)
    player.chain.make_block()
    after = pools.pool_of(player.chain.storage, before.netuid)
    assert after.tao_in.rao == pytest.approx(before.tao_in.rao, rel=0.001)
    assert after.price.rao == pytest.approx(before.price.rao, rel=0.002)


@pytest.mark.parametrize("drill", [Drill.FRONT_RUN, Drill.RUNAWAY])
def test_a_rival_leaves_no_price_behind(drill: Drill) -> None:
    player = Player(drill)
    before = player.before
    player.stakes("1", within(player.pool, "5"))
    player.chain.make_block()
    assert player.chain.storage.get(BROKEN_POOLS, ME)
    player.drills.end(ME)
    player.chain.make_block()
    after = pools.pool_of(player.chain.storage, before.netuid)
    assert after.price.rao == pytest.approx(before.price.rao, rel=0.003)
    assert not player.chain.storage.has(BROKEN_POOLS, ME)
    adds_up(player)


def test_a_removed_subnet_is_founded_again_and_the_payout_stays() -> None:
    options = PracticeOptions(block_seconds=0, subnets=SUBNETS)
    player = Player(Drill.REMOVAL, Node(genesis_world(options), options))
    storage, netuid = player.chain.storage, player.netuid
    name, neurons = storage.get("SubtensorModule.SubnetIdentitiesV3", netuid), epochs.hotkeys_on(storage, netuid)
    for _ in range(BLOCKS_TO_REMOVAL - 1):
        player.chain.make_block()
    before, networks = player.pool, storage.number("SubtensorModule.TotalNetworks")
    player.chain.make_block()
    assert not pools.exists(storage, netuid)
    free = player.free
    assert player.drills.repair(ME) == {"name": "removal", "netuid": netuid}
    player.chain.make_block()
    after = pools.pool_of(storage, netuid)
    assert after.tao_in.rao == pytest.approx(before.tao_in.rao, rel=0.1)
    assert after.price.rao == pytest.approx(before.price.rao, rel=0.1)
    assert storage.get("SubtensorModule.SubnetIdentitiesV3", netuid) == name
    assert set(neurons) < set(epochs.hotkeys_on(storage, netuid))
    assert epochs.hotkeys_on(storage, netuid)[0] == neurons[0]
    assert storage.number(deregistration.REGISTERED_AT, netuid) == player.chain.height
    assert storage.number("SubtensorModule.TotalNetworks") == networks
    assert player.free == free
    storage.put(epochs.TEMPO, netuid, value=4)
    for _ in range(10):
        player.chain.make_block()
    assert storage.number(epochs.LAST_EPOCH, netuid) > BLOCKS_TO_REMOVAL + 1
    assert storage.number(pools.ALPHA_OUT, netuid) > 0
    adds_up(player)


def test_a_pool_is_repaired_even_if_the_debrief_is_never_closed() -> None:
    player = Player(Drill.THIN_POOL)
    before = player.before
    player.drills.end(ME)
    for _ in range(DEBRIEF_BLOCKS - 1):
        player.chain.make_block()
    assert pools.pool_of(player.chain.storage, before.netuid).tao_in.rao <= THIN_TAO
    player.chain.make_block()
    assert pools.pool_of(player.chain.storage, before.netuid).tao_in.rao > THIN_TAO


def test_the_next_drill_of_an_account_finds_the_last_one_s_pool_repaired() -> None:
    player = Player(Drill.THIN_POOL)
    before = player.before
    player.drills.begin(ME, Drill.LOST_LINE.value)
    player.chain.make_block()
    assert pools.pool_of(player.chain.storage, before.netuid).tao_in.rao > THIN_TAO


def test_a_world_that_was_closed_amid_a_drill_is_repaired_when_it_goes_on(tmp_path: Path) -> None:
    options = PracticeOptions(block_seconds=0, subnets=SUBNETS, still=True, state=tmp_path)
    with WorldStore(tmp_path) as store:
        node = open_node(options, store)
        node.drills.begin(ME, Drill.THIN_POOL.value)
        node.step()
        netuid = node.drills.state(ME)["netuid"]  # type: ignore[index]  # a drill is on
        assert pools.pool_of(node.chain.storage, netuid).tao_in.rao <= THIN_TAO
    with WorldStore(tmp_path) as store:
        node = open_node(options, store)
        node.step()
        assert pools.pool_of(node.chain.storage, netuid).tao_in.rao > THIN_TAO * 3 // 2


def test_a_repair_goes_the_same_way_every_time() -> None:
    def repaired() -> Pool:
        player = Player(Drill.THIN_POOL)
        netuid = player.netuid
        player.drills.repair(ME)
        player.chain.make_block()
        return pools.pool_of(player.chain.storage, netuid)

    assert repaired() == repaired()


async def test_the_method_answers_null_where_nothing_is_broken() -> None:
    async with a_node() as node, a_wire(node) as wire:
        assert await wire.result("practice_drill_repair", ADDRESS) is None
        assert (await wire.error("practice_drill_repair", "not an address"))["code"] == -32602
