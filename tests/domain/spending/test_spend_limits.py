"""Limits: the stricter of two, what raises one, and when the password is typed where nobody has said so."""

from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.spending.spend_limits import NEVER, SpendLimits, default_reauth_above

limits = st.none() | st.builds(Tao, st.integers(0, 2**64 - 1))
all_limits = st.builds(SpendLimits, limits, limits, limits)


@given(all_limits, all_limits)
def test_the_stricter_of_two_is_looser_than_neither(one: SpendLimits, other: SpendLimits) -> None:
    both = one.stricter(other)
    assert both == other.stricter(one)
    assert not both.is_looser_than(one, None)
    assert not both.is_looser_than(other, None)


@given(all_limits, all_limits)
def test_limits_are_looser_exactly_where_one_of_them_is_higher_or_gone(one: SpendLimits, other: SpendLimits) -> None:
    pairs = ((one.order, other.order), (one.day, other.day), (one.reauth_above, other.reauth_above))
    endless = Tao(2**64 - 1)
    looser = any((mine or _none(mine, endless)) > (theirs or _none(theirs, endless)) for mine, theirs in pairs)
    assert one.is_looser_than(other, None) == looser


def _none(limit: Tao | None, endless: Tao) -> Tao:
    return endless if limit is None else limit


def test_removing_a_limit_is_looser_and_setting_one_is_not() -> None:
    none, some = SpendLimits(), SpendLimits(day=Tao(5))
    assert none.is_looser_than(some, None)
    assert not some.is_looser_than(none, None)


def test_the_networks_own_size_counts_where_none_is_set() -> None:
    default = Tao.parse("1")
    assert SpendLimits(reauth_above=NEVER).is_looser_than(SpendLimits(), default)
    assert not SpendLimits(reauth_above=Tao(0)).is_looser_than(SpendLimits(), default)
    assert not SpendLimits(reauth_above=NEVER).is_looser_than(SpendLimits(), None)


def test_on_mainnet_the_password_is_typed_above_one_tao_or_a_tenth_of_what_is_there() -> None:
    assert default_reauth_above(is_mainnet=True, has=Tao.parse("1000")) == Tao.parse("1")
    assert default_reauth_above(is_mainnet=True, has=Tao.parse("4")) == Tao.parse("0.4")
    assert default_reauth_above(is_mainnet=True, has=None) == Tao(0)
    assert default_reauth_above(is_mainnet=False, has=Tao.parse("4")) is None
