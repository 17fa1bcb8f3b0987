"""What is held, what can be sold, and what stays after a sale."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.holdings import Fate, Held, Means, Rest, after_sale, held_by, least_kept
from dtao_tui.domain.market import Holdings, Snapshot, Stake, StakingRules
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance, limit_for
from tests.domain.builders import NETUID, a_pool, a_root_pool, alpha, pools

LEAST = Tao(20_000_000)
RULES = StakingRules(LEAST, root_hold_blocks=0)
FEE, DEPOSIT = Tao(1_690_000), Tao(500)
NOTHING = Alpha(0, NETUID)


def a_block(number: int = 1_000, rules: StakingRules = RULES) -> Snapshot:
    return Snapshot("practice", "0x00", number, "0x01", {}, rules=rules)


def holding(*stakes: Stake, locked: Mapping[int, Alpha] | None = None) -> Holdings:
    return Holdings("5Me", Tao.parse("10"), stakes, {} if locked is None else locked)


def with_another(amount: str, *, is_own: bool | None = False, free: str = "10") -> Means:
    held = Held(alpha(amount), alpha(amount), None, is_own)
    return Means(held, Tao.parse(free), FEE, DEPOSIT)


def sold(amount: str, means: Means, pool: Pool | None = None, rules: StakingRules = RULES) -> Rest:
    market = pool or a_pool()
    return after_sale(alpha(amount), means, market, limit_for(market, Side.SELL, Tolerance()), rules)


def test_what_a_lock_holds_is_held_of_all_stakes_on_the_subnet_together() -> None:
    account = holding(
        Stake(NETUID, "one", alpha("120")), Stake(NETUID, "two", alpha("1500")), locked={NETUID: alpha("1500")}
    )
    both = held_by(account, a_block(), NETUID)
    assert (both.amount, both.sellable, both.locked) == (alpha("1620"), alpha("120"), alpha("1500"))
    assert held_by(account, a_block(), NETUID, "one").locked == NOTHING
    assert held_by(account, a_block(), NETUID, "two").sellable == alpha("120")


def test_a_lock_larger_than_what_is_held_leaves_nothing_to_sell() -> None:
    account = holding(Stake(NETUID, "one", alpha("5")), locked={NETUID: alpha("9")})
    assert held_by(account, a_block(), NETUID).sellable == NOTHING


def test_locks_that_are_not_told_are_not_nothing() -> None:
    account = Holdings("5Me", Tao(0), (Stake(NETUID, "one", alpha("5")),))
    held = held_by(account, a_block(), NETUID)
    assert (held.sellable, held.locked, held.most) == (None, None, alpha("5"))


@pytest.mark.parametrize(("touched_at", "sellable", "until"), [(900, "12", None), (901, "12", None), (902, "0", 1_002)])
def test_root_stake_leaves_when_its_hold_is_over(touched_at: int, sellable: str, until: int | None) -> None:
    account = holding(Stake(0, "one", Alpha.parse("12", 0), touched_at=touched_at))
    held = held_by(account, a_block(1_000, StakingRules(LEAST, root_hold_blocks=100)), 0, "one")
    assert (held.sellable, held.held_until) == (Alpha.parse(sellable, 0), until)


def test_without_a_hold_root_stake_can_always_leave() -> None:
    account = holding(Stake(0, "one", Alpha.parse("12", 0), touched_at=1_000))
    assert held_by(account, a_block(), 0).held_until is None


def test_the_free_tao_pays_less_the_fee_and_the_deposit() -> None:
    assert with_another("1").spendable == Tao.parse("10") - FEE - DEPOSIT
    assert with_another("1", free="0").spendable == Tao(0)
    assert Means(Held(NOTHING, NOTHING), Tao(5), None, DEPOSIT).spendable is None


def test_a_fee_that_tao_cannot_pay_is_sold_first_and_shortens_what_can_be_sold() -> None:
    poor, pool = with_another("120", free="0"), a_pool()
    fee = pool.at_spot(Side.BUY, FEE)
    assert poor.fee_in_alpha(pool) == fee
    assert poor.most_sold(pool) == alpha("120") - fee
    assert with_another("120").fee_in_alpha(pool) == NOTHING


def test_a_fee_above_the_position_takes_all_of_it() -> None:
    assert with_another("0.001", free="0").fee_in_alpha(a_pool()) == alpha("0.001")


def test_a_small_rest_is_sold_behind_the_sale_and_its_fee() -> None:
    pool = a_pool()
    rest = sold("119.9", with_another("120"))
    behind = pool.after(pool.trade(Side.SELL, alpha("119.9")))
    assert (rest.fate, rest.amount, rest.stays) == (Fate.SOLD, alpha("0.1"), NOTHING)
    assert rest.brings == behind.trade(Side.SELL, alpha("0.1")).received
    assert rest.whole_sale == alpha("120")


def test_the_boundary_is_the_chains_own_to_the_rao() -> None:
    pool = a_pool()
    least = pool.after(pool.trade(Side.SELL, alpha("100"))).at_spot(Side.BUY, LEAST)
    for short, fate in ((1, Fate.SOLD), (0, Fate.AT_RISK)):
        held = alpha("100") + least - Alpha(short, NETUID)
        means = Means(Held(held, held, None, is_own=False), Tao.parse("10"), FEE, DEPOSIT)
        assert sold("100", means).fate is fate


def test_a_rest_with_ones_own_hotkey_stays() -> None:
    assert sold("119.9", with_another("120", is_own=True)).fate is Fate.STAYS


def test_a_chain_without_the_rule_keeps_every_rest() -> None:
    assert sold("119.9", with_another("120"), rules=StakingRules(Tao(0), 0)).fate is Fate.STAYS


def test_what_is_not_known_is_not_promised() -> None:
    assert sold("119.9", with_another("120"), rules=StakingRules(None, 0)).fate is Fate.UNKNOWN
    assert sold("119.9", with_another("120", is_own=None)).fate is Fate.UNKNOWN
    assert sold("60", with_another("120", is_own=None)).fate is Fate.STAYS


def test_a_small_rest_under_a_lock_is_lost() -> None:
    held = Held(alpha("120"), alpha("119.9"), None, is_own=False)
    rest = sold("119.9", Means(held, Tao.parse("10"), FEE, DEPOSIT))
    assert (rest.fate, rest.brings, rest.whole_sale) == (Fate.SOLD, Tao(0), None)


def test_nothing_is_safe_to_keep_without_a_price() -> None:
    assert least_kept(a_pool(), Price(0), LEAST, alpha("1")) is None


def test_root_keeps_what_is_worth_the_least_itself() -> None:
    assert least_kept(a_root_pool(), Price(10**9), LEAST, Alpha(1, 0)) == Alpha(LEAST.rao, 0)


@given(
    pool=pools(),
    held=st.integers(1, 10**13),
    part=st.integers(1, 10**6),
    tolerance=st.integers(1, 500),
    free=st.sampled_from([0, 10**10]),
)
def test_a_sale_within_its_limit_leaves_nothing_or_what_stays_or_was_told(
    pool: Pool, held: int, part: int, tolerance: int, free: int
) -> None:
    """Played against the chain's rule, at the quoted price and at the worst that the limit allows."""
    position = Alpha(held, pool.netuid)
    means = Means(Held(position, position, None, is_own=False), Tao(free), FEE, DEPOSIT)
    amount = Alpha(max(means.most_sold(pool).rao * part // 10**6, 0), pool.netuid)
    limit = limit_for(pool, Side.SELL, Tolerance.parse(f"{tolerance / 10}"))
    if not amount or not limit:
        return
    rest = after_sale(amount, means, pool, limit, RULES)
    try:
        if amount > pool.largest(Side.SELL, limit):
            return
        behind = pool.after(pool.trade(Side.SELL, amount))
    except PoolRefusal:
        return
    if not rest.needs_a_word:
        assert not rest.amount or rest.amount >= behind.at_spot(Side.BUY, LEAST)
    if rest.most_kept_sale is not None and rest.least_kept is not None:
        again = after_sale(rest.most_kept_sale, means, pool, limit, RULES)
        assert again.amount >= rest.least_kept
        assert not again.needs_a_word


@given(pool=pools(), held=st.integers(10**6, 10**13), tolerance=st.integers(1, 300))
def test_what_is_kept_stays_at_the_worst_price_within_the_limit(pool: Pool, held: int, tolerance: int) -> None:
    """The price falls before the order lands until the order just fits; the author's sale of the fee follows."""
    limit = limit_for(pool, Side.SELL, Tolerance.parse(f"{tolerance / 10}"))
    if not limit:
        return
    kept = least_kept(pool, limit, LEAST, Alpha(held, pool.netuid))
    if kept is None or kept.rao >= held:
        return
    amount = Alpha(held - kept.rao, pool.netuid)
    try:
        others = pool.largest(Side.SELL, limit) - amount
        if others.rao > 0:
            pool = pool.after(pool.trade(Side.SELL, others, drop_fees=True), sells_fee=False)
        sale = pool.trade(Side.SELL, amount, limit)
        if sale.paid < amount:
            return
        behind = pool.after(sale)
    except PoolRefusal:
        return
    assert kept >= behind.at_spot(Side.BUY, LEAST)


@given(pool=pools(), held=st.integers(1, 10**13), free=st.sampled_from([0, 10**10]))
def test_selling_max_leaves_nothing(pool: Pool, held: int, free: int) -> None:
    position = Alpha(held, pool.netuid)
    means = Means(Held(position, position, None, is_own=False), Tao(free), FEE, DEPOSIT)
    rest = after_sale(means.most_sold(pool), means, pool, Price(1), RULES)
    assert (rest.fate, rest.amount) == (Fate.NOTHING, Alpha(0, pool.netuid))
