"""Bare JSON-RPC connections to a practice node, for tests without the SDK."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from dtao_tui.practice.node.node import Node
from tests.practice.nodes import PATIENCE, a_signed_call

BOB = bytes(range(32))


class Wire:
    """A bare connection: requests by name, replies as they come."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._notices: list[dict[str, Any]] = []
        self._last = 0

    async def call(self, method: str, *params: object) -> Any:
        """The whole reply to a request."""
        self._last += 1
        await self._connection.send(
            json.dumps({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        )
        while "id" not in (message := await self._receive()):
            self._notices.append(message)
        return message

    async def result(self, method: str, *params: object) -> Any:
        """The result of a request that works."""
        return (await self.call(method, *params))["result"]

    async def error(self, method: str, *params: object) -> dict[str, Any]:
        """The error of a request that fails."""
        error: dict[str, Any] = (await self.call(method, *params))["error"]
        return error

    async def send(self, text: str | bytes) -> Any:
        """The next message after sending these very bytes."""
        await self._connection.send(text)
        return await self._receive()

    async def send_only(self, text: str) -> None:
        """Send these very bytes and wait for nothing."""
        await self._connection.send(text)

    async def next(self) -> Any:
        """The next message."""
        return await self._receive()

    async def notice(self) -> Any:
        """What the next notification says."""
        message = self._notices.pop(0) if self._notices else await self._receive()
        return message["params"]["result"]

    async def _receive(self) -> dict[str, Any]:
        received: dict[str, Any] = json.loads(await asyncio.wait_for(self._connection.recv(), PATIENCE))
        return received


@asynccontextmanager
async def a_wire(node: Node) -> AsyncIterator[Wire]:
    async with connect(node.url, max_size=None, compression=None) as connection:
        yield Wire(connection)


def a_transfer(node: Node, *, rao: int = 10**9, **changes: Any) -> str:
    """A signed transfer to Bob; `changes` as `a_signed_call` has them."""
    arguments = {"dest": "0x" + BOB.hex(), "value": rao}
    return a_signed_call(node, "Balances.transfer_keep_alive", arguments, **changes)
