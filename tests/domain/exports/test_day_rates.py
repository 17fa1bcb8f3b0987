"""Rates of a user's own file: exact, of that very day, and what is not there is not known."""

from decimal import Decimal

import pytest

from dtao_tui.domain.exports.day_rates import NotRates, rates_in
from tests.domain.exports.histories import DAY_MS

FILE = "date,EUR\n1970-01-02,400.25\n\n1970-01-03,0.1\n"


def test_a_value_is_exact_to_the_hundredth_half_to_even() -> None:
    rates = rates_in(FILE)
    assert rates.value_of(1_000_000_000, DAY_MS) == Decimal("400.25")
    assert rates.value_of(-50_000_000, 2 * DAY_MS) == Decimal("-0.00")
    assert rates.value_of(150_000_000, 2 * DAY_MS) == Decimal("0.02")
    assert rates.value_of(10**27, DAY_MS) == Decimal("400250000000000000000.00")


def test_a_day_without_a_rate_has_no_value() -> None:
    rates = rates_in(FILE)
    assert rates.currency == "EUR"
    assert [rates.value_of(10**9, time_ms) for time_ms in (DAY_MS - 1, 3 * DAY_MS, None, 2**63)] == [None] * 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("date;EUR\n", "first line"),
        ("date,EUR\n2026-11-31,4\n", "2026-11-31"),
        ("date,EUR\n2026-11-30,-4\n", "no day and rate"),
        ("date,EUR\n2026-11-30,0\n", "no day and rate"),
        ("date,EUR\n2026-11-30,1e3\n", "no day and rate"),
        ("date,EUR\n2026-11-30,4\n2026-11-30,5\n", "twice"),
    ],
)
def test_a_file_that_is_odd_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(NotRates, match=said):
        rates_in(text)
