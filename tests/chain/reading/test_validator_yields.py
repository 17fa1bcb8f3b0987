"""The yield of validators as it is read from a practice node, beside what the node's own books paid."""

from pathlib import Path

import pytest
from bittensor_core import ss58_encode

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.subnets.consensus_modes import MODE, NULL, choose_validator
from dtao_tui.practice.pallets.subnets.epochs import LAST_EPOCH, TEMPO, hotkeys_on, permits_on
from dtao_tui.practice.world.genesis import genesis_world
from tests.chain.conftest import a_desk
from tests.chain.stakers import a_nominator

NET = 1
BLOCKS = 6


@pytest.mark.parametrize("is_null", [False, True])
async def test_a_stake_grew_in_the_last_epoch_by_the_yield_that_is_read(tmp_path: Path, is_null: bool) -> None:
    options = PracticeOptions(block_seconds=0, subnets=4)
    async with Node(genesis_world(options), options) as node, a_desk(node.url, cache=tmp_path) as desk:
        storage = node.chain.storage
        storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
        storage.put(TEMPO, NET, value=BLOCKS)
        hotkeys = hotkeys_on(storage, NET)
        if is_null:
            # One has the permit, and every stake earns.
            storage.put(MODE, NET, value=NULL)
            choose_validator(storage, NET, hotkeys)
        hotkey = next(each for each, permit in zip(hotkeys, permits_on(storage, NET), strict=True) if permit != is_null)
        who = a_nominator(storage, hotkey, NET)
        before, last = shares.stake_of(storage, hotkey, who, NET), storage.number(LAST_EPOCH, NET)
        node.step()
        while storage.number(LAST_EPOCH, NET) == last:
            before = shares.stake_of(storage, hotkey, who, NET)
            node.step()
        after = shares.stake_of(storage, hotkey, who, NET)
        validators = await desk.market.validators(NET, await desk.market.head())
        address = ss58_encode(hotkey, 42)
        found = next(each for each in validators if each.hotkey == address)
        told = found.last_epoch
        assert found.has_permit != is_null
        assert {each.all_earn for each in validators} == {is_null}
        assert told is not None
        assert told.growth is not None
        assert after > before > 0
        # The chain rounds shares down, at the deposit and when they are read.
        assert abs(after - before - before * told.growth) <= 2


async def test_the_only_permit_under_yuma_lists_its_holder_alone(tmp_path: Path) -> None:
    options = PracticeOptions(block_seconds=0, subnets=4, still=True)
    async with Node(genesis_world(options), options) as node, a_desk(node.url, cache=tmp_path) as desk:
        choose_validator(node.chain.storage, NET, hotkeys_on(node.chain.storage, NET))
        node.step()
        [only] = await desk.market.validators(NET, await desk.market.head())
        assert (only.has_permit, only.all_earn) == (True, False)
        # What is recorded is read in one request, which does not tell the mode.
        assert len(await desk.market.validator_hotkeys(NET, await desk.market.head())) > 1


async def test_before_the_first_epoch_no_yield_is_known(tmp_path: Path) -> None:
    options = PracticeOptions(block_seconds=0, subnets=4, still=True)
    async with Node(genesis_world(options), options) as node, a_desk(node.url, cache=tmp_path) as desk:
        node.step()
        validators = await desk.market.validators(NET, await desk.market.head())
        assert validators
        assert all(each.last_epoch is not None and each.last_epoch.growth is None for each in validators)
