"""Sends a signed extrinsic once and yields what the node says about it.

The SDK's own `Client.submit_signature` is not used: it assembles and sends in one step, so that nothing could be
written to disk between, tells no progress, and reports a submission whose answer was lost as failed.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.rpc import rpc_connection
from dtao_tui.chain.rpc.rpc_answers import JsonRpcError
from dtao_tui.chain.rpc.rpc_connection import RpcConnection
from dtao_tui.chain.rpc.subscription_queues import SubscriptionQueue
from dtao_tui.chain.rpc.websocket_dialler import LOSSES
from dtao_tui.chain.submission.pool_refusals import trouble_of
from dtao_tui.ports.errors import ChainTrouble, NotConnected


async def statuses(rpc: RpcConnection, extrinsic: bytes, silence_seconds: float) -> AsyncGenerator[Any, None]:
    """Submit and watch. Raises NotConnected where nothing was sent, Refused when the pool says no.

    Raises FateUnknown for everything that leaves open whether it happened.
    """
    if not rpc.is_up:
        raise NotConnected("There is no connection; the order was not sent.")
    queue = await _submitted(rpc, extrinsic)
    try:
        while True:
            async with asyncio.timeout(silence_seconds):
                update = await queue.next()
            yield update
    except TimeoutError:
        raise error_messages.fate_unknown(f"The node said nothing for {silence_seconds:.0f} seconds.") from None
    except LOSSES as error:
        raise error_messages.fate_unknown() from error
    finally:
        await rpc.unsubscribe(queue, "author_unwatchExtrinsic")


async def _submitted(rpc: RpcConnection, extrinsic: bytes) -> SubscriptionQueue:
    try:
        return await rpc.subscribe("author_submitAndWatchExtrinsic", "0x" + extrinsic.hex(), may_repeat=False)
    except TimeoutError:
        seconds = rpc_connection.ANSWER_SECONDS
        raise error_messages.fate_unknown(f"The node did not confirm it within {seconds:.0f} seconds.") from None
    except JsonRpcError as error:
        raise trouble_of(error) from error
    except (ChainTrouble, *LOSSES) as error:
        raise error_messages.fate_unknown() from error
