"""The last writing of a recorder when the program ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from dtao_tui.ports.errors import ChainTrouble

LONGEST_SECONDS = 1.0
"""What a person waits at most before the program ends."""


async def write_at_end(write_final: Callable[[], Awaitable[None]], log: logging.Logger, failure: str) -> None:
    """Write what is final; never raises. `failure` is what the log says where it fails."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await write_final()
    except (ChainTrouble, TimeoutError):
        pass
    except Exception:
        # Whoever closes has more to end, a key to lock among it.
        log.exception(failure)
