"""What debriefs claim, held against the practice chain: each better choice is made there, in the same situation."""

import pytest

from dtao_tui.chain.practice_controls import state_of
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.drill_records import Debrief, DebriefRow, Drill
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.settlement import Filled
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.practice.drills.drill_scenarios import BLOCKS_TO_REMOVAL
from dtao_tui.practice.pallets import balances
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.training.debrief import Played, debrief
from tests.drilling import SYMBOL, a_placed
from tests.practice.drills.players import ME, Player, within

TEN = "10"
HALF = "50"


def told(player: Player, order: Order | None, quoted: Pool, given: Alpha | None = None) -> Debrief:
    """The debrief of the player's drill as the app computes it, from the node's state."""
    state = state_of(player.state)
    now = None if state.is_removed else player.pool
    return debrief(Played(state, SYMBOL, order, quoted, now, given or Alpha(0, state.netuid)))


def filled(quoted: Pool, pays: Tao | Alpha, received: Tao | Alpha, tolerance: str = HALF) -> Order:
    """An order that the chain filled."""
    return a_placed(quoted, pays, tolerance, meets=quoted, filled=Filled(pays, received, None))


def figure(rows: tuple[DebriefRow, ...], label: str) -> int:
    """One amount of a debrief in rao."""
    value = next(row.value for row in rows if row.label == label)
    assert isinstance(value, Tao | Alpha | Price)
    return value.rao


def per_cent(rows: tuple[DebriefRow, ...], label: str) -> str:
    return str(next(row.value for row in rows if row.label == label))


def staked(player: Player, tao: str, limit: Price | None = None) -> int:
    """The alpha that a stake in the next block brought."""
    before = player.held.rao
    player.stakes(tao, limit or within(player.pool, HALF))
    player.chain.make_block()
    return player.held.rao - before


class TestThinPool:
    def test_its_impact_is_what_the_order_missed_of_the_price_before(self) -> None:
        player = Player(Drill.THIN_POOL)
        quoted = player.pool
        got = staked(player, TEN)
        lesson = told(player, filled(quoted, Tao.parse(TEN), Alpha(got, player.netuid)), quoted)
        net = Tao.parse(TEN).rao - quoted.fee_on(Tao.parse(TEN).rao)
        at_market = net * RAO_PER_TAO / quoted.price.rao
        assert float(per_cent(lesson.rows, "Price impact")) == pytest.approx(100 * (1 - got / at_market), abs=0.001)

    def test_what_is_within_one_per_cent_is_so_on_the_chain_and_one_more_is_not(self) -> None:
        player = Player(Drill.THIN_POOL)
        quoted = player.pool
        order = filled(quoted, Tao.parse(TEN), quoted.trade(Side.BUY, Tao.parse(TEN)).received)
        staked(player, TEN)
        small = figure(told(player, order, quoted).better, "Within 1 %")
        for more, is_within in ((0, True), (10**6, False)):
            other = Player(Drill.THIN_POOL)
            got = staked(other, str(Tao(small + more)))
            net = small + more - quoted.fee_on(small + more)
            # The price is cut off after nine digits.
            assert (got >= net * RAO_PER_TAO * 0.99 / (quoted.price.rao + 1)) is is_within

    def test_parts_bring_what_it_says_after_the_pool_filled_up_and_no_more_than_one_order_before(self) -> None:
        player = Player(Drill.THIN_POOL)
        quoted = player.pool
        whole = staked(player, TEN)
        lesson = told(player, filled(quoted, Tao.parse(TEN), Alpha(whole, player.netuid)), quoted)
        [label] = [row.label for row in lesson.better if row.label.endswith(" orders")]
        parts = int(label.removesuffix(" orders"))
        other = Player(Drill.THIN_POOL)
        each = str(Tao(Tao.parse(TEN).rao // parts))
        brought = [staked(other, each) for _ in range(parts)]
        # The first met the pool as each one would when it had filled up again.
        assert figure(lesson.better, label) == brought[0] * parts
        assert figure(lesson.better, label) > whole
        # Straight behind each other: nothing but the emission of these blocks is between them and one order.
        assert sum(brought) == pytest.approx(whole, rel=1e-3)


class TestFrontRun:
    def test_it_was_at_the_cost_of_the_order(self) -> None:
        player = Player(Drill.FRONT_RUN)
        quoted = player.pool
        got = staked(player, TEN, within(quoted, "2"))
        player.chain.make_block()
        lesson = told(player, filled(quoted, Tao.parse(TEN), Alpha(got, player.netuid), "2"), quoted)
        paid = figure(lesson.rows, "Bought before")
        rival = balances.free(player.chain.storage, account_named("drill", "front run", ME.hex()))
        assert "sold behind it, at your cost" in lesson.verdict
        assert got < quoted.trade(Side.BUY, Tao.parse(TEN)).received.rao
        assert rival - balances.EXISTENTIAL_DEPOSIT > paid

    @pytest.mark.parametrize("tao", ["2", "10", "40"])
    def test_the_tolerance_that_it_advises_fills_brings_at_least_what_it_says_and_leaves_a_rival_next_to_nothing(
        self, tao: str
    ) -> None:
        player = Player(Drill.FRONT_RUN)
        quoted = player.pool
        got = staked(player, tao, within(quoted, "20"))
        lesson = told(player, filled(quoted, Tao.parse(tao), Alpha(got, player.netuid), "20"), quoted)
        tightest = per_cent(lesson.better, "Tolerance")
        careful = Player(Drill.FRONT_RUN)
        brought = staked(careful, tao, within(quoted, tightest))
        assert brought >= figure(lesson.better, "At least") > got
        rival, paid = account_named("drill", "front run", ME.hex()), careful.state["rival_paid"]
        careful.chain.make_block()
        gain = balances.free(careful.chain.storage, rival) - balances.EXISTENTIAL_DEPOSIT - paid
        # Tolerances are looked for in hundredths of a per cent, and this much of the order is most that is left.
        assert gain <= Tao.parse(tao).rao // 10_000

    def test_with_less_tolerance_than_it_advises_the_order_is_refused(self) -> None:
        player = Player(Drill.FRONT_RUN)
        quoted = player.pool
        got = staked(player, TEN, within(quoted, "20"))
        lesson = told(player, filled(quoted, Tao.parse(TEN), Alpha(got, player.netuid), "20"), quoted)
        less = Tolerance.parse(per_cent(lesson.better, "Tolerance")).parts_per_million - 100
        assert staked(Player(Drill.FRONT_RUN), TEN, Tolerance(less).limit(Side.BUY, quoted.price)) == 0


class TestRunaway:
    def refused(self) -> tuple[Player, Pool, Debrief]:
        """A drill with a refused order after its run, which cost its fee alone; the pool of its quote, its debrief."""
        player = Player(Drill.RUNAWAY)
        quoted, free = player.pool, player.free
        assert staked(player, TEN, within(quoted, "2")) == 0
        cost = free - player.free
        assert [fee["actual_fee"] for fee in player.told("TransactionFeePaid")] == [cost]
        player.chain.make_block()
        order = a_placed(quoted, Tao.parse(TEN), "2", state=OrderState.REFUSED)
        return player, quoted, told(player, order, quoted)

    def test_nothing_was_traded_and_only_the_fee_was_paid(self) -> None:
        player, _, lesson = self.refused()
        assert lesson.verdict.endswith("Nothing was traded; only the fee was paid.")
        assert not player.held

    def test_chasing_needs_and_brings_what_it_says(self) -> None:
        _, quoted, lesson = self.refused()
        needed = float(per_cent(lesson.better, "Chasing needs"))
        met = figure(lesson.rows, "Price met")
        last = {True: 0, False: 0}
        for is_enough in (True, False):
            player = Player(Drill.RUNAWAY)
            # The same run, by the same limit; the chasing order is the one that comes behind it.
            player.stakes(TEN, within(quoted, "2"))
            at_most = quoted.price.rao * (1 + needed / 100) * (1.000_001 if is_enough else 0.999_9)
            player.stakes(TEN, Price(int(at_most)))
            player.chain.make_block()
            last[is_enough] = player.held.rao
            assert player.met.price.rao == met
        assert last == {True: figure(lesson.better, "It brings"), False: 0}

    def test_after_the_run_the_price_has_come_back_and_brings_what_it_says(self) -> None:
        player, _, lesson = self.refused()
        assert "waiting was right" in lesson.advice
        brought = staked(player, TEN)
        assert brought == pytest.approx(figure(lesson.better, "After the run"), rel=1e-3)
        assert brought > figure(lesson.better, "It brings")


class TestRemoval:
    def test_who_waited_was_paid_what_it_says_as_free_tao(self) -> None:
        player = Player(Drill.REMOVAL)
        quoted, given, free = player.pool, player.held, player.free
        for _ in range(BLOCKS_TO_REMOVAL):
            player.chain.make_block()
        lesson = told(player, None, quoted, given)
        assert player.free - free == figure(lesson.rows, "Paid out")
        seller = Player(Drill.REMOVAL)
        assert figure(lesson.better, "Selling") == sold(seller, seller.held)

    @pytest.mark.parametrize("part", [1, 3])
    def test_who_sold_learns_what_waiting_pays_that_part(self, part: int) -> None:
        player = Player(Drill.REMOVAL)
        quoted, given = player.pool, player.held
        pays = Alpha(given.rao // part, player.netuid)
        got = sold(player, pays)
        lesson = told(player, filled(quoted, pays, Tao(got)), quoted, given)
        waiting = Player(Drill.REMOVAL)
        free = waiting.free
        for _ in range(BLOCKS_TO_REMOVAL):
            waiting.chain.make_block()
        assert figure(lesson.better, "Selling") == got
        # Nearly: the emission of the blocks until the removal comes into the pool and to its holders.
        assert figure(lesson.better, "Waiting") == pytest.approx((waiting.free - free) / part, rel=0.01)


def sold(player: Player, alpha: Alpha) -> int:
    """The TAO in rao that a sale in the next block brought."""
    limit = {"limit_price": player.pool.price.rao // 10, "allow_partial": False}
    player.chain.submit(player.signed("remove_stake_limit", netuid=player.netuid, amount_unstaked=alpha.rao, **limit))
    player.chain.make_block()
    [(_, _, received, *_)] = player.told("StakeRemoved")
    return int(received)


class TestLostLine:
    def test_a_second_order_pays_once_more_and_brings_what_it_says(self) -> None:
        player = Player(Drill.LOST_LINE)
        quoted, free = player.pool, player.free
        first = staked(player, TEN)
        order = filled(quoted, Tao.parse(TEN), Alpha(first, player.netuid))
        lesson = told(player, order, quoted)
        once = free - player.free
        assert figure(lesson.better, "Sent again") == Tao.parse(TEN).rao
        assert staked(player, TEN) == pytest.approx(figure(lesson.better, "It brings"), rel=1e-4)
        assert free - player.free == pytest.approx(2 * once, abs=10**5)
