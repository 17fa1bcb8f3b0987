"""A dispatch error has the name that the SDK gives it."""

from typing import Any

import pytest
from bittensor._transport.codec import RuntimeCodec as SdkCodec
from bittensor._transport.utils.receipt import dispatch_error_message

from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec
from dtao_tui.chain.submission.dispatch_errors import error_name, named_error
from dtao_tui.practice.runtime.metadata import SPEC_VERSION, describe

ERRORS: list[Any] = [
    {"Module": {"index": 7, "error": "0x05000000"}},
    {"Module": {"index": 7, "error": 5}},
    {"Module": (7, 5)},
    {"Token": "FundsUnavailable"},
    {"Token": {"Frozen": ()}},
    {"Arithmetic": {"Overflow": None}},
    {"Transactional": {"NoLayer": None}},
    {"BadOrigin": None},
    {"CannotLookup": None},
    {"Other": None},
    {"Exhausted": None},
    "Corruption",
    {"Trie": 5},
    {"two": 1, "parts": 2},
    7,
]


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_each_error_has_the_name_that_the_sdk_gives_it(error: Any) -> None:
    metadata = describe().metadata
    versions = {"spec_version": SPEC_VERSION, "transaction_version": 1}
    theirs = dispatch_error_message(error, SdkCodec(metadata, **versions)) or {}
    assert error_name(error, RuntimeCodec(metadata, **versions)) == str(theirs.get("name") or "DispatchError")


def test_a_pallets_error_comes_with_what_the_metadata_says_of_it_and_others_without() -> None:
    codec = RuntimeCodec(describe().metadata, spec_version=SPEC_VERSION, transaction_version=1)
    module = {"Module": {"index": 7, "error": 5}}
    assert named_error(module, codec).documentation == codec.module_error_documentation(7, 5)
    assert named_error({"Token": "Frozen"}, codec).documentation == ""
