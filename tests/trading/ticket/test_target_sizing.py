"""Amounts that are typed as a target: a price impact, or a share of all that the account has."""

from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.ticket.target_sizing import TargetKind, rounded_to_digits, target_of
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket, draft
from tests.fakes import HOTKEY, OTHER_HOTKEY, a_holding, a_snapshot, a_stake, a_subnet
from tests.trading.drafts import drafted, given


def a_fact(result: Draft, name: str) -> str:
    return next(check.fact for check in result.checks if check.name == name)


@pytest.mark.parametrize("text", ["1 %i", "1%i", " 1.00 % I ", "1 %I"])
def test_a_target_is_read_however_it_is_spaced(text: str) -> None:
    target = target_of(text)
    assert target is not None
    assert (target.kind, target.percent) == (TargetKind.IMPACT, Decimal(1))


@pytest.mark.parametrize("text", ["25%", "max", "12.5", "", "i", "%", "1 %x"])
def test_what_is_no_target_is_left_to_others(text: str) -> None:
    assert target_of(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 %i", "more than 0 %"),
        ("100 %p", "less than 100 %"),
        ("1,5 %i", "Write 1.5"),
        ("-1 %p", "no sign"),
        ("%i", "Type a price impact, such as 1 %i"),
        ("1.00001 %i", "At most 4 decimals"),
        ("1e1 %p", "without an exponent"),
    ],
)
def test_a_target_that_cannot_be_read_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount, match=sentence):
        target_of(text)


@drawn(st.integers(0, 2**64 - 1))
def test_what_is_found_has_five_digits_and_is_never_more(rao: int) -> None:
    rounded = rounded_to_digits(rao)
    assert rounded <= rao < rounded + 10 ** max(len(str(rao)) - 5, 0)
    assert len(str(rounded).rstrip("0")) <= 5


def test_an_impact_is_the_largest_five_digits_within_it() -> None:
    result = drafted("0.5 %i")
    assert isinstance(result.amount, Tao)
    assert result.quote is not None
    assert len(str(result.amount.rao).rstrip("0")) <= 5
    assert result.quote.price_impact is not None
    assert result.quote.price_impact <= Decimal("0.5")
    more = drafted(str(Tao(result.amount.rao + 10 ** (len(str(result.amount.rao)) - 5))))
    assert more.quote is not None
    assert more.quote.price_impact is not None
    assert more.quote.price_impact > Decimal("0.5")


def test_an_impact_of_a_sale_is_alpha() -> None:
    result = drafted("0.005 %i", "unstake", given(a_holding(stakes=[a_stake(alpha="9000")])))
    assert isinstance(result.amount, Alpha)
    assert result.quote is not None
    assert result.quote.price_impact is not None
    assert Decimal("0.0049") < result.quote.price_impact <= Decimal("0.005")


def test_the_price_of_root_moves_at_no_size() -> None:
    assert drafted("1 %i", netuid=0).sentence.startswith("No size moves this price")


def test_a_move_passes_no_pool() -> None:
    holder = given(a_holding(stakes=[a_stake()]))
    hotkeys = {"origin_hotkey": HOTKEY, "hotkey": OTHER_HOTKEY}
    result = draft(Ticket(Op.MOVE_STAKE, a_subnet(7).id, hotkeys, "1 %i", "2"), holder)
    assert result.sentence.startswith("No pool is passed")


def test_an_unknown_curve_has_no_target() -> None:
    unknown = given(snapshot=a_snapshot(subnets=[a_subnet(0), a_subnet(7, curve_is_known=False)]))
    assert "not computed here" in drafted("1 %i", circumstances=unknown).sentence


@pytest.mark.parametrize("share", ["5", "10", "17"])
def test_a_stake_brings_the_subnet_to_the_share_that_the_check_then_tells(share: str) -> None:
    result = drafted(f"{share} %p", tolerance="50")
    assert result.amount is not None
    assert len(str(result.amount.rao).rstrip("0")) <= 5
    expected = f"becomes {Decimal(share).quantize(Decimal(1))} %"
    assert a_fact(result, "share").endswith(expected)


def test_a_sale_brings_the_subnet_down_to_the_share() -> None:
    stakes = [a_stake(alpha="9000"), a_stake(alpha="100", hotkey=OTHER_HOTKEY), a_stake(0, "100")]
    result = drafted("20 %p", "unstake", given(a_holding(free="500", stakes=stakes)))
    assert isinstance(result.amount, Alpha)
    # 455 of 1,055 τ at the price; 20 % are kept of what the sale's costs leave.
    assert 243 < result.amount.rao * 0.05 / 10**9 < 246


def test_a_share_that_is_reached_already_says_where_it_is() -> None:
    holder = given(a_holding(free="100", stakes=[a_stake(alpha="9000")]))
    assert drafted("10 %p", circumstances=holder).sentence == (
        "This subnet is 81.82 % of all you have; a stake only raises that."
    )
    assert drafted("90 %p", "unstake", holder).sentence.endswith("a sale only lowers that.")
