"""Websockets as the SDK's session wants them: verified by the genesis hash, bounded, honest about a close."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus, WebSocketException

from dtao_tui.chain.errors import contradiction
from dtao_tui.chain.networks import host_of, is_hash, is_loopback
from dtao_tui.chain.trouble import ChainTrouble, NotConnected, NotUnderstood, TimedOut

DIAL_SECONDS = 10.0
LARGEST_MESSAGE = 48 * 2**20
"""Bytes of one answer; 4,096 subnets with full identities take less than half of it."""

_TOO_BIG = 1009
_GENESIS_QUESTION = json.dumps({"jsonrpc": "2.0", "id": 0, "method": "chain_getBlockHash", "params": [0]})


class Verifier(Protocol):
    """Judges each new socket by the chain behind it."""

    def __call__(self, genesis: str, url: str) -> None:
        """Raise ChainTrouble unless this endpoint may be used."""
        ...


class Socket:
    """One websocket, as `bittensor._transport.rpc.RpcSession` uses it."""

    def __init__(self, socket: ClientConnection, counted: Callable[[], None], oversized: Callable[[], None]) -> None:
        self._socket = socket
        self._counted = counted
        self._oversized = oversized

    async def send(self, message: str) -> None:
        """Send one frame."""
        self._counted()
        await self._socket.send(message)

    async def recv(self) -> str | bytes:
        """The next frame. Raises ConnectionError for a clean close, which the SDK's session would wait out for ever."""
        try:
            return await self._socket.recv()
        except ConnectionClosedOK as closed:
            raise ConnectionError("the endpoint has closed the connection") from closed
        except ConnectionClosedError as closed:
            if closed.sent is not None and closed.sent.code == _TOO_BIG:
                self._oversized()
            raise

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()


class Dialler:
    """Opens the sockets of one connection; none is used before its chain was verified."""

    def __init__(self, verify: Verifier, largest: int | None = None) -> None:
        """`largest` is the most bytes of one answer that are read, if not `LARGEST_MESSAGE`."""
        self._verify = verify
        self._largest = LARGEST_MESSAGE if largest is None else largest
        self.messages_sent = 0
        self.trouble: ChainTrouble | None = None
        """Why the last socket could not be had or kept, in our own words."""

        self.is_final = False
        """Whether another attempt on this connection would only meet the same trouble."""

    async def __call__(self, url: str) -> Socket:
        """A verified socket to this address. Raises ChainTrouble, and remembers it."""
        if self.is_final and self.trouble is not None:
            raise self.trouble
        try:
            socket = await self._open(url)
        except ChainTrouble as trouble:
            self.trouble = trouble
            raise
        self.trouble = None
        return Socket(socket, self._count, self._give_up)

    async def _open(self, url: str) -> ClientConnection:
        try:
            async with asyncio.timeout(DIAL_SECONDS):
                socket = await _connected(url, self._largest)
        except TimeoutError:
            raise TimedOut(f"{host_of(url)} did not answer within {DIAL_SECONDS:.0f} seconds.") from None
        try:
            async with asyncio.timeout(DIAL_SECONDS):
                self._count()
                self._verify(await _genesis(socket), url)
        except TimeoutError:
            await socket.close()
            raise TimedOut(f"{host_of(url)} did not name its chain within {DIAL_SECONDS:.0f} seconds.") from None
        except BaseException:
            await socket.close()
            raise
        return socket

    def _count(self) -> None:
        self.messages_sent += 1

    def _give_up(self) -> None:
        self.is_final = True
        self.trouble = NotUnderstood(
            f"The endpoint sent an answer of more than {self._largest // 2**20} MiB; it was not read. "
            "Choose another endpoint."
        )


class SameHost(connect):
    """A dialling that follows a redirect only to the same host, and never from wss to ws."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """The address to go on with, or what to raise."""
        followed = super().process_redirect(exc)
        if followed is exc or (isinstance(followed, str) and _is_same_host(self.uri, followed)):
            return followed
        return NotConnected(
            f"{host_of(self.uri)} sends on to another place, which is not followed. Name the endpoint itself."
        )


def _is_same_host(old: str, new: str) -> bool:
    try:
        before, after = urlsplit(old), urlsplit(new)
    except ValueError:
        return False
    return before.hostname == after.hostname and (before.scheme, after.scheme) != ("wss", "ws")


async def _connected(url: str, largest: int) -> ClientConnection:
    here = is_loopback(url)
    try:
        return await SameHost(
            url,
            max_size=largest,
            open_timeout=DIAL_SECONDS,
            # A proxy of the system has no business between us and this machine.
            proxy=None if here else True,
            compression=None if here else "deflate",
        )
    except InvalidStatus as error:
        raise _refused_handshake(url, error.response.status_code) from error
    except (OSError, WebSocketException, ValueError) as error:
        if isinstance(error, TimeoutError):
            raise
        raise NotConnected(f"{host_of(url)} does not answer. Is the network up, and the address right?") from error


def _refused_handshake(url: str, status: int) -> NotConnected:
    if status == 429:
        return NotConnected(f"{host_of(url)} gets too many requests from here (429). Wait, or choose another endpoint.")
    if status == 403:
        return NotConnected(f"{host_of(url)} does not serve this address (403). Choose another endpoint.")
    return NotConnected(f"{host_of(url)} is no endpoint of a chain (HTTP {status}). Is the address right?")


async def _genesis(socket: ClientConnection) -> str:
    """The hash of the first block, as this socket's endpoint says."""
    try:
        await socket.send(_GENESIS_QUESTION)
        answer: Any = json.loads(await socket.recv())
    except (OSError, WebSocketException) as error:
        raise NotConnected("The endpoint hung up before it named its chain.") from error
    except (ValueError, RecursionError) as error:
        raise contradiction("the name of its chain cannot be read") from error
    genesis = answer.get("result") if isinstance(answer, dict) else None
    if not is_hash(genesis):
        raise contradiction("it does not name its first block")
    return str(genesis)
