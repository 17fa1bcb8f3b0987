"""Closed positions stand below the holdings with what they came to; a removal stands in Activity with its pay-out."""

from pathlib import Path

import pytest

from dtao_tui.domain.ledger.cost_book import RealisedResult, SubnetCost
from dtao_tui.domain.ledger.ledger_entries import EntryKind
from dtao_tui.domain.subnet_id import SubnetId
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, line_with, until_said

TAO = 10**9
SOLD = RealisedResult(48_000, 1_780_000_000_000, EntryKind.UNSTAKED, 100 * TAO, 14 * TAO, 10 * TAO)
REMOVED = RealisedResult(48_100, 1_780_000_500_000, EntryKind.REMOVED, 80 * TAO, 3 * TAO, 8 * TAO)


def a_world_with_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    held = a_holding(free="100", stakes=(a_stake(7, "1000"),))
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(held,)))
    three = world.market.current.subnets[3].id
    costs = {three: SubnetCost((), (SOLD,)), SubnetId(99, 5): SubnetCost((), (REMOVED,))}
    monkeypatch.setattr(world.parts.account_ledger, "costs", lambda *_: costs)
    return world


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_closed_positions_are_rows_below_the_holdings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    world = a_world_with_closed(tmp_path, monkeypatch)
    name = world.market.current.subnets[3].name
    async with a_desk(world, size) as pilot:
        await pilot.press("2")
        await until_said(pilot, name[:3], "closed +4.000", "removed −5.000")
        assert "99" in line_with(pilot.app, "removed")
        await pilot.press("G")
        await until_said(pilot, "sales brought 14.000 τ, cost 10.000 τ, ended")
        await pilot.press("k")
        await until_said(pilot, "the pay-out brought 3.000 τ, cost 8.000 τ, ended")
        await pilot.press("v")
        await until_said(pilot, "validator")
        assert not line_with(pilot.app, "−5.000")


async def test_a_removal_stands_in_activity_with_its_payout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_desk(a_world_with_closed(tmp_path, monkeypatch)) as pilot:
        await pilot.press("3")
        await until_said(
            pilot, "removed 99 subnet 99 80.000 α 3.000 τ ■ paid out", "The chain removed subnet 99", "−5.000 000 000 τ"
        )
        await pilot.press("f")
        await until_said(pilot, "No order is open.")
