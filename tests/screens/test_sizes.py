"""Nothing is cut without a mark: every screen at the widths where layouts change, and at seeded sizes."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.cuts import cuts_on, seeded_sizes, sizes_at_breakpoints
from tests.screens.scenes import play
from tests.screens.sights import SIGHTS, a_sight, first_size

FEW, MANY = 1, 40
LEAST_PAUSES, MOST_PAUSES = 3, 20

AT_LENGTH = (
    *(
        "review",
        "rest",
        "debrief",
        "subnet with trades",
        "ticket that fails",
        "candles",
        "basket",
        "plan",
        "final",
        "unlock",
    ),
    *("review on mainnet", "orders", "order", "new alert", "new wallet", "import", "limits", "columns", "command line"),
)
"""Sights that take long to come to, and show parts of which others have more."""


async def cuts_of_sight(name: str, sizes: list[tuple[int, int]], folder: Path) -> dict[tuple[int, int], list[str]]:
    """What is cut of a sight, by size."""
    app, world = a_sight(name, folder)
    found = {}
    async with app.run_test(size=first_size(name), notifications=True) as pilot:
        await play(world, *SIGHTS[name].steps)(pilot)
        for size in sizes:
            await pilot.resize_terminal(*size)
            found[size] = await settled_cuts(pilot)
    return {size: cuts for size, cuts in found.items() if cuts}


async def settled_cuts(pilot: Pilot[None]) -> list[str]:
    """What is cut once the screen is laid out: a panel lays its lines out again when it knows its size."""
    for _ in range(LEAST_PAUSES):
        await pilot.pause()
    for _ in range(MOST_PAUSES):
        if not cuts_on(pilot.app.screen):
            break
        await pilot.pause()
    return cuts_on(pilot.app.screen)


@pytest.mark.parametrize("name", [name for name in SIGHTS if name not in AT_LENGTH])
async def test_a_few_sizes_cut_nothing(tmp_path: Path, name: str) -> None:
    assert await cuts_of_sight(name, [(60, 15), (80, 24), (119, 24), *seeded_sizes(FEW)], tmp_path) == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", SIGHTS)
async def test_no_size_cuts_anything(tmp_path: Path, name: str) -> None:
    assert await cuts_of_sight(name, [*seeded_sizes(MANY), *sizes_at_breakpoints()], tmp_path) == {}
