"""The practice node's drills over a real socket."""

import time
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.practice_controls import ChainDrills, ChainStory, ChainTempo, state_of
from dtao_tui.chain.reading.told_story import story_in
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.domain.drill_records import Drill, Repair
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import ChainTrouble, NotUnderstood, Refused
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.drills.drill_scenarios import BLOCKS_TO_REMOVAL
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.world.genesis import genesis_world
from tests.chain.conftest import a_desk, a_node


async def test_a_drill_begins_stands_and_ends(tmp_path: Path) -> None:
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        drills = ChainDrills(desk.connection)
        assert await drills.state(ADDRESS) is None
        begun = await drills.begin(Drill.REMOVAL, ADDRESS)
        assert (begun.drill, begun.op, begun.ready_block) == (Drill.REMOVAL, Op.UNSTAKE, None)
        node.step()
        state = await drills.state(ADDRESS)
        assert state is not None
        assert state.ready_block == node.chain.height
        assert state.removal_block == node.chain.height + BLOCKS_TO_REMOVAL
        node.step(BLOCKS_TO_REMOVAL)
        state = await drills.state(ADDRESS)
        assert state is not None
        assert state.is_removed
        assert state.payout
        assert state.netuid not in (await desk.snapshot()).subnets
        await drills.end(ADDRESS)
        assert await drills.state(ADDRESS) is None
        assert await drills.repair(ADDRESS) == Repair(Drill.REMOVAL, state.netuid)
        node.step()
        assert (await desk.snapshot()).subnets[state.netuid].registered_at == node.chain.height
        assert await drills.repair(ADDRESS) is None


async def test_the_tempo_of_all_subnets_is_changed(tmp_path: Path) -> None:
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        await ChainTempo(desk.connection).change(20)
        node.step()
        assert {each.tempo for each in (await desk.snapshot()).subnets.values() if not each.is_root} == {20}
        with pytest.raises(ChainTrouble):
            await ChainTempo(desk.connection).change(3)
    async with a_node() as node, a_desk(node.url, cache=tmp_path, network=network_of("local")) as desk:
        with pytest.raises(Refused, match="Only the practice network"):
            await ChainTempo(desk.connection).change(20)


@pytest.mark.parametrize("drill", list(Drill))
async def test_every_drill_is_known_to_the_node(tmp_path: Path, drill: Drill) -> None:
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        begun = await ChainDrills(desk.connection).begin(drill, ADDRESS)
        assert begun.drill is drill
        assert 0 < begun.amount.rao <= pools.pool_of(node.chain.storage, begun.netuid).tao_in.rao


async def test_no_other_network_has_drills(tmp_path: Path) -> None:
    async with a_node() as node, a_desk(node.url, cache=tmp_path, network=network_of("local")) as desk:
        with pytest.raises(Refused, match="Only the practice network"):
            await ChainDrills(desk.connection).begin(Drill.FRONT_RUN, ADDRESS)


@pytest.mark.parametrize(
    "answer", [{}, [], "x", {"name": "poker"}, {"name": "front run", "netuid": -1, "met": None, "payout": None}]
)
def test_an_answer_of_another_shape_is_not_understood(answer: Any) -> None:
    with pytest.raises(NotUnderstood), reading("the drill"):
        state_of(answer)


async def test_the_story_of_a_world_leads_to_its_first_block(tmp_path: Path) -> None:
    options = PracticeOptions(subnets=30, block_seconds=0)
    async with Node(genesis_world(options), options) as node, a_desk(node.url, cache=tmp_path) as desk:
        source = ChainStory(desk.connection)
        assert await source.stories(None) == ()
        node.step()
        (told,) = await source.stories(None)
        assert await source.stories(told.pools.time) == ()
        subnets = (await desk.snapshot()).subnets
        assert {subnet.netuid for subnet in told.pools.subnets} == {n for n in subnets if n and subnets[n].is_open}
        assert {subnet.id for subnet in subnets.values() if subnet.netuid} >= set(told.pools.subnets)
        assert told.frames[-1].time < told.pools.time < node.chain.storage.number("Timestamp.Now")
        assert all(frame.is_story for frame in told.frames)
        for subnet, close in zip(told.pools.subnets, told.frames[-1].closes, strict=True):
            assert abs(close - subnets[subnet.netuid].price.rao) * 20 < close


async def test_no_other_network_has_a_story(tmp_path: Path) -> None:
    async with a_node() as node, a_desk(node.url, cache=tmp_path, network=network_of("local")) as desk:
        assert await ChainStory(desk.connection).stories(None) == ()


TWO = (10**12).to_bytes(8, "little").hex() + (10**12 + 5).to_bytes(8, "little").hex()
POOL = {"netuid": 7, "registered_at": 0, "tao_in": 9, "prices": TWO, "volumes": TWO, "flows": TWO}
PAGE = {"times": TWO, "began": 10**12 + 9, "is_last": True, "pools": [POOL]}


def test_a_story_is_read() -> None:
    told = story_in([PAGE])
    assert [frame.time for frame in told.frames] == [10**12, 10**12 + 5]
    assert (told.pools.block, list(told.pools.tao_in), list(told.pools.traded)) == (0, [9], [0])


@pytest.mark.parametrize(
    "change",
    [
        {"began": 10**12},
        {"began": -1},
        {"times": TWO[16:] + TWO[:16]},
        {"times": TWO[:-2]},
        {"times": "00" * 8 * 5000},
        {"times": "zz"},
        {"pools": [POOL, POOL]},
        {"pools": [POOL | {"prices": TWO[16:]}]},
        {"pools": [POOL | {"netuid": 2**70}]},
        {"pools": [POOL | {"flows": None}]},
        {"pools": [{}]},
    ],
)
def test_a_story_of_another_shape_is_not_understood(change: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood), reading("the story"):
        story_in([PAGE | change])


async def test_the_hours_that_a_world_stood_still_are_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = PracticeOptions(state=tmp_path / "world", subnets=30, block_seconds=0, catches_up=True)
    with WorldStore(tmp_path / "world") as store:
        node = open_node(options, store)
        node.step(2)
        since = node.chain.storage.number("Timestamp.Now")
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 5 * 3600 * 10**9)
    with WorldStore(tmp_path / "world") as store:
        async with open_node(options, store) as node, a_desk(node.url, cache=tmp_path) as desk:
            (told,) = await ChainStory(desk.connection).stories(since)
            assert [round((frame.time - since) / 3_600_000) for frame in told.frames] == [1, 2, 3, 4]
            assert told.pools.time == node.chain.storage.number("Timestamp.Now")
            assert set(told.frames[0].volumes) == {0}
            assert [len(await ChainStory(desk.connection).stories(at)) for at in (None, told.pools.time)] == [2, 0]
