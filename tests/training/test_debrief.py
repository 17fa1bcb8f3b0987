"""What a drill teaches, in figures that are computed another way here."""

from decimal import Decimal

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.pool_depth import price_impact
from dtao_tui.domain.drill_records import Debrief, DebriefRow, Drill
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.front_running import room_before
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.training.debrief import Played, debrief
from dtao_tui.training.drill_guide import BRIEFINGS, is_over
from tests.drilling import SYMBOL, a_placed, a_pool, a_state, met

TEN = Tao.parse("10")
NOTHING = Alpha(0, 7)


def after(pool: Pool, tao: Tao) -> Pool:
    return pool.after(pool.trade(Side.BUY, tao))


def played(drill: Drill, order: Order | None, quoted: Pool, **changes: object) -> Debrief:
    state = {name: changes.pop(name) for name in ("met", "rival_paid", "payout", "is_removed") if name in changes}
    given = {"now": quoted, "given": NOTHING, **changes}
    return debrief(Played(a_state(drill, **state), SYMBOL, order, quoted, **given))


def row(rows: tuple[DebriefRow, ...], label: str) -> DebriefRow:
    return next(row for row in rows if row.label == label)


class TestThinPool:
    pool = a_pool(tao_in="100")

    def test_a_large_order_learns_its_impact_and_what_parts_would_bring(self) -> None:
        told = played(Drill.THIN_POOL, a_placed(self.pool, TEN, "50", meets=self.pool), self.pool, met=met(self.pool))
        impact = row(told.rows, "Price impact").value
        assert isinstance(impact, Decimal)
        assert 9 < impact < 10
        within = row(told.better, "Within 1 %").value
        assert isinstance(within, Tao)
        assert (
            price_impact(self.pool, Side.BUY, within) <= 1 < price_impact(self.pool, Side.BUY, Tao(within.rao + 10**6))
        )
        parts = row(told.better, "10 orders").value
        assert parts == Alpha(10 * self.pool.trade(Side.BUY, Tao.parse("1")).received.rao, 7)
        assert parts.rao > self.pool.trade(Side.BUY, TEN).received.rao * 108 // 100

    def test_a_small_order_was_a_good_choice(self) -> None:
        order = a_placed(self.pool, Tao.parse("0.5"), meets=self.pool)
        told = played(Drill.THIN_POOL, order, self.pool, met=met(self.pool))
        assert told.advice.startswith("A good choice")
        assert not told.better

    def test_what_was_quoted_stands_beside_what_was_filled(self) -> None:
        told = played(Drill.THIN_POOL, a_placed(self.pool, TEN, "50", meets=self.pool), self.pool, met=met(self.pool))
        assert (
            row(told.rows, "Quoted").value == row(told.rows, "Filled").value == self.pool.trade(Side.BUY, TEN).received
        )
        assert row(told.rows, "Difference").value == 0


class TestFrontRun:
    pool = a_pool(tao_in="4000")
    room = room_before(pool, TEN, Tolerance.parse("2").limit(Side.BUY, pool.price), pool.tao_in)

    def told(self, room: Tao) -> Debrief:
        crowded = after(self.pool, room) if room else self.pool
        order = a_placed(self.pool, TEN, meets=crowded)
        return played(Drill.FRONT_RUN, order, self.pool, met=met(crowded), rival_paid=room)

    def test_it_says_what_the_rival_paid_and_what_that_cost(self) -> None:
        told = self.told(self.room)
        assert row(told.rows, "Bought before").value == self.room
        difference = row(told.rows, "Difference").value
        assert isinstance(difference, Decimal)
        assert -2 < difference < -1

    def test_the_better_tolerance_fills_and_a_hundredth_less_does_not(self) -> None:
        told = self.told(self.room)
        percent = row(told.better, "Tolerance").value
        assert isinstance(percent, Decimal)
        moved = after(self.pool, TEN).price
        assert Tolerance.parse(f"{percent}").limit(Side.BUY, self.pool.price) >= moved
        assert Tolerance.parse(f"{percent - Decimal('0.01')}").limit(Side.BUY, self.pool.price) < moved

    def test_the_better_tolerance_leaves_a_rival_next_to_nothing(self) -> None:
        least = row(self.told(self.room).better, "At least").value
        assert isinstance(least, Alpha)
        fair = self.pool.trade(Side.BUY, TEN).received.rao
        assert fair * 9998 // 10_000 < least.rao <= fair

    def test_without_a_rival_the_limit_was_right(self) -> None:
        told = self.told(Tao(0))
        assert "left nobody room" in told.verdict
        assert told.advice.startswith("A good choice")


class TestRunaway:
    pool = a_pool(tao_in="2500")
    top = after(pool, Tao.parse("80"))

    def test_a_refused_order_learns_what_chasing_would_have_cost(self) -> None:
        told = played(Drill.RUNAWAY, a_placed(self.pool, TEN), self.pool, met=met(self.top))
        assert row(told.rows, "Filled").value is None
        assert row(told.rows, "Offered").value == TEN
        assert row(told.rows, "Price met").value == self.top.price
        assert row(told.better, "It brings").value == self.top.trade(Side.BUY, TEN).received
        assert row(told.better, "After the run").value == self.pool.trade(Side.BUY, TEN).received
        needed = row(told.better, "Chasing needs").value
        assert isinstance(needed, Decimal)
        limit = Price(int(self.pool.price.rao * (1 + needed / 100)) + 1)
        assert self.top.largest(Side.BUY, limit) >= TEN
        assert "waiting was right" in told.advice

    def test_a_price_that_does_not_come_back_is_not_called_a_win(self) -> None:
        higher = after(self.top, TEN)
        told = played(Drill.RUNAWAY, a_placed(self.pool, TEN), self.pool, met=met(self.top), now=higher)
        assert "waiting was right" not in told.advice
        assert "not come back" in told.advice

    def test_who_had_a_very_wide_limit_bought_at_the_top(self) -> None:
        told = played(Drill.RUNAWAY, a_placed(self.pool, TEN, "50", meets=self.top), self.pool, met=met(self.top))
        assert "at its top" in told.verdict
        assert row(told.better, "After the run").value == self.pool.trade(Side.BUY, TEN).received

    def test_an_order_refused_for_another_reason_is_not_blamed_on_the_run(self) -> None:
        order = a_placed(self.pool, TEN, "50", sentence="There is too little TAO.")
        assert played(Drill.RUNAWAY, order, self.pool, met=met(self.top)).verdict == "There is too little TAO."


class TestRemoval:
    pool = a_pool(tao_in="60")
    held = Alpha.parse("60", 7)

    def test_who_waits_sees_what_selling_would_have_brought(self) -> None:
        told = played(Drill.REMOVAL, None, self.pool, given=self.held, payout=TEN, is_removed=True, now=None)
        assert row(told.rows, "Paid out").value == TEN
        assert row(told.better, "Selling").value == self.pool.trade(Side.SELL, self.held).received
        assert told.advice.startswith("A good choice")
        assert row(told.better, "Waiting").is_answer

    def test_a_small_payout_makes_selling_the_better_choice(self) -> None:
        told = played(Drill.REMOVAL, None, self.pool, given=self.held, payout=Tao.parse("1"), is_removed=True)
        gained = self.pool.trade(Side.SELL, self.held).received - Tao.parse("1")
        assert f"{gained}"[:5] in told.advice
        assert row(told.better, "Selling").is_answer

    @pytest.mark.parametrize(("payout", "words"), [("1", "A good choice"), ("9", "Waiting was better")])
    def test_who_sold_compares_it_with_the_payout(self, payout: str, words: str) -> None:
        order = a_placed(self.pool, self.held, "20", meets=self.pool)
        told = played(Drill.REMOVAL, order, self.pool, given=self.held, payout=Tao.parse(payout), met=met(self.pool))
        assert told.advice.startswith(words)
        assert row(told.better, "Waiting").value == Tao.parse(payout)

    def test_half_a_position_compares_with_half_the_payout(self) -> None:
        order = a_placed(self.pool, Alpha.parse("30", 7), "20", meets=self.pool)
        told = played(Drill.REMOVAL, order, self.pool, given=self.held, payout=TEN, met=met(self.pool))
        assert row(told.better, "Waiting").value == Tao.parse("5")


def test_a_lost_line_tells_what_a_second_order_would_have_done() -> None:
    pool = a_pool(tao_in="10000")
    told = played(Drill.LOST_LINE, a_placed(pool, TEN, meets=pool), pool, met=met(pool))
    assert "in block 48,214" in told.verdict
    assert row(told.better, "Sent again").value == TEN
    assert row(told.better, "It brings").value == after(pool, TEN).trade(Side.BUY, TEN).received


def test_an_order_beyond_all_the_pool_can_take_is_told_without_a_comparison() -> None:
    pool, tiny = a_pool(), a_pool(tao_in="0.000000001")
    told = played(Drill.THIN_POOL, a_placed(pool, TEN, meets=pool), pool, met=met(tiny))
    assert row(told.rows, "Filled").value == pool.trade(Side.BUY, TEN).received
    assert told.advice.startswith("It cannot be compared")


@pytest.mark.parametrize("drill", [Drill.THIN_POOL, Drill.FRONT_RUN, Drill.REMOVAL, Drill.LOST_LINE])
def test_an_order_that_was_not_carried_out_teaches_to_try_again(drill: Drill) -> None:
    pool = a_pool()
    told = played(drill, a_placed(pool, TEN, state=OrderState.EXPIRED, sentence="Its time was over."), pool)
    assert told.verdict == "Its time was over."
    assert "Begin the drill again" in told.advice


def test_a_drill_is_over_when_the_order_it_met_has_ended() -> None:
    pool = a_pool()
    final, waiting = a_placed(pool, TEN, meets=pool), a_state()
    there = a_state(met=met(pool))
    assert not is_over(waiting, None)
    assert not is_over(waiting, final)
    assert is_over(there, final)
    assert not is_over(there, a_placed(pool, TEN, state=OrderState.UNKNOWN))
    assert is_over(a_state(Drill.REMOVAL, is_removed=True), None)


@pytest.mark.parametrize("drill", list(Drill))
def test_every_drill_has_words_that_fit_a_narrow_screen(drill: Drill) -> None:
    briefing = BRIEFINGS[drill]
    task = briefing.task(a_state(drill, removal_block=148_213))
    assert len(f"Drill {briefing.title}  {task}") <= 78
    assert len(briefing.sentence) <= 74
