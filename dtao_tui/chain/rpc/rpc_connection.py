"""JSON-RPC client over one websocket: concurrent requests, subscriptions, reconnecting, a deadline for each request.

Each socket is verified by the chain's genesis hash before it is used. A lost socket is replaced and open requests are
sent again, except a submission: whether it arrived is unknown then, and it is never sent twice. The SDK's own
client (`bittensor.Client`, 11.3) is not used: it waits forever after a clean close of the socket, and its transport has
no public part below the typed reads, each of which sends requests of its own.
"""

import asyncio
import itertools
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.rpc.rpc_answers import JsonRpcError, result_of
from dtao_tui.chain.rpc.subscription_queues import SubscriptionQueue
from dtao_tui.chain.rpc.websocket_dialler import LOSSES, GenesisVerifier, VerifiedSocket, WebsocketDialler
from dtao_tui.ports.errors import ChainTrouble, NotConnected, TimedOut
from dtao_tui.ports.networks import host_of

ANSWER_SECONDS = 20.0
HANG_UP_SECONDS = 2.0
LOSSES_PER_ENDPOINT = 5
"""Losses in a row, without any frame between them, before the next endpoint is tried."""

_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 5.0
_LONGEST_IDENTIFIER = 128
"""Characters of an endpoint's name for a subscription."""


class _Request:
    """One request that is not answered yet."""

    __slots__ = ("answer", "frame", "is_sent", "may_repeat")

    def __init__(self, frame: dict[str, Any], *, may_repeat: bool) -> None:
        self.frame = frame
        self.may_repeat = may_repeat
        self.is_sent = False
        """Whether it went out over the socket of this moment."""

        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def fail(self, error: Exception) -> None:
        """Raise this where the answer is waited for."""
        if not self.answer.done():
            self.answer.set_exception(error)


class RpcConnection:
    """One connection, from `open` to `close`; a new one is made for each attempt."""

    def __init__(
        self,
        endpoints: Sequence[str],
        verify: GenesisVerifier,
        *,
        methods: frozenset[str] | None = None,
        largest_answer: int | None = None,
        reconnects: bool = True,
    ) -> None:
        """`methods` are all that a second endpoint is asked; `largest_answer` is the limit of one frame in bytes."""
        self._endpoints = tuple(endpoints)
        self._current = 0
        self._methods = methods
        self._reconnects = reconnects
        self._dialler = WebsocketDialler(verify, largest_answer)
        self._socket: VerifiedSocket | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._open_requests: dict[int, _Request] = {}
        self._losses = 0
        self._most_losses = LOSSES_PER_ENDPOINT * len(self._endpoints)

    @property
    def endpoint(self) -> str:
        """The address in use now."""
        return self._endpoints[self._current]

    @property
    def messages_sent(self) -> int:
        """Frames sent so far, the verification of each socket included."""
        return self._dialler.messages_sent

    @property
    def fault(self) -> ChainTrouble | None:
        """Why this connection was given up, where that was the endpoint's doing."""
        return self._dialler.trouble if self._dialler.is_final else None

    @property
    def bytes_passed(self) -> int:
        """Bytes of the frames in both directions so far, before the socket compressed them."""
        return self._dialler.bytes_passed

    @property
    def is_open(self) -> bool:
        """Whether requests can be made; the socket may be in the middle of a reconnect."""
        return self._supervisor is not None and not self._supervisor.done()

    @property
    def is_up(self) -> bool:
        """Whether there is a verified socket at this moment."""
        return self.is_open and self._socket is not None

    async def open(self) -> None:
        """Dial the endpoints in turn until one is verified. Raises ChainTrouble."""
        quiet_loggers()
        socket = await self._dialled()
        self._supervisor = asyncio.create_task(self._supervise(socket), name="rpc connection")

    async def close(self) -> None:
        """Hang up. Never raises."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.wait([supervisor], timeout=2 * HANG_UP_SECONDS)
        self._end(ConnectionError("the connection was closed"))

    def must_be_open(self) -> None:
        """Raise ChainTrouble where the connection has ended."""
        if not self.is_open:
            raise self._loss("The connection is lost; it is being made anew.")

    async def request(self, method: str, *parameters: Any, seconds: float | None = None) -> Any:
        """The node's answer to one request, within `seconds` (ANSWER_SECONDS). Raises ChainTrouble."""
        self._refuse_other(method)
        self.must_be_open()
        with self.translated():
            return await self.ask(method, parameters, seconds=seconds)

    async def ask(
        self, method: str, parameters: Sequence[Any], *, seconds: float | None = None, may_repeat: bool = True
    ) -> Any:
        """The result of one request. Raises JsonRpcError, NotUnderstood, TimeoutError and what a lost socket raises."""
        number = next(self._numbers)
        frame = {"jsonrpc": "2.0", "id": number, "method": method, "params": list(parameters)}
        request = self._open_requests[number] = _Request(frame, may_repeat=may_repeat)
        try:
            async with asyncio.timeout(ANSWER_SECONDS if seconds is None else seconds):
                await self._send(request)
                return result_of(await request.answer)
        finally:
            del self._open_requests[number]
            if request.answer.done() and not request.answer.cancelled():
                request.answer.exception()

    async def subscribe(
        self, method: str, *parameters: Any, newest_wins: bool = False, may_repeat: bool = True
    ) -> SubscriptionQueue:
        """The queue of a new subscription, ended by the loss of its socket.

        `newest_wins` as in SubscriptionQueue; `may_repeat` is False for a request that must not arrive twice. Raises
        as `ask` does; `translated` makes ChainTrouble of it.
        """
        queues = self._dialler.queues
        queue = queues.expect(newest_wins=newest_wins)
        try:
            identifier = await self.ask(method, parameters, may_repeat=may_repeat)
            if not isinstance(identifier, (str, int)) or len(str(identifier)) > _LONGEST_IDENTIFIER:
                raise error_messages.contradiction("one of its messages is no answer at all")
            queues.name(queue, str(identifier))
        except BaseException:
            queues.forget(queue)
            raise
        return queue

    async def unsubscribe(self, queue: SubscriptionQueue, method: str) -> None:
        """Drop the queue and tell the endpoint by this method, where it can still be told. Never raises."""
        self._dialler.queues.forget(queue)
        if queue.is_ended or not self.is_up:
            return
        # A courtesy: what the endpoint answers, and whether it does, changes nothing.
        with suppress(Exception):
            await self.ask(method, [queue.identifier], seconds=HANG_UP_SECONDS)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn errors of an answer, of the socket and of a deadline into ChainTrouble."""
        try:
            yield
        except TimeoutError:
            raise TimedOut(f"{host_of(self.endpoint)} did not answer in time.") from None
        except JsonRpcError as error:
            raise error.trouble(host_of(self.endpoint)) from error
        except LOSSES as error:
            raise self._loss("The connection is lost.") from error

    async def _dialled(self) -> VerifiedSocket:
        """A verified socket to the first endpoint that gives one, from the current one on. Raises ChainTrouble."""
        trouble: ChainTrouble = NotConnected("There is no endpoint to dial.")
        for _ in self._endpoints:
            try:
                return await self._dialler(self.endpoint)
            except ChainTrouble as error:
                trouble = self._dialler.trouble or error
                self._rotate()
        raise trouble

    def _rotate(self) -> None:
        self._current = (self._current + 1) % len(self._endpoints)

    async def _supervise(self, socket: VerifiedSocket) -> None:
        """Read frames and reconnect until the connection ends, then fail what is still open."""
        reason: Exception = ConnectionError("the connection has ended")
        try:
            while True:
                await self._served(socket)
                if not self._reconnects or self._dialler.is_final or self._losses >= self._most_losses:
                    return
                if self._losses % LOSSES_PER_ENDPOINT == 0:
                    self._rotate()
                await asyncio.sleep(min(_PAUSE_SECONDS * self._losses, _LONGEST_PAUSE_SECONDS))
                socket = await self._dialled()
        except ChainTrouble as trouble:
            reason = trouble
        finally:
            self._end(reason)

    async def _served(self, socket: VerifiedSocket) -> None:
        """Send the open requests over this socket, then hand out answers until it is lost."""
        self._socket = socket
        try:
            for request in tuple(self._open_requests.values()):
                await self._send(request)
            while True:
                self._hand_out(await socket.answer())
                self._losses = 0
        except LOSSES as error:
            self._losses += 1
            self._lost(error)
        finally:
            self._socket = None
            # The other end may be gone, or not take part in a proper close.
            with suppress(Exception):
                async with asyncio.timeout(HANG_UP_SECONDS):
                    await socket.close()

    def _hand_out(self, message: dict[str, Any]) -> None:
        request = self._open_requests.get(message["id"])
        if request is not None and not request.answer.done():
            request.answer.set_result(message)

    def _lost(self, error: Exception) -> None:
        """Mark requests to be sent again; fail those that may have arrived and must not arrive twice."""
        for request in self._open_requests.values():
            if request.is_sent and not request.may_repeat:
                request.fail(error)
            request.is_sent = False

    def _end(self, reason: Exception) -> None:
        """Fail every open request and subscription."""
        lost = ConnectionError(str(reason))
        for request in self._open_requests.values():
            request.fail(lost)
        self._dialler.queues.end(lost)

    def _refuse_other(self, method: str) -> None:
        if self._methods is not None and method not in self._methods:
            raise ValueError(f"{method} is not asked of a second endpoint")

    async def _send(self, request: _Request) -> None:
        """Send it over the socket there is; without one it goes out with the next."""
        socket = self._socket
        if socket is None or request.is_sent or request.answer.done():
            return
        request.is_sent = True
        # A socket that is lost meanwhile is noticed where its frames are read.
        with suppress(*LOSSES):
            await socket.ask(request.frame)

    def _loss(self, sentence: str) -> ChainTrouble:
        if not self._reconnects:
            return NotConnected(f"{host_of(self.endpoint)} has hung up.")
        return self._dialler.trouble or NotConnected(sentence)


def quiet_loggers() -> None:
    """Keep websockets from logging frames, which hold signed orders."""
    logger = logging.getLogger("websockets")
    logger.setLevel(max(logging.WARNING, logger.level))
