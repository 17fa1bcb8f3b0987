"""Beside the list of alerts: the panel of one, or the form in which one is written."""

import asyncio
from dataclasses import replace

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from dtao_tui.domain.alerts.alert import DRAFT_OPS, Alert, Scope
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.alerts.drawn_alerts import drafted_subnet, label_of, where_of
from dtao_tui.screens.alerts.scope_picker import ScopePicker
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.widgets.alerts.alert_form import SCOPE_FIELD, AlertForm
from dtao_tui.widgets.alerts.alert_panel import AlertPanel, PanelView
from dtao_tui.widgets.alerts.alert_words import AlertView
from dtao_tui.widgets.keys.key_bindings import active
from dtao_tui.widgets.keys.key_table import ALERT_FORM
from dtao_tui.widgets.lifecycle import RemembersChildren, is_leaving
from dtao_tui.widgets.text_lines import key_and_word
from dtao_tui.widgets.trade.ticket_fields import ChoiceField

REST_SECONDS = 0.4
"""How long the cursor or the typing rests before the record is asked."""

NONE = "none"


class AlertSide(RemembersChildren, VerticalScroll, can_focus=False):
    """Shows an alert, and lets a person write one."""

    app = getters.app(AppState)
    panel = getters.query_one(AlertPanel)
    form = getters.query_one(AlertForm)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._view: AlertView | None = None
        self._is_editing = False
        self._recent: tuple[Alert | None, str] = (None, "")

    def compose(self) -> ComposeResult:
        """The panel and the form, of which one is shown."""
        yield AlertPanel()
        yield AlertForm()

    def show(self, view: AlertView | None) -> None:
        """Show this alert, or none."""
        self._view = view
        self._show_one_of_both()
        if view is not None:
            alert = view.alert
            if self._recent[0] != alert and not self._is_editing and self.size.width:
                self._learn_recent(alert)
            recent = self._recent[1] if self._recent[0] == alert else ""
            subnet, draft = drafted_subnet(view), alert.draft
            where = label_of(subnet, self.app.snapshot) if subnet is not None else ""
            words = f"{draft.op.value} {draft.amount} on {where}" if draft is not None and where else ""
            self.panel.show(PanelView(view, recent, words, self.app.changed_keys.worded("{alerts.draft}")))
        self._put_titles()

    def edit(self, alert: Alert) -> None:
        """Let a person write this alert."""
        self._is_editing = True
        self._show_one_of_both()
        self.form.begin(alert, where_of(alert, self.app.snapshot))
        self._put_titles()

    def end_editing(self) -> None:
        """Show the panel again."""
        self._is_editing = False
        self._show_one_of_both()

    @on(AlertForm.Changed)
    def learn_recent(self, event: AlertForm.Changed) -> None:
        """Ask the record how often the condition was true, once typing rests."""
        event.stop()
        typed = self.form.typed.alert
        if typed is None:
            self.form.show_recent("")
        else:
            self._learn_recent(typed)

    @on(ChoiceField.Wanted)
    def choose_for_form(self, event: ChoiceField.Wanted) -> None:
        """Open the list of subnets, or of drafts."""
        event.stop()
        if event.field == SCOPE_FIELD:
            self._choose_scope(event.filter_text)
        else:
            self._choose_op()

    @work(group="picker", exclusive=True, exit_on_error=True)
    async def _choose_scope(self, filter_text: str) -> None:
        snapshot, chosen_now = self.app.snapshot, self.form.chosen
        if snapshot is None:
            return
        at = chosen_now.scope.value if chosen_now.subnet is None else str(chosen_now.subnet.netuid)
        chosen = await self.app.push_screen_wait(ScopePicker(self.app.parts, snapshot, at, filter_text))
        if chosen is None or not self._is_editing or is_leaving(self):
            return
        subnet = snapshot.subnets[int(chosen)].id if chosen.isdecimal() else None
        changed = replace(chosen_now, scope=Scope.ONE if subnet is not None else Scope(chosen), subnet=subnet)
        self.form.show_scope(changed, where_of(changed, snapshot))

    @work(group="picker", exclusive=True, exit_on_error=True)
    async def _choose_op(self) -> None:
        choices = [DialogChoice(op.value, op.value[0], op.value, "fill in a ticket") for op in DRAFT_OPS]
        none = DialogChoice(NONE, "n", NONE, "offer nothing")
        draft = self.form.chosen.draft
        dialog = ChoiceDialog(self.app.parts, "Draft", (none, *choices), at=NONE if draft is None else draft.op.value)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None and self._is_editing and not is_leaving(self):
            self.form.show_op(None if chosen == NONE else Op(chosen))

    @work(group="recent", exclusive=True, exit_on_error=True)
    async def _learn_recent(self, alert: Alert) -> None:
        """Say how often the alert's condition was true, by the record."""
        await asyncio.sleep(REST_SECONDS)
        snapshot = self.app.snapshot
        if snapshot is None or is_leaving(self):
            return
        words = await self.app.parts.alert_past.recent_words(alert, snapshot)
        self._recent = (alert, words)
        if is_leaving(self):
            return
        if self._is_editing:
            self.form.show_recent(words)
        else:
            self.show(self._view)

    def _show_one_of_both(self) -> None:
        self.form.display = self._is_editing
        self.panel.display = self._view is not None and not self._is_editing

    def _put_titles(self) -> None:
        words = "Alert" if self._view is None else self._view.alert.name
        keys = Content("")
        if self._is_editing:
            known = {alert.id for alert in self.app.parts.alerts.register.alerts}
            words = "Edit alert" if self.form.chosen.id in known else "New alert"
            named = [key_and_word(command.key_words, command.words.lower()) for command in active(ALERT_FORM)]
            keys = Content("  ").join(named)
        self.border_title = Content.styled(words, "bold")
        self.border_subtitle = keys
