"""What comes before a plan is shown to be confirmed: an open key, and the first review of its first step."""

from collections.abc import Callable

from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.plans.plan_confirmation import PlanAsked
from dtao_tui.screens.wallets.unlock_screen import make_able_to_sign
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.trading.plans.plan_draft import PlanDraft


async def asked_for(desk: AppState, drafted: Callable[[], PlanDraft], snapshot: Snapshot) -> PlanAsked | None:
    """The plan as it can be shown now, or None; what stands against it is said. To be run from a worker.

    `drafted` computes it at this block, once the fees are known that bound its steps.
    """
    parts = desk.parts
    try:
        await parts.plans.learn_fees()
        draft = drafted()
        if not draft.is_ready or draft.plan is None:
            raise NotPlaced(draft.sentence or "There is no plan to confirm.")
        if not await make_able_to_sign(desk, parts):
            return None
        first = await parts.plans.preview(draft.plan, snapshot)
        is_sealed = parts.plans.seals_orders
        return PlanAsked(await parts.plans.with_batch_fee(draft), first, is_sealed=is_sealed)
    except (Trouble, NotPlaced) as refusal:
        desk.notify(str(refusal), title="Nothing was signed", severity="warning", markup=False, timeout=12)
        return None
