"""Marks in the market: they stay through blocks, sorting and filters, are counted, and go all at once."""

from pathlib import Path

import pytest

from dtao_tui.domain.market import Subnet
from tests.fakes import World, a_snapshot, a_subnet, a_world
from tests.screen import a_desk, seen, until, until_seen


def some_subnets() -> list[Subnet]:
    return [a_subnet(0), *(a_subnet(n, f"0.0{n}", name=f"sub{n}", registered_at=n) for n in range(1, 6))]


def a_market(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(subnets=some_subnets()))


async def test_marks_stay_through_blocks_sorting_and_a_filter(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        screen = pilot.app.screen
        for netuid in ("2", "4"):
            screen.table.choose(netuid)
            await pilot.press("space")
        await until_seen(pilot, "▌2 marked")
        world.market.grow(3)
        await until_seen(pilot, "block 48,216")
        await pilot.press("O", "slash", *"sub4", "enter")
        await until_seen(pilot, "1 of 5")
        assert "▌   4" in seen(pilot.app)
        assert "▌2 marked" in seen(pilot.app)
        await pilot.press("escape")
        await until_seen(pilot, "▌   2")
        assert [row.subnet.netuid for row in screen.marked] == [2, 4]


async def test_space_takes_a_mark_away_and_capital_m_all(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        screen = pilot.app.screen
        assert "M Unmark" not in seen(pilot.app)
        await pilot.press("space", "j", "space", "j", "space", "space")
        await until_seen(pilot, "▌2 marked")
        assert "M Unmark all" in seen(pilot.app)
        await pilot.press("M")
        await until(pilot, lambda: screen.marked == ())
        await until(pilot, lambda: "▌" not in seen(pilot.app).replace("▌PRACTICE", ""))


async def test_the_mark_of_a_number_that_another_subnet_has_now_is_taken_away(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        pilot.app.screen.table.choose("3")
        await pilot.press("space")
        await until_seen(pilot, "▌1 marked")
        subnets = {s.netuid: s for s in some_subnets()} | {3: a_subnet(3, "0.03", name="other", registered_at=48_214)}
        world.market.grow(subnets=subnets)
        await until_seen(pilot, "Another subnet has taken number 3")
        assert pilot.app.screen.marked == ()


@pytest.mark.parametrize("width", [80, 100, 120, 160])
async def test_the_count_of_marks_is_never_cut(tmp_path: Path, width: int) -> None:
    async with a_desk(a_market(tmp_path), (width, 24)) as pilot:
        await pilot.press("space")
        await until_seen(pilot, "▌1 marked")
        assert "weight 0." in seen(pilot.app)
