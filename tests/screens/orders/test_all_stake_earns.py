"""The list of validators under null consensus, and where the only permit is one of Yuma's."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.screens.tickets.validator_picker import ValidatorPicker
from tests.fakes import OTHER_HOTKEY, a_validator, a_world
from tests.screen import line_with, until, until_said
from tests.screens.orders.tickets import at_a_ticket


async def test_under_null_consensus_the_list_says_so_and_tells_the_yield_of_all(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    last_epoch = HotkeyDividend(dividend=9, stake=909)
    other = a_validator(7, OTHER_HOTKEY, "Other", has_permit=False, last_epoch=last_epoch)
    both = (a_validator(7, name="Sole"), other)
    world.market.validator_list[7] = tuple(replace(each, all_earn=True) for each in both)
    async with at_a_ticket(world, size=(120, 36)) as pilot:
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValidatorPicker))
        screen = await until_said(pilot, "as if 12 s blocks")
        # 1 % an epoch, 20 epochs a day.
        assert "20.000" in line_with(pilot.app, "Other")
        assert "1 epoch" in line_with(pilot.app, "Other")
        assert "no permit" not in screen
        assert "stake with any of them earns" in screen


async def test_the_only_permit_of_a_subnet_under_yuma_is_no_null_consensus(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    barred = a_validator(7, OTHER_HOTKEY, "Barred", has_permit=False, last_epoch=HotkeyDividend(9, 909))
    world.market.validator_list[7] = (a_validator(7, name="Sole"), barred)
    async with at_a_ticket(world, size=(120, 36)) as pilot:
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValidatorPicker))
        screen = await until_said(pilot, "Barred")
        assert "no permit" in line_with(pilot.app, "Barred")
        assert "stake with any of them earns" not in screen
