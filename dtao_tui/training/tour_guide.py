"""The tour of one minute for newcomers: what to press next, by what they see and what became of their orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.intents import Op
from dtao_tui.training.drill_guide import Task

STEPS = 7
NO_ADDRESS = ""
"""A tour is nobody's in particular."""


class Sight(Enum):
    """What a person has before them."""

    MARKET = "market"
    SUBNET = "subnet"
    TICKET = "ticket"
    REVIEW = "review"
    PORTFOLIO = "portfolio"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class TourFacts:
    """What the next step is told from."""

    sight: Sight
    orders: tuple[Order, ...]
    """Those placed since the tour began."""

    has_seen_portfolio: bool = False
    """Whether the position was looked at, once it had landed."""


OFFER = Task("New here?", ":tour shows you around in a minute. esc hides this line.", NO_ADDRESS, kind="")
"""The line of a first start."""

_TO_STAKE = {
    Sight.MARKET: (1, "Press {list.filter}, type a few letters of a name, Enter; Enter again opens it."),
    Sight.SUBNET: (2, "A subnet: its price, pool and validators. {operation.stake} opens a ticket to stake."),
    Sight.TICKET: (3, "Type how much TAO, such as 10. See what you get, and press Enter."),
    Sight.REVIEW: (4, "What will be signed. End goes to its end, and then y signs it."),
}
_LANDING = (5, "Signed and sent. See it go from the pool into a block, and to final.")
_LANDED = (6, "It landed, and what you got is yours. {go.portfolio} shows it in Portfolio.")
_TO_SELL = {
    Sight.PORTFOLIO: (7, "Exit is what selling pays now. {operation.unstake} on its row opens the ticket."),
    Sight.TICKET: (7, "max is all of it; type it, and Enter. You get is what reaches you."),
    Sight.REVIEW: (7, "The same, the other way round. End, and then y signs it."),
}
_BACK_TO_MARKET = (1, "Go on in Market: press {go.market}.")
_BACK_TO_PORTFOLIO = (7, "Go on in Portfolio: press {go.portfolio}.")
_SELLING = (7, "Sold, once it is final. TAO comes back, less the fee and the impact.")


def next_step(facts: TourFacts) -> Task | None:
    """What to do next; None once something was staked and sold."""
    staked, sold = (_state_of(facts.orders, op) for op in (Op.STAKE, Op.UNSTAKE))
    if sold is OrderState.FINAL:
        return None
    return _task(*_words(facts, staked, sold))


def _words(facts: TourFacts, staked: OrderState | None, sold: OrderState | None) -> tuple[int, str]:
    if staked is None:
        return _TO_STAKE.get(facts.sight, _BACK_TO_MARKET)
    if staked is not OrderState.FINAL:
        return _LANDING
    if sold is not None:
        return _SELLING
    if not facts.has_seen_portfolio:
        return _LANDED
    return _TO_SELL.get(facts.sight, _BACK_TO_PORTFOLIO)


def _state_of(orders: Iterable[Order], op: Op) -> OrderState | None:
    """How the best of the orders of an operation stands: final, or on its way; None where none is either."""
    own = [order for order in orders if order.operation == op.value]
    if any(order.state is OrderState.FINAL for order in own):
        return OrderState.FINAL
    return next((order.state for order in own if order.is_open), None)


def _task(number: int, words: str) -> Task:
    return Task(f"{number}/{STEPS}", words, NO_ADDRESS, kind="Tour")
