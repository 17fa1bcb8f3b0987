"""Answers of `BetaBasketRuntimeApi`: the baskets of root dividends."""

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import baskets, shares
from dtao_tui.practice.pallets.registry import View, query_now
from dtao_tui.practice.pallets.trades import DELEGATES
from dtao_tui.practice.state.storage import Value

REFILL_BLOCKS = 7200
"""A day of blocks, in which the budget of a basket's trades fills up."""


@query_now("BetaBasketRuntimeApi.get_root_basket_owed")
def get_root_basket_owed(view: View, coldkey: bytes) -> Value:
    """All that a coldkey could claim now, in rao of TAO."""
    return sum(baskets.payout(view, hotkey, coldkey) for hotkey in _root_hotkeys(view, coldkey))


@query_now("BetaBasketRuntimeApi.get_basket_payout")
def get_basket_payout(view: View, hotkey: bytes, coldkey: bytes) -> Value:
    """What a coldkey could claim of one validator's basket now, in rao of TAO."""
    return baskets.payout(view, hotkey, coldkey)


@query_now("BetaBasketRuntimeApi.get_root_basket_positions")
def get_root_basket_positions(view: View, coldkey: bytes) -> Value:
    """Validator, shares and their proceeds, for each basket that owes something."""
    found: list[Value] = []
    for hotkey in _root_hotkeys(view, coldkey):
        owed = baskets.owed_shares(view, hotkey, coldkey)
        if owed:
            found.append((hotkey, owed, baskets.payout(view, hotkey, coldkey)))
    return found


@query_now("BetaBasketRuntimeApi.get_basket_position")
def get_basket_position(view: View, hotkey: bytes, coldkey: bytes) -> Value:
    """A coldkey's part of one basket; None without any."""
    owed, whole = baskets.owed_shares(view, hotkey, coldkey), view.number(baskets.SHARES, hotkey)
    if not owed:
        return None
    holdings = baskets.holdings(view, hotkey)
    return {
        "hotkey": hotkey,
        "beta": owed,
        "beta_total": whole,
        "nav_tao": sum(holding.realizable for holding in holdings),
        "value_tao": baskets.payout(view, hotkey, coldkey),
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
    return [(held.netuid, held.alpha, held.realizable) for held in baskets.holdings(view, hotkey)]


@query_now("BetaBasketRuntimeApi.get_validator_basket_nav")
def get_validator_basket_nav(view: View, hotkey: bytes) -> Value:
    """The proceeds of selling a whole basket, in rao."""
    return sum(holding.realizable for holding in baskets.holdings(view, hotkey))


@query_now("BetaBasketRuntimeApi.get_validator_basket_summary")
def get_validator_basket_summary(view: View, hotkey: bytes) -> Value:
    """A basket with its holdings and its history."""
    holdings = baskets.holdings(view, hotkey)
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
        "shares": view.number(baskets.SHARES, hotkey),
        "deposited_tao": view.number(baskets.DEPOSITED, hotkey),
        "redeemed_tao": view.number(baskets.REDEEMED, hotkey),
        "holdings": rows,
    }


@query_now("BetaBasketRuntimeApi.get_all_validator_baskets")
def get_all_validator_baskets(view: View) -> Value:
    """Every basket that has shares."""
    return [get_validator_basket_summary(view, hotkey) for hotkey in _funds(view)]


@query_now("BetaBasketRuntimeApi.get_root_basket_total_nav")
def get_root_basket_total_nav(view: View) -> Value:
    """The proceeds of selling all baskets, each by itself, in rao."""
    return sum(holding.realizable for hotkey in _funds(view) for holding in baskets.holdings(view, hotkey))


@query_now("BetaBasketRuntimeApi.get_basket_trading_status")
def get_basket_trading_status(_view: View, hotkey: bytes) -> Value:  # noqa: ARG001 - the API names a validator
    """Whether a validator may trade its basket's holdings: on this chain none can."""
    return {"enabled": False, "frozen": False, "tao_available": 0, "budget_tao": 0, "refill_blocks": REFILL_BLOCKS}


def _funds(view: View) -> list[bytes]:
    hotkeys = [key[0] for key, _ in view.entries(DELEGATES) if isinstance(key[0], bytes)]
    return [hotkey for hotkey in hotkeys if view.number(baskets.SHARES, hotkey)]


def _root_hotkeys(view: View, coldkey: bytes) -> list[bytes]:
    hotkeys = shares.hotkeys_of(view, coldkey)
    return [hotkey for hotkey in hotkeys if shares.stake_of(view, hotkey, coldkey, ROOT)]
