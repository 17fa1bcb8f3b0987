"""Quotes: each field by its definition, and the chain's answer held against them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.pool import InsufficientLiquidity, PoolRefusal, ReservesTooLow, Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades import quoting
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.intents import MoveStake
from dtao_tui.domain.trades.quotes import Quote, chain_answer
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.domain.builders import LEAST_STAKE, NETUID, a_pool, a_pool_of_rao, a_root_pool, alpha, pools, stakes_for
from tests.quoting import agrees, quoted, quoted_by_chain

TWO_PER_CENT = Tolerance()


def a_stake_quote(tao: str = "100", tolerance: str = "2") -> Quote:
    return quoted(a_pool(), Tao.parse(tao), Tolerance.parse(tolerance), block=48_213, network_fee=Tao(1_690_000))


def an_unstake_quote(amount: str = "3000", tolerance: str = "2") -> Quote:
    return quoted(a_pool(), alpha(amount), Tolerance.parse(tolerance), block=48_213)


def test_a_stake_quote_says_what_is_paid_and_received() -> None:
    quote = a_stake_quote()

    assert (quote.block, quote.op, quote.netuid) == (48_213, "stake", NETUID)
    assert quote.pays == Tao.parse("100")
    assert (quote.legs[0].trade.net, quote.pool_fee) == (Tao(99_949_645_228), Tao(50_354_772))
    assert quote.receives == Alpha(2_848_427_154_868, NETUID)
    assert quote.network_fee == Tao(1_690_000)


def test_an_unstake_quote_says_what_is_paid_and_received() -> None:
    quote = an_unstake_quote()

    assert quote.op == "unstake"
    assert quote.pays == alpha("3000")
    assert (quote.legs[0].trade.net, quote.pool_fee) == (Alpha(2_998_489_356_833, NETUID), Alpha(1_510_643_167, NETUID))
    assert quote.receives == Tao(104_795_594_008)
    assert quote.network_fee is None


def test_the_price_impact_leaves_the_fee_out_and_the_total_cost_holds_it() -> None:
    stake, unstake = a_stake_quote(), an_unstake_quote()

    # From the chain's simulation: ideal = received + slippage, of the gross amount; the net part of it is 1 − fee.
    assert round(stake.total_cost, 9) == round(Decimal(6_994_533_148 * 100) / (2_848_427_154_868 + 6_994_533_148), 9)
    assert round(unstake.total_cost, 9) == round(Decimal(267_697_084 * 100) / (104_795_594_008 + 267_697_084), 9)
    assert round(stake.price_impact, 6) == Decimal("0.194699")
    assert round(unstake.price_impact, 6) == Decimal("0.204544")


def test_the_prices_before_and_after_are_the_chains() -> None:
    pool, stake, unstake = a_pool(), a_stake_quote(), an_unstake_quote()

    assert stake.price_before == unstake.price_before == Price(35_021_097)
    assert stake.price_after == pool.after(pool.trade(Side.BUY, stake.pays)).price  # type: ignore[arg-type]  # a stake pays TAO
    assert stake.price_after is not None
    assert unstake.price_after is not None
    assert unstake.price_after < stake.price_before < stake.price_after


def test_the_limit_and_the_worst_case_follow_from_the_tolerance() -> None:
    stake, unstake = a_stake_quote(), an_unstake_quote()

    assert stake.limit_price == Price(35_721_518)
    assert stake.worst_received == Alpha(99_949_645_228 * RAO_PER_TAO // 35_721_518, NETUID)
    assert unstake.limit_price == Price(34_320_675)
    assert unstake.worst_received == Tao(2_998_489_356_833 * 34_320_675 // RAO_PER_TAO)


def test_the_largest_order_within_the_tolerance_fills_and_one_rao_more_does_not() -> None:
    assert a_stake_quote().largest == Tao(510_127_848_151)
    assert an_unstake_quote().largest == Alpha(14_858_425_303_678, NETUID)
    assert a_stake_quote("510.127848151").fills
    assert not a_stake_quote("510.127848152").fills
    assert an_unstake_quote("14858.425303678").fills
    assert not an_unstake_quote("14858.425303679").fills


def test_a_price_already_at_the_limit_fills_nothing() -> None:
    pool = a_pool("1", "90000")

    quote = quoted(pool, Tao(10_000), Tolerance(1), block=1)

    assert quote.limit_price <= pool.price
    assert quote.largest == Tao(0)
    assert quote.fills is False


def test_nothing_does_not_fill() -> None:
    assert a_stake_quote("0").fills is False
    assert a_stake_quote("0").price_impact == 0


def test_a_pool_far_off_balance_whose_limit_the_chain_passes_over_does_not_fill() -> None:
    pool = a_pool_of_rao(10**9, 166_690_781_266, weight=857_125_140_060_940_082, fee_rate=0)

    quote = quoted(pool, Tao(10**9), TWO_PER_CENT, block=1)

    # A thousand reserves buy the pool empty; without alpha its price reads zero, which the chain takes to be within.
    assert quote.largest == Tao(1000 * 10**9)
    assert quote.fills is False


def test_there_and_back_loses_both_pool_fees() -> None:
    pool = a_pool()
    quote = a_stake_quote()
    bought = pool.trade(Side.BUY, Tao.parse("100"))
    back = pool.after(bought).trade(Side.SELL, bought.received).received

    assert quote.round_trip is not None
    assert quote.round_trip.cost == Tao.parse("100") - back
    assert Decimal("0.1005") < quote.round_trip.percent < Decimal("0.1007")


def test_back_and_there_is_valued_at_the_price_before() -> None:
    quote = an_unstake_quote()

    assert quote.round_trip is not None
    assert Decimal("0.1003") < quote.round_trip.percent < Decimal("0.1007")
    assert Tao.parse("0.105") < quote.round_trip.cost < Tao.parse("0.106")


def test_a_closed_way_back_has_no_round_trip() -> None:
    assert quoted(a_pool_of_rao(10**5, 10**9), Tao(1000), TWO_PER_CENT, block=1).round_trip is None
    assert quoted(a_pool_of_rao(10**9, 10**5), Alpha(1000, NETUID), TWO_PER_CENT, block=1).round_trip is None


def test_an_unstake_whose_fee_the_author_cannot_sell_still_has_its_price_after() -> None:
    quote = quoted(a_pool("1", "100000"), Alpha(10**6, NETUID), TWO_PER_CENT, block=1)

    assert quote.pool_fee
    assert quote.price_after is not None
    assert quote.price_after <= quote.price_before


def test_a_sale_that_empties_the_pool_still_has_its_price_after() -> None:
    quote = quoted(a_pool_of_rao(1_100_000, 10**9), Alpha(10**9, NETUID), TWO_PER_CENT, block=1)

    assert quote.price_after is not None
    assert quote.price_after < quote.price_before
    assert not quote.fills
    assert quote.round_trip is not None


def test_a_pools_refusal_is_the_quotes() -> None:
    with pytest.raises(ReservesTooLow):
        quoted(a_pool("1", "100000"), Alpha(10, NETUID), TWO_PER_CENT, block=1)
    with pytest.raises(InsufficientLiquidity):
        quoted(a_pool("1", "1"), Tao.parse("1000.1"), TWO_PER_CENT, block=1)


def test_the_worst_impact_is_the_tolerance_and_none_where_there_is_one_price() -> None:
    assert a_stake_quote(tolerance="3.5").worst_impact == Decimal("3.5")
    assert an_unstake_quote(tolerance="0.5").worst_impact == Decimal("0.5")
    assert quoted(a_root_pool(), Tao.parse("5"), TWO_PER_CENT, block=1).worst_impact == 0
    assert quoted(a_root_pool(), Alpha.parse("5", 0), TWO_PER_CENT, block=1).worst_impact == 0


def test_root_has_no_impact_no_fee_and_one_price() -> None:
    stake = quoted(a_root_pool(), Tao.parse("5"), TWO_PER_CENT, block=1)
    unstake = quoted(a_root_pool(), Alpha.parse("5", 0), TWO_PER_CENT, block=1)

    for quote in (stake, unstake):
        assert quote.receives.rao == quote.worst_received.rao == quote.pays.rao
        assert quote.price_before == quote.price_after == quote.limit_price == Price(RAO_PER_TAO)
        assert quote.price_impact == quote.total_cost == 0
        assert not quote.pool_fee
        assert quote.fills
        assert quote.round_trip is not None
        assert quote.round_trip.cost == Tao(0)


@given(st.data(), st.integers(1_000, 500_000).map(Tolerance))
def test_a_stake_that_fills_never_receives_less_than_the_worst(data: st.DataObject, tolerance: Tolerance) -> None:
    pool = data.draw(pools())
    try:
        quote = quoted(pool, data.draw(stakes_for(pool, least=LEAST_STAKE)), tolerance, block=1)
    except PoolRefusal:
        return
    assume(quote.fills)

    # The payout may be rounded down by a rao where the worst case is exact.
    assert quote.receives.rao + 1 >= quote.worst_received.rao
    assert 0 <= quote.price_impact <= quote.total_cost + Decimal("0.0001")
    assert quote.price_impact <= quote.tolerance.percent


def test_a_quote_tells_what_its_order_should_change() -> None:
    stake, unstake = a_stake_quote(), an_unstake_quote()
    assert stake.flows("5Owner", "5Payer") == (
        Flow("5Owner", -stake.pays),
        Flow("5Owner", stake.receives),
        Flow("5Payer", Tao(-1_690_000)),
    )
    assert unstake.network_fee is None
    assert unstake.flows("5Owner", "5Payer") == (Flow("5Owner", -unstake.pays), Flow("5Owner", unstake.receives))


def test_a_move_within_a_subnet_should_change_nothing_but_the_fee() -> None:
    move = MoveStake(NETUID, "5From", "5To", alpha("5"))
    moved = quoting.quote(move, {NETUID: a_pool()}, TWO_PER_CENT, block=1, network_fee=Tao(77))
    assert moved.flows("5Owner", "5Payer") == (Flow("5Payer", Tao(-77)),)


def test_the_chain_agrees_only_to_the_rao() -> None:
    quote, pool = a_stake_quote(), a_pool()
    same = pool.simulate(Side.BUY, Tao.parse("100"))

    assert agrees(quote, same)
    assert chain_answer(quote.legs[0], same).received_rao == quote.receives.rao
    for number in ("tao_amount", "alpha_amount", "tao_fee", "alpha_fee", "tao_slippage", "alpha_slippage"):
        assert not agrees(quote, replace(same, **{number: getattr(same, number) + 1}))


@pytest.mark.parametrize(
    "other", [a_pool(fee_rate=34), a_pool(weight=487_654_322_098_765_432), a_pool(tao="50000.000001")]
)
def test_a_chain_with_another_fee_weight_or_reserve_does_not_agree(other: object) -> None:
    assert isinstance(other, type(a_pool()))

    assert not agrees(a_stake_quote(), other.simulate(Side.BUY, Tao.parse("100")))
    assert not agrees(an_unstake_quote(), other.simulate(Side.SELL, alpha("3000")))


def test_a_refusing_chain_never_agrees() -> None:
    answer = chain_answer(an_unstake_quote().legs[0], Simulation())
    empty = quoted(a_pool(), Tao(0), TWO_PER_CENT, block=1)

    assert answer.is_refusal
    assert not answer.agrees
    assert answer.received_rao is None
    assert not agrees(empty, Simulation())


def test_a_pool_of_an_unknown_curve_is_quoted_by_the_chain_alone() -> None:
    pool, price = a_pool(), Price(35_021_097)

    stake = quoted_by_chain(
        pool, Tao.parse("100"), pool.simulate(Side.BUY, Tao.parse("100")), price=price, tolerance=TWO_PER_CENT, block=9
    )
    unstake = quoted_by_chain(
        pool, alpha("3000"), pool.simulate(Side.SELL, alpha("3000")), price=price, tolerance=TWO_PER_CENT, block=9
    )

    for quote, local in ((stake, a_stake_quote()), (unstake, an_unstake_quote())):
        assert not quote.is_local
        assert quote.legs[0].trade == local.legs[0].trade
        assert (quote.limit_price, quote.worst_received) == (local.limit_price, local.worst_received)
        assert abs(quote.price_impact - local.price_impact) < Decimal("0.00001")
        assert abs(quote.total_cost - local.total_cost) < Decimal("0.00001")
        assert quote.price_after is quote.largest is quote.fills is quote.round_trip is None


def test_a_chain_that_refuses_gives_no_quote() -> None:
    with pytest.raises(PoolRefusal):
        quoted_by_chain(a_pool(), Tao(1), Simulation(), price=Price(1), tolerance=TWO_PER_CENT, block=9)
