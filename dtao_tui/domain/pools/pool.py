"""The weighted pool of one subnet: what it pays now, to the rao, as the chain computes it (swap pallet, spec 425).

Root and the other pools of the stable mechanism exchange one for one, without a fee.
"""

from dataclasses import dataclass, fields, replace

from dtao_tui.domain.amounts import LARGEST_RAO, RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.refusals import (
    InsufficientLiquidity,
    PoolRefusal,
    PriceLimitExceeded,
    ReservesOutOfBalance,
    ReservesTooLow,
    SwapInputTooLarge,
)
from dtao_tui.domain.pools.swaps import (
    LARGEST_MULTIPLE,
    Book,
    Buying,
    Selling,
    Side,
    Swapped,
    limit_bits,
    swap,
    weight_after_injection,
)

__all__ = [
    "Bought",
    "InsufficientLiquidity",
    "Pool",
    "PoolRefusal",
    "PriceLimitExceeded",
    "ReservesOutOfBalance",
    "ReservesTooLow",
    "Simulation",
    "Sold",
    "SwapInputTooLarge",
]

ROOT = 0
DYNAMIC = 1
"""The number of the mechanism that has a pool; all others exchange one for one."""

ONE_TO_ONE = Price(RAO_PER_TAO)
HIGHEST_LIMIT = Price(10**15)
"""The limit of a purchase that names none: a million TAO for one alpha."""

LOWEST_LIMIT = Price(1000)
"""The limit of a sale that names none: a millionth of a TAO for one alpha."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase of alpha; at a limit it took less than was offered."""

    net: Tao
    fee: Tao
    received: Alpha

    @property
    def paid(self) -> Tao:
        """What left the buyer: net and fee."""
        return self.net + self.fee


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale of alpha; at a limit it took less than was offered."""

    net: Alpha
    fee: Alpha
    received: Tao

    @property
    def paid(self) -> Alpha:
        """What left the seller: net and fee."""
        return self.net + self.fee


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

    def buy(self, tao: Tao, limit: Price | None = None, *, drop_fees: bool = False) -> Bought:
        """Alpha for this much TAO, fee included; filled in part where the price reaches the limit.

        The payout is the chain's own. Raises PoolRefusal.
        """
        net, fee, out = self._swap(Buying, tao.rao, HIGHEST_LIMIT if limit is None else limit, drop_fees)
        return Bought(Tao(net), Tao(fee), Alpha(out, self.netuid))

    def sell(self, alpha: Alpha, limit: Price | None = None, *, drop_fees: bool = False) -> Sold:
        """TAO for this much alpha, fee included; filled in part where the price reaches the limit.

        The payout is the chain's own. Raises PoolRefusal.
        """
        net, fee, out = self._swap(Selling, self._own(alpha), LOWEST_LIMIT if limit is None else limit, drop_fees)
        return Sold(Alpha(net, self.netuid), Alpha(fee, self.netuid), Tao(out))

    def largest_buy(self, limit: Price) -> Tao:
        """The most TAO, fee included, that fills whole within the limit (`get_max_amount_add`).

        Raises PoolRefusal, PriceLimitExceeded when the price is already there.
        """
        if self.is_stable:
            return Tao(LARGEST_RAO if limit >= ONE_TO_ONE else 0)
        net, fee, _ = self._swap(Buying, _largest_input(self.tao_in.rao), limit, drop_fees=False)
        return Tao(net + fee)

    def largest_sell(self, limit: Price) -> Alpha:
        """The most alpha, fee included, that fills whole within the limit (`get_max_amount_remove`).

        Raises PoolRefusal, PriceLimitExceeded when the price is already there.
        """
        if self.is_stable:
            return Alpha(LARGEST_RAO if limit <= ONE_TO_ONE else 0, self.netuid)
        net, fee, _ = self._swap(Selling, _largest_input(self.alpha_in.rao), limit, drop_fees=False)
        return Alpha(net + fee, self.netuid)

    def alpha_at_spot(self, tao: Tao) -> Alpha:
        """What this much TAO would bring at the price, without fee or impact, rounded down; zero at a price of zero."""
        price = self._price_bits()
        return Alpha((tao.rao << 64) // price if price else 0, self.netuid)

    def tao_at_spot(self, alpha: Alpha) -> Tao:
        """What this much alpha would bring at the price, without fee or impact, rounded down."""
        return Tao(self._own(alpha) * self._price_bits() >> 64)

    def refuse_oversized(self, paid: Tao | Alpha) -> None:
        """Raise InsufficientLiquidity for over 1,000 times the reserve, as `add_stake` and `remove_stake` begin."""
        reserve = self.tao_in.rao if isinstance(paid, Tao) else self.alpha_in.rao
        if not self.is_stable and paid.rao > reserve * LARGEST_MULTIPLE:
            raise InsufficientLiquidity

    def simulate_buy(self, tao: Tao) -> Simulation:
        """What `sim_swap_tao_for_alpha` answers. Its slippage contains the fee."""
        try:
            bought = self.buy(tao)
        except PoolRefusal:
            return Simulation()
        # The chain's own quotient: zero where it does not fit, unlike `alpha_at_spot`.
        ideal = u64f64.to_u64(u64f64.over(u64f64.from_int(tao.rao), self._price_bits()))
        return Simulation(
            tao_amount=bought.net.rao,
            alpha_amount=bought.received.rao,
            tao_fee=bought.fee.rao,
            alpha_slippage=max(ideal - bought.received.rao, 0),
        )

    def simulate_sell(self, alpha: Alpha) -> Simulation:
        """What `sim_swap_alpha_for_tao` answers. Its slippage contains the fee.

        The chain simulates with the lowest limit: a huge sale takes less alpha than was offered and does not say so.
        """
        try:
            sold = self.sell(alpha)
        except PoolRefusal:
            return Simulation()
        ideal = u64f64.to_u64(u64f64.times(u64f64.from_int(alpha.rao), self._price_bits()))
        return Simulation(
            tao_amount=sold.received.rao,
            alpha_amount=sold.net.rao,
            alpha_fee=sold.fee.rao,
            tao_slippage=max(ideal - sold.received.rao, 0),
        )

    def after_buy(self, bought: Bought) -> "Pool":
        """The pool after this purchase; the fee goes to the block's author and never enters."""
        return self._with(self.tao_in + bought.net, self.alpha_in - bought.received)

    def after_sell(self, sold: Sold) -> "Pool":
        """The pool after this sale and the author's sale of the fee, which follows at once and without a fee.

        Raises PoolRefusal where the author's sale fails: the chain then fails the whole unstake.
        """
        after = self.after_sale_alone(sold)
        if self.is_stable:
            return after
        author = after.sell(sold.fee, drop_fees=True)
        return after._with(after.tao_in - author.received, after.alpha_in + author.net)

    def after_sale_alone(self, sold: Sold) -> "Pool":
        """The pool after this sale, before the author sells the fee."""
        return self._with(self.tao_in - sold.received, self.alpha_in + sold.net)

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
            if not side.is_within(ONE_TO_ONE.rao, limit.rao):
                raise PriceLimitExceeded
            return Swapped(gross, 0, gross)
        book = self._book()
        return swap(replace(book, fee_rate=0) if drop_fees else book, side, gross, limit_bits(limit.rao))

    def _own(self, alpha: Alpha) -> int:
        if alpha.netuid != self.netuid:
            raise TypeError(f"alpha of subnet {alpha.netuid} does not trade in the pool of subnet {self.netuid}")
        return alpha.rao

    def _price_bits(self) -> int:
        return u64f64.ONE if self.is_stable else self._book().price()

    def _book(self) -> Book:
        return Book(self.tao_in.rao, self.alpha_in.rao, self.quote_weight, self.fee_rate)

    def _with(self, tao_in: Tao, alpha_in: Alpha) -> "Pool":
        return replace(self, tao_in=tao_in, alpha_in=alpha_in)


def _largest_input(reserve: int) -> int:
    return min(reserve * LARGEST_MULTIPLE, LARGEST_RAO)
