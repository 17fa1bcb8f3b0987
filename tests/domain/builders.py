"""Pools and amounts for the tests of the domain; each builder shows only what matters to its test."""

from hypothesis import strategies as st

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.pool import Pool

NETUID = 7
SCALE = 10**18
LEAST_STAKE = 2_000_000
"""The chain's `DefaultMinStake` in rao."""


def a_pool(
    tao: str = "50000",
    alpha: str = "1500000",
    *,
    weight: int = 487_654_321_098_765_432,
    fee_rate: int = 33,
    netuid: int = NETUID,
) -> Pool:
    """A dynamic pool, by default one off equal weights."""
    return Pool(netuid, 1, Tao.parse(tao), Alpha.parse(alpha, netuid), weight, fee_rate)


def a_pool_of_rao(tao: int, alpha: int, *, weight: int = SCALE // 2, fee_rate: int = 33) -> Pool:
    """A dynamic pool with reserves in rao, as the pallet's own tests give them."""
    return Pool(NETUID, 1, Tao(tao), Alpha(alpha, NETUID), weight, fee_rate)


def a_root_pool() -> Pool:
    """Root: one for one."""
    return Pool(0, 0, Tao(10**15), Alpha(0, 0), SCALE // 2, 33)


def alpha(text: str, netuid: int = NETUID) -> Alpha:
    """Alpha of the subnet of these tests."""
    return Alpha.parse(text, netuid)


def a_price(text: str) -> Price:
    """A price in TAO."""
    return Price(Tao.parse(text).rao)


@st.composite
def pools(draw: st.DrawFn, fee_rates: tuple[int, ...] = (0, 33, 1000)) -> Pool:
    """Pools as they exist: 1 to 10 million TAO, at most the 21 million alpha there can be, weights from 0.3 to 0.7."""
    tao = draw(st.integers(RAO_PER_TAO, 10**7 * RAO_PER_TAO))
    price_rao = draw(st.integers(10**4, 10**10))
    alpha_rao = min(max(tao * RAO_PER_TAO // price_rao, RAO_PER_TAO), 21 * 10**15)
    weight = draw(st.one_of(st.just(SCALE // 2), st.integers(SCALE * 3 // 10, SCALE * 7 // 10)))
    return a_pool_of_rao(tao, alpha_rao, weight=weight, fee_rate=draw(st.sampled_from(fee_rates)))


def stakes_for(pool: Pool, *, least: int = 1, multiple: int = 2) -> st.SearchStrategy[Tao]:
    """TAO amounts up to a multiple of the pool's own."""
    return st.integers(least, max(least, pool.tao_in.rao * multiple)).map(Tao)


def unstakes_for(pool: Pool, *, least: int = 1, multiple: int = 2) -> st.SearchStrategy[Alpha]:
    """Alpha amounts up to a multiple of the pool's own."""
    return st.integers(least, max(least, pool.alpha_in.rao * multiple)).map(lambda rao: Alpha(rao, pool.netuid))
