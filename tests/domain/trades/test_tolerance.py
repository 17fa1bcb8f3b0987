"""The tolerance: what a person types, and the limit price that comes of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import NotAnAmount, Price
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance


@pytest.mark.parametrize(
    ("text", "percent"), [("2", "2"), ("2 %", "2"), ("0.5%", "0.5"), (" 50% ", "50"), ("0.0001", "0.0001")]
)
def test_a_tolerance_is_read_in_per_cent(text: str, percent: str) -> None:
    assert Tolerance.parse(text).percent == Decimal(percent)


@pytest.mark.parametrize("text", ["0", "0 %", "50.0001", "100", "-1", "1e1", "", "%", "2 % %", "0.00001", "two"])
def test_a_tolerance_that_tolerates_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        Tolerance.parse(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a tolerance, such as 2 %."),
        ("1,5", "Write 1.5: decimals follow a point."),
        ("0,025", "Write 0.025: decimals follow a point."),
        ("1,250", "Write 1.250: decimals follow a point."),
        ("1,2,3", "Decimals follow a point, and there are no commas."),
        ("-1", "A tolerance has no sign."),
        ("half", "This is not a number; type a tolerance such as 2 %."),
        ("\uff11", "Use the digits 0 to 9."),
        ("60", "A tolerance is more than 0 % and at most 50 %."),
    ],
)
def test_what_is_wrong_with_a_tolerance_is_said_in_its_own_words(text: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        Tolerance.parse(text)
    assert str(refusal.value) == sentence


def test_two_per_cent_is_the_default() -> None:
    assert Tolerance() == Tolerance.parse("2")
    assert str(Tolerance()) == "2 %"
    assert str(Tolerance.parse("0.5")) == "0.5 %"
    assert str(Tolerance.parse("50")) == "50 %"


def test_the_limits_are_those_of_the_sdk() -> None:
    assert Tolerance().limit(Side.BUY, Price(35_021_097)) == Price(35_721_518)
    assert Tolerance().limit(Side.SELL, Price(35_021_097)) == Price(34_320_675)


@given(st.integers(0, 2**60).map(Price), st.integers(1, 500_000).map(Tolerance))
def test_limits_are_rounded_down_and_never_cross_the_price(price: Price, tolerance: Tolerance) -> None:
    above, below = tolerance.limit(Side.BUY, price), tolerance.limit(Side.SELL, price)

    assert below <= price <= above
    assert 0 <= price.rao * (10**6 + tolerance.parts_per_million) - above.rao * 10**6 < 10**6
    assert 0 <= price.rao * (10**6 - tolerance.parts_per_million) - below.rao * 10**6 < 10**6
