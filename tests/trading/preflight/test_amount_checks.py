"""The size of an order: the chain's minimum, whether it fills, and what it takes of a pool and of all that is owned."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.order_limits import fills_whole
from dtao_tui.domain.trades.tolerance import Tolerance, limit_for
from dtao_tui.trading.preflight.amount_checks import tolerance_needed
from tests.domain.builders import pools, stakes_for, unstakes_for
from tests.fakes import a_holding, a_pool, a_stake
from tests.quoting import quoted
from tests.trading.preflight.checking import around, block, checked, found, move, outcome, stake, subnet, swap, unstake


def test_the_minimum_is_told_beside_what_is_paid() -> None:
    assert outcome(found("least_stake", stake("10"))) == ("✓", "minimum", "10.000 τ, least 0.002 τ")
    assert outcome(found("least_stake", stake("0.001"))) == ("✗", "minimum", "0.001 τ, least 0.002 τ")


def test_the_minimum_of_a_sale_is_what_it_brings_unless_all_is_sold() -> None:
    assert outcome(found("least_unstake", unstake("10"))) == ("✓", "minimum", "0.219 τ, least 0.002 τ")
    assert outcome(found("least_unstake", unstake("0.01"))) == ("✗", "minimum", "0.000 219 889 τ, least 0.002 τ")
    assert outcome(found("least_unstake", unstake("100"))) == ("✓", "minimum", "2.198 τ, least none for all of it")


def test_the_minimum_of_a_move_is_what_it_is_worth() -> None:
    assert outcome(found("least_move", move("10"))) == ("✓", "minimum", "worth 0.220 τ, least 0.000 1 τ")
    assert outcome(found("least_move", move("0.001"))) == ("✗", "minimum", "worth 0.000 022 τ, least 0.000 1 τ")


def test_the_tolerance_that_is_needed_stands_beside_the_one_that_is_given() -> None:
    assert outcome(found("limit", stake("10"))) == ("✓", "fills", "needs 0.10 %, has 2 %")
    assert outcome(found("limit", stake("10"), tolerance="0.09")) == (
        "✗",
        "fills",
        "needs a tolerance of 0.10 %, has 0.09 %",
    )
    assert outcome(found("limit", stake("10"), tolerance="0.1")) == ("✓", "fills", "needs 0.10 %, has 0.1 %")


def test_where_it_does_not_fill_the_tolerance_that_is_enough_is_named_if_one_is() -> None:
    assert found("limit", stake("10"), tolerance="0.09").sentence.endswith("fill; pay less, or allow 0.10 %.")
    assert found("limit", stake("99999")).sentence.endswith("fill; pay less.")


def test_of_a_swap_the_impact_of_both_pools_stands_beside_the_tolerance() -> None:
    rich = around(holdings=a_holding(stakes=[a_stake(3, "99200")]))
    assert outcome(found("limit", swap("100"), rich)) == ("✓", "fills", "impact 0.02 %, has 2 %")
    mark, _, fact = outcome(found("limit", swap("99200"), rich))
    assert mark == "✗"
    assert fact.endswith(" %, has 2 %")


def test_where_a_part_is_enough_what_fills_now_is_noted() -> None:
    large = replace(stake("900"), allow_partial=True)
    check = found("limit", large)
    mark, caption, fact = outcome(check)
    assert (mark, caption) == ("!", "fills")
    assert fact.endswith(" τ of 900.000 τ now")
    assert check.sentence.startswith("It fills what it can up to the limit, any part of it and at least 0;")
    assert "stays free" in check.sentence
    small = found("limit", replace(unstake("10"), allow_partial=True))
    assert outcome(small) == ("!", "fills", "all of it now, perhaps a part")
    assert "stays staked" in small.sentence


def test_the_minimum_and_what_stays_are_of_the_part_that_fills() -> None:
    large = replace(stake("900"), allow_partial=True)
    fills = outcome(found("limit", large))[2].split(" ")[0]
    assert outcome(found("least_stake", large))[2] == f"{fills} τ, least 0.002 τ"
    left = Decimal(outcome(found("stays", large))[2].split(" ")[0])
    assert Decimal("999.998") - left - Decimal(fills) < Decimal("0.01")


def test_on_root_every_size_fills() -> None:
    assert outcome(found("limit", replace(stake("10"), netuid=0))) == ("✓", "fills", "one to one, at any size")


@given(st.data(), pools(fee_rates=(0, 33)), st.sampled_from((Side.BUY, Side.SELL)))
def test_an_order_fills_within_what_it_is_said_to_need_and_not_within_much_less(
    data: st.DataObject, pool: Pool, side: Side
) -> None:
    # Coarser prices cannot carry a limit to a hundredth of a per cent.
    assume(pool.price.rao > 10**6)
    sizes = stakes_for(pool, least=10**9) if side is Side.BUY else unstakes_for(pool, least=10**9)
    paid: Tao | Alpha = data.draw(sizes)
    try:
        (leg,) = quoted(pool, paid).legs
    except PoolRefusal:
        return
    needed = tolerance_needed(leg, pool)
    assume(needed is not None and Decimal("0.05") < needed < 50)
    assert needed is not None

    def fills(percent: Decimal) -> bool:
        return fills_whole(pool, side, paid, limit_for(pool, side, Tolerance.parse(f"{percent:f}")))

    assert fills(needed)
    assert not fills(needed - Decimal("0.02"))


def test_the_part_of_the_pool_is_noted_from_a_tenth_on() -> None:
    rich = around(holdings=a_holding(free="100000"))
    assert outcome(found("pool_part", stake("100"), rich)) == ("✓", "of the pool", "takes 0.50 % of its γ")
    assert outcome(found("pool_part", stake("5000"), rich)) == ("!", "of the pool", "takes 19.99 % of its γ")
    assert outcome(found("pool_part", unstake("10"), rich)) == ("✓", "of the pool", "takes <0.01 % of its τ")
    assert checked("pool_part", replace(stake("10"), netuid=0)) is None
    assert checked("pool_part", move("10")) is None


def test_of_two_pools_the_part_that_is_larger_is_told() -> None:
    shallow = subnet(9, pool=a_pool(9, "0.0216", "20"))
    check = found("pool_part", swap("100"), around(block(shallow)))
    assert outcome(check)[2].startswith("takes 9.")
    assert outcome(check)[2].endswith("of its ι")


def test_a_subnets_part_of_all_that_is_owned_is_told_and_noted_above_the_threshold() -> None:
    """1,000 τ are free and 100 γ at 0.022 τ are held: 2.2 τ."""
    assert outcome(found("share", stake("100"))) == ("✓", "share", "templar becomes 10 %")
    large = found("share", stake("600"))
    assert outcome(large) == ("!", "share", "templar becomes 59 %")
    assert large.sentence.startswith("Subnet 3 becomes 59 % of all that this account has, free TAO included;")
    lower = replace(around(), noted_share=Decimal(5))
    assert outcome(found("share", stake("100"), lower))[0] == "!"


def test_leaving_a_subnet_and_staking_on_root_is_no_concentration() -> None:
    all_in = around(holdings=a_holding(free="1", stakes=[a_stake(3, "10000")]))
    assert outcome(found("share", unstake("10"), all_in)) == ("✓", "share", "templar becomes 99 %")
    assert outcome(found("share", replace(stake("900"), netuid=0))) == ("✓", "share", "root becomes 90 %")
    assert outcome(found("share", swap("10"))) == ("✓", "share", "pretrain becomes <0.1 %")


def test_a_share_of_what_is_not_known_whole_is_not_told() -> None:
    gone = around(holdings=a_holding(stakes=[a_stake(77, "10")]))
    assert checked("share", stake("10"), gone) is None
    assert checked("share", stake("10"), around(holdings=None)) is None


@pytest.mark.parametrize("name", ["least_stake", "limit", "pool_part", "share"])
def test_without_a_quote_nothing_is_said_of_the_size(name: str) -> None:
    empty = subnet(3, pool=replace(a_pool(3), tao_in=Tao(0), alpha_in=Alpha(0, 3)))
    assert checked(name, stake("10"), around(block(empty))) is None
