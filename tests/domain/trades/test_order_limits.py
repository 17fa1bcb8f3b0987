"""What fills within another tolerance is told without a new quote, and is what a new quote would say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.operations.account_intents import Pay
from dtao_tui.domain.operations.swap_intents import ExitSubnet, SwapStake
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import SingleIntent, Stake, Unstake
from dtao_tui.domain.trades.operations import SoldPosition
from dtao_tui.domain.trades.order_limits import fills_within
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.domain.builders import a_pool, a_root_pool

HERE, THERE = 7, 9
WEIGHTS = st.sampled_from([5 * 10**17, 468 * 10**15, 421 * 10**15])


def an_order(kind: str, rao: int) -> SingleIntent:
    sold = tuple(SoldPosition(f"5Hot{at}", Alpha(rao // (at + 2) + 1, HERE)) for at in range(3))
    return {
        "stake": Stake(HERE, "", Tao(rao)),
        "unstake": Unstake(HERE, "", Alpha(rao, HERE)),
        "exit": ExitSubnet(HERE, sold),
        "swap": SwapStake(HERE, "", "", Alpha(rao, HERE), THERE),
        "from root": SwapStake(ROOT, "", "", Alpha(rao, ROOT), THERE),
        "to root": SwapStake(HERE, "", "", Alpha(rao, HERE), ROOT),
    }[kind]


def pools(weight: int, other: int) -> dict[int, Pool]:
    there = a_pool("30000", "1200000", weight=other, netuid=THERE)
    return {HERE: a_pool(weight=weight, netuid=HERE), THERE: there, ROOT: a_root_pool()}


@pytest.mark.parametrize("kind", ["stake", "unstake", "exit", "swap", "from root", "to root"])
@given(rao=st.integers(10**8, 10**14), parts=st.integers(1, 500_000), weight=WEIGHTS, other=WEIGHTS)
@settings(max_examples=40, deadline=None)
def test_it_says_what_a_new_quote_says(kind: str, rao: int, parts: int, weight: int, other: int) -> None:
    met, order, tolerance = pools(weight, other), an_order(kind, rao), Tolerance(parts)
    quoted = quote(order, met, Tolerance(), 1)
    assert fills_within(quoted, met, tolerance) is quote(order, met, tolerance, 1).fills


def test_what_passes_no_pool_fills_always() -> None:
    quoted = quote(Pay(Tao(10**9), "5Somebody"), {}, Tolerance(), 1)
    assert fills_within(quoted, {}, Tolerance(1))
