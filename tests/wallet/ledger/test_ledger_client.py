"""A Ledger by the SDK's own code, down to the kernel's files: addresses, signatures, and everything it may lack."""

import asyncio
import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bittensor_core import CRYPTO_ED25519, verify

from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import ED25519, LaidOutOrder
from dtao_tui.wallet.outside_signing import ledger_client, ledger_troubles
from dtao_tui.wallet.outside_signing.device_exchange import DeviceExchange
from dtao_tui.wallet.outside_signing.ledger_client import LedgerClient
from dtao_tui.wallet.outside_signing.order_file import document_of
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.conftest import eventually, longest_gap
from tests.wallet.ledger.polkadot_app import LOCKED, OTHER_APP, WRONG_CLASS, Person, PolkadotApp
from tests.wallet.ledger.usb_device import Plugged, plugged
from tests.wallet.signer.orders import a_call, an_order, description, the_chain

pytestmark = pytest.mark.usefixtures("in_this_process")

PATH = LedgerPath(2, 7)


@pytest.fixture
def stand_in() -> Iterator[Plugged]:
    with plugged(PolkadotApp()) as there:
        yield there


@pytest.fixture
def app(stand_in: Plugged) -> PolkadotApp:
    return stand_in.app


@pytest.fixture
def ledger(stand_in: Plugged) -> LedgerClient:
    return LedgerClient(stand_in.environment)


@pytest.fixture
async def order(app: PolkadotApp) -> LaidOutOrder:
    return await laid_out(app.key(PATH).ss58_address)


async def laid_out(address: str, call: bytes | None = None) -> LaidOutOrder:
    signer = SignerClient()
    await signer.send_chain_facts(the_chain())
    try:
        return await signer.lay_out(an_order(call, address, era_period=64), ED25519, KnownNonces())
    finally:
        await signer.lock()


async def test_the_address_is_that_of_the_path(ledger: LedgerClient, app: PolkadotApp) -> None:
    assert await ledger.address(PATH) == app.key(PATH).ss58_address
    assert await ledger.address(LedgerPath()) == app.key(LedgerPath()).ss58_address
    assert app.shown == []


async def test_an_address_is_approved_on_the_device(ledger: LedgerClient, app: PolkadotApp) -> None:
    address = app.key(PATH).ss58_address
    assert await ledger.approved_address(PATH) == address
    assert app.shown == [address.encode()]
    app.person = Person.REJECTS
    with pytest.raises(WalletTrouble, match="rejected on the Ledger"):
        await ledger.approved_address(PATH)


async def test_an_order_is_shown_and_signed(ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder) -> None:
    signature = await ledger.signature(order, PATH, 20.0)
    assert signature.startswith("00")
    assert len(signature) == 130
    key = app.key(PATH).ss58_address
    assert verify(order.payload, bytes.fromhex(signature[2:]), key, CRYPTO_ED25519)
    assert app.shown == [order.unsigned.call + order.in_extrinsic + order.in_signature_only]
    brought = DeviceExchange(Path()).read(signature, order)
    assert brought.schemes == (ED25519,)


async def test_the_device_hashes_a_long_order_by_itself(ledger: LedgerClient, app: PolkadotApp) -> None:
    sales = [a_call("remove_stake_full_limit", netuid=netuid) for netuid in range(1, 7)]
    call = bytes(description().runtime.compose_call("Utility", "batch_all", {"calls": sales}))
    long = await laid_out(app.key(PATH).ss58_address, call)
    assert len(long.payload) == 32
    signature = await ledger.signature(long, PATH, 20.0)
    (shown,) = app.shown
    assert shown.startswith(call)
    assert DeviceExchange(Path()).read(signature, long).schemes == (ED25519,)


async def test_a_rejected_order_has_no_signature(ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder) -> None:
    app.person = Person.REJECTS
    with pytest.raises(WalletTrouble) as refused:
        await ledger.signature(order, PATH, 20.0)
    assert str(refused.value) == ledger_troubles.REJECTED


async def test_a_device_with_another_key_is_not_asked(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder
) -> None:
    app.seed = "another device"
    with pytest.raises(WalletTrouble, match="This Ledger has another key at m/44'/354'/2'/0'/7'"):
        await ledger.signature(order, PATH, 20.0)
    assert app.shown == []


async def test_a_signature_by_another_hand_is_not_taken(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder
) -> None:
    app.has_another_hand = True
    signature = await ledger.signature(order, PATH, 20.0)
    with pytest.raises(WalletTrouble, match="not one of this account over this order"):
        DeviceExchange(Path()).read(signature, order)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (LOCKED, ledger_troubles.LOCKED),
        (0x6B0C, ledger_troubles.LOCKED),
        (WRONG_CLASS, ledger_troubles.OTHER_APP),
        (OTHER_APP, ledger_troubles.OTHER_APP),
        (0x6D00, ledger_troubles.OTHER_APP),
        (0x6400, "The Ledger answered with the code 0x6400. Nothing was signed."),
        (0x1234, "The Ledger answered with the code 0x1234. Nothing was signed."),
    ],
)
async def test_what_the_device_lacks_is_said(
    ledger: LedgerClient, app: PolkadotApp, status: int, sentence: str
) -> None:
    app.status = status
    with pytest.raises(WalletTrouble) as refused:
        await ledger.address(PATH)
    assert str(refused.value) == sentence


async def test_an_order_whose_proof_is_of_another_runtime_is_not_signed(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder
) -> None:
    # Its last letter is the token's, which the digest covers.
    with pytest.raises(WalletTrouble, match=r"cannot read this order\. It says “Wrong metadata digest”"):
        await ledger.signature(replace(order, proof=order.proof[:-1] + b"U"), PATH, 20.0)
    with pytest.raises(WalletTrouble, match="proves no description of itself"):
        await ledger.signature(replace(order, proof=b""), PATH, 20.0)
    assert app.shown == []


async def test_a_device_that_is_not_connected_is_told() -> None:
    with plugged(PolkadotApp(), is_there=False) as nothing, pytest.raises(WalletTrouble) as missing:
        await LedgerClient(nothing.environment).address(PATH)
    assert str(missing.value) == ledger_troubles.NOT_FOUND


@pytest.mark.parametrize(
    ("trouble", "sentence"), [(errno.EACCES, ledger_troubles.NOT_ALLOWED), (errno.EBUSY, ledger_troubles.NOT_OPENED)]
)
async def test_a_device_that_may_not_be_opened_or_is_in_use_is_told(
    stand_in: Plugged, trouble: int, sentence: str
) -> None:
    stand_in.refuse(trouble)
    with pytest.raises(WalletTrouble) as refused:
        await LedgerClient(stand_in.environment).address(PATH)
    assert str(refused.value) == sentence


async def test_a_request_that_is_left_leaves_no_process(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder, stand_in: Plugged
) -> None:
    app.person = Person.IS_AWAY
    asked = asyncio.create_task(ledger.signature(order, PATH, 60.0))
    await eventually(lambda: app.shown)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    # The device is free again: it answers the next who opens it.
    app.person = Person.APPROVES
    assert await ledger.address(PATH) == order.unsigned.signer
    assert stand_in.openings == 2


async def test_a_person_who_is_away_is_not_awaited_for_ever(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.person = Person.IS_AWAY
    with pytest.raises(WalletTrouble, match="Nothing was approved on the Ledger in time"):
        await ledger.signature(order, PATH, 1.0)
    monkeypatch.setattr(ledger_client, "APPROVAL_SECONDS", 1.0)
    with pytest.raises(WalletTrouble, match="Nothing was approved on the Ledger in time"):
        await ledger.approved_address(PATH)


async def test_the_loop_runs_on_while_the_device_waits(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder
) -> None:
    app.person = Person.IS_AWAY
    gap = asyncio.create_task(longest_gap())
    asked = asyncio.create_task(ledger.signature(order, PATH, 20.0))
    await eventually(lambda: app.shown)
    gap.cancel()
    app.person = Person.APPROVES
    assert (await asked).startswith("00")
    assert await gap < 0.5


async def test_the_device_gets_what_the_sdk_s_signer_sends(
    ledger: LedgerClient, app: PolkadotApp, order: LaidOutOrder, stand_in: Plugged
) -> None:
    ours = await ledger.signature(order, PATH, 20.0)
    sent = list(app.apdus)
    app.apdus.clear()
    told = {"order": document_of(order), "metadata": the_chain().metadata.hex()}
    theirs = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.wallet.ledger.sdk_signer"],
        input=json.dumps(told | {"account": PATH.account, "index": PATH.index}),
        env={**os.environ, **stand_in.environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (theirs.stdout, app.apdus) == (ours, sent)
    assert len(sent) > 3
