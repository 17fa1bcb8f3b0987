"""Overwriting of the memory that passwords and phrases used in this process, some seconds after their use.

Python cannot wipe a text in place, so references are dropped, caches cleared, and what became free is filled.
"""

import asyncio

from rich.cells import cached_cell_len
from textual import events
from textual.driver import Driver
from textual.message import Message

from dtao_tui.processes import freed_memory


class SecretsHandled(Message):
    """Posted when a dialog that handled passwords or phrases has closed."""


async def overwrite_secrets() -> None:
    """Collect garbage, then overwrite the free memory."""
    # What is typed into a field is among the texts whose width was measured.
    cached_cell_len.cache_clear()
    await asyncio.to_thread(freed_memory.overwrite_free_objects)
    # Each thread keeps some blocks for itself; these are the main thread's.
    freed_memory.overwrite_free_blocks()


def forgetful(driver: type[Driver]) -> type[Driver]:
    """The same driver, which leaves nothing of what was pasted or typed at once in the memory of its thread."""

    class ForgetfulDriver(driver):  # type: ignore[valid-type, misc]  # the class is chosen at run time
        """Overwrites the blocks that its thread keeps, whenever a line may have ended."""

        def process_message(self, message: Message) -> None:
            super().process_message(message)
            if isinstance(message, events.Paste) or (isinstance(message, events.Key) and message.key == "enter"):
                freed_memory.overwrite_free_blocks()

    return ForgetfulDriver
