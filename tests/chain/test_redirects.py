"""A redirect of a websocket is followed to the same host only, and never from the encrypted to the clear."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.http11 import Request, Response

from dtao_tui.chain.rpc.websocket_dialler import SameHostConnect, WebsocketDialler
from dtao_tui.ports.errors import NotConnected
from dtao_tui.practice.node.node import Node
from tests.chain.middleman import Middleman


class Redirecting:
    """A server that sends everybody on to another address, and counts who came."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.visits = 0

    def send_on(self, _connection: ServerConnection, _request: Request) -> Response:
        self.visits += 1
        return Response(HTTPStatus.FOUND, "Found", Headers({"Location": self.target, "Content-Length": "0"}))


@asynccontextmanager
async def redirecting_to(target: str) -> AsyncIterator[tuple[str, Redirecting]]:
    server = Redirecting(target)

    async def nobody(_: ServerConnection) -> None:
        return

    async with serve(nobody, "127.0.0.1", 0, process_request=server.send_on) as running:
        port = next(iter(running.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}", server


def anything(genesis: str, url: str) -> None:
    """Every chain will do."""


async def test_a_redirect_to_the_same_host_is_followed(node: Node) -> None:
    async with redirecting_to(node.url) as (url, server):
        opened = await WebsocketDialler(anything)(url)
        await opened.close()
    assert server.visits == 1


@pytest.mark.parametrize("host", ["localhost", "[::1]", "node.example", "127.0.0.2"])
async def test_a_redirect_to_another_host_is_not(middleman: Middleman, host: str) -> None:
    port = middleman.url.rpartition(":")[2]
    async with redirecting_to(f"ws://{host}:{port}/") as (url, server):
        with pytest.raises(NotConnected, match="sends on to another place, which is not followed"):
            await WebsocketDialler(anything)(url)
    assert server.visits == 1
    assert middleman.asked == []


@pytest.mark.parametrize("target", ["ws://node.example/", "ws://node.example:443/"])
def test_a_redirect_from_the_encrypted_to_the_clear_is_not_followed(target: str) -> None:
    dialling = SameHostConnect("wss://node.example/")
    answer = Response(HTTPStatus.FOUND, "Found", Headers({"Location": target}))
    assert isinstance(dialling.process_redirect(InvalidStatus(answer)), NotConnected)


def test_a_redirect_within_the_encrypted_is_followed_on_the_same_host() -> None:
    dialling = SameHostConnect("wss://node.example/a")
    for target, followed in (("/b", "wss://node.example/b"), ("wss://node.example:9944/", "wss://node.example:9944/")):
        answer = Response(HTTPStatus.FOUND, "Found", Headers({"Location": target}))
        assert dialling.process_redirect(InvalidStatus(answer)) == followed


async def test_a_server_that_sends_on_to_itself_for_ever_is_given_up() -> None:
    async with redirecting_to("/") as (url, server):
        with pytest.raises(NotConnected):
            await WebsocketDialler(anything)(url)
    assert 1 < server.visits < 20
