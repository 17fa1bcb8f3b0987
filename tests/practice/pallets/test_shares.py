from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.shares import SafeFloat
from dtao_tui.practice.runtime.metadata import defaults
from dtao_tui.practice.state.storage import Storage

HOT, ANN, BEN = (bytes([n]) * 32 for n in (1, 2, 3))
AMOUNTS = st.integers(min_value=1, max_value=21 * 10**15)


def a_pool() -> Storage:
    return Storage(defaults())


def test_a_number_keeps_twenty_one_digits_and_cuts_the_rest():
    assert SafeFloat.of(5) == SafeFloat(5 * 10**20, -20)
    assert SafeFloat.of(10**21) == SafeFloat(10**21, 0)
    assert SafeFloat.of(10**20) == SafeFloat(10**21, -1)
    assert SafeFloat.of(10**21 + 19) == SafeFloat(10**20 + 1, 1).plus(SafeFloat(0, 0))
    assert SafeFloat.of(0) == shares.ZERO


@given(st.integers(min_value=1, max_value=2**256), st.integers(min_value=-40, max_value=40))
def test_every_number_is_normalized(mantissa: int, exponent: int):
    number = SafeFloat.of(mantissa, exponent)
    assert 10**20 < number.mantissa <= 10**21


def test_the_first_deposit_is_worth_itself():
    pool = a_pool()
    shares.deposit(pool, HOT, ANN, 1, 12_345)
    assert shares.stake_of(pool, HOT, ANN, 1) == 12_345
    assert shares.hotkeys_of(pool, ANN) == (HOT,)


def test_dividends_are_shared_pro_rata_and_rounded_down():
    pool = a_pool()
    shares.deposit(pool, HOT, ANN, 1, 1_000)
    shares.deposit(pool, HOT, BEN, 1, 2_000)
    shares.share_out(pool, HOT, 1, 100)
    assert shares.stake_of(pool, HOT, ANN, 1) == 1_033
    assert shares.stake_of(pool, HOT, BEN, 1) == 2_066
    assert shares.hotkey_alpha(pool, HOT, 1) == 3_100


def test_a_deposit_after_dividends_may_read_one_rao_less_as_on_the_chain():
    pool = a_pool()
    shares.deposit(pool, HOT, ANN, 1, 3)
    shares.share_out(pool, HOT, 1, 4)
    shares.deposit(pool, HOT, BEN, 1, 1)
    assert shares.stake_of(pool, HOT, BEN, 1) in (0, 1)
    assert shares.hotkey_alpha(pool, HOT, 1) == 8


def test_taking_out_more_than_there_is_does_nothing():
    pool = a_pool()
    shares.deposit(pool, HOT, ANN, 1, 1_000)
    shares.withdraw(pool, HOT, ANN, 1, 1_001)
    assert shares.stake_of(pool, HOT, ANN, 1) == 1_000


def test_the_last_withdrawal_leaves_nothing_stored():
    pool = a_pool()
    shares.deposit(pool, HOT, ANN, 1, 1_000)
    shares.withdraw(pool, HOT, ANN, 1, 1_000)
    assert not pool.has(shares.SHARE, HOT, ANN, 1)
    assert not pool.has(shares.DENOMINATOR, HOT, 1)
    assert not pool.has(shares.VALUE, HOT, 1)


def test_a_deposit_too_small_for_any_share_is_known_before():
    pool = a_pool()
    assert shares.is_precise_enough(pool, HOT, 1, 1)
    shares.deposit(pool, HOT, ANN, 1, 1_000)
    assert shares.is_precise_enough(pool, HOT, 1, 1)
    shares.withdraw(pool, HOT, ANN, 1, 1_000)
    pool.put(shares.DENOMINATOR, HOT, 1, value={"mantissa": 10**21, "exponent": -30})
    assert not shares.is_precise_enough(pool, HOT, 1, 5)


@given(st.lists(st.tuples(st.sampled_from((ANN, BEN)), AMOUNTS, AMOUNTS), min_size=1, max_size=12))
def test_nobody_can_take_out_more_than_went_in_and_at_most_a_rao_each_is_lost(steps: list[tuple[bytes, int, int]]):
    pool = a_pool()
    for who, amount, dividend in steps:
        shares.deposit(pool, HOT, who, 1, amount)
        shares.share_out(pool, HOT, 1, dividend % 1000)
        whole = shares.hotkey_alpha(pool, HOT, 1)
        held = sum(shares.stake_of(pool, HOT, each, 1) for each in (ANN, BEN))
        assert whole - 2 <= held <= whole
