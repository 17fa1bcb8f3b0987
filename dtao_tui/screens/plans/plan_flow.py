"""Steps from a draft of a plan to the screen that asks for its confirmation, and to the plan that is shown now."""

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.plans.plan_confirmation import PlanAsked
from dtao_tui.screens.plans.plan_screen import PlanScreen
from dtao_tui.screens.wallets.unlock_screen import make_able_to_sign
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.trading.plans.plan_draft import PlanDraft


async def ask_for(desk: AppState, draft: PlanDraft, snapshot: Snapshot, continues: PlanRecord | None = None) -> bool:
    """Whether the plan is shown now to be confirmed; what stands against it is said. To be run from a worker."""
    parts = desk.parts
    try:
        if parts.plans.running is not None:
            raise NotPlaced("Another plan is under way; stop it first, or wait for its end.")
        if not draft.is_ready or draft.plan is None:
            raise NotPlaced(draft.sentence or "There is no plan to confirm.")
        if not await make_able_to_sign(desk, parts):
            return False
        first = await parts.plans.preview(draft.plan, snapshot)
    except (Trouble, NotPlaced) as refusal:
        desk.notify(str(refusal), title="Nothing was signed", severity="warning", markup=False, timeout=12)
        return False
    await desk.push_screen(PlanScreen(PlanAsked(draft, first), continues=continues))
    return True


def show_plan(desk: AppState) -> bool:
    """Whether there is a plan to show: the one under way, else one that stopped, else the newest."""
    plans = desk.parts.plans
    running = plans.running
    record = running.record if running else plans.unread or next(iter(plans.plans), None)
    if record is None:
        desk.notify("There was no plan yet. Mark subnets with space and press B.", markup=False)
        return False
    if not (isinstance(desk.screen, PlanScreen) and desk.screen.plan_id == record.id):
        desk.push_screen(PlanScreen(record=record))
    return True
