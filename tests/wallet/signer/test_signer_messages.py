"""The messages to the signer say exactly what they say: no field more, none less, none of another kind."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.signer.signer_messages import (
    ANSWERS,
    REQUESTS,
    CallDecoded,
    CallReading,
    SignCall,
    ToldTerms,
)
from dtao_tui.wallet.signer.signer_translation import chain_description, decoded_call, sign_request
from tests.wallet.signer.orders import an_order, the_chain

TERMS = ToldTerms(is_proven=True, unknown_extensions=(), objection="", numbers=None)


def a_sign_request() -> dict[str, Any]:
    numbers = AcceptedNumbers(461, CallNumbers((7, 89), (7, 211)))
    frame = frame_of(sign_request(an_order(), KnownNonces(unproven=(9,), ended=(5, 6)), numbers))
    told: dict[str, Any] = json.loads(frame)
    return told


def test_a_request_arrives_as_it_was_sent() -> None:
    request = REQUESTS.read(json.dumps(a_sign_request()).encode())
    assert isinstance(request, SignCall)
    assert (request.nonce, request.unproven, request.ended) == (7, (9,), (5, 6))
    assert request.accepted is not None
    assert request.accepted.numbers.declared == (7, 211)
    assert (request.signer, request.origin) == (an_order().signer, an_order().origin)
    description = chain_description(the_chain())
    assert REQUESTS.read(frame_of(description)) == description


WRONG: tuple[object, ...] = (None, True, 1.5, -1, "7", [7.0], [True], [-1], [[7]], {})
FITS = (("accepted", None), ("signer", "7"), ("origin", "7"))


@pytest.mark.parametrize("field", list(a_sign_request()))
def test_a_field_of_another_kind_is_refused(field: str) -> None:
    for wrong in WRONG:
        if (field, wrong) not in FITS:
            with pytest.raises(UnreadableFrame):
                REQUESTS.read(json.dumps(a_sign_request() | {field: wrong}).encode())


@pytest.mark.parametrize("field", [name for name in a_sign_request() if name != "accepted"])
def test_a_field_that_is_missing_is_refused(field: str) -> None:
    told = a_sign_request()
    del told[field]
    with pytest.raises(UnreadableFrame):
        REQUESTS.read(json.dumps(told).encode())


def test_a_field_more_is_refused_wherever_it_stands() -> None:
    told = a_sign_request()
    told["accepted"]["more"] = 1
    for wrong in (a_sign_request() | {"more": 1}, told):
        with pytest.raises(UnreadableFrame):
            REQUESTS.read(json.dumps(wrong).encode())


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_hash_has_thirty_two_bytes(size: int) -> None:
    order = an_order(era_hash="0x" + "b1" * size)
    with pytest.raises(UnreadableFrame):
        REQUESTS.read(frame_of(sign_request(order, KnownNonces(), None)))


SCALARS = st.one_of(st.text(max_size=8), st.integers(-(2**130), 2**130), st.booleans(), st.none())
READINGS = st.recursive(
    st.builds(
        CallReading,
        st.text(max_size=8),
        st.text(max_size=8),
        st.lists(st.tuples(st.text(), SCALARS), max_size=3).map(tuple),
    ),
    lambda inner: st.builds(
        CallReading,
        st.just("Utility"),
        st.just("batch_all"),
        st.one_of(inner, st.lists(inner, max_size=3).map(tuple)).map(lambda value: (("calls", value),)),
    ),
    max_leaves=6,
)


@given(READINGS)
def test_a_reading_arrives_as_the_tree_that_it_is(reading: CallReading) -> None:
    answer = ANSWERS.read(frame_of(CallDecoded(reading, TERMS)))
    assert repr(answer) == repr(CallDecoded(reading, TERMS))
    assert isinstance(answer, CallDecoded)
    assert decoded_call(answer).call == as_call(reading)


def as_call(reading: CallReading) -> Call:
    arguments: dict[str, Any] = {}
    for name, value in reading.arguments:
        if isinstance(value, CallReading):
            arguments[name] = as_call(value)
        else:
            arguments[name] = tuple(map(as_call, value)) if isinstance(value, tuple) else value
    return Call(reading.pallet, reading.name, arguments)


@given(st.binary(max_size=60))
def test_any_bytes_but_a_message_are_unreadable_and_kept_by_no_error(frame: bytes) -> None:
    for reader in (REQUESTS, ANSWERS):
        with pytest.raises(UnreadableFrame) as unreadable:
            reader.read(frame)
        assert unreadable.value.__context__ is None
