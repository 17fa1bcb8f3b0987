"""The confirmation of a plan: whom each step stakes to, by name and whole address."""

from pathlib import Path

import pytest

from dtao_tui.domain.accounts import in_groups
from tests.fakes import HOTKEY, a_world
from tests.screen import a_desk, until_said
from tests.screens.plans.planned import a_marked_basket, shown_whole


@pytest.mark.parametrize("size", [(120, 36), (160, 45)])
async def test_validators_are_named_beside_their_addresses(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        await until_said(pilot, "RoundTable", " ".join(in_groups(HOTKEY)[:3]))
