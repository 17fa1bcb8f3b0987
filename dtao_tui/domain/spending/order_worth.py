"""Worth of an order: the most TAO that its owner can lose by it. The one place where spend limits measure an order.

It is read from the order's flows, so it covers every operation, nested and later ones too: whatever leaves the owner
counts whole, and what comes back counts nothing. What a thief gains by a bad trade is what goes in: he may own the
pool's other side, or the account that is paid. What leaves and comes back as the same asset has moved and not left.
The network's fee is left out: nobody but the block's author gets it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.flows import Flow, summed
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.quotes import Quote

UNKNOWN = "What this order gives away is not known: a price is missing."
NOTHING_LEAVES = "No value leaves the account: it counts nothing against the limits."

_OWNER, _PAYER = "owner", "payer"
"""Stand for the accounts: which ones they are changes no amount, and paying oneself counts as paying another."""


@dataclass(frozen=True, slots=True)
class OrderWorth:
    """The most TAO that an order takes from its owner."""

    tao: Tao | None
    """None where it is not known; no limit is then kept by the order."""

    reason: str = ""
    """Why it is nothing or not known, as a sentence; empty where it is an amount."""

    is_given_away: bool = False
    """Whether another account gains it, or nothing comes back for it."""

    lets_trade: bool = False
    """Whether another key may trade the account's stake from then on, beyond any limit that is kept here."""


def worth_of(quote: Quote, prices: Mapping[int, Price]) -> OrderWorth:
    """The worth of a quoted order; `prices` are those of the quote's block, by netuid.

    Alpha counts at the price before the trade or at its limit price, whichever is higher: the limit bounds what comes
    back, not what is given away.
    """
    flows = replace(quote, network_fee=None).flows(_OWNER, _PAYER)
    netuids = {flow.amount.netuid for flow in flows if isinstance(flow.amount, Alpha)}
    known = {netuid: _highest_price(quote, netuid, prices) for netuid in netuids}
    worth = worth_of_flows(flows, _OWNER, {netuid: price for netuid, price in known.items() if price is not None})
    return replace(worth, lets_trade=quote.op is Op.ALLOW_PROXY)


def worth_of_flows(flows: Iterable[Flow], owner: str, prices: Mapping[int, Price]) -> OrderWorth:
    """The worth of what leaves this account: TAO as it is, alpha at these prices, rounded up to whole rao."""
    summed_flows = summed(flows)
    leaving = [-flow.amount for flow in summed_flows if flow.account == owner and flow.amount.rao < 0]
    if not leaving:
        return OrderWorth(Tao(0), NOTHING_LEAVES)
    is_given_away = {flow.account for flow in summed_flows if flow.amount.rao > 0} != {owner}
    values = [_value_of(amount, prices) for amount in leaving]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return OrderWorth(None, UNKNOWN, is_given_away)
    # What brings more than it seemed to be worth was worth that.
    brought = sum(flow.amount.rao for flow in summed_flows if flow.account == owner and flow.amount.asset.is_tao)
    return OrderWorth(Tao(max(sum(known), brought)), is_given_away=is_given_away)


def _value_of(amount: Tao | Alpha, prices: Mapping[int, Price]) -> int | None:
    """Rao of TAO, rounded up: no rounding passes a limit. None where alpha has no price, or one of zero."""
    if isinstance(amount, Tao):
        return amount.rao
    price = prices.get(amount.netuid)
    return -(-amount.rao * price.rao // RAO_PER_TAO) if price else None


def _highest_price(quote: Quote, netuid: int, prices: Mapping[int, Price]) -> Price | None:
    """The highest of the prices that are known for this alpha."""
    legs = [leg for leg in quote.legs if leg.hop.netuid == netuid]
    known = [leg.price_before for leg in legs]
    if netuid in prices:
        known.append(prices[netuid])
    if len(quote.legs) == 1 and legs and legs[0].hop.side is Side.SELL and quote.limit_price is not None:
        known.append(quote.limit_price)
    return max(known, key=lambda price: price.rao, default=None)
