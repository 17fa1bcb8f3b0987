"""Figures: exact or visibly shortened, with the signs and gaps of the visual language."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.formatting import (
    NOTHING,
    Figure,
    age,
    change,
    coarse,
    count,
    exact,
    fine,
    percent,
)

RAO = st.integers(-(10**19), 10**19)


def test_an_exact_figure_has_all_nine_decimals_in_groups() -> None:
    assert exact(Tao(1_234_567_890_123_456)) == "1,234,567.890 123 456"
    assert exact(Alpha(1, 3)) == "0.000 000 001"
    assert exact(Price(22_108_025)) == "0.022 108 025"
    assert exact(-17_532_535_753) == "−17.532 535 753"
    assert exact(0) == "0.000 000 000"


@pytest.mark.parametrize(
    ("rao", "plain", "dim"),
    [
        (12_500_000_000, "12.500", " 000 000"),
        (474_543_433_639, "474.543", " 433 639"),
        (22_108_025, "0.022 1", "08 025"),
        (5_287_251, "0.005 28", "7 251"),
        (1_690_000, "0.001 69", "0 000"),
        (345_000_000, "0.345", " 000 000"),
        (412, "0.000 000 412", ""),
        (5, "0.000 000 005", ""),
        (0, "0.000", " 000 000"),
        (-17_532_535_753, "−17.532", " 535 753"),
    ],
)
def test_a_fine_figure_shows_three_decimals_and_three_digits_plainly(rao: int, plain: str, dim: str) -> None:
    assert fine(rao) == Figure(plain, dim)


@given(RAO)
def test_a_fine_figure_is_the_number(rao: int) -> None:
    digits = str(fine(rao)).replace(" ", "").replace(",", "").replace("−", "-")

    assert int(Decimal(digits).scaleb(9)) == rao


@given(RAO, st.integers(0, 9))
def test_a_cut_figure_begins_the_exact_one_or_says_less_than(rao: int, decimals: int) -> None:
    shown = str(fine(rao, decimals=decimals))

    assert exact(rao).startswith(shown) or shown.removeprefix("−").startswith("<")


@given(RAO, st.integers(9, 30))
def test_a_figure_keeps_to_its_width_if_its_whole_part_does(rao: int, width: int) -> None:
    whole = len(f"{abs(rao) // 10**9:,}") + (rao < 0)

    assert len(str(fine(rao, width=width))) <= max(width, whole, 10 if rao < 0 else 9)


@pytest.mark.parametrize(
    ("rao", "shown"),
    [
        (22_108_025, "0.022 108"),
        (12_345_678_901, "12.345 67"),
        (1_000_000_000, "1.000 000"),
        (412, "<0.000 01"),
        (1_234_567_890_123_456, "1,234,567"),
    ],
)
def test_a_price_fits_its_column(rao: int, shown: str) -> None:
    assert str(fine(Price(rao), width=9)) == shown


@given(RAO.filter(bool), st.integers(0, 9))
def test_what_is_not_nothing_never_reads_as_nothing(rao: int, decimals: int) -> None:
    assert any(digit in "123456789" for digit in str(fine(rao, decimals=decimals)))
    assert any(digit in "123456789" for digit in str(coarse(rao, decimals=decimals)))
    assert any(digit in "123456789" for digit in percent(Decimal(rao).scaleb(-9), decimals=decimals))


def test_my_money_has_a_sign_when_asked() -> None:
    assert str(fine(3_210_118_402, signed=True)) == "+3.210 118 402"
    assert str(fine(-1_050_000_000, decimals=2, signed=True)) == "−1.05"
    assert str(fine(0, decimals=2, signed=True)) == "0.00"


@pytest.mark.parametrize(
    ("rao", "decimals", "per", "plain", "dim"),
    [
        (57_333_000_000_000, 2, 1000, "57", ".33"),
        (1_430_000_000_000_000, 1, 1000, "1,430", ".0"),
        (262_080_000_000, 2, 1, "262", ".08"),
        (999_999_000_000, 2, 1, "1,000", ".00"),
        (1, 2, 1, "<0", ".01"),
        (0, 2, 1, "0", ".00"),
        (1_500_000_000, 0, 1, "2", ""),
        (-17_535_000_000, 2, 1, "−17", ".54"),
    ],
)
def test_a_coarse_figure_is_rounded_to_fixed_decimals(rao: int, decimals: int, per: int, plain: str, dim: str) -> None:
    assert coarse(rao, decimals=decimals, per=per) == Figure(plain, dim, is_coarse=True)


def test_a_size_that_is_not_known_reads_as_a_dash() -> None:
    assert str(coarse(None)) == NOTHING


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("0.31999"), "0.32"),
        (Decimal("15.865"), "15.86"),
        (Decimal("-1.457"), "−1.46"),
        (Decimal("0.0001"), "<0.01"),
        (Decimal(0), "0.00"),
        (1234.5, "1,234.50"),
        (None, "–"),
    ],
)
def test_per_cent_has_two_decimals(value: Decimal | float | None, shown: str) -> None:
    assert percent(value) == shown


@pytest.mark.parametrize(
    ("value", "shown", "direction"),
    [
        (1.2, "▲ 1.20", 1),
        (-0.4, "▼ 0.40", -1),
        (0.0, "· 0.00", 0),
        (-0.004, "· 0.00", 0),
        (None, " –", 0),
    ],
)
def test_a_move_has_an_arrow_and_no_minus(value: float | None, shown: str, direction: int) -> None:
    assert str(change(value)) == shown
    assert change(value).direction == direction


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-1, "0 s"),
        (3.9, "3 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (7200, "2 h"),
        (86_400 * 1500, "1,500 d"),
    ],
)
def test_an_age_is_in_its_largest_whole_unit(seconds: float, shown: str) -> None:
    assert age(seconds) == shown


def test_a_count_has_commas() -> None:
    assert count(48_213) == "48,213"
    assert count(-1) == "−1"
