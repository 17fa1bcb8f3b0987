"""Nothing is cut without a mark: every screen at the widths where layouts change, and at seeded sizes."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.screens.cuts import cuts_on, seeded_sizes, sizes_at_breakpoints
from tests.screens.scene_alerts import keep_alerts
from tests.screens.scene_tape import TAPE_NETUID, fill_tape
from tests.screens.scenes import OPEN_TEMPLAR, SCENES, Step, a_scene, play, steps_of

FEW, MANY = 1, 40
OPEN_ROOT: Step = (("1", "escape", "escape", "slash", *"root", "enter", "enter"), "─ Subnet ─")
AMOUNT_THAT_FAILS: Step = (("s", *"99999"), "✗")


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at in each size: the steps that lead to it, and what the world holds."""

    steps: tuple[Step, ...]
    network: str = "practice"
    has_alerts: bool = False
    has_trades: bool = False


SIGHTS = {
    **{
        name: Sight(steps_of(SCENES[name]), SCENES[name].network)
        for name in ("market", "portfolio", "activity", "wallets", "help", "drills", "review", "rest", "debrief")
    },
    "subnet": Sight((OPEN_TEMPLAR,)),
    "subnet with trades": Sight((OPEN_TEMPLAR,), has_trades=True),
    "subnet with ticket": Sight(steps_of(SCENES["subnet"]), has_trades=True),
    "ticket that fails": Sight((OPEN_TEMPLAR, AMOUNT_THAT_FAILS)),
    "root": Sight((OPEN_ROOT,)),
    "tape": Sight((OPEN_TEMPLAR, (("T",), "Tape")), has_trades=True),
    "alerts": Sight(((("exclamation_mark",), "Whale in targon"),), has_alerts=True),
    "statement": Sight(((("2",), "Holdings"), (("equals_sign",), "End"))),
}

AT_LENGTH = ("review", "rest", "debrief", "subnet with trades", "ticket that fails")
"""Sights that take long to come to, and show parts of which others have more."""


async def cuts_of_sight(name: str, sizes: list[tuple[int, int]], folder: Path) -> dict[tuple[int, int], list[str]]:
    """What is cut of a sight, by size."""
    sight = SIGHTS[name]
    app, world = a_scene(folder, network=sight.network)
    if sight.has_alerts:
        keep_alerts(world)
    if sight.has_trades:
        fill_tape(world, world.market.current.subnets[TAPE_NETUID])
    found = {}
    async with app.run_test(size=(80, 24) if name == "tape" else (120, 36), notifications=True) as pilot:
        await play(world, *sight.steps)(pilot)
        for size in sizes:
            await pilot.resize_terminal(*size)
            # A panel lays its lines out anew once it knows its size.
            for _ in range(3):
                await pilot.pause()
            found[size] = cuts_on(app.screen)
    return {size: cuts for size, cuts in found.items() if cuts}


@pytest.mark.parametrize("name", [name for name in SIGHTS if name not in AT_LENGTH])
async def test_a_few_sizes_cut_nothing(tmp_path: Path, name: str) -> None:
    assert await cuts_of_sight(name, [(60, 15), (80, 24), (119, 24), *seeded_sizes(FEW)], tmp_path) == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", SIGHTS)
async def test_no_size_cuts_anything(tmp_path: Path, name: str) -> None:
    assert await cuts_of_sight(name, [*seeded_sizes(MANY), *sizes_at_breakpoints()], tmp_path) == {}
