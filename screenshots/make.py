"""Makes the pictures of this folder: real scenes, played on a practice node, drawn from the app's own screen.

Run by `make screenshots`. Needs the fonts Fira Code and DejaVu (Debian: fonts-firacode, fonts-dejavu-core).
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import resvg_py

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))
os.environ |= {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_COLOR_SYSTEM": "truecolor"}

from dtao_tui.app import DtaoApp  # noqa: E402 - nothing may be caught in the middle of a motion
from dtao_tui.cli.composition import joined  # noqa: E402
from dtao_tui.ports.networks import FINNEY, FINNEY_GENESIS  # noqa: E402
from dtao_tui.practice.node.node import Node  # noqa: E402
from dtao_tui.practice.options import PracticeOptions, parse_fund  # noqa: E402
from dtao_tui.practice.world.genesis import genesis_world  # noqa: E402
from dtao_tui.settings import Folders, load, prepare  # noqa: E402
from dtao_tui.wallet.user_wallets import WalletFolder  # noqa: E402
from tests.fakes import PASSWORD  # noqa: E402
from tests.journeys.stage import Person, announce, seen  # noqa: E402
from tests.screens.scene_tape import TAPE_NETUID, fill_tape  # noqa: E402
from tests.screens.scenes import OPEN_TEMPLAR, SCENES, a_scene, play  # noqa: E402

PIXELS_PER_CELL = 13
BLOCKS_BEFORE = 160
"""So long a session has lasted when the first picture is taken."""

SECONDS_A_BLOCK = 0.3
PATIENCE_SECONDS = 30.0
BUYS = (
    *(("templar", "120"), ("pretrain", "85"), ("targon", "60")),
    *(("apex", "40.5"), ("root", "400"), ("tessera", "12.25")),
)


ALERTS = (
    ("Outflow", "", "flow<-40k", ""),
    ("Whale in templar", "templar", "trade>250", "u25%"),
    ("Fast drop, deep pool", "", "ch24<-20 depth>1000", ""),
    ("Exit gets thin", "pretrain", "exit(250)>4", ""),
    ("Floor", "targon", "price<0.019", ""),
    ("Ceiling", "targon", "price>0.03", ""),
    ("Volume wakes up", "lattice", "vol>12k", ""),
    ("Close to removal", "held", "rank<20", ""),
    ("Half of a week", "pretrain", "ch7<-50", ""),
)
"""Name, subnet, condition, and the key and amount of a draft."""

SETTINGS = """
noted_move = 5          # the usual 10 is much for root
lock_after_minutes = 3

[limits.finney]
order = "10"
day = "25"

[keys]
"list.filter" = "f5"
"list.columns" = "s"
"""


class Stage:
    """One run of the app beside the node it plays on."""

    def __init__(self, person: Person, app: DtaoApp, node: Node, suffix: str) -> None:
        self.person = person
        self._app = app
        self._node = node
        self._suffix = suffix

    async def blocks(self, count: int) -> None:
        """Let blocks come, each seen by the app."""
        for _ in range(count):
            number = self._node.step().header.number
            while self._app.snapshot is None or self._app.snapshot.block < number:
                await self.person.pauses()

    async def takes(self, name: str) -> None:
        """Keep what the screen shows now."""
        await self.person.pauses()
        keep(self._app, name, self._suffix)

    async def shows(self, name: str, picture: str = "") -> None:
        """Go on to a scene that the tests compare too, from the one that it comes after, and keep its picture."""
        for keys, words in SCENES[name].steps:
            await self.person.presses(*keys)
            await self.person.sees(words)
        await self.takes(picture or name)

    async def opens(self, name: str) -> None:
        """Find a subnet by its name and open it."""
        await self.person.presses("1", "escape", "escape", "slash", *name, "enter", "enter")
        await self.person.sees("esc Back")

    async def reviews(self, kind: str, amount: str) -> None:
        """Fill in the ticket and press Review."""
        await self.person.presses(kind)
        await self.person.types(amount)
        await self.person.sees("✓ chain")
        await self.person.presses("enter")

    async def signs(self) -> None:
        """Sign what Review shows and wait until it is final."""
        await self.person.types(await self.word_to_sign())
        # The node makes blocks by itself, too, so that the order may be final before anybody looks for it there.
        async with asyncio.timeout(PATIENCE_SECONDS):
            while "Carried out, and final" not in seen(self._app):
                await asyncio.sleep(SECONDS_A_BLOCK)
                await self.blocks(1)

    async def word_to_sign(self) -> str:
        """What Review asks to be typed: `y`, or the amount where a price has jumped meanwhile."""
        screen = await self.person.sees("to sign")
        if "read to the end" in screen:
            await self.person.presses("end")
        screen = await self.person.sees(", type")
        found = re.search(r"to sign.*, type(?: the amount)?\s+(\S+)", screen)
        if found is None:
            raise RuntimeError(f"Review does not say what to type:\n{screen}")
        return found[1]

    async def buys(self, orders: Sequence[tuple[str, str]]) -> None:
        """Stake on some subnets, one after the other."""
        for name, amount in orders:
            await self.opens(name)
            await self.reviews("s", amount)
            await self.signs()
            await self.person.presses("enter", "escape", "escape", "escape")


def keep(app: DtaoApp, name: str, suffix: str) -> None:
    """Write what the screen shows now as a picture."""
    svg = app.export_screenshot(title=f"dtao-tui · {name}")
    drawing = svg.replace("font-family: arial", "font-family: Fira Code")
    picture = FOLDER / f"{name}-{suffix}.png"
    picture.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=app.size.width * PIXELS_PER_CELL)))
    print(picture.name, flush=True)


@asynccontextmanager
async def practice(
    size: tuple[int, int], suffix: str, theme: str = "desk-night", settings: str = ""
) -> AsyncIterator[Stage]:
    """The app on the practice network, with these lines in its settings file besides the theme."""
    with tempfile.TemporaryDirectory() as home:
        places = _home(home)
        options = PracticeOptions(seed=7, block_seconds=3.0)
        async with Node(genesis_world(options), options) as node:
            announce(places, node.url)
            places.settings_file.write_text(f'theme = "{theme}"\n{settings}', encoding="utf-8")
            async with _playing("practice", size, node, suffix) as stage:
                yield stage


@asynccontextmanager
async def mainnet(size: tuple[int, int], suffix: str) -> AsyncIterator[Stage]:
    """The app as it looks on mainnet: a practice node that announces mainnet's genesis, reached by nobody else."""
    with tempfile.TemporaryDirectory() as home:
        places = _home(home)
        wallets = WalletFolder(places.wallets, places.watched)
        address = (await wallets.create("trader", wallets.new_phrase(), PASSWORD)).address
        options = PracticeOptions(seed=7, genesis=FINNEY_GENESIS, fund=(parse_fund(f"{address}=9412.803"),))
        async with Node(genesis_world(options), options) as node:
            places.settings_file.write_text(
                f'mev_shield = false\n[endpoints]\nfinney = ["{node.url}"]\n', encoding="utf-8"
            )
            async with _playing(FINNEY, size, node, suffix) as stage:
                yield stage


@asynccontextmanager
async def _playing(network: str, size: tuple[int, int], node: Node, suffix: str) -> AsyncIterator[Stage]:
    with joined(load().choosing(network=network)) as parts:
        app = DtaoApp(parts)
        async with app.run_test(size=size) as pilot:
            stage = Stage(Person(pilot), app, node, suffix)
            await stage.person.sees("templar")
            await stage.blocks(BLOCKS_BEFORE)
            yield stage


def _home(folder: str) -> Folders:
    os.environ["DTAO_TUI_HOME"] = folder
    places = load().places
    prepare(places)
    return places


async def whole_journey() -> None:
    """Every screen at 120×36."""
    async with practice((120, 36), "120") as stage:
        person = stage.person
        await stage.shows("market")
        await person.presses("slash", *"depth>20k", "space", *"ch24<-1")
        await person.sees("depth>20k ch24<-1", "pass")
        await stage.takes("filter")
        await person.presses("escape")
        await stage.buys(BUYS)
        await stage.shows("subnet")
        await stage.shows("review")
        await stage.signs()
        await stage.takes("final")
        await person.presses("enter", "escape", "escape", "escape")
        for name in ("portfolio", "activity", "wallets", "help"):
            await stage.shows(name)
        await person.presses("escape")
        await stage.shows("rest")


async def other_sizes() -> None:
    """Market and ticket in a small, a large and a light terminal."""
    for size, suffix, theme in (
        ((80, 24), "80", "desk-night"),
        ((160, 45), "160", "desk-night"),
        ((120, 36), "light-120", "desk-day"),
    ):
        async with practice(size, suffix, theme) as stage:
            for name in ("market", "subnet", "review"):
                await stage.shows(name)


async def at_the_desk() -> None:
    """A swap with its review, a basket on marked rows, and a plan while it is carried out."""
    async with practice((120, 36), "120") as stage:
        person = stage.person
        await stage.buys([("templar", "200")])
        await stage.opens("templar")
        await person.presses("x")
        await person.sees("Choose the subnet")
        await person.presses("ctrl+l")
        await person.sees("To subnet")
        await person.presses("slash", *"pretrain", "enter")
        await person.sees("templar to")
        await person.presses("ctrl+l")
        await person.sees("To validator")
        await person.presses("enter")
        await person.sees("templar to", "Sell")
        await person.types("500")
        await person.sees("✓ chain")
        await stage.takes("swap")
        await person.presses("enter")
        await person.sees("swap_stake_limit", "to sign, type")
        await stage.takes("review-swap")
        await person.presses("escape", "escape", "1", "escape")
        for name in ("targon", "halcyon", "pretrain"):
            await person.presses("slash", *name, "enter", "space", "escape")
        await person.presses("B")
        await person.types("300")
        await person.sees("3 orders, one by one")
        await stage.takes("basket")
        await person.presses("enter")
        await person.sees("not begun")
        await person.presses("end")
        await person.types(await stage.word_to_sign())
        await person.sees("✓ final", "waits")
        await stage.takes("plan")


async def at_the_chart() -> None:
    """A chart with candles and the cursor, over a past that the tests' scenes have and no young node."""
    with tempfile.TemporaryDirectory() as home:
        app, world = a_scene(Path(home))
        async with app.run_test(size=(120, 36)) as pilot:
            keys = ("equals_sign", "tab", *["shift+left"] * 2, *["left"] * 4)
            await play(world, OPEN_TEMPLAR, (keys, "a candle"))(pilot)
            keep(app, "chart", "120")


async def at_the_tape() -> None:
    """The tape beside the chart, with the trades of the tests' scenes: a young node has few on one subnet."""
    with tempfile.TemporaryDirectory() as home:
        app, world = a_scene(Path(home))
        fill_tape(world, world.market.current.subnets[TAPE_NETUID])
        async with app.run_test(size=(160, 45)) as pilot:
            await play(world, OPEN_TEMPLAR, (("equals_sign",), "a candle"))(pilot)
            keep(app, "tape", "160")


async def in_a_drill() -> None:
    """The list of drills, and a debrief."""
    async with practice((120, 36), "120") as stage:
        person = stage.person
        await stage.shows("drills")
        await person.presses("j", "enter")
        await person.sees("Pay")
        await person.types("25")
        await person.sees("✓ chain")
        await person.presses("enter")
        await stage.signs()
        await person.presses("enter")
        await person.sees("Debrief")
        await stage.takes("debrief")


async def what_was_gained() -> None:
    """The statement of an account that has bought on some subnets a while ago."""
    async with practice((120, 36), "120") as stage:
        await stage.buys(BUYS[:4])
        await stage.blocks(60)
        await stage.person.presses("2")
        await stage.person.sees("Holdings")
        await stage.person.presses("equals_sign")
        await stage.person.sees("explained only", "Most by")
        await stage.takes("statement")


async def validators_compared() -> None:
    """Two validators of a watched subnet side by side, after some epochs that came sooner than usual."""
    async with practice((120, 36), "120") as stage:
        await stage.buys([("templar", "320")])
        await stage.person.presses("ctrl+p")
        await stage.person.types("every 20 blocks")
        await stage.person.sees("About 1 min")
        await stage.person.presses("enter")
        await stage.opens("templar")
        await stage.person.presses("escape", "w", "enter")
        await stage.blocks(150)
        await stage.person.presses("v", "space", *"jjjj", "space")
        await stage.person.sees("Side by side", "m moves")
        await stage.takes("validators")


async def of_settings() -> None:
    """Settings that a person has set, one key of which cannot be followed."""
    async with practice((120, 36), "120", settings=SETTINGS) as stage:
        # The settings are told with their path from the user's own folder.
        os.environ["HOME"] = os.environ["DTAO_TUI_HOME"]
        await stage.person.presses("comma")
        await stage.person.sees("1 not followed")
        await stage.person.presses(*["j"] * 10)
        await stage.person.sees("besides its own limits")
        await stage.takes("settings")


async def of_alerts() -> None:
    """Alerts in several states, one of which a trade of one's own has fired."""
    async with practice((120, 36), "120") as stage:
        person = stage.person
        await person.presses("exclamation_mark")
        await person.sees("There is no alert here yet")
        for name, subnet, condition, op in ALERTS:
            await person.presses("n")
            await person.pastes(name)
            await person.presses("tab")
            if subnet:
                await person.presses(*subnet)
                await person.sees("Alert for")
                await person.presses("enter")
            await person.presses("tab")
            await person.pastes(condition)
            if op:
                await person.presses("tab", "tab", "tab", "space")
                await person.sees("fill in a ticket")
                await person.presses(op[0], "tab")
                await person.pastes(op[1:])
            await person.presses("ctrl+s")
            await person.sees(name, "armed")
        await person.presses("g", "space", "escape")
        await stage.buys([("templar", "320")])
        await person.presses("exclamation_mark")
        await person.sees("fired")
        await stage.blocks(4)
        await stage.blocks(4)
        await person.presses("j")
        await person.sees("Open ticket d")
        await stage.takes("alerts")


async def on_mainnet() -> None:
    """What changes where money is real."""
    async with mainnet((120, 36), "mainnet-120") as stage:
        await stage.shows("unlock")
        await stage.shows("review-mainnet", "review")


async def main() -> None:
    """All pictures, or those of the runs that are named."""
    runs = {
        "journey": whole_journey,
        "sizes": other_sizes,
        "desk": at_the_desk,
        "chart": at_the_chart,
        "tape": at_the_tape,
        "drill": in_a_drill,
        "gained": what_was_gained,
        "validators": validators_compared,
        "alerts": of_alerts,
        "settings": of_settings,
        "mainnet": on_mainnet,
    }
    for name in sys.argv[1:] or runs:
        await runs[name]()


if __name__ == "__main__":
    asyncio.run(main())
