"""Scenes of the app for pictures: keys that lead to them, and a small market that always looks the same."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Tao
from dtao_tui.domain.market import Snapshot, Subnet
from tests.fakes import FINNEY_GENESIS, GENESIS, OTHER_HOTKEY, World, a_holding, a_pool, a_snapshot, a_stake, a_world
from tests.fakes import a_subnet as plain_subnet
from tests.screen import until, until_seen


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of the README, which is compared at every size as well."""

    name: str
    keys: tuple[str, ...]
    """From the market, after it was looked at."""

    words: str
    """What is on the screen when it is there."""

    is_compared: bool = True
    """False where the screen names a folder or versions of this machine."""


SCENES = (
    Scene("market", ("j", "j", "j"), "Subnets"),
    Scene("portfolio", ("2", "j", "space"), "Holdings"),
    Scene("activity", ("3",), "Orders"),
    Scene("wallets", ("4",), "Accounts", is_compared=False),
    Scene("help", ("question_mark",), "Everywhere", is_compared=False),
)
SIZES = ((80, 24), (120, 36), (160, 45))

NAMES = ("apex", "omron", "templar", "targon", "tessera", "pretrain", "halcyon", "palisade", "coracle", "lattice")
SYMBOLS = "αβγδრιρΦვხ"
BLOCKS = 60
FIRST_BLOCK = 48_154


def a_subnet(netuid: int, block: int) -> Subnet:
    """A subnet whose price swings gently with the block."""
    swing = 1 + 0.02 * math.sin(block / 4 + netuid) + 0.001 * (block - FIRST_BLOCK)
    price = f"{0.03 / (1 + netuid / 3) * swing:.9f}"
    pool = a_pool(netuid, price, f"{32_000 / netuid**0.5:.9f}", weight="0.487")
    return plain_subnet(
        netuid,
        pool=pool,
        name=NAMES[netuid - 1],
        symbol=SYMBOLS[netuid - 1],
        emission=Tao(19_000_000 // netuid),
        alpha_out=Alpha((1_200_000 - 10_000 * netuid) * RAO_PER_TAO, netuid),
        blocks_since_last_step=(block + 31 * netuid) % 360,
    )


def a_block(number: int, network: str) -> Snapshot:
    """One block of the scene."""
    root = plain_subnet(0, pool=a_pool(0, "1", "5930000"), alpha_out=Alpha(5_930_000 * RAO_PER_TAO, 0))
    subnets = [root, *(a_subnet(netuid, number) for netuid in range(1, len(NAMES) + 1))]
    holding = a_holding(free="9412.803", stakes=[a_stake(3, "120"), a_stake(3, "40", OTHER_HOTKEY), a_stake(0, "900")])
    genesis = FINNEY_GENESIS if network == "finney" else GENESIS
    return a_snapshot(number, subnets, [holding], network=network, genesis=genesis, block_seconds=12.0)


def a_scene(tmp_path: Path, *, network: str = "practice", theme: str = "desk-night") -> tuple[DtaoApp, World]:
    """The app on the first block of the scene."""
    world = a_world(tmp_path, snapshot=a_block(FIRST_BLOCK, network), network=network, settings={"theme": theme})
    return DtaoApp(world.parts), world


def play(
    world: World, *keys: str, seconds: float = 3.0, until_words: str = ""
) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Let all blocks come, some time pass, and keys be pressed."""

    async def run(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: pilot.app.snapshot is not None)
        last = FIRST_BLOCK + BLOCKS - 1
        for number in range(FIRST_BLOCK + 1, last):
            passed = a_block(number, world.market.current.network)
            pilot.app.prices.add(number, {subnet.id: subnet.price for subnet in passed.subnets.values()})
        world.market.show(a_block(last, world.market.current.network))
        await until(pilot, lambda: pilot.app.snapshot.block == last)
        await pilot.press(*keys)
        await until_seen(pilot, until_words)
        world.clock.turn(seconds)
        pilot.app.beat()
        passing = [worker for worker in pilot.app.workers if worker.group != "feed"]
        if passing:
            await pilot.app.workers.wait_for_complete(passing)
        await pilot.pause()

    return run
