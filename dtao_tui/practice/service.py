"""The practice node as a process: `dtao-tui practice`."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine

from dtao_tui.practice.genesis import beginning_of
from dtao_tui.practice.node import HOST, Node
from dtao_tui.practice.options import PracticeOptions

PARENT_CHECK_SECONDS = 1.0
READ_BYTES = 4096


def run(options: PracticeOptions) -> int:
    """Serve until a signal or, if so asked, until the parent is gone; returns the exit status.

    Prints `ws://127.0.0.1:PORT` on a line of its own as soon as it answers. Raises NotASetting for a world that
    cannot be.
    """
    world = beginning_of(options)
    try:
        asyncio.run(_serve(Node(world, options)))
    except OSError as error:
        reason = error.strerror or str(error)
        print(f"The practice chain cannot listen at {HOST}:{options.port}: {reason}.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


async def _serve(node: Node) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with node:
        print(node.url, flush=True)  # noqa: T201
        orphaned = [_until_orphaned()] if node.options.end_with_parent else []
        await _first_of(ended.wait(), node.run(), *orphaned)


async def _first_of(*things: Coroutine[None, None, object]) -> None:
    tasks = [asyncio.ensure_future(thing) for thing in things]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    for task in done:
        task.result()


async def _until_orphaned() -> None:
    """Wait until standard input ends or the parent process is another than it was."""
    parent = os.getppid()
    closed = asyncio.ensure_future(_input_ends())
    while os.getppid() == parent and not closed.done():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(closed), PARENT_CHECK_SECONDS)
    closed.cancel()


async def _input_ends() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(READ_BYTES):
        pass
