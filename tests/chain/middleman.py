"""A websocket server between the program and a node: counts what passes, and lies or fails where a test wants it."""

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from dtao_tui.practice.node.node import Node


class Silence(Exception):
    """Raised by a lie that leaves the question unanswered."""


class Honest(Exception):
    """Raised by a lie that leaves this question to the node."""


class Objection(Exception):
    """Raised by a lie that answers with an error: code, message and data."""


class Members(Exception):
    """Raised by a lie that answers with these members of the frame, whatever they are, beside its id."""


class Rephrased(Exception):
    """Raised by a lie that asks the node with these parameters instead."""


Lie = Callable[[list[Any]], Any]


class Middleman:
    """Passes requests on to the node at `upstream`, except where a lie is told for their method."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.asked: list[str] = []
        """The methods asked for, in order."""

        self.lies: dict[str, Lie] = {}
        """By method: what to answer instead, from the parameters."""

        self.twists: dict[str, Callable[[Any], Any]] = {}
        """By method: what to make of the node's answer."""

        self.hear: Callable[[Any], Any] = lambda _: None
        """Called with every frame of a client."""

        self._masks: dict[str, str] = {}
        self.is_away = False
        """Whether new connections are turned away."""

        self._server: Server | None = None
        self._clients: set[ServerConnection] = set()

    async def __aenter__(self) -> "Middleman":
        self._server = await serve(self._serve, "127.0.0.1", 0, max_size=None, compression=None, close_timeout=1)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"

    def wear(self, masks: dict[str, str]) -> None:
        """Show the node's texts on the right of these as those on the left, in questions and in answers."""
        self._masks = masks

    async def hang_up(self, code: int) -> None:
        """Close every connection properly, with this code."""
        await asyncio.gather(*(client.close(code) for client in self._clients))

    def break_off(self) -> None:
        """Tear every connection down without a word."""
        for client in self._clients:
            client.transport.abort()

    async def shout(self, text: str | bytes) -> None:
        """Send every client something that it did not ask for."""
        await asyncio.gather(*(client.send(text) for client in self._clients))

    async def _serve(self, client: ServerConnection) -> None:
        if self.is_away:
            client.transport.abort()
            return
        self._clients.add(client)
        try:
            async with connect(self.upstream, max_size=None, compression=None, proxy=None) as node:
                asked: dict[int, str] = {}
                back = asyncio.create_task(self._pass_back(node, client, asked))
                await self._pass_on(client, node, asked)
                back.cancel()
                await asyncio.wait([back])
        except ConnectionClosed:
            return
        finally:
            self._clients.discard(client)

    async def _pass_on(self, client: ServerConnection, node: ClientConnection, asked: dict[int, str]) -> None:
        async for text in client:
            for shown, true in self._masks.items():
                text = text.replace(shown, true)
            frame = json.loads(text)
            self.hear(frame)
            self.asked.append(frame["method"])
            asked[frame["id"]] = frame["method"]
            try:
                answer = self._answer(frame)
            except Honest:
                await node.send(text)
            except Rephrased as rephrased:
                await node.send(json.dumps({**frame, "params": rephrased.args[0]}))
            except Silence:
                continue
            else:
                await client.send(json.dumps({"jsonrpc": "2.0", "id": frame["id"], **answer}))

    def _answer(self, frame: dict[str, Any]) -> dict[str, Any]:
        lie = self.lies.get(frame["method"])
        if lie is None:
            raise Honest
        try:
            return {"result": lie(frame["params"])}
        except Objection as objection:
            code, message, data = objection.args
            return {"error": {"code": code, "message": message, "data": data}}
        except Members as members:
            answer: dict[str, Any] = members.args[0]
            return answer

    async def _pass_back(self, node: ClientConnection, client: ServerConnection, asked: dict[int, str]) -> None:
        async for text in node:
            frame = json.loads(text)
            twist = self.twists.get(asked.get(frame.get("id", -1), ""))
            if twist is not None and "result" in frame:
                frame["result"] = twist(frame["result"])
                text = json.dumps(frame)
            for shown, true in self._masks.items():
                text = text.replace(true, shown)
            await client.send(text)


def forged(node: Node, true: bytes, false: bytes) -> bytes:
    """The node's metadata with one name in it changed to another of the same length."""
    metadata = node.chain.description.metadata
    assert true in metadata
    assert len(true) == len(false)
    return metadata.replace(true, false)


def metadata_lie(metadata: bytes, node: Node) -> Lie:
    """Answers the question for the chain's description with this one, and leaves all other calls to the node."""

    def lie(parameters: list[Any]) -> str:
        if parameters[0] != "Metadata_metadata_at_version":
            raise Honest
        return "0x" + bytes(node.chain.description.runtime.encode("Option<Vec<u8>>", metadata)).hex()

    return lie
