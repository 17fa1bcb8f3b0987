"""What a key costs until the screen has settled: in the market, in a ticket, and when a subnet is opened."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from dtao_tui.domain.market import Snapshot
from tests.benchmarks.blocks import SIZES
from tests.benchmarks.report import Measured
from tests.benchmarks.turns import counted
from tests.fakes import World, a_parts, a_world
from tests.screen import a_desk, until_seen

LONGEST_TURN_MS = 50
REST_SECONDS = 0.4
_TIMES = 5
_NAMES = {"<": "less_than_sign", "]": "right_square_bracket", "[": "left_square_bracket"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the market, and what it does."""

    name: str
    deed: str


_KEYS = (
    *(Key("j", "down"), Key("pagedown", "a page down")),
    # Pressed an odd number of times, so that the next key finds the choice of a column begun.
    *(Key("o", "the choice of a column"), Key("right", "sorted by the next column")),
)


_FILTER = "depth>1 not held price>0.0"
"""A filter whose last number is being typed."""


async def key_turns(pilot: Pilot[None], key: str) -> list[float]:
    """CPU milliseconds of the turns from the key to the settled screen.

    The key comes as from a terminal: the pilot's own press asks every widget whether it has settled, and that would
    be counted too.
    """
    with counted() as turns:
        pilot.app.post_message(events.Key(_NAMES.get(key, key), key if len(key) == 1 else None))
        await asyncio.sleep(REST_SECONDS)
    await pilot.pause()
    return turns


def _figures(what: str, runs: list[list[float]]) -> list[Measured]:
    return [
        Measured(f"{what}, CPU", [sum(turns) for turns in runs], "ms"),
        Measured(f"{what}, longest turn", [max(turns) for turns in runs], "ms", LONGEST_TURN_MS),
    ]


async def _in_the_market(snapshot: Snapshot, size: tuple[int, int]) -> list[Measured]:
    found = []
    with tempfile.TemporaryDirectory() as home:
        app = DtaoApp(a_parts(Path(home)))
        async with app.run_test(size=size) as pilot:
            app.take(snapshot)
            await pilot.pause(REST_SECONDS)
            for key in _KEYS:
                runs = [await key_turns(pilot, key.name) for _ in range(3)]
                found += _figures(f"market {size[0]}×{size[1]}, {key.deed}", runs)
            await pilot.press("escape", "slash", *_FILTER)
            runs = [await key_turns(pilot, key) for key in "00"]
            found += _figures(f"market {size[0]}×{size[1]}, a digit typed in the filter", runs)
    return found


async def _in_a_ticket(world: World) -> list[Measured]:
    async with a_desk(world) as pilot:
        opened = []
        for _ in range(_TIMES):
            opened.append(await key_turns(pilot, "enter"))
            await pilot.press("escape")
        await pilot.press("s")
        await until_seen(pilot, "Tolerance")
        typed = [await key_turns(pilot, digit) for digit in "12345"]
    return [*_figures("a subnet opened 120×36", opened), *_figures("a digit typed in the ticket", typed)]


def measured(snapshot: Snapshot) -> Iterator[Measured]:
    """All of it, on the market of this snapshot and on a small world's ticket."""
    for size in SIZES:
        yield from asyncio.run(_in_the_market(snapshot, size))
    with tempfile.TemporaryDirectory() as home:
        yield from asyncio.run(_in_a_ticket(a_world(Path(home))))
