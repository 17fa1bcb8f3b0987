"""Nothing is cut without a mark: every screen at the widths where layouts change, and at seeded sizes."""

from pathlib import Path

import pytest

from tests.screens.cuts import cuts_on, seeded_sizes, sizes_at_breakpoints
from tests.screens.scenes import SCENES, a_scene, play, steps_of

FEW, MANY = 3, 40
SCREENS = ("market", "portfolio", "activity", "wallets", "help")


async def cuts_of_scene(name: str, sizes: list[tuple[int, int]], folder: Path) -> dict[tuple[int, int], list[str]]:
    """What is cut in a scene, by size."""
    app, world = a_scene(folder, network=SCENES[name].network)
    found = {}
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await play(world, *steps_of(SCENES[name]))(pilot)
        for size in sizes:
            await pilot.resize_terminal(*size)
            # A panel lays its lines out anew once it knows its size.
            for _ in range(3):
                await pilot.pause()
            found[size] = cuts_on(app.screen)
    return {size: cuts for size, cuts in found.items() if cuts}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_few_sizes_cut_nothing(tmp_path: Path, name: str) -> None:
    assert await cuts_of_scene(name, [(60, 15), (80, 24), (119, 24), *seeded_sizes(FEW)], tmp_path) == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", SCREENS)
async def test_no_size_cuts_anything(tmp_path: Path, name: str) -> None:
    assert await cuts_of_scene(name, [*seeded_sizes(MANY), *sizes_at_breakpoints()], tmp_path) == {}
