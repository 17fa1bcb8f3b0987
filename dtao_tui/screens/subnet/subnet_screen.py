"""One subnet: its price, pool, validators and depth, and at the right its facts or a ticket."""

from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.held_keys import Opening
from dtao_tui.screens.subnet.charted_subnet import ChartedSubnet
from dtao_tui.screens.subnet.compared_validators import ComparedValidators, fill_in_move
from dtao_tui.screens.subnet.root_side import RootSide
from dtao_tui.screens.subnet.subnet_rooms import SubnetRooms
from dtao_tui.screens.subnet.subnet_slices import SubnetSlices
from dtao_tui.screens.subnet.subnet_tape import SubnetTape
from dtao_tui.screens.subnet.subnet_view import ratio_view, subnet_view
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.trading.ticket.shown_subnet import ShownSubnet
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import COMMANDS, OPERATION, ROWS, SUBNET, TICKET
from dtao_tui.widgets.lifecycle import is_leaving
from dtao_tui.widgets.panels.depth_panel import DepthPanel
from dtao_tui.widgets.panels.price_panel import PricePanel
from dtao_tui.widgets.panels.root_panel import RootPanel
from dtao_tui.widgets.panels.subnet_detail_panels import BriefFacts, FactsPanel
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from dtao_tui.widgets.panels.validator_comparison_panel import ValidatorComparisonPanel
from dtao_tui.widgets.tables.validator_table import ValidatorTable
from dtao_tui.widgets.trade.check_panel import ChecksPanel
from dtao_tui.widgets.trade.ticket import TicketPanel


class SubnetScreen(ComparedValidators, RootSide, SubnetSlices, SubnetTape, SubnetRooms, ChartedSubnet):
    """A subnet and, when wanted, a ticket beside it."""

    mode = "market"
    own_scopes = (SUBNET, OPERATION, ROWS)
    AUTO_FOCUS = "#facts"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SUBNET, OPERATION, TICKET)]

    price = getters.query_one(PricePanel)
    depth = getters.query_one(DepthPanel)
    facts = getters.query_one(FactsPanel)
    brief = getters.query_one(BriefFacts)
    checks = getters.query_one(ChecksPanel)

    def __init__(self, netuid: int, op: Op | None = None, hotkey: str = "", amount: str = "") -> None:
        """`op` opens a ticket, which begins with the validator `hotkey` where it can, and with this amount."""
        super().__init__()
        self._first_hotkey = hotkey
        self._first_amount = amount
        self.netuid = netuid
        self._first_op = op
        self._has_begun = False
        self._ticket_depth: OrderDepth | None = None
        self._has_ratio = False
        self._meant = ShownSubnet(netuid)

    def body(self) -> ComposeResult:
        """Price, validators and depth at the left; facts at the right until a ticket takes their place."""
        self.fit_rooms()
        self.set_class(self.netuid == ROOT, "-root")
        with Horizontal(id="subnet"):
            with Vertical(id="subnet-left"):
                yield PricePanel(id="price")
                yield RootPanel(id="root", classes="panel")
                yield ChecksPanel(id="checks")
                with Frame(id="validators", classes="panel table-panel"):
                    yield ValidatorTable(id="validator-table")
                with Frame(id="comparison", classes="panel"):
                    yield ValidatorComparisonPanel(id="comparison-text")
                yield DepthPanel(id="depth")
                yield BriefFacts(id="brief")
            with Vertical(id="facts-column"):
                yield FactsPanel(id="facts")

    @on(events.Mount)
    async def begin(self) -> None:
        """Open the ticket that was asked for."""
        self.facts.focus()
        if self._first_op is not None:
            await self.action_trade(self._first_op)
        self._has_begun = True

    @property
    def dock(self) -> TicketDock | None:
        """The open ticket, or None; one that is being closed is none."""
        # Asked for with each key: a walk through the whole screen would cost more than the answer.
        docks = (child for body in self.query_children("#subnet") for child in body.children)
        return next((dock for dock in docks if isinstance(dock, TicketDock) and not is_leaving(dock)), None)

    @property
    def scopes(self) -> tuple[str, ...]:
        """While a ticket or a plan is open, or the chart has the focus, its keys come first."""
        return (TICKET, *self.own_scopes) if self.dock is not None else super().scopes

    def offers(self, command: Command) -> bool:
        """In an open ticket letters are text, and what they would do has other keys."""
        if command.id == "ticket.validator":
            return self.dock is not None and bool(self.dock.state.spec.listed)
        if command.id in ("subnet.validators", "subnet.depth"):
            return self.dock is None and super().offers(command)
        if command.id == "subnet.compare":
            return self.validator_table.has_focus
        return (self.dock is None or command not in COMMANDS[OPERATION]) and super().offers(command)

    def typing_goes_to(self) -> Widget | Opening:
        """Nowhere before the ticket that was asked for is open."""
        return super().typing_goes_to() if self._has_begun else Opening.NOT_READY

    def _ticket_typing_goes_to(self) -> Widget | Opening:
        """To where the cursor begins in the ticket that is opening."""
        dock = self.dock
        if dock is None:
            return Opening.DROPS_KEYS
        first = dock.panel.first_stop if dock.is_mounted else None
        return first if first is not None and first.has_focus else Opening.NOT_READY

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Bring all panels to this block; the validators are asked for beside it."""
        trouble = self._meant.follow(snapshot)
        if trouble:
            self.forget_validators()
            words = f"{trouble} All that is shown is of that one now."
            self.notify(words, severity="warning", markup=False, timeout=12)
        # What is known already is laid out with the rest, not a second time.
        self.follow_validators(snapshot)
        self._show_panels()
        if self.dock is not None:
            self.dock.show_snapshot(snapshot)
        self.show_plan_block(snapshot)

    @on(events.Resize)
    def lay_out(self) -> None:
        """Fit the lines to the new width once it is known."""
        self._fit_checks()
        self.call_after_refresh(self._show_panels)

    @on(TicketDock.DepthChanged)
    def mark_size(self, event: TicketDock.DepthChanged) -> None:
        """Mark the ticket's size in the curve and its validator in the table."""
        if self.app.snapshot is not None and self.netuid not in self.app.snapshot.subnets:
            # Of a subnet that is gone, what its last block showed stays.
            return
        self._ticket_depth = event.depth
        if self._view is not None:
            self._show_price(self._view, is_new=False)
            self._show_depth(self._view)

    @property
    def traded_netuid(self) -> int | None:
        """This subnet."""
        return self.netuid

    @property
    def has_open_part(self) -> bool:
        """Whether a ticket or a plan is open, one panel stands alone, or the chart has the focus."""
        return self.dock is not None or self.plan_dock is not None or self.is_panel_alone or self.has_cursor

    async def leave_part(self) -> bool:
        """Leave the chart, or close the ticket, or the plan that took its place, or show all panels again."""
        was_open = self.has_open_part
        if self.has_cursor:
            self.facts.focus()
        elif self.is_panel_alone and self.plan_dock is None:
            self.show_alone("")
        elif not await self.close_slices():
            await self.close_ticket()
        return was_open

    @on(TicketDock.VerdictChanged)
    def show_checks(self, event: TicketDock.VerdictChanged) -> None:
        """Show all checks of the ticket with what they measured."""
        self.checks.show(event.verdict)
        self.refresh_frame()

    def _fit_checks(self) -> None:
        """Give an open ticket, its checks and the tape their room."""
        # From one field of a ticket to the next there is no chart in between.
        self.price_chart.can_focus = self.dock is None
        self.fit_rooms()
        self.fit_tape()

    @on(TicketDock.BackWanted)
    async def close_ticket(self) -> None:
        """Close the ticket, and show the facts in its place."""
        dock = self.dock
        if dock is None:
            return
        self._ticket_depth = None
        await dock.remove()
        self.facts.display = True
        self._fit_checks()
        self.facts.focus()
        self._show_panels()
        self.refresh_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Open a ticket that was requested before the screen was composed together with it."""
        return True if action == "trade" else super().check_action(action, parameters)

    async def action_trade(self, op: str) -> None:
        """Open a ticket, or turn the open one into this operation."""
        if not self.query(FactsPanel):
            self._first_op = Op(op)
            return
        if not ROW_OF[Op(op)].is_offered_at(self.netuid):
            self.app.push_screen(lazy_screens.subnet(self.netuid, Op(op)))
            return
        move = self.compared_move() if Op(op) is Op.MOVE_STAKE else None
        await self.close_plan_dock()
        if self.dock is None:
            self.show_alone("")
            self.facts.display = False
            dock = TicketDock(self.app.parts, self.netuid, Op(op), hotkey=self._pointed_hotkey, id="dock")
            await self.query_one("#subnet").mount(dock)
            self._fit_checks()
            if self.app.snapshot is not None and self.dock is not None:
                self.dock.show_snapshot(self.app.snapshot)
            self.refresh_frame()
        if self.dock is not None:
            self.dock.show_op(Op(op), self._pointed_hotkey)
            if move is not None:
                fill_in_move(self.dock, move)
            if self._first_amount:
                self.dock.panel.form.write(self.dock.panel.amount, self._first_amount)
            self._first_hotkey = self._first_amount = ""
            self.app.held_keys.hold_for(self._ticket_typing_goes_to)

    @property
    def _pointed_hotkey(self) -> str:
        """The validator that a ticket begins with: that of the list's row, else the one the screen was opened with."""
        table = self.validator_table
        return (table.chosen or "") if table.has_focus else self._first_hotkey

    def action_switch_operation(self) -> None:
        """Choose another operation for the open ticket."""
        if self.dock is not None:
            self.dock.choose_op()

    def action_step_amount(self, step: int) -> None:
        """Make the ticket's amount larger or smaller."""
        if self.dock is not None:
            self.dock.step_amount(step)

    def action_choose_validator(self) -> None:
        """Choose the ticket's validator, or the plan's."""
        if self.dock is not None:
            self.dock.open_list()
        else:
            super().action_choose_validator()

    def action_switch_shield(self) -> None:
        """Turn the MEV shield off for the ticket's order, or on again."""
        if self.dock is not None:
            self.dock.switch_shield()

    def action_copy_as(self) -> None:
        """Offer the ticket's order as text, or the slices."""
        if self.dock is not None:
            self.dock.copy_as()
        else:
            super().action_copy_as()

    def action_take_offer(self, key: str) -> None:
        """Take the amount that the ticket offers with this key."""
        if self.dock is not None:
            self.dock.query_one(TicketPanel).take_offer(key)

    def _show_panels(self) -> None:
        view = self.with_past(subnet_view(self.app, self.netuid))
        if view is None:
            gone = Content(f"{self.netuid}  this subnet is gone")
            self.price.put_titles(gone, Content.styled("what is shown is its last block", "$note"))
            return
        self._view = view
        self.fit_tape()
        self._show_price(view)
        self.facts.show(view)
        self._show_depth(view)
        if self.app.snapshot is not None:
            self.show_root(self.app.snapshot)

    def show_past(self) -> None:
        """Draw what was recorded of this subnet."""
        self._show_panels()

    def _show_price(self, view: SubnetView, *, is_new: bool = True) -> None:
        """The price over the session, where the view is new; beside a swap's ticket the ratio of two."""
        ratio = ratio_view(self.app, self.dock.state) if self.dock is not None else None
        if ratio is not None:
            self.price.show_ratio(ratio)
        elif is_new or self._has_ratio:
            self.price.show(view)
        self._has_ratio = ratio is not None

    def _show_depth(self, view: SubnetView) -> None:
        """What depends on the ticket: my size in the curve, my validator in the table."""
        depth = self._ticket_depth or view.depth
        symbols = self._symbols_of(depth)
        self.depth.show(depth, symbols, "one to one" if view.subnet.pool.is_stable else "not computed here")
        self.brief.show(view, depth, symbols)
        self.show_validators(view.subnet.symbol, view.root_share)

    def _symbols_of(self, depth: OrderDepth | None) -> dict[int, str]:
        if depth is None or self.app.snapshot is None:
            return {}
        return self.app.snapshot.symbols(depth.route.pays.netuid, depth.route.gets.netuid)
