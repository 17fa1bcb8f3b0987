"""NoteDesk: the notes to orders as screens and commands use them, read and written beside the loop."""

import asyncio

from dtao_tui.domain.orders.order_notes import Notes, OrderNote, newest_notes, note_text
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.record_stores import NoteStore, NotesTrouble


class NoteDesk:
    """What was last written to each order."""

    def __init__(self, store: NoteStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.notes: Notes = {}
        """By the order's id, as they were last read."""

        self.trouble = ""
        """What is wrong with the notes, as a sentence; empty in the normal case."""

    async def read(self) -> None:
        """Read the notes again, which another program may have written; what is wrong with them is in `trouble`."""
        try:
            self.notes = newest_notes(await asyncio.to_thread(self._store.notes))
            self.trouble = self._store.notice
        except NotesTrouble as trouble:
            self.trouble = str(trouble)

    async def write(self, order_id: str, typed: str) -> None:
        """Write what was typed to an order; nothing typed takes its note away. Raises NotANote, and NotesTrouble."""
        text, there = note_text(typed), self.notes.get(order_id)
        if text == (there.text if there else ""):
            return
        await asyncio.to_thread(self._store.append, OrderNote(order_id, self._clock.wall(), text))
        await self.read()

    async def close(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self._store.close)
