"""The pool: the pallet's own test cases, its errors, and what a trade leaves behind."""

import pytest

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Price, Tao
from dtao_tui.domain.pools.pool import (
    InsufficientLiquidity,
    Pool,
    PoolRefusal,
    PriceLimitExceeded,
    ReservesOutOfBalance,
    ReservesTooLow,
    Simulation,
    SwapInputTooLarge,
)
from dtao_tui.domain.pools.side import Side
from tests.domain.builders import NETUID, SCALE, a_pool, a_pool_of_rao, a_root_pool, alpha

QUARTER = a_pool_of_rao(10**9, 4 * 10**9)


def test_the_price_follows_reserves_and_weights() -> None:
    assert QUARTER.price == Price(250_000_000)
    assert a_pool().price == Price(35_021_097)
    assert a_pool("1", "1", weight=SCALE // 4).price == Price(3 * 10**9)


def test_a_pool_without_alpha_has_no_price() -> None:
    assert a_pool_of_rao(10**9, 0).price == Price(0)


# pallets/swap tests.rs, test_swap_basic: one TAO against four alpha, the default fee.
@pytest.mark.parametrize(
    ("paid", "net", "fee", "received"),
    [
        (1_000, 1_000, 0, 3_999),
        (123_456, 123_394, 62, 493_515),
        (1_000_000_000, 999_496_453, 503_547, 1_999_496_326),
        (10_000_000_000, 9_994_964_523, 5_035_477, 3_636_197_098),
    ],
)
def test_buying_pays_out_as_in_the_pallets_tests(paid: int, net: int, fee: int, received: int) -> None:
    bought = QUARTER.trade(Side.BUY, Tao(paid))

    assert (bought.net.rao, bought.fee.rao, bought.received.rao) == (net, fee, received)
    assert bought.paid == Tao(paid)


def test_selling_pays_out_as_in_the_pallets_tests() -> None:
    sold = QUARTER.trade(Side.SELL, Alpha(123_456, NETUID))

    assert (sold.net.rao, sold.fee.rao, sold.received.rao) == (123_394, 62, 30_847)
    assert sold.paid == Alpha(123_456, NETUID)


def test_conversions_follow_unequal_weights() -> None:
    pool = Pool(NETUID, 1, Tao(1_500_000_000), Alpha(1_000_000_000, NETUID), SCALE * 9 // 10, 0)

    sold = pool.trade(Side.SELL, Alpha(10_000_000_000, NETUID), drop_fees=True)

    # 1.5e9 · (1 − (1/11)^(0.1/0.9)): the case of the pallet's test_convert_deltas, a million times as large.
    assert sold.received.rao == 350_838_782


# pallets/subtensor staking.rs, test_max_amount_add_dynamic and test_max_amount_remove_dynamic.
@pytest.mark.parametrize(
    ("tao", "alpha_in", "limit", "largest"),
    [
        (10**6, 10**6, 4 * 10**9, 1_000_503),
        (10**6, 10**6, 9 * 10**9, 2_001_007),
        (10**6, 10**6, 16 * 10**9, 3_001_511),
        (150 * 10**9, 100 * 10**9, 1_500_000_001, 49),
        (150 * 10**9, 100 * 10**9, 24 * 10**9, 450_226_710_634),
    ],
)
def test_the_largest_buy_is_that_of_the_pallets_tests(tao: int, alpha_in: int, limit: int, largest: int) -> None:
    assert a_pool_of_rao(tao, alpha_in).largest(Side.BUY, Price(limit)) == Tao(largest)


@pytest.mark.parametrize(("limit", "largest"), [(1_999_999_999, 24), (1_999_999_990, 250)])
def test_the_largest_sale_is_that_of_the_pallets_tests(limit: int, largest: int) -> None:
    assert a_pool_of_rao(200 * 10**9, 100 * 10**9).largest(Side.SELL, Price(limit)) == Alpha(largest, NETUID)


def test_the_largest_trades_off_equal_weights() -> None:
    assert a_pool().largest(Side.BUY, Price(35_721_518)) == Tao(510_127_848_151)
    assert a_pool().largest(Side.SELL, Price(34_320_675)) == Alpha(14_858_425_303_678, NETUID)


def test_an_order_beyond_the_limit_fills_in_part_and_pays_its_fee_on_that_part() -> None:
    pool = a_pool_of_rao(150 * 10**9, 100 * 10**9)

    bought = pool.trade(Side.BUY, Tao(900 * 10**9), Price(24 * 10**9))

    assert bought.paid == pool.largest(Side.BUY, Price(24 * 10**9)) == Tao(450_226_710_634)
    assert bought.received == alpha("75")
    assert pool.after(bought).price == Price(24 * 10**9)


def test_the_worked_example_of_an_unequal_pool() -> None:
    pool = a_pool()

    assert pool.simulate(Side.BUY, Tao.parse("100")) == Simulation(
        tao_amount=99_949_645_228, tao_fee=50_354_772, alpha_amount=2_848_427_154_868, alpha_slippage=6_994_533_148
    )
    assert pool.simulate(Side.SELL, alpha("3000")) == Simulation(
        alpha_amount=2_998_489_356_833, alpha_fee=1_510_643_167, tao_amount=104_795_594_008, tao_slippage=267_697_084
    )


def test_the_answers_of_mainnet_come_out_to_the_rao() -> None:
    # Netuid 92 at block 9,240,388 (spec 475). The alpha reserve is inferred: an end of 375 to 377 fits all answers.
    pool = Pool(92, 1, Tao(587_199_047_950), Alpha(435_539_509_978_376, 92), 499_999_964_641_764_870, 33)

    assert pool.price == Price(1_348_210)
    assert pool.simulate(Side.BUY, Tao.parse("10")) == Simulation(
        tao_amount=9_994_964_523, tao_fee=5_035_477, alpha_amount=7_289_425_629_146, alpha_slippage=127_811_335_036
    )
    assert pool.simulate(Side.BUY, Tao.parse("100")) == Simulation(
        tao_amount=99_949_645_228,
        tao_fee=50_354_772,
        alpha_amount=63_351_665_005_924,
        alpha_slippage=10_820_704_635_900,
    )
    assert pool.simulate(Side.SELL, alpha("1000", 92)).tao_amount == 1_344_446_749


def test_a_limit_at_the_price_is_exceeded_in_both_directions() -> None:
    with pytest.raises(PriceLimitExceeded, match="at or beyond"):
        QUARTER.trade(Side.BUY, Tao(10**6), QUARTER.price)
    with pytest.raises(PriceLimitExceeded):
        QUARTER.trade(Side.SELL, Alpha(10**6, NETUID), QUARTER.price)
    with pytest.raises(PriceLimitExceeded):
        QUARTER.largest(Side.BUY, Price(200_000_000))
    with pytest.raises(PriceLimitExceeded):
        QUARTER.largest(Side.SELL, Price(300_000_000))


def test_a_limit_of_zero_is_a_limit_and_not_a_missing_one() -> None:
    with pytest.raises(PriceLimitExceeded):
        QUARTER.trade(Side.BUY, Tao(10**6), Price(0))
    assert QUARTER.trade(Side.SELL, alpha("4"), Price(0)) == QUARTER.trade(Side.SELL, alpha("4"))


def test_more_than_a_thousand_times_the_reserve_is_refused_net_of_the_fee() -> None:
    pool = a_pool_of_rao(10**6, 10**6, fee_rate=0)

    assert pool.trade(Side.BUY, Tao(10**9)).received
    with pytest.raises(SwapInputTooLarge):
        pool.trade(Side.BUY, Tao(10**9 + 1))
    with pytest.raises(SwapInputTooLarge):
        pool.trade(Side.SELL, Alpha(10**9 + 1, NETUID))
    assert QUARTER.trade(Side.BUY, Tao(10**12 + 1)).received


def test_a_far_limit_stops_where_the_chain_can_no_longer_count_the_growth() -> None:
    pool = a_pool_of_rao(10**6, 10**6, fee_rate=0)

    bought = pool.trade(Side.BUY, Tao(10**9))

    # The growth of the reserve is a u64 of 10**-18: at most 18.446 fold, though the price could go on to a million.
    assert bought.net == Tao(17_446_744)
    assert pool.after(bought).price < Price(10**12)


def test_more_than_the_chain_can_count_is_refused() -> None:
    with pytest.raises(SwapInputTooLarge):
        a_pool().trade(Side.BUY, Tao(LARGEST_RAO + 1))
    with pytest.raises(SwapInputTooLarge):
        a_root_pool().trade(Side.SELL, Alpha(LARGEST_RAO + 1, 0))


def test_a_negative_amount_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="no amount"):
        QUARTER.trade(Side.BUY, Tao(-1))


def test_staking_extrinsics_refuse_a_gross_amount_over_a_thousand_reserves() -> None:
    pool = a_pool_of_rao(10**6, 10**6)

    pool.refuse_oversized(Tao(10**9))
    with pytest.raises(InsufficientLiquidity):
        pool.refuse_oversized(Tao(10**9 + 1))
    with pytest.raises(InsufficientLiquidity):
        pool.refuse_oversized(Alpha(10**9 + 1, NETUID))
    a_root_pool().refuse_oversized(Tao(LARGEST_RAO))


def test_a_paying_side_below_the_minimum_reserve_is_refused() -> None:
    with pytest.raises(ReservesTooLow):
        a_pool_of_rao(10**9, 999_999).trade(Side.BUY, Tao(1000))
    with pytest.raises(ReservesTooLow):
        a_pool_of_rao(999_999, 10**9).trade(Side.SELL, Alpha(1000, NETUID))
    assert a_pool_of_rao(10**9, 10**6).trade(Side.BUY, Tao(10**6)).received


def test_an_order_that_would_bring_nothing_is_refused() -> None:
    with pytest.raises(ReservesTooLow):
        a_pool("1", "100000").trade(Side.SELL, Alpha(10, NETUID))


def test_an_order_of_nothing_brings_nothing() -> None:
    bought = QUARTER.trade(Side.BUY, Tao(0))

    assert (bought.net, bought.fee, bought.received) == (Tao(0), Tao(0), Alpha(0, NETUID))


@pytest.mark.parametrize("refusal", PoolRefusal.__subclasses__())
def test_each_refusal_is_a_sentence(refusal: type[PoolRefusal]) -> None:
    assert str(refusal()).endswith(".")


def test_a_simulation_of_what_the_chain_refuses_is_all_zeros() -> None:
    assert a_pool_of_rao(10**6, 10**6).simulate(Side.BUY, Tao(10**12)).is_refusal
    assert a_pool_of_rao(10**9, 10**5).simulate(Side.BUY, Tao(10**6)) == Simulation()
    assert not QUARTER.simulate(Side.BUY, Tao(10**6)).is_refusal


def test_a_simulated_sale_stops_silently_at_the_lowest_price() -> None:
    pool = a_pool("1000", "1000000000", weight=SCALE // 2)

    simulated = pool.simulate(Side.SELL, Alpha(10 * pool.alpha_in.rao, NETUID))

    assert pool.price == Price(999)
    assert simulated.is_refusal
    higher = a_pool("2000", "1000000000", weight=SCALE // 2).simulate(Side.SELL, alpha("1000000000"))
    assert 0 < higher.alpha_amount + higher.alpha_fee < alpha("1000000000").rao


def test_a_value_at_spot_that_the_chain_cannot_count_has_no_slippage_there() -> None:
    pool = a_pool("1000000", "20000000", weight=SCALE * 99 // 100)
    tao = Tao(10**9 * 10**9)

    assert pool.at_spot(Side.BUY, tao).rao > LARGEST_RAO
    assert pool.simulate(Side.BUY, tao).alpha_slippage == 0


def test_dropped_fees_are_not_taken() -> None:
    assert QUARTER.trade(Side.BUY, Tao(10**9), drop_fees=True).fee == Tao(0)
    assert QUARTER.trade(Side.BUY, Tao(10**9), drop_fees=True).net == Tao(10**9)
    assert QUARTER.trade(Side.SELL, alpha("1"), drop_fees=True).fee == Alpha(0, NETUID)
    assert QUARTER.trade(Side.BUY, Tao(10**12), Price(10**9), drop_fees=True).fee == Tao(0)


def test_alpha_of_another_subnet_does_not_trade_here() -> None:
    with pytest.raises(TypeError, match="subnet 8"):
        QUARTER.trade(Side.SELL, Alpha(10**6, NETUID + 1))
    with pytest.raises(TypeError, match="subnet 8"):
        QUARTER.injected(Tao(1), Alpha(1, NETUID + 1))


def test_a_purchase_leaves_its_fee_outside_the_pool() -> None:
    bought = QUARTER.trade(Side.BUY, Tao(10**9))

    after = QUARTER.after(bought)

    assert after.tao_in == QUARTER.tao_in + bought.net
    assert after.alpha_in == QUARTER.alpha_in - bought.received
    assert after.quote_weight == QUARTER.quote_weight


def test_a_sale_is_followed_by_the_authors_sale_of_the_fee() -> None:
    pool = a_pool()
    sold = pool.trade(Side.SELL, alpha("3000"))

    after = pool.after(sold)

    without = Pool(NETUID, 1, pool.tao_in - sold.received, pool.alpha_in + sold.net, pool.quote_weight, 0)
    author = without.trade(Side.SELL, sold.fee)
    assert after.alpha_in == pool.alpha_in + sold.paid
    assert after.tao_in == pool.tao_in - sold.received - author.received
    assert author.received
    assert after.price < without.price < pool.price


def test_a_sale_fails_where_the_author_cannot_sell_the_fee() -> None:
    pool = a_pool("1", "100000")
    sold = pool.trade(Side.SELL, Alpha(10**6, NETUID))

    assert sold.received
    with pytest.raises(ReservesTooLow):
        pool.after(sold)


def test_an_injection_keeps_the_price_and_moves_the_weight() -> None:
    pool = a_pool_of_rao(10**12, 4 * 10**12)

    after = pool.injected(Tao(10**12), Alpha(10**12, NETUID))

    # pallets/swap tests.rs, test_adjust_protocol_liquidity: the drift is below a 10^12th.
    assert after.quote_weight == 615_384_615_384_615_384
    assert after.price == pool.price
    assert (after.tao_in, after.alpha_in) == (Tao(2 * 10**12), Alpha(5 * 10**12, NETUID))
    reweighted = pool.reweighted(Tao(10**12), Alpha(10**12, NETUID))
    assert reweighted.quote_weight == after.quote_weight
    assert (reweighted.tao_in, reweighted.alpha_in) == (pool.tao_in, pool.alpha_in)


def test_an_injection_that_would_leave_the_range_of_weights_is_refused() -> None:
    with pytest.raises(ReservesOutOfBalance):
        a_pool("1", "1").injected(Tao.parse("1000"), Alpha(0, NETUID))
    with pytest.raises(ReservesOutOfBalance):
        a_pool("1", "1").injected(Tao(0), alpha("1000"))


def test_injecting_into_an_empty_pool_begins_at_equal_weights() -> None:
    assert a_pool_of_rao(0, 0).injected(Tao(0), Alpha(0, NETUID)).quote_weight == SCALE // 2


def test_root_exchanges_one_for_one_without_a_fee() -> None:
    root = a_root_pool()
    bought = root.trade(Side.BUY, Tao(123_456_789))
    sold = root.trade(Side.SELL, Alpha(123_456_789, 0))

    assert root.price == Price(10**9)
    assert (bought.net, bought.fee, bought.received) == (Tao(123_456_789), Tao(0), Alpha(123_456_789, 0))
    assert (sold.net, sold.fee, sold.received) == (Alpha(123_456_789, 0), Alpha(0, 0), Tao(123_456_789))
    assert root.after(bought).tao_in == root.tao_in + bought.net
    assert root.after(sold).tao_in == root.tao_in - sold.received


def test_on_root_a_limit_is_open_or_shut() -> None:
    root = a_root_pool()

    assert root.largest(Side.BUY, Price(10**9)) == Tao(LARGEST_RAO)
    assert root.largest(Side.BUY, Price(10**9 - 1)) == Tao(0)
    assert root.largest(Side.SELL, Price(10**9)) == Alpha(LARGEST_RAO, 0)
    assert root.largest(Side.SELL, Price(10**9 + 1)) == Alpha(0, 0)
    with pytest.raises(PriceLimitExceeded):
        root.trade(Side.BUY, Tao(1), Price(10**9 - 1))
    with pytest.raises(PriceLimitExceeded):
        root.trade(Side.SELL, Alpha(1, 0), Price(10**9 + 1))


def test_a_subnet_of_the_stable_mechanism_is_as_root() -> None:
    stable = Pool(NETUID, 0, Tao(10**12), Alpha(10**15, NETUID), SCALE // 2, 33)

    assert stable.is_stable
    assert stable.price == Price(10**9)
    assert stable.simulate(Side.SELL, Alpha(5, NETUID)) == Simulation(tao_amount=5, alpha_amount=5)
