"""Logarithms and powers in whole numbers of 2⁻¹²⁸, the same on every machine and fast enough for thousands of pools."""

from functools import cache

FRACTION_BITS = 128
ONE = 1 << FRACTION_BITS

_STEP_BITS = 10
_REST_BITS = FRACTION_BITS - _STEP_BITS


def logarithms(largest: int) -> list[int]:
    """The natural logarithms of 1 to this number; the first place of the list stands for none."""
    found = [0, 0]
    for number in range(1, largest):
        # ln((n + 1) / n) = 2 · artanh(1 / (2n + 1))
        base = 2 * number + 1
        square, power, place, whole = base * base, ONE // base, 1, 0
        while power:
            whole += power // place
            power //= square
            place += 2
        found.append(found[-1] + 2 * whole)
    return found[: largest + 1]


def decayed(exponent: int) -> int:
    """e to the power of −exponent, for an exponent of at least zero."""
    steps, rest = exponent >> _REST_BITS, exponent & ((1 << _REST_BITS) - 1)
    whole, part = divmod(steps, 1 << _STEP_BITS)
    return _taylor(rest) * _decays()[part] * _whole_decay(whole) >> 2 * FRACTION_BITS


def _taylor(exponent: int) -> int:
    """e to the power of −exponent for less than 2⁻¹⁰."""
    whole, term, place = ONE, exponent, 1
    while term:
        whole += term if place % 2 == 0 else -term
        place += 1
        term = (term * exponent >> FRACTION_BITS) // place
    return whole


@cache
def _decays() -> tuple[int, ...]:
    """e to the powers of 0 to −1 in steps of 2⁻¹⁰."""
    step = _taylor_of_step()
    found = [ONE]
    for _ in range(1, 1 << _STEP_BITS):
        found.append(found[-1] * step >> FRACTION_BITS)
    return tuple(found)


@cache
def _whole_decay(exponent: int) -> int:
    found = ONE
    for _ in range(exponent):
        found = found * _decays()[-1] * _taylor_of_step() >> 2 * FRACTION_BITS
    return found


def _taylor_of_step() -> int:
    return _taylor(1 << _REST_BITS)
