"""Logarithms and powers in whole numbers agree with decimal arithmetic to far more digits than a pool has."""

from decimal import Decimal, localcontext

import pytest

from dtao_tui.practice.world import exponentials
from dtao_tui.practice.world.exponentials import ONE

CLOSE = Decimal(10) ** -34


def as_decimal(number: int) -> Decimal:
    return Decimal(number) / ONE


def test_logarithms_are_those_of_decimal_arithmetic() -> None:
    with localcontext() as context:
        context.prec = 50
        found = exponentials.logarithms(4096)
        assert len(found) == 4097
        assert found[1] == 0
        for number in (2, 3, 10, 97, 1000, 4095, 4096):
            assert abs(as_decimal(found[number]) - Decimal(number).ln()) < CLOSE


@pytest.mark.parametrize("text", ["0", "0.0000001", "0.0009765625", "0.5", "0.99999", "1", "2.302585", "9.21", "12"])
def test_decays_are_those_of_decimal_arithmetic(text: str) -> None:
    with localcontext() as context:
        context.prec = 50
        exponent = Decimal(text)
        found = exponentials.decayed(int(exponent * ONE))
        assert abs(as_decimal(found) - (-exponent).exp()) < CLOSE
