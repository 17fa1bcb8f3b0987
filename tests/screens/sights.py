"""Screens, tickets and dialogs that are looked at in many sizes and looks: the steps that lead to each of them."""

from dataclasses import dataclass
from pathlib import Path

from dtao_tui.app import DtaoApp
from tests.fakes import World
from tests.screens.scene_alerts import keep_alerts
from tests.screens.scene_tape import TAPE_NETUID, fill_tape
from tests.screens.scenes import OPEN_TEMPLAR, SCENES, Step, a_scene, steps_of

OPEN_ROOT: Step = (("1", "escape", "escape", "slash", *"root", "enter", "enter"), "─ Subnet ─")
AMOUNT_THAT_FAILS: Step = (("s", *"99999"), "✗")
SHOW_ORDERS: Step = (("enter", "escape", "escape", "3"), "Orders")
BASKET: tuple[Step, ...] = (
    (("g", "j", "space", "j", "space", "j", "space", "B"), "Type what to pay"),
    (tuple("30"), "of all orders"),
)


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
    "settings": Sight(((("comma",), "network"),)),
    "alerts": Sight(((("exclamation_mark",), "Whale in targon"),), has_alerts=True),
    "statement": Sight(((("2",), "Holdings"), (("equals_sign",), "End"))),
    "candles": Sight((OPEN_TEMPLAR, (("equals_sign",), "a candle"))),
    "basket": Sight(BASKET),
    "plan": Sight((*BASKET, (("enter",), "not begun"))),
    "final": Sight(steps_of(SCENES["final"])),
    "unlock": Sight(steps_of(SCENES["unlock"]), "finney"),
    "review on mainnet": Sight(steps_of(SCENES["review-mainnet"]), "finney"),
    "orders": Sight((*steps_of(SCENES["final"]), SHOW_ORDERS)),
    "order": Sight((*steps_of(SCENES["final"]), SHOW_ORDERS, (("enter",), "Quote against fill"))),
    "new alert": Sight(((("exclamation_mark",), "Whale in targon"), (("n",), "ave")), has_alerts=True),
    "new wallet": Sight(((("4",), "Accounts"), (("n",), "ame"))),
    "import": Sight(((("4",), "Accounts"), (("i",), "mport"))),
    "limits": Sight(((("4",), "Accounts"), (("l",), "imit"))),
    "columns": Sight(((("c",), "olumn"),)),
    "palette": Sight(((("ctrl+p",), "earch"),)),
    "command line": Sight(((("colon",), ""),)),
}


def a_sight(name: str, folder: Path, theme: str = "desk-night") -> tuple[DtaoApp, World]:
    """The app and the world of a sight, before its first step."""
    sight = SIGHTS[name]
    app, world = a_scene(folder, network=sight.network, theme=theme)
    if sight.has_alerts:
        keep_alerts(world)
    if sight.has_trades:
        fill_tape(world, world.market.current.subnets[TAPE_NETUID])
    return app, world


def first_size(name: str) -> tuple[int, int]:
    """The size at which the steps of a sight are taken."""
    return (80, 24) if name == "tape" else (120, 36)
