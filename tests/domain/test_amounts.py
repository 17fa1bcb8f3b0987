"""Amounts: exact, and never mixed up."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import (
    LARGEST_RAO,
    RAO_PER_TAO,
    Alpha,
    Everything,
    NotAnAmount,
    Portion,
    Price,
    Tao,
    parse_wish,
)

AMOUNTS = st.integers(0, LARGEST_RAO)


@pytest.mark.parametrize(
    ("text", "rao"),
    [
        ("12.5", 12_500_000_000),
        ("1,000", 1000 * RAO_PER_TAO),
        ("1,234,567.890", 1_234_567_890_000_000),
        ("0.000000001", 1),
        ("0.1", 100_000_000),
        (".5", 500_000_000),
        ("7.", 7 * RAO_PER_TAO),
        ("  3  ", 3 * RAO_PER_TAO),
        ("007", 7 * RAO_PER_TAO),
        ("0", 0),
        ("18446744073.709551615", LARGEST_RAO),
    ],
)
def test_a_typed_amount_is_read_to_the_rao(text: str, rao: int) -> None:
    assert Tao.parse(text).rao == rao
    assert Alpha.parse(text, 3) == Alpha(rao, 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type an amount"),
        ("   ", "Type an amount"),
        ("-1", "no sign"),
        ("+1", "no sign"),
        ("−1", "no sign"),
        ("1e3", "exponent"),
        ("1E-3", "exponent"),
        ("0.0000000001", "At most 9 decimals; this has 10"),
        ("1.0000000000", "At most 9 decimals"),
        ("٣", "digits 0 to 9"),
        ("\uff11\uff12", "digits 0 to 9"),
        ("1२", "digits 0 to 9"),
        ("½", "digits 0 to 9"),
        ("1²", "digits 0 to 9"),
        ("1,00", "comma parts thousands"),
        ("1,0000", "comma parts thousands"),
        (",100", "comma parts thousands"),
        ("1,,000", "comma parts thousands"),
        ("1000,000", "comma parts thousands"),
        ("1.000,5", "comma parts thousands"),
        ("1,5", "Write 1.5: a comma parts thousands"),
        (",5", "Write 0.5: a comma parts thousands"),
        ("0,500", "Write 0.500: a comma parts thousands"),
        ("00,500", "Write 00.500: a comma parts thousands"),
        ("1.2.3", "not a number"),
        (".", "not a number"),
        ("1 000", "not a number"),
        ("1_000", "not a number"),
        ("0x10", "not a number"),
        ("inf", "not a number"),
        ("nan", "not a number"),
        ("1\n2", "not a number"),
        ("18446744073.709551616", "more than can exist"),
        ("9" * 5000, "too long"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount, match=sentence):
        Tao.parse(text)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = Tao.parse(text)
    except NotAnAmount:
        return
    assert 0 <= amount.rao <= LARGEST_RAO
    assert set(text.strip()) <= set("0123456789,.")


@given(AMOUNTS)
def test_an_amount_reads_back_as_it_was_written(rao: int) -> None:
    assert Tao.parse(str(Tao(rao))) == Tao(rao)
    assert Alpha.parse(str(Alpha(rao, 5)), 5) == Alpha(rao, 5)


@given(AMOUNTS)
def test_an_amount_with_commas_reads_back(rao: int) -> None:
    whole, fraction = divmod(rao, RAO_PER_TAO)

    assert Tao.parse(f"{whole:,}.{fraction:09d}") == Tao(rao)


def test_an_amount_is_written_with_all_decimals() -> None:
    assert str(Tao(12_500_000_000)) == "12.500000000"
    assert str(Tao(-1)) == "-0.000000001"
    assert str(Alpha(1, 2)) == "0.000000001"
    assert str(Price(35_021_097)) == "0.035021097"


@given(AMOUNTS, AMOUNTS)
def test_sums_and_differences_undo_each_other(one: int, other: int) -> None:
    assert Tao(one) + Tao(other) - Tao(other) == Tao(one)
    assert Alpha(one, 1) - Alpha(other, 1) + Alpha(other, 1) == Alpha(one, 1)
    assert -(Tao(one) - Tao(other)) == Tao(other) - Tao(one)
    assert -(Alpha(one, 1) - Alpha(other, 1)) == Alpha(other, 1) - Alpha(one, 1)


@given(AMOUNTS, AMOUNTS)
def test_amounts_are_ordered_as_their_rao(one: int, other: int) -> None:
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        assert compare(Tao(one), Tao(other)) == compare(one, other)
        assert compare(Alpha(one, 4), Alpha(other, 4)) == compare(one, other)


def test_only_nothing_is_false() -> None:
    assert not Tao(0)
    assert not Alpha(0, 1)
    assert Tao(1)
    assert Alpha(-1, 1)


OPERATORS = [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("operate", OPERATORS)
@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Tao(1), Alpha(1, 1)),
        (Alpha(1, 1), Tao(1)),
        (Alpha(1, 1), Alpha(1, 2)),
        (Tao(1), 1),
        (Alpha(1, 1), 1),
        (Tao(1), Price(1)),
    ],
)
def test_what_does_not_belong_together_does_not_mix(operate: object, left: object, right: object) -> None:
    assert callable(operate)
    with pytest.raises(TypeError):
        operate(left, right)


def test_alphas_of_two_subnets_are_not_equal() -> None:
    assert Alpha(1, 1) != Alpha(1, 2)
    assert Tao(1) != Alpha(1, 0)


def test_a_spot_value_is_rounded_down() -> None:
    price = Price(333_333_333)

    assert price.worth_of(Alpha(10, 1)) == Tao(3)
    assert price.worth_of(Alpha(RAO_PER_TAO, 1)) == Tao(333_333_333)


@pytest.mark.parametrize(
    ("text", "netuid", "wish"),
    [
        ("max", None, Everything()),
        (" MAX ", 3, Everything()),
        ("25%", None, Portion(250_000)),
        ("25 %", 3, Portion(250_000)),
        ("0.5%", 3, Portion(5_000)),
        ("100%", 3, Portion(1_000_000)),
        ("12.5", None, Tao(12_500_000_000)),
        ("12.5", 3, Alpha(12_500_000_000, 3)),
        ("12.5 τ", 3, Tao(12_500_000_000)),
        ("τ 12.5", 3, Tao(12_500_000_000)),
        ("12.5 tao", 3, Tao(12_500_000_000)),
        ("12.5α", 3, Alpha(12_500_000_000, 3)),
        ("12.5 Alpha", 3, Alpha(12_500_000_000, 3)),
    ],
)
def test_a_wish_says_what_it_means(text: str, netuid: int | None, wish: object) -> None:
    assert parse_wish(text, netuid=netuid) == wish


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("101%", "More than 100 %"),
        ("-5%", "no sign"),
        ("%", "Type a share, such as 25 %"),
        ("1.00001%", "At most 4 decimals"),
        ("5 α", "This amount is in TAO"),
        ("maximum", "not a number"),
        ("τ", "Type an amount"),
    ],
)
def test_a_wish_that_means_nothing_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount, match=sentence):
        parse_wish(text, netuid=None)


@given(AMOUNTS, st.integers(0, 1_000_000))
def test_a_portion_is_never_more_than_its_share(rao: int, parts: int) -> None:
    portion = Portion(parts)

    assert portion.of(Tao(rao)).rao * 1_000_000 <= rao * parts
    assert (portion.of(Alpha(rao, 9)).rao + 1) * 1_000_000 > rao * parts


def test_a_portion_is_written_as_people_say_it() -> None:
    assert str(Portion(250_000)) == "25 %"
    assert str(Portion(5_000)) == "0.5 %"
    assert str(Portion(1_000_000)) == "100 %"
    assert str(Everything()) == "max"
