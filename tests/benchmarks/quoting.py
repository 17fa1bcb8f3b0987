"""What a keystroke, a ladder and a portfolio cost."""

import itertools
from collections.abc import Iterator, Mapping

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.swap_intents import SwapStake
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.ticket.ways_out import ways_out
from tests.benchmarks.report import Measured, milliseconds
from tests.quoting import quoted


def measured(snapshot: Snapshot) -> Iterator[Measured]:
    """Quotes of ever new sizes on one pool, as typing asks for them."""
    pool = snapshot.subnets[3].pool
    sizes = itertools.count(1_000_000_000, 7_777_777)
    quoted(pool, Tao(10**9), Tolerance(), 1)
    keystrokes = milliseconds(lambda: quoted(pool, Tao(next(sizes)), Tolerance(), 1), 200)
    yield Measured("a quote, the next keystroke", keystrokes, "ms", 5)
    large = itertools.count(pool.tao_in.rao // 20, 77_777_777)
    stuck = milliseconds(lambda: _no_fill(pool, Tao(next(large))), 100)
    yield Measured("an order that does not fill, with its ways out", stuck, "ms", 5)
    both = {netuid: snapshot.subnets[netuid].pool for netuid in (3, 9)}
    most = quote(_a_swap(10**9), both, Tolerance(), 1).largest
    larger = itertools.count(2 * most.rao if most else 10**12, 77_777_777)
    stuck = milliseconds(lambda: _no_swap(both, next(larger)), 50)
    yield Measured("a swap that does not fill, with its ways out", stuck, "ms", 5)
    pools = iter([subnet.pool for subnet in snapshot.subnets.values() if subnet.has_pool][:40])
    yield Measured("an impact ladder, once a block", milliseconds(lambda: _ladder(next(pools)), 40), "ms", 1)


def _no_fill(pool: Pool, stake: Tao) -> object:
    return ways_out(quoted(pool, stake), {pool.netuid: pool}, None)


def _a_swap(rao: int) -> SwapStake:
    return SwapStake(3, "", "", Alpha(rao, 3), 9)


def _no_swap(pools: Mapping[int, Pool], rao: int) -> object:
    return ways_out(quote(_a_swap(rao), pools, Tolerance(), 1), pools, None)


def _ladder(pool: Pool) -> object:
    depth = OrderDepth.of_stakes(pool)
    return depth and depth.rows
