"""Portfolio of an account with a lock: its figures add up, and each amount has its unit."""

from pathlib import Path

import pytest

from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, seen, until_said


def a_locker(tmp_path: Path) -> World:
    holding = a_holding(stakes=(a_stake(7, "1200.5"), a_stake(0, "412")), locked={7: "700"})
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)))


def rao_behind(line: str, label: str) -> int:
    """The amount behind a label, in rao; minus where it is a cost."""
    words = line.split(label)[1].split("τ")[0].replace(" ", "").replace(",", "").replace("−", "-")
    whole, _, decimals = words.partition(".")
    return int(whole + decimals.ljust(9, "0"))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_spot_is_exit_and_haircut_and_what_is_held_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_locker(tmp_path), size) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Held back 35.000 000 000 τ", "exit is of what can be sold now")
        lines = seen(pilot.app).splitlines()
    exits, spot, cut = (next(line for line in lines if f"│ {word}" in line) for word in ("Exit", "Spot", "Haircut"))
    parts = rao_behind(exits, "Exit ") - rao_behind(cut, "Haircut") + rao_behind(cut, "Held back")
    assert parts == rao_behind(spot, "Spot")


async def test_what_cannot_be_sold_has_the_subnets_own_unit(tmp_path: Path) -> None:
    async with a_desk(a_locker(tmp_path)) as pilot:
        await pilot.press("2", "j")
        await until_said(pilot, "700.000 γ of this cannot be sold now; exit is of the rest.")


async def test_without_a_lock_nothing_is_held_back(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=(a_stake(7, "12"),)),)))
    async with a_desk(world) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "exit is what selling it all now pays")
        assert "Held back" not in screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_market_tells_what_is_locked_beside_or_below_what_is_held(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_desk(a_locker(tmp_path), size) as pilot:
        await pilot.press("colon", *"subnet", "space", "7", "enter")
        screen = await until_said(pilot, "1,200.500 γ")
        assert "700.000 γ" in screen or "700.000 locked" in screen
