"""Rebalancing: sales and purchases that bring the shares of a portfolio to typed targets.

The shares are of what is staked now, at the price or at what selling would pay, whichever is chosen. Subnets without a
target stay as they are. Targets that add up to less leave TAO free, targets that add up to more take free TAO.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.amounts import SHARE, Alpha, NotAnAmount, Tao, scaled_number
from dtao_tui.domain.formatting import percent, with_unit
from dtao_tui.domain.holdings import held_by
from dtao_tui.domain.market import LEAST_STAKE, Holdings, Snapshot, Stake
from dtao_tui.domain.plans.apportioning import apportioned
from dtao_tui.domain.plans.plan import PlanKind, Share
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op, Unstake
from dtao_tui.domain.trades.intents import Stake as StakeIntent
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_draft import PlanDraft, Request, plan_of, sales_first, spendable_of
from dtao_tui.trading.plans.plan_steps import NetworkFees, WantedStep, assessed_steps, subnet_named
from dtao_tui.trading.preflight.amount_checks import least_stake_of

_MILLION = 10**6


class Basis(Enum):
    """What shares are of; the values are what a person reads."""

    SPOT = "the price"
    EXIT = "exit value"


@dataclass(frozen=True, slots=True)
class RebalanceTicket:
    """What was typed and chosen for a rebalance."""

    target_texts: Mapping[int, str]
    """By netuid, per cent of what is staked now; empty text leaves a subnet as it is."""

    hotkeys: Mapping[int, str]
    """By netuid, whom purchases stake to."""

    tolerance_text: str
    basis: Basis = Basis.SPOT


def rebalance(ticket: RebalanceTicket, circumstances: Circumstances, fees: NetworkFees) -> PlanDraft:
    """The plan of a rebalance. Never raises for what a person types."""
    held, snapshot = circumstances.holdings, circumstances.snapshot
    if held is None:
        return PlanDraft(
            PlanKind.REBALANCE, sentence="This account's stakes were not read yet; they come with a block."
        )
    at_exit = ticket.basis is Basis.EXIT
    values = values_of(held, snapshot, at_exit=at_exit)
    whole = sum(values.values(), Tao(0))
    try:
        tolerance = Tolerance.parse(ticket.tolerance_text)
        targets = {netuid: _target(text) for netuid, text in ticket.target_texts.items() if text.strip()}
    except NotAnAmount as refusal:
        return PlanDraft(PlanKind.REBALANCE, sentence=str(refusal))
    objection = _objection(targets, values, whole, snapshot)
    if objection:
        return PlanDraft(PlanKind.REBALANCE, sentence=objection)
    sales, notes = _sales(targets, values, whole, circumstances)
    buys = _purchases(targets, values, whole)
    request = Request(PlanKind.REBALANCE, tolerance, circumstances, fees)
    affordable, short = _within_means(buys, sales, request)
    for netuid in [n for n, paid in affordable.items() if paid < least_stake_of(snapshot.subnets[n])]:
        short = (*short, f"Subnet {netuid} stays: {with_unit(affordable.pop(netuid))} is less than the chain takes.")
    wanted = [
        WantedStep(StakeIntent(netuid, ticket.hotkeys.get(netuid, ""), paid)) for netuid, paid in affordable.items()
    ]
    shares = tuple(
        Share(subnet_named(snapshot, netuid), millionths(values.get(netuid, Tao(0)), whole), target)
        for netuid, target in targets.items()
    )
    told = replace(request, notes=(*notes, *short), shares=shares, worth=whole, is_worth_at_exit=at_exit)
    return plan_of(told, sales_first([*sales, *wanted]))


def values_of(held: Holdings, snapshot: Snapshot, *, at_exit: bool) -> dict[int, Tao]:
    """What is staked on each subnet, at the price or at what selling it all would pay, without what is not known."""
    values: dict[int, Tao] = {}
    for netuid in dict.fromkeys(stake.netuid for stake in held.stakes):
        subnet, amount = snapshot.subnets.get(netuid), held.staked(netuid)
        if subnet is None or not amount or not subnet.curve_is_known:
            continue
        try:
            values[netuid] = (
                subnet.pool.trade(Side.SELL, amount).received if at_exit else subnet.pool.at_spot(Side.SELL, amount)
            )
        except PoolRefusal:
            values[netuid] = Tao(0)
    return values


def millionths(value: Tao, whole: Tao) -> int:
    """The share of the whole, rounded down; nothing of nothing."""
    return value.rao * _MILLION // whole.rao if whole else 0


def _target(text: str) -> int:
    """A typed share in millionths. Raises NotAnAmount."""
    parts = scaled_number(text.strip().removesuffix("%"), decimals=4, words=SHARE)
    if parts > _MILLION:
        raise NotAnAmount("More than 100 % is not there.")
    return parts


def _objection(targets: Mapping[int, int], values: Mapping[int, Tao], whole: Tao, snapshot: Snapshot) -> str:
    if not whole:
        return "Nothing is staked here whose worth is known; a basket stakes on several subnets."
    if not targets:
        return "Type the share that a subnet shall have, such as 15 %."
    if sum(targets.values()) > _MILLION:
        return f"The targets add up to {percent(Decimal(sum(targets.values())) / 10_000)} %; 100 % is all there is."
    unknown = next((netuid for netuid in targets if netuid not in snapshot.subnets), None)
    if unknown is not None:
        return f"Subnet {unknown} is gone."
    uncounted = next((n for n in targets if n not in values and not snapshot.subnets[n].curve_is_known), None)
    return "" if uncounted is None else f"The curve of subnet {uncounted} is not computed here; trade it by a ticket."


def _sales(
    targets: Mapping[int, int], values: Mapping[int, Tao], whole: Tao, circumstances: Circumstances
) -> tuple[list[WantedStep], list[str]]:
    """The sales of what stands above its target, the largest position of a subnet first."""
    held = circumstances.holdings
    assert held is not None
    wanted: list[WantedStep] = []
    notes: list[str] = []
    for netuid, target in targets.items():
        value, goal = values.get(netuid, Tao(0)), Tao(whole.rao * target // _MILLION)
        if value <= goal:
            continue
        if target and value - goal < LEAST_STAKE:
            notes.append(f"Subnet {netuid} stays: it is {with_unit(value - goal)} from its target.")
            continue
        amount = held.staked(netuid)
        surplus = Alpha(amount.rao * (value - goal).rao // value.rao, netuid)
        sold, missing = _spread(surplus, held, circumstances.snapshot, netuid)
        wanted += sold
        if missing:
            symbol = circumstances.snapshot.subnets[netuid].symbol
            notes.append(f"{with_unit(missing, symbol)} of subnet {netuid} cannot be sold now; they stay.")
    return wanted, notes


def _spread(surplus: Alpha, held: Holdings, snapshot: Snapshot, netuid: int) -> tuple[list[WantedStep], Alpha]:
    """Sales of this much from the positions of a subnet, and what of it cannot be sold."""
    sales: list[WantedStep] = []
    left = held_by(held, snapshot, netuid, None).most
    stakes: list[Stake] = [stake for stake in held.stakes if stake.netuid == netuid]
    for stake in sorted(stakes, key=lambda stake: (-stake.amount.rao, stake.hotkey)):
        sold = min(surplus, left, held_by(held, snapshot, netuid, stake.hotkey).most)
        if sold:
            is_whole = sold == stake.amount
            sales.append(WantedStep(Unstake(netuid, stake.hotkey, sold, is_whole), takes_most=is_whole))
            surplus, left = surplus - sold, left - sold
    return sales, surplus


def _purchases(targets: Mapping[int, int], values: Mapping[int, Tao], whole: Tao) -> dict[int, Tao]:
    """What is missing on each subnet below its target, in TAO."""
    missing = {
        netuid: Tao(whole.rao * target // _MILLION) - values.get(netuid, Tao(0)) for netuid, target in targets.items()
    }
    return {netuid: amount for netuid, amount in missing.items() if amount > Tao(0)}


def _within_means(
    buys: Mapping[int, Tao], sales: Sequence[WantedStep], request: Request
) -> tuple[dict[int, Tao], tuple[str, ...]]:
    """The purchases that the free TAO and the sales at worst pay for, cut alike where they pay for less."""
    drafts = assessed_steps(sales, request.tolerance, request.circumstances, request.fees)
    brings = sum((d.step.worst for d in drafts if d.step and isinstance(d.step.worst, Tao)), Tao(0))
    fees = Tao(
        len(sales) * (request.fees.get(Op.UNSTAKE) or Tao(0)).rao
        + len(buys) * (request.fees.get(Op.STAKE) or Tao(0)).rao
    )
    most, asked = spendable_of(request.circumstances) + brings - fees, sum(buys.values(), Tao(0))
    if asked <= most or not buys:
        return dict(buys), ()
    if most <= Tao(0):
        return {}, ("Nothing is bought: neither the free TAO nor the sales pay for it.",)
    parts = apportioned(most.rao, [amount.rao for amount in buys.values()])
    told = f"Purchases are cut to {with_unit(most)}: that is what the sales bring at worst, and the free TAO."
    return {netuid: Tao(rao) for netuid, rao in zip(buys, parts, strict=True) if rao}, (told,)
