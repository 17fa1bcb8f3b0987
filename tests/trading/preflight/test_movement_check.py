"""The tolerance that the market's own movement suggests, and the note where the one that is given is less."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dtao_tui.domain.session_prices import Moves
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.movement_check import SuggestedTolerance, suggested
from tests.trading.preflight.checking import around, checked, found, move, outcome, stake, swap, unstake


def moved(rise: str = "0.5", fall: str = "0.3") -> Circumstances:
    moves = {netuid: Moves(Decimal(rise), Decimal(fall), 16, 212) for netuid in (3, 9)}
    return around(moves=moves)


def advice(intent: SingleIntent, circumstances: Circumstances, tolerance: str = "2") -> SuggestedTolerance | None:
    pools = {netuid: circumstances.snapshot.subnets[netuid].pool for netuid in intent.touches()}
    return suggested(intent, quote(intent, pools, Tolerance.parse(tolerance), 1), circumstances)


@pytest.mark.parametrize(
    ("intent", "tolerance", "moves"),
    [(stake("50"), "1.1", "0.5"), (unstake("10"), "0.4", "0.3"), (swap("10"), "0.9", "0.8015")],
)
def test_it_is_the_orders_own_move_and_what_the_price_moved_against_it(
    intent: SingleIntent, tolerance: str, moves: str
) -> None:
    found = advice(intent, moved())
    assert found is not None
    assert found.tolerance == Tolerance.parse(tolerance)
    assert (found.moved, found.within, found.seen) == (Decimal(moves), 16, 212)


def test_large_ones_are_in_halves_of_a_per_cent_and_none_is_suggested_that_nobody_may_give() -> None:
    wide = advice(stake("10"), moved(rise="7.2"))
    assert wide is not None
    assert wide.tolerance == Tolerance.parse("7.5")
    assert advice(stake("10"), moved(rise="70")) is None


def test_without_an_amount_the_market_alone_suggests() -> None:
    found = suggested(stake(), None, moved())
    assert found is not None
    assert (found.tolerance, found.own) == (Tolerance.parse("0.5"), Decimal(0))


def test_a_still_market_suggests_the_least_step() -> None:
    found = suggested(stake(), None, moved(rise="0", fall="0"))
    assert found is not None
    assert found.tolerance == Tolerance.parse("0.1")


def test_nothing_is_suggested_where_too_little_was_seen_or_no_price_is_involved() -> None:
    assert advice(stake(), around()) is None
    assert advice(move(), moved()) is None
    assert checked("movement", stake(), around()) is None


def test_a_tolerance_below_it_is_noted_with_what_it_rests_on() -> None:
    assert outcome(found("movement", stake("50"), moved())) == ("✓", "market", "moved 0.50 % in 16 blocks")
    low = found("movement", stake("50"), moved(), tolerance="0.6")
    assert outcome(low) == ("!", "market", "moved 0.50 % in 16 blocks")
    assert low.sentence == (
        "In 212 blocks seen the price moved by up to 0.50 % against such an order within 16 blocks; with its own "
        "0.51 % it needs 1.1 % to fill then, too."
    )


def test_where_a_part_is_enough_nothing_is_noted() -> None:
    part = replace(stake("50"), allow_partial=True)
    assert not found("movement", part, moved(), tolerance="0.6").is_note


def test_an_order_that_does_not_fill_now_is_told_so_by_another_check() -> None:
    assert not found("movement", stake("500"), moved()).is_note
