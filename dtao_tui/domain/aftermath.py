"""What an account would hold on a subnet after an order, and what selling all of it would then pay."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pool import Bought, Pool, PoolRefusal, Sold
from dtao_tui.domain.quotes import Quote


@dataclass(frozen=True, slots=True)
class Aftermath:
    """A stake before and after an order."""

    held_now: Alpha
    held_after: Alpha
    exit_after: Tao | None
    """What the pool, as the order leaves it, would pay for the whole stake; None where it would not."""


def aftermath(quote: Quote, pool: Pool, held: Alpha) -> Aftermath:
    """The stake after this order at the quote's block. `held` is what the account has on the subnet now."""
    if isinstance(quote.receives, Alpha):
        after = held + quote.receives
    else:
        after = Alpha(max(held.rao - quote.pays.rao, 0), held.netuid)
    return Aftermath(held, after, _exit(quote, pool, after))


def _exit(quote: Quote, pool: Pool, held: Alpha) -> Tao | None:
    if not quote.is_local:
        return None
    if not held:
        return Tao(0)
    try:
        return _pool_after(quote, pool).sell(held).received
    except PoolRefusal:
        return None


def _pool_after(quote: Quote, pool: Pool) -> Pool:
    match quote.net, quote.pool_fee, quote.receives:
        case Tao() as net, Tao() as fee, Alpha() as received:
            return pool.after_buy(Bought(net, fee, received))
        case Alpha() as net, Alpha() as fee, Tao() as received:
            return pool.after_sell(Sold(net, fee, received))
        case _:
            raise TypeError("a quote pays in one unit and receives in the other")
