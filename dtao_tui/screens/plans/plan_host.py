"""Screens beside whose list a plan is put together."""

from textual import on

from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.plans.plan_dock import PlanDock
from dtao_tui.screens.plans.plan_flow import show_plan
from dtao_tui.screens.plans.plan_forms import PlanForm
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_table import PLAN_TICKET
from dtao_tui.widgets.lifecycle import is_leaving


class PlanHost(BaseScreen):
    """A screen that opens the dock in one of its containers."""

    dock_place = ""
    """The selector of the container that the dock stands in, at the right."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """While a plan is put together, its keys come first."""
        return (PLAN_TICKET, *super().scopes) if self.plan_dock is not None else super().scopes

    @property
    def plan_dock(self) -> PlanDock | None:
        """The open dock, or None; one that is being closed is none."""
        docks = (child for place in self.query(self.dock_place) for child in place.children)
        return next((dock for dock in docks if isinstance(dock, PlanDock) and not is_leaving(dock)), None)

    def offers(self, command: Command) -> bool:
        """A validator is chosen only where something is staked on."""
        if command.id == "plan_ticket.validator":
            return self.plan_dock is not None and self.plan_dock.needs_validators
        return super().offers(command)

    async def open_plan_dock(self, form: PlanForm) -> None:
        """Open the dock with this form, or go on in the open one; a plan under way is shown instead."""
        if self.app.parts.plans.running is not None or self.app.parts.plans.unread is not None:
            show_plan(self.app)
            return
        dock = self.plan_dock
        if dock is not None and dock.form.kind is form.kind:
            dock.show_form(form)
            return
        if dock is not None:
            await dock.remove()
        opened = PlanDock(form, id="plan-dock")
        await self.query_one(self.dock_place).mount(opened)
        self.set_class(True, "-planning")
        self.fit_beside_plan()
        if self.app.snapshot is not None:
            opened.show_snapshot(self.app.snapshot)
        self.refresh_frame()

    def action_choose_validator(self) -> None:
        """Choose whom the plan stakes to on the subnet of the cursor."""
        if self.plan_dock is not None:
            self.plan_dock.choose_validator(self.plan_netuid)

    def action_copy_as(self) -> None:
        """Offer the plan that is put together as text."""
        if self.plan_dock is not None:
            self.plan_dock.copy_as()

    @property
    def plan_netuid(self) -> int | None:
        """The subnet of the cursor."""
        return None

    async def close_plan_dock(self) -> bool:
        """Close the dock; whether one was open."""
        dock = self.plan_dock
        if dock is None:
            return False
        await dock.remove()
        self.set_class(False, "-planning")
        self.fit_beside_plan()
        self.refresh_frame()
        return True

    def fit_beside_plan(self) -> None:
        """Lay the list out for the room that the dock leaves or gives back."""

    def show_plan_block(self, snapshot: Snapshot) -> None:
        """Quote the plan against this block."""
        if self.plan_dock is not None:
            self.plan_dock.show_snapshot(snapshot)

    @on(PlanDock.BackWanted)
    async def leave_plan_dock(self, event: PlanDock.BackWanted) -> None:
        """Close the dock by a click."""
        event.stop()
        await self.close_plan_dock()
