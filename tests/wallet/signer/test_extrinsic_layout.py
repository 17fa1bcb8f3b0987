"""Our own layout of payloads and extrinsics, against the codec, and against what real nodes took."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import pytest
from bittensor_core import era_birth
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.wallet.signer.extrinsic_layout import (
    ED25519,
    LONGEST_ERA,
    SHORTEST_ERA,
    SR25519,
    Proof,
    Surroundings,
    compact,
    era,
    extrinsic,
    payload,
)
from tests.metadata.releases import golden
from tests.wallet.signer.orders import description

PERIODS = st.integers(2, 16).map(lambda power: 2**power)
GENESIS, BIRTH, DIGEST, KEY = (bytes([mark]) * 32 for mark in b"\x11\x22\x33\x44")
EDGES = (0, 1, 63, 64, 2**14 - 1, 2**14, 2**30 - 1, 2**30, 2**32 - 1)


def around(**changes: Any) -> Surroundings:
    usual: dict[str, Any] = {
        "era_period": 16,
        "era_block": 1000,
        "nonce": 7,
        "spec_version": 461,
        "transaction_version": 1,
        "genesis": GENESIS,
        "birth_hash": BIRTH,
        "proof": Proof.DIGEST,
        "digest": DIGEST,
    }
    return Surroundings(**usual | changes)


@given(PERIODS, st.integers(0, 2**32 - 1))
def test_an_era_is_encoded_as_the_codec_does(period: int, block: int) -> None:
    assert era(period, block) == bytes(description().runtime.encode_era({"period": period, "current": block}))


@given(PERIODS, st.integers(0, 2**32 - 1))
def test_an_era_begins_where_its_phase_says(period: int, block: int) -> None:
    encoded = int.from_bytes(era(period, block), "little")
    read_period, phase = 2 << (encoded & 15), (encoded >> 4) * max(period >> 12, 1)
    assert read_period == period
    assert (max(block, phase) - phase) // period * period + phase == era_birth(period, block)


@pytest.mark.parametrize("period", [0, 1, 2, 3, 12, 63, 65, LONGEST_ERA * 2, -4])
def test_a_period_that_no_era_has_is_refused(period: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        era(period, 100)


def test_a_block_below_zero_begins_no_era() -> None:
    with pytest.raises(ValueError, match="power of two"):
        era(SHORTEST_ERA, -1)


@given(st.one_of(st.sampled_from(EDGES), st.integers(0, 2**32 - 1)))
def test_a_nonce_is_encoded_as_the_codec_does(nonce: int) -> None:
    assert compact(nonce) == bytes(description().runtime.encode("Compact<u32>", nonce))


def test_a_negative_number_has_no_compact_form() -> None:
    with pytest.raises(ValueError, match="negative"):
        compact(-1)


@given(
    st.binary(min_size=2, max_size=300),
    st.sampled_from(EDGES),
    PERIODS,
    st.integers(0, 2**32 - 1),
    st.sampled_from([Proof.DIGEST, Proof.OFF]),
    st.sampled_from([SR25519, ED25519]),
)
@settings(deadline=None)
def test_payload_and_extrinsic_are_those_of_an_honest_description(
    call: bytes, nonce: int, period: int, block: int, proof: Proof, scheme: int
) -> None:
    digest = DIGEST if proof is Proof.DIGEST else b""
    runtime = description().runtime
    ours = around(
        nonce=nonce, era_period=period, era_block=block, proof=proof, digest=digest, spec_version=runtime.spec_version
    )
    frame: dict[str, Any] = {
        "era": {"period": period, "current": block},
        "nonce": nonce,
        "tip": 0,
        "tip_asset_id": None,
    }
    declared = runtime.signature_payload(
        call, genesis_hash=GENESIS, era_block_hash=BIRTH, metadata_hash=digest or None, **frame
    )
    assert payload(call, ours) == bytes(declared)
    told, told_hash = runtime.encode_signed_extrinsic(
        call,
        public_key=KEY,
        signature=bytes(range(64)),
        signature_version=scheme,
        metadata_hash_enabled=proof is Proof.DIGEST,
        **frame,
    )
    wire = extrinsic(call, ours, KEY, scheme, bytes(range(64)))
    assert wire == bytes(told)
    assert blake2b(wire, digest_size=32).digest() == bytes(told_hash)


def test_a_payload_of_more_than_256_bytes_is_signed_as_its_hash() -> None:
    surroundings = len(payload(b"", around()))
    assert len(payload(bytes(256 - surroundings), around())) == 256
    assert len(payload(bytes(257 - surroundings), around())) == 32


@pytest.mark.parametrize(
    "changes",
    [{"genesis": b"1"}, {"birth_hash": b""}, {"digest": b""}, {"digest": DIGEST + b"0"}, {"proof": Proof.OFF}],
)
def test_a_hash_of_another_size_is_never_laid_out(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        payload(b"call", around(**changes))


@pytest.mark.parametrize(("key", "scheme", "signature"), [(KEY[:-1], 1, 64), (KEY, 2, 64), (KEY, 1, 63)])
def test_keys_and_signatures_of_another_size_are_never_laid_out(key: bytes, scheme: int, signature: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        extrinsic(b"call", around(), key, scheme, bytes(signature))


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_what_was_signed_for_a_real_node_is_laid_out_alike(spec: int, real_metadata: Callable[..., bytes]) -> None:
    real_metadata(spec)
    recorded = [each for each in golden(spec)["signature_payloads"] if each["era"] != "00"]
    assert recorded
    genesis = bytes.fromhex(golden(spec)["network"]["genesis_hash"][2:])
    for each in recorded:
        ours = around(
            era_period=each["era"]["period"],
            era_block=each["era"]["current"],
            nonce=each["nonce"],
            spec_version=spec,
            genesis=genesis,
            birth_hash=bytes.fromhex(each["era_birth_block_hash"][2:]),
            proof=Proof.OFF,
            digest=b"",
        )
        assert payload(bytes.fromhex(each["call_data_hex"][2:]), ours).hex() == each["payload_hex"][2:]


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_what_was_sent_to_a_real_node_is_laid_out_alike(spec: int, real_metadata: Callable[..., bytes]) -> None:
    real_metadata(spec)
    recorded = [each for each in golden(spec)["extrinsics"] if each["era"] != "00"]
    assert recorded
    for each in recorded:
        ours = around(
            era_period=each["era"]["period"],
            era_block=each["era"]["current"],
            nonce=each["nonce"],
            proof=Proof.OFF,
            digest=b"",
        )
        data = {name: bytes.fromhex(each[f"{name}_hex"][2:]) for name in ("call_data", "public_key", "signature")}
        sent = extrinsic(data["call_data"], ours, data["public_key"], each["crypto_type"], data["signature"])
        assert sent.hex() == each["extrinsic_hex"][2:]
