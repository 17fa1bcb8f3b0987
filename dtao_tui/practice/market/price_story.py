"""The story of a practice world: prices of the 30 days before its first block, which never were on its chain.

A function of the seed in whole numbers. It walks backwards from the pools of genesis, so that genesis stays as it is,
with the character of the agents: noise of market makers, trends, a whale that enters and leaves, a decline.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from dtao_tui.domain.pools.pool import Pool

MINUTE, HOUR, DAY = 60, 3600, 86_400
"""Seconds."""

MOST_WITH_ALL_POINTS = 256
"""Pools up to which the story has all its points."""

Ages = tuple[tuple[int, int], ...]
"""Age in seconds before block 0 and length in seconds of each step, newest first."""

_EXPONENT_BITS, _TABLE_BITS, _SCALE_BITS = 20, 10, 60
"""A logarithm is counted in 2⁻²⁰; the table of its powers goes by 2⁻¹⁰, in 2⁻⁶⁰."""

_FARTHEST = 4
"""Natural logarithms beyond which no price of a story goes."""

_ROOT_OF_STEP = {MINUTE: 33, 10 * MINUTE: 104, HOUR: 256, 6 * HOUR: 627}
"""√(step / 1 h) in 256ths."""

_SHORT = 1 << (_EXPONENT_BITS - _TABLE_BITS)
_WHALE_STEPS = 8


@dataclass(frozen=True, slots=True)
class PoolStory:
    """The story of one pool, newest step first."""

    netuid: int
    prices: Sequence[int]
    """Rao for one alpha at each age."""

    volumes: Sequence[int]
    """Rao of TAO traded in the step before each age."""

    flows: Sequence[int]
    """Rao of TAO put in, less what was taken out, in the step before each age."""


def ages_of(pools: int) -> Ages:
    """The points of a story for a world with so many pools: closer the newer they are."""
    if pools > MOST_WITH_ALL_POINTS:
        return _ages((HOUR, DAY), (6 * HOUR, 30 * DAY))
    return _ages((MINUTE, 2 * HOUR), (10 * MINUTE, 3 * DAY), (HOUR, 30 * DAY))


def story_of(pool: Pool, seed: int, ages: Ages, *, declines: bool) -> PoolStory:
    """The story of one pool before genesis. A declining one was worth more in the past."""
    dice = Random(f"{seed}/story/{pool.netuid}")
    steps = _steps(dice, pool, ages, declines=declines)
    walk = list(accumulate(steps))
    now, powers, offset = pool.price.rao, _POWERS, _FARTHEST << _TABLE_BITS
    most = offset << (_EXPONENT_BITS - _TABLE_BITS)
    shift, mask = _EXPONENT_BITS - _TABLE_BITS, _SHORT - 1
    whole, down = 1 << _EXPONENT_BITS, _SCALE_BITS + _EXPONENT_BITS
    prices = [
        now * powers[(at >> shift) + offset] * (whole + (at & mask)) >> down
        for at in [max(min(at, most - 1), -most) for at in walk]
    ]
    tao = pool.tao_in.rao
    # The pool's TAO follows the square root of its price; makers trade to and fro besides.
    flows = [-tao * step >> _EXPONENT_BITS + 1 for step in steps]
    calm = tao >> 12
    volumes = [abs(flow) * 3 + (calm * (length // MINUTE) >> 6) for flow, (_, length) in zip(flows, ages, strict=True)]
    return PoolStory(pool.netuid, prices, volumes, flows)


def _steps(dice: Random, pool: Pool, ages: Ages, *, declines: bool) -> list[int]:
    """By how much the logarithm of the price was higher before each step, newest first."""
    noise = array("h", dice.randbytes(2 * len(ages)))
    # An hour's deviation: a third of a per cent for the deepest pools, up to one for the shallowest.
    wildness = 25 + min(50, 400 * 10**9 * 50 // max(pool.tao_in.rao, 1))
    roots = [_ROOT_OF_STEP[length] * wildness for _, length in ages]
    steps = [each * root >> 15 for each, root in zip(noise, roots, strict=True)]
    _add_trends(dice, steps, ages)
    if declines:
        for at, (_, length) in enumerate(ages):
            steps[at] += length * 1500 // HOUR
    if dice.randrange(3) == 0:
        _add_whale(dice, steps, sum(length == MINUTE for _, length in ages))
    return steps


def _add_trends(dice: Random, steps: list[int], ages: Ages) -> None:
    """A direction for some days, then another one."""
    slope, until = 0, 0
    for at, (age, length) in enumerate(ages):
        if age >= until:
            slope, until = dice.randrange(-900, 901), age + dice.randrange(DAY // 2, 6 * DAY)
        steps[at] += slope * length // HOUR


def _add_whale(dice: Random, steps: list[int], newest: int) -> None:
    """One came in steps and left in steps, not in the newest ones; backwards, it leaves first."""
    left = dice.randrange(newest, newest + (len(steps) - newest) // 2)
    came = dice.randrange(left + _WHALE_STEPS, len(steps) - _WHALE_STEPS)
    for at in range(_WHALE_STEPS):
        steps[left + at] += 12_000
        steps[came + at] -= 12_000


def _ages(*parts: tuple[int, int]) -> Ages:
    ages: list[tuple[int, int]] = []
    age = 0
    for step, until in parts:
        while age < until:
            age += step
            ages.append((age, step))
    return tuple(ages)


def _powers() -> list[int]:
    """Powers of e from −4 to 4 in steps of 2⁻¹⁰, in 2⁻⁶⁰; in whole numbers, so that every machine has the same."""
    extra = 1 << (_SCALE_BITS + 64)
    step, term, place = 0, extra, 0
    while term:
        step += term
        place += 1
        term = term // place >> _TABLE_BITS
    up, down = [extra], [extra]
    for _ in range(_FARTHEST << _TABLE_BITS):
        up.append(up[-1] * step // extra)
        down.append(down[-1] * extra // step)
    return [each >> 64 for each in (*reversed(down[1:]), *up)]


_POWERS = _powers()
