"""Unread messages of clients, bounded in bytes: a client that asks and never reads is cut off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

MOST_UNREAD = 32 * 2**20
"""Bytes that one client may leave unread: several times all that 4,096 subnets can be asked for at once."""

MOST_UNREAD_TOGETHER = 48 * 2**20
"""Bytes that all clients together may leave unread."""

MOST_MESSAGES = 10_000

log = logging.getLogger(__name__)


class Outboxes:
    """The outboxes of all clients; when they hold too much together, the fullest is cut off."""

    def __init__(self) -> None:
        self._open: set[Outbox] = set()

    @property
    def size(self) -> int:
        """Bytes that all clients together have not read."""
        return sum(outbox.size for outbox in self._open)

    def open(self, outbox: "Outbox") -> None:
        """Count an outbox from now on."""
        self._open.add(outbox)

    def close(self, outbox: "Outbox") -> None:
        """Count an outbox no longer."""
        self._open.discard(outbox)

    def weigh(self) -> None:
        """Cut off the client with most unread bytes, until the sum is within its bound."""
        while self.size > MOST_UNREAD_TOGETHER:
            max(self._open, key=lambda outbox: outbox.size).cut_off()


class Outbox:
    """The messages to one client, sent in their order as fast as it reads."""

    def __init__(self, outboxes: Outboxes, send: Callable[[str], Awaitable[None]], drop: Callable[[], None]) -> None:
        self._outboxes = outboxes
        self._send = send
        self._drop = drop
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self.size = 0
        """Unread bytes, including those being sent and those of an unfinished batch."""

        self.is_cut_off = False
        outboxes.open(self)

    def put(self, text: str) -> None:
        """Send a message, which is ASCII as all JSON here is; nothing is sent to a client that was cut off."""
        if self.hold(len(text)):
            self._waiting.put_nowait(text)

    def hold(self, size: int) -> bool:
        """Count this many bytes as unread; returns False once the client is cut off."""
        if not self.is_cut_off:
            self.size += size
            if self.size > MOST_UNREAD or self._waiting.qsize() >= MOST_MESSAGES:
                self.cut_off()
            self._outboxes.weigh()
        return not self.is_cut_off

    def release(self, size: int) -> None:
        """Count this many bytes as read."""
        self.size -= size

    def cut_off(self) -> None:
        """Break the connection and drop the unsent messages."""
        log.warning("a client that does not read was cut off with %d bytes unread", self.size)
        self.is_cut_off = True
        self._waiting = asyncio.Queue()
        self.size = 0
        self._drop()

    async def write(self) -> None:
        """Send until the client disconnects; raises what sending raises."""
        while True:
            text = await self._waiting.get()
            await self._send(text)
            if self.is_cut_off:
                return
            self.release(len(text))

    def close(self) -> None:
        """Drop everything, because the client has disconnected."""
        self._outboxes.close(self)
