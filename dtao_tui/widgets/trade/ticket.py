"""The ticket panel: the fields of an operation, and beneath them what it would cost."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.trades.intents import Op
from dtao_tui.widgets.inputs.edit_keys import FIELD_KEYS
from dtao_tui.widgets.inputs.text_field import PausingField
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.text_lines import put
from dtao_tui.widgets.trade.checks import CheckList, CheckSummary, Verdict
from dtao_tui.widgets.trade.quote_list import QuoteList, QuoteView
from dtao_tui.widgets.trade.ticket_button import TicketButton, key_after_word, word_after_key
from dtao_tui.widgets.trade.ticket_form import Room, TicketForm
from dtao_tui.widgets.trade.ways_list import WayOut, Ways, WaysList

ROOMY_ROWS, TIGHT_ROWS = 26, 16
"""Rows inside the border from which there is room for captions and chips, and for a blank row."""

DOCKED_ROWS = 9
"""Rows below which what is wrong covers the form rather than being cut."""

_ROWS_BESIDE_WAYS = 9
"""Rows of the quote that the ways out leave to it, or they are said in few words."""

_BUTTONS = 1


class TicketPanel(RemembersChildren, Vertical):
    """A ticket of one operation. It shows what it is given, and says what was typed and wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS]

    form = query_one(TicketForm)
    amount = query_one("#ticket-amount", PausingField)
    tolerance = query_one("#ticket-tolerance", PausingField)
    quote_list = query_one("#ticket-quote", QuoteList)
    check_list = query_one("#ticket-checks", CheckList)
    ways_list = query_one("#ticket-ways", WaysList)

    class Edited(Message):
        """The amount, the account or the tolerance was changed."""

    class ReviewWanted(Message):
        """Posted when the user asks for the review."""

    @dataclass
    class ChoiceWanted(Message):
        """Posted when the user asks for the list of a field."""

        field: str
        """The name of the operation's field."""

        filter_text: str = ""
        """What the list shall be narrowed to at first."""

    class BackWanted(Message):
        """Posted when the user leaves the ticket."""

    def __init__(self, op: Op, tolerance_text: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spec = ROW_OF[op]
        self._first_tolerance = tolerance_text
        self._room = Room.ROOMY
        self._is_shielded: bool | None = None

    def compose(self) -> ComposeResult:
        """The fields on top, the quote and its checks, the buttons at the foot."""
        yield TicketForm(self._spec, self._first_tolerance, id="ticket-form")
        yield QuoteList(id="ticket-quote")
        yield CheckList(id="ticket-checks")
        yield WaysList(id="ticket-ways")
        yield Static(id="ticket-space")
        with Horizontal(id="ticket-buttons"):
            yield TicketButton(word_after_key("esc", "Back"), id="ticket-back")
            yield CheckSummary(id="ticket-summary")
            yield TicketButton(key_after_word("Review", "enter"), id="ticket-review")

    def on_mount(self) -> None:
        """Show the first operation and its words."""
        self._title()
        self.set_ready(False)
        self.call_after_refresh(self.fit)

    def on_resize(self) -> None:
        """Leave out what does not fit any more."""
        self.fit()

    def fit(self) -> None:
        """Leave out what does not fit: captions and chips, then lines of the quote, the least telling first.

        Asked for with all that is shown, too: Textual 8.2 sends no Resize to a widget that it laid out while a message
        asked where it is.
        """
        rows = self.content_size.height
        if not rows:
            return
        room = Room.ROOMY if rows >= ROOMY_ROWS else Room.TIGHT if rows >= TIGHT_ROWS else Room.TINY
        if room is not self._room:
            self._room = room
            self.set_class(room is not Room.ROOMY, "-tight")
        self.set_class(rows < DOCKED_ROWS, "-tiny")
        self.set_class(room is Room.TINY, "-tightest")
        # A blank row above the quote, and where there is room another above the buttons.
        blank = {Room.ROOMY: 2, Room.TIGHT: 1, Room.TINY: 0}[room]
        self._share_rows(rows - self.form.rows(room) - _BUTTONS - blank, gap=1 if room is Room.ROOMY else 0)

    def _share_rows(self, rows: int, *, gap: int) -> None:
        """Share the rows below the form: what is wrong and the ways out take them from the quote."""
        quote, checks, ways = self.quote_list, self.check_list, self.ways_list
        whole_ways = ways.whole_rows
        ways.fit(is_brief=not gap or rows - whole_ways - 2 * gap < _ROWS_BESIDE_WAYS)
        rows -= ways.rows + (gap if ways.rows and not ways.has_sentence else 0)
        most = max(rows - quote.wanted_rows - gap, 0)
        checks.fit(most, max(rows - quote.least_rows - gap - most, 0))
        quote.fit(rows - checks.shown_rows - (gap if checks.shown_rows else 0))
        ways.set_class(not ways.rows, "-empty")
        ways.set_class(ways.has_sentence, "-goes-on")
        checks.set_class(not checks.shown_rows, "-empty")

    @property
    def first_stop(self) -> Widget:
        """Where the cursor begins: the first field, or the review's button of an operation that asks for nothing."""
        return self.form.first_field or self.query_one("#ticket-review", TicketButton)

    def focus_first(self) -> None:
        """Put the cursor where it begins."""
        first = self.first_stop
        self.query_one("#ticket-review", TicketButton).can_focus = isinstance(first, TicketButton)
        first.focus()

    def show_op(self, op: Op) -> None:
        """Switch to the fields and words of this operation."""
        self._spec = ROW_OF[op]
        self._title()
        self.form.show_op(self._spec)
        self.fit()

    def show_shield(self, is_shielded: bool | None) -> None:
        """Show whether the order goes under the MEV shield; None where it could not."""
        if is_shielded is not self._is_shielded:
            self._is_shielded = is_shielded
            self._title()

    def _title(self) -> None:
        """The operation above; below, the keys of the shield and of another operation."""
        self.border_title = Content(self._spec.title)
        operation = word_after_key("^o", "operation")
        if self._is_shielded is None:
            self.border_subtitle = operation
            return
        shield = word_after_key("^s", "shield on" if self._is_shielded else "shield off")
        self.border_subtitle = Content.assemble(shield, "   ", operation)

    def show_quote(self, view: QuoteView) -> None:
        """Show the quote. A verdict follows, and what fits is chosen with that."""
        self.quote_list.show(view)

    def show_verdict(self, verdict: Verdict, ways: Ways | None = None) -> None:
        """Show the checks, and what can be done about what is wrong."""
        self.check_list.show(verdict)
        self.query_one("#ticket-summary", CheckSummary).show(verdict)
        self.ways_list.show(ways or Ways())
        self.fit()

    def set_ready(self, is_ready: bool) -> None:
        """Enable the Review button, or dim it and hide its key, so that its state is not shown by colour alone."""
        review = self.query_one("#ticket-review", Static)
        review.set_class(not is_ready, "-dim")
        put(review, key_after_word("Review", "enter" if is_ready else "     "))

    def resume_typing(self, *, keeps_typed: bool) -> None:
        """Let the fields write again after Enter; what was typed since then is written, or dropped."""
        self.form.resume_typing(keeps_typed=keeps_typed)

    @property
    def amount_text(self) -> str:
        """The amount as it is typed."""
        return self.amount.value

    @property
    def tolerance_text(self) -> str:
        """The tolerance as it is typed."""
        return self.tolerance.value

    @property
    def account_text(self) -> str:
        """The other account as it is typed."""
        return self.form.account.value

    @property
    def allow_partial(self) -> bool:
        """Whether a part of the order is enough."""
        return self.form.tolerance_row.allow_partial

    def suggest_tolerance(self, tolerance: str, basis: str) -> None:
        """Offer a tolerance, as it is typed, and say what it rests on; empty texts offer none."""
        self.form.tolerance_row.suggest(tolerance, basis)

    def take_offer(self, key: str) -> None:
        """Take the way out that this key takes."""
        way = self.ways_list.ways.of(key)
        if way is not None:
            self._take(way)

    @on(WaysList.Taken)
    def take_clicked_way(self, event: WaysList.Taken) -> None:
        """Take the way that was clicked."""
        event.stop()
        self._take(event.way)

    @on(TicketForm.Edited)
    def post_edited(self, event: TicketForm.Edited) -> None:
        """Post it as the ticket's own message."""
        event.stop()
        self.post_message(self.Edited())

    @on(TicketForm.Submitted)
    @on(TicketButton.Pressed, "#ticket-review")
    def want_review(self, event: Message) -> None:
        """Enter in a field, and the button, ask for the review."""
        event.stop()
        self.post_message(self.ReviewWanted())

    @on(TicketForm.ChoiceWanted)
    def want_choice(self, event: TicketForm.ChoiceWanted) -> None:
        """Post it as the ticket's own message."""
        event.stop()
        self.post_message(self.ChoiceWanted(event.field, event.filter_text))

    @on(TicketButton.Pressed, "#ticket-back")
    def want_back(self, event: TicketButton.Pressed) -> None:
        """Post it as the ticket's own message."""
        event.stop()
        self.post_message(self.BackWanted())

    @property
    def has_own_tolerance(self) -> bool:
        """Whether the tolerance is a person's own, and not one that was offered."""
        return self.form.tolerance_row.is_own

    def _take(self, way: WayOut) -> None:
        if way.is_tolerance:
            self.form.tolerance_row.take(way.text)
        self.form.write(self.tolerance if way.is_tolerance else self.amount, way.text)
