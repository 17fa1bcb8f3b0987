"""The ticket panel: the fields of an operation, and beneath them what it would cost."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import fine, percent
from dtao_tui.domain.market import TAKE_PARTS, Validator
from dtao_tui.domain.operations.operation_rows import OPERATIONS, operation_after
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import FieldKind
from dtao_tui.widgets.inputs.text_field import PausingField
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.text_lines import digits, put
from dtao_tui.widgets.trade.checks import CheckList, CheckSummary, Offer, Verdict
from dtao_tui.widgets.trade.quote_list import QuoteList, QuoteView
from dtao_tui.widgets.trade.ticket_button import TicketButton, key_after_word, word_after_key
from dtao_tui.widgets.trade.ticket_fields import Chip, ValidatorField

ROOMS = (("roomy", 32), ("spare", 26), ("least", 18))
"""Rows inside the border for everything with its captions, for everything but them, and for the quote alone.

Below that the chips are left out, and what is wrong stands above the buttons in any case.
"""

OTHER_ROWS = {"roomy": 29, "spare": 23, "least": 17, "tiny": 14}
"""Rows of everything but the checks, in each of these cases."""

PORTIONS = ("10%", "25%", "50%", "max")

MOST_VALIDATORS = max(len(spec.validators) for spec in OPERATIONS.values())
"""Fields for validators that an operation has at most."""


class TicketPanel(RemembersChildren, Vertical):
    """A ticket of one operation. It shows what it is given, and says what was typed and wanted."""

    amount = query_one("#ticket-amount", PausingField)
    tolerance = query_one("#ticket-tolerance", PausingField)
    quote_list = query_one("#ticket-quote", QuoteList)
    check_list = query_one("#ticket-checks", CheckList)

    @dataclass
    class Edited(Message):
        """The amount or the tolerance was changed."""

        amount_text: str
        tolerance_text: str

    class ReviewWanted(Message):
        """Posted when the user asks for the review."""

    @dataclass
    class ValidatorWanted(Message):
        """Posted when the user asks for another validator."""

        field: str
        """The name of the operation's field."""

        filter_text: str = ""
        """What the list shall be narrowed to at first."""

    class BackWanted(Message):
        """Posted when the user leaves the ticket."""

    def __init__(self, op: Op, tolerance_text: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spec = OPERATIONS[op]
        self._first_tolerance = tolerance_text
        self._offers: tuple[Offer, ...] = ()
        self._rows = 0
        """Rows inside the border when what fits was chosen last."""

    def compose(self) -> ComposeResult:
        """The fields on top, the quote and its checks, the buttons at the foot."""
        with Horizontal(classes="caption", id="ticket-amount-caption"):
            yield Static("Pay", id="ticket-pays")
            yield Static(id="ticket-funds")
        with Horizontal(classes="field"):
            yield Static("Pay", classes="inner-label", id="ticket-pays-inside")
            yield PausingField(id="ticket-amount")
            yield Static(id="ticket-meaning")
        with Horizontal(id="ticket-chips"):
            for portion in PORTIONS:
                yield Chip(portion)
        for place in range(MOST_VALIDATORS):
            yield Static(classes="caption spaced", id=f"ticket-validator-caption-{place}")
            with Horizontal(classes="field", id=f"ticket-validator-row-{place}"):
                yield Static(classes="inner-label", id=f"ticket-validator-inside-{place}")
                yield ValidatorField(place, id=f"ticket-validator-{place}")
                yield Static("▼", classes="unit")
        yield Static("Tolerance", classes="caption spaced", id="ticket-tolerance-caption")
        with Horizontal(classes="field", id="ticket-tolerance-row"):
            yield Static("Tolerance", classes="inner-label")
            yield PausingField(self._first_tolerance, id="ticket-tolerance")
            yield Static("%  all or nothing", classes="unit")
        yield QuoteList(id="ticket-quote")
        yield CheckList(id="ticket-checks")
        yield Static(id="ticket-space")
        with Horizontal(id="ticket-buttons"):
            yield TicketButton(word_after_key("esc", "Back"), id="ticket-back")
            yield CheckSummary(id="ticket-summary")
            yield TicketButton(key_after_word("Review", "enter"), id="ticket-review")

    def on_mount(self) -> None:
        """Show the first operation and its words."""
        self.show_op(self._spec.op)
        self.set_ready(False)
        self.call_after_refresh(self.fit)

    def on_resize(self) -> None:
        """Leave out what does not fit any more."""
        self.fit()

    def fit(self) -> None:
        """Leave out what does not fit: first the captions, then what is mine; never a button.

        Asked for with all that is shown, too: Textual 8.2 sends no Resize to a widget that it laid out while a message
        asked where it is.
        """
        rows = self.content_size.height
        if not rows:
            return
        room = next((name for name, least in ROOMS if rows >= least), "tiny")
        if rows != self._rows:
            self._rows = rows
            self.set_class(room != "roomy", "-tight")
            self.set_class(room in ("least", "tiny"), "-tightest")
            self.set_class(room == "tiny", "-tiny")
            self.quote_list.fit(has_gaps=room == "roomy", has_mine=room in ("roomy", "spare"))
        self._share_rows(rows - OTHER_ROWS[room])

    def _share_rows(self, rows_for_checks: int) -> None:
        """Give the checks their rows; what must be said takes more of them from the quote, the least telling first."""
        spare = self.quote_list.spare_rows
        self.check_list.fit(rows_for_checks - self.quote_list.more_rows, spare + 1)
        short = max(self.check_list.rows - rows_for_checks + self.quote_list.more_rows, 0)
        self.quote_list.give_up(short)
        self.set_class(short > spare, "-squeezed")

    def show_op(self, op: Op) -> None:
        """Switch to the fields and words of this operation."""
        spec = self._spec = OPERATIONS[op]
        self.border_title = Content(spec.title)
        self.border_subtitle = word_after_key("^o", operation_after(op).verb)
        for field in filter(None, (spec.field(FieldKind.AMOUNT),)):
            self._put("#ticket-pays", Content(field.caption))
            self._put("#ticket-pays-inside", Content(field.label))
        for place in range(MOST_VALIDATORS):
            is_used = place < len(spec.validators)
            for part in ("caption", "row"):
                self.query_one(f"#ticket-validator-{part}-{place}").set_class(not is_used, "-unused")
            if is_used:
                self._put(f"#ticket-validator-caption-{place}", Content(spec.validators[place].caption))
                self._put(f"#ticket-validator-inside-{place}", Content(spec.validators[place].label))
                self.show_validator(spec.validators[place].name, None)
        for part in ("caption", "row"):
            has_tolerance = spec.field(FieldKind.TOLERANCE) is not None
            self.query_one(f"#ticket-tolerance-{part}").set_class(not has_tolerance, "-unused")

    def show_funds(self, word: str, amount: Tao | Alpha | None, unit: str) -> None:
        """Show what can be spent, such as "free 9,412.803 τ"."""
        if amount is None:
            self._put("#ticket-funds", Content(""))
            return
        figure = digits(fine(amount, decimals=3))
        self._put("#ticket-funds", Content.assemble((f"{word} ", "$muted"), figure, (f" {unit}", "$muted")))

    def show_meaning(self, unit: str, meant: Tao | Alpha | None, *, is_literal: bool) -> None:
        """Show the unit behind the amount, and what "25%" or "max" comes to."""
        if meant is None or is_literal:
            self._put("#ticket-meaning", Content.styled(unit, "$muted"))
        else:
            self._put(
                "#ticket-meaning", Content.assemble(("= ", "$muted"), digits(fine(meant)), (f" {unit}", "$muted"))
            )

    def show_validator(self, field_name: str, validator: Validator | None, hotkey: str = "") -> None:
        """Show who is chosen in a field; a validator that is known by its hotkey only is shown so."""
        known = (validator.hotkey if validator else hotkey) or None
        place = next(at for at, field in enumerate(self._spec.validators) if field.name == field_name)
        field = self.query_one(f"#ticket-validator-{place}", ValidatorField)
        if known is None:
            field.show(Content.styled("none yet", "$muted"))
            return
        name = (validator.name if validator else "") or shortened(known)
        take = f"   take {percent(100 * validator.take / TAKE_PARTS, decimals=1)} %" if validator else ""
        address = f"  {shortened(known)}" if name != shortened(known) else ""
        field.show(Content(name), Content.styled(address, "$dim"), Content.styled(take, "$muted"))

    def show_quote(self, view: QuoteView) -> None:
        """Show the quote. A verdict follows, and what fits is chosen with that."""
        self.quote_list.show(view)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show the checks, and what can be offered."""
        self._offers = verdict.offers
        self.check_list.show(verdict)
        self.query_one("#ticket-summary", CheckSummary).show(verdict)
        self.fit()

    def set_ready(self, is_ready: bool) -> None:
        """Enable the Review button, or dim it and hide its key, so that its state is not shown by colour alone."""
        self.query_one("#ticket-review").set_class(not is_ready, "-dim")
        self._put("#ticket-review", key_after_word("Review", "enter" if is_ready else "     "))

    def resume_typing(self, *, keeps_typed: bool) -> None:
        """Let the fields write again after Enter; what was typed since then is written, or dropped."""
        for field in (self.amount, self.tolerance):
            field.resume(keeps_typed=keeps_typed)

    @property
    def amount_text(self) -> str:
        """The amount as it is typed."""
        return self.amount.value

    @property
    def tolerance_text(self) -> str:
        """The tolerance as it is typed."""
        return self.tolerance.value

    def action_choose_validator(self) -> None:
        """Ask for the list of validators of the field with the cursor, else of the first."""
        focused = self.screen.focused
        self._want_validator(focused.place if isinstance(focused, ValidatorField) else 0)

    def take_offer(self, key: str) -> None:
        """Write the amount that is offered with this key."""
        for offer in self._offers:
            if offer.key == key:
                self._write(offer.amount_text)

    @on(CheckList.Taken)
    def take_clicked_offer(self, event: CheckList.Taken) -> None:
        """Write the amount that was clicked."""
        event.stop()
        self._write(event.offer.amount_text)

    @on(Input.Changed)
    def post_edited(self, event: Input.Changed) -> None:
        """Post the current texts of both fields."""
        event.stop()
        self.post_message(self.Edited(self.amount_text, self.tolerance_text))

    @on(Input.Submitted)
    def want_review(self, event: Input.Submitted) -> None:
        """Enter in a field asks for the review."""
        event.stop()
        self.post_message(self.ReviewWanted())

    @on(Chip.Chosen)
    def write_portion(self, event: Chip.Chosen) -> None:
        """Write the portion into the amount."""
        event.stop()
        self._write(event.portion)

    @on(ValidatorField.Wanted)
    def want_validator(self, event: ValidatorField.Wanted) -> None:
        """Post it as the ticket's own message."""
        event.stop()
        self._want_validator(event.field.place, event.filter_text)

    @on(TicketButton.Pressed, "#ticket-back")
    def want_back(self, event: TicketButton.Pressed) -> None:
        """Post it as the ticket's own message."""
        event.stop()
        self.post_message(self.BackWanted())

    @on(TicketButton.Pressed, "#ticket-review")
    def want_review_by_click(self, event: TicketButton.Pressed) -> None:
        """Post it as the ticket's own message."""
        event.stop()
        self.post_message(self.ReviewWanted())

    def _want_validator(self, place: int, filter_text: str = "") -> None:
        self.post_message(self.ValidatorWanted(self._spec.validators[place].name, filter_text))

    def _write(self, amount_text: str) -> None:
        self.amount.value = amount_text
        self.amount.cursor_position = len(amount_text)
        self.amount.focus()

    def _put(self, selector: str, content: Content) -> None:
        put(self.query_one(selector, Static), content)
