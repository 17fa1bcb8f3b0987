"""Websocket dialler: checks the genesis hash of each socket, limits frames, raises on every close."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, InvalidURI, WebSocketException

from dtao_tui.chain.error_messages import contradiction
from dtao_tui.chain.rpc.dial_errors import route_to, together, trouble_of
from dtao_tui.chain.rpc.frame_gate import LARGEST_MESSAGE, FrameGate, NoMessage, TooMuch
from dtao_tui.chain.rpc.retry_after import asked_to_wait
from dtao_tui.chain.rpc.subscription_queues import SubscriptionQueues
from dtao_tui.ports.errors import ChainTrouble, NotConnected, NotUnderstood, TimedOut, WrongNetwork
from dtao_tui.ports.networks import Network, host_of, is_hash, is_loopback

DIAL_SECONDS = 10.0
_FRAMES_AHEAD = 2
"""Frames received ahead of reading; each may be as large as the largest answer."""

_TOO_BIG = 1009
_AGAINST_POLICY = 1008
_LONGEST_GENESIS = 4096
_TOO_HEAVY = "The endpoint sends more than a chain's answers can be; it was not read. Choose another endpoint."
_GENESIS_QUESTION = json.dumps({"jsonrpc": "2.0", "id": 0, "method": "chain_getBlockHash", "params": [0]})


LOSSES = (OSError, WebSocketException)
"""What a lost socket raises."""


class GenesisVerifier(Protocol):
    """Accepts or refuses each new socket by the genesis hash of the chain behind it."""

    def __call__(self, genesis: str, url: str) -> None:
        """Raise ChainTrouble unless this endpoint may be used."""
        ...


class GenesisCheck:
    """Verifier that accepts one network's chain, and after the first socket only the chain behind that."""

    def __init__(self, network: Network, genesis: str | None = None) -> None:
        """`genesis` is what the first block must be where the network itself pins none."""
        self._network = network
        self.genesis = genesis or network.genesis or ""
        """The hash of the chain's first block; empty before the first socket where none is pinned."""

    def __call__(self, genesis: str, url: str) -> None:
        """Raise WrongNetwork for another chain."""
        objection = self._network.objection_to(genesis)
        if objection is None and self.genesis and genesis != self.genesis:
            objection = (
                f"{host_of(url)} serves another chain now ({genesis[:10]}…) than before ({self.genesis[:10]}…). "
                "Nothing is signed there."
            )
        if objection is not None:
            raise WrongNetwork(objection)
        self.genesis = genesis


class VerifiedSocket:
    """One websocket to a verified endpoint: sends requests, returns their answers, queues subscription updates."""

    def __init__(self, socket: ClientConnection, dialler: "WebsocketDialler") -> None:
        self._socket = socket
        self._dialler = dialler
        self._gate = FrameGate(dialler.queues)

    async def ask(self, request: Mapping[str, Any]) -> None:
        """Send one JSON-RPC request."""
        text = json.dumps(request)
        self._dialler.count(len(text))
        self._gate.asks(request)
        await self._socket.send(text)

    async def answer(self) -> dict[str, Any]:
        """The next answer to a request. Raises ConnectionError, also for a clean close, and ConnectionClosed."""
        try:
            while True:
                frame = await self._socket.recv()
                self._dialler.bytes_passed += len(frame)
                # Receiving a frame that has arrived already takes no pause, and others have to go on as well.
                await asyncio.sleep(0)
                message = self._gate.admits(frame)
                if message is not None:
                    return message
        except (TooMuch, NoMessage) as error:
            if isinstance(error, TooMuch):
                self._dialler.give_up(NotUnderstood(_TOO_HEAVY))
            self._dialler.queues.end(error)
            raise
        except ConnectionClosed as closed:
            raise self._lost(closed) from closed

    async def close(self) -> None:
        """Hang up."""
        self._dialler.queues.end(ConnectionError("the connection was closed"))
        await self._socket.close()

    def _lost(self, closed: ConnectionClosed) -> Exception:
        if closed.sent is not None and closed.sent.code == _TOO_BIG:
            self._dialler.give_up(NotUnderstood(_too_big(self._dialler.largest)))
        if closed.rcvd is not None and closed.rcvd.code == _AGAINST_POLICY:
            # Dialling at once would add to the traffic that the endpoint refuses.
            self._dialler.give_up(asked_to_wait(self._dialler.host, "websocket 1008"))
        is_clean = isinstance(closed, ConnectionClosedOK)
        error = ConnectionError("the endpoint has closed the connection") if is_clean else closed
        self._dialler.queues.end(error)
        return error


class WebsocketDialler:
    """Opens the sockets of one connection and verifies each before it is used."""

    def __init__(self, verify: GenesisVerifier, largest: int | None = None) -> None:
        """`largest` is the limit of one frame in bytes, if not `LARGEST_MESSAGE`."""
        self._verify = verify
        self.largest = LARGEST_MESSAGE if largest is None else largest
        self.messages_sent = 0
        self.bytes_passed = 0
        """Of the frames in both directions, as text."""

        self.host = "The endpoint"
        self.queues = SubscriptionQueues()
        """The updates of this connection's subscriptions."""

        self.trouble: ChainTrouble | None = None
        """Why no socket could be opened, or why the last one was lost."""

        self._failed: dict[str, ChainTrouble] = {}
        """Failures by host since the last open socket, in the order of the attempts."""

        self.is_final = False
        """Whether another attempt on this connection would fail for the same reason."""

    async def __call__(self, url: str) -> VerifiedSocket:
        """A verified socket to this address. Raises ChainTrouble, and remembers it."""
        if self.is_final and self.trouble is not None:
            raise self.trouble
        try:
            socket = await self._open(url)
        except ChainTrouble as trouble:
            self._failed[host_of(url)] = trouble
            self.trouble = together(self._failed)
            raise
        self._failed.clear()
        self.trouble = None
        self.host = host_of(url)
        return VerifiedSocket(socket, self)

    async def _open(self, url: str) -> ClientConnection:
        try:
            async with asyncio.timeout(DIAL_SECONDS):
                socket = await _connected(url, self.largest)
        except TimeoutError:
            raise TimedOut(f"{route_to(url).words} did not answer within {DIAL_SECONDS:.0f} seconds.") from None
        try:
            async with asyncio.timeout(DIAL_SECONDS):
                self.count(len(_GENESIS_QUESTION))
                self._verify(await _genesis(socket), url)
        except TimeoutError:
            await socket.close()
            raise TimedOut(f"{host_of(url)} did not name its chain within {DIAL_SECONDS:.0f} seconds.") from None
        except BaseException:
            await socket.close()
            raise
        return socket

    def count(self, size: int) -> None:
        """Count one more frame of so many bytes as sent."""
        self.messages_sent += 1
        self.bytes_passed += size

    def give_up(self, trouble: ChainTrouble) -> None:
        """Allow no other attempt on this connection, for this reason."""
        self.is_final = True
        self.trouble = trouble


class SameHostConnect(connect):
    """Websocket dial that follows redirects only to the same host, and never from wss to ws."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """The address to dial next, or the exception to raise."""
        try:
            followed = super().process_redirect(exc)
        except InvalidURI as error:
            followed = error
        if followed is exc or (isinstance(followed, str) and _is_same_host(self.uri, followed)):
            return followed
        return NotConnected(
            f"{host_of(self.uri)} sends on to another place, which is not followed. Name the endpoint itself.",
            short="sends elsewhere",
        )


def _is_same_host(old: str, new: str) -> bool:
    try:
        before, after = urlsplit(old), urlsplit(new)
    except ValueError:
        return False
    return before.hostname == after.hostname and (before.scheme, after.scheme) != ("wss", "ws")


async def _connected(url: str, largest: int) -> ClientConnection:
    route = route_to(url)
    try:
        return await SameHostConnect(
            url,
            max_size=largest,
            max_queue=_FRAMES_AHEAD,
            open_timeout=DIAL_SECONDS,
            proxy=route.proxy,
            compression=None if is_loopback(url) else "deflate",
        )
    except TimeoutError:
        raise
    except (OSError, WebSocketException, ValueError, ImportError, ChainTrouble) as error:
        raise trouble_of(route, error) from error


def _too_big(largest: int) -> str:
    return f"The endpoint sent an answer of more than {largest // 2**20} MiB; it was not read. Choose another endpoint."


async def _genesis(socket: ClientConnection) -> str:
    """The hash of the first block, as this socket's endpoint says."""
    try:
        await socket.send(_GENESIS_QUESTION)
        frame = await socket.recv()
        answer: Any = json.loads(frame) if len(frame) <= _LONGEST_GENESIS else None
    except (OSError, WebSocketException) as error:
        raise NotConnected("The endpoint hung up before it named its chain.") from error
    except (ValueError, RecursionError) as error:
        raise contradiction("the name of its chain cannot be read") from error
    genesis = answer.get("result") if isinstance(answer, dict) else None
    if not is_hash(genesis):
        raise contradiction("it does not name its first block")
    return str(genesis)
