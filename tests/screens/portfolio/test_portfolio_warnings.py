"""The portfolio warns with reasons: a mark in the row, sentences in the panel, one in the border where rows are few."""

from pathlib import Path

from tests.fakes import World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import a_desk, line_with, said, until_said


def a_world_with_holdings(tmp_path: Path) -> World:
    held = a_holding(stakes=(a_stake(0, "30"), a_stake(3, "100"), a_stake(7, "20000")))
    subnets = [a_subnet(0), a_subnet(3, "0.05", name="calm"), a_subnet(7, "0.05", name="thin")]
    return a_world(tmp_path, snapshot=a_snapshot(subnets=subnets, holdings=[held]))


async def test_the_chosen_holding_is_told_below_the_table_with_its_warnings(tmp_path: Path) -> None:
    async with a_desk(a_world_with_holdings(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "2 warnings", "! Selling all now would cost", "Sellable 20,000.000 γ", "Validators")
        assert "thin !" in line_with(pilot.app, "▶   7")
        assert "!" not in line_with(pilot.app, "▶   3")
        await pilot.press("G")
        await until_said(pilot, "3 γ calm", "! also of 7 γ thin", "Sellable 100.000 γ")


async def test_where_rows_are_few_the_first_warning_stands_in_the_border(tmp_path: Path) -> None:
    async with a_desk(a_world_with_holdings(tmp_path), (80, 24)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Selling all now would cost", "thin !")
        assert "Sellable" not in said(pilot.app)


async def test_a_plan_takes_the_place_of_the_panel(tmp_path: Path) -> None:
    async with a_desk(a_world_with_holdings(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Validators")
        await pilot.press("B")
        await until_said(pilot, "Rebalance")
        assert "Validators" not in said(pilot.app)
