"""Drill guide: title, explanation and task of each drill, and the condition that ends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dtao_tui.domain.drill_records import Drill, DrillState, Repair
from dtao_tui.domain.formatting import count, with_unit
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState

DRILL = "Drill"


@dataclass(frozen=True, slots=True)
class Briefing:
    """The texts of a drill."""

    title: str
    sentence: str
    task: Callable[[DrillState], str]
    """What to do, in one line."""


@dataclass(frozen=True, slots=True)
class Task:
    """What has to be done in the drill or tour that is on."""

    title: str
    words: str
    address: str
    kind: str = DRILL
    """What it belongs to, as its line begins."""

    @property
    def head(self) -> str:
        """How its line begins."""
        return f"{self.kind} {self.title}".strip()


BRIEFINGS: Mapping[Drill, Briefing] = {
    Drill.THIN_POOL: Briefing(
        "Thin pool",
        "The large holders have left; a small order moves the price by much.",
        lambda state: f"Stake about {with_unit(state.amount)} here. Mind its size and its tolerance.",
    ),
    Drill.FRONT_RUN: Briefing(
        "Front run",
        "Somebody reads your order and buys in the same block, just before it.",
        lambda state: f"Stake {with_unit(state.amount)} here, with the tolerance you would choose.",
    ),
    Drill.RUNAWAY: Briefing(
        "Runaway price",
        "The price climbs with each block, and past your limit.",
        lambda state: f"Stake {with_unit(state.amount)} here while the price climbs.",
    ),
    Drill.REMOVAL: Briefing(
        "Deregistration",
        "You hold alpha of a subnet that will be removed: sell, or be paid out.",
        lambda state: f"Root removes it {_when(state)}: sell, or be paid out.",
    ),
    Drill.LOST_LINE: Briefing(
        "Lost connection",
        "The connection breaks when your order has been sent.",
        lambda state: f"Stake {with_unit(state.amount)} here, and see that you do it once.",
    ),
}


def task_of(state: DrillState, address: str) -> Task:
    """The task of this drill in its present state."""
    briefing = BRIEFINGS[state.drill]
    return Task(briefing.title, briefing.task(state), address)


def repair_sentence(repair: Repair) -> str:
    """What is said of the repair of a pool."""
    if repair.drill is Drill.REMOVAL:
        return (
            f"A new subnet takes the number {repair.netuid} with the next block: the same name, price and TAO in its "
            "pool. What you were paid stays yours."
        )
    return (
        f"The holders who left subnet {repair.netuid} buy back with the next block. What you hold there stays yours, "
        "at the price that this makes."
    )


def is_over(state: DrillState, order: Order | None) -> bool:
    """Whether there is something to debrief: the order that the drill waited for has ended, or the subnet has."""
    if order is None:
        return state.is_removed
    if order.state is OrderState.HELD:
        # The price ran away before a block could meet the order.
        return state.drill is Drill.RUNAWAY
    return state.met is not None and not order.is_open


def _when(state: DrillState) -> str:
    return "soon" if state.removal_block is None else f"at block {count(state.removal_block)}"
