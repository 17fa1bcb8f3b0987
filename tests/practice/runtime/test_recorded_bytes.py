"""Calls, payloads and extrinsics recorded from a real node of spec 461, made again by practice's own codec."""

from collections.abc import Callable
from typing import Any

import pytest

from dtao_tui.practice.runtime.metadata import Description, Edition, describe

RECORDED = 461
DECLARED = (
    *("Balances.transfer_keep_alive", "Balances.transfer_allow_death", "System.remark"),
    *("SubtensorModule.add_stake", "SubtensorModule.remove_stake", "SubtensorModule.burned_register"),
)


@pytest.fixture(scope="module")
def description() -> Description:
    return describe(Edition(spec_version=RECORDED))


@pytest.fixture(scope="module")
def recorded(real_recording: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    return real_recording(RECORDED)


@pytest.mark.parametrize("name", DECLARED)
def test_a_call_has_the_recorded_bytes(name: str, description: Description, recorded: dict[str, Any]) -> None:
    [call] = [each for each in recorded["calls"] if f"{each['module']}.{each['function']}" == name]
    composed = description.runtime.compose_call(call["module"], call["function"], call["params"])
    assert "0x" + bytes(composed).hex() == call["data_hex"]


def test_what_is_signed_and_sent_has_the_recorded_bytes(description: Description, recorded: dict[str, Any]) -> None:
    assert len(recorded["extrinsics"]) == 2
    for sent in recorded["extrinsics"]:
        extrinsic, _ = description.runtime.encode_signed_extrinsic(
            bytes.fromhex(sent["call_data_hex"][2:]),
            public_key=bytes.fromhex(sent["public_key_hex"][2:]),
            signature=bytes.fromhex(sent["signature_hex"][2:]),
            signature_version=sent["signature_version"],
            era=sent["era"],
            nonce=sent["nonce"],
            tip=sent["tip"],
            tip_asset_id=None,
        )
        assert "0x" + bytes(extrinsic).hex() == sent["extrinsic_hex"]


def test_a_payload_has_the_recorded_bytes(description: Description, recorded: dict[str, Any]) -> None:
    assert len(recorded["signature_payloads"]) == 2
    genesis = bytes.fromhex(recorded["network"]["genesis_hash"][2:])
    for signed in recorded["signature_payloads"]:
        birth = signed.get("era_birth_block_hash", recorded["network"]["genesis_hash"])
        payload = description.runtime.signature_payload(
            bytes.fromhex(signed["call_data_hex"][2:]),
            era=signed["era"],
            nonce=signed["nonce"],
            tip=signed["tip"],
            tip_asset_id=None,
            genesis_hash=genesis,
            era_block_hash=bytes.fromhex(birth[2:]),
            metadata_hash=None,
        )
        assert "0x" + bytes(payload).hex() == signed["payload_hex"]
