"""What a typed wish means in rao: a number, a share, everything, or "so much of what the pool pays out"."""

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
    parse_wish,
)
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side

_WHOLE = Portion(1_000_000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An amount to pay, and whether it is all there is."""

    amount: Tao | Alpha
    is_everything: bool = False


def to_stake(text: str, pool: Pool, spendable: Tao | None, *, is_computed: bool = True) -> Wanted:
    """The TAO to pay. "5" and "5 τ" pay that; "5 α" pays what brings 5 α now; shares are of what is spendable.

    `is_computed` is false where the pool's curve is unknown. Raises NotAnAmount with the sentence to show.
    """
    match _parsed_for_stake(text, pool.netuid):
        case Tao() as tao:
            return Wanted(tao)
        case Alpha() as alpha:
            if not is_computed:
                raise NotAnAmount("This pool's curve is not computed here; type how much τ to pay.")
            return Wanted(tao_for(pool, alpha))
        case wish:
            if spendable is None:
                raise NotAnAmount("The balance and the network's fee are still being read; try again in a moment.")
            return Wanted(_WHOLE.of(spendable) if isinstance(wish, Everything) else wish.of(spendable))


def to_unstake(text: str, pool: Pool, available: Alpha, *, is_computed: bool = True) -> Wanted:
    """The alpha to pay. "5" and "5 α" pay that; "5 τ" pays what brings 5 τ now; shares are of what is available.

    `is_computed` is false where the pool's curve is unknown. Raises NotAnAmount with the sentence to show.
    """
    match parse_wish(text, netuid=pool.netuid):
        case Alpha() as alpha:
            return Wanted(alpha)
        case Tao() as tao:
            if not is_computed:
                raise NotAnAmount("This pool's curve is not computed here; type how much alpha to sell.")
            return Wanted(alpha_for(pool, tao))
        case wish:
            if isinstance(wish, Everything) or wish == _WHOLE:
                return Wanted(available, is_everything=True)
            return Wanted(wish.of(available))


def tao_for(pool: Pool, alpha: Alpha) -> Tao:
    """The least TAO that buys at least this much alpha now. Raises NotAnAmount where the pool cannot pay it."""
    guess = alpha.rao * pool.price.rao // RAO_PER_TAO
    return Tao(_least(lambda rao: pool.trade(Side.BUY, Tao(rao)).received >= alpha, guess))


def alpha_for(pool: Pool, tao: Tao) -> Alpha:
    """The least alpha that sells for at least this much TAO now. Raises NotAnAmount where the pool cannot pay it."""
    guess = tao.rao * RAO_PER_TAO // max(pool.price.rao, 1)
    enough = _least(lambda rao: pool.trade(Side.SELL, Alpha(rao, pool.netuid)).received >= tao, guess)
    return Alpha(enough, pool.netuid)


def _parsed_for_stake(text: str, netuid: int) -> Wish:
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
