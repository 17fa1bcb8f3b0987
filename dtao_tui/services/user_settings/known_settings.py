"""The settings that a person can set, in the order in which they are shown: what each does, and from when on."""

from dataclasses import dataclass, fields
from enum import Enum
from types import MappingProxyType
from typing import Literal, get_args, get_origin

from dtao_tui.settings import Settings
from dtao_tui.settings_file import RULES


class Kind(Enum):
    """How a setting is changed."""

    FLAG = "true or false"
    CHOICE = "one of a few words"
    NUMBER = "a whole number"
    TEXT = "a text"
    TABLE = "a table"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the file."""

    name: str
    group: str
    sentence: str
    """What it does."""

    is_at_once: bool = True
    """Whether a change holds at once; else at the next start."""

    unit: str = ""

    @property
    def kind(self) -> Kind:
        """How it is changed, by the rules that the file is read with."""
        widest, narrowest = RULES[self.name][0][0], RULES[self.name][-1][0]
        if widest is bool:
            return Kind.FLAG
        if get_origin(narrowest) is Literal:
            return Kind.CHOICE
        if widest is int:
            return Kind.NUMBER
        return Kind.TEXT if widest is str else Kind.TABLE

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it can be, where it is one of a few."""
        narrowest = RULES[self.name][-1][0]
        return get_args(narrowest) if get_origin(narrowest) is Literal else ()

    @property
    def default(self) -> object:
        """What it is where nobody has set it."""
        return _DEFAULTS[self.name]


START, SAFETY, FIGURES, LOOKS, KEYS = "Start", "Orders and safety", "Figures", "Looks", "Keys"

SETTINGS = (
    Setting(
        "network",
        START,
        "What a start opens: practice, test, finney, local, archive, devnet, or a ws:// or wss:// address.",
        is_at_once=False,
    ),
    Setting("wallet", START, "The wallet that is chosen at the start.", is_at_once=False),
    Setting(
        "endpoints",
        START,
        "Addresses in the place of a network's own, first choice first; one of another operator is compared with the "
        "one in use.",
        is_at_once=False,
    ),
    Setting("read_only", SAFETY, "Begins with a session that signs nothing; leaving that takes the password."),
    Setting(
        "limits",
        SAFETY,
        "The most TAO that an order, or all orders of 24 hours, may take on a network, and the size above which the "
        "password is typed again. They hold besides those of the account.",
    ),
    Setting(
        "tolerance",
        SAFETY,
        "How far a price may move against an order, in per cent, where none was used on the network yet.",
        unit="%",
    ),
    Setting(
        "mev_shield",
        SAFETY,
        "Seals orders that move a price until their block is made, where the chain has a MEV shield.",
        is_at_once=False,
    ),
    Setting(
        "lock_after_minutes",
        SAFETY,
        "Minutes without a key press after which an open key is locked.",
        is_at_once=False,
        unit="min",
    ),
    Setting(
        "keyring",
        SAFETY,
        "Whether passwords may be kept in the system keyring where there is one: auto or off.",
        is_at_once=False,
    ),
    Setting(
        "noted_share",
        SAFETY,
        "An order after which one subnet's part of all that you have is larger is noted in its checks.",
        unit="%",
    ),
    Setting(
        "noted_move",
        FIGURES,
        "A price that moved by as much since you looked last is told of at the start and by :since.",
        unit="%",
    ),
    Setting(
        "exit_impact",
        FIGURES,
        "The price impact of one of the daily sales by which the days to leave a subnet are counted.",
        unit="%",
    ),
    Setting("cost_method", FIGURES, "Which units a sale takes when costs are told: average or fifo."),
    Setting(
        "history_max_size",
        FIGURES,
        "What the record of the market may take on the disk; at the limit the finest bars go first.",
        is_at_once=False,
        unit="MiB",
    ),
    Setting("theme", LOOKS, "The colours. Without it, the theme that was last chosen in the app."),
    Setting("calm", LOOKS, "Leaves out all motion: what scrolls, jumps."),
    Setting("keys", KEYS, "Keys of commands by the ids of these; several as a list."),
)
"""All settings of the file."""

_DEFAULTS = MappingProxyType(
    {
        each.name: each.default_factory() if callable(each.default_factory) else each.default
        for each in fields(Settings)
        if each.name in RULES
    }
)

BY_NAME = MappingProxyType({setting.name: setting for setting in SETTINGS})
