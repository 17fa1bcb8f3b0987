"""Above the holdings stands the curve of their worth, where there is room and something was recorded."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.ledger.account_state import state_of
from dtao_tui.ports.account_ledger import RecordedStep
from dtao_tui.screens.portfolio.portfolio_screen import PortfolioScreen
from tests.fakes import PRACTICE_ADDRESS, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, said, until, until_said

MINUTE_MS = 60_000
CURVE = ("At exit with what is free, against holding TAO", "1h 24h 7d 30d all")


def a_world_of_an_hour(tmp_path: Path) -> World:
    """The account was worth 140 τ an hour ago and 145 half an hour ago; now it is more."""
    world = a_world(
        tmp_path, snapshot=a_snapshot(48_213, holdings=(a_holding(free="100", stakes=(a_stake(7, "1000"),)),))
    )
    snapshot, wall = world.market.current, round(world.clock.wall() * 1000)
    now = state_of(snapshot, PRACTICE_ADDRESS)
    assert now is not None
    first, second = (
        replace(now, block=now.block - minutes * 5, time_ms=wall - minutes * MINUTE_MS) for minutes in (60, 30)
    )
    record = world.parts.account_ledger.recorder.record
    assert record.claim()
    for state, worth in ((first, 140), (second, 145)):
        record.append(snapshot.genesis, PRACTICE_ADDRESS, [RecordedStep((), state, worth * RAO_PER_TAO)])
    return world


async def test_the_curve_stands_beside_the_worth_and_follows_its_ranges(tmp_path: Path) -> None:
    async with a_desk(a_world_of_an_hour(tmp_path), (120, 36)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, *CURVE, "⠤")
        assert "Exit + free 149.85" in screen
        portfolio = pilot.app.screen
        assert isinstance(portfolio, PortfolioScreen)
        assert portfolio.worth_range is ChartRange.MONTH
        await pilot.press("left_square_bracket", "left_square_bracket", "left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: portfolio.worth_range is ChartRange.HOUR)


async def test_without_room_or_a_record_the_worth_stands_alone(tmp_path: Path) -> None:
    async with a_desk(a_world_of_an_hour(tmp_path), (120, 36)) as pilot:
        await pilot.press("2")
        await until_said(pilot, *CURVE)
        await pilot.resize_terminal(120, 35)
        await until(pilot, lambda: "against holding TAO" not in said(pilot.app))
        await until_said(pilot, "Free 100.000 000 000 τ", "Exit 49.85")
