"""The chain's unsigned 64.64 fixed point (`substrate_fixed::U64F64`), as integers of 2**-64.

Multiplication and division truncate, results saturate, and a division by zero or past the range answers zero, as the
pallets' `safe_div` does (spec 425).
"""

from dtao_tui.domain.amounts import U64_MAX

ONE = 1 << 64
LARGEST = (1 << 128) - 1


def from_int(value: int) -> int:
    """This non-negative integer in fixed point."""
    return min(value << 64, LARGEST)


def to_u64(bits: int) -> int:
    """The whole part, at most the largest u64."""
    return min(bits >> 64, U64_MAX)


def times(left: int, right: int) -> int:
    """The product, truncated and saturating."""
    return min((left * right) >> 64, LARGEST)


def over(left: int, right: int) -> int:
    """The quotient, truncated; zero when the divisor is zero or the result does not fit."""
    if right == 0:
        return 0
    quotient = (left << 64) // right
    return quotient if quotient <= LARGEST else 0
