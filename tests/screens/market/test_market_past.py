"""The past on the market: shown once it is known, not with the next block only."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.history.past_prices import PastPrices
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.recorder import StoryTold
from tests.fakes import a_snapshot, a_world
from tests.screen import a_desk, seen, until_seen
from tests.screens.scene_past import NOW, ScenePast


async def test_a_past_that_arrives_as_the_panel_goes_is_not_drawn(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        panel = pilot.app.screen.panel
        assert panel.head.content
        await panel.remove()
        panel.show(None)


async def test_a_remembered_order_by_a_change_is_taken_once_the_change_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = list[StoryTold]()

    def read(_: MarketMemory, _genesis: str, _now: int, subnets: Sequence[SubnetId]) -> dict[SubnetId, PastPrices]:
        past = ScenePast({3: 30_000_000, 7: 22_108_000})
        return {subnet: past.past(subnet) for subnet in subnets} if told else {}

    monkeypatch.setattr(MarketMemory, "_read", read)
    world = a_world(tmp_path, snapshot=replace(a_snapshot(), time_ms=NOW))
    async with a_desk(world) as pilot:
        await until_seen(pilot, "templar")
        await pilot.press("o", "4", "enter")
        await until_seen(pilot, "24 h ↓")
        assert seen(pilot.app).index("templar") < seen(pilot.app).index("subnet7")
        told.append(StoryTold())
        world.parts.hub.publish(told[0])
        await until_seen(pilot, "24.65")
        assert seen(pilot.app).index("subnet7") < seen(pilot.app).index("templar")
        assert "order as of" not in seen(pilot.app)


async def test_a_story_is_seen_before_the_next_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[StoryTold]()

    def read(_: MarketMemory, _genesis: str, _now: int, subnets: Sequence[SubnetId]) -> dict[SubnetId, PastPrices]:
        past = ScenePast({subnet.netuid: 22_108_000 for subnet in subnets})
        return {subnet: past.past(subnet) for subnet in subnets} if told else {}

    monkeypatch.setattr(MarketMemory, "_read", read)
    world = a_world(tmp_path, snapshot=replace(a_snapshot(), time_ms=NOW))
    async with a_desk(world) as pilot:
        await until_seen(pilot, "templar")
        before = pilot.app.snapshot
        assert not {"▅", "▆"} & set(seen(pilot.app))
        told.append(StoryTold())
        world.parts.hub.publish(told[0])
        await until_seen(pilot, "▅")
        assert pilot.app.snapshot is before
