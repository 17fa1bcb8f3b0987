"""Trades of baskets: a validator changes what its basket holds, and anybody buys into it (spec 475).

A trade stays within 2 % of the strictest of three prices, within a day's budget, and within what one holding may be of
the basket and of its pool. The chain refuses the smallest trades before they are in a block; here they fail in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import LEAST_STAKE
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, fees, pools, shares
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.baskets import basket_claims, basket_dividends, basket_fund
from dtao_tui.practice.pallets.baskets.basket_fund import ESCROW, BasketHolding
from dtao_tui.practice.pallets.registry import Context, View, call, subtensor
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.state.derived_accounts import subnet_account

ENABLED = "SubtensorModule.BasketTradingEnabled"
FROZEN = "SubtensorModule.BasketTradingFrozen"
BUCKET = "SubtensorModule.BasketTradeBucket"
BOUGHT_LATELY = "SubtensorModule.BasketLiquidityUsed"
TURNOVER_CAP = "SubtensorModule.BasketDailyTurnoverCap"
LIQUIDITY_CAP = "SubtensorModule.BasketLiquidityCap"
CONCENTRATION_CAP = "SubtensorModule.BasketConcentrationCap"
LEAST_TRADE = "SubtensorModule.BasketMinTradeTao"

REFILL_BLOCKS = 7200
"""A day of blocks, in which a basket's budget fills up."""

MOST_LEGS = 64
_U16_MAX = 65_535
_BPS, _DEVIATION = 10_000, 200


@dataclass(frozen=True, slots=True)
class BasketLeg:
    """Alpha of one subnet for alpha of another, or cash on either side as root's."""

    origin: int
    destination: int
    amount: int
    least_out: int


@call("SubtensorModule.swap_basket")
def swap_basket(
    context: Context, hotkey: bytes, origin_netuid: int, destination_netuid: int, amount: int, min_amount_out: int
) -> None:
    """Sell a part of a basket's holding and buy another one with the TAO."""
    leg = BasketLeg(origin_netuid, destination_netuid, amount, min_amount_out)
    check_leg(context.storage, signer_of(context), hotkey, leg)
    basket_dividends.deposit(context, hotkey)
    _swap(context, hotkey, leg)


@call("SubtensorModule.swap_basket_many")
def swap_basket_many(context: Context, hotkey: bytes, legs: Sequence[tuple[int, int, int, int]]) -> None:
    """Several such trades, all or none."""
    if not legs:
        raise subtensor("BasketSwapBatchEmpty")
    wanted = [BasketLeg(*leg) for leg in legs]
    for leg in wanted:
        check_leg(context.storage, signer_of(context), hotkey, leg)
    basket_dividends.deposit(context, hotkey)
    for leg in wanted:
        _swap(context, hotkey, leg)


@call("SubtensorModule.stake_into_basket")
def stake_into_basket(context: Context, hotkey: bytes, amount_staked: int) -> None:
    """Buy into a validator's basket: what it holds is bought in the same proportions, for shares at its worth."""
    coldkey, storage = signer_of(context), context.storage
    if not storage.has(OWNER, hotkey):
        raise subtensor("HotKeyAccountNotExists")
    if not storage.has("SubtensorModule.Uids", ROOT, hotkey):
        raise subtensor("HotKeyNotRegisteredInSubNet")
    if not shares.may_stake_to(storage, coldkey, hotkey):
        raise subtensor("TooManyStakingHotkeys")
    if amount_staked < LEAST_STAKE.rao:
        raise subtensor("AmountTooLow")
    if amount_staked > balances.expendable(storage, coldkey):
        raise subtensor("NotEnoughBalanceToStake")
    work = basket_dividends.deposit(context, hotkey)
    before, whole = basket_fund.holdings(storage, hotkey), storage.number(basket_fund.SHARES, hotkey)
    used = fees.basket_stake_weight(len(before), work.quotes, work.rows)
    context.unused_weight += max(fees.BASKET_STAKE - used, 0)
    worth = sum(row.realizable for row in before)
    _deploy(context, hotkey, coldkey, amount_staked)
    value = sum(row.realizable for row in basket_fund.holdings(storage, hotkey)) - worth
    minted = _minted(storage, hotkey, before, value)
    if minted <= 0:
        raise subtensor("AmountTooLow")
    storage.put(basket_fund.SHARES, hotkey, value=whole + minted)
    storage.add(basket_fund.CLAIMED, hotkey, coldkey, amount=-minted)
    storage.add(basket_fund.DEPOSITED, hotkey, amount=value)
    shares.know_hotkey(storage, coldkey, hotkey)
    context.emit("SubtensorModule", "BasketStakedIn", hotkey, coldkey, amount_staked, value, minted)


def budget(view: View, hotkey: bytes) -> int:
    """The rao of TAO that a basket may turn over in a day (`basket_trade_budget_tao`)."""
    return _guarded_worth(view, hotkey) * view.number(TURNOVER_CAP) // _U16_MAX


def available(view: View, block: int, hotkey: bytes, whole: int) -> int:
    """What is left of a budget at a block: it fills evenly over a day (`basket_trade_bucket_at`)."""
    bucket = view.get(BUCKET, hotkey)
    if not isinstance(bucket, list | tuple):
        return whole
    left, since = (each if isinstance(each, int) else 0 for each in bucket)
    return min(left + whole * max(block - since, 0) // REFILL_BLOCKS, whole)


def check_leg(view: View, coldkey: bytes, hotkey: bytes, leg: BasketLeg) -> None:
    """What must hold before a leg of a trade is looked at (`check_swap_basket`). Raises DispatchFailure."""
    if not view.flag(ENABLED):
        raise subtensor("BasketTradingDisabled")
    if view.has(FROZEN, hotkey):
        raise subtensor("BasketTradingFrozen")
    if leg.origin == leg.destination:
        raise subtensor("BasketSameSubnet")
    if view.raw(OWNER, hotkey) != coldkey:
        raise subtensor("NonAssociatedColdKey")
    if not view.has("SubtensorModule.Uids", ROOT, hotkey):
        raise subtensor("HotKeyNotRegisteredInSubNet")
    _check_sides(view, leg)


def _check_sides(view: View, leg: BasketLeg) -> None:
    sides = (leg.origin, leg.destination)
    if not all(netuid == ROOT or pools.exists(view, netuid) for netuid in sides):
        raise subtensor("SubnetNotExists")
    if not all(netuid == ROOT or view.flag(pools.IS_OPEN, netuid) for netuid in sides):
        raise subtensor("SubtokenDisabled")
    if not leg.amount:
        raise subtensor("AmountTooLow")


def check_worth(view: View, leg: BasketLeg) -> None:
    """Whether a leg turns over enough at a price within its bound (`ensure_basket_trade_economic`).

    The chain asks this before a trade may be in a block. Raises DispatchFailure.
    """
    tao = leg.amount if leg.origin == ROOT else _simulated(view, leg)
    if tao < least_trade(view):
        raise subtensor("AmountTooLow")


def least_trade(view: View) -> int:
    """The least rao of TAO that a leg turns over."""
    return max(LEAST_STAKE.rao, view.number(LEAST_TRADE))


def _simulated(view: View, leg: BasketLeg) -> int:
    pool = pools.pool_of(view, leg.origin)
    if pool.is_stable:
        return leg.amount
    try:
        sold = pool.trade(Side.SELL, Alpha(leg.amount, leg.origin), _bound(view, leg.origin, Side.SELL))
    except PoolRefusal as refusal:
        raise subtensor("SlippageTooHigh") from refusal
    if sold.paid.rao != leg.amount:
        raise subtensor("SlippageTooHigh")
    return sold.received.rao


def _swap(context: Context, hotkey: bytes, leg: BasketLeg) -> None:
    """`try_swap_basket`. Raises DispatchFailure."""
    storage, whole = context.storage, budget(context.storage, hotkey)
    if leg.amount > shares.stake_of(storage, hotkey, ESCROW, leg.origin):
        raise subtensor("NotEnoughStakeToWithdraw")
    tao = _sell(context, hotkey, leg)
    if tao < least_trade(storage):
        raise subtensor("AmountTooLow")
    left = available(storage, context.block, hotkey, whole) - tao
    if left < 0:
        raise subtensor("BasketTurnoverBudgetExceeded")
    storage.put(BUCKET, hotkey, value=(left, context.block))
    balances.move(context, subnet_account(leg.origin), subnet_account(leg.destination), tao)
    bought = _buy(context, hotkey, leg.destination, tao)
    if bought < leg.least_out:
        raise subtensor("BasketMinOutNotMet")
    _check_liquidity(context, hotkey, leg.destination, bought)
    _check_concentration(storage, hotkey, leg.destination)
    context.emit("SubtensorModule", "BasketSwapped", hotkey, leg.origin, leg.destination, leg.amount, tao, bought)


def _sell(context: Context, hotkey: bytes, leg: BasketLeg) -> int:
    """Sell the origin's side; its TAO stays on that subnet's account. Returns it, in rao."""
    storage, netuid = context.storage, leg.origin
    shares.withdraw(storage, hotkey, ESCROW, netuid, leg.amount)
    if netuid == ROOT:
        basket_fund.credit_root(storage, -leg.amount)
        return leg.amount
    sold = pools.sold_into_pool(context, Alpha(leg.amount, netuid), _bound(storage, netuid, Side.SELL), drop_fees=False)
    if sold.paid.rao != leg.amount:
        raise subtensor("SlippageTooHigh")
    if not sold.received:
        raise subtensor("AmountTooLow")
    fee = pools.sold_into_pool(context, sold.fee, None, drop_fees=True)
    balances.move(context, subnet_account(netuid), context.author, fee.received.rao)
    return sold.received.rao


def _buy(context: Context, hotkey: bytes, netuid: int, tao: int, *, is_bound: bool = True) -> int:
    """Buy with TAO that is on the subnet's account, into the basket; returns the rao of alpha, or of cash."""
    storage = context.storage
    if netuid == ROOT:
        basket_fund.add_cash(storage, hotkey, tao)
        return tao
    limit = _bound(storage, netuid, Side.BUY) if is_bound else None
    bought = pools.bought_from_pool(context, netuid, Tao(tao), limit, drop_fees=False)
    if bought.paid.rao != tao:
        raise subtensor("SlippageTooHigh")
    if not bought.received:
        raise subtensor("AmountTooLow")
    balances.move(context, subnet_account(netuid), context.author, bought.fee.rao)
    basket_fund.hold(storage, hotkey, netuid, bought.received.rao)
    return bought.received.rao


def _bound(view: View, netuid: int, side: Side) -> Price:
    """2 % from the strictest of the slow and fast averages and the price (`basket_trade_price_limit`)."""
    fast = view.get(pools.FAST_PRICE, netuid)
    spot = pools.pool_of(view, netuid).price_bits
    marks = [pools.moving_price(view, netuid), fast["bits"] if isinstance(fast, dict) else 0, spot]
    prices = [mark for mark in marks if isinstance(mark, int)]
    if not all(prices):
        raise subtensor("SlippageTooHigh")
    is_sale = side is Side.SELL
    bound = (max(prices) * (_BPS - _DEVIATION) if is_sale else min(prices) * (_BPS + _DEVIATION)) // _BPS
    if spot < bound if is_sale else spot > bound:
        raise subtensor("SlippageTooHigh")
    return Price(u64f64.to_u64(bound * 10**9))


def _check_liquidity(context: Context, hotkey: bytes, netuid: int, bought: int) -> None:
    """Neither the holding nor what was bought in a day may be too much of the pool's alpha."""
    if netuid == ROOT:
        return
    storage = context.storage
    lately, since = 0, context.block
    known = storage.get(BOUGHT_LATELY, hotkey, netuid)
    if isinstance(known, list | tuple):
        lately, since = (each if isinstance(each, int) else 0 for each in known)
    used = lately * max(REFILL_BLOCKS - (context.block - since), 0) // REFILL_BLOCKS + bought
    reserve, cap = storage.number(pools.ALPHA_IN, netuid), storage.number(LIQUIDITY_CAP)
    held = shares.stake_of(storage, hotkey, ESCROW, netuid)
    if not (_is_within(held, reserve, cap) and _is_within(used, reserve, cap)):
        raise subtensor("BasketLiquidityCapExceeded")
    storage.put(BOUGHT_LATELY, hotkey, netuid, value=(used, context.block))


def _check_concentration(view: View, hotkey: bytes, netuid: int) -> None:
    """No holding may be too much of the basket, where there are subnets enough to spread over."""
    cap = view.number(CONCENTRATION_CAP)
    if len(list(pools.netuids(view))) < -(-_U16_MAX // max(cap, 1)):
        return
    value = next((row.realizable for row in basket_fund.holdings(view, hotkey) if row.netuid == netuid), 0)
    if not _is_within(value, _guarded_worth(view, hotkey), cap):
        raise subtensor("BasketConcentrationCapExceeded")


def _is_within(part: int, whole: int, cap: int) -> bool:
    return part * _U16_MAX <= cap * whole


def _guarded_worth(view: View, hotkey: bytes) -> int:
    return sum(basket_claims.guarded_value(view, row) for row in basket_fund.holdings(view, hotkey))


def _deploy(context: Context, hotkey: bytes, coldkey: bytes, tao: int) -> None:
    """Split TAO over what the basket holds, by its proceeds, and buy each; an empty basket keeps it as cash."""
    rows = [(row.netuid, row.realizable) for row in basket_fund.holdings(context.storage, hotkey) if row.realizable]
    split = rows or [(ROOT, 1)]
    whole, left = sum(weight for _, weight in split), tao
    for place, (netuid, weight) in enumerate(split):
        part = left if place == len(split) - 1 else tao * weight // whole
        left -= part
        if not part:
            raise subtensor("AmountTooLow")
        balances.move(context, coldkey, subnet_account(netuid), part)
        _buy(context, hotkey, netuid, part, is_bound=False)


def _minted(view: View, hotkey: bytes, before: Sequence[BasketHolding], value: int) -> int:
    """Shares for this much added worth, at most for what was added to the least covered holding."""
    whole, worth = view.number(basket_fund.SHARES, hotkey), sum(row.realizable for row in before)
    if not whole:
        return value
    if not worth:
        return 0
    added = (
        (shares.stake_of(view, hotkey, ESCROW, row.netuid) - row.alpha) * whole // row.alpha
        for row in before
        if row.realizable
    )
    return min(value * whole // worth, *added)
