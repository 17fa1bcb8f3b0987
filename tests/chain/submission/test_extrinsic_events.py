"""What an extrinsic came to, and its events as they come through the border."""

from typing import Any

import pytest

from dtao_tui.chain.submission.dispatch_errors import NamedError
from dtao_tui.chain.submission.extrinsic_events import MOST_EVENTS, ExtrinsicPlace, events_of, outcome_of
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.trades.chain_events import ChainEvent
from dtao_tui.ports.extrinsics import Outcome

ME = "5Me"
PLACE = ExtrinsicPlace(9, "0x" + "cd" * 32, 2)


def a_record(pallet: str, name: str, attributes: Any, index: int | None = PLACE.index) -> dict[str, Any]:
    return {"extrinsic_idx": index, "event": {"module_id": pallet, "event_id": name, "attributes": attributes}}


SUCCESS = a_record("System", "ExtrinsicSuccess", {"dispatch_info": {"weight": {"ref_time": 5}, "class": "Normal"}})
FAILED = a_record("System", "ExtrinsicFailed", {"dispatch_error": "SlippageTooHigh", "dispatch_info": {}})
FEE = a_record("TransactionPayment", "TransactionFeePaid", {"who": ME, "actual_fee": 77, "tip": 0})


def the_error(error: Any) -> NamedError:
    return NamedError(str(error), "As the metadata says.")


def the_outcome(*records: dict[str, Any]) -> Outcome:
    return outcome_of(events_of(records, PLACE.index), PLACE, the_error)


def the_event(attributes: Any) -> ChainEvent:
    (event,) = events_of([a_record("Pallet", "Happened", attributes)], PLACE.index).events
    return event


def test_a_success_hands_its_events_and_its_fee_on() -> None:
    outcome = the_outcome(a_record("SubtensorModule", "StakeAdded", (ME, "5Hot", 1000, 400, 7, 5)), FEE, SUCCESS)
    assert (outcome.succeeded, outcome.network_fee, outcome.error, outcome.sentence) == (True, Tao(77), "", "")
    assert (outcome.block, outcome.block_hash) == (PLACE.block, PLACE.block_hash)
    assert outcome.events[0] == ChainEvent("SubtensorModule", "StakeAdded", (ME, "5Hot", 1000, 400, 7, 5))
    assert not outcome.removal_has_fee


def test_a_failure_has_its_name_its_sentence_and_its_fee() -> None:
    outcome = the_outcome(FEE, FAILED)
    assert (outcome.succeeded, outcome.error, outcome.network_fee) == (False, "SlippageTooHigh", Tao(77))
    assert "limit" in outcome.sentence
    assert outcome.advice == "In the ticket, ctrl+t takes the tolerance that is needed."


def test_a_failure_of_an_unknown_name_has_what_the_metadata_says_of_it() -> None:
    unknown = a_record("System", "ExtrinsicFailed", {"dispatch_error": "Too\x1bPurple"})
    outcome = the_outcome(FEE, unknown)
    assert outcome.error == "Too\ufffdPurple"
    assert outcome.sentence == "The chain refused the order (“Too\ufffdPurple”: “As the metadata says.”)."


def test_events_that_do_not_say_how_it_ended_are_refused() -> None:
    with pytest.raises(ValueError, match="how the extrinsic ended"):
        the_outcome(FEE)


def test_only_the_events_of_this_extrinsic_are_taken() -> None:
    records = [a_record("A", "Phaseless", {}, None), a_record("A", "Other", {}, 1), a_record("A", "Mine", {}, 2)]
    assert [event.name for event in events_of(records, 2).events] == ["Mine"]


def test_a_fee_in_an_unknown_form_leaves_the_end_known() -> None:
    odd = a_record("TransactionPayment", "TransactionFeePaid", {"fee": 77})
    assert the_outcome(odd, FAILED).error == "SlippageTooHigh"
    done = the_outcome(odd, SUCCESS)
    assert (done.succeeded, done.network_fee) == (True, None)


def test_a_runtime_whose_removals_name_the_fee_is_told() -> None:
    assert outcome_of(events_of([SUCCESS], PLACE.index), PLACE, the_error, removal_has_fee=True).removal_has_fee


def test_named_values_keep_their_names_and_their_order() -> None:
    event = the_event({"who": ME, "amount": 2**64 - 1, "is_new": True, "memo": None})
    assert event.names == ("who", "amount", "is_new", "memo")
    assert event.values == (ME, 2**64 - 1, True, None)


def test_an_event_without_values_and_one_with_a_single_value_are_taken() -> None:
    assert the_event(None).values == ()
    assert the_event(5).values == (5,)


def test_text_of_an_event_is_cleaned_and_cut() -> None:
    event = the_event({"name\x1b[31m": "a\x1b]52;c;x\x07" + "b" * 5000})
    assert "\x1b" not in repr(event)
    assert "\x07" not in repr(event)
    assert all(len(str(value)) <= 128 for value in event.values)


def test_values_that_hold_values_are_bounded_in_depth_and_number() -> None:
    deep: Any = 1
    for _ in range(50):
        deep = {"inner": [deep]}
    assert "…" in repr(the_event({"deep": deep}))
    assert len(the_event(tuple(range(5000))).values) == 64
    assert the_event({"raw": b"\x01" * 5000}).values == ("0x" + "01" * 64,)


def test_more_events_than_any_extrinsic_has_are_refused() -> None:
    with pytest.raises(ValueError, match="too many events"):
        events_of([SUCCESS] * (MOST_EVENTS + 1), PLACE.index)


def by_proxy(result: Any) -> dict[str, Any]:
    return a_record("Proxy", "ProxyExecuted", {"result": result})


@pytest.mark.parametrize("result", ["Ok", {"Ok": None}, {"Ok": ()}])
def test_a_call_by_proxy_that_worked_is_a_success(result: Any) -> None:
    assert the_outcome(FEE, by_proxy(result), SUCCESS).succeeded


def test_a_call_by_proxy_that_failed_is_a_failure_though_the_extrinsic_succeeded() -> None:
    outcome = the_outcome(FEE, by_proxy({"Err": "SlippageTooHigh"}), SUCCESS)
    assert (outcome.succeeded, outcome.error, outcome.network_fee) == (False, "SlippageTooHigh", Tao(77))
    assert "limit" in outcome.sentence


@pytest.mark.parametrize(
    "result", [None, "Err", {}, {"Err": None}, {"Ok": None, "Err": "x"}, ["Ok"], True, {"Fine": 1}]
)
def test_a_result_of_another_shape_never_passes_for_a_success(result: Any) -> None:
    with pytest.raises(ValueError, match="another shape"):
        the_outcome(FEE, by_proxy(result), SUCCESS)
