"""The question before the program ends while something is under way, and what becomes of it then."""

from collections.abc import Iterable

from dtao_tui.domain.formatting import count
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice

_ON_ITS_WAY = frozenset({OrderState.SIGNED, OrderState.SENT, OrderState.IN_BLOCK})
_QUIT = "quit"


def reasons_to_stay(orders: Iterable[Order], *, has_plan: bool) -> str:
    """What is under way and what becomes of it, in sentences; empty where nothing is."""
    moving = sum(order.state in _ON_ITS_WAY for order in orders)
    told = []
    if moving:
        order, it = ("1 order is", "it") if moving == 1 else (f"{count(moving)} orders are", "them")
        told.append(f"{order} on the way to a final block. The chain carries {it} out all the same; the next start")
        told[-1] += " shows the end."
    if has_plan:
        told.append("The plan stops before its next step, and is not carried on by itself.")
    return " ".join(told)


def ask_to_leave(desk: AppState, reasons: str) -> None:
    """Ask; the program ends only by the letter or Enter on that choice."""

    def decide(chosen: str | None) -> None:
        if chosen == _QUIT:
            desk.exit()

    choices = (DialogChoice("stay", "s", "Stay"), DialogChoice(_QUIT, "q", "Quit"))
    desk.push_screen(ChoiceDialog(desk.parts, "Quit?", choices, at="stay", note=reasons), decide)
