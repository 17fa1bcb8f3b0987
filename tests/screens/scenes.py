"""Scenes of the app for pictures: keys that lead to them, and a small market that always looks the same."""

import math
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from dtao_tui.app import DtaoApp
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Tao
from dtao_tui.domain.drill_records import Drill, DrillState, Met
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.side import Side
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.drilling import FakeDrills
from tests.fakes import (
    ALICE,
    BOB,
    FINNEY_GENESIS,
    GENESIS,
    NETWORK_FEE,
    OTHER_HOTKEY,
    PASSWORD,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_pool,
    a_snapshot,
    a_stake,
    a_trade,
    a_world,
    an_account,
    some_facts,
)
from tests.fakes import a_subnet as plain_subnet
from tests.screen import until, until_seen
from tests.screens.scene_past import NOW, ScenePast

Step = tuple[tuple[str, ...], str]
"""Keys to press, and what is on the screen when they have done their work."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of the README, which is compared at every size as well."""

    name: str
    steps: tuple[Step, ...]
    after: str = ""
    """The scene that this one goes on from; the first block on the market where it is empty."""

    network: str = "practice"


def _keys(text: str) -> tuple[str, ...]:
    return tuple("space" if character == " " else character for character in text)


READ_REVIEW: tuple[Step, ...] = ((("enter",), "Review stake"), (("end", "end"), "to sign, type"))
"""A small screen does not hold the whole review, which is signed only once it was read to its end."""

OPEN_TEMPLAR: Step = (("1", "escape", "escape", "slash", *"templar", "enter", "enter"), "─ Subnet ─")
SCENES = {
    scene.name: scene
    for scene in (
        Scene("market", ((("j", "j", "j"), "Subnets"),)),
        Scene("subnet", (OPEN_TEMPLAR, (("s", *"10.5"), "Review enter"))),
        Scene("review", READ_REVIEW, after="subnet"),
        Scene("final", ((("y",), "Carried out, and final"),), after="review"),
        Scene("rest", (OPEN_TEMPLAR, (("u", *"99.99%"), "sell all"))),
        Scene("portfolio", ((("2", "j", "right"), "Holdings"),)),
        Scene("activity", ((("3",), "Orders"),)),
        Scene("wallets", ((("4",), "Accounts"),)),
        Scene("help", ((("question_mark",), "/ Find"),)),
        Scene("drills", ((("D",), "Front run"),)),
        Scene(
            "debrief",
            (
                (("j", "enter"), "Pay"),
                (tuple("25"), "✓ 12  ! moves"),
                *READ_REVIEW,
                (("y",), "Carried out, and final"),
                (("enter",), "Debrief"),
            ),
            after="drills",
        ),
        Scene(
            "unlock", (OPEN_TEMPLAR, (("s", *"10.5"), "Review enter"), (("enter",), "Unlock trader")), network="finney"
        ),
        Scene("review-mainnet", ((_keys(PASSWORD), "•"), *READ_REVIEW), after="unlock", network="finney"),
    )
}
SIZES = ((80, 24), (120, 36), (160, 45))

NAMES = ("apex", "omron", "templar", "targon", "tessera", "pretrain", "halcyon", "palisade", "coracle", "lattice")
SYMBOLS = "αβγδრιρΦვხ"
BLOCKS = 60
FIRST_BLOCK = 48_154
BLOCK_SECONDS = 12.0
STAKES = (a_stake(3, "120"), a_stake(3, "40", OTHER_HOTKEY), a_stake(0, "900"))
RIVAL_PAYS, DRILL_PAYS = Tao.parse("160"), Tao.parse("25")


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
    address = ALICE if network == "finney" else PRACTICE_ADDRESS
    holding = a_holding(address, free="9412.803", stakes=STAKES)
    genesis = FINNEY_GENESIS if network == "finney" else GENESIS
    return a_snapshot(
        number, subnets, [holding], network=network, genesis=genesis, block_seconds=BLOCK_SECONDS, time_ms=NOW
    )


class FrontRunDrills(FakeDrills):
    """A drill that somebody else trades in: before the account's order, and in the same block."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    async def begin(self, drill: Drill, address: str) -> DrillState:
        """Let the next order meet a pool that somebody else has bought from."""
        state = await super().begin(drill, address)
        first = self._world.market.current.subnets[state.netuid].pool
        met = first.after(first.trade(Side.BUY, RIVAL_PAYS))
        fill = met.trade(Side.BUY, DRILL_PAYS)
        block = self._world.market.current.block + 1
        self._world.trading.next_outcome = a_trade(address, fill.paid, fill.received, fill.fee, NETWORK_FEE, block)
        self._met = Met(block, met)
        return state

    async def state(self, address: str) -> DrillState | None:
        """Tell of the pool that was met as soon as an order was sent."""
        if self._world.trading.sent:
            self.becomes(met=self._met, rival_paid=RIVAL_PAYS)
        return await super().state(address)


def a_scene(tmp_path: Path, *, network: str = "practice", theme: str = "desk-night") -> tuple[DtaoApp, World]:
    """The app on the first block of the scene, with the same wallets in the same folder on every machine."""
    snapshot = a_block(FIRST_BLOCK, network)
    # The feed waits for blocks by the true time, longer than a busy machine takes for a picture.
    facts = some_facts(network=network, genesis=snapshot.genesis, block_seconds=BLOCK_SECONDS)
    world = a_world(
        tmp_path,
        snapshot=snapshot,
        facts=facts,
        network=network,
        settings={"theme": theme, "mev_shield": False},
        accounts=(an_account(), Account("cold", BOB, AccountKind.WATCH)),
        has_practice=network == "practice",
    )
    # This machine's clock agrees with the chain's, or the recorder would say that it does not.
    world.clock.date = NOW / 1000
    world.wallets.folder = Path("/home/trader/.bittensor/wallets")
    # Clock times below the charts are the same on every machine.
    os.environ["TZ"] = "UTC"
    time.tzset()
    last = a_block(FIRST_BLOCK + BLOCKS - 1, network)
    past = ScenePast({netuid: subnet.price.rao for netuid, subnet in last.subnets.items() if netuid})
    world.parts = replace(world.parts, memory=past)
    world.parts.watch_list.toggle(snapshot.genesis, snapshot.subnets[2].id)
    if network == "practice":
        world.parts = replace(world.parts, drills=FrontRunDrills(world))
    return DtaoApp(world.parts), world


def steps_of(scene: Scene) -> tuple[Step, ...]:
    """All steps that lead from the market to the scene."""
    before = steps_of(SCENES[scene.after]) if scene.after else ()
    return (*before, *scene.steps)


def play(world: World, *steps: Step, seconds: float = 3.0) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Let all blocks come, take the steps, and let some time pass."""

    async def run(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: pilot.app.snapshot is not None)
        last = FIRST_BLOCK + BLOCKS - 1
        for number in range(FIRST_BLOCK + 1, last):
            passed = a_block(number, world.market.current.network)
            pilot.app.prices.add(number, {subnet.id: subnet.price for subnet in passed.subnets.values()})
        world.market.show(a_block(last, world.market.current.network))
        await until(pilot, lambda: pilot.app.snapshot.block == last)
        for keys, words in steps:
            await pilot.press(*keys)
            await until_seen(pilot, words)
        world.clock.turn(seconds)
        pilot.app.beat()
        # A dialog's worker waits for the person.
        passing = [worker for worker in pilot.app.workers if worker.group != "feed"]
        if passing and not pilot.app.screen.is_modal:
            await pilot.app.workers.wait_for_complete(passing)
        # The chart below a dialog is drawn again once its bars were read; own fills come to it with the next block.
        charts = [screen for screen in pilot.app.screen_stack if isinstance(screen, SubnetScreen) and screen.netuid]
        await until(pilot, lambda: all(chart._bars is not None for chart in charts), "the bars of the chart")
        for chart in charts:
            chart.show_again()
        # A cursor that blinks is in one picture and not in the next.
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause()

    return run
