"""Answers of `BetaBasketRuntimeApi`: the baskets of root dividends."""

from functools import cache

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.baskets import basket_claims, basket_dividends, basket_fund, basket_trades
from dtao_tui.practice.pallets.baskets.basket_fund import BasketHolding
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View, query, query_now
from dtao_tui.practice.pallets.trades import DELEGATES
from dtao_tui.practice.runtime.metadata import defaults
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.internal_items import PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Value
from dtao_tui.practice.state.trial_storage import TrialStorage


@query_now("BetaBasketRuntimeApi.get_root_basket_owed")
def get_root_basket_owed(view: View, coldkey: bytes) -> Value:
    """All that a coldkey could claim now, in rao of TAO."""
    return sum(basket_fund.payout(view, hotkey, coldkey) for hotkey in _root_hotkeys(view, coldkey))


@query_now("BetaBasketRuntimeApi.get_basket_payout")
def get_basket_payout(view: View, hotkey: bytes, coldkey: bytes) -> Value:
    """What a coldkey could claim of one validator's basket now, in rao of TAO."""
    return basket_fund.payout(view, hotkey, coldkey)


@query_now("BetaBasketRuntimeApi.get_root_basket_positions")
def get_root_basket_positions(view: View, coldkey: bytes) -> Value:
    """Validator, shares and their proceeds, for each basket that owes something."""
    found: list[Value] = []
    for hotkey in _root_hotkeys(view, coldkey):
        owed = basket_fund.owed_shares(view, hotkey, coldkey)
        if owed:
            found.append((hotkey, owed, basket_fund.payout(view, hotkey, coldkey)))
    return found


@query_now("BetaBasketRuntimeApi.get_basket_position")
def get_basket_position(view: View, hotkey: bytes, coldkey: bytes) -> Value:
    """A coldkey's part of one basket; None without any."""
    owed, whole = basket_fund.owed_shares(view, hotkey, coldkey), view.number(basket_fund.SHARES, hotkey)
    if not owed:
        return None
    holdings = basket_fund.holdings(view, hotkey)
    return {
        "hotkey": hotkey,
        "beta": owed,
        "beta_total": whole,
        "nav_tao": sum(holding.realizable for holding in holdings),
        "value_tao": basket_fund.payout(view, hotkey, coldkey),
        "spot_value_tao": sum(holding.at_price for holding in holdings) * owed // whole,
    }


@query_now("BetaBasketRuntimeApi.get_root_basket_portfolio")
def get_root_basket_portfolio(view: View, coldkey: bytes) -> Value:
    """A coldkey's parts of all baskets."""
    positions = [get_basket_position(view, hotkey, coldkey) for hotkey in _root_hotkeys(view, coldkey)]
    return [position for position in positions if position is not None]


@query_now("BetaBasketRuntimeApi.get_validator_basket")
def get_validator_basket(view: View, hotkey: bytes) -> Value:
    """Subnet, alpha and its proceeds, for each holding of a validator's basket."""
    return [(held.netuid, held.alpha, held.realizable) for held in basket_fund.holdings(view, hotkey)]


@query_now("BetaBasketRuntimeApi.get_validator_basket_nav")
def get_validator_basket_nav(view: View, hotkey: bytes) -> Value:
    """The proceeds of selling a whole basket, in rao."""
    return sum(holding.realizable for holding in basket_fund.holdings(view, hotkey))


@query_now("BetaBasketRuntimeApi.get_validator_basket_summary")
def get_validator_basket_summary(view: View, hotkey: bytes) -> Value:
    """A basket with its holdings and its history."""
    holdings = basket_fund.holdings(view, hotkey)
    rows: list[Value] = [
        {
            "netuid": holding.netuid,
            "alpha": holding.alpha,
            "spot_tao": holding.at_price,
            "realizable_tao": holding.realizable,
        }
        for holding in holdings
    ]
    return {
        "hotkey": hotkey,
        "nav_tao": sum(holding.realizable for holding in holdings),
        "spot_nav_tao": sum(holding.at_price for holding in holdings),
        "shares": view.number(basket_fund.SHARES, hotkey),
        "deposited_tao": view.number(basket_fund.DEPOSITED, hotkey),
        "redeemed_tao": view.number(basket_fund.REDEEMED, hotkey),
        "holdings": rows,
    }


@query_now("BetaBasketRuntimeApi.get_all_validator_baskets")
def get_all_validator_baskets(view: View) -> Value:
    """Every basket that has shares."""
    return [get_validator_basket_summary(view, hotkey) for hotkey in _funds(view)]


@query_now("BetaBasketRuntimeApi.get_root_basket_total_nav")
def get_root_basket_total_nav(view: View) -> Value:
    """The proceeds of selling all baskets, each by itself, in rao."""
    return sum(holding.realizable for hotkey in _funds(view) for holding in basket_fund.holdings(view, hotkey))


@query("BetaBasketRuntimeApi.get_basket_trading_status")
def get_basket_trading_status(view: View, block: int, hotkey: bytes) -> Value:
    """Whether a validator may trade its basket's holdings, and for how much TAO now."""
    budget = basket_trades.budget(view, hotkey)
    return {
        "enabled": view.flag(basket_trades.ENABLED),
        "frozen": view.has(basket_trades.FROZEN, hotkey),
        "refill_blocks": basket_trades.REFILL_BLOCKS,
        "tao_available": basket_trades.available(view, block, hotkey, budget),
        "budget_tao": budget,
    }


@query("BetaBasketRuntimeApi.get_basket_claim_preview")
def get_basket_claim_preview(view: View, block: int, hotkey: bytes, coldkey: bytes) -> Value:
    """What a claim from one validator would pay and leave; None where nothing is owed, or where it would fail."""
    view, credits = _with_dividends(view, block, hotkey)
    swept = basket_claims.swept(view, hotkey)
    try:
        claim = basket_claims.plan(view, hotkey, coldkey, _after_sweep(view, hotkey, swept))
    except DispatchFailure:
        return None
    if claim is None:
        return None
    dust = sum(row.is_dust for row in claim.rows)
    return {
        "hotkey": hotkey,
        "owed_shares": claim.owed,
        "accrued_tao": claim.accrued,
        "redeemable_tao": claim.redeemable,
        "forfeited_tao_est": claim.forfeited,
        "rows": len(claim.rows),
        "rows_to_sell": sum(not row.is_dust and row.holding.netuid != ROOT for row in claim.rows),
        "dust_rows": dust,
        "swept": len(swept),
        "flushed_credits": credits,
    }


@query("BetaBasketRuntimeApi.get_root_basket_claim_previews")
def get_root_basket_claim_previews(view: View, block: int, coldkey: bytes) -> Value:
    """The same for every validator that owes something."""
    previews = [get_basket_claim_preview(view, block, hotkey, coldkey) for hotkey in _root_hotkeys(view, coldkey)]
    return [preview for preview in previews if preview is not None]


def _with_dividends(view: View, block: int, hotkey: bytes) -> tuple[View, int]:
    """The state once what waits for a basket is in it, as a claim puts it there first, and how many subnets' it was."""
    if not basket_dividends.queued(view, hotkey):
        return view, 0
    trial = TrialStorage(view, _default)
    work = basket_dividends.deposit(Context(trial, block, None, AUTHOR), hotkey)
    return trial, work.rows


def _default(item: str) -> Value:
    return _defaults()[item]


@cache
def _defaults() -> dict[str, Value]:
    return {**defaults(), **PRIVATE_ITEMS}


def _after_sweep(view: View, hotkey: bytes, swept: list[BasketHolding]) -> list[BasketHolding]:
    """A basket's holdings once its small rows are cash, as a claim makes them first."""
    gone = {row.netuid for row in swept}
    rows = [row for row in basket_fund.holdings(view, hotkey) if row.netuid not in gone and row.netuid != ROOT]
    cash = shares.stake_of(view, hotkey, basket_fund.ESCROW, ROOT) + sum(row.realizable for row in swept)
    return [*([BasketHolding(ROOT, cash, cash, cash)] if cash else []), *rows]


def _funds(view: View) -> list[bytes]:
    hotkeys = [key[0] for key, _ in view.entries(DELEGATES) if isinstance(key[0], bytes)]
    return [hotkey for hotkey in hotkeys if view.number(basket_fund.SHARES, hotkey)]


def _root_hotkeys(view: View, coldkey: bytes) -> list[bytes]:
    hotkeys = shares.hotkeys_of(view, coldkey)
    # Who bought into a basket is owed by it without root stake: the mark of what was claimed is below zero.
    return [
        hotkey
        for hotkey in hotkeys
        if shares.stake_of(view, hotkey, coldkey, ROOT) or view.number(basket_fund.CLAIMED, hotkey, coldkey) < 0
    ]
