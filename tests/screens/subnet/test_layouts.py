"""How often a subnet's screen is laid out."""

from pathlib import Path

from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.widgets.panels.subnet_detail_panels import FactsPanel
from tests.fakes import a_world
from tests.screen import a_desk, line_with, seen, until, until_seen


async def test_a_digit_in_the_ticket_lays_no_screen_out(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        screen = SubnetScreen(7, "stake")
        pilot.app.push_screen(screen)
        await until_seen(pilot, "Review")
        await pilot.press("1")
        await until_seen(pilot, "✓ chain")
        await pilot.pause()
        before = line_with(pilot.app, "You get")
        layouts: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(pilot.app, layouts.append, immediate=True)
        await pilot.press("2")
        await until(pilot, lambda: line_with(pilot.app, "You get") != before, "another quote")
        await until_seen(pilot, "✓ chain")
        assert layouts == []


async def test_validators_that_are_known_are_laid_out_with_the_screen(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        await pilot.press("escape")
        screen = SubnetScreen(7)
        lines: list[int] = []
        screen.screen_layout_refresh_signal.subscribe(
            pilot.app, lambda _: lines.append(screen.validator_table.virtual_size.height), immediate=True
        )
        pilot.app.push_screen(screen)
        await until_seen(pilot, "RoundTable")
        assert lines[0] == screen.validator_table.virtual_size.height > 1


async def test_a_subnet_is_laid_out_again_for_another_size(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "kτ × w" not in seen(pilot.app), "the narrow screen")
        assert "RoundTable" in seen(pilot.app), "the first validators stand below the chart"
        await pilot.resize_terminal(60, 24)
        await until(pilot, lambda: "RoundTable" not in seen(pilot.app), "one column")
        await pilot.resize_terminal(120, 36)
        await until_seen(pilot, "kτ × w")


async def test_the_facts_take_back_the_room_of_a_scroll_bar_that_goes(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (160, 45)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        panel = pilot.app.screen.query_one(FactsPanel)
        await until(pilot, lambda: "Mine" in facts_of(panel))
        wide = facts_of(panel)
        panel.styles.overflow_y = "scroll"
        await until(pilot, lambda: facts_of(panel) != wide)
        panel.styles.overflow_y = "auto"
        await until(pilot, lambda: facts_of(panel) == wide)


def facts_of(panel: FactsPanel) -> str:
    return str(panel.facts.content)


async def test_an_amount_that_is_too_long_for_its_field_shows_its_end(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "Review")
        await pilot.press(*("1" * 45), "2", "3")
        await until(pilot, lambda: "1123 " in seen(pilot.app), "the end of the amount")
