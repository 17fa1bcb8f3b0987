"""Ways to the screen of a plan: one that is asked for, or the one that is shown now."""

from collections.abc import Callable

from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.plans.plan_asking import asked_for
from dtao_tui.screens.plans.plan_screen import PlanScreen
from dtao_tui.trading.plans.plan_draft import PlanDraft

NO_PLAN = "There was no plan yet. Mark subnets with {list.mark} and press {operation.basket}."


async def ask_for(desk: AppState, drafted: Callable[[], PlanDraft], snapshot: Snapshot) -> None:
    """Show the plan whole to be confirmed; what stands against it is said instead. To be run from a worker."""
    asked = await asked_for(desk, drafted, snapshot)
    if asked is not None:
        await desk.push_screen(PlanScreen(asked))


def show_plan(desk: AppState) -> bool:
    """Whether there is a plan to show: the one under way, else one that stopped, else the newest."""
    plans = desk.parts.plans
    running = plans.running
    record = running.record if running else plans.unread or next(iter(plans.plans), None)
    if record is None:
        desk.notify(desk.changed_keys.worded(NO_PLAN), markup=False)
        return False
    if not (isinstance(desk.screen, PlanScreen) and desk.screen.plan_id == record.id):
        desk.push_screen(PlanScreen(record=record))
    return True
