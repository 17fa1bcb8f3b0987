"""Steps of a plan: each intent is assessed against the block as the steps before it leave it at worst."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Alpha, Tao, as_alpha, as_tao
from dtao_tui.domain.market import Holdings, Snapshot, Stake
from dtao_tui.domain.orders.order import OrderSubnet
from dtao_tui.domain.plans.plan import PlanStep, TradeCost
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op, SingleIntent, Unstake, is_complete
from dtao_tui.domain.trades.order_limits import pool_after
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.assessment import Assessment, assess
from dtao_tui.trading.circumstances import Circumstances

NetworkFees = Mapping[Op, Tao | None]
"""The network's fee of one order of each operation, where it is known."""


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step that is wanted, with its assessment."""

    assessment: Assessment
    step: PlanStep | None
    """None where it cannot be quoted, or would not fill."""

    @property
    def intent(self) -> SingleIntent:
        """What shall be done."""
        return self.assessment.intent

    @property
    def quote(self) -> Quote | None:
        """What it costs and brings after the steps before it."""
        return self.assessment.quote

    @property
    def objection(self) -> str:
        """What is wrong with it, as a sentence, or empty."""
        if self.assessment.objection or self.step is not None:
            return self.assessment.objection
        return "This cannot be quoted here." if is_complete(self.intent) else "Choose a validator."

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of its operation."""
        return self.assessment.checks


@dataclass(frozen=True, slots=True)
class WantedStep:
    """An intent that shall be a step, and for how many blocks it waits after the one before it."""

    intent: SingleIntent
    waits: int = 0
    takes_most: bool = False
    """Whether it sells all that can be sold: less than it says where the network's fee is taken from the stake."""


def assessed_steps(
    wanted: Iterable[WantedStep], tolerance: Tolerance, circumstances: Circumstances, fees: NetworkFees
) -> tuple[StepDraft, ...]:
    """The steps in this order, each against what the ones before it leave at worst."""
    drafts: list[StepDraft] = []
    met = circumstances
    for wish in wanted:
        met = replace(met, network_fee=fees.get(wish.intent.op))
        assessment = assess(_sized(wish, met), tolerance, met)
        start = circumstances.subnet_of(wish.intent).pool
        drafts.append(StepDraft(assessment, _step(assessment, wish, met, start)))
        if assessment.quote is not None:
            met = after_worst(met, assessment.quote)
    return tuple(drafts)


def after_worst(circumstances: Circumstances, quoted: Quote) -> Circumstances:
    """The circumstances once the order was carried out: its pool as quoted, the account as at worst."""
    snapshot = circumstances.snapshot
    (leg,) = quoted.legs
    subnet = snapshot.subnets[quoted.netuid]
    pool = pool_after(subnet.pool, leg.trade)
    subnets = {**snapshot.subnets, quoted.netuid: replace(subnet, pool=pool, price=pool.price)}
    held = circumstances.holdings
    changed = None if held is None else _holdings_after(held, quoted, circumstances.network_fee)
    holdings = snapshot.holdings if changed is None else {**snapshot.holdings, changed.address: changed}
    return replace(circumstances, snapshot=replace(snapshot, subnets=subnets, holdings=holdings), holdings=changed)


def cost_of(quoted: Quote, start: Pool, network_fee: Tao | None) -> TradeCost:
    """What an order costs in TAO at the price of the pool `start`: what is not the pool's fee is the impact."""
    trade = quoted.legs[0].trade
    fee = worth(trade.fee, start)
    lost = worth(quoted.pays, start) - worth(trade.received, start)
    return TradeCost(fee, lost - fee, network_fee)


def worst_loss_of(quoted: Quote, start: Pool) -> Tao | None:
    """What an order loses at worst at that price, the network's fee left out; None where it does not fill."""
    if quoted.worst_received is None:
        return None
    return worth(quoted.pays, start) - worth(quoted.worst_received, start)


def worth(amount: Tao | Alpha, pool: Pool) -> Tao:
    """The amount in TAO at the pool's price, rounded down."""
    return amount if isinstance(amount, Tao) else pool.at_spot(Side.SELL, amount)


def subnet_named(snapshot: Snapshot, netuid: int) -> OrderSubnet:
    """A subnet as a record names it."""
    subnet = snapshot.subnets[netuid]
    return OrderSubnet(netuid, subnet.symbol, subnet.name, subnet.registered_at)


def objection_to(drafts: Sequence[StepDraft]) -> str:
    """What is wrong with the first step that cannot be taken, as a sentence that names it, or empty."""
    for place, draft in enumerate(drafts, 1):
        if draft.objection:
            netuid = draft.intent.netuid
            return f"Step {place}, subnet {netuid}: {draft.objection}" if len(drafts) > 1 else draft.objection
    return ""


def _sized(wish: WantedStep, met: Circumstances) -> SingleIntent:
    """The intent with what is left to sell once the network's fee was taken from the stake."""
    intent = wish.intent
    if not wish.takes_most or not isinstance(intent, Unstake):
        return intent
    most = met.means_of(intent.netuid, intent.hotkey).most_sold(met.subnet_of(intent).pool)
    return replace(intent, amount=min(intent.amount, most))


def _step(assessment: Assessment, wish: WantedStep, met: Circumstances, start: Pool) -> PlanStep | None:
    quoted, intent = assessment.quote, assessment.intent
    worst = None if quoted is None else quoted.worst_received
    if quoted is None or worst is None or quoted.limit_price is None or len(quoted.legs) != 1:
        return None
    return PlanStep(
        op=intent.op,
        subnet=subnet_named(met.snapshot, intent.netuid),
        hotkey=intent.hotkey,
        pays=intent.amount,
        receives=quoted.receives,
        worst=worst,
        price=quoted.legs[0].price_before,
        limit=quoted.limit_price,
        tolerance=quoted.tolerance,
        value=worth(intent.amount, start),
        cost=cost_of(quoted, start, met.network_fee),
        worst_loss=worth(intent.amount, start) - worth(worst, start),
        takes_all=isinstance(intent, Unstake) and intent.is_whole_position,
        waits=wish.waits,
        note=assessment.note,
        caution=assessment.caution,
        known=tuple(check.name for check in assessment.checks if check.is_note),
    )


def _holdings_after(held: Holdings, quoted: Quote, network_fee: Tao | None) -> Holdings:
    intent, fee, worst = quoted.intent, network_fee or Tao(0), quoted.worst_received
    if quoted.legs[0].hop.side is Side.BUY:
        gained = Alpha(0, intent.netuid) if worst is None else as_alpha(worst)
        stakes = _changed(held.stakes, intent.netuid, intent.hotkey, gained)
        return replace(held, free=held.free - as_tao(intent.amount) - fee, stakes=stakes)
    stakes = _changed(held.stakes, intent.netuid, intent.pays_from, -as_alpha(intent.amount))
    gained_tao = Tao(0) if worst is None else as_tao(worst)
    # A fee that the free TAO does not pay is taken from the stake, and the ones after it then have no less.
    return replace(held, free=max(held.free + gained_tao - fee, Tao(0)), stakes=stakes)


def _changed(stakes: tuple[Stake, ...], netuid: int, hotkey: str, by: Alpha) -> tuple[Stake, ...]:
    """The stakes with one of them changed; one that is used up is gone."""
    is_known = any((stake.netuid, stake.hotkey) == (netuid, hotkey) for stake in stakes)
    if not is_known:
        return (*stakes, Stake(netuid, hotkey, by)) if by.rao > 0 else stakes
    changed = (
        replace(stake, amount=stake.amount + by) if (stake.netuid, stake.hotkey) == (netuid, hotkey) else stake
        for stake in stakes
    )
    return tuple(stake for stake in changed if stake.amount.rao > 0)
