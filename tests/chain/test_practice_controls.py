"""The practice node's drills over a real socket."""

from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.practice_controls import ChainDrills, state_of
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.domain.drill_records import Drill
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import NotUnderstood, Refused
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.drills.drill_scenarios import BLOCKS_TO_REMOVAL
from dtao_tui.practice.pallets import pools
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
