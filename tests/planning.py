"""Plans of the fakes' market, and the circumstances they are computed in."""

from dataclasses import replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.domain.plans.plan_events import PlanConfirmed
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.basket import BasketTicket, Sharing, basket
from dtao_tui.trading.plans.plan_draft import PlanDraft
from tests.fakes import GENESIS, HOTKEY, NETWORK_FEE, PRACTICE_ADDRESS, a_snapshot, the_practice_account

FEES = {Op.STAKE: NETWORK_FEE, Op.UNSTAKE: NETWORK_FEE}
DEPOSIT = Tao(500)


def circumstances(snapshot: Snapshot | None = None, **changes: object) -> Circumstances:
    """An account that may sign, at the fakes' block."""
    at = snapshot or a_snapshot()
    made = Circumstances(at, at.holdings_of(PRACTICE_ADDRESS), NETWORK_FEE, 100.0, Check("account", True), DEPOSIT)
    return replace(made, **changes)  # type: ignore[arg-type]  # builders take any field


def a_basket_ticket(snapshot: Snapshot, amount: str = "30", *netuids: int, **changes: object) -> BasketTicket:
    """A basket on root and both subnets, each with the first validator."""
    chosen = netuids or (0, 3, 7)
    subnets = tuple(snapshot.subnets[netuid].id for netuid in chosen)
    ticket = BasketTicket(subnets, dict.fromkeys(chosen, HOTKEY), amount, "2", Sharing.EQUALLY)
    return replace(ticket, **changes)  # type: ignore[arg-type]  # builders take any field


def a_basket(amount: str = "30", snapshot: Snapshot | None = None) -> PlanDraft:
    """The draft of a basket that can be confirmed."""
    at = snapshot or a_snapshot()
    return basket(a_basket_ticket(at, amount), circumstances(at), FEES)


def a_plan(amount: str = "30", snapshot: Snapshot | None = None) -> Plan:
    """A plan of three purchases."""
    plan = a_basket(amount, snapshot).plan
    assert plan is not None
    return plan


def a_record(plan: Plan | None = None, plan_id: str = "one", genesis: str = GENESIS) -> PlanRecord:
    """A plan that was just confirmed."""
    confirmed = PlanConfirmed(at=1.0)
    owner, signer = the_practice_account().owner, the_practice_account().signer
    return PlanRecord(plan_id, "practice", genesis, owner, signer, 1.0, plan or a_plan(), (confirmed,))
