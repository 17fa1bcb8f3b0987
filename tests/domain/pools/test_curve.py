"""The power function: known answers of the chain's library, and an independent computation."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.curve import LIMIT_PRECISION, SCALE, SWAP_PRECISION, Ratio, power, root_rounded_down


def by_decimals(base: Ratio, exponent: Ratio, digits: int = 120) -> Decimal:
    """The same power from another library, in units of 10**-18."""
    with localcontext() as context:
        context.prec = digits
        logarithm = Decimal(base.numerator).ln() - Decimal(base.denominator).ln()
        return (logarithm * exponent.numerator / exponent.denominator).exp() * SCALE


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [
        # balancer.rs, test_exp: a fraction small enough for the exact root.
        (Ratio(21 * 10**15, 28 * 10**15), Ratio(6, 4), 649_519_052_838_328_985),
        # balancer.rs, test_exp_scaled: the series, both ways round.
        (Ratio(100_000, 100_100), Ratio(1, 1), 999_000_999_000_999_000),
        (Ratio(7 * 10**9, 7 * 10**9 + 10_000), Ratio(227, 773), 999_999_580_484_586_504),
        (Ratio(2, 3), Ratio(1, 2), 816_496_580_927_726_032),
    ],
)
def test_known_powers_come_out_as_in_the_pallets_tests(base: Ratio, exponent: Ratio, result: int) -> None:
    assert power(base, exponent, SWAP_PRECISION) == result


def test_the_corners_answer_as_the_library_does() -> None:
    half = Ratio(1, 2)

    assert power(Ratio(1, 0), half, SWAP_PRECISION) is None
    assert power(Ratio(1, 2), Ratio(1, 0), SWAP_PRECISION) is None
    assert power(Ratio(0, 5), half, SWAP_PRECISION) == 0
    assert power(Ratio(1, 5), Ratio(0, 5), SWAP_PRECISION) == SCALE
    assert power(Ratio(5, 5), Ratio(487, 10**6), SWAP_PRECISION) == SCALE


def test_a_reducible_exponent_takes_the_exact_path() -> None:
    assert power(Ratio(1, 4), Ratio(5 * 10**17, 10**18), LIMIT_PRECISION) == SCALE // 2
    assert power(Ratio(1, 4), Ratio(2048, 4096), LIMIT_PRECISION) == SCALE // 2


RESERVES = st.integers(1, 21 * 10**15)
WEIGHTS = st.integers(SCALE // 10, SCALE * 9 // 10)


@given(RESERVES, st.integers(0, 10**9), WEIGHTS)
def test_for_orders_the_chain_takes_the_series_is_the_true_power_rounded_down(
    reserve: int, millionths: int, weight: int
) -> None:
    base, exponent = Ratio(reserve, reserve + reserve * millionths // 10**6), Ratio(weight, SCALE - weight)

    assert power(base, exponent, SWAP_PRECISION) == int(by_decimals(base, exponent))


@given(st.integers(10**9, 2**100), st.integers(1, 10**18), WEIGHTS)
def test_the_series_of_the_limit_path_is_the_true_power_rounded_down(price: int, parts: int, weight: int) -> None:
    base, exponent = Ratio(price + price * parts // SCALE + 1, price), Ratio(weight, SCALE)

    assert power(base, exponent, LIMIT_PRECISION) == int(by_decimals(base, exponent))


def test_a_series_that_does_not_converge_keeps_the_chains_wrong_number() -> None:
    # e**-684 by 408 terms: the sum is far from zero, and the pallet reads it as no u64.
    result = power(Ratio(1, 1001), Ratio(99 * SCALE + 1, SCALE), SWAP_PRECISION)

    assert result is not None
    assert not 0 <= result <= U64_MAX


@given(st.integers(0, 2**2000), st.integers(1, 200))
def test_a_root_is_the_largest_whose_power_is_not_more(radicand: int, degree: int) -> None:
    root = root_rounded_down(radicand, degree)

    assert root**degree <= radicand < (root + 1) ** degree


@pytest.mark.parametrize("degree", [3, 501, 1024])
def test_the_root_of_a_perfect_power_is_met_exactly(degree: int) -> None:
    root = 999_999_999_999_999_989

    assert root_rounded_down(root**degree, degree) == root
    assert root_rounded_down(root**degree - 1, degree) == root - 1


def test_fixed_point_truncates_and_saturates() -> None:
    third = u64f64.over(u64f64.from_int(1), u64f64.from_int(3))

    assert third == 2**64 // 3
    assert u64f64.times(third, u64f64.from_int(3)) == u64f64.ONE - 1
    assert u64f64.to_u64(u64f64.ONE - 1) == 0
    assert u64f64.over(u64f64.ONE, 0) == 0
    assert u64f64.over(u64f64.LARGEST, 1) == 0
    assert u64f64.times(u64f64.LARGEST, u64f64.LARGEST) == u64f64.LARGEST
    assert u64f64.from_int(2**70) == u64f64.LARGEST
    assert u64f64.to_u64(u64f64.LARGEST) == 2**64 - 1
