"""The break-even price of an order: where the price must be for the way back to pay what the order cost, fees in."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.quotes import Quote

_HALVINGS = 48
_WIDEST = 64.0
"""How many times its price a pool is looked at, at most."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """A price that others must move the pool to."""

    price: Price
    """Rounded against the order: up for a stake, down for a sale."""

    percent: Decimal
    """Per cent from the price before the order: above zero for a stake, below for a sale."""


def break_even(quoted: Quote, pool: Pool) -> BreakEven | None:
    """The price at which trading all back pays what the order cost, both pool fees and both network fees in.

    A stake asks at which price selling the alpha brings back the TAO; a sale, at which price its TAO buys the alpha
    again. Others move the pool along its curve and pay no fee; its depth is that of now. None where no single pool is
    passed, the network's fee is not known, or no price is enough.

    Of the weighted pool with p ∝ tao / alpha and tao^w_τ · alpha^w_α constant; floats, good to nine digits.
    """
    before, fee = quoted.price_before, quoted.network_fee
    if len(quoted.legs) != 1 or not quoted.is_local or before is None or not before or fee is None or pool.is_stable:
        return None
    trade = quoted.legs[0].trade
    try:
        after = pool.after(trade, sells_fee=False)
    except PoolRefusal:
        return None
    start = _State.of(after)
    is_stake = trade.side is Side.BUY
    if is_stake:
        wanted = trade.paid.rao + 2 * fee.rao
        found = _least(lambda moved: start.moved(moved).sale_brings(trade.received.rao) >= wanted)
    else:
        spends = trade.received.rao - 2 * fee.rao
        if spends <= 0:
            return None
        found = _least(lambda moved: start.moved(1 / moved).purchase_brings(spends) >= trade.paid.rao)
    if found is None:
        return None
    rao = after.price.rao * (found if is_stake else 1 / found)
    price = Price(int(rao) + 1 if is_stake else int(rao))
    return BreakEven(price, Decimal((price.rao - before.rao) * 100) / before.rao)


def repaying_price(sellable: Alpha, cost: Tao, pool: Pool) -> Price | None:
    """The price at which selling this much alpha now would bring its cost, the pool's fee and impact in; rounded up.

    Others move the pool along its curve; its depth is that of now. None of nothing, where no price is enough, and for
    a pool that always exchanges one for one. Floats, good to nine digits, as `break_even`.
    """
    if pool.is_stable or not sellable.rao or not pool.tao_in.rao or not pool.alpha_in.rao:
        return None
    start = _State.of(pool)
    found = _least(lambda moved: start.moved(moved).sale_brings(sellable.rao) >= cost.rao)
    return None if found is None else Price(int(pool.price.rao * found) + 1)


@dataclass(frozen=True, slots=True)
class _State:
    """A weighted pool in floats."""

    tao: float
    alpha: float
    tao_weight: float
    fee: float

    @classmethod
    def of(cls, pool: Pool) -> "_State":
        return cls(float(pool.tao_in.rao), float(pool.alpha_in.rao), pool.quote_weight / 10**18, pool.fee_rate / 65535)

    def moved(self, times: float) -> "_State":
        """The pool on the same curve at this many times its price, above or below one."""
        return _State(
            self.tao * times ** (1 - self.tao_weight), self.alpha * times**-self.tao_weight, self.tao_weight, self.fee
        )

    def sale_brings(self, alpha: float) -> float:
        net = alpha * (1 - self.fee)
        kept = math.pow(self.alpha / (self.alpha + net), (1 - self.tao_weight) / self.tao_weight)
        return self.tao * (1 - kept)

    def purchase_brings(self, tao: float) -> float:
        net = tao * (1 - self.fee)
        kept = math.pow(self.tao / (self.tao + net), self.tao_weight / (1 - self.tao_weight))
        return self.alpha * (1 - kept)


def _least(is_enough: Callable[[float], bool]) -> float | None:
    """The least number from 1/64 to 64 for which it holds, given that it holds for all larger ones."""
    low, high = 1 / _WIDEST, _WIDEST
    if not is_enough(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
