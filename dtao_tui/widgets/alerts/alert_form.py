"""The form in which an alert is written; what is wrong with it is said where it is."""

import shlex
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from dtao_tui.domain.alerts.alert import Alert, AlertDraft
from dtao_tui.domain.alerts.alert_conditions import ALERT_WORDS, read_condition
from dtao_tui.domain.filters.filter_completion import completions
from dtao_tui.domain.filters.filter_expressions import FilterTrouble
from dtao_tui.domain.text import cells
from dtao_tui.domain.trades.intents import Op
from dtao_tui.widgets.alerts.alert_panel import rule_lines
from dtao_tui.widgets.inputs.checkbox import Checkbox
from dtao_tui.widgets.inputs.text_field import TextField
from dtao_tui.widgets.text_lines import group, put, stacked, wrapped
from dtao_tui.widgets.trade.ticket_fields import ChoiceField

SCOPE_FIELD, OP_FIELD = "scope", "op"
"""The names by which the form asks for the lists of its choices."""

_HINTS = {
    "name": "such as Floor",
    "condition": "price<0.02   ch24<-20 depth>1k   trade>250",
    "amount": "25%, max or 12.5",
    "command": "program and arguments; facts on stdin",
}


class _ConditionHints(Suggester):
    """The rest of the last word, behind the cursor."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed; None where nothing completes it."""
        return completed(value)


def completed(text: str) -> str | None:
    """A condition with its last word completed; None where nothing completes it."""
    found = next(iter(completions(text, (), ALERT_WORDS)), None)
    return found.text if found is not None and found.text.startswith(text) and found.text != text else None


@dataclass(frozen=True, slots=True)
class TypedAlert:
    """What the form says: an alert, or why it is none yet."""

    alert: Alert | None
    trouble: str = ""
    field: str = ""
    """The field that the trouble is about."""

    at: int | None = None
    """The place in the condition at which it cannot be read."""


class FormBox(Checkbox):
    """A yes or no in a form, where a letter or a number is no key that leaves it."""

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed here by mistake from the screens."""
        if event.is_printable and event.key not in ("space", "x"):
            event.stop()
            event.prevent_default()


class AlertForm(VerticalScroll, can_focus=False):
    """Fields for one alert."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_field", "Next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Field before", show=False, priority=True),
    ]

    said = query_one("#alert-said", Static)
    recent = query_one("#alert-recent", Static)
    rules = query_one("#alert-rules", Static)

    class Changed(Message):
        """Posted when anything has changed."""

    class Submitted(Message):
        """Posted for Enter in a field."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._typed: Alert | None = None

    def compose(self) -> ComposeResult:
        """Groups as in the panel."""
        yield Static(id="alert-when")
        yield from self._field("Name", TextField(placeholder=_HINTS["name"], id="alert-name"))
        yield from self._field("For", ChoiceField(id="alert-scope"))
        condition = TextField(placeholder=_HINTS["condition"], id="alert-condition")
        condition.suggester = _ConditionHints()
        yield from self._field("If", condition)
        yield Static(id="alert-said")
        yield Static(id="alert-recent")
        yield Static(id="alert-then")
        with Horizontal(id="alert-tell"):
            yield Static("Tell", classes="inner-label")
            yield FormBox("bell", id="alert-bell")
            yield FormBox("toast", id="alert-toast")
        yield from self._field("Draft", ChoiceField(id="alert-op"))
        yield from self._field("Amount", TextField(placeholder=_HINTS["amount"], id="alert-amount"))
        yield from self._field("Command", TextField(placeholder=_HINTS["command"], id="alert-command"))
        yield Static(id="alert-trouble")
        yield Static(id="alert-rules")

    def on_mount(self) -> None:
        """Name the choices, and hear the boxes."""
        self.query_one("#alert-scope", ChoiceField).stand_for(SCOPE_FIELD)
        self.query_one("#alert-op", ChoiceField).stand_for(OP_FIELD)
        for box in self.query(Checkbox):
            self.watch(box, "value", self._post_changed, init=False)

    def on_resize(self) -> None:
        """Fit the words to the width."""
        self._show_headings()
        if self._typed is not None:
            self._judge()

    def begin(self, alert: Alert, where: str) -> None:
        """Write this alert from now on; `where` names the subnets that it looks at."""
        self._typed = alert
        texts = {
            "name": alert.name,
            "condition": alert.condition,
            "amount": alert.draft.amount if alert.draft else "",
            "command": shlex.join(alert.command),
        }
        for name, text in texts.items():
            field = self._text(name)
            field.value = text
            field.cursor_position = len(text)
        self.query_one("#alert-bell", Checkbox).value = alert.rings_bell
        self.query_one("#alert-toast", Checkbox).value = alert.shows_toast
        self.show_scope(alert, where)
        self.show_op(alert.draft.op if alert.draft else None)
        self.show_recent("")
        self._show_headings()
        # At once: what is typed or pasted right behind the key that opens the form is meant for it.
        self.screen.set_focus(self._text("condition" if alert.name else "name"))

    def show_scope(self, chosen: Alert, where: str) -> None:
        """Look at the subnets of this alert from now on."""
        assert self._typed is not None
        self._typed = replace(self._typed, scope=chosen.scope, subnet=chosen.subnet)
        self.query_one("#alert-scope", ChoiceField).show(Content(where), Content.styled("  space", "$dim"))
        self._post_changed()

    def show_op(self, op: Op | None) -> None:
        """Offer a draft of this operation from now on, or none."""
        assert self._typed is not None
        amount = self._text("amount").value.strip()
        self._typed = replace(self._typed, draft=None if op is None else AlertDraft(op, amount))
        words = "none" if op is None else f"{op.value} on that subnet"
        self.query_one("#alert-op", ChoiceField).show(Content(words), Content.styled("  space", "$dim"))
        self.query_one("#alert-amount").parent.display = op is not None  # type: ignore[union-attr]  # it was composed
        self._post_changed()

    @property
    def chosen(self) -> Alert:
        """The alert that is written, with what is chosen from lists; what is typed is `typed`."""
        assert self._typed is not None
        return self._typed

    @property
    def typed(self) -> TypedAlert:
        """What it says now."""
        assert self._typed is not None
        condition = self._text("condition").value.strip()
        try:
            read_condition(condition)
        except FilterTrouble as trouble:
            return TypedAlert(None, f"{trouble}".capitalize() + ".", "condition", trouble.at)
        try:
            command = tuple(shlex.split(self._text("command").value))
        except ValueError as error:
            return TypedAlert(None, f"The command cannot be read: {str(error).lower()}.", "command")
        draft = self._typed.draft
        alert = replace(
            self._typed,
            name=self._text("name").value.strip(),
            condition=condition,
            rings_bell=self.query_one("#alert-bell", Checkbox).value,
            shows_toast=self.query_one("#alert-toast", Checkbox).value,
            command=command,
            draft=None if draft is None else AlertDraft(draft.op, self._text("amount").value.strip()),
        )
        return TypedAlert(None, alert.trouble, "name") if alert.trouble else TypedAlert(alert)

    def show_recent(self, words: str) -> None:
        """Say how often the condition was true, by the record."""
        put(self.recent, _indented(words, "$muted", self.content_size.width))
        self.recent.display = bool(words)

    def action_next_field(self) -> None:
        """Complete the condition, or go on to the next field."""
        field = self._text("condition")
        text = completed(field.value) if field.has_focus and field.cursor_at_end else None
        if text is None:
            self.app.action_focus_next()
        else:
            field.value = text
            field.cursor_position = len(text)

    @on(Input.Changed)
    def hear_text(self, event: Input.Changed) -> None:
        """Judge what is typed."""
        event.stop()
        self._post_changed()

    @on(Input.Submitted)
    @on(ChoiceField.Submitted)
    def submit(self, event: Input.Submitted | ChoiceField.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.post_message(self.Submitted())

    def _post_changed(self) -> None:
        if self._typed is None or not self.is_mounted:
            return
        self._judge()
        self.post_message(self.Changed())

    def _judge(self) -> None:
        """Say how the condition is read, or where it cannot be; and what else is wrong."""
        typed, width = self.typed, self.content_size.width
        text = self._text("condition").value.strip()
        is_wrong = typed.field == "condition"
        if not text:
            said = _indented("Type a condition; tab completes its words.", "$muted", width)
        elif is_wrong:
            said = _pointing(typed, width)
        else:
            said = _indented(read_condition(text).words, "$muted", width)
        put(self.said, said)
        trouble = "" if is_wrong or not typed.trouble else typed.trouble
        told = self.query_one("#alert-trouble", Static)
        put(told, Content.styled(trouble, "$loss"))
        told.display = bool(trouble)

    def _show_headings(self) -> None:
        width = max(self.content_size.width, 1)
        put(self.query_one("#alert-when", Static), group("When", width))
        put(self.query_one("#alert-then", Static), Content.assemble("\n", group("Then", width)))
        put(self.rules, Content.assemble("\n", stacked(rule_lines(width))))

    def _text(self, name: str) -> TextField:
        return self.query_one(f"#alert-{name}", TextField)

    @staticmethod
    def _field(label: str, field: TextField | ChoiceField) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static(label, classes="inner-label")
            yield field


LABEL = 11
"""Cells before what is typed."""


def _indented(words: str, style: str, width: int) -> Content:
    lines = wrapped(words, max(width - LABEL, 10)) if words else []
    return stacked([Content.styled(" " * LABEL + line, style) for line in lines])


def _pointing(typed: TypedAlert, width: int) -> Content:
    """The place at which the condition cannot be read, and why."""
    at = typed.at or 0
    why = _indented(f"✗ at {at + 1}: {typed.trouble}", "$loss", width)
    if LABEL + at >= width or cells(typed.trouble) == 0:
        return why
    return Content.assemble((" " * (LABEL + at) + "^", "bold $loss"), "\n", why)
