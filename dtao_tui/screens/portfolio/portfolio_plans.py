"""The plans of the portfolio: a rebalance, and the sale of everything or of everything with one validator."""

from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.plans.plan_forms import RebalanceForm, UnwindForm
from dtao_tui.screens.plans.plan_host import PlanHost
from dtao_tui.trading.ticket.ticket_draft import Ticket


class PortfolioPlans(PlanHost):
    """A screen of holdings beside which plans are put together."""

    dock_place = "#portfolio"

    @property
    def plan_row(self) -> tuple[int, str] | None:
        """The subnet of the chosen row and its validator, the largest one where the row is of all."""
        raise NotImplementedError

    @property
    def is_part_chosen(self) -> bool:
        """Whether the chosen row is of one validator only."""
        raise NotImplementedError

    def can_trade(self) -> bool:
        """Whether the account that is looked at is the chosen one; says so where it is not."""
        raise NotImplementedError

    def action_copy_row(self) -> None:
        """Offer the sale of the chosen row as text: of one validator's position, or of all on its subnet."""
        parts, snapshot, row = self.app.parts, self.app.snapshot, self.plan_row
        subnet = snapshot.subnets.get(row[0]) if snapshot and row else None
        if snapshot is None or row is None or subnet is None or not self.can_trade():
            return
        op = Op.UNSTAKE if self.is_part_chosen else Op.EXIT_SUBNET
        ticket = Ticket(op, subnet.id, {"hotkey": row[1]}, "max", parts.settings.tolerance)
        copies = parts.copies.of_draft(
            parts.desk.draft(ticket, snapshot), is_shielded=parts.desk.is_shield_wanted(ticket)
        )
        self.app.push_screen(CopyScreen(parts, copies, f"{op} of {subnet.label}, a draft"))

    async def action_basket(self) -> None:
        """Open a rebalance of what is held and of what is marked."""
        if self.can_trade():
            marked = tuple(row.subnet for row in self.marked)
            await self.open_plan_dock(RebalanceForm(marked, self.app.parts.settings.tolerance))

    async def action_unwind(self) -> None:
        """Plan the sale of every position."""
        if self.can_trade():
            await self.open_plan_dock(UnwindForm(self.app.parts.settings.tolerance))

    async def action_leave_validator(self) -> None:
        """Plan the sale of every position with the validator of the chosen row."""
        row = self.plan_row
        if row is None:
            self.notify("Choose a position that is held first; its validator is left.", markup=False)
        elif self.can_trade():
            await self.open_plan_dock(UnwindForm(self.app.parts.settings.tolerance, row[1]))

    @property
    def plan_netuid(self) -> int | None:
        """The subnet under the cursor."""
        row = self.plan_row
        return row[0] if row else None

    @property
    def has_open_part(self) -> bool:
        """Whether a plan is put together."""
        return self.plan_dock is not None

    async def leave_part(self) -> bool:
        """Close the plan's dock, and let the keys act on the rows again."""
        was_open = await self.close_plan_dock()
        table = self.list_table
        if was_open and table is not None:
            table.focus()
        return was_open
