"""What an extrinsic came to, from events alone."""

from typing import Any

import pytest

from dtao_tui.chain.submission.extrinsic_events import ChainEvent, ExtrinsicPlace, events_of, outcome_of
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_record import RestSold
from dtao_tui.ports.extrinsics import Outcome

ME, ELSE, HOTKEY = "5Me", "5Else", "5Hot"
PLACE = ExtrinsicPlace(9, "0x" + "cd" * 32, 2, ME)
SUCCESS = ChainEvent("System", "ExtrinsicSuccess", {"dispatch_info": {}})
FEE_IN_ALPHA = ChainEvent(
    "SubtensorModule",
    "TransactionFeePaidWithAlpha",
    {"who": ME, "netuid": 7, "alpha_fee": 31_000, "tao_amount": 20},
)
FEE = ChainEvent("TransactionPayment", "TransactionFeePaid", {"who": ME, "actual_fee": 77, "tip": 0})


def staked(tao: int, alpha: int, fee: int, who: str = ME, netuid: int = 7) -> ChainEvent:
    return ChainEvent("SubtensorModule", "StakeAdded", (who, HOTKEY, tao, alpha, netuid, fee))


def unstaked(tao: int, alpha: int, fee: int, who: str = ME, netuid: int = 7) -> ChainEvent:
    return ChainEvent("SubtensorModule", "StakeRemoved", (who, HOTKEY, tao, alpha, netuid, fee))


def the_outcome(*events: ChainEvent) -> Outcome:
    return outcome_of(events, PLACE, 7, str)


def test_a_stake_pays_the_tao_of_its_event_with_the_fee_in_it() -> None:
    outcome = the_outcome(staked(1000, 400, 5), FEE, SUCCESS)
    assert (outcome.paid, outcome.received, outcome.pool_fee) == (Tao(1000), Alpha(400, 7), Tao(5))
    assert (outcome.succeeded, outcome.network_fee) == (True, Tao(77))


def test_an_unstake_pays_the_alpha_of_its_event_and_the_fee_besides() -> None:
    outcome = the_outcome(unstaked(1000, 400, 5), FEE, SUCCESS)
    assert (outcome.paid, outcome.received, outcome.pool_fee) == (Alpha(405, 7), Tao(1000), Alpha(5, 7))


def test_before_the_weights_an_unstakes_event_names_the_alpha_with_the_fee_in_it() -> None:
    outcome = outcome_of((unstaked(1000, 405, 5), FEE, SUCCESS), PLACE, 7, str, alpha_has_fee=True)
    assert (outcome.paid, outcome.received, outcome.pool_fee) == (Alpha(405, 7), Tao(1000), Alpha(5, 7))


def test_several_events_of_the_signer_are_summed_and_those_of_others_are_not() -> None:
    outcome = the_outcome(staked(10, 4, 1), staked(20, 8, 2), staked(99, 99, 99, who=ELSE), SUCCESS)
    assert (outcome.paid, outcome.received, outcome.pool_fee) == (Tao(30), Alpha(12, 7), Tao(3))


def test_the_sale_of_a_rest_too_small_to_stay_is_a_second_sale() -> None:
    outcome = the_outcome(unstaked(1000, 400, 5), unstaked(30, 11, 1), FEE, SUCCESS)
    assert (outcome.paid, outcome.received, outcome.pool_fee) == (Alpha(405, 7), Tao(1000), Alpha(5, 7))
    assert outcome.rest == RestSold(Alpha(12, 7), Tao(30), Alpha(1, 7))
    assert outcome.network_fee == Tao(77)


def test_a_fee_in_alpha_a_sale_and_the_sale_of_the_rest_are_told_apart() -> None:
    sales = (unstaked(20, 31_000, 0), unstaked(1000, 400, 5), unstaked(30, 11, 1))
    outcome = the_outcome(*sales, FEE_IN_ALPHA, SUCCESS)
    assert (outcome.paid, outcome.fee_in_alpha) == (Alpha(405, 7), Alpha(31_000, 7))
    assert outcome.rest == RestSold(Alpha(12, 7), Tao(30), Alpha(1, 7))


def test_a_sale_alone_leaves_no_rest_that_was_sold() -> None:
    outcome = the_outcome(unstaked(1000, 400, 5), FEE, SUCCESS)
    assert (outcome.rest, outcome.fee_in_alpha) == (None, None)


def test_a_sale_with_another_hotkey_is_no_rest_of_this_one() -> None:
    other = ChainEvent("SubtensorModule", "StakeRemoved", (ME, "5Other", 30, 11, 7, 1))
    outcome = the_outcome(unstaked(1000, 400, 5), other, FEE, SUCCESS)
    assert (outcome.received, outcome.rest) == (Tao(1030), None)


def test_events_of_another_subnet_do_not_count() -> None:
    assert the_outcome(staked(10, 4, 1, netuid=8), SUCCESS).paid is None


def test_a_failure_has_its_name_its_sentence_and_its_fee() -> None:
    failed = ChainEvent("System", "ExtrinsicFailed", {"dispatch_error": "SlippageTooHigh", "dispatch_info": {}})
    outcome = the_outcome(FEE, failed)
    assert (outcome.succeeded, outcome.error, outcome.network_fee) == (False, "SlippageTooHigh", Tao(77))
    assert "limit" in outcome.sentence
    assert outcome.paid is None


def test_a_fee_taken_in_alpha_is_told() -> None:
    outcome = the_outcome(unstaked(1000, 400, 5), FEE_IN_ALPHA, SUCCESS)
    assert outcome.network_fee == Tao(20)
    assert "0.000031000 α" in outcome.sentence


def test_alpha_that_was_sold_for_the_fee_is_no_part_of_the_fill() -> None:
    outcome = the_outcome(unstaked(20, 31_000, 0), unstaked(1000, 400, 5), FEE_IN_ALPHA, SUCCESS)
    assert (outcome.paid, outcome.received, outcome.pool_fee) == (Alpha(405, 7), Tao(1000), Alpha(5, 7))


def test_a_sale_that_equals_the_fees_is_counted_where_the_fee_was_another_one() -> None:
    outcome = the_outcome(unstaked(20, 31_000, 0), unstaked(20, 31_000, 0), FEE_IN_ALPHA, SUCCESS)
    assert (outcome.paid, outcome.received) == (Alpha(31_000, 7), Tao(20))


def test_events_that_do_not_say_how_it_ended_are_refused() -> None:
    with pytest.raises(ValueError, match="how the extrinsic ended"):
        the_outcome(FEE)


def test_only_the_events_of_this_extrinsic_are_taken() -> None:
    def a_record(index: int | None, name: str) -> dict[str, Any]:
        return {"extrinsic_idx": index, "event": {"module_id": "System", "event_id": name, "attributes": {}}}

    records = [a_record(None, "Phaseless"), a_record(1, "Other"), a_record(2, "Mine")]
    assert [event.name for event in events_of(records, 2)] == ["Mine"]


@pytest.mark.parametrize(
    "odd",
    [
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, 1, 2, 7)),
        ChainEvent("SubtensorModule", "StakeAdded", {"coldkey": ME}),
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, "1", 2, 7, 3)),
        ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, -1, 2, 7, 3)),
        ChainEvent("SubtensorModule", "StakeAdded", None),
    ],
)
def test_amounts_in_an_unknown_form_leave_the_success_known(odd: ChainEvent) -> None:
    outcome = the_outcome(odd, FEE, SUCCESS)
    assert (outcome.succeeded, outcome.paid, outcome.received, outcome.pool_fee) == (True, None, None, None)
    assert outcome.network_fee == Tao(77)
    assert "form unknown here" in outcome.sentence


def test_a_fee_in_an_unknown_form_leaves_the_end_known_and_the_amounts_open() -> None:
    odd = ChainEvent("TransactionPayment", "TransactionFeePaid", {"fee": 77})
    failed = ChainEvent("System", "ExtrinsicFailed", {"dispatch_error": "SlippageTooHigh", "dispatch_info": {}})
    assert the_outcome(odd, failed).error == "SlippageTooHigh"
    # The fee may have been one of the sales.
    done = the_outcome(unstaked(1000, 400, 5), odd, SUCCESS)
    assert (done.succeeded, done.paid) == (True, None)
