"""A quote is judged as a ticket judges it, for whoever has no account."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.curve_kind import ESTIMATED, UNCONFIRMED, CurveKind
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.quote_checks import JudgedQuote, judged
from tests.fakes import a_snapshot, a_subnet
from tests.quoting import quoted

TWO = Tolerance.parse("2")


def a_stake_of(tao: str, subnet: Subnet, tolerance: Tolerance = TWO) -> JudgedQuote:
    paid = Tao.parse(tao)
    return judged(
        quoted(subnet.pool, paid, tolerance, 1), a_snapshot(subnets=[subnet]), [subnet.pool.simulate(Side.BUY, paid)]
    )


def an_unstake_of(alpha: str, subnet: Subnet) -> JudgedQuote:
    paid = Alpha.parse(alpha, subnet.netuid)
    return judged(
        quoted(subnet.pool, paid, TWO, 1), a_snapshot(subnets=[subnet]), [subnet.pool.simulate(Side.SELL, paid)]
    )


def names(order: JudgedQuote) -> list[str]:
    return [check.name for check in order.objections]


def test_nothing_stands_against_an_order_that_would_be_carried_out() -> None:
    assert names(a_stake_of("10", a_subnet(7))) == []
    assert names(an_unstake_of("100", a_subnet(7))) == []


def test_a_subnet_that_is_not_open_takes_no_stake_and_lets_everyone_leave() -> None:
    closed = a_subnet(7, is_open=False)
    order = a_stake_of("10", closed)
    assert names(order) == ["subnet"]
    assert order.objections[0].sentence == "Subnet 7 is not open for staking yet."
    assert names(an_unstake_of("100", closed)) == []


def test_less_than_the_chain_takes_is_said() -> None:
    assert names(a_stake_of("0.001", a_subnet(7))) == ["minimum"]
    assert names(an_unstake_of("0.01", a_subnet(7))) == ["minimum"]


def test_more_than_fills_within_the_tolerance_is_said() -> None:
    assert names(a_stake_of("5000", a_subnet(7))) == ["limit"]


@pytest.mark.parametrize("simulation", [Simulation(), Simulation(tao_amount=1, alpha_amount=1)])
def test_a_chain_that_says_something_else_is_an_objection(simulation: Simulation) -> None:
    subnet = a_subnet(7)
    order = judged(
        quoted(subnet.pool, Tao.parse("10"), TWO, 1), a_snapshot(subnets=[subnet]), [simulation] if simulation else []
    )
    assert names(order) == ["chain"]


@pytest.mark.parametrize(
    ("curve", "caution"), [(CurveKind.CONSTANT_PRODUCT, UNCONFIRMED), (CurveKind.ESTIMATED, ESTIMATED)]
)
def test_without_a_simulation_a_quote_carries_its_caution(curve: CurveKind, caution: str) -> None:
    subnet = a_subnet(7, curve=curve)
    order = judged(quoted(subnet.pool, Tao.parse("10"), TWO, 1), a_snapshot(subnets=[subnet]), None)
    assert (names(order), order.chain, order.caution) == ([], None, caution)


def test_root_needs_no_simulation() -> None:
    root = replace(a_subnet(0), curve=CurveKind.ONE_TO_ONE)
    order = judged(quoted(root.pool, Tao.parse("10"), TWO, 1), a_snapshot(subnets=[root]), None)
    assert (names(order), order.caution) == ([], "")
