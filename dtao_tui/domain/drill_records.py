"""Drills as values that travel between practice node and app: names, state and debrief."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.trades.intents import Op


class Drill(Enum):
    """A named situation on the practice network; the values travel between app and node."""

    THIN_POOL = "thin pool"
    FRONT_RUN = "front run"
    RUNAWAY = "runaway price"
    REMOVAL = "removal"
    LOST_LINE = "lost line"


@dataclass(frozen=True, slots=True)
class Met:
    """The pool that the account's first order met, after the trades before it in the same block."""

    block: int
    pool: Pool


@dataclass(frozen=True, slots=True)
class DrillState:
    """State of a drill on the node."""

    drill: Drill
    netuid: int
    op: Op
    """The order that the drill waits for."""

    amount: Tao
    """The TAO that the task names: to stake or, in a removal, what the position was bought for."""

    ready_block: int | None = None
    """The block that brought the situation; None while it is to come."""

    met: Met | None = None
    rival_paid: Tao = Tao(0)  # noqa: RUF009 - frozen
    """What somebody else bought for in the block of the order, just before it."""

    removal_block: int | None = None
    """The block whose beginning removes the subnet."""

    payout: Tao | None = None
    """What the whole position is paid when the subnet is removed; before that, what it would be paid in the block
    of the account's order."""

    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Repair:
    """What the next block repairs after a drill."""

    drill: Drill
    netuid: int


@dataclass(frozen=True, slots=True)
class DebriefRow:
    """One figure of a debrief; a Decimal is a number of per cent."""

    label: str
    value: Tao | Alpha | Price | Decimal | None
    unit: str = ""
    is_answer: bool = False
    """Whether it is the figure to highlight."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """Evaluation of a finished drill."""

    verdict: str
    """What happened."""

    rows: tuple[DebriefRow, ...]
    advice: str
    """What a better choice would have been, or that there was none."""

    better: tuple[DebriefRow, ...] = ()
    """What that choice would have brought."""

    heading: str = "Quote against fill"
    """What the first figures are about."""
