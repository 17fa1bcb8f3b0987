"""A JSON-RPC line that only reads: what the second endpoint is asked over, without the SDK and its caches."""

import asyncio
import itertools
import json
from contextlib import suppress
from typing import Any

from websockets.exceptions import WebSocketException

from dtao_tui.chain import error_messages
from dtao_tui.chain.rpc.websocket_dialler import VerifiedSocket, WebsocketDialler
from dtao_tui.ports.errors import NotConnected, WrongNetwork
from dtao_tui.ports.networks import host_of

READS = frozenset(
    {
        "chain_getBlockHash",
        "chain_getHeader",
        "state_call",
        "state_getRuntimeVersion",
        "state_queryStorageAt",
    }
)
"""All that is ever asked here; nothing that names an account of ours, and nothing that sends."""


LARGEST_ANSWER = 8 * 2**20
"""Bytes: the description of a runtime takes less than one of these eight MiB."""


class ReadingLine:
    """One connection to one endpoint of a known chain, from `opened` to `close`."""

    def __init__(self, url: str, socket: VerifiedSocket) -> None:
        self.url = url
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._listening = asyncio.create_task(self._listen(), name="second endpoint")

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return not self._listening.done()

    async def request(self, method: str, *parameters: Any) -> Any:
        """The answer to one question. Raises ChainTrouble, and ValueError for what is not only a question."""
        if method not in READS:
            raise ValueError(f"{method} is not asked of a second endpoint")
        if not self.is_open:
            raise self._lost()
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send(
                json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
            )
            return await answer
        except (OSError, WebSocketException) as error:
            raise self._lost() from error
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """Hang up; never raises."""
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        with suppress(OSError, WebSocketException):
            await self._socket.close()

    async def _listen(self) -> None:
        try:
            while True:
                self._take(await self._socket.recv())
        except (OSError, WebSocketException, ValueError, RecursionError):
            # Whoever waits is told that it is lost; what exactly ended it helps nobody.
            return
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(self._lost())

    def _take(self, text: str | bytes) -> None:
        """Hand a frame to whoever asked for it; what nobody asked for is dropped. Raises ValueError for no JSON."""
        frame = json.loads(text)
        number = frame.get("id") if isinstance(frame, dict) else None
        answer = self._waiting.get(number) if type(number) is int else None
        if answer is None or answer.done():
            return
        if "result" in frame:
            answer.set_result(frame["result"])
        else:
            error = frame.get("error")
            words = error.get("message") if isinstance(error, dict) else None
            answer.set_exception(error_messages.node_error(str(words or "no answer")))

    def _lost(self) -> NotConnected:
        return NotConnected(f"{host_of(self.url)} has hung up.")


async def opened(url: str, wanted: str) -> ReadingLine:
    """A line to an endpoint whose chain has the wanted genesis. Raises ChainTrouble."""

    def verify(genesis: str, url: str) -> None:
        if genesis != wanted:
            raise WrongNetwork(f"{host_of(url)} serves another chain: its first block is {genesis[:10]}….")

    return ReadingLine(url, await WebsocketDialler(verify, LARGEST_ANSWER)(url))
