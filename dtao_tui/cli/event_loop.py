"""Runs a headless command's coroutine; what its sockets complain of while they end is nobody's answer."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
_LOG = logging.getLogger(__name__)


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Its result. A callback of the loop that fails is logged without a traceback, which would end up on the terminal.

    Such as websockets 16.1 when a proxy hangs up twice over: `HTTPProxyConnection.connection_lost` raises EOFError.
    """

    async def quietly() -> Result:
        asyncio.get_running_loop().set_exception_handler(_note)
        return await coroutine

    return asyncio.run(quietly())


def _note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _LOG.info("%s: %s", context.get("message"), type(context.get("exception")).__name__)
