"""Every answer to a rehearsal is read by a decoder of our own: what holds an order back, and what says nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.chain.submission.rehearsal_call import (
    WRAPPERS,
    Undecodable,
    failure_in_result,
    failure_in_validity,
    read_answers,
)
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.extrinsics import DecodedCall, Rehearsal, RehearsalVerdict

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

STAKE = DecodedCall(Call("SubtensorModule", "add_stake_limit", {}))
DONE = bytes.fromhex("0000")
VALID = bytes.fromhex("00" + "0000000000000080" + "00" + "0404ff" + "0f00000000000000" + "01")
"""Priority, nothing required, one tag provided, 15 blocks, to be passed on."""

CERTAIN = {"Payment": "01", "Stale": "03", "BadProof": "04"}
UNCLEAR = {"Call": "00", "Future": "02", "AncientBirthBlock": "05", "ExhaustsResources": "06", "BadSigner": "0a"}


@dataclass
class Names:
    """The chain's names of errors."""

    module: str = "SlippageTooHigh"

    def module_error_name(self, pallet: int, error: bytes) -> str:
        if not self.module:
            raise ValueError("no such error")
        return self.module

    def module_error_documentation(self, pallet: int, error: bytes) -> str:
        return "Slippage is too high for the transaction."


def read(
    result: bytes | None = DONE, validity: bytes | None = VALID, call: DecodedCall = STAKE, names: Names | None = None
) -> Rehearsal:
    return read_answers(cast("RuntimeClient", names or Names()), validity, result, call)


def test_success_on_both_sides_passes() -> None:
    assert read() == Rehearsal(RehearsalVerdict.PASSED)


def test_a_modules_error_fails_with_the_sentence_of_its_name() -> None:
    failed = read(bytes.fromhex("0001" + "03" + "07" + "12000000"))
    assert failed.verdict is RehearsalVerdict.FAILED
    assert failed.error == "SlippageTooHigh"
    assert failed.sentence.startswith("The price would have moved past your limit.")


def test_a_name_that_the_chain_makes_up_is_cleaned_and_one_that_it_lacks_is_numbers() -> None:
    answer = bytes.fromhex("000103" + "07" + "12000000")
    hostile = read(answer, names=Names(module="\x1b[31mYou must\nsend again" + "x" * 99))
    assert hostile.error.isprintable()
    assert len(hostile.error) <= 41
    assert read(answer, names=Names(module="")).error == "error 18 of pallet 7"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("000100", "Other"),
        ("000102", "BadOrigin"),
        ("00010700", "FundsUnavailable"),
        ("00010705", "Frozen"),
        ("00010800", "Underflow"),
        ("00010901", "NoLayer"),
        ("00010d", "RootNotAllowed"),
        ("00010e03", "Trie"),
    ],
)
def test_every_other_dispatch_error_holds_the_order_back(answer: str, name: str) -> None:
    failed = read(bytes.fromhex(answer))
    assert (failed.verdict, failed.error) == (RehearsalVerdict.FAILED, name)


@pytest.mark.parametrize("code", CERTAIN.values(), ids=CERTAIN)
@pytest.mark.parametrize("is_result", [True, False], ids=["applied", "validated"])
def test_what_fails_for_good_holds_the_order_back(code: str, is_result: bool) -> None:
    answer = bytes.fromhex("0100" + code)
    failed = read(answer) if is_result else read(validity=answer)
    assert failed.verdict is RehearsalVerdict.FAILED
    assert CERTAIN[failed.error] == code


def test_the_pools_own_number_holds_the_order_back_with_its_name() -> None:
    assert read(validity=bytes.fromhex("01000708")).error == "SlippageTooHigh"
    assert read(validity=bytes.fromhex("010007c8")).error == "Custom 200"


@pytest.mark.parametrize("code", UNCLEAR.values(), ids=UNCLEAR)
def test_what_may_pass_with_the_next_block_says_nothing(code: str) -> None:
    said = read(bytes.fromhex("0100" + code))
    assert said.verdict is RehearsalVerdict.UNCLEAR
    assert UNCLEAR[said.sentence] == code


@pytest.mark.parametrize("unknown", ["010100", "010101", "01010207"])
def test_an_unknown_validity_says_nothing(unknown: str) -> None:
    assert read(bytes.fromhex(unknown)).verdict is RehearsalVerdict.UNCLEAR


def test_an_order_that_waits_for_another_one_is_not_rehearsed() -> None:
    waiting = bytes.fromhex("00" + "00" * 8 + "0404aa" + "00" + "00" * 8 + "01")
    assert read(validity=waiting) == Rehearsal(RehearsalVerdict.UNCLEAR, "Future")


@pytest.mark.parametrize(
    "broken", [None, b"", b"\x02", b"\x00\x02", DONE + b"\x00", b"\x01\x00\x0d", b"\x00\x01\x07\x0a"]
)
def test_what_cannot_be_read_says_nothing(broken: bytes | None) -> None:
    assert read(broken).verdict is RehearsalVerdict.UNCLEAR


def test_one_side_that_fails_for_good_counts_though_the_other_is_silent() -> None:
    assert read(None, bytes.fromhex("010003")).error == "Stale"
    assert read(bytes.fromhex("00010700"), None).error == "FundsUnavailable"
    assert read(None, None) == Rehearsal(RehearsalVerdict.UNCLEAR, "the endpoint does not offer it")


@pytest.mark.parametrize("pallet", sorted(WRAPPERS))
def test_success_of_a_wrapper_is_never_called_fine_and_its_failure_counts(pallet: str) -> None:
    wrapped = DecodedCall(Call(pallet, "proxy", {"call": STAKE.call}))
    said = read(call=wrapped)
    assert (said.verdict, said.sentence) == (RehearsalVerdict.UNCLEAR, f"{pallet} tells nothing of the call within it")
    assert read(bytes.fromhex("00010700"), call=wrapped).verdict is RehearsalVerdict.FAILED


def test_a_wrapper_around_nothing_tells_of_itself() -> None:
    assert read(call=DecodedCall(Call("Proxy", "add_proxy", {"delay": 0}))) == Rehearsal(RehearsalVerdict.PASSED)


def test_a_whole_batch_tells_of_its_calls_unless_one_of_them_is_silent() -> None:
    plain = DecodedCall(Call("Utility", "batch_all", {"calls": (STAKE.call, STAKE.call)}))
    assert read(call=plain) == Rehearsal(RehearsalVerdict.PASSED)
    assert read(bytes.fromhex("00010700"), call=plain).verdict is RehearsalVerdict.FAILED
    proxied = Call("Proxy", "proxy", {"call": STAKE.call})
    silent = read(call=DecodedCall(Call("Utility", "batch_all", {"calls": (STAKE.call, proxied)})))
    assert silent == Rehearsal(RehearsalVerdict.UNCLEAR, "Proxy tells nothing of the call within it")
    within = read(call=DecodedCall(Call("Proxy", "proxy", {"call": plain.call})))
    assert within == Rehearsal(RehearsalVerdict.UNCLEAR, "Proxy tells nothing of the call within it")


@given(result=st.binary(max_size=40), validity=st.binary(max_size=60))
def test_whatever_an_endpoint_answers_is_one_of_three_things(result: bytes, validity: bytes) -> None:
    said = read(result, validity)
    if said.verdict is RehearsalVerdict.PASSED:
        assert result == DONE
        assert failure_in_validity(validity) is None
    assert (said.error != "") == (said.verdict is RehearsalVerdict.FAILED)


@given(answer=st.binary(max_size=12), more=st.binary(min_size=1, max_size=4))
def test_nothing_may_follow_a_whole_answer(answer: bytes, more: bytes) -> None:
    try:
        failure_in_result(answer)
    except Undecodable:
        return
    with pytest.raises(Undecodable):
        failure_in_result(answer + more)
