"""Basket: one amount staked on several subnets, shared equally, by market cap or by typed weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Everything, NotAnAmount, NumberWords, Portion, Tao, parse_wish, scaled_number
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.apportioning import apportioned
from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op, Stake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_draft import PlanDraft, Request, plan_of, spendable_of
from dtao_tui.trading.plans.plan_steps import NetworkFees, WantedStep

_SHARE = NumberWords("share", "2 or 25", has_thousands=False)


class Sharing(Enum):
    """How the amount of a basket is shared; the values are what a person reads."""

    EQUALLY = "equally"
    BY_CAP = "by market cap"
    TYPED = "by typed shares"


@dataclass(frozen=True, slots=True)
class BasketTicket:
    """What was typed and chosen for a basket."""

    subnets: tuple[SubnetId, ...]
    hotkeys: Mapping[int, str]
    """By netuid; missing or empty where no validator is chosen."""

    amount_text: str
    tolerance_text: str
    sharing: Sharing = Sharing.EQUALLY
    share_texts: Mapping[int, str] | None = None
    """By netuid, what was typed where shares are typed; they count by what they are to each other."""


def basket(ticket: BasketTicket, circumstances: Circumstances, fees: NetworkFees) -> PlanDraft:
    """The plan of a basket. Never raises for what a person types."""
    snapshot = circumstances.snapshot
    trouble = next(filter(None, (snapshot.trouble_with(subnet) for subnet in ticket.subnets)), "")
    if trouble or not ticket.subnets:
        return PlanDraft(PlanKind.BASKET, sentence=trouble or "Mark the subnets to stake on with space.")
    try:
        tolerance = Tolerance.parse(ticket.tolerance_text)
        weights = weights_of(ticket, snapshot)
        total = total_of(ticket.amount_text, circumstances, fees.get(Op.STAKE), sum(map(bool, weights)))
    except NotAnAmount as refusal:
        return PlanDraft(PlanKind.BASKET, sentence=str(refusal))
    parts = zip(ticket.subnets, apportioned(total.rao, weights), strict=True)
    wanted = [
        WantedStep(Stake(subnet.netuid, ticket.hotkeys.get(subnet.netuid, ""), Tao(rao)))
        for subnet, rao in parts
        if rao
    ]
    return plan_of(Request(PlanKind.BASKET, tolerance, circumstances, fees), wanted)


def weights_of(ticket: BasketTicket, snapshot: Snapshot) -> Sequence[int]:
    """The weight of each subnet, in the ticket's order. Raises NotAnAmount with the sentence to show."""
    match ticket.sharing:
        case Sharing.EQUALLY:
            return [1] * len(ticket.subnets)
        case Sharing.BY_CAP:
            weights = [snapshot.subnets[subnet.netuid].market_cap.rao for subnet in ticket.subnets]
        case Sharing.TYPED:
            weights = [_typed(ticket.share_texts or {}, subnet.netuid) for subnet in ticket.subnets]
    if not any(weights):
        raise NotAnAmount("Type a share for each subnet, such as 2 and 1, or 60 and 40.")
    return weights


def total_of(text: str, circumstances: Circumstances, fee: Tao | None, orders: int) -> Tao:
    """What a typed amount comes to for this many orders. Raises NotAnAmount with the sentence to show."""
    if not text.strip():
        raise NotAnAmount("Type an amount, a share such as 25 %, or max.")
    wish = parse_wish(text, netuid=None)
    if isinstance(wish, Everything | Portion):
        if circumstances.holdings is None or fee is None:
            raise NotAnAmount("The balance and the network's fee are still being read; try again in a moment.")
        most = max(spendable_of(circumstances) - Tao(fee.rao * orders), Tao(0))
        wish = most if isinstance(wish, Everything) else wish.of(most)
    if isinstance(wish, Alpha) or not wish:
        raise NotAnAmount("Type an amount of TAO above zero.")
    return wish


def _typed(texts: Mapping[int, str], netuid: int) -> int:
    text = texts.get(netuid, "").strip().removesuffix("%")
    return scaled_number(text, decimals=4, words=_SHARE) if text else 0
