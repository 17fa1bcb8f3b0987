"""Workers that outlive what they draw on."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec

from textual.css.query import NoMatches

P = ParamSpec("P")


def harmless_when_closed(work: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Let a worker end quietly when its widgets are gone by the time it has something to show.

    A screen that closes removes its children first and cancels its workers last; between the two an answer may arrive.
    """

    @wraps(work)
    async def carried_out(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await work(*args, **kwargs)
        except NoMatches:
            return

    return carried_out
