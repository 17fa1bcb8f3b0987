"""What leaves the owner counts whole, at the highest price that is known, whatever comes back for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.accounts import SignerAddress
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.operations.account_intents import ClaimRoot, EndLock, LockStake, Pay
from dtao_tui.domain.operations.proxy_intents import AllowProxy, RemoveProxy
from dtao_tui.domain.operations.swap_intents import ExitSubnet, SoldPosition, SwapStake, TransferStake
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.spending.order_worth import NOTHING_LEAVES, UNKNOWN, OrderWorth, worth_of, worth_of_flows
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.intents import Limits, MoveStake, SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.fakes import ALICE, BOB, HOTKEY, NETWORK_FEE, OTHER_HOTKEY, a_pool
from tests.quoting import quoted

POOL = a_pool(7, "0.05")
PRICES = {7: POOL.price}


def a_move(alpha: str) -> Quote:
    return quote(MoveStake(7, HOTKEY, OTHER_HOTKEY, Alpha.parse(alpha, 7)), {7: POOL}, Tolerance(), 1, NETWORK_FEE)


def test_a_stake_counts_the_tao_that_is_paid_at_most() -> None:
    assert worth_of(quoted(POOL, Tao.parse("10")), PRICES).tao == Tao.parse("10")


def test_the_networks_fee_counts_nothing() -> None:
    assert worth_of(quoted(POOL, Tao.parse("10"), network_fee=NETWORK_FEE), {}).tao == Tao.parse("10")


def test_a_sale_counts_what_is_sold_at_the_price_before_it_and_not_what_it_brings() -> None:
    sale = quoted(POOL, Alpha.parse("20000", 7))
    worth = worth_of(sale, PRICES).tao
    assert worth is not None
    assert worth.rao == -(-(20_000 * 10**9) * sale.legs[0].price_before.rao // 10**9)
    assert worth.rao > sale.receives.rao


def test_a_sale_counts_at_its_limit_where_that_is_higher() -> None:
    sale = replace(quoted(POOL, Alpha.parse("2", 7)), limits=Limits((Price(70_000_000),)))
    assert worth_of(sale, PRICES).tao == Tao.parse("0.14")


def test_a_sale_counts_at_the_price_of_the_block_where_that_is_higher() -> None:
    assert worth_of(quoted(POOL, Alpha.parse("2", 7)), {7: Price(60_000_000)}).tao == Tao.parse("0.12")


def test_a_move_within_a_subnet_counts_nothing_and_says_why() -> None:
    worth = worth_of(a_move("100"), PRICES)
    assert (worth.tao, worth.reason, worth.is_given_away) == (Tao(0), NOTHING_LEAVES, False)


def test_what_is_given_to_another_account_counts_whole_and_is_told() -> None:
    given = (Flow("me", Alpha(-2_000_000_000, 7)), Flow("you", Alpha(2_000_000_000, 7)))
    worth = worth_of_flows(given, "me", PRICES)
    assert (worth.tao, worth.is_given_away) == (Tao(2 * POOL.price.rao), True)
    assert worth_of_flows((Flow("me", Tao(-5)),), "me", {}) == OrderWorth(Tao(5), is_given_away=True)
    assert not worth_of_flows((Flow("me", Tao(-5)), Flow("me", Alpha(9, 7))), "me", {}).is_given_away


POOLS = {7: POOL, 3: a_pool(3, "0.02", weight="0.4")}
ALL_PRICES = {netuid: pool.price for netuid, pool in POOLS.items()}


def worth(intent: SingleIntent) -> OrderWorth:
    return worth_of(quote(intent, POOLS, Tolerance(), 1, NETWORK_FEE), ALL_PRICES)


def test_a_swap_counts_the_alpha_that_is_swapped_and_gives_nothing_away() -> None:
    swap = SwapStake(7, HOTKEY, OTHER_HOTKEY, Alpha.parse("100", 7), 3)
    assert worth(swap) == OrderWorth(Tao(100 * POOL.price.rao))


@pytest.mark.parametrize("destination", [None, 3])
def test_a_transfer_of_stake_counts_whole_and_is_given_away(destination: int | None) -> None:
    transfer = TransferStake(7, HOTKEY, HOTKEY, Alpha.parse("100", 7), BOB, destination)
    assert worth(transfer) == OrderWorth(Tao(100 * POOL.price.rao), is_given_away=True)


def test_a_payment_counts_whole_and_is_given_away() -> None:
    assert worth(Pay(Tao.parse("3"), BOB)) == OrderWorth(Tao.parse("3"), is_given_away=True)


def test_an_exit_counts_all_positions_at_the_price_before_the_first_sale() -> None:
    sold = (SoldPosition(HOTKEY, Alpha.parse("100", 7)), SoldPosition(OTHER_HOTKEY, Alpha.parse("50", 7)))
    assert worth(ExitSubnet(7, sold)) == OrderWorth(Tao(150 * POOL.price.rao))


@pytest.mark.parametrize(
    "intent",
    [ClaimRoot(HOTKEY), LockStake(7, HOTKEY, Alpha.parse("5", 7)), EndLock(7, Alpha.parse("5", 7))],
    ids=lambda intent: str(intent.op),
)
def test_what_stays_with_the_account_counts_nothing(intent: SingleIntent) -> None:
    assert worth(intent) == OrderWorth(Tao(0), NOTHING_LEAVES)


def test_an_exchange_of_alpha_counts_what_goes_and_nothing_for_what_comes() -> None:
    swapped = (Flow("me", Alpha(-(10**9), 7)), Flow("me", Alpha(10**12, 8)))
    assert worth_of_flows(swapped, "me", {7: Price(3), 8: Price(5)}).tao == Tao(3)


@pytest.mark.parametrize("prices", [{}, {7: Price(0)}, {8: Price(1)}])
def test_alpha_that_leaves_at_no_known_price_has_no_known_worth(prices: dict[int, Price]) -> None:
    worth = worth_of_flows((Flow("me", Alpha(-5, 7)), Flow("me", Tao(9))), "me", prices)
    assert (worth.tao, worth.reason) == (None, UNKNOWN)


@given(st.integers(1, 10**15), st.integers(1, 10**12))
def test_a_sale_is_never_worth_less_than_it_brings_or_than_its_value_rounded_up(rao: int, price: int) -> None:
    pool = a_pool(7, str(Price(price)))
    try:
        sale = quoted(pool, Alpha(rao, 7))
    except PoolRefusal:
        return
    worth = worth_of(sale, {7: Price(price)}).tao
    assert worth is not None
    assert worth.rao >= sale.receives.rao
    assert worth.rao * 10**9 >= rao * price


def test_an_order_that_lets_another_key_trade_is_told_though_nothing_leaves() -> None:
    for intent, lets in ((AllowProxy(SignerAddress(ALICE)), True), (RemoveProxy(SignerAddress(ALICE)), False)):
        worth = worth_of(quote(intent, {}, Tolerance(), 1, NETWORK_FEE), PRICES)
        assert (worth.tao, worth.lets_trade) == (Tao(0), lets)
