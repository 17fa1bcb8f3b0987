"""Stake of an account on a subnet after an order, and what selling all that can be sold would then pay."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.holdings import Fate, Held, Rest
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.quotes import Quote


@dataclass(frozen=True, slots=True)
class PostTrade:
    """A stake after an order."""

    held_after: Alpha
    """Less a network's fee taken in alpha, and less a rest that the chain sells too."""

    exit_after: Tao | None
    """What the pool, as the order leaves it, would pay for what can be sold; None where it would not."""


def aftermath(quote: Quote, pool: Pool, held: Held, rest: Rest | None = None) -> PostTrade:
    """The stake after this order at the quote's block. `held` is what the account has on the subnet now.

    `rest` is what a sale leaves of its position.
    """
    nothing = Alpha(0, held.amount.netuid)
    if rest is None:
        after = max(held.amount + Alpha(_gained(quote, nothing.asset), nothing.netuid), nothing)
    else:
        swept = rest.amount if rest.fate is Fate.SOLD else nothing
        after = max(held.amount - rest.fee_in_alpha - rest.sold - swept, nothing)
    sellable = max(after - (held.locked or nothing), nothing)
    return PostTrade(after, _exit(quote, pool, sellable))


def _exit(quote: Quote, pool: Pool, sellable: Alpha) -> Tao | None:
    if not quote.is_local:
        return None
    if not sellable:
        return Tao(0)
    try:
        return _pool_after(quote, pool).trade(Side.SELL, sellable).received
    except PoolRefusal:
        return None


def _pool_after(quote: Quote, pool: Pool) -> Pool:
    """The pool once the legs that pass it are done. Raises PoolRefusal."""
    for leg in quote.legs:
        pool = pool.after(leg.trade) if leg.hop.netuid == pool.netuid else pool
    return pool


def _gained(quote: Quote, asset: Asset) -> int:
    """What an asset grows by, in rao; below zero where it shrinks. What is given to another account is gone."""
    paid, received = quote.pays_now, quote.receives
    is_kept = quote.op is not Op.TRANSFER_STAKE
    return (received.rao if received.asset == asset and is_kept else 0) - (paid.rao if paid.asset == asset else 0)
