"""The part of Activity that writes notes to orders, shows them, and finds orders by them and by their words."""

import asyncio

from textual import events, getters, on, work
from textual.widgets import Input

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import count, fine
from dtao_tui.domain.ledger.closed_positions import RemovedHolding, removals
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import NOTE_CELLS, NotANote, Notes, found_orders, note_text
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.ports.record_stores import NotesTrouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.copying.row_export import ExportsRows
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen
from dtao_tui.widgets.tables.order_table import REMOVED, OrderTable

SEARCH_HINT = "words of an order or its note; tag:dca finds a tag; esc shows all again"
_WORDS = (
    "A note stays on this machine, beside the journal. Words that begin with # are tags, such as #dca; "
    "leave the field empty to take the note away."
)


async def ask_for_note(app: AppState, order: Order) -> bool:
    """Let a person write the order's note; whether it was written. To be awaited in a worker."""
    desk = app.parts.notes
    there = desk.notes.get(order.id)
    ask = Ask("Note", hint="such as: bought before the vote #dca", objection=_objection)
    form = Form("Note", (ask,), "Keep it", _WORDS)
    answers = await app.push_screen_wait(FormScreen(app.parts, form, (there.text,) if there else ()))
    if answers is None:
        return False
    try:
        await desk.write(order.id, answers[0])
    except (NotANote, NotesTrouble) as trouble:
        app.notify(str(trouble), title="Note", severity="warning", markup=False)
        return False
    return True


def _objection(answers: Answers) -> str | None:
    try:
        note_text(answers[-1])
    except NotANote as error:
        return str(error)
    return None


class NotedOrders(ExportsRows):
    """A screen with a list of orders, their notes, and a field that looks for some of them."""

    removed: tuple[RemovedHolding, ...] = ()
    """The removals that ended holdings, newest first."""

    table = getters.query_one(OrderTable)
    search = getters.query_one("#order-search", Input)

    @property
    def notes(self) -> Notes:
        """The notes of all orders, as they were last read."""
        return self.app.parts.notes.notes

    @property
    def chosen_order(self) -> Order | None:
        """The order under the cursor."""
        raise NotImplementedError

    def show_orders(self) -> None:
        """Draw the list and the chosen order."""
        raise NotImplementedError

    @staticmethod
    def search_field() -> Input:
        """The field, which is there while something is looked for."""
        return Input(
            placeholder=SEARCH_HINT, compact=True, select_on_focus=False, max_length=NOTE_CELLS, id="order-search"
        )

    def on_mount(self) -> None:
        """Begin without the field, and read the notes."""
        super().on_mount()
        self.search.display = False
        self.read_notes()

    @on(events.ScreenResume)
    @work(group="notes", exclusive=True, exit_on_error=True)
    async def read_notes(self) -> None:
        """Read the notes again: another program may have written some."""
        desk, trouble = self.app.parts.notes, self.app.parts.notes.trouble
        await desk.read(self._genesis)
        self.removed = await self._read_removals()
        self.show_orders()
        if desk.trouble and desk.trouble != trouble:
            self.notify(desk.trouble, title="Notes", severity="warning", markup=False)

    async def _read_removals(self) -> tuple[RemovedHolding, ...]:
        """The removals that ended holdings of the accounts, as far as the account ledger tells."""
        parts, addresses = self.app.parts, [account.address for account in self.app.parts.session.accounts]
        known = tuple(dict.fromkeys(filter(None, addresses)))
        method = CostMethod(parts.settings.cost_method)
        try:
            return removals(await asyncio.to_thread(parts.account_ledger.costs, self._genesis, known, method))
        except AccountLedgerTrouble:
            # Its notice is shown with the statement.
            return ()

    def words_of_removal(self, key: str) -> str:
        """What the row with this key tells of a removal, as a sentence; empty for every other."""
        if not key.startswith(REMOVED):
            return ""
        told = [removal for removal in self.removed if removal.result.time_ms is not None]
        removal = told[int(key.removeprefix(REMOVED))]
        result, netuid = removal.result, removal.subnet.netuid
        went = fine(Alpha(result.alpha, netuid), decimals=3)
        paid = (
            f"and paid out {fine(Tao(result.proceeds), decimals=9)} τ"
            if result.proceeds
            else "and has paid nothing out"
        )
        cost = "What it had cost is not known."
        if result.cost is not None and result.profit is not None:
            cost = f"It had cost {fine(Tao(result.cost))} τ: {fine(Tao(result.profit), signed=True)} τ."
        return f"The chain removed subnet {netuid} in block {count(result.block)}: it took {went} α {paid}. {cost}"

    def read_of_chain(self) -> None:
        """Read the imported orders of the chain that is connected now, where others were read."""
        if self._genesis != self.app.parts.notes.genesis:
            self.read_notes()

    @property
    def _genesis(self) -> str:
        facts = self.app.parts.feed.facts
        return facts.genesis if facts else ""

    @property
    def imported(self) -> frozenset[str]:
        """The ids of the orders that were imported."""
        return frozenset(order.id for order in self.app.parts.notes.imported)

    @property
    def all_orders(self) -> tuple[Order, ...]:
        """The orders of the journal and the imported ones, newest first."""
        imported = self.app.parts.notes.imported
        if not imported:
            return self.app.orders
        both = {order.id: order for order in (*imported, *self.app.orders)}
        return tuple(sorted(both.values(), key=lambda order: order.created_at, reverse=True))

    @work(group="note", exclusive=True, exit_on_error=True)
    async def action_note(self) -> None:
        """Write a note to the chosen order."""
        order = self.chosen_order
        if order is not None and await ask_for_note(self.app, order):
            self.show_orders()

    def action_find(self) -> None:
        """Open the field that looks for orders."""
        self.search.display = True
        self.set_focus(self.search)

    @on(Input.Changed, "#order-search")
    def show_found(self) -> None:
        """Show only the orders that what is typed fits."""
        self.show_orders()

    @on(Input.Submitted, "#order-search")
    def go_to_orders(self) -> None:
        """Let the keys act on what was found."""
        self.set_focus(self.table)

    @property
    def looked_for(self) -> str:
        """What is looked for; empty where nothing is."""
        return self.search.value.strip() if self.is_mounted else ""

    def found(self, orders: tuple[Order, ...]) -> tuple[Order, ...]:
        """Those of the orders that are looked for."""
        return found_orders(orders, self.notes, self.looked_for) if self.looked_for else orders

    @property
    def has_open_part(self) -> bool:
        """Whether something is looked for."""
        return self.is_mounted and self.search.display

    async def leave_part(self) -> bool:
        """Show all again."""
        if not self.has_open_part:
            return await super().leave_part()
        self.search.value = ""
        self.search.display = False
        self.set_focus(self.table)
        self.show_orders()
        return True
