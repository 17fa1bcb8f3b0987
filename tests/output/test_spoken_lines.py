"""Lines for the ear: one fact each, numbers in one piece, nothing that only an eye can read."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.output.spoken_lines import market_lines, order_lines, portfolio_lines, spoken, subnet_lines
from dtao_tui.services.account_portfolio import portfolio_of
from tests.domain.orders.example_orders import an_order, in_state
from tests.fakes import a_holding, a_snapshot, a_stake, an_account


@pytest.mark.parametrize(
    ("seen", "heard"),
    [
        ("you get        381.869 164 245 γ", "you get, 381.869164245 γ"),
        ("9,989.999 159 631 τ", "9989.999159631 TAO"),
        ("1,250,000 τ", "1250000 TAO"),
        ("block 48,213", "block 48213"),
        ("0.02 % → 3 %", "0.02 percent to 3 percent"),
        ("−0.5 τ", "minus 0.5 TAO"),
        ("price impact <0.01 %", "price impact less than 0.01 percent"),
        ("on 3, 10 and 100", "on 3, 10 and 100"),
        ("subnet 3 120.000 τ", "subnet 3 120.000 TAO"),
        ("subnet 3 100 alpha in 16 123 times", "subnet 3 100 alpha in 16 123 times"),
        ("subnets 3, 120 and 1,120", "subnets 3, 120 and 1120"),
        ("0.022 108 τ 300 blocks ago", "0.022108 TAO 300 blocks ago"),
        ("pool fee       –", "pool fee, not known"),
        ("Alpha – Beta", "Alpha – Beta"),
        ("5Grw utQY", "5Grw utQY"),
    ],
)
def test_a_line_for_the_eye_becomes_one_for_the_ear(seen: str, heard: str) -> None:
    assert spoken(seen) == heard


def test_a_market_line_tells_the_change_only_where_it_was_recorded() -> None:
    snapshot = a_snapshot()
    shown = [snapshot.subnets[3], snapshot.subnets[7]]
    past = {3: PastPrices({Span.DAY: Price(20_000_000)}), 7: NO_PAST}
    first, second, last = market_lines(snapshot, shown, past)
    assert first == "3 templar: price 0.022 TAO, up 10.00 percent in 24 hours"
    assert second == f"7 subnet7: price {shown[1].price.rao / 10**9} TAO"
    assert last == f"Block {snapshot.block} on practice, 2 subnets and root"


def test_a_subnet_tells_what_sizes_would_get_and_what_is_held() -> None:
    account = an_account()
    snapshot = a_snapshot(holdings=[a_holding(account.address, stakes=[a_stake(7, "12.5")])])
    lines = list(subnet_lines(snapshot, snapshot.subnets[7], NO_PAST, (), account))
    assert "Change in 24 hours: not recorded" in lines
    assert any(line.startswith("Staking 10 TAO gets ") for line in lines)
    assert f"{account.name} holds here: 12.5 alpha" in lines


def test_a_portfolio_tells_what_is_held_and_what_it_brings() -> None:
    account = an_account()
    snapshot = a_snapshot(holdings=[a_holding(account.address, "7.25", stakes=[a_stake(7, "12.5")])])
    lines = list(portfolio_lines(snapshot, account, portfolio_of(snapshot, account.owner)))
    assert "Free: 7.25 TAO" in lines
    assert "Subnet 7 subnet7, held: 12.5 alpha" in lines
    assert any(line.startswith("All that is staked, sold now: 0.6") for line in lines)


def test_what_is_not_known_is_never_a_zero() -> None:
    account = an_account()
    snapshot = replace(a_snapshot(holdings=[a_holding(account.address, stakes=[a_stake(9, "1")])]), holdings={})
    assert "Free: not known TAO" in list(portfolio_lines(snapshot, account, portfolio_of(snapshot, account.owner)))


def test_an_order_tells_its_end_and_what_it_brought() -> None:
    lines = list(order_lines(in_state(an_order(), OrderState.FINAL)))
    assert lines[0] == "Order stake on subnet 7: final"
    assert lines[1:] == ["Paid: 0.000000009 TAO", "Received: 0.000000008 alpha", "Network fee: 0.000000002 TAO"]
    assert (Tao(9).rao, Alpha(8, 7).rao) == (9, 8)
