"""Slices of a large order, put together in the place of the ticket that asked for it."""

from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.plans.plan_forms import SliceForm
from dtao_tui.screens.plans.plan_host import PlanHost
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.keys.command import Command


class SubnetSlices(PlanHost):
    """A screen of one subnet whose ticket can be turned into slices."""

    dock_place = "#subnet"
    netuid: int

    @property
    def dock(self) -> TicketDock | None:
        """The open ticket, or None."""
        raise NotImplementedError

    async def close_ticket(self) -> None:
        """Close the ticket."""
        raise NotImplementedError

    def offers(self, command: Command) -> bool:
        """There is one subnet here, and so no basket."""
        return command.id != "operation.basket" and super().offers(command)

    async def close_slices(self) -> bool:
        """Close the slices, and show the facts in their place; whether they were open."""
        was_open = await self.close_plan_dock()
        if was_open:
            self.query_one("#facts").display = True
            self.query_one("#facts").focus()
        return was_open

    async def action_slices(self) -> None:
        """Slice the order of the open ticket, or a stake."""
        snapshot, dock = self.app.snapshot, self.dock
        subnet = snapshot.subnets.get(self.netuid) if snapshot else None
        if subnet is None:
            return
        op, amount, hotkey = Op.STAKE, "", ""
        if dock is not None:
            op = dock.state.op if dock.state.op is Op.UNSTAKE else Op.STAKE
            amount, hotkey = dock.panel.amount_text, dock.hotkey or ""
            await self.close_ticket()
        await self.open_plan_dock(SliceForm(op, subnet.id, amount, self.app.parts.settings.tolerance, hotkey))
        self.query_one("#facts").display = self.plan_dock is None
