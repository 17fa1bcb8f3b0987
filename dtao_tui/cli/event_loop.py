"""Event loop of headless commands: runs one coroutine and logs errors of callbacks instead of printing them."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
_LOG = logging.getLogger(__name__)


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run the coroutine and return its result. An error in a callback of the loop is logged and not printed.

    One comes from websockets 16.1 when a proxy closes twice: `HTTPProxyConnection.connection_lost` raises EOFError.
    """

    async def quietly() -> Result:
        asyncio.get_running_loop().set_exception_handler(_note)
        return await coroutine

    return asyncio.run(quietly())


def _note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _LOG.info("%s: %s", context.get("message"), type(context.get("exception")).__name__)
