"""Servers on loopback that are no node: they answer whatever comes with fixed bytes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def an_impostor(
    answer: bytes, context: ssl.SSLContext | None = None, *, waits: bool = True
) -> AsyncIterator[int]:
    """The port of a server that gives this answer to each request, or at once, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if waits:
                await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


def an_answer(status: str, *headers: str, body: str = "") -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body.encode())}", "", body]
    return "\r\n".join(lines).encode()


def a_web_page(status: str = "200 OK", *headers: str) -> bytes:
    """A page of HTML with what must not be shown."""
    page = "<html>\x1b[31mLook at https://evil.example/path?key=SECRET</html>"
    return an_answer(status, "Content-Type: text/html", *headers, body=page)
