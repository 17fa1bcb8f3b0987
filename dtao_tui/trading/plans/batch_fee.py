"""The network's fee of a plan as one atomic batch, asked of the chain for comparison; nothing of it is signed."""

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.operations.swap_intents import batch
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.ports.chain import Trading
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.trading.plans.requoting import intent_of, limits_of


async def batch_fee(plan: Plan, trading: Trading, account: Account) -> Tao | None:
    """What the chain would charge for all steps in one batch; None where it does not say, and for what is no batch."""
    if plan.at_once is None or not plan.at_once.is_batch:
        return None
    calls = [intent_of(step).call(limits_of(step)) for step in plan.steps]
    try:
        return (await trading.prepare(batch(*calls), account.signer)).fee
    except ChainTrouble:
        # The comparison then shows – for the fee, and the plan does not depend on it.
        return None
