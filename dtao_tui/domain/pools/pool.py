"""The weighted pool of one subnet: what it pays now, to the rao, as the chain computes it (swap pallet, spec 425).

Root and the other pools of the stable mechanism exchange one for one, without a fee.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Generic, Literal, TypeVar, overload

from dtao_tui.domain.amounts import LARGEST_RAO, RAO_PER_TAO, Alpha, Price, Tao, amount_of, as_alpha, as_tao
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.refusals import (
    InsufficientLiquidity,
    PoolRefusal,
    PriceLimitExceeded,
    ReservesOutOfBalance,
    ReservesTooLow,
    SwapInputTooLarge,
)
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import (
    LARGEST_MULTIPLE,
    Book,
    Swapped,
    fee_on_gross,
    is_within,
    limit_bits,
    swap,
    weight_after_injection,
)
from dtao_tui.domain.subnet_id import ROOT

__all__ = [
    "AnyTrade",
    "Bought",
    "InsufficientLiquidity",
    "Pool",
    "PoolRefusal",
    "PriceLimitExceeded",
    "ReservesOutOfBalance",
    "ReservesTooLow",
    "Side",
    "Simulation",
    "Sold",
    "SwapInputTooLarge",
    "Trade",
]

DYNAMIC = 1
"""The number of the mechanism that has a pool; all others exchange one for one."""

ONE_TO_ONE = Price(RAO_PER_TAO)
HIGHEST_LIMIT = Price(10**15)
"""The limit of a purchase that names none: a million TAO for one alpha."""

LOWEST_LIMIT = Price(1000)
"""The limit of a sale that names none: a millionth of a TAO for one alpha."""

_OUTERMOST: Mapping[Side, Price] = {Side.BUY: HIGHEST_LIMIT, Side.SELL: LOWEST_LIMIT}


Paid = TypeVar("Paid", Tao, Alpha, Tao | Alpha, covariant=True)
Received = TypeVar("Received", Tao, Alpha, Tao | Alpha, covariant=True)


@dataclass(frozen=True, slots=True)
class Trade(Generic[Paid, Received]):
    """A passage through the pool; at a limit it took less than was offered."""

    side: Side
    net: Paid
    """What entered the pool."""

    fee: Paid
    received: Received

    @property
    def paid(self) -> Paid:
        """What left the trader: net and fee."""
        return replace(self.net, rao=self.net.rao + self.fee.rao)


Bought = Trade[Tao, Alpha]
Sold = Trade[Alpha, Tao]
AnyTrade = Trade[Tao | Alpha, Tao | Alpha]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The six numbers of the chain's `sim_swap_*`, in rao. All are zero when the chain would refuse the swap."""

    tao_amount: int = 0
    alpha_amount: int = 0
    tao_fee: int = 0
    alpha_fee: int = 0
    tao_slippage: int = 0
    alpha_slippage: int = 0

    @property
    def is_refusal(self) -> bool:
        """Whether this is the chain's way to say no."""
        return not any(getattr(self, field.name) for field in fields(self))

    def trade(self, side: Side, netuid: int) -> AnyTrade:
        """The same as a trade through the pool of that subnet."""
        if side is Side.SELL:
            return Trade(side, Alpha(self.alpha_amount, netuid), Alpha(self.alpha_fee, netuid), Tao(self.tao_amount))
        return Trade(side, Tao(self.tao_amount), Tao(self.tao_fee), Alpha(self.alpha_amount, netuid))


@dataclass(frozen=True, slots=True)
class Pool:
    """The reserves, weight and fee of one subnet at one block."""

    netuid: int
    mechanism: int
    tao_in: Tao
    alpha_in: Alpha
    quote_weight: int
    """The weight of TAO in units of 10**-18; alpha has the rest."""

    fee_rate: int
    """The fee as parts of 65,535 of what is paid in."""

    @property
    def is_stable(self) -> bool:
        """Whether TAO and alpha exchange one for one here, as on root."""
        return self.netuid == ROOT or self.mechanism != DYNAMIC

    @property
    def price(self) -> Price:
        """What the chain's `current_alpha_price` answers; zero without alpha."""
        return ONE_TO_ONE if self.is_stable else Price(self._book().price() * RAO_PER_TAO >> 64)

    @property
    def price_bits(self) -> int:
        """The price in 2⁻⁶⁴ TAO per alpha, with the fraction that `price` rounds away."""
        return u64f64.ONE if self.is_stable else self._book().price()

    @overload
    def trade(
        self, side: Literal[Side.BUY], amount: Tao, limit: Price | None = None, *, drop_fees: bool = False
    ) -> Bought: ...
    @overload
    def trade(
        self, side: Literal[Side.SELL], amount: Alpha, limit: Price | None = None, *, drop_fees: bool = False
    ) -> Sold: ...
    @overload
    def trade(
        self, side: Side, amount: Tao | Alpha, limit: Price | None = None, *, drop_fees: bool = False
    ) -> AnyTrade: ...
    def trade(
        self, side: Side, amount: Tao | Alpha, limit: Price | None = None, *, drop_fees: bool = False
    ) -> AnyTrade:
        """What this much brings, fee included; filled in part where the price reaches the limit.

        The payout is the chain's own. Raises PoolRefusal.
        """
        gross = self._paid_in(side, amount)
        net, fee, out = self._swap(side, gross, _OUTERMOST[side] if limit is None else limit, drop_fees)
        paid, received = side.pays(self.netuid), side.receives(self.netuid)
        return Trade(side, amount_of(paid, net), amount_of(paid, fee), amount_of(received, out))

    @overload
    def largest(self, side: Literal[Side.BUY], limit: Price) -> Tao: ...
    @overload
    def largest(self, side: Literal[Side.SELL], limit: Price) -> Alpha: ...
    @overload
    def largest(self, side: Side, limit: Price) -> Tao | Alpha: ...
    def largest(self, side: Side, limit: Price) -> Tao | Alpha:
        """The most, fee included, that fills whole within the limit.

        `get_max_amount_add` and `get_max_amount_remove`, spec 425. Raises PoolRefusal, PriceLimitExceeded when the
        price is already there.
        """
        asset = side.pays(self.netuid)
        if self.is_stable:
            return amount_of(asset, LARGEST_RAO if is_within(side, ONE_TO_ONE.rao, limit.rao) else 0)
        most = min(self.reserve_of(asset).rao * LARGEST_MULTIPLE, LARGEST_RAO)
        net, fee, _ = self._swap(side, most, limit, drop_fees=False)
        return amount_of(asset, net + fee)

    @overload
    def at_spot(self, side: Literal[Side.BUY], amount: Tao) -> Alpha: ...
    @overload
    def at_spot(self, side: Literal[Side.SELL], amount: Alpha) -> Tao: ...
    @overload
    def at_spot(self, side: Side, amount: Tao | Alpha) -> Tao | Alpha: ...
    def at_spot(self, side: Side, amount: Tao | Alpha) -> Tao | Alpha:
        """What this much would bring at the price, without fee or impact, rounded down; no alpha at a price of zero."""
        rao, price = self._paid_in(side, amount), self.price_bits
        if side is Side.SELL:
            return Tao(rao * price >> 64)
        return Alpha((rao << 64) // price if price else 0, self.netuid)

    def simulate(self, side: Side, amount: Tao | Alpha) -> Simulation:
        """What `sim_swap_tao_for_alpha` or `sim_swap_alpha_for_tao` answers. Its slippage contains the fee.

        The chain simulates with the outermost limit: a huge sale takes less alpha than was offered and does not say so.
        """
        try:
            trade = self.trade(side, amount)
        except PoolRefusal:
            return Simulation()
        rao, price = u64f64.from_int(amount.rao), self.price_bits
        net, fee, received = trade.net.rao, trade.fee.rao, trade.received.rao
        if side is Side.SELL:
            lost = max(u64f64.to_u64(u64f64.times(rao, price)) - received, 0)
            return Simulation(tao_amount=received, alpha_amount=net, alpha_fee=fee, tao_slippage=lost)
        # The chain's own quotient: zero where it does not fit, unlike `at_spot`.
        lost = max(u64f64.to_u64(u64f64.over(rao, price)) - received, 0)
        return Simulation(tao_amount=net, alpha_amount=received, tao_fee=fee, alpha_slippage=lost)

    def after(self, trade: AnyTrade, *, sells_fee: bool = True) -> "Pool":
        """The pool after this trade, and after the author's sale of a fee in alpha, which follows at once, fee-less.

        A fee in TAO goes to the block's author and never enters. `sells_fee` leaves the author's sale out; with it,
        raises PoolRefusal where that sale fails: the chain then fails the whole unstake.
        """
        if trade.side is Side.BUY:
            return self._with(self.tao_in + as_tao(trade.net), self.alpha_in - as_alpha(trade.received))
        after = self._with(self.tao_in - as_tao(trade.received), self.alpha_in + as_alpha(trade.net))
        if self.is_stable or not sells_fee:
            return after
        author = after.trade(Side.SELL, as_alpha(trade.fee), drop_fees=True)
        return after.after(author, sells_fee=False)

    def fee_on(self, rao: int) -> int:
        """The fee inside this much that is paid in, in rao; none in a stable pool."""
        return 0 if self.is_stable else fee_on_gross(rao, self.fee_rate)

    def reserve_of(self, asset: Asset) -> Tao | Alpha:
        """What the pool holds of one of its two assets."""
        return self.tao_in if asset.is_tao else self.alpha_in

    def refuse_oversized(self, paid: Tao | Alpha) -> None:
        """Raise InsufficientLiquidity for over 1,000 times the reserve, as `add_stake` and `remove_stake` begin."""
        if not self.is_stable and paid.rao > self.reserve_of(paid.asset).rao * LARGEST_MULTIPLE:
            raise InsufficientLiquidity

    def reweighted(self, tao: Tao, alpha: Alpha) -> "Pool":
        """The pool with the weight that keeps its price once these are added; the reserves are still the old.

        `adjust_protocol_liquidity`, spec 425. Raises ReservesOutOfBalance when the weight would leave its range.
        """
        weight = weight_after_injection(self._book(), tao.rao, self._own(alpha))
        return replace(self, quote_weight=weight)

    def injected(self, tao: Tao, alpha: Alpha) -> "Pool":
        """The pool after the chain added this liquidity: reserves grown, weight re-solved, price kept.

        Raises ReservesOutOfBalance.
        """
        grown = self if self.is_stable else self.reweighted(tao, alpha)
        return grown._with(self.tao_in + tao, self.alpha_in + alpha)

    def _swap(self, side: Side, gross: int, limit: Price, drop_fees: bool) -> Swapped:
        if gross < 0:
            raise ValueError(f"{gross} rao is no amount that can be swapped")
        if gross > LARGEST_RAO:
            raise SwapInputTooLarge
        if self.is_stable:
            if not is_within(side, ONE_TO_ONE.rao, limit.rao):
                raise PriceLimitExceeded
            return Swapped(gross, 0, gross)
        book = self._book()
        return swap(replace(book, fee_rate=0) if drop_fees else book, side, gross, limit_bits(limit.rao))

    def _paid_in(self, side: Side, amount: Tao | Alpha) -> int:
        if amount.asset != side.pays(self.netuid):
            raise TypeError(f"{amount.asset} does not {side.value} in the pool of subnet {self.netuid}")
        return amount.rao

    def _own(self, alpha: Alpha) -> int:
        if alpha.netuid != self.netuid:
            raise TypeError(f"alpha of subnet {alpha.netuid} does not trade in the pool of subnet {self.netuid}")
        return alpha.rao

    def _book(self) -> Book:
        return Book(self.tao_in.rao, self.alpha_in.rao, self.quote_weight, self.fee_rate)

    def _with(self, tao_in: Tao, alpha_in: Alpha) -> "Pool":
        return replace(self, tao_in=tao_in, alpha_in=alpha_in)
