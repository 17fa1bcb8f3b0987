"""Quotes of swaps and exits: legs, the one fee, the floor under a limit ratio, and what the ratio lets through."""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.operations.swap_intents import ExitSubnet, SwapStake, TransferStake
from dtao_tui.domain.pools import move_limit
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.operations import SoldPosition
from dtao_tui.domain.trades.quotes import Quote, chain_answer
from dtao_tui.domain.trades.quoting import quote, received_within
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.domain.builders import a_pool, a_root_pool, alpha

TWO_PER_CENT = Tolerance()
EVEN, LIGHT, HEAVY = 5 * 10**17, 498 * 10**15, 494 * 10**15
ORIGIN, DESTINATION = 7, 9


def pools(origin: int = EVEN, destination: int = EVEN) -> dict[int, Pool]:
    there = a_pool("30000", "1200000", weight=destination, netuid=DESTINATION)
    return {ORIGIN: a_pool(weight=origin), DESTINATION: there, ROOT: a_root_pool()}


def a_swap(amount: str = "3000", origin: int = ORIGIN, destination: int = DESTINATION) -> SwapStake:
    return SwapStake(origin, "5From", "5To", alpha(amount, origin), destination)


def swapped(amount: str = "3000", tolerance: str = "2", among: dict[int, Pool] | None = None, **netuids: int) -> Quote:
    return quote(a_swap(amount, **netuids), among or pools(), Tolerance.parse(tolerance), 1, Tao(77))


def test_a_swap_sells_with_a_fee_and_buys_without_one() -> None:
    quoted = swapped()
    sale, purchase = quoted.legs
    assert sale.trade == pools()[ORIGIN].trade(Side.SELL, alpha("3000"))
    assert purchase.trade == pools()[DESTINATION].trade(Side.BUY, Tao(sale.trade.received.rao), drop_fees=True)
    assert quoted.receives == purchase.trade.received
    assert (quoted.pool_fee, quoted.fee_leg) == (sale.trade.fee, sale)
    assert purchase.trade.fee == Tao(0)
    assert (quoted.price_before, quoted.limit_price) == (None, None)


def test_from_root_the_purchase_takes_the_fee() -> None:
    quoted = swapped("10", origin=ROOT)
    assert quoted.legs[0].trade.fee == Alpha(0, ROOT)
    assert quoted.pool_fee == quoted.legs[1].trade.fee
    assert quoted.pool_fee == Tao(pools()[DESTINATION].fee_on(10**10))


def test_each_leg_asks_the_chain_a_question_that_it_can_answer() -> None:
    """The chain's simulation takes a fee always; it is asked about so much more that the same enters the pool."""
    for leg in swapped().legs:
        assert leg.simulated is not None
        simulation = pools()[leg.hop.netuid].simulate(leg.hop.side, leg.simulated)
        assert chain_answer(leg, simulation).agrees
        assert simulation.trade(leg.hop.side, leg.hop.netuid).net == leg.trade.net


def test_what_both_legs_lose_is_compounded() -> None:
    quoted = swapped()
    sale, purchase = (leg.impact for leg in quoted.legs)
    assert quoted.price_impact == 100 * (1 - (1 - sale / 100) * (1 - purchase / 100))
    assert quoted.ratio_before == move_limit.PriceRatio(
        quoted.legs[0].price_before.rao * 10**9 // quoted.legs[1].price_before.rao
    )
    assert quoted.ratio_received is not None
    assert quoted.ratio_received < quoted.ratio_before


def test_the_worst_case_is_what_the_tolerance_says_where_a_limit_can_keep_it() -> None:
    for origin, destination in ((EVEN, EVEN), (LIGHT, HEAVY), (HEAVY, LIGHT)):
        quoted = swapped("300", "2", pools(origin, destination))
        met = pools(origin, destination)
        net = quoted.legs[0].trade.net.rao
        least = net * move_limit.price_ratio(met[ORIGIN], met[DESTINATION]).billionths // 10**9 * 98 // 100
        assert quoted.fills
        assert quoted.worst_received is not None
        assert quoted.lets_through is None
        assert least - 10 <= quoted.worst_received.rao <= least * 1001 // 1000


def test_a_tolerance_that_no_limit_can_keep_is_said_with_what_the_limit_lets_through() -> None:
    """The weights make the formula's ratio two per cent lower than the market's, and a higher limit fills nothing."""
    quoted = swapped("300", "0.5", pools(LIGHT, HEAVY))
    assert quoted.fills
    assert quoted.lets_through is not None
    assert Decimal("1.5") < quoted.lets_through < Decimal("2.5")
    assert quoted.worst_impact == quoted.lets_through
    assert quoted.worst_received is not None
    assert quoted.limit_ratio is not None
    now = move_limit.price_ratio(pools(LIGHT, HEAVY)[ORIGIN], pools(LIGHT, HEAVY)[DESTINATION])
    assert quoted.limit_ratio < now


def test_a_swap_that_is_too_large_names_the_largest_that_fills() -> None:
    quoted = swapped("60000", "1")
    assert quoted.fills is False
    assert quoted.worst_received is None
    assert quoted.limits.passed_on is None
    assert isinstance(quoted.largest, Alpha)
    largest = swapped(str(quoted.largest), "1")
    assert largest.fills
    assert not swapped(str(Alpha(quoted.largest.rao * 1001 // 1000, ORIGIN)), "1").fills


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(5, 800), st.integers(46, 54), st.integers(46, 54))
def test_the_limit_lets_this_very_order_through_or_says_that_it_does_not(
    parts: int, tolerance: int, origin: int, destination: int
) -> None:
    met = pools(origin * 10**16, destination * 10**16)
    amount = alpha("1500000").rao * parts // 10_000
    intent = SwapStake(ORIGIN, "5From", "5To", Alpha(amount, ORIGIN), DESTINATION)
    quoted = quote(intent, met, Tolerance(tolerance * 100), 1)
    assert quoted.limit_ratio is not None
    most = move_limit.largest_move(met[ORIGIN], met[DESTINATION], quoted.limit_ratio)
    assert quoted.fills is (amount <= most.rao)
    assert received_within(intent, quoted.limits, met) == (quoted.receives if quoted.fills else None)
    if quoted.fills:
        assert quoted.worst_received is not None
        assert quoted.worst_received.rao <= quoted.receives.rao
        assert quoted.limits.passed_on == quoted.worst_received


def test_a_price_that_moved_past_the_ratio_is_no_fill_any_more() -> None:
    quoted = swapped("300", "0.5")
    sold = pools()[ORIGIN].trade(Side.SELL, alpha("30000"))
    later = pools() | {ORIGIN: pools()[ORIGIN].after(sold)}
    assert received_within(quoted.intent, quoted.limits, pools()) == quoted.receives
    assert received_within(quoted.intent, quoted.limits, later) is None


def test_there_and_back_costs_both_fees_and_no_more_than_the_impact_of_the_rest() -> None:
    quoted = swapped("300")
    assert quoted.round_trip is not None
    assert Decimal("0.09") < quoted.round_trip.percent < Decimal("0.2")


def test_a_transfer_across_subnets_gives_the_least_and_keeps_what_is_above_it() -> None:
    transfer = TransferStake(ORIGIN, "5Hot", "5Hot", alpha("300"), "5Bob", DESTINATION)
    quoted = quote(transfer, pools(), TWO_PER_CENT, 1, Tao(77))
    given_away = quoted.limits.passed_on
    assert given_away == quoted.worst_received
    assert given_away is not None
    kept = Alpha(quoted.receives.rao - given_away.rao, DESTINATION)
    assert set(quoted.flows("5Me", "5Me")) == {
        Flow("5Me", Alpha(-alpha("300").rao, ORIGIN)),
        Flow("5Me", kept),
        Flow("5Bob", given_away),
        Flow("5Me", Tao(-77)),
    }


def an_exit(*amounts: str) -> ExitSubnet:
    sold = tuple(SoldPosition(f"5Hot{place}", alpha(amount)) for place, amount in enumerate(amounts))
    return ExitSubnet(ORIGIN, sold)


def test_an_exit_sells_one_position_after_the_other_in_the_same_pool() -> None:
    quoted = quote(an_exit("3000", "1000"), pools(), TWO_PER_CENT, 1)
    first, second = quoted.legs
    assert (first.simulated, second.simulated) == (alpha("3000"), None)
    assert second.price_before == first.price_after
    assert quoted.pays == alpha("4000")
    assert quoted.receives == Tao(first.trade.received.rao + second.trade.received.rao)
    assert quoted.pool_fee == Alpha(first.trade.fee.rao + second.trade.fee.rao, ORIGIN)
    assert quoted.limits.prices == (TWO_PER_CENT.limit(Side.SELL, pools()[ORIGIN].price),) * 2


def test_each_sale_of_an_exit_must_fill_within_the_limit_of_the_price_before_all() -> None:
    one = quote(an_exit("6000"), pools(), Tolerance.parse("1"), 1)
    both = quote(an_exit("6000", "6000"), pools(), Tolerance.parse("1"), 1)
    assert one.fills
    assert both.fills is False
    assert (both.largest, both.worst_received) == (None, None)
    assert received_within(both.intent, both.limits, pools()) is None
    assert received_within(one.intent, one.limits, pools()) == one.receives


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(10**9, 10**13), min_size=1, max_size=5))
def test_an_exits_worst_case_is_the_sum_of_its_sales_at_their_limit(amounts: list[int]) -> None:
    sold = tuple(SoldPosition(f"5Hot{place}", Alpha(rao, ORIGIN)) for place, rao in enumerate(amounts))
    try:
        quoted = quote(ExitSubnet(ORIGIN, sold), pools(), Tolerance.parse("10"), 1)
    except PoolRefusal:
        assume(False)
    limit = quoted.limit_price
    assert isinstance(limit, Price)
    if quoted.fills:
        net = [Alpha(leg.trade.net.rao, ORIGIN) for leg in quoted.legs]
        assert quoted.worst_received == Tao(sum(limit.worth_of(part).rao for part in net))
        assert quoted.worst_received <= Tao(quoted.receives.rao)


def test_a_swap_from_root_that_would_empty_a_lopsided_pool_is_no_fill() -> None:
    """Past a weight of six sevenths the chain's largest purchase is a thousand reserves, whatever the limit says."""
    lopsided = {ROOT: a_root_pool(), ORIGIN: a_pool(weight=9 * 10**17)}
    quoted = quote(SwapStake(ROOT, "5From", "5To", alpha("2000", ROOT), ORIGIN), lopsided, TWO_PER_CENT, 1)
    assert (quoted.fills, quoted.worst_received, quoted.limits.passed_on) == (False, None, None)
    small = quote(SwapStake(ROOT, "5From", "5To", alpha("1", ROOT), ORIGIN), lopsided, TWO_PER_CENT, 1)
    assert small.fills
    assert small.worst_received is not None
    assert small.worst_received.rao <= small.receives.rao
