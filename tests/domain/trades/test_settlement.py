"""What an order paid, received and cost, from the events of its block."""

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.trades.chain_events import ChainEvent
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.settlement import Filled, RestSold, Settlement, settlement_of
from tests.domain.trades.example_events import HOTKEY, SUCCESS, claimed, paid_fee, paid_fee_in_alpha, staked, unstaked

ME, ELSE = "5Me", "5Else"
FEE = paid_fee(ME, 77)
FEE_IN_ALPHA = paid_fee_in_alpha(ME, 31_000, 20)


def settled(*events: ChainEvent) -> Settlement:
    return settlement_of(events, ME, [7])


def test_a_stake_pays_the_tao_of_its_event_with_the_fee_in_it() -> None:
    told = settled(staked(ME, 1000, 400, 5), FEE, SUCCESS)
    assert told.filled == Filled(Tao(1000), Alpha(400, 7), Tao(5))
    assert told.network_fee == Tao(77)


def test_an_unstake_pays_the_alpha_of_its_event_and_the_fee_besides() -> None:
    assert settled(unstaked(ME, 1000, 400, 5), FEE, SUCCESS).filled == Filled(Alpha(405, 7), Tao(1000), Alpha(5, 7))


def test_before_the_weights_an_unstakes_event_names_the_alpha_with_the_fee_in_it() -> None:
    told = settlement_of((unstaked(ME, 1000, 405, 5), FEE, SUCCESS), ME, [7], removal_has_fee=True)
    assert told.filled == Filled(Alpha(405, 7), Tao(1000), Alpha(5, 7))


def test_several_events_of_the_owner_are_summed_and_those_of_others_are_not() -> None:
    told = settled(staked(ME, 10, 4, 1), staked(ME, 20, 8, 2), staked(ELSE, 99, 99, 99), SUCCESS)
    assert told.filled == Filled(Tao(30), Alpha(12, 7), Tao(3))


def test_the_sale_of_a_rest_too_small_to_stay_is_a_second_sale() -> None:
    told = settled(unstaked(ME, 1000, 400, 5), unstaked(ME, 30, 11, 1), FEE, SUCCESS)
    rest = RestSold(Alpha(12, 7), Tao(30), Alpha(1, 7))
    assert told.filled == Filled(Alpha(405, 7), Tao(1000), Alpha(5, 7), rest)
    assert told.network_fee == Tao(77)


def test_a_fee_in_alpha_a_sale_and_the_sale_of_the_rest_are_told_apart() -> None:
    sales = (unstaked(ME, 20, 31_000, 0), unstaked(ME, 1000, 400, 5), unstaked(ME, 30, 11, 1))
    told = settled(*sales, FEE_IN_ALPHA, SUCCESS)
    assert told.filled is not None
    assert (told.filled.paid, told.fee_in_alpha) == (Alpha(405, 7), Alpha(31_000, 7))
    assert told.filled.rest == RestSold(Alpha(12, 7), Tao(30), Alpha(1, 7))


def test_a_sale_alone_leaves_no_rest_that_was_sold() -> None:
    told = settled(unstaked(ME, 1000, 400, 5), FEE, SUCCESS)
    assert told.filled is not None
    assert (told.filled.rest, told.fee_in_alpha) == (None, None)


def test_a_sale_with_another_hotkey_is_no_rest_of_this_one() -> None:
    other = unstaked(ME, 30, 11, 1, hotkey="5Other")
    told = settled(unstaked(ME, 1000, 400, 5), other, FEE, SUCCESS)
    assert told.filled is not None
    assert (told.filled.received, told.filled.rest) == (Tao(1030), None)


def test_events_of_another_subnet_do_not_count() -> None:
    assert settled(staked(ME, 10, 4, 1, netuid=8), SUCCESS).filled is None


def test_a_fee_taken_in_alpha_is_told_in_both_units() -> None:
    told = settled(unstaked(ME, 20, 31_000, 0), unstaked(ME, 1000, 400, 5), FEE_IN_ALPHA, SUCCESS)
    assert (told.network_fee, told.fee_in_alpha) == (Tao(20), Alpha(31_000, 7))


def test_alpha_that_was_sold_for_the_fee_is_no_part_of_the_fill() -> None:
    told = settled(unstaked(ME, 20, 31_000, 0), unstaked(ME, 1000, 400, 5), FEE_IN_ALPHA, SUCCESS)
    assert told.filled == Filled(Alpha(405, 7), Tao(1000), Alpha(5, 7))


def test_a_sale_that_equals_the_fees_is_counted_where_the_fee_was_another_one() -> None:
    told = settled(unstaked(ME, 20, 31_000, 0), unstaked(ME, 20, 31_000, 0), FEE_IN_ALPHA, SUCCESS)
    assert told.filled == Filled(Alpha(31_000, 7), Tao(20), Alpha(0, 7))


@pytest.mark.parametrize(
    "odd",
    [
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, 1, 2, 7)),
        ChainEvent("SubtensorModule", "StakeAdded", (ME,), ("coldkey",)),
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, "1", 2, 7, 3)),
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, True, 2, 7, 3)),
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, -1, 2, 7, 3)),
        ChainEvent("SubtensorModule", "StakeAdded"),
    ],
)
def test_amounts_in_an_unknown_form_leave_the_fee_known(odd: ChainEvent) -> None:
    told = settled(odd, FEE, SUCCESS)
    assert (told.filled, told.flows, told.is_readable) == (None, (), False)
    assert told.network_fee == Tao(77)


def test_a_fee_in_an_unknown_form_leaves_the_amounts_open() -> None:
    odd = ChainEvent("TransactionPayment", "TransactionFeePaid", (77,), ("fee",))
    # The fee may have been one of the sales.
    told = settled(unstaked(ME, 1000, 400, 5), odd, SUCCESS)
    assert (told.filled, told.network_fee, told.is_readable) == (None, None, False)


def test_what_was_signed_by_another_account_is_charged_to_it() -> None:
    told = settled(staked(ME, 1000, 400, 5), paid_fee(ELSE, 77), SUCCESS)
    assert [(flow.account, flow.amount) for flow in told.flows] == [
        (ELSE, Tao(-77)),
        (ME, Tao(-1000)),
        (ME, Alpha(400, 7)),
    ]
    assert told.network_fee == Tao(77)


def test_a_move_within_a_subnet_brings_what_it_takes_and_costs_the_network_fee_alone() -> None:
    told = settled(unstaked(ME, 1000, 400, 0), staked(ME, 1000, 400, 0), FEE, SUCCESS)
    assert told.filled == Filled(Alpha(400, 7), Alpha(400, 7), None)
    assert told.flows == (Flow(ME, Tao(-77)),)


def test_a_lock_fills_with_what_was_locked_and_changes_no_stake() -> None:
    names = ("coldkey", "hotkey", "netuid", "amount")
    locked = ChainEvent("SubtensorModule", "StakeLocked", (ME, HOTKEY, 7, 50), names)
    told = settled(locked, FEE, SUCCESS)
    assert told.filled == Filled(Alpha(50, 7), Alpha(50, 7), None)
    assert told.flows == (Flow(ME, Tao(-77)),)


def test_a_lock_of_another_account_or_on_another_subnet_is_no_fill() -> None:
    names = ("coldkey", "hotkey", "netuid", "amount")
    locks = [
        ChainEvent("SubtensorModule", "StakeLocked", (who, HOTKEY, at, 50), names) for who, at in ((ELSE, 7), (ME, 8))
    ]
    assert settled(*locks, FEE, SUCCESS).filled is None


def test_a_claim_brings_root_stake_and_pays_nothing() -> None:
    told = settlement_of((claimed(ME, 1200), FEE, SUCCESS), ME, [0])
    assert told.filled == Filled(Tao(0), Alpha(1200, 0), None)
    assert set(told.flows) == {Flow(ME, Alpha(1200, 0)), Flow(ME, Tao(-77))}


def test_a_claim_of_another_account_is_no_fill_of_this_order() -> None:
    assert settlement_of((claimed(HOTKEY, 1200), FEE, SUCCESS), ME, [0]).filled is None


def test_a_claim_whose_amount_is_not_told_is_not_taken_for_nothing() -> None:
    """Runtimes up to spec 439 name the coldkey only."""
    told = settlement_of((ChainEvent("SubtensorModule", "RootClaimed", (ME,), ("coldkey",)), FEE, SUCCESS), ME, [0])
    assert (told.filled, told.network_fee, told.is_readable) == (None, Tao(77), False)
