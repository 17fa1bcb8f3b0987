"""How long the event loop was busy without a pause: a key that is pressed meanwhile waits that long."""

import asyncio.events
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def counted() -> Iterator[list[float]]:
    """The CPU milliseconds of every turn of the loop, in order, while this lasts."""
    turns: list[float] = []
    run = asyncio.events.Handle._run

    def timed(handle: asyncio.events.Handle) -> None:
        started = time.thread_time()
        run(handle)
        turns.append((time.thread_time() - started) * 1000)

    asyncio.events.Handle._run = timed  # type: ignore[method-assign, assignment]  # there is no other place that sees every turn
    try:
        yield turns
    finally:
        asyncio.events.Handle._run = run  # type: ignore[method-assign]  # as above
