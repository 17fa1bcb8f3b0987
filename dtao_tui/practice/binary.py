"""The runtime's U96F32 fixed point as integers of 2⁻³²: emission is computed in it, and everything truncates."""

ONE = 1 << 32
_LARGEST = (1 << 128) - 1
_U64_MAX = (1 << 64) - 1


def from_int(value: int) -> int:
    """This non-negative integer in fixed point."""
    return min(value << 32, _LARGEST)


def to_u64(bits: int) -> int:
    """The whole part, at most the largest u64."""
    return min(bits >> 32, _U64_MAX)


def times(left: int, right: int) -> int:
    """The product, truncated."""
    return min((left * right) >> 32, _LARGEST)


def over(left: int, right: int) -> int:
    """The quotient, truncated; zero when the divisor is zero or the result does not fit."""
    if right == 0:
        return 0
    quotient = (left << 32) // right
    return quotient if quotient <= _LARGEST else 0
