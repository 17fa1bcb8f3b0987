"""What root's baskets owe counts to the worth, where the chain tells it; where something is held back it stays out."""

from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.portfolio import Worth
from dtao_tui.widgets.panels.portfolio_totals import WorthView
from tests.fakes import HOTKEY, PRACTICE_ADDRESS, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, said, until_said


def a_world_on_root(tmp_path: Path) -> World:
    held = a_holding(free="100", stakes=(a_stake(0, "50"),))
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(held,)))


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_what_is_claimable_counts_to_the_worth(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_world_on_root(tmp_path)
    world.market.baskets[PRACTICE_ADDRESS, HOTKEY] = Tao.parse("1.5")
    async with a_desk(world, size) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Claimable 1.500", "Worth 151.500")
        world.market.grow(1)
        await pilot.pause()
        assert "Worth 151.500" in said(pilot.app)


async def test_where_nothing_is_owed_nothing_is_said(tmp_path: Path) -> None:
    async with a_desk(a_world_on_root(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Exit + free 150.000")
        assert "Claimable" not in said(pilot.app)


@pytest.mark.parametrize(
    ("view", "together"),
    [
        (WorthView(Worth(Tao(9), Tao(8)), Tao(2), claimable=Tao(3)), Tao(13)),
        (WorthView(Worth(Tao(9), Tao(8)), Tao(2), claimable=None), Tao(10)),
        (WorthView(Worth(Tao(9), Tao(8), held_back=Tao(1)), Tao(2), claimable=Tao(3)), Tao(10)),
        (WorthView(Worth(Tao(9), Tao(8)), Tao(2), is_complete=False, claimable=Tao(3)), Tao(10)),
        (WorthView(Worth(Tao(9), None), Tao(2), claimable=Tao(3)), None),
    ],
)
def test_what_is_owed_is_in_the_sum_only_where_it_has_a_line(view: WorthView, together: Tao | None) -> None:
    assert view.together == together
