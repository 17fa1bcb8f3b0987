"""NoteDesk: notes to orders and imported orders as screens and commands use them, read and written beside the loop."""

import asyncio

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import Notes, OrderNote, newest_notes, note_text
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.record_stores import ImportStore, ImportTrouble, NoteStore, NotesTrouble


class NoteDesk:
    """What was last written to each order, and the orders that files told of: these have ended and are only shown."""

    def __init__(self, store: NoteStore, imports: ImportStore, clock: Clock) -> None:
        self._store = store
        self._imports = imports
        self._clock = clock
        self._read_at: tuple[str, int] | None = None
        """The chain whose imported orders were read, and how many orders and notes there were then."""

        self._imported_notes: tuple[OrderNote, ...] = ()
        self.notes: Notes = {}
        """By the order's id, as they were last read."""

        self.imported: tuple[Order, ...] = ()
        """The imported orders of the chain that was last read, newest first."""

        self.trouble = ""
        """What is wrong with either file, as a sentence; empty in the normal case."""

    @property
    def genesis(self) -> str:
        """The chain whose imported orders were last read; empty before that."""
        return self._read_at[0] if self._read_at else ""

    async def read(self, genesis: str) -> None:
        """Read again what another program may have written; what is wrong with it is in `trouble`."""
        troubles = [await self._read_imported(genesis)]
        try:
            # What a person wrote here counts before what came with an order.
            own = await asyncio.to_thread(self._store.notes)
            self.notes = newest_notes((*self._imported_notes, *own))
            troubles.append(self._store.notice)
        except NotesTrouble as trouble:
            troubles.append(str(trouble))
        self.trouble = " ".join(filter(None, troubles))

    async def write(self, order_id: str, typed: str) -> None:
        """Write what was typed to an order; nothing typed takes its note away. Raises NotANote, and NotesTrouble."""
        text, there = note_text(typed), self.notes.get(order_id)
        if text == (there.text if there else ""):
            return
        note = OrderNote(order_id, self._clock.wall(), text)
        await asyncio.to_thread(self._store.append, note)
        self.notes = newest_notes((*self.notes.values(), note))

    async def close(self) -> None:
        """Close the files."""
        await asyncio.to_thread(self._store.close)
        await asyncio.to_thread(self._imports.close)

    async def _read_imported(self, genesis: str) -> str:
        """Read the imported orders where there are others than before; what is wrong with them."""
        try:
            known = (genesis, await asyncio.to_thread(self._imports.count))
            if known != self._read_at:
                self.imported = await asyncio.to_thread(self._imports.orders, genesis)
                self._imported_notes = await asyncio.to_thread(self._imports.notes)
                self._read_at = known
        except ImportTrouble as trouble:
            self.imported = ()
            return str(trouble)
        return self._imports.notice
