"""The signer seals orders by itself: what leaves it is a carrier, and a carrier of nothing else is ever signed."""

import base64
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import bittensor_core
import pytest
from bittensor_core import Runtime, ss58_decode, verify
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

from dtao_tui.domain import practice_account
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.extrinsics import Unsigned
from dtao_tui.practice.runtime.metadata import SPEC_VERSION
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.signer import order_sealing, signer_process
from dtao_tui.wallet.signer.memory_lock import Locked
from dtao_tui.wallet.signer.signer_messages import (
    ANSWERS,
    REQUESTS,
    CallSealed,
    CallSigned,
    ChainDescribed,
    KeyOpened,
    SignerAnswer,
    SigningRefusal,
    UnlockPractice,
)
from dtao_tui.wallet.signer.signer_process import KeyHolder
from dtao_tui.wallet.signer.signer_translation import chain_description, seal_request, sign_request
from tests.metadata.tree import Metadata, read
from tests.wallet.signer.orders import a_call, an_order, description, the_chain
from tests.wallet.signer.shield_keys import PUBLIC_KEY, opened
from tests.wallet.signer.wrapper_rules import rules

NOTHING_KNOWN = KnownNonces()
SHORT = an_order(era_period=8)


def a_holder(**facts: Any) -> KeyHolder:
    found = KeyHolder(rules())
    assert found.answer(chain_description(the_chain(**facts))) == ChainDescribed("")
    seed = practice_account.WORTHLESS_PUBLIC_SEED
    assert isinstance(found.answer(UnlockPractice(seed, practice_account.ADDRESS, 60.0, 60.0)), KeyOpened)
    return found


@pytest.fixture(autouse=True)
def without_memory_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    # Only the signer's own process has its memory locked.
    monkeypatch.setattr(signer_process, "lock_memory", lambda: Locked(0, 0, 0))


@pytest.fixture
def holder() -> KeyHolder:
    """An open signer in this process, which knows wrapping calls, too."""
    return a_holder()


def seal(
    holder: KeyHolder, order: Unsigned = SHORT, known: KnownNonces = NOTHING_KNOWN, key: bytes = PUBLIC_KEY
) -> SignerAnswer:
    return holder.answer(seal_request(order, key, known, None))


def sealed(holder: KeyHolder, order: Unsigned = SHORT) -> CallSealed:
    answer = seal(holder, order)
    assert isinstance(answer, CallSealed)
    return answer


def refusal(answer: SignerAnswer) -> str:
    assert isinstance(answer, SigningRefusal), answer
    return answer.sentence


def is_valid(extrinsic: bytes, order: Unsigned, nonce: int) -> bool:
    """Whether the practice account signed these bytes with this nonce and the order's era, by the SDK's own codec."""
    runtime = description().runtime
    found = runtime.decode_extrinsic(extrinsic)
    call = extrinsic[-len(order.call) :] if found["call"]["call_module"] != "MevShield" else carried(extrinsic)
    payload = runtime.signature_payload(
        call,
        era={"period": order.era_period, "current": order.era_block},
        nonce=nonce,
        tip=0,
        tip_asset_id=None,
        genesis_hash=bytes.fromhex(order.genesis.removeprefix("0x")),
        era_block_hash=bytes.fromhex(order.era_hash.removeprefix("0x")),
        metadata_hash=bytes(
            bittensor_core.metadata_digest(description().metadata, SPEC_VERSION, "node-subtensor", 42, 9, "TAO")
        ),
    )
    signature = bytes.fromhex(found["signature"]["Sr25519"].removeprefix("0x"))
    return found["nonce"] == nonce and bool(verify(bytes(payload), signature, order.signer, 1))


def carried(extrinsic: bytes) -> bytes:
    """The bytes of a carrier's call."""
    runtime = description().runtime
    return bytes(
        runtime.compose_call("MevShield", "submit_encrypted", {"ciphertext": opened(runtime, extrinsic).ciphertext})
    )


def test_the_carrier_holds_the_order_signed_with_the_next_number(holder: KeyHolder) -> None:
    answer = sealed(holder)
    found = opened(description().runtime, answer.carrier)
    assert (found.carrier["call"]["call_module"], found.carrier["call"]["call_function"]) == (
        "MevShield",
        "submit_encrypted",
    )
    assert found.operation.endswith(SHORT.call)
    assert is_valid(answer.carrier, SHORT, 7)
    assert is_valid(found.operation, SHORT, 8)
    assert answer.carrier_hash == blake2b(answer.carrier, digest_size=32).digest()
    assert answer.operation_hash == blake2b(found.operation, digest_size=32).digest()
    assert answer.call.full_name == "SubtensorModule.add_stake_limit"


def test_the_sealed_bytes_have_the_form_of_the_sdk(holder: KeyHolder) -> None:
    found = opened(description().runtime, sealed(holder).carrier)
    theirs = bytes(bittensor_core.encrypt_mlkem768(PUBLIC_KEY, found.operation, include_key_hash=True))
    assert len(found.ciphertext) == len(theirs) == len(found.operation) + order_sealing.ADDED_BYTES
    # The hash of the key and the length of the encapsulation; everything behind is drawn anew each time.
    assert found.ciphertext[:18] == theirs[:18]
    assert found.ciphertext[18:] != theirs[18:]
    assert bittensor_core.mlkem_kdf_id() == b"v1"


def test_no_byte_of_the_signed_order_is_in_the_answer(holder: KeyHolder) -> None:
    frame = frame_of(sealed(holder))
    answer = ANSWERS.read(frame)
    assert isinstance(answer, CallSealed)
    operation = opened(description().runtime, answer.carrier).operation
    signature = operation[-len(SHORT.call) - 70 :][:64]
    assert signature in operation
    for part in (operation, signature, signature[:32], signature[32:]):
        assert part not in answer.carrier
        assert part.hex().encode() not in frame
        # Each of the three ways in which base64 can cut it.
        for shift in range(3):
            assert base64.b64encode(part[shift : len(part) - (len(part) - shift) % 3]) not in frame


def test_each_sealing_is_of_its_own(holder: KeyHolder) -> None:
    first, second = sealed(holder), sealed(a_holder())
    assert first.carrier != second.carrier


def test_a_carrier_of_bytes_that_come_from_outside_is_never_signed(holder: KeyHolder) -> None:
    runtime = description().runtime
    foreign = opened(runtime, sealed(a_holder()).carrier).ciphertext
    call = bytes(runtime.compose_call("MevShield", "submit_encrypted", {"ciphertext": foreign}))
    inside = bytes(runtime.compose_call("Utility", "batch_all", {"calls": [call]}))
    for bytes_of_call in (call, inside):
        order = an_order(bytes_of_call, era_period=8)
        assert "not among the calls that are signed" in refusal(holder.answer(sign_request(order, NOTHING_KNOWN, None)))
        assert "not among the calls that are signed" in refusal(seal(holder, order))


def test_a_sealed_order_is_judged_as_any_other(holder: KeyHolder) -> None:
    for call, sentence in (
        (a_call(limit_price=0), "limits nothing"),
        (a_call(amount_staked=2**64 - 1), "stands for all"),
        (a_call("transfer_all", "Balances", dest=practice_account.ADDRESS, keep_alive=False), "not among the calls"),
    ):
        assert sentence in refusal(seal(holder, an_order(call, era_period=8)))
    assert "for another account" in refusal(seal(holder, replace(SHORT, signer=a_stranger(), origin=a_stranger())))
    assert "acts for another" in refusal(seal(holder, replace(SHORT, origin=a_stranger())))
    assert "another chain" in refusal(seal(holder, replace(SHORT, genesis="0x" + "77" * 32)))
    assert isinstance(seal(holder), CallSealed)


def a_stranger() -> str:
    return str(bittensor_core.ss58_encode(bytes(range(32)), 42))


@pytest.mark.parametrize("blocks", [16, 64, 5, 2])
def test_a_longer_era_than_the_shield_takes_is_refused(holder: KeyHolder, blocks: int) -> None:
    assert "blocks" in refusal(seal(holder, an_order(era_period=blocks)))


@pytest.mark.parametrize("blocks", [4, 8])
def test_a_short_era_is_signed(holder: KeyHolder, blocks: int) -> None:
    order = an_order(era_period=blocks)
    found = opened(description().runtime, sealed(holder, order).carrier)
    assert is_valid(found.operation, order, 8)


def test_the_highest_number_leaves_no_room_for_the_sealed_order(holder: KeyHolder) -> None:
    assert "higher than the chain counts" in refusal(seal(holder, an_order(era_period=8, nonce=2**32 - 1)))


@pytest.mark.parametrize("size", [0, 1183, 1185])
def test_a_key_of_another_size_is_no_request(size: int) -> None:
    with pytest.raises(UnreadableFrame):
        REQUESTS.read(frame_of(seal_request(SHORT, bytes(size), NOTHING_KNOWN, None)))


def with_first_coefficient(number: int) -> bytes:
    """The key with 12 bits of its first three bytes changed."""
    first = int.from_bytes(PUBLIC_KEY[:3], "little") & ~0xFFF | number
    return first.to_bytes(3, "little") + PUBLIC_KEY[3:]


@pytest.mark.parametrize("key", [b"\xff" * 1184, with_first_coefficient(3329), with_first_coefficient(4095)])
def test_a_key_that_is_none_is_refused_and_uses_no_number(holder: KeyHolder, key: bytes) -> None:
    assert "shield key is none" in refusal(seal(holder, key=key))
    assert isinstance(holder.answer(sign_request(an_order(nonce=9), NOTHING_KNOWN, None)), CallSigned)


def test_the_largest_reduced_coefficient_is_one(holder: KeyHolder) -> None:
    assert isinstance(seal(holder, key=with_first_coefficient(3328)), CallSealed)


def test_a_library_that_seals_in_another_form_gets_nothing_out(
    holder: KeyHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_sealing(_key: bytes, operation: bytes, *, include_key_hash: bool) -> bytes:
        return operation + bytes(order_sealing.ADDED_BYTES)

    for broken in (open_sealing, lambda _key, operation, include_key_hash: operation):
        monkeypatch.setattr(order_sealing, "encrypt_mlkem768", broken)
        assert "could not be sealed" in refusal(seal(holder))


def test_an_attackers_key_opens_the_order_and_nothing_more() -> None:
    theirs = MLKEM768PrivateKey.generate()
    answer = seal(a_holder(), key=theirs.public_key().public_bytes_raw())
    assert isinstance(answer, CallSealed)
    operation = opened(description().runtime, answer.carrier, theirs).operation
    # It is the one order that was reviewed, and possible once, for as long as its era lasts.
    assert is_valid(operation, SHORT, 8)
    assert operation.endswith(SHORT.call)


def forged(change: Any) -> bytes:
    tree = read(description().metadata).copy()
    change(tree)
    return tree.encoded()


def renumber(tree: Metadata) -> None:
    tree.call("MevShield", "submit_encrypted").index = 5


def rename(tree: Metadata) -> None:
    tree.call("MevShield", "submit_encrypted").name = "submit"


def widen(tree: Metadata) -> None:
    tree.call("MevShield", "submit_encrypted").fields.append(tree.call("Utility", "batch_all").fields[0])


@pytest.mark.parametrize("change", [renumber, rename, widen])
def test_a_shield_that_is_declared_otherwise_seals_nothing(change: Any) -> None:
    holder = a_holder(metadata=forged(change))
    assert "takes orders in another form" in refusal(seal(holder))
    assert isinstance(holder.answer(sign_request(an_order(), NOTHING_KNOWN, None)), CallSigned)


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_the_carriers_call_is_that_of_real_runtimes(spec: int, real_metadata: Any) -> None:
    runtime, ciphertext = Runtime(real_metadata(spec), spec, 1, 42), bytes(range(256)) * 6
    call = order_sealing.carrier_call(runtime, ciphertext)
    found = runtime.decode_call(call)
    assert (found["call_module"], found["call_function"]) == (order_sealing.PALLET, order_sealing.CALL)
    assert call == runtime.compose_call("MevShield", "submit_encrypted", {"ciphertext": ciphertext})


def test_the_account_in_carrier_and_order_is_the_signers(holder: KeyHolder) -> None:
    found = opened(description().runtime, sealed(holder).carrier)
    account = bytes(ss58_decode(practice_account.ADDRESS))
    assert found.operation[4:36] == account
    assert found.carrier["address"] in (practice_account.ADDRESS, "0x" + account.hex())


class TestNumbers:
    """A sealed order owns two numbers, and nothing else may be possible at either, or above."""

    @pytest.mark.parametrize("unproven", [7, 6, 0])
    def test_beside_an_order_at_or_below_its_carrier_nothing_is_sealed(self, holder: KeyHolder, unproven: int) -> None:
        assert "may still be carried out" in refusal(seal(holder, known=KnownNonces(unproven=(unproven,))))

    def test_its_two_numbers_are_remembered(self, holder: KeyHolder) -> None:
        sealed(holder)
        for known in (KnownNonces(), KnownNonces(ended=(7,)), KnownNonces(ended=(8,))):
            above = an_order(nonce=9)
            assert "journal does not know" in refusal(holder.answer(sign_request(above, known, None)))
        assert isinstance(holder.answer(sign_request(an_order(nonce=9), KnownNonces(ended=(7, 8)), None)), CallSigned)

    @pytest.mark.parametrize("nonce", [7, 6])
    def test_in_the_carriers_place_nothing_is_signed_while_the_order_may_be_opened(
        self, holder: KeyHolder, nonce: int
    ) -> None:
        sealed(holder)
        order = an_order(nonce=nonce)
        for known in (KnownNonces(), KnownNonces(unproven=(8,), ended=(7,)), KnownNonces(ended=(7,))):
            assert "may still be opened" in refusal(holder.answer(sign_request(order, known, None)))
        assert isinstance(holder.answer(sign_request(order, KnownNonces(ended=(7, 8)), None)), CallSigned)

    def test_the_same_order_is_not_sealed_twice(self, holder: KeyHolder) -> None:
        sealed(holder)
        assert "journal does not know" in refusal(seal(holder))
        assert "may still be carried out" in refusal(seal(holder, known=KnownNonces(unproven=(7, 8))))
        assert isinstance(seal(holder, known=KnownNonces(ended=(7, 8))), CallSealed)
