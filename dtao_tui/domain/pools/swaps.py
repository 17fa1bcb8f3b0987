"""One swap against a weighted pool, in plain integers: the pallet's `do_swap` for both directions (spec 425).

Reserves, amounts and fees are rao, weights are in units of 10**-18, prices are U64F64 bits of TAO per alpha.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.curve import LIMIT_PRECISION, SCALE, SWAP_PRECISION, Ratio, power
from dtao_tui.domain.pools.refusals import (
    InsufficientLiquidity,
    PriceLimitExceeded,
    ReservesOutOfBalance,
    ReservesTooLow,
    SwapInputTooLarge,
)
from dtao_tui.domain.pools.side import Side

LARGEST_MULTIPLE = 1000
"""The largest order, as a multiple of the reserve it is paid into."""

LEAST_RESERVE = 1_000_000
"""Rao that the paying side must hold (`SwapMinimumReserve`)."""

LEAST_WEIGHT = SCALE // 100
_LARGEST_RATE = 65535


class Swapped(NamedTuple):
    """What a swap takes, without and with the fee, and what it pays; all rao."""

    net: int
    fee: int
    out: int


@dataclass(frozen=True, slots=True)
class Book:
    """The state that a swap reads."""

    tao: int
    alpha: int
    quote_weight: int
    fee_rate: int

    @property
    def base_weight(self) -> int:
        """The weight of alpha; the two weights sum to one."""
        return SCALE - self.quote_weight

    def price(self) -> int:
        """(w_alpha / w_tao) * (tao / alpha), each quotient truncated (`calculate_price`)."""
        return _price(self.tao, self.alpha, self.quote_weight)


def spot_price(tao: int, alpha: int, quote_weight: int) -> int:
    """The price of these reserves in 2⁻⁶⁴ TAO per alpha, each quotient truncated (`calculate_price`)."""
    weights = u64f64.over(u64f64.from_int(SCALE - quote_weight), u64f64.from_int(quote_weight))
    return u64f64.times(weights, u64f64.over(u64f64.from_int(tao), u64f64.from_int(alpha)))


_price = lru_cache(maxsize=64)(spot_price)
"""One quote asks for the same few prices a hundred times."""


class _Buying:
    """TAO in, alpha out."""

    @staticmethod
    def reserves(book: Book) -> tuple[int, int]:
        """The reserve that is paid into and the one that pays."""
        return book.tao, book.alpha

    @staticmethod
    def exponent(book: Book) -> Ratio:
        """The exponent of the payout's power (`exp_quote_base`)."""
        return Ratio(book.quote_weight, book.base_weight)

    @staticmethod
    def moved(book: Book, net: int, out: int) -> Book:
        """The reserves after a trade."""
        return Book(min(book.tao + net, U64_MAX), max(book.alpha - out, 0), book.quote_weight, book.fee_rate)

    @staticmethod
    def is_within(price: int, limit: int) -> bool:
        """Whether the price has not gone past the limit."""
        return price <= limit

    @staticmethod
    def growth(book: Book, price: int, limit: int) -> int | None:
        """What the paid-in reserve grows to at the limit (`calculate_quote_delta_in`)."""
        return power(Ratio(limit, price), Ratio(book.base_weight, SCALE), LIMIT_PRECISION)


class _Selling:
    """Alpha in, TAO out."""

    @staticmethod
    def reserves(book: Book) -> tuple[int, int]:
        """The reserve that is paid into and the one that pays."""
        return book.alpha, book.tao

    @staticmethod
    def exponent(book: Book) -> Ratio:
        """The exponent of the payout's power (`exp_base_quote`)."""
        return Ratio(book.base_weight, book.quote_weight)

    @staticmethod
    def moved(book: Book, net: int, out: int) -> Book:
        """The reserves after a trade."""
        return Book(max(book.tao - out, 0), min(book.alpha + net, U64_MAX), book.quote_weight, book.fee_rate)

    @staticmethod
    def is_within(price: int, limit: int) -> bool:
        """Whether the price has not gone past the limit."""
        return price >= limit

    @staticmethod
    def growth(book: Book, price: int, limit: int) -> int | None:
        """What the paid-in reserve grows to at the limit (`calculate_base_delta_in`)."""
        return power(Ratio(price, limit), Ratio(book.quote_weight, SCALE), LIMIT_PRECISION)


_Rules = type[_Buying] | type[_Selling]
_RULES: Mapping[Side, _Rules] = {Side.BUY: _Buying, Side.SELL: _Selling}


def limit_bits(limit_rao: int) -> int:
    """A limit price in rao per alpha as the swap compares it."""
    return u64f64.over(u64f64.from_int(limit_rao), u64f64.from_int(10**9))


def is_within(side: Side, price: int, limit: int) -> bool:
    """Whether a price has not gone past the limit."""
    return _RULES[side].is_within(price, limit)


def swap(book: Book, side: Side, gross: int, limit: int) -> Swapped:
    """The pallet's `do_swap`, with its checks in its order. At the limit it fills in part. Raises PoolRefusal."""
    rules = _RULES[side]
    reserve_in, reserve_out = rules.reserves(book)
    fee = fee_on_gross(gross, book.fee_rate)
    net = gross - fee
    if net > min(reserve_in * LARGEST_MULTIPLE, U64_MAX):
        raise SwapInputTooLarge
    if reserve_out < LEAST_RESERVE or reserve_in == 0:
        raise ReservesTooLow
    price = book.price()
    if price == limit or not rules.is_within(price, limit):
        raise PriceLimitExceeded
    out = payout(book, side, net)
    if not rules.is_within(rules.moved(book, net, out).price(), limit):
        net = input_up_to(book, side, limit)
        fee = fee_on_net(net, book.fee_rate)
        out = payout(book, side, net)
    if net and not out:
        raise ReservesTooLow
    if out > reserve_out:
        raise InsufficientLiquidity
    return Swapped(net, fee, out)


def payout(book: Book, side: Side, net: int) -> int:
    """reserve_out * (1 - (reserve_in / (reserve_in + net)) ** exponent), in the pallet's steps (`convert_deltas`)."""
    rules = _RULES[side]
    reserve_in, reserve_out = rules.reserves(book)
    grown = min(reserve_in + net, U64_MAX)
    if grown == 0:
        return reserve_out
    kept = power(Ratio(reserve_in, grown), rules.exponent(book), SWAP_PRECISION)
    # A power that is no u64 counts as zero on the chain: the whole reserve would go out.
    if kept is None or not 0 <= kept <= U64_MAX:
        kept = 0
    share = u64f64.ONE - min(u64f64.over(u64f64.from_int(kept), u64f64.from_int(SCALE)), u64f64.ONE)
    return u64f64.to_u64(u64f64.times(u64f64.from_int(reserve_out), share))


def input_up_to(book: Book, side: Side, limit: int) -> int:
    """The net amount that moves the price to the limit, rounded down in the pallet's steps."""
    rules = _RULES[side]
    grown = rules.growth(book, book.price(), limit)
    if grown is None:
        return 0
    factor = u64f64.over(u64f64.from_int(min(max(grown, 0), U64_MAX)), u64f64.from_int(SCALE))
    reserve_in, _ = rules.reserves(book)
    return u64f64.to_u64(u64f64.times(u64f64.from_int(reserve_in), max(factor - u64f64.ONE, 0)))


def fee_on_gross(gross: int, rate: int) -> int:
    """The fee inside a gross amount, rounded down (`calculate_fee_amount`)."""
    return u64f64.to_u64(u64f64.times(u64f64.from_int(gross), u64f64.over(u64f64.from_int(rate), _rate(_LARGEST_RATE))))


def gross_with_net(net: int, rate: int) -> int:
    """The least gross amount that leaves this much once the fee inside it is taken."""
    gross = net + fee_on_net(net, rate)
    while gross - fee_on_gross(gross, rate) < net:
        gross += 1
    while gross > net and gross - 1 - fee_on_gross(gross - 1, rate) >= net:
        gross -= 1
    return gross


def fee_on_net(net: int, rate: int) -> int:
    """The fee on top of a net amount when a limit cut the order, rounded down (`determine_action`)."""
    share = u64f64.over(u64f64.from_int(rate), _rate(max(_LARGEST_RATE - rate, 0)))
    return u64f64.to_u64(u64f64.times(u64f64.from_int(net), share))


def weight_after_injection(book: Book, tao: int, alpha: int) -> int:
    """The TAO weight that keeps the price when liquidity is added (`update_weights_for_added_liquidity`).

    Raises ReservesOutOfBalance when a weight would leave 0.01 to 0.99.
    """
    of_alpha = _weighed(book.base_weight, book.tao * (book.alpha + alpha))
    of_tao = _weighed(book.quote_weight, book.alpha * (book.tao + tao))
    total = of_alpha + of_tao
    weight = of_tao * SCALE // total if total else SCALE // 2
    if not LEAST_WEIGHT <= weight <= SCALE - LEAST_WEIGHT:
        raise ReservesOutOfBalance
    return weight


def _weighed(weight: int, value: int) -> int:
    """weight * value, rounded to the nearest (`mul_perquintill_round`)."""
    return (weight * value + SCALE // 2) // SCALE


def _rate(value: int) -> int:
    return u64f64.from_int(value)
