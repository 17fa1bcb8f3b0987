"""From the ticket to a placed order: the dock that stands beside a subnet and mediates between ticket and desk."""

import asyncio
from dataclasses import replace

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import FieldKind
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.held_keys import Opening
from dtao_tui.screens.orders.order_flow import chain_word, review_and_place
from dtao_tui.screens.tickets.ticket_choices import choice_for
from dtao_tui.screens.tickets.ticket_memory import first_tolerance, recalled_validator, remember_choices
from dtao_tui.screens.tickets.ticket_verdict import hint_of, verdict_of, ways_of, why_shut
from dtao_tui.screens.tickets.ticket_view import quote_view, show_form, show_gone
from dtao_tui.screens.wallets.unlock_screen import make_able_to_sign
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import NotPlaced
from dtao_tui.trading.ticket.amount_steps import stepped
from dtao_tui.trading.ticket.recipient import recipient_of
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.trading.ticket.ticket_state import TYPING_PAUSE, TicketState
from dtao_tui.widgets.lifecycle import RemembersChildren, follow, is_leaving
from dtao_tui.widgets.trade.checks import Verdict
from dtao_tui.widgets.trade.ticket import TicketPanel
from dtao_tui.widgets.trade.ways_list import Ways

LONGEST_REVIEW = 60.0
"""Seconds for which a review that is being prepared keeps keys from the ticket."""


class TicketDock(RemembersChildren, Vertical):
    """A ticket with its workflow: quotes while typing, the chain's simulation, unlock, review and progress."""

    app = getters.app(AppState)
    panel = getters.query_one(TicketPanel)

    class DepthChanged(Message):
        """Posted when the size, the tolerance, the pools or the validator change; charts and lists mark them."""

        def __init__(self, depth: OrderDepth | None) -> None:
            super().__init__()
            self.depth = depth

    class VerdictChanged(Message):
        """Posted when the checks of the ticket, or what they measured, change."""

        def __init__(self, verdict: Verdict) -> None:
            super().__init__()
            self.verdict = verdict

    class BackWanted(Message):
        """Posted when the user leaves the ticket."""

    def __init__(
        self, parts: AppContext, netuid: int, op: Op = Op.STAKE, *, hotkey: str = "", id: str | None = None
    ) -> None:
        """`hotkey` is the validator to begin with, where the operation can name it."""
        super().__init__(id=id)
        self._parts = parts
        self._netuid = netuid
        self.state = TicketState(op, netuid)
        self.state.propose(hotkey)
        self._is_placing = False
        self._marked: tuple[OrderDepth | None, str | None] = (None, None)
        self._verdict = Verdict()

    def compose(self) -> ComposeResult:
        """The ticket alone."""
        yield TicketPanel(self.state.op, first_tolerance(self._parts.settings, self.app.snapshot))

    def on_mount(self) -> None:
        """Assess again each second: a quote grows old, and a key locks, without a block."""
        follow(self, "beats", self._assess)

    @property
    def hotkey(self) -> str | None:
        """The first validator that is chosen, by hand or by default."""
        validators = self.state.spec.validators
        return (self.state.hotkey(validators[0]) or None) if validators else None

    def show_op(self, op: Op, hotkey: str = "") -> None:
        """Make it a ticket of this operation, with this validator if any, and put the cursor into its amount."""
        if hotkey:
            self.state.propose(hotkey)
        if self.state.become(op):
            self.panel.show_op(op)
        self.panel.focus_first()
        self._learn_fee()
        self._assess()
        self._ask_chain()

    @work(group="operation", exclusive=True, exit_on_error=True)
    async def choose_op(self) -> None:
        """Ask which operation it shall be a ticket of; what is typed and chosen stays where it fits."""
        specs = [OPERATIONS[op] for op in self.state.offered_ops]
        choices = [DialogChoice(spec.op, spec.key, spec.title, spec.here) for spec in specs]
        dialog = ChoiceDialog(self._parts, "Operation", choices, at=self.state.op)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            self.show_op(Op(chosen))

    def open_list(self) -> None:
        """Open the list of the first empty field, else of the one with the cursor, else of each in turn."""
        self.panel.form.want_list(self.state.empty_fields)

    def step_amount(self, step: int) -> None:
        """Make the amount a step larger or smaller, where the cursor is in it; the tolerance steps by itself."""
        amount = self.panel.amount
        text = stepped(amount.value, step) if amount.has_focus else None
        if text is not None:
            self.panel.form.write(amount, text)

    def switch_shield(self) -> None:
        """Turn the MEV shield off for this order, or on again, where the chain has one."""
        state = self.state
        ticket = state.ticket(self.panel.amount_text, self.panel.tolerance_text)
        if self._parts.desk.is_shield_offered(ticket):
            state.is_shielded = not state.is_shielded
            self._learn_fee()
            self._assess()

    def copy_as(self) -> None:
        """Offer the order that the ticket would make now as text."""
        draft = self.state.draft
        is_shielded = draft is not None and self._parts.desk.is_shield_wanted(draft.ticket)
        copies = self._parts.copies.of_draft(draft, is_shielded=is_shielded)
        self.app.push_screen(CopyScreen(self._parts, copies, f"{self.state.op}, a draft"))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Quote against this block from now on."""
        if self.state.take_snapshot(snapshot):
            if self.state.restart_reason:
                self.panel.amount.value = ""
            self.state.remembered = recalled_validator(self._parts.settings, snapshot, self._netuid)
            self._learn_validators()
            self._learn_fee()
        self._assess()
        self._ask_chain()

    def choose_validator(self, field: str, hotkey: str) -> None:
        """Trade with this validator."""
        self.state.choose(field, hotkey)
        self._assess()
        self._ask_chain()

    @on(TicketPanel.Edited)
    def quote_what_was_typed(self, event: TicketPanel.Edited) -> None:
        """Quote at once, and ask the chain when the typing pauses."""
        event.stop()
        self.state.forget_answer()
        self._assess()
        self._ask_chain()

    @on(TicketPanel.ChoiceWanted)
    @work(group="picker", exclusive=True, exit_on_error=True)
    async def pick_choice(self, event: TicketPanel.ChoiceWanted) -> None:
        """Ask the user for a validator, a subnet or an account."""
        event.stop()
        field = next((field for field in self.state.spec.fields if field.name == event.field), None)
        if field is None:
            return
        chosen = await choice_for(self.app, self._parts, self.state, field, event.filter_text)
        if chosen is None:
            return
        if field.kind is FieldKind.SUBNET:
            self.state.choose_subnet(int(chosen))
            self._learn_validators_there()
            self._assess()
            self._ask_chain()
        elif field.kind is FieldKind.ACCOUNT:
            self.panel.form.write(self.panel.form.account, chosen)
        else:
            self.choose_validator(field.name, chosen)
        self.panel.form.focus_next(self.state.empty_fields)

    @on(TicketPanel.BackWanted)
    def leave(self, event: TicketPanel.BackWanted) -> None:
        """Post BackWanted for the screen."""
        event.stop()
        self.post_message(self.BackWanted())

    @on(TicketPanel.ReviewWanted)
    def review_if_ready(self, event: TicketPanel.ReviewWanted) -> None:
        """Begin the review of a ready ticket; while one is under way, further Enters do nothing."""
        event.stop()
        if self._is_placing:
            return
        if not self.state.is_ready:
            self.panel.resume_typing(keeps_typed=True)
            self.app.notify(f"No review yet. {why_shut(self._verdict)}", markup=False, timeout=4)
        else:
            self._is_placing = True
            self.app.held_keys.hold_for(self._where_typing_goes, longest=LONGEST_REVIEW)
            self._place()

    def _where_typing_goes(self) -> Opening:
        """Drop keys that are typed while a review is prepared; they must not change the amount."""
        is_prepared = not self._is_placing or self.app.screen is not self.screen
        return Opening.DROPS_KEYS if is_prepared else Opening.NOT_READY

    @work(group="order", exclusive=False, exit_on_error=True)
    async def _place(self) -> None:
        try:
            await self._unlock_review_and_place()
        except (Trouble, NotPlaced) as trouble:
            self.app.notify(str(trouble), title="Nothing was signed", severity="warning", markup=False, timeout=12)
        finally:
            self._is_placing = False
        self.panel.resume_typing(keeps_typed=False)
        self._assess()

    async def _unlock_review_and_place(self) -> None:
        if not await make_able_to_sign(self.app, self._parts):
            return
        self._assess()
        draft, snapshot = self.state.draft, self.state.snapshot
        if draft is None or snapshot is None:
            return
        names = {v.hotkey: v.name for v in (*self.state.validators_there, *self.state.validators)}
        own = self.panel.has_own_tolerance
        await asyncio.to_thread(remember_choices, self._parts.settings, self.state, draft, snapshot, own)
        if await review_and_place(self.app, draft, snapshot, names, self._show_progress):
            # Behind the order's progress the ticket gives way to the subnet, where the position shows.
            self.post_message(self.BackWanted())

    def _show_progress(self, words: str) -> None:
        """Show what the preparation of a review waits for."""
        self.state.waits_for = words
        if words and self.state.draft is not None:
            self._show_verdict(self.state.draft)

    @work(group="validators", exclusive=True, exit_on_error=True)
    async def _learn_validators(self) -> None:
        if self.state.snapshot is None:
            return
        try:
            self.state.validators = await self._parts.desk.validators(self._netuid, self.state.snapshot)
        except Trouble as trouble:
            self.app.notify(str(trouble), title="The validators are not known", markup=False)
        self._assess()

    @work(group="validators there", exclusive=True, exit_on_error=True)
    async def _learn_validators_there(self) -> None:
        there, snapshot = self.state.destination, self.state.snapshot
        if there is None or snapshot is None:
            return
        try:
            self.state.validators_there = await self._parts.desk.validators(there.netuid, snapshot)
        except Trouble as trouble:
            self.app.notify(str(trouble), title="The validators are not known", markup=False)
        self._assess()

    @work(group="fee", exclusive=True, exit_on_error=True)
    async def _learn_fee(self) -> None:
        account = self._parts.session.chosen
        if account is None or not account.address:
            return
        try:
            is_sealed = self._parts.desk.is_shield_wanted(self.state.ticket("", ""))
            self.state.fee = await self._parts.desk.network_fee(self.state.op, account, is_sealed=is_sealed)
        except Trouble:
            # The quote then shows – for the fee, and review refuses where it must be known.
            return
        self._assess()

    def _assess(self) -> None:
        """Assess what the ticket says now and show it; no request is made."""
        state = self.state
        if state.snapshot is None or not self.is_mounted or is_leaving(self):
            return
        account = self._parts.session.chosen
        if state.take_account(account):
            self._learn_fee()
        session, wallets = self._parts.session, self._parts.wallets
        state.recipient = recipient_of(self.panel.account_text, session.accounts, wallets.address_trouble)
        ticket = state.ticket(self.panel.amount_text, self.panel.tolerance_text, allow_partial=self.panel.allow_partial)
        draft = self._parts.desk.draft(ticket, state.snapshot, state.chain)
        state.draft = draft
        if state.subnet is not None:
            self._show(draft, state.subnet)
        else:
            state.forget_answer()
            show_gone(self.panel, state.op)
            self._say(Verdict(draft.checks))
        marked = (state.depth, self.hotkey)
        if marked != self._marked:
            self._marked = marked
            self.post_message(self.DepthChanged(state.depth))

    def _show(self, draft: Draft, subnet: Subnet) -> None:
        show_form(self.panel, self.state, draft, subnet)
        self.panel.show_quote(quote_view(self.state, draft, subnet))
        is_offered = self._parts.desk.is_shield_offered(draft.ticket)
        self.panel.show_shield(draft.ticket.is_shielded if is_offered else None)
        self._show_verdict(draft)

    def _show_verdict(self, draft: Draft) -> None:
        state, ways = self.state, Ways()
        if state.waits_for:
            verdict = Verdict(hint=state.waits_for)
        elif state.is_empty:
            verdict = Verdict(draft.checks, hint=hint_of(state.spec), objection=state.restart_reason)
        else:
            state.restart_reason = ""
            symbol = state.subnet.symbol if state.subnet else "α"
            has_answer = state.chain is not None or state.chain_quote is not None
            verdict = verdict_of(draft, symbol, has_answer=has_answer, recipient=state.recipient)
            ways = ways_of(draft, state.symbols, state.purse[1])
        self._say(replace(verdict, second=self._parts.desk.safeguards.second), ways)
        self.panel.set_ready(state.is_ready)

    def _say(self, verdict: Verdict, ways: Ways | None = None) -> None:
        """Show the verdict, and post it where it is another than the one before."""
        self.panel.show_verdict(verdict, ways)
        if verdict != self._verdict:
            self._verdict = verdict
            self.post_message(self.VerdictChanged(verdict))

    @work(group="quote", exclusive=True, exit_on_error=True)
    async def _ask_chain(self) -> None:
        """Ask the chain for its simulation once typing has paused; the newest request replaces older ones."""
        await asyncio.sleep(TYPING_PAUSE)
        draft, snapshot = self.state.draft, self.state.snapshot
        if draft is None or snapshot is None:
            return
        if not self.state.take_answer(draft, await chain_word(self._parts.desk, draft, snapshot)):
            return
        if self.state.chain_quote is not None or self.state.subnet is None:
            self._assess()
        elif self.is_mounted and not is_leaving(self):
            # Nothing but the verdict depends on it.
            self.state.draft = self._parts.desk.draft(draft.ticket, self.state.snapshot or snapshot, self.state.chain)
            self._show_verdict(self.state.draft)
