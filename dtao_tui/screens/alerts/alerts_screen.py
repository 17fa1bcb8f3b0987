"""The alerts: which there are, how each is, and what it told; written in a form beside the list."""

import secrets
from dataclasses import replace
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.alert_store import AlertStoreTrouble
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.alerts.alert_side import AlertSide
from dtao_tui.screens.alerts.drawn_alerts import alert_views, drafted_subnet
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.widgets.alerts.alert_form import AlertForm
from dtao_tui.widgets.alerts.alert_list import AlertHeading, AlertList
from dtao_tui.widgets.alerts.alert_words import AlertView
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ALERT_FORM, ALERTS, ROWS
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.text_lines import put

PANEL_FROM = 120
"""Columns from which the list has room for the panel beside it."""

SPACED_FROM = 30
"""Rows from which a blank line stands between two alerts."""

EMPTY = (
    "There is no alert here yet. {alerts.new} writes one: for any subnet, the held or watched ones or a single one, on "
    "a condition such as price<0.02, ch24<-20 depth>1k, exit(250)>4, rank<20 or trade>250 side=unstake."
)
_SHOWN = ("all", "fired", "off")


class AlertsScreen(BaseScreen):
    """All alerts in a list, and the one under the cursor beside it, or the form in its place."""

    mode = "market"
    own_scopes = (ALERTS, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ALERTS), *bindings(ALERT_FORM)]

    frame = getters.query_one("#alert-frame", Frame)
    listed = getters.query_one(AlertList)
    side = getters.query_one(AlertSide)

    def __init__(self, netuid: int | None = None) -> None:
        """`netuid` is the subnet that a new alert begins with; None for any."""
        super().__init__()
        self._netuid = netuid
        self._shown_kind = 0

    def body(self) -> ComposeResult:
        """The list, and beside it the panel or the form."""
        with Horizontal(id="alerts"):
            with Frame(id="alert-frame", classes="panel"):
                yield AlertHeading(id="alert-heading")
                yield AlertList(id="alert-list")
                yield Static(Content(self.app.changed_keys.worded(EMPTY)), id="alerts-empty")
                yield Static(id="alerts-said")
            yield AlertSide(id="alert-side", classes="panel")

    def on_mount(self) -> None:
        """Show what is known, and follow what changes."""
        follow(self, "alert_changes", self._show)
        self._lay_out()
        self.listed.focus()

    @on(events.Resize)
    def lay_out(self) -> None:
        """Leave the panel out where there is no room beside the list."""
        self._lay_out()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what the newest block says."""
        del snapshot
        self._show()

    @on(events.ScreenSuspend)
    def take_as_read(self) -> None:
        """What was on the list is read once another screen takes its place."""
        if not self.is_seen:
            self._mark_read()

    @on(events.Unmount)
    async def take_all_as_read(self) -> None:
        """The same where this screen was left."""
        await self.app.parts.alerts.register.mark_read()

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self.has_class("-editing")

    @property
    def scopes(self) -> tuple[str, ...]:
        """While an alert is written, the keys of its form come first."""
        return (ALERT_FORM,) if self.is_editing else super().scopes

    def offers(self, command: Command) -> bool:
        """Whether a key does something now."""
        view = self._chosen
        needs = {
            "alerts.edit": view is not None,
            "alerts.switch": view is not None,
            "alerts.remove": view is not None,
            "alerts.draft": view is not None and drafted_subnet(view) is not None,
            "alerts.filter": bool(self.app.parts.alerts.register.alerts),
        }
        return needs.get(command.id, super().offers(command))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While an alert is written, the list's keys are text; while none is, the form's do nothing."""
        if self.is_mounted and action in ("edit", "create", "switch", "draft", "remove", "next_filter"):
            return not self.is_editing
        if self.is_mounted and action in ("save", "drop"):
            return self.is_editing
        return super().check_action(action, parameters)

    @property
    def has_open_part(self) -> bool:
        """Whether an alert is written."""
        return self.is_editing

    async def leave_part(self) -> bool:
        """Drop what is written."""
        was_editing = self.is_editing
        self._end_editing()
        return was_editing

    @on(OptionList.OptionHighlighted)
    def show_chosen(self, event: OptionList.OptionHighlighted) -> None:
        """Show the alert under the cursor."""
        event.stop()
        self._show_panel()

    @on(OptionList.OptionSelected)
    def open_chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter edits it."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Write the alert under the cursor."""
        if self._chosen is not None:
            self._edit(self._chosen.alert)

    def action_create(self) -> None:
        """Write a new one."""
        snapshot = self.app.snapshot
        fresh = Alert(secrets.token_hex(8), "", "")
        if self._netuid is not None and snapshot is not None and self._netuid in snapshot.subnets:
            fresh = replace(fresh, scope=Scope.ONE, subnet=snapshot.subnets[self._netuid].id)
        self._edit(fresh)

    @work(group="alerts", exclusive=False, exit_on_error=True)
    async def action_switch(self) -> None:
        """Turn the alert under the cursor on or off."""
        if self._chosen is not None:
            alert = self._chosen.alert
            await self._saved(replace(alert, is_on=not alert.is_on))

    @work(group="alerts", exclusive=False, exit_on_error=True)
    async def action_remove(self) -> None:
        """Remove the alert under the cursor, once that is confirmed."""
        view = self._chosen
        if view is None:
            return
        choices = (
            DialogChoice("keep", "k", "Keep", "Change nothing."),
            DialogChoice("remove", "r", "Remove", "The alert and its firings are gone."),
        )
        dialog = ChoiceDialog(self.app.parts, "Remove alert", choices, aside=view.alert.name)
        if await self.app.push_screen_wait(dialog) == "remove":
            try:
                await self.app.parts.alerts.register.remove(view.alert)
            except AlertStoreTrouble as trouble:
                self.notify(str(trouble), title="Not removed", severity="warning", markup=False)

    def action_draft(self) -> None:
        """Open the ticket that the alert offers, on the subnet that it fired at; nothing is signed by it."""
        view, snapshot = self._chosen, self.app.snapshot
        subnet = drafted_subnet(view) if view is not None else None
        if view is None or subnet is None or view.alert.draft is None or snapshot is None:
            return
        if trouble := snapshot.trouble_with(subnet):
            self.notify(trouble, title="No draft", severity="warning", markup=False)
            return
        draft = view.alert.draft
        self.app.push_screen(lazy_screens.subnet(subnet.netuid, draft.op, amount=draft.amount))

    def action_next_filter(self) -> None:
        """Show all alerts, those that fired, or those that are off."""
        self._shown_kind = (self._shown_kind + 1) % len(_SHOWN)
        self._show()

    @work(group="alerts", exclusive=False, exit_on_error=True)
    async def action_save(self) -> None:
        """Keep what is written."""
        typed = self.side.form.typed
        if typed.alert is None:
            self.notify(typed.trouble, title="Not saved", severity="warning", markup=False)
        elif await self._saved(typed.alert):
            self._end_editing()
            self.listed.choose(typed.alert.id)

    async def action_drop(self) -> None:
        """Leave the form; what was written is dropped."""
        await self.leave_part()

    @on(AlertForm.Submitted)
    def save_by_enter(self, event: AlertForm.Submitted) -> None:
        """Enter keeps what is written."""
        event.stop()
        self.action_save()

    @work(group="alerts", exclusive=False, exit_on_error=True)
    async def _mark_read(self) -> None:
        await self.app.parts.alerts.register.mark_read()

    async def _saved(self, alert: Alert) -> bool:
        try:
            await self.app.parts.alerts.register.save(alert)
        except AlertStoreTrouble as trouble:
            self.notify(str(trouble), title="Not saved", severity="warning", markup=False)
            return False
        return True

    def _edit(self, alert: Alert) -> None:
        self.add_class("-editing")
        self.side.edit(alert)
        self.refresh_frame()

    def _end_editing(self) -> None:
        self.remove_class("-editing")
        self.side.end_editing()
        self.listed.focus()
        self._show()

    @property
    def _views(self) -> list[AlertView]:
        kind = _SHOWN[self._shown_kind]
        return [
            view
            for view in alert_views(self.app.parts, self.app.snapshot)
            if kind == "all" or (view.is_unread if kind == "fired" else not view.alert.is_on)
        ]

    @property
    def _chosen(self) -> AlertView | None:
        chosen = self.listed.chosen if self.is_mounted else None
        return next((view for view in self._views if view.alert.id == chosen), None)

    def _lay_out(self) -> None:
        self.set_class(self.size.width < PANEL_FROM, "-alone")
        self._show()

    def _show(self) -> None:
        if not self.is_mounted or not self.is_seen:
            return
        views, watch = self._views, self.app.parts.alerts
        self.listed.show(views, is_spaced=self.size.height >= SPACED_FROM)
        self.listed.display = bool(views)
        self.query_one("#alerts-empty").display = not watch.register.alerts
        self.query_one("#alert-heading").display = bool(watch.register.alerts)
        away = [view for view in views if view.is_unread and view.newest is not None and view.newest.firing.is_away]
        said = watch.register.notice or (f"{len(away)} came true while no program looked." if away else "")
        put(self.query_one("#alerts-said", Static), Content.styled(said, "$note"))
        self.frame.put_titles(*self._titles())
        self._show_panel()
        self.refresh_frame()

    def _titles(self) -> tuple[Content, Content]:
        watch = self.app.parts.alerts
        register = watch.register
        fired, off = register.fired, sum(not alert.is_on for alert in register.alerts)
        title = Content.assemble(
            ("Alerts", "bold"),
            (f"  {len(register.alerts)}", "$muted"),
            (f"   {fired} fired" if fired else "", "bold $note"),
        )
        recorder = self.app.parts.recorder
        looked = "looked at every final block" if watch.is_firing else "another dtao-tui looks at them"
        if recorder.notice and not watch.is_firing:
            looked = "not looked at, as nothing is recorded"
        elif watch.is_stale:
            looked = "the newest block is too old"
        words = (("all", ""), ("fired", f" {fired}"), ("off", f" {off}"))
        parts = [
            Content.styled(word + number, "bold $lead" if place == self._shown_kind else "$muted")
            for place, (word, number) in enumerate(words)
        ]
        return title, Content.assemble((f"{looked}   ", "$muted"), Content("  ").join(parts))

    def _show_panel(self) -> None:
        self.side.show(self._chosen)
