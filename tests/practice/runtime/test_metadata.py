"""The metadata that practice makes of its declarations, as any codec reads it."""

import json
import time

import pytest
from bittensor_core import Runtime, metadata_digest

from dtao_tui.practice.runtime.declared.transaction_extensions import EXTENSIONS
from dtao_tui.practice.runtime.metadata import SPEC_VERSION, TRANSACTION_VERSION, Description, Edition, describe
from dtao_tui.practice.runtime.type_registry import TypeRegistry, UnknownType, compact


@pytest.fixture(scope="module")
def description() -> Description:
    return describe(Edition({"Aura.SlotDuration": 3000}))


def test_a_constant_has_the_value_it_was_given(description: Description) -> None:
    assert description.runtime.constant("Aura", "SlotDuration") == 3000
    assert description.runtime.constant("Balances", "ExistentialDeposit") == 500


def test_the_digest_is_that_of_the_metadata(description: Description) -> None:
    digest = metadata_digest(description.metadata, SPEC_VERSION, "node-subtensor", 42, 9, "TAO")
    assert description.digest == bytes(digest)


def test_other_constants_make_another_fingerprint(description: Description) -> None:
    assert description.fingerprint == describe(Edition({"Aura.SlotDuration": 3000})).fingerprint
    assert description.fingerprint != describe(Edition({"Aura.SlotDuration": 6000})).fingerprint


def test_the_legacy_metadata_composes_the_same_calls(description: Description) -> None:
    legacy = Runtime(description.legacy, SPEC_VERSION, TRANSACTION_VERSION, 42)
    arguments = {"hotkey": "0x" + "11" * 32, "netuid": 3, "amount_staked": 5, "limit_price": 7, "allow_partial": False}
    call = ("SubtensorModule", "add_stake_limit", arguments)
    assert legacy.compose_call(*call) == description.runtime.compose_call(*call)
    assert list(legacy.signed_extension_identifiers()) == [name for name, _ in EXTENSIONS]


def test_a_value_of_another_shape_is_refused(description: Description) -> None:
    with pytest.raises(ValueError, match="struct"):
        description.encode("StakeInfo", 5)
    with pytest.raises(ValueError, match="data"):
        description.decode("AccountId32", b"too short")


def test_every_type_has_one_number_and_one_body(description: Description) -> None:
    types = json.loads(description.runtime.registry_json())["types"]
    assert [each["id"] for each in types] == list(range(len(types)))
    assert set(description.numbers.values()) <= set(range(len(types)))


@pytest.mark.parametrize("name", ["Nothing", "Vec<Nothing>", "Wonder<u8>"])
def test_a_type_that_nobody_declared_is_an_error(name: str) -> None:
    with pytest.raises(UnknownType):
        TypeRegistry({}, {}).number(name)


@pytest.mark.parametrize(
    ("number", "encoded"),
    [(0, "00"), (63, "fc"), (64, "0101"), (16383, "fdff"), (16384, "02000100"), ((1 << 30) - 1, "feffffff")],
)
def test_compact_integers_are_those_of_scale(number: int, encoded: str) -> None:
    assert compact(number).hex() == encoded


def test_making_it_takes_a_blink() -> None:
    began = time.process_time()
    describe()
    assert time.process_time() - began < 0.25
