"""The practice node: a chain with a clock and a WebSocket server on this machine."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from types import TracebackType

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from dtao_tui.practice.blocks.blockchain import Block, Chain, Clock
from dtao_tui.practice.blocks.faults import GOING_AWAY
from dtao_tui.practice.blocks.mempool import Watcher
from dtao_tui.practice.drills.drill_runner import DrillRunner
from dtao_tui.practice.market.told_past import told_past
from dtao_tui.practice.node import rules as rules
from dtao_tui.practice.node.client_connection import ClientConnection
from dtao_tui.practice.node.handshake import refusal
from dtao_tui.practice.node.outbox import Outboxes
from dtao_tui.practice.node.rpc_methods import Rpc
from dtao_tui.practice.options import DEFAULT_BLOCK_SECONDS, PracticeOptions
from dtao_tui.practice.pallets.registry import Genesis
from dtao_tui.practice.runtime.metadata import describe
from dtao_tui.practice.runtime.plain_values import unhex
from dtao_tui.practice.state.storage import Value
from dtao_tui.practice.world.editions import EDITIONS

HOST = "127.0.0.1"
LARGEST_MESSAGE = 4 * 2**20
"""A request for a block of 4096 subnets is far smaller, and its JSON takes twenty times the memory."""

MOST_UNTAKEN = 2
"""Messages of a client that the node holds; further ones wait in the client's own memory."""

GOODBYE_SECONDS = 1

log = logging.getLogger(__name__)


def _of_a_client(record: logging.LogRecord) -> bool:
    """Whether a record of the socket is about a client; one of another protocol is none, and no fault of ours."""
    return record.msg != "opening handshake failed"


socket_log = logging.getLogger(f"{__name__}.socket")
socket_log.addFilter(_of_a_client)


class Node:
    """Serves a world; use it as `async with Node(world, options) as node`."""

    def __init__(
        self,
        world: Genesis,
        options: PracticeOptions | None = None,
        keep: Callable[[Chain], None] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`keep` is called with the chain for every block, before clients hear of it; a test may give a clock."""
        self.options = options or PracticeOptions(block_seconds=0)
        seconds = self.options.block_seconds or DEFAULT_BLOCK_SECONDS
        slot = round(seconds * 1000)
        announced = unhex(self.options.genesis) if self.options.genesis else None
        timing: dict[str, Value] = {"Aura.SlotDuration": slot, "Timestamp.MinimumPeriod": slot // 2}
        edition = replace(EDITIONS[self.options.age], constants=timing)
        self.clock = clock or _milliseconds
        self.chain = Chain(describe(edition), world, self.clock, announced)
        if self.options.state is not None:
            self.chain.storage.spill_into(self.options.state)
        if self.options.is_archive:
            self.chain.storage.keep_all_states()
        self.faults = self.chain.faults if self.options.has_faults else None
        self._keep = keep
        self._arrival = asyncio.Event()
        self._rpc = Rpc(self.chain, self.faults, self._arrival.set, told_past(self.options))
        self._sessions: set[ClientConnection] = set()
        self.outboxes = Outboxes()
        self._server: Server | None = None
        self.visits = 0
        """The number of connections so far."""

        self._production: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Its WebSocket address."""
        return f"ws://{HOST}:{self.port}"

    @property
    def drills(self) -> DrillRunner:
        """The drills of its accounts."""
        return self._rpc.drills

    @property
    def user_count(self) -> int:
        """The number of connected clients."""
        return len(self._sessions)

    @property
    def port(self) -> int:
        """The port of its server."""
        if self._server is None:
            raise RuntimeError("the node is not started")
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def __aenter__(self) -> "Node":
        # Compression would cost more time than a socket of this machine costs.
        self._server = await serve(
            self._serve,
            HOST,
            self.options.port,
            process_request=self._refusal,
            max_size=LARGEST_MESSAGE,
            max_queue=MOST_UNTAKEN,
            compression=None,
            close_timeout=GOODBYE_SECONDS,
            logger=socket_log,
        )
        if self.options.block_seconds:
            self._production = asyncio.create_task(self._make_blocks(self.options.block_seconds))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop block production and close every connection."""
        if self._production is not None:
            self._production.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._production
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def run(self) -> None:
        """Serve until the clock fails or this is cancelled."""
        await (self._production or asyncio.Event().wait())

    async def until_waiting(self, count: int = 1) -> None:
        """Return when this many transactions are pending."""
        while len(self.chain.pool) < count:
            self._arrival.clear()
            await self._arrival.wait()

    def step(self, blocks: int = 1) -> Block:
        """Make blocks now, notify the subscribers, and return the last one."""
        for _ in range(blocks):
            self._step()
        return self.chain.head

    async def close_others(self, session: ClientConnection | None = None, code: int = GOING_AWAY) -> None:
        """Close every connection but this one cleanly, as a drained proxy does."""
        await asyncio.gather(*(each.close(code) for each in self._sessions if each is not session))

    def drop_others(self, session: ClientConnection | None = None) -> None:
        """Break every connection but this one."""
        for each in self._sessions:
            if each is not session:
                each.drop()

    def forget(self, watcher: Watcher) -> None:
        """Remove a watcher that has disconnected."""
        self.chain.forget(watcher)

    def _refusal(self, connection: ServerConnection, request: Request) -> Response | None:
        """The response to a client that is refused; None to serve it."""
        why = refusal(request.headers.get_all("Host"), request.headers.get_all("Origin"), self.port)
        if why is not None:
            return connection.respond(HTTPStatus.FORBIDDEN, why)
        if not self.chain.faults.refuses_dial():
            return None
        return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests\n")

    def _step(self) -> None:
        before = self.chain.finalized
        block = self.chain.make_block()
        if self._keep is not None:
            self._keep(self.chain)
        for session in self._sessions:
            session.tell_head(block.header.as_json(), is_final=False)
        final = self.chain.block(self.chain.finalized)
        if final is not None and self.chain.finalized > before:
            for session in self._sessions:
                session.tell_head(final.header.as_json(), is_final=True)

    async def _serve(self, connection: ServerConnection) -> None:
        session = ClientConnection(self._rpc, connection, self)
        self._sessions.add(session)
        self.visits += 1
        try:
            await session.serve()
        finally:
            self._sessions.discard(session)

    async def _make_blocks(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds
        while True:
            await asyncio.sleep(max(due - loop.time(), 0))
            if self.faults is None or not self.faults.is_stalled:
                began = time.perf_counter()
                self._step()
                log.debug("block %d took %.0f ms", self.chain.height, 1000 * (time.perf_counter() - began))
            # A block that came late does not make the following ones hurry.
            due = max(due + seconds, loop.time())


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
