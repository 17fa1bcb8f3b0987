"""Sizing: a typed number, share or "max", or an amount of what the pool pays out, as rao to pay."""

from collections.abc import Callable
from dataclasses import dataclass

from dtao_tui.domain.amounts import (
    LARGEST_RAO,
    RAO_PER_TAO,
    Alpha,
    Everything,
    NotAnAmount,
    Portion,
    Tao,
    Wish,
    amount_of,
    parse_wish,
)
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side

_WHOLE = Portion(1_000_000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An amount to pay, and whether it is all there is."""

    amount: Tao | Alpha
    is_everything: bool = False


@dataclass(frozen=True, slots=True)
class Payable:
    """What an amount is taken from."""

    asset: Asset
    most: Tao | Alpha | None
    """What shares are of; None while that is not known."""


def sized(text: str, pool: Pool, purse: Payable, *, is_computed: bool = True) -> Wanted:
    """What a typed amount pays. A bare number is in what is paid with; shares are of the purse.

    An amount of the other asset, such as "5 τ" where alpha is sold, pays what brings that much now. `is_computed` is
    false where the pool's curve is unknown. Raises NotAnAmount with the sentence to show.
    """
    wish = _parsed(text, pool.netuid, purse.asset)
    if isinstance(wish, Everything | Portion):
        if purse.most is None:
            raise NotAnAmount("The balance and the network's fee are still being read; try again in a moment.")
        share = _WHOLE if isinstance(wish, Everything) else wish
        return Wanted(share.of(purse.most), is_everything=share == _WHOLE)
    if wish.asset == purse.asset:
        return Wanted(wish)
    if not is_computed:
        how = "how much τ to pay" if purse.asset.is_tao else "how much alpha to sell"
        raise NotAnAmount(f"This pool's curve is not computed here; type {how}.")
    return Wanted(least_that_brings(pool, wish))


def least_that_brings(pool: Pool, wanted: Tao | Alpha) -> Tao | Alpha:
    """The least that the pool now pays at least this much for. Raises NotAnAmount where it cannot pay it."""
    side = Side.SELL if wanted.asset.is_tao else Side.BUY
    paid, price = side.pays(pool.netuid), max(pool.price.rao, 1)
    guess = wanted.rao * RAO_PER_TAO // price if side is Side.SELL else wanted.rao * pool.price.rao // RAO_PER_TAO
    enough = _least(lambda rao: pool.trade(side, amount_of(paid, rao)).received.rao >= wanted.rao, guess)
    return amount_of(paid, enough)


def _parsed(text: str, netuid: int, asset: Asset) -> Wish:
    """What was typed; a bare number is of this asset."""
    if not asset.is_tao:
        return parse_wish(text, netuid=netuid)
    try:
        return parse_wish(text, netuid=None)
    except NotAnAmount:
        # An amount of alpha is refused there; whatever else is wrong is said again here.
        return parse_wish(text, netuid=netuid)


def _least(brings_enough: Callable[[int], bool], guess: int) -> int:
    """The least rao that bring enough, by doubling and halving; more never brings less."""

    def is_enough(rao: int) -> bool:
        try:
            return brings_enough(rao)
        except PoolRefusal:
            return False

    high = max(1, min(guess, LARGEST_RAO))
    while not is_enough(high):
        high *= 2
        if high > LARGEST_RAO:
            raise NotAnAmount("The pool does not hold so much.")
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
