"""An order that does not fill has two ways out, and both are held against the chain's own rule."""

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.ticket.ways_out import WaysOut
from tests.fakes import a_holding, a_stake
from tests.trading.drafts import drafted, given


def ways_of(amount: str, kind: str = "stake", *, free: str = "5000", tolerance: str = "2") -> WaysOut:
    holder = given(a_holding(free=free, stakes=[a_stake(alpha="300000")]))
    ways = drafted(amount, kind, holder, tolerance=tolerance).ways
    assert ways is not None
    return ways


@pytest.mark.parametrize(("amount", "kind"), [("900", "stake"), ("2500", "stake"), ("40000", "unstake")])
@pytest.mark.parametrize("tolerance", ["0.5", "2"])
def test_both_ways_lead_to_an_order_that_fills(amount: str, kind: str, tolerance: str) -> None:
    ways = ways_of(amount, kind, tolerance=tolerance)
    assert ways.largest is not None
    assert ways.tolerance is not None
    holder = given(a_holding(free="5000", stakes=[a_stake(alpha="300000")]))
    smaller = drafted(str(ways.largest), kind, holder, tolerance=tolerance)
    assert smaller.quote is not None
    assert smaller.quote.fills
    wider = drafted(amount, kind, holder, tolerance=str(ways.tolerance))
    assert wider.quote is not None
    assert wider.quote.fills
    narrower = Tolerance(ways.tolerance.parts_per_million - 100)
    tighter = drafted(amount, kind, holder, tolerance=str(narrower))
    assert tighter.quote is not None
    assert not tighter.quote.fills


def test_the_largest_has_five_digits_and_one_more_of_them_does_not_fill() -> None:
    ways = ways_of("900")
    assert isinstance(ways.largest, Tao)
    assert ways.largest == Tao.parse("199.1")
    more = drafted("199.11", circumstances=given(a_holding(free="5000")))
    assert more.quote is not None
    assert not more.quote.fills


def test_no_more_is_offered_than_can_be_paid() -> None:
    ways = ways_of("900", free="150")
    assert ways.largest == Tao.parse("149.99")


def test_what_the_account_holds_bounds_a_sale_too() -> None:
    holder = given(a_holding(stakes=[a_stake(alpha="3000")]))
    ways = drafted("40000", "unstake", holder).ways
    assert ways is not None
    assert ways.largest == Alpha.parse("3000", 7)


def test_the_move_of_the_price_is_told_beside_the_impact() -> None:
    result = drafted("900", circumstances=given(a_holding(free="5000")))
    assert result.ways is not None
    assert result.quote is not None
    assert result.ways.moved is not None
    assert result.quote.price_impact is not None
    # On an even pool the end of a fill moves about twice as far as its average.
    assert 1.9 < result.ways.moved / result.quote.price_impact < 2.2


def test_beyond_the_widest_tolerance_there_is_no_tolerance_to_offer() -> None:
    assert ways_of("4400").tolerance is not None
    ways = ways_of("4900")
    assert ways.tolerance is None
    assert ways.largest is not None


def test_an_order_that_fills_needs_no_way_out() -> None:
    assert drafted("10").ways is None
