"""Who may connect to the practice node, by rule and over its socket: no page of a browser reaches it."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from dtao_tui.practice.node.handshake import FOREIGN_HOST, FOREIGN_ORIGIN, refusal
from dtao_tui.practice.node.node import Node
from tests.practice.nodes import PATIENCE, a_node
from tests.practice.wires import Wire

PORT = 9944


@pytest.mark.parametrize(
    "host", ["127.0.0.1:9944", "localhost:9944", "[::1]:9944", "LocalHost:9944", " 127.0.0.1:9944 "]
)
def test_this_machine_is_served_by_each_of_its_names(host: str):
    assert refusal([host], [], PORT) is None


@pytest.mark.parametrize(
    "hosts",
    [
        *(
            [name]
            for name in ("evil.example:9944", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:99440", "", ":9944")
        ),
        *(
            [name]
            for name in ("localhost.evil.example:9944", "localhost.:9944", "127.0.0.2:9944", "0.0.0.0:9944", "::1:9944")
        ),
        *(
            [name]
            for name in ("user@localhost:9944", "localhost:09944", "localhost:9944:9944", "127.1:9944", "[::]:9944")
        ),
        [],
        ["127.0.0.1:9944", "evil.example:9944"],
    ],
)
def test_any_other_name_is_refused(hosts: list[str]):
    assert refusal(hosts, [], PORT) == FOREIGN_HOST


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9944", "http://localhost:9944", "ws://[::1]:9944"])
def test_an_origin_made_of_the_nodes_own_address_is_served(origin: str):
    assert refusal(["127.0.0.1:9944"], [origin], PORT) is None


@pytest.mark.parametrize(
    "origin",
    [
        *("https://evil.example", "https://evil.example:9944", "null", "", "http://localhost:3000", "file://"),
        *("chrome-extension://abc", "http://127.0.0.1:9944.evil.example", "http://localhost:9944/page", "http://[::1"),
        *("http://evil.example@localhost:9944", "http://localhost:9944#x", "//localhost:9944"),
    ],
)
def test_pages_of_browsers_are_refused_from_wherever_they_are(origin: str):
    assert refusal(["127.0.0.1:9944"], [origin], PORT) == FOREIGN_ORIGIN
    assert refusal(["127.0.0.1:9944"], ["http://127.0.0.1:9944", origin], PORT) == FOREIGN_ORIGIN


async def refused(node: Node, uri: str, origin: str | None = None) -> tuple[int, str]:
    """Status and sentence that a client is refused with, whatever name it was given for this address."""
    with pytest.raises(InvalidStatus) as error:
        await connect(uri, host="127.0.0.1", port=node.port, origin=origin, compression=None, proxy=None)  # type: ignore[arg-type]  # a plain string is an origin
    return error.value.response.status_code, error.value.response.body.decode()


async def test_a_name_that_was_rebound_to_this_machine_is_refused() -> None:
    async with a_node() as node:
        assert await refused(node, f"ws://evil.example:{node.port}") == (403, FOREIGN_HOST)
        assert await refused(node, f"ws://localhost:{node.port + 1}") == (403, FOREIGN_HOST)
        assert node.visits == 0


async def test_a_page_is_refused_and_programs_go_on() -> None:
    async with a_node() as node:
        assert await refused(node, node.url, "https://evil.example") == (403, FOREIGN_ORIGIN)
        assert await refused(node, node.url, "null") == (403, FOREIGN_ORIGIN)
        for uri, origin in ((node.url, None), (f"ws://localhost:{node.port}", f"http://localhost:{node.port}")):
            async with connect(uri, origin=origin, compression=None) as connection:  # type: ignore[arg-type]  # as above
                assert (await Wire(connection).result("chain_getHeader"))["number"] == "0x0"


async def test_a_request_without_a_socket_behind_it_is_refused_as_well() -> None:
    """What `fetch` sends from a page: no upgrade, and a body that nobody reads."""
    async with a_node() as node:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        writer.write(f"GET / HTTP/1.1\r\nHost: evil.example:{node.port}\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 403 Forbidden")
        assert FOREIGN_HOST.encode() in answer
