"""One plan whole: shown before it is confirmed, followed while it is carried out, and read after it has ended."""

from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from dtao_tui.domain.formatting import count
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.plans.plan_asking import asked_for
from dtao_tui.screens.plans.plan_confirmation import PlanAsked, confirmation, demands_of_plan, warnings_of
from dtao_tui.screens.plans.plan_view import shares_now, total_of, validators_named, view_of_plan, view_of_record
from dtao_tui.screens.wallets.typed_password import TypedPasswordScreen
from dtao_tui.services.plans.plan_desk import PlanDesk
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import PLAN, ROWS
from dtao_tui.widgets.lifecycle import follow, is_leaving
from dtao_tui.widgets.plans.plan_side import PlanSide, PlanView
from dtao_tui.widgets.plans.plan_words import title_of
from dtao_tui.widgets.plans.share_bars import ShareBars
from dtao_tui.widgets.plans.step_detail import ShownStep, StepDetail
from dtao_tui.widgets.plans.step_table import TOTAL, StepTable
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.trade.confirm import ARMED_AFTER, ConfirmBar

WATCHED_EACH = 0.3
"""Seconds between looks at how far a plan was read before it is confirmed."""


class PlanScreen(BaseScreen):
    """A plan that is asked for, under way, stopped or done."""

    mode = "portfolio"
    own_scopes = (PLAN, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLAN)]

    frame = getters.query_one("#steps", Frame)
    table = getters.query_one(StepTable)
    side = getters.query_one(PlanSide)
    side_scroll = getters.query_one("#plan-side", VerticalScroll)
    shares = getters.query_one(ShareBars)
    detail = getters.query_one(StepDetail)

    def __init__(
        self,
        asked: PlanAsked | None = None,
        record: PlanRecord | None = None,
        *,
        continues: PlanRecord | None = None,
        armed_after: float = ARMED_AFTER,
    ) -> None:
        """A plan that is to be confirmed, perhaps the rest of a stopped one, or the record of one."""
        super().__init__()
        self._asked = asked
        self._record = record
        self._continues = continues
        self._armed_after = armed_after
        self._view: PlanView | None = None

    def body(self) -> ComposeResult:
        """Steps, shares and the chosen step at the left, costs at the right, and what is typed below."""
        with Horizontal(id="plan"):
            with Vertical(id="plan-left"):
                with Frame(id="steps", classes="panel table-panel"):
                    yield StepTable()
                yield ShareBars(id="shares")
                with VerticalScroll(id="step", classes="panel", can_focus=False):
                    yield StepDetail()
            with VerticalScroll(id="plan-side", classes="panel", can_focus=False):
                yield PlanSide()
        if self._asked is not None:
            yield ConfirmBar(demands_of_plan(self._asked, self.app.parts), armed_after=self._armed_after)

    def on_mount(self) -> None:
        """Follow the plan and its orders."""
        self.table.fit(self.size.width)
        follow(self, "plan_changes", self._show)
        follow(self, "orders", self._show)
        follow(self, "app_focus", self._watch_terminal_focus)
        self.watch(self.side_scroll, "scroll_y", self._look_at_the_end, init=False)
        self._show()
        if self._asked is not None:
            self.query_one(ConfirmBar).focus()
            self.set_interval(WATCHED_EACH, self._look_at_the_end)
        else:
            self.table.focus()

    @on(events.Resize)
    def lay_out(self, event: events.Resize) -> None:
        """Take the columns that fit."""
        self.table.fit(event.size.width)

    @property
    def plan_id(self) -> str:
        """The id of the confirmed plan; empty before it is confirmed."""
        return self._record.id if self._record else ""

    @property
    def _desk(self) -> PlanDesk:
        return self.app.parts.plans

    @property
    def _plan(self) -> Plan:
        return self._record.plan if self._record else self._asked.plan if self._asked else _no_plan()

    def offers(self, command: Command) -> bool:
        """Stop while it is under way, the rest once it stopped; while a word is typed, no letter is a key."""
        if self._record is None:
            return command.id in ("plan.copy", "back", "palette")
        if command.id == "plan.stop":
            return self._view is not None and self._view.is_running and not self._view.is_stopping
        if command.id in ("plan.rest", "plan.read"):
            return self._record.is_unread
        return super().offers(command)

    def show_snapshot(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - the view asks for it
        """Quote the steps ahead again."""
        self._show()

    @on(ConfirmBar.Confirmed)
    def confirm(self) -> None:
        """Write the plan down and begin it."""
        self._begin()

    @on(ConfirmBar.Cancelled)
    def cancel(self) -> None:
        """Leave without a signature."""
        self._leave()

    def action_stop_plan(self) -> None:
        """Stop before the next step is signed."""
        if self._view is not None and self._view.is_running:
            self._desk.stop()

    def action_copy_as(self) -> None:
        """Offer the steps as text."""
        confirmed = self._record.progress.confirmed if self._record else None
        is_sealed = confirmed.is_sealed if confirmed else self._asked is not None and self._asked.is_sealed
        copies = self.app.parts.copies.of_plan(self._plan, is_sealed=is_sealed)
        self.app.push_screen(CopyScreen(self.app.parts, copies, self._plan.kind.value))

    @work(group="plan", exclusive=True, exit_on_error=True)
    async def action_rest(self) -> None:
        """Show the rest of a stopped plan with new quotes, to be confirmed anew."""
        record, snapshot = self._record, self.app.snapshot
        if record is None or not record.is_unread or snapshot is None:
            return
        asked = await asked_for(self.app, lambda: self._desk.rest_of(record, snapshot), snapshot)
        if asked is not None:
            await self.app.push_screen(PlanScreen(asked, continues=record))

    @work(group="plan", exclusive=True, exit_on_error=True)
    async def action_read(self) -> None:
        """Leave the rest of a stopped plan undone."""
        if self._record is not None and self._record.is_unread:
            await self._desk.close_stopped(self._record)

    @on(KeyedTable.RowChosen)
    def show_chosen(self, event: KeyedTable.RowChosen) -> None:
        """Show the step under the cursor."""
        event.stop()
        if not is_leaving(self):
            self._show_detail()

    @on(KeyedTable.RowOpened)
    def open_rest(self, event: KeyedTable.RowOpened) -> None:
        """Enter shows what is left of a stopped plan."""
        event.stop()
        self.action_rest()

    def on_key(self, event: events.Key) -> None:
        """Move through the steps while the word is typed, and behind the last one through what is said of them."""
        if self._record is None and event.key in ("up", "down"):
            rows = 1 if event.key == "down" else -1
            is_at_end = self.table.cursor_row == len(self.table.keys) - 1
            if is_at_end and (rows > 0 or self.side_scroll.scroll_offset.y > 0):
                self.side_scroll.scroll_relative(y=rows, animate=False)
            else:
                self.table.move_cursor(self.table.cursor_row + rows)
        elif self._record is None and event.key in ("pageup", "pagedown"):
            self.side_scroll.scroll_relative(y=10 if event.key == "pagedown" else -10, animate=False)
        elif self._record is None and event.key in ("home", "end"):
            # As in a review: one key shows the end of all that there is to read.
            is_end = event.key == "end"
            self.table.move_cursor(len(self.table.keys) - 1 if is_end else 0)
            (self.side_scroll.scroll_end if is_end else self.side_scroll.scroll_home)(animate=False)

    @work(group="begin", exclusive=True, exit_on_error=True)
    async def _begin(self) -> None:
        asked, parts = self._asked, self.app.parts
        if asked is None or self._record is not None:
            return
        try:
            if not parts.session.is_unlocked:
                raise NotPlaced("The account has locked itself. Nothing was signed.")
            if not await self._has_proven(asked.plan):
                self._leave()
                return
            record = await self._desk.begin(asked.plan, confirmation(asked, parts), self._continues)
        except (NotPlaced, Trouble) as refusal:
            self.notify(str(refusal), title="The plan was not begun", severity="warning", markup=False, timeout=12)
            self._leave()
            return
        self._record = record
        await self.query(ConfirmBar).remove()
        self.table.focus()
        self._show()
        self.refresh_frame()

    async def _has_proven(self, plan: Plan) -> bool:
        """Whether the password was typed where the plan as a whole asks for it; one typing holds for its own steps."""
        snapshot, account = self.app.snapshot, self.app.parts.session.chosen
        reason = self._desk.password_reason(plan, snapshot) if snapshot else None
        if reason is None or account is None:
            return True

        async def prove(password: str) -> None:
            await self._desk.prove_password(plan, password)

        asking = TypedPasswordScreen(self.app.parts, account.keyholder, reason.value, prove)
        return await self.app.push_screen_wait(asking)

    def _leave(self) -> None:
        # A screen that waits for its own removal would wait for ever.
        if self.is_current:
            self.app.pop_screen()

    def _show(self) -> None:
        if not self.is_mounted or is_leaving(self):
            return
        snapshot = self.app.snapshot
        if self._record is not None:
            self._record = self._desk.newest(self._record)
            self._view = view_of_record(self._desk, self._record, snapshot)
        else:
            warnings = warnings_of(self._asked, self.app.parts) if self._asked else ()
            names = validators_named(self.app.parts.desk, self._plan, snapshot)
            self._view = view_of_plan(self._desk, self._plan, snapshot, warnings, names)
        view = self._view
        self.side.show(view)
        self.table.show_steps(view.steps, total_of(view))
        self._follow_running(view)
        self.shares.set_class(not view.plan.shares, "-none")
        if view.plan.shares and snapshot is not None:
            self.shares.show(view.plan, shares_now(self._desk, view.plan, snapshot))
        self._name_panels(view, snapshot)
        self._show_detail()
        self.refresh_frame()

    def _follow_running(self, view: PlanView) -> None:
        """Keep the cursor on the running step while a plan is under way, unless a person looks at another one."""
        if view.is_running and view.done + 1 <= len(view.steps) and self.table.chosen in (TOTAL, str(view.done)):
            self.table.choose(str(view.done + 1))

    def _show_detail(self) -> None:
        view, chosen = self._view, self.table.chosen
        if view is None:
            return
        number = len(view.steps) if chosen in (None, TOTAL) else int(chosen or 1)
        step = view.steps[number - 1]
        self.detail.show(ShownStep(step, view.plan))
        aside = f"  {step.verb} on {step.step.subnet.netuid}, all or nothing"
        title = Content.assemble((f"Step {number}", "bold"), (aside, "$muted"))
        self.query_one("#step").border_title = title

    def _name_panels(self, view: PlanView, snapshot: Snapshot | None) -> None:
        quoted = "" if snapshot is None else f"quoted again at block {count(snapshot.block)}"
        self.frame.put_titles(title_of(view.plan), Content.styled(quoted, "$muted"))
        words = "to confirm" if view.record is None else f"{view.done} of {len(view.steps)} done"
        if view.is_running and view.done < len(view.steps):
            words = f"step {view.done + 1} of {len(view.steps)}"
        self.side_scroll.border_title = Content.assemble(("Plan", "bold"), (f"  {words}", "$muted"))

    def _look_at_the_end(self) -> None:
        """Let the word count once all steps and all that is said of them were on the screen."""
        if self._asked is None or self._record is not None or not self.is_mounted:
            return
        table, scroll = self.table, self.side_scroll
        fits = table.virtual_size.height <= table.size.height
        saw_steps = fits or table.cursor_row >= len(self._plan.steps) - 1
        saw_side = scroll.scroll_offset.y >= scroll.max_scroll_y and scroll.size.height > 0
        if saw_steps and saw_side and self.query(ConfirmBar):
            self.query_one(ConfirmBar).allow()

    def _watch_terminal_focus(self) -> None:
        if not self.app.app_focus and self.query(ConfirmBar):
            self.query_one(ConfirmBar).disarm()


def _no_plan() -> Plan:
    raise LookupError("a screen of plans needs one that is asked for, or a record")
