"""Unwinding: every position sold, or every one with one validator, by orders that each have a limit.

The chain's own `unstake_all` has no limit and is never used.
"""

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.holdings import Held, held_by
from dtao_tui.domain.market import Holdings, Snapshot, Stake
from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_draft import PlanDraft, Request, plan_of
from dtao_tui.trading.plans.plan_steps import NetworkFees, WantedStep


def unwinding(
    circumstances: Circumstances, fees: NetworkFees, tolerance_text: str, *, hotkey: str | None = None
) -> PlanDraft:
    """The plan that sells all that can be sold, of one validator or of all, the most valuable position first."""
    kind = PlanKind.UNWIND if hotkey is None else PlanKind.LEAVE_VALIDATOR
    held, snapshot = circumstances.holdings, circumstances.snapshot
    if held is None:
        return PlanDraft(kind, sentence="This account's stakes were not read yet; they come with the next block.")
    try:
        tolerance = Tolerance.parse(tolerance_text)
    except NotAnAmount as refusal:
        return PlanDraft(kind, sentence=str(refusal))
    chosen = [stake for stake in held.stakes if hotkey in (None, stake.hotkey) and stake.amount]
    chosen.sort(key=lambda stake: (-_brings(stake, snapshot).rao, stake.netuid, stake.hotkey))
    wanted, notes = sales_of(chosen, held, snapshot)
    return plan_of(Request(kind, tolerance, circumstances, fees, notes), wanted)


def sales_of(stakes: list[Stake], held: Holdings, snapshot: Snapshot) -> tuple[tuple[WantedStep, ...], tuple[str, ...]]:
    """The sale of what can be sold of each of these stakes, and a sentence for each that stays, whole or in part."""
    wanted: list[WantedStep] = []
    notes: list[str] = []
    left = {netuid: held_by(held, snapshot, netuid, None).most for netuid in {stake.netuid for stake in stakes}}
    for stake in stakes:
        subnet = snapshot.subnets.get(stake.netuid)
        if subnet is None or not subnet.curve_is_known:
            notes.append(f"Subnet {stake.netuid} stays: {_why_not(subnet is None)}")
            continue
        alone = held_by(held, snapshot, stake.netuid, stake.hotkey)
        # A lock holds a part of all the stakes on a subnet together.
        most = min(alone.most, left[stake.netuid])
        left[stake.netuid] = left[stake.netuid] - most
        if most < stake.amount:
            notes.append(_stays(stake, stake.amount - most, alone, subnet.symbol))
        if most:
            wanted.append(
                WantedStep(
                    Unstake(stake.netuid, stake.hotkey, most, is_whole_position=most == stake.amount), takes_most=True
                )
            )
    return tuple(wanted), tuple(notes)


def _brings(stake: Stake, snapshot: Snapshot) -> Tao:
    """What the sale of a stake alone brings now; nothing where that is not known."""
    subnet = snapshot.subnets.get(stake.netuid)
    if subnet is None or not subnet.curve_is_known:
        return Tao(0)
    try:
        return subnet.pool.trade(Side.SELL, stake.amount).received
    except PoolRefusal:
        return Tao(0)


def _why_not(is_gone: bool) -> str:
    return "it is gone." if is_gone else "its curve is not computed here; unstake from it by a ticket."


def _stays(stake: Stake, rest: Alpha, alone: Held, symbol: str) -> str:
    why = "root's hold keeps it for some blocks" if alone.held_until is not None else "a lock holds it"
    return f"{with_unit(rest, symbol)} of subnet {stake.netuid} stay: {why}."
