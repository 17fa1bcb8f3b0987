"""The tour of a newcomer: offered in one line at the first start, told in that line from step to step."""

import asyncio

from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseModal, BaseScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.training.drill_flow import GROUP
from dtao_tui.training.tour_guide import OFFER, Sight, TourFacts, next_step
from dtao_tui.widgets.keys.key_table import MARKET, SUBNET, TICKET

DONE = "You have staked, seen what it is worth, and sold. {help} lists the keys of each screen, {drills} has drills."
_PATIENCE_SECONDS = 0.25
"""How long a person may see the words of a step that is done."""


def begin_or_end_tour(desk: AppState) -> None:
    """Begin the tour, or end the one that is on."""
    if is_on(desk):
        desk.workers.cancel_group(desk, GROUP)
        desk.drill = None
        desk.notify("The tour is over; :tour begins it again.", title="Tour", markup=False)
        return
    if desk.drill is not None and desk.drill is not OFFER:
        desk.notify(desk.changed_keys.worded("A drill is on; {drills} ends it."), title="Tour", markup=False)
        return
    account = desk.parts.session.chosen
    if desk.parts.faucet is None or account is None or not account.can_sign:
        words = "The tour needs the practice network and an account that can sign: dtao-tui -n practice."
        desk.notify(words, title="Tour", markup=False)
        return
    desk.run_worker(_guide(desk), name="tour", group=GROUP, exclusive=True, exit_on_error=True)


def is_on(desk: AppState) -> bool:
    """Whether a step of the tour is told now."""
    return desk.drill is not None and desk.drill.kind == "Tour"


async def _guide(desk: AppState) -> None:
    known = frozenset(order.id for order in desk.orders)
    has_seen_portfolio = has_landed = False
    while True:
        orders = tuple(order for order in desk.orders if order.id not in known)
        sight = sight_of(desk)
        has_landed = has_landed or any(not order.is_open for order in orders)
        has_seen_portfolio = has_seen_portfolio or (has_landed and sight is Sight.PORTFOLIO)
        step = next_step(TourFacts(sight, orders, has_seen_portfolio))
        if step is None:
            break
        if step != desk.drill:
            desk.drill = step
        await asyncio.sleep(_PATIENCE_SECONDS)
    desk.drill = None
    desk.notify(
        desk.changed_keys.worded(DONE),
        title="That was the tour",
        markup=False,
        timeout=12,
    )


def sight_of(desk: AppState) -> Sight:
    """What a person has before them now."""
    screen = desk.screen
    if isinstance(screen, BaseModal):
        return Sight.REVIEW if isinstance(screen, ReviewScreen) else Sight.ELSEWHERE
    if not isinstance(screen, BaseScreen):
        return Sight.ELSEWHERE
    scopes = screen.scopes
    if TICKET in scopes:
        return Sight.TICKET
    if desk.current_mode == "portfolio":
        return Sight.PORTFOLIO
    if SUBNET in scopes:
        return Sight.SUBNET
    return Sight.MARKET if MARKET in scopes else Sight.ELSEWHERE
