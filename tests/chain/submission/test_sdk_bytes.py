"""What is composed and signed here are the bytes that the SDK itself composes and signs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import bittensor as bt
import pytest
from bittensor_core import metadata_digest

from dtao_tui.chain.submission.signed_extrinsic import parse
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.practice.node.node import Node
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.chain.conftest import Desk
from tests.chain.signing import practice_key
from tests.chain.submission.orders import a_stake
from tests.wallet.signer.orders import PRACTICE_ACCOUNT

HOTKEY = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
STAKE = {"hotkey": HOTKEY, "netuid": 1, "amount_staked": 10**9, "limit_price": 10**9, "allow_partial": False}
UNSTAKE = {"hotkey": HOTKEY, "netuid": 2, "amount_unstaked": 5, "limit_price": 1, "allow_partial": False}


class ProvingKey:
    """A signer of the SDK that signs the digest of the metadata as well, as ours does."""

    ss58_address = ADDRESS
    crypto_type = 1

    @property
    def public_key(self) -> bytes:
        return bytes(practice_key().public_key)

    def sign(self, payload: bytes) -> bytes:
        return bytes(practice_key().sign(payload))

    def metadata_digest(self, context: Any) -> bytes:
        digest = metadata_digest(context.metadata_bytes, context.spec_version, context.spec_name, context.ss58_format)
        return bytes(digest)


@pytest.fixture
async def sdk(node: Node) -> AsyncIterator[bt.RpcSubstrate]:
    connected = bt.RpcSubstrate(node.url)
    await connected.connect()
    yield connected
    await connected.close()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Call("SubtensorModule", "add_stake_limit", STAKE), bt.calls.SubtensorModule.add_stake_limit(**STAKE)),
        (
            Call("SubtensorModule", "remove_stake_limit", UNSTAKE),
            bt.calls.SubtensorModule.remove_stake_limit(**UNSTAKE),
        ),
        (
            Call("SubtensorModule", "remove_stake_full_limit", {"hotkey": HOTKEY, "netuid": 1, "limit_price": None}),
            bt.calls.SubtensorModule.remove_stake_full_limit(hotkey=HOTKEY, netuid=1, limit_price=None),
        ),
    ],
    ids=lambda call: getattr(call, "name", ""),
)
async def test_a_call_has_the_bytes_that_the_sdk_composes(
    desk: Desk, sdk: bt.RpcSubstrate, ours: Call, theirs: Any
) -> None:
    assert await desk.trading.compose(ours) == (await sdk.compose(theirs)).data


async def test_calls_within_calls_have_the_bytes_that_the_sdk_composes(desk: Desk, sdk: bt.RpcSubstrate) -> None:
    stake, unstake = (
        Call("SubtensorModule", "add_stake_limit", STAKE),
        Call("SubtensorModule", "remove_stake_limit", UNSTAKE),
    )
    inner = [
        await sdk.compose(bt.calls.SubtensorModule.add_stake_limit(**STAKE)),
        await sdk.compose(bt.calls.SubtensorModule.remove_stake_limit(**UNSTAKE)),
    ]
    both = Call("Utility", "batch_all", {"calls": (stake, unstake)})
    theirs = await sdk.compose(bt.calls.Utility.batch_all(calls=inner))
    assert await desk.trading.compose(both) == theirs.data
    wrapped = Call("Proxy", "proxy", {"real": HOTKEY, "force_proxy_type": None, "call": both})
    proxied = await sdk.compose(bt.calls.Proxy.proxy(real=HOTKEY, force_proxy_type=None, call=theirs))
    assert await desk.trading.compose(wrapped) == proxied.data


async def test_a_signed_order_differs_from_the_sdks_in_its_signature_alone(desk: Desk, sdk: bt.RpcSubstrate) -> None:
    unsigned = replace(await desk.trading.prepare(await a_stake(desk), ADDRESS), nonce=70_000)
    signer = SignerClient()
    try:
        await signer.send_chain_facts(desk.facts)
        await signer.unlock(PRACTICE_ACCOUNT, "")
        ours = parse((await signer.sign(unsigned)).extrinsic, has_mode=True)
    finally:
        await signer.lock()
    raw, _ = await sdk.sign_extrinsic(unsigned.call, ProvingKey(), nonce=70_000, period=unsigned.era_period)
    theirs = parse(raw, has_mode=True)
    assert ours.has_proof
    assert replace(ours, signature=b"") == replace(theirs, signature=b"")
