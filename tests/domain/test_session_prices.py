"""The prices of a session: how far they moved, and points for a chart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.session_prices import Run, SessionMoves, SessionPrices, change_between, ratio_run
from dtao_tui.domain.subnet_id import SubnetId


def a_run(*prices: int, first_block: int = 100, most: int = 1024) -> Run:
    run = Run(most)
    for block, price in enumerate(prices, first_block):
        run.add(block, Price(price))
    return run


def test_the_change_counts_from_the_first_price_to_the_last() -> None:
    assert a_run(200, 500, 210).change == 5.0
    assert a_run(200, 150).change == -25.0


def test_there_is_no_change_before_two_prices_or_from_zero() -> None:
    assert a_run().change is None
    assert a_run(200).change is None
    assert a_run(0, 200).change is None
    assert change_between(Price(0), Price(1)) is None


def test_the_last_price_and_the_extremes_are_known() -> None:
    run = a_run(5, 2, 9, 4)

    assert run.last == Price(4)
    assert run.low_and_high == (Price(2), Price(9))
    assert a_run().last is None
    assert a_run().low_and_high is None


def test_a_chart_averages_its_blocks_and_ends_at_the_last_price() -> None:
    assert a_run(10, 20, 30, 40, 50, 90).points(3) == [15.0, 35.0, 90.0]


def test_a_chart_wider_than_its_blocks_shows_each_once() -> None:
    assert a_run(10, 20, 30).points(80) == [10.0, 20.0, 30.0]


def test_blocks_that_were_missed_repeat_the_price_before() -> None:
    run = a_run(10)
    run.add(103, Price(40))

    assert run.points(4) == [10.0, 10.0, 10.0, 40.0]


def test_a_chart_without_room_has_no_points() -> None:
    assert a_run(10).points(0) == []


def test_a_block_that_comes_again_replaces_what_it_undid() -> None:
    run = a_run(10, 20, 30)

    run.add(101, Price(99))

    assert [(sample.block, sample.price.rao) for sample in run.samples] == [(100, 10), (101, 99)]


def test_a_long_session_keeps_its_first_price_and_its_newest_blocks() -> None:
    run = a_run(*range(1, 5001), most=64)

    assert len(run.samples) <= 64
    assert run.samples[0].block == 100
    assert [sample.price.rao for sample in run.samples[-16:]] == list(range(4985, 5001))
    assert run.change == 499_900.0


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 10**12)), max_size=300), st.integers(1, 100))
def test_a_run_is_bounded_in_order_and_ends_at_the_price_that_came_last(
    heads: list[tuple[int, int]], dots: int
) -> None:
    run = Run(most=32)
    for block, price in heads:
        run.add(block, Price(price))

    blocks = [sample.block for sample in run.samples]
    points = run.points(dots)

    assert len(blocks) <= 32
    assert blocks == sorted(set(blocks))
    assert len(points) <= dots
    if heads:
        assert points[-1] == heads[-1][1]
        low, high = min(price for _, price in heads), max(price for _, price in heads)
        assert all(low <= point <= high for point in points)


def test_a_session_follows_all_subnets_and_forgets_those_that_are_gone() -> None:
    session = SessionPrices()
    session.add(1, {SubnetId(1, 5): Price(100), SubnetId(2, 5): Price(50), SubnetId(3, 5): Price(7)})
    session.add(2, {SubnetId(1, 5): Price(110), SubnetId(2, 5): Price(50)})

    assert session.changes() == {1: 10.0, 2: 0.0}
    assert session.run(3).last is None


def test_prices_of_another_subnet_that_took_the_number_begin_a_run_of_their_own() -> None:
    session = SessionPrices()
    session.add(100, {SubnetId(7, 5): Price(100)})
    session.add(101, {SubnetId(7, 5): Price(120)})
    session.add(102, {SubnetId(7, 102): Price(9)})
    session.add(103, {SubnetId(7, 102): Price(18)})

    run = session.run(7)
    assert (run.subnet, run.took_over) == (SubnetId(7, 102), True)
    assert [sample.block for sample in run.samples] == [102, 103]
    assert session.changes() == {7: 100.0}


def test_a_number_that_was_free_for_a_while_does_not_continue_the_old_run() -> None:
    session = SessionPrices()
    session.add(100, {SubnetId(7, 5): Price(100), SubnetId(8, 6): Price(1)})
    session.add(101, {SubnetId(8, 6): Price(1)})
    session.add(102, {SubnetId(7, 102): Price(9), SubnetId(8, 6): Price(1)})

    assert session.run(7).took_over
    assert not session.run(8).took_over


def test_the_largest_moves_are_those_within_so_many_blocks() -> None:
    moves = a_run(1000, 1010, 1020, 1010, 1000, 990, 1000).moves_within(2)
    assert moves is not None
    assert (moves.rise, moves.within, moves.seen) == (Decimal(2), 2, 6)
    assert moves.fall == Decimal(2000) / 1010


def test_moves_are_not_known_before_the_run_is_as_long_as_they_take() -> None:
    assert Run().moves_within(2) is None
    assert a_run(1, 2).moves_within(2) is None
    assert a_run(1, 2, 3).moves_within(2) is not None


@given(st.lists(st.integers(1, 10**6), min_size=6, max_size=40), st.integers(1, 5))
def test_moves_equal_those_found_by_comparing_every_pair(prices: list[int], within: int) -> None:
    moves = a_run(*prices).moves_within(within)
    assert moves is not None
    pairs = [(prices[i], prices[j]) for i in range(len(prices)) for j in range(i, min(i + within, len(prices) - 1) + 1)]
    assert moves.rise == max(Decimal((after - before) * 100) / before for before, after in pairs if after >= before)
    assert moves.fall == max(Decimal((before - after) * 100) / before for before, after in pairs if after <= before)


def test_moves_of_a_session_are_computed_once_in_a_block() -> None:
    prices = SessionPrices()
    moves = SessionMoves(prices, 2)
    subnet = SubnetId(7, 1)
    assert moves.get(7) is None
    for block, price in enumerate((1000, 1010, 1000), start=5):
        prices.add(block, {subnet: Price(price)})
    first = moves[7]
    assert (first.rise, dict(moves), len(moves)) == (Decimal(1), {7: first}, 1)
    assert moves[7] is first
    prices.add(8, {subnet: Price(1100)})
    assert moves[7].rise == Decimal(10)
    with pytest.raises(KeyError):
        moves[8]


def test_the_ratio_of_two_runs_is_of_the_blocks_that_both_have() -> None:
    origin, destination = Run(), Run()
    for block, price in ((1, 20_000_000), (2, 22_000_000), (4, 30_000_000)):
        origin.add(block, Price(price))
    for block, price in ((2, 11_000_000), (3, 12_000_000), (4, 0)):
        destination.add(block, Price(price))
    assert [(sample.block, sample.price.rao) for sample in ratio_run(origin, destination).samples] == [(2, 2 * 10**9)]
