"""Powers of ratios in integers, bit for bit as the chain rounds them.

The port of `SafeInt::pow_ratio_scaled` of safe-bigmath 0.4.1, which the swap pallet calls (spec 425): an exact root
when the exponent is a simple fraction, and otherwise Taylor series of logarithm and exponential in fixed point. The
series' own errors are part of the answer, so the order of the operations and each rounding below must stay.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

SCALE = 10**18
"""Results are in units of 10**-18, as the pallet's ACCURACY."""

SWAP_PRECISION = 256
"""Bits asked for when a swap's payout is computed."""

LIMIT_PRECISION = 1024
"""Bits asked for when the amount up to a limit price is computed."""

_LARGEST_EXACT_EXPONENT = 1024
_GUARD_BITS = 24
_GUARD = 1 << _GUARD_BITS
_MOST_TERMS = 4096
_ROOT_MARGIN = 1e-9


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two non-negative integers."""

    numerator: int
    denominator: int

    def reduced(self) -> "Ratio":
        """The same ratio without a common factor."""
        common = math.gcd(self.numerator, self.denominator)
        return Ratio(self.numerator // common, self.denominator // common)


@lru_cache(maxsize=1024)
def power(base: Ratio, exponent: Ratio, precision: int) -> int | None:
    """`base ** exponent` in units of 10**-18, rounded as the chain does; None where the chain has no answer.

    A series that does not converge within the chain's number of terms gives the chain's own wrong number, even a
    negative one. Remembered, since a ticket asks for the same limit with each key pressed.
    """
    if base.denominator == 0 or exponent.denominator == 0:
        return None
    if base.numerator == 0:
        return 0
    if exponent.numerator == 0:
        return SCALE
    exponent = exponent.reduced()
    if max(exponent.numerator, exponent.denominator) <= _LARGEST_EXACT_EXPONENT:
        return _exact_power(base, exponent)
    return _series_power(base, exponent, precision)


def _exact_power(base: Ratio, exponent: Ratio) -> int:
    radicand = base.numerator**exponent.numerator * SCALE**exponent.denominator
    return root_rounded_down(radicand // base.denominator**exponent.numerator, exponent.denominator)


def root_rounded_down(radicand: int, degree: int) -> int:
    """The largest integer whose `degree`-th power is at most the radicand, for positive degrees."""
    if radicand == 0 or degree == 1:
        return radicand
    if degree == 2:
        return math.isqrt(radicand)
    root = _root_from_above(radicand, degree)
    while True:
        # Newton's steps from above fall until the first that does not is the answer.
        lower = ((degree - 1) * root + radicand // root ** (degree - 1)) // degree
        if lower >= root:
            return root
        root = lower


def _root_from_above(radicand: int, degree: int) -> int:
    """A first guess that is never below the root and, for large degrees, hardly above it."""
    bits = math.log2(radicand) / degree
    shift = max(0, int(bits) - 60)
    return (math.ceil(2 ** (bits - shift) * (1 + _ROOT_MARGIN)) + 1) << shift


def _series_power(base: Ratio, exponent: Ratio, precision: int) -> int:
    requested = max(precision, 32, SCALE.bit_length() + 8)
    bits = requested + _GUARD_BITS
    logarithm = _logarithm(base.numerator, bits) - _logarithm(base.denominator, bits)
    scaled = logarithm * exponent.numerator // exponent.denominator
    return (_without_guard_bits(_exponential(scaled, bits)) * SCALE) >> requested


@lru_cache(maxsize=2048)
def _logarithm(value: int, bits: int) -> int:
    """ln(value) with this many fractional bits, cached: reserves and prices return often within a block."""
    one = 1 << bits
    shift = value.bit_length() - 1
    mantissa = (value << bits) >> shift
    # The series converges fast in [0.5, 1.5) only.
    if mantissa >= one + (one >> 1):
        mantissa >>= 1
        shift += 1
    return _logarithm_of_one_plus(mantissa - one, bits) + _logarithm_of_two(bits) * shift


@lru_cache(maxsize=4)
def _logarithm_of_two(bits: int) -> int:
    return -_logarithm_of_one_plus(-(1 << (bits - 1)), bits)


def _logarithm_of_one_plus(x: int, bits: int) -> int:
    """ln(1 + x) by its Taylor series; each quotient is rounded down, ends when a term is within the guard bits."""
    power_of_x = result = x
    for n in range(2, _most_terms(bits) + 1):
        power_of_x = (power_of_x * x) >> bits
        term = power_of_x // n
        if not power_of_x or not term:
            break
        result += term if n & 1 else -term
        if -_GUARD < term < _GUARD:
            break
    return result


def _exponential(x: int, bits: int) -> int:
    """e**x by its Taylor series; each quotient is rounded down, ends when a term is within the guard bits."""
    term = result = 1 << bits
    for n in range(1, _most_terms(bits) + 1):
        term = ((term * x) >> bits) // n
        if not term:
            break
        result += term
        if -_GUARD < term < _GUARD:
            break
    return result


def _most_terms(bits: int) -> int:
    return min(_MOST_TERMS, bits + 128)


def _without_guard_bits(value: int) -> int:
    """The value without its guard bits, halves rounded away from zero."""
    rounded = (abs(value) + (_GUARD >> 1)) >> _GUARD_BITS
    return rounded if value >= 0 else -rounded
