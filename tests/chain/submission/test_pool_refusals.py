"""The pool's refusals have the names that the SDK gives them."""

from typing import Any

import pytest
from bittensor import error_map
from bittensor.result import chain_error_from_substrate_request

from dtao_tui.chain.rpc.rpc_answers import JsonRpcError
from dtao_tui.chain.submission.pool_refusals import CUSTOM_NAMES, NAMES_BY_WORDS, name_of, trouble_of
from dtao_tui.ports.errors import FateUnknown, Refused


class SdkError(Exception):
    """What the SDK's transport hands to its own reading of errors."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(str(JsonRpcError(error)))
        self.payload = {"error": error}


def test_the_tables_are_the_sdks_own() -> None:
    assert dict(CUSTOM_NAMES) == error_map.CUSTOM_TRANSACTION_ERRORS
    assert NAMES_BY_WORDS == error_map.INVALID_TRANSACTION_ERRORS


@pytest.mark.parametrize(
    "data",
    [
        "Custom error: 8",
        {"Custom": 8},
        8,
        "{'Custom': 8}",
        "Transaction has a bad signature",
        "Inability to pay some fees (e.g. account balance too low)",
        "Transaction is outdated",
        "Could not lookup information required to validate the transaction",
        "Transaction Already Imported",
        "Priority is too low: (1 vs 2)",
        "nothing known",
        None,
    ],
    ids=str,
)
def test_each_answer_has_the_name_that_the_sdk_gives_it(data: Any) -> None:
    error = {"code": 1010, "message": "Invalid Transaction", "data": data}
    assert name_of(JsonRpcError(error)) == chain_error_from_substrate_request(SdkError(error)).name


@pytest.mark.parametrize("number", [-1, 200, 10**400, "9" * 5000, True])
def test_a_number_that_no_refusal_has_names_nothing(number: Any) -> None:
    assert name_of(JsonRpcError({"code": 1010, "message": "Invalid Transaction", "data": number})) is None


def test_a_refusal_that_is_certain_is_a_refusal_and_all_else_leaves_the_fate_open() -> None:
    refused = trouble_of(JsonRpcError({"code": 1010, "message": "Invalid Transaction", "data": {"Custom": 8}}))
    assert isinstance(refused, Refused)
    assert refused.name == "SlippageTooHigh"
    for code in (-32603, None, "1010", True):
        assert isinstance(trouble_of(JsonRpcError({"code": code, "message": "Invalid Transaction"})), FateUnknown)
