"""The form of a ticket: the amount with its chips, what is chosen from lists, another account, and the tolerance."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from dtao_tui.domain.trades.operations import Field, FieldKind, LimitKind, Spec
from dtao_tui.widgets.inputs.text_field import PausingField
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.text_lines import put
from dtao_tui.widgets.trade.ticket_fields import Chip, ChoiceField
from dtao_tui.widgets.trade.tolerance_row import ToleranceRow

PORTIONS = ("10%", "25%", "50%", "max")
IMPACT_PORTION = "1%i"
"""Only of operations that move a price."""

MOST_PLACES = 2
"""Rows of choices that an operation has at most; each holds a subnet, a validator, or both."""


class Room(Enum):
    """How much of a ticket there are rows for."""

    ROOMY = "captions, chips and blank rows"
    TIGHT = "labels inside the fields, no chips"
    TINY = "the same without a blank row"


@dataclass(frozen=True, slots=True)
class Place:
    """One row of choices."""

    label: str
    subnet: Field | None = None
    validator: Field | None = None


class TicketForm(RemembersChildren, Vertical):
    """The fields of one operation. It posts what was typed and what list is wanted."""

    amount = query_one("#ticket-amount", PausingField)
    account = query_one("#ticket-account", PausingField)
    tolerance = query_one("#ticket-tolerance", PausingField)
    tolerance_row = query_one(ToleranceRow)

    class Edited(Message):
        """The amount, the account or the tolerance was changed."""

    class Submitted(Message):
        """Enter was pressed in a field."""

    @dataclass
    class ChoiceWanted(Message):
        """Posted when the user asks for the list of a field."""

        field: str
        """The name of the operation's field."""

        filter_text: str = ""
        """What the list shall be narrowed to at first."""

    def __init__(self, spec: Spec, tolerance_text: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spec = spec
        self._first_tolerance = tolerance_text
        self._chips = (*map(Chip, PORTIONS), Chip(IMPACT_PORTION, id="ticket-impact-chip"))
        self._asked_at: Widget | None = None
        self._turn = ""
        """The field whose list was asked for last while none was empty."""

    def compose(self) -> ComposeResult:
        """The amount on top, what is chosen below it, the tolerance last."""
        with Horizontal(classes="caption", id="ticket-amount-caption"):
            yield Static(id="ticket-pays")
            yield Static(id="ticket-funds")
        with Horizontal(classes="field", id="ticket-amount-row"):
            yield Static(classes="inner-label", id="ticket-pays-inside")
            yield PausingField(id="ticket-amount")
            yield Static(id="ticket-meaning")
        with Horizontal(id="ticket-chips"):
            yield from self._chips
        with Vertical(id="ticket-rows"):
            yield self._place_row(0)
            with Horizontal(classes="field", id="ticket-account-row"):
                yield Static(classes="inner-label", id="ticket-account-label")
                yield PausingField(id="ticket-account")
                yield Static(id="ticket-account-name")
                yield Static("▼", classes="unit")
            for place in range(1, MOST_PLACES):
                yield self._place_row(place)
            yield ToleranceRow(self._first_tolerance, id="ticket-tolerance-row")

    def _place_row(self, place: int) -> Horizontal:
        return Horizontal(
            Static(classes="inner-label", id=f"ticket-label-{place}"),
            ChoiceField(id=f"ticket-subnet-{place}", classes="subnet-choice"),
            ChoiceField(id=f"ticket-choice-{place}"),
            Static("▼", classes="unit"),
            classes="field",
            id=f"ticket-place-{place}",
        )

    def on_mount(self) -> None:
        """Show the first operation."""
        self.show_op(self._spec)

    def show_op(self, spec: Spec) -> None:
        """Switch to the fields and words of this operation."""
        self._spec, self._turn, self._asked_at = spec, "", None
        amount, account = spec.field(FieldKind.AMOUNT), spec.field(FieldKind.ACCOUNT)
        self._put("#ticket-pays", amount.caption if amount else "")
        self._put("#ticket-pays-inside", amount.label if amount else "")
        self._put("#ticket-account-label", account.label if account else "")
        for selector, is_used in (
            ("#ticket-amount-caption", amount),
            ("#ticket-amount-row", amount),
            ("#ticket-chips", amount),
            ("#ticket-impact-chip", spec.limit is not LimitKind.NONE or None),
            ("#ticket-account-row", account),
            ("#ticket-tolerance-row", spec.field(FieldKind.TOLERANCE)),
        ):
            self.query_one(selector).set_class(is_used is None, "-unused")
        self.tolerance_row.show_op(knows_parts=spec.knows_parts)
        places = places_of(spec)
        for at in range(MOST_PLACES):
            self._show_place(at, places[at] if at < len(places) else None)

    def _show_place(self, at: int, place: Place | None) -> None:
        self.query_one(f"#ticket-place-{at}").set_class(place is None, "-unused")
        subnet, choice = self._subnet(at), self._choice(at)
        has_subnet = place is not None and self._spec.field(FieldKind.SUBNET) is not None
        subnet.set_class(not has_subnet, "-unused")
        subnet.stand_for(place.subnet.name if place and place.subnet else "")
        choice.stand_for(place.validator.name if place and place.validator else "")
        choice.submits = not _has_text(self._spec)
        self._put(f"#ticket-label-{at}", place.label if place else "")

    def show_choice(self, field: Field, *parts: Content) -> None:
        """Show what is chosen in a field."""
        for at in range(MOST_PLACES):
            for shown in (self._subnet(at), self._choice(at)):
                if shown.field_name == field.name:
                    shown.show(*parts)

    def show_origin(self, subnet: Content) -> None:
        """Show the subnet that stake leaves, beside its validator."""
        if not self._subnet(0).field_name:
            self._subnet(0).show(subnet)

    def show_account(self, words: Content) -> None:
        """Show whose the typed address is."""
        put(self.query_one("#ticket-account-name", Static), words)

    def show_funds(self, words: Content) -> None:
        """Show what can be spent."""
        put(self.query_one("#ticket-funds", Static), words)

    def show_meaning(self, words: Content) -> None:
        """Show the unit of the amount and what it comes to, in the same field."""
        put(self.query_one("#ticket-meaning", Static), words)
        for chip in self._chips:
            chip.compare(self.amount.value)

    @property
    def first_field(self) -> Widget | None:
        """The field that the cursor begins in; None of an operation that asks for nothing."""
        kinds = (
            (FieldKind.AMOUNT, self.amount),
            (FieldKind.ACCOUNT, self.account),
            (FieldKind.TOLERANCE, self.tolerance),
        )
        typed = next((field for kind, field in kinds if self._spec.field(kind) is not None), None)
        if typed is not None:
            return typed
        return self._choice(0) if self._spec.validators else None

    def rows(self, room: Room) -> int:
        """How many rows it takes."""
        spec = self._spec
        below = len(places_of(spec)) + sum(
            spec.field(kind) is not None for kind in (FieldKind.ACCOUNT, FieldKind.TOLERANCE)
        )
        if not spec.asks_amount:
            return below
        return below + (4 if room is Room.ROOMY else 1)

    def want_list(self, empty: Sequence[str] = ()) -> None:
        """Ask for the list of the first empty field, else of the one with the cursor, else of each in turn."""
        name = next(iter(empty), "")
        if not name:
            here, is_moved = self._list_at_cursor(), self.screen.focused is not self._asked_at
            self._turn = name = here if here and is_moved else self._list_in_turn()
            self._asked_at = self.screen.focused
        if name:
            self.post_message(self.ChoiceWanted(name))

    def _list_at_cursor(self) -> str:
        """The field with the cursor, where it has a list; else empty."""
        focused, account = self.screen.focused, self._spec.field(FieldKind.ACCOUNT)
        if isinstance(focused, ChoiceField):
            return focused.field_name
        return account.name if account is not None and focused is self.account else ""

    def _list_in_turn(self) -> str:
        """The field with a list before the one asked for last, or the last of all; empty where none has one."""
        names = [field.name for field in reversed(self._spec.listed)]
        at = names.index(self._turn) + 1 if self._turn in names else 0
        return names[at % len(names)] if names else ""

    def focus_next(self, empty: Sequence[str]) -> None:
        """Put the cursor into the first empty field, else where Enter asks for the review."""
        choices = [choice for choice in self.query(ChoiceField) if choice.field_name and choice.field_name in empty]
        account = self._spec.field(FieldKind.ACCOUNT)
        if choices:
            choices[0].focus()
        elif account is not None and account.name in empty:
            self.account.focus()
        elif self._spec.asks_amount:
            self.amount.focus()
        elif self._spec.field(FieldKind.TOLERANCE) is not None:
            self.tolerance.focus()

    def resume_typing(self, *, keeps_typed: bool) -> None:
        """Let the fields write again after Enter; what was typed since then is written, or dropped."""
        for field in (self.amount, self.account, self.tolerance):
            field.resume(keeps_typed=keeps_typed)

    def write(self, field: PausingField, text: str) -> None:
        """Put a text into a field, and the cursor behind it."""
        field.value = text
        field.cursor_position = len(text)
        field.focus()

    @on(Input.Changed)
    def post_edited(self, event: Input.Changed) -> None:
        """Post that a text has changed."""
        event.stop()
        self.post_message(self.Edited())

    @on(ToleranceRow.PartChosen)
    def post_part_chosen(self, event: ToleranceRow.PartChosen) -> None:
        """Post that an answer has changed."""
        event.stop()
        self.post_message(self.Edited())

    @on(Input.Submitted)
    @on(ChoiceField.Submitted)
    def post_submitted(self, event: Message) -> None:
        """Post that Enter was pressed."""
        event.stop()
        self.post_message(self.Submitted())

    @on(Chip.Chosen)
    def write_portion(self, event: Chip.Chosen) -> None:
        """Write the portion into the amount."""
        event.stop()
        self.write(self.amount, event.portion)

    @on(ChoiceField.Wanted)
    def want_choice(self, event: ChoiceField.Wanted) -> None:
        """Post it as the form's own message."""
        event.stop()
        self.post_message(self.ChoiceWanted(event.field, event.filter_text))

    def _subnet(self, at: int) -> ChoiceField:
        return self.query_one(f"#ticket-subnet-{at}", ChoiceField)

    def _choice(self, at: int) -> ChoiceField:
        return self.query_one(f"#ticket-choice-{at}", ChoiceField)

    def _put(self, selector: str, words: str) -> None:
        put(self.query_one(selector, Static), Content(words))


def _has_text(spec: Spec) -> bool:
    """Whether there is a field to type into, in which Enter asks for the review."""
    return any(spec.field(kind) is not None for kind in (FieldKind.AMOUNT, FieldKind.ACCOUNT, FieldKind.TOLERANCE))


def places_of(spec: Spec) -> tuple[Place, ...]:
    """The rows of choices; a subnet shares its row with the validator that is chosen on it."""
    places: list[Place] = []
    waiting: Field | None = None
    for field in spec.fields:
        if field.kind is FieldKind.SUBNET:
            waiting = field
        elif field.kind is FieldKind.VALIDATOR:
            places.append(Place(field.label, waiting if field.at_destination else None, field))
            waiting = None
    return tuple(places)
