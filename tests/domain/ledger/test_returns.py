"""Returns by hand: what grew without flows, what each flow earned, and what cannot be told is not zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.ledger.returns import TOLERANCE, DatedFlow, Returns, Valuation, money_weighted, returns_of

DAY = 86_400_000


def worths(*told: tuple[int, int]) -> list[Valuation]:
    """Worths by day; the block is the day."""
    return [Valuation(day, day * DAY, rao) for day, rao in told]


def flow(day: int, rao: int) -> DatedFlow:
    return DatedFlow(day, day * DAY, rao)


def near(share: Fraction | None, wanted: Fraction) -> bool:
    return share is not None and abs(share - wanted) <= TOLERANCE


def test_without_flows_both_are_the_growth() -> None:
    told = returns_of(worths((0, 100), (5, 90), (10, 110)), ())
    assert told.time_weighted.share == Fraction(1, 10)
    assert near(told.money_weighted.share, Fraction(1, 10))
    assert told.time_weighted.percent == 10


def test_a_deposit_before_a_fall_hurts_the_money_and_not_the_time() -> None:
    # 100 grows to 120; 120 come; 240 fall to 216: 1.2 × 0.9 = 1.08, and 220 given have become 216.
    told = returns_of(worths((0, 100), (5, 240), (10, 216)), [flow(5, 120)])
    assert told.time_weighted.share == Fraction(8, 100)
    # 100 x² + 120 x = 216 with x = (−120 + √100800) / 200; the whole is x².
    assert told.money_weighted.percent is not None
    assert abs(told.money_weighted.percent - Decimal("-2.494094")) < Decimal("0.000002")


def test_a_withdrawal_of_half_is_no_loss() -> None:
    told = returns_of(worths((0, 200), (5, 100), (10, 150)), [flow(5, -100)])
    assert told.time_weighted.share == Fraction(1, 2)
    # 200 x² − 100 x = 150 with x = (100 + √130000) / 400; the whole is x².
    assert told.money_weighted.percent is not None
    assert abs(told.money_weighted.percent - Decimal("32.569391")) < Decimal("0.000002")


def test_a_small_flow_is_counted_when_the_worth_was_next_kept_and_that_is_told() -> None:
    told = returns_of(worths((0, 100), (5, 115), (10, 115)), [flow(3, 5)])
    assert (told.time_weighted.share, told.latest_ms) == (Fraction(1, 10), 2 * DAY)


@pytest.mark.parametrize(
    ("points", "flows"),
    [
        (worths((0, 100), (5, 215)), [flow(3, 100)]),
        (worths((0, 0), (5, 10)), []),
        (worths((0, 0), (3, 0), (5, 0)), []),
        (worths((0, 10)), []),
        ([], []),
    ],
)
def test_what_cannot_be_told_is_absent_with_a_reason(points: list[Valuation], flows: list[DatedFlow]) -> None:
    told = returns_of(points, flows)
    assert told.time_weighted.share is None
    assert told.time_weighted.percent is None
    assert told.time_weighted.reason.endswith(".")


def test_what_began_with_a_deposit_is_told_from_there() -> None:
    told = returns_of(worths((0, 0), (2, 100), (10, 130)), [flow(2, 100)])
    assert told.time_weighted.share == Fraction(3, 10)
    # 30 in a hundred over eight of the ten days: over ten days 1.3 to the power of 1.25.
    # The second day is rounded to a step of the stretch.
    assert told.money_weighted.percent is not None
    assert abs(told.money_weighted.percent - Decimal("38.812696")) < Decimal("0.00002")


def test_all_that_is_lost_is_a_loss_of_all() -> None:
    told = returns_of(worths((0, 100), (10, 0)), ())
    assert (told.time_weighted.percent, told.money_weighted.percent) == (-100, -100)


def test_no_rate_and_more_than_one_are_said() -> None:
    start, end = worths((0, 100), (10, 600))
    # 100 x² − 500 x + 600 = 0: both 2 and 3 lead there.
    two = money_weighted(start, Valuation(10, 10 * DAY, -600), [flow(5, -500)])
    assert two.share is None
    assert "more than one" in two.reason
    none = money_weighted(Valuation(0, 0, 0), end, [])
    assert none.share is None
    assert "no rate" in none.reason


@given(
    st.integers(1, 10**15),
    st.lists(st.tuples(st.integers(1, 98), st.integers(0, 10**15), st.integers(50, 200)), max_size=6),
    st.integers(50, 200),
)
def test_the_money_weighted_rate_leads_from_start_to_end(
    start: int, deposits: list[tuple[int, int, int]], last: int
) -> None:
    """Deposits only have one rate; by it, what came grows to what is there, up to the tolerance."""
    points, flows, worth = [Valuation(0, 0, start)], [], start
    for day, rao, growth in sorted(deposits):
        worth = worth * growth // 100 + rao
        flows.append(flow(day, rao))
    points.append(Valuation(99, 99 * DAY, max(worth * last // 100, 1)))
    told: Returns = returns_of(points, flows)
    share = told.money_weighted.share
    assert share is not None
    growth_then = float(1 + share)
    ended = start * growth_then + sum(f.rao * growth_then ** (1 - f.time_ms / (99 * DAY)) for f in flows)
    assert ended == pytest.approx(points[-1].rao, rel=1e-4)


@given(st.lists(st.tuples(st.integers(-(10**9), 10**12), st.integers(1, 300)), max_size=8))
def test_flows_never_change_the_time_weighted_return(moves: list[tuple[int, int]]) -> None:
    """The product of the growths, whatever came between them, where each flow's worth was kept."""
    worth, wanted = 10**12, Fraction(1)
    points, flows = worths((0, worth)), []
    for day, (rao, growth) in enumerate(moves, 1):
        grown = worth * growth // 100
        wanted *= Fraction(grown, worth)
        worth = grown + max(rao, -grown // 2)
        flows.append(flow(day, worth - grown))
        points.append(Valuation(day, day * DAY, worth))
    points.append(Valuation(99, 99 * DAY, worth))
    assert returns_of(points, flows).time_weighted.share == wanted - 1
