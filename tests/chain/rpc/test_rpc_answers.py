"""Answers of a node are read as the SDK reads them: results, limits, discarded states, and plain errors."""

from typing import Any

import pytest
from bittensor._transport.errors import RpcPolicyRejection, StateDiscardedError
from bittensor._transport.rpc import classify_rpc_error

from dtao_tui.chain.rpc.rpc_answers import JsonRpcError, result_of
from dtao_tui.ports.errors import AskedToWait, NotUnderstood, StateGone

ERRORS: list[dict[str, Any]] = [
    {"code": -32000, "message": "Client error: UnknownBlock: State already discarded for 0xab"},
    {"code": 4003, "message": "Client error: UnknownBlock", "data": "State already discarded for 0xab"},
    {"code": -32005, "message": "slow down", "data": {"retry_after": 12}},
    {"code": -32005, "message": "slow down", "data": {"retryAfter": "7"}},
    {"code": -32005, "message": "slow down", "data": {"policy": "free", "reason": "quota"}},
    {"code": -32005, "message": "slow down", "data": {"retry_after_ms": 5}},
    {"code": -32004, "message": "Storage work rate limit exceeded "},
    {"code": -32004, "message": "something else"},
    {"code": -32005, "message": "storage work rate limit exceeded"},
    {"code": -32005, "message": "slow down", "data": {"else": 1}},
    {"code": "-32005", "message": "slow down", "data": {"retry_after": 1}},
    {"code": 1010, "message": "Invalid Transaction", "data": {"Custom": 8}},
    {"code": 1010, "message": "Invalid Transaction", "data": "Transaction is outdated"},
    {"message": "no code"},
    {},
]
KINDS = {StateDiscardedError: StateGone, RpcPolicyRejection: AskedToWait}


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_an_error_means_what_it_means_to_the_sdk(error: dict[str, Any]) -> None:
    theirs = classify_rpc_error(error)
    with pytest.raises(JsonRpcError) as raised:
        result_of({"id": 1, "error": error})
    ours = raised.value.trouble("node.example")
    assert type(ours) is KINDS.get(type(theirs), NotUnderstood)
    if type(ours) is NotUnderstood:
        assert str(raised.value) == str(theirs)


@pytest.mark.parametrize(
    ("data", "seconds"), [({"retry_after": 12}, 12), ({"retryAfter": "7"}, 7), ({"policy": 1}, 30)]
)
def test_the_wait_is_the_one_that_was_told_or_the_usual_one(data: dict[str, Any], seconds: float) -> None:
    trouble = JsonRpcError({"code": -32005, "message": "slow down", "data": data}).trouble("node.example")
    assert trouble.wait_seconds == seconds


@pytest.mark.parametrize("result", [None, 0, "", [], {"error": 1}])
def test_a_result_is_handed_on_as_it_is(result: Any) -> None:
    assert result_of({"id": 1, "result": result}) == result


@pytest.mark.parametrize(
    "message", [{"id": 1}, {"error": None}, {"error": "no"}, {"error": [1]}, {"error": 5}], ids=str
)
def test_a_message_that_is_neither_result_nor_error_is_said(message: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood, match="no answer at all"):
        result_of(message)
