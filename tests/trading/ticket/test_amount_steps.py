"""Steps of a typed number change its second digit, keep what stands behind it, and never reach zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.trading.ticket.amount_steps import stepped


@pytest.mark.parametrize(
    ("text", "more", "less"),
    [
        ("12.5", "13.5", "11.5"),
        ("10", "11", "9.9"),
        ("9.9", "10", "9.8"),
        ("100", "110", "99"),
        ("1,250", "1350", "1150"),
        ("2", "2.1", "1.9"),
        ("25%", "26%", "24%"),
        ("1 %i", "1.1 %i", "0.99 %i"),
        ("0.05", "0.051", "0.049"),
        ("", "1", None),
        ("0", "1", None),
        ("max", None, None),
        ("half", None, None),
        ("1.2.3", None, None),
        ("10.5", "11.5", "10.4"),
        ("0.000000001", "0.000000002", None),
    ],
)
def test_a_step_is_one_of_the_second_digit(text: str, more: str | None, less: str | None) -> None:
    assert stepped(text, 1) == more
    assert stepped(text, -1) == less


@given(st.decimals(min_value="0.00000001", max_value="1000000000", places=9))
def test_a_step_up_and_one_down_lead_back_or_close_by(number: Decimal) -> None:
    text = f"{number:f}"
    more = stepped(text, 1)
    assert more is not None
    assert Decimal(more) > number
    back = stepped(more, -1)
    assert back is not None
    assert number * Decimal("0.95") <= Decimal(back) <= number * Decimal("1.1")
