"""Apportioning loses and invents no rao, and is as fair as whole numbers can be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.plans.apportioning import apportioned, divided

weights = st.lists(st.integers(0, 2**64), min_size=1, max_size=64).filter(any)


@given(st.integers(0, 2**64), weights)
def test_the_parts_add_up_to_the_whole_to_the_rao(whole: int, shared: list[int]) -> None:
    parts = apportioned(whole, shared)
    assert sum(parts) == whole
    assert all(part == 0 for part, weight in zip(parts, shared, strict=True) if weight == 0)


@given(st.integers(0, 2**64), weights)
def test_no_part_is_a_whole_rao_from_its_exact_share(whole: int, shared: list[int]) -> None:
    exact = [Fraction(whole * weight, sum(shared)) for weight in shared]
    assert all(abs(part - share) < 1 for part, share in zip(apportioned(whole, shared), exact, strict=True))


def test_the_first_of_equals_get_the_rest() -> None:
    assert divided(11, 3) == (4, 4, 3)
    assert apportioned(10, (1, 0, 3)) == (3, 0, 7)


@pytest.mark.parametrize(("whole", "shared"), [(-1, (1,)), (5, ()), (5, (0, 0)), (5, (2, -1))])
def test_what_cannot_be_divided_is_refused(whole: int, shared: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        apportioned(whole, shared)
