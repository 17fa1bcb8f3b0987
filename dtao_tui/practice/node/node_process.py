"""The practice node as a process: `dtao-tui practice`."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine

from dtao_tui.practice.node.node import HOST, Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.world.genesis import genesis_world

RELEASED = b"released\n"
"""The starter writes this before it leaves the node to its other users."""

DESERTED_SECONDS = 2.0
CHECK_SECONDS = 0.25


def run(options: PracticeOptions) -> int:
    """Serve until a signal or, with `end_with_parent`, until the parent has gone; returns the exit status.

    Prints `ws://127.0.0.1:PORT` on its own line as soon as it answers. Raises NotASetting for a world that cannot
    be made or saved.
    """
    try:
        if options.state is None:
            asyncio.run(_serve(without_collection(lambda: Node(genesis_world(options), options))))
        else:
            with WorldStore(options.state) as store:
                asyncio.run(_serve(without_collection(lambda: open_node(options, store))))
    except OSError as error:
        reason = error.strerror or str(error)
        print(f"The practice chain cannot listen at {HOST}:{options.port}: {reason}.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def without_collection(make: Callable[[], Node]) -> Node:
    """Make the node without a pass of the garbage collector over its growing world, which stays as long as it runs."""
    gc.disable()
    try:
        node = make()
        gc.freeze()
    finally:
        gc.enable()
    return node


async def _serve(node: Node) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with node:
        print(node.url, flush=True)  # noqa: T201
        orphaned = [_until_orphaned(node)] if node.options.end_with_parent else []
        await _first_of(ended.wait(), node.run(), *orphaned)


async def _first_of(*things: Coroutine[None, None, object]) -> None:
    tasks = [asyncio.ensure_future(thing) for thing in things]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    for task in done:
        task.result()


async def _until_orphaned(node: Node) -> None:
    """Wait until the starter was killed or, if it only left, until the last other user has gone."""
    if await _starters_last_words() == RELEASED:
        await _until_deserted(node)


async def _starters_last_words() -> bytes:
    """The content of standard input when it ended; only a starter that leaves in good order writes anything."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return await reader.read(-1)


async def _until_deserted(node: Node) -> None:
    """Wait until no client has been connected for a few seconds; a short visit or a reconnection counts as one."""
    idle, visits = 0.0, node.visits
    while idle < DESERTED_SECONDS:
        await asyncio.sleep(CHECK_SECONDS)
        idle = 0.0 if node.user_count or node.visits > visits else idle + CHECK_SECONDS
        visits = node.visits
