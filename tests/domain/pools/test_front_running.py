"""How much a limit leaves to others."""

from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.front_running import largest, room_before
from dtao_tui.domain.pools.side import Side
from tests.fakes import a_pool


@given(st.integers(0, 2000), st.integers(0, 1000))
def test_the_largest_number_is_found_wherever_it_is(end: int, most: int) -> None:
    assert largest(lambda number: number <= end, most) == min(end, most)


@given(st.integers(1, 500), st.integers(1, 50))
def test_behind_all_the_room_the_stake_fills_and_behind_more_it_does_not(tao: int, percent: int) -> None:
    pool, stake = a_pool(tao_in="3000"), Tao(tao * 10**9)
    limit = Price(pool.price.rao * (100 + percent) // 100)
    room = room_before(pool, stake, limit, pool.tao_in)
    if not room:
        assert (
            pool.largest(Side.BUY, limit) < stake
            or pool.after(pool.trade(Side.BUY, Tao(10**6))).largest(Side.BUY, limit) < stake
        )
        return
    assert pool.after(pool.trade(Side.BUY, room)).largest(Side.BUY, limit) >= stake
    more = Tao(room.rao + 10**6)
    assert pool.after(pool.trade(Side.BUY, more)).largest(Side.BUY, limit) < stake


def test_a_stake_that_does_not_fill_alone_leaves_no_room() -> None:
    pool = a_pool(tao_in="100")
    assert not room_before(pool, Tao.parse("50"), Price(pool.price.rao * 101 // 100), pool.tao_in)
