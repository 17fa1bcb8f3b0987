"""An order leaves as frames and as a file that the SDK reads; only its own signature comes back."""

import json
import os
from pathlib import Path

import bittensor as bt
import pytest
from bittensor.vault import uos
from bittensor_core import Keypair

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import ED25519, SR25519, LaidOutOrder, Scheme
from dtao_tui.wallet.outside_signing import order_file, uos_frames
from dtao_tui.wallet.outside_signing.device_exchange import DeviceExchange
from tests.wallet.outside_signing.away_orders import a_laid_out_order, away_key

pytestmark = pytest.mark.usefixtures("in_this_process")
SCHEMES = pytest.mark.parametrize("scheme", [SR25519, ED25519])


def joined(frames: tuple[bytes, ...]) -> bytes:
    """What a device makes of the frames, in whatever order it saw them."""
    for place, frame in enumerate(frames):
        assert frame[:5] == b"\x00" + len(frames).to_bytes(2, "big") + place.to_bytes(2, "big")
    return b"".join(frame[5:] for frame in frames)


def sdk_order(order: LaidOutOrder) -> bt.UnsignedExtrinsic:
    return bt.UnsignedExtrinsic.from_dict(json.loads(json.dumps(order_file.document_of(order))))


@SCHEMES
async def test_the_frames_are_those_of_the_sdk_cut_to_what_a_terminal_can_show(scheme: Scheme) -> None:
    order = await a_laid_out_order(scheme)
    theirs, is_hashed = uos.transaction_frames(sdk_order(order))
    assert not is_hashed
    assert uos_frames.frames_of(uos_frames.whole(order, with_proof=False), uos.FRAME_SIZE + 5) == tuple(theirs)
    proven = uos.transaction_frames_with_proof(sdk_order(order), order.proof)
    assert uos_frames.frames_of(uos_frames.whole(order, with_proof=True), uos.FRAME_SIZE + 5) == tuple(proven)
    small = DeviceExchange(Path()).frames(order, 134, with_proof=True)
    assert max(map(len, small)) == 134
    assert joined(small) == b"".join(frame[5:] for frame in proven)


@SCHEMES
async def test_the_file_is_read_by_the_sdk_and_its_signature_is_taken(scheme: Scheme, tmp_path: Path) -> None:
    order, devices = await a_laid_out_order(scheme), DeviceExchange(tmp_path / "unsigned")
    path = devices.write(order)
    assert path.stat().st_mode & 0o777 == 0o600
    unsigned = bt.UnsignedExtrinsic.from_dict(json.loads(path.read_text(encoding="utf-8")))
    assert (unsigned.payload, unsigned.crypto_type) == (order.payload, scheme)
    assert unsigned.to_dict() == json.loads(path.read_text(encoding="utf-8"))
    signature = bytes(away_key(scheme).sign(unsigned.payload))
    back = tmp_path / "signature.json"
    back.write_text(json.dumps({"signature": "0x" + signature.hex()}), encoding="utf-8")
    assert devices.read(str(back), order).signature == signature
    assert devices.read(signature.hex().upper(), order).schemes == (scheme,)


@SCHEMES
async def test_a_signature_may_be_told_with_its_scheme_and_in_lines(scheme: Scheme) -> None:
    order = await a_laid_out_order(scheme)
    digits = bytes([scheme]).hex() + bytes(away_key(scheme).sign(order.payload)).hex()
    wrapped = "0x" + "\n ".join(digits[at : at + 40] for at in range(0, len(digits), 40))
    assert DeviceExchange(Path()).read(wrapped, order).schemes == (scheme,)


async def test_a_signature_of_anything_else_is_refused_before_anything_is_placed() -> None:
    order, devices = await a_laid_out_order(), DeviceExchange(Path())
    for key, payload in ((Keypair.create_from_uri("//Other"), order.payload), (away_key(), order.payload + b"x")):
        with pytest.raises(WalletTrouble, match="not one of this account over this order"):
            devices.read(bytes(key.sign(payload)).hex(), order)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "0x",
        "ab" * 63,
        "ab" * 66,
        "{",
        '{"signature": 7}',
        "[]",
        "\x1b]52;c;AAAA\x07",
        "0x" + "ab" * 10_000,
    ],
)
async def test_what_is_no_signature_is_refused_without_being_repeated(text: str) -> None:
    order = await a_laid_out_order()
    with pytest.raises(WalletTrouble, match="This is no signature") as refused:
        DeviceExchange(Path()).read(text, order)
    assert str(refused.value).isprintable()


async def test_a_signature_of_a_scheme_that_the_chain_does_not_know_is_refused() -> None:
    with pytest.raises(WalletTrouble, match="a kind that the chain does not take"):
        DeviceExchange(Path()).read("02" + "ab" * 64, await a_laid_out_order())


async def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    order, devices = await a_laid_out_order(), DeviceExchange(tmp_path)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (tmp_path / "none", tmp_path, fifo):
        with pytest.raises(WalletTrouble, match="no such file"):
            devices.read(str(path), order)


def test_frames_have_room_for_more_than_their_head() -> None:
    with pytest.raises(ValueError, match="room"):
        uos_frames.frames_of(b"abc", 5)
