"""From the ticket to a placed order: the dock that stands beside a subnet and mediates between ticket and desk."""

import asyncio

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.holdings import Held, held_by
from dtao_tui.domain.market import Holdings, Snapshot, Subnet, Validator
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.quotes import Kind, Quote
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.held_keys import Opening
from dtao_tui.screens.lifecycle import follow, harmless_when_closed, is_leaving, quiet_when_leaving
from dtao_tui.screens.orders.order_flow import chain_word, review_and_place
from dtao_tui.screens.orders.ticket_verdict import verdict_of
from dtao_tui.screens.orders.ticket_view import quote_view, show_amount, show_gone
from dtao_tui.screens.orders.validator_picker import ValidatorPicker
from dtao_tui.screens.subnet.shown_subnet import ShownSubnet
from dtao_tui.screens.wallets.unlock_screen import make_able_to_sign
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import NotPlaced
from dtao_tui.trading.ticket_draft import Draft, Ticket
from dtao_tui.trading.validator_choice import Counterparts
from dtao_tui.widgets.trade.checks import Verdict
from dtao_tui.widgets.trade.quote_list import TAO
from dtao_tui.widgets.trade.ticket import TicketPanel

LONGEST_REVIEW = 60.0
"""Seconds for which a review that is being prepared keeps keys from the ticket."""

TYPING_PAUSE = 0.15
"""Seconds without a keystroke before the chain is asked."""


class TicketDock(Vertical):
    """A ticket with everything behind it: quotes while typing, the chain's word, unlock, review and progress."""

    app = getters.app(AppState)
    panel = getters.query_one(TicketPanel)

    class SizeChanged(Message):
        """Another size is thought about; charts and lists may mark it."""

        def __init__(self, quote: Quote | None) -> None:
            super().__init__()
            self.quote = quote

    class BackWanted(Message):
        """The ticket shall be left."""

    def __init__(self, parts: AppContext, netuid: int, kind: Kind = "stake", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts = parts
        self._netuid = netuid
        self._kind: Kind = kind
        self._hotkey: str | None = None
        self._snapshot: Snapshot | None = None
        self._meant = ShownSubnet(netuid)
        self._began_anew = ""
        """Why the ticket is empty again, until something is typed."""

        self._validators: tuple[Validator, ...] = ()
        self._draft: Draft | None = None
        self._chain: Check | None = None
        self._chain_quote: Quote | None = None
        self._fee: Tao | None = None
        self._is_placing = False
        self._progress = ""
        """What a review that is being prepared waits for, where that may take some seconds."""

        self._address: str | None = None

    def compose(self) -> ComposeResult:
        """The ticket alone."""
        yield TicketPanel(self._kind, self._parts.settings.tolerance)

    async def _on_message(self, message: Message) -> None:
        """Handle it, quietly where this ticket is leaving and its widgets are gone."""
        with quiet_when_leaving(self):
            await super()._on_message(message)

    def on_mount(self) -> None:
        """Judge anew each second: a quote grows old, and a key locks, without a block."""
        follow(self, "beats", self._think)

    @property
    def kind(self) -> Kind:
        """`stake` or `unstake`."""
        return self._kind

    @property
    def hotkey(self) -> str | None:
        """The validator that is chosen, by hand or by default."""
        return self._hotkey or self._counterparts.usual_hotkey

    def show_kind(self, kind: Kind) -> None:
        """Make it a ticket of this kind and put the cursor into its amount."""
        if kind != self._kind:
            self._kind = kind
            self._hotkey = self._fee = None
            self.panel.show_kind(kind)
            self._forget_answer()
        self.panel.amount.focus()
        self._learn_fee()
        self._think()

    def switch_kind(self) -> None:
        """Make it a ticket of the other kind; what is typed stays."""
        self.show_kind("unstake" if self._kind == "stake" else "stake")

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Quote against this block from now on."""
        is_first = self._snapshot is None
        self._snapshot = snapshot
        trouble = self._meant.follow(snapshot)
        if trouble:
            self._begin_anew(f"{trouble} This ticket begins anew with that one.")
        if is_first or trouble:
            self._learn_validators()
            self._learn_fee()
        self._think()
        self._ask_chain()

    def choose_validator(self, hotkey: str) -> None:
        """Trade with this validator."""
        self._hotkey = hotkey
        self._chain = None
        self._think()
        self._ask_chain()

    @on(TicketPanel.Edited)
    def quote_what_was_typed(self, event: TicketPanel.Edited) -> None:
        """Quote at once, and ask the chain when the typing pauses."""
        event.stop()
        self._forget_answer()
        self._think()
        self._ask_chain()

    @on(TicketPanel.ValidatorWanted)
    @work(group="picker", exclusive=True, exit_on_error=True)
    @harmless_when_closed
    async def pick_validator(self, event: TicketPanel.ValidatorWanted) -> None:
        """Let a person choose the validator."""
        event.stop()
        if self._snapshot is None:
            return
        whom = self._counterparts
        picker = ValidatorPicker(
            self._parts, whom.choices, self._snapshot, self.hotkey, whom.own_stakes, event.filter_text
        )
        chosen = await self.app.push_screen_wait(picker)
        if chosen is not None:
            self.choose_validator(chosen)

    @on(TicketPanel.BackWanted)
    def leave(self, event: TicketPanel.BackWanted) -> None:
        """Pass the wish on."""
        event.stop()
        self.post_message(self.BackWanted())

    @on(TicketPanel.ReviewWanted)
    def review_if_ready(self, event: TicketPanel.ReviewWanted) -> None:
        """Begin the review of a ready ticket; while one is under way, further Enters do nothing."""
        event.stop()
        if self._is_placing:
            return
        if not self._is_ready:
            self.panel.resume_typing(keeps_typed=True)
        else:
            self._is_placing = True
            self.app.held_keys.hold_for(self._where_typing_goes, longest=LONGEST_REVIEW)
            self._place()

    def _where_typing_goes(self) -> Opening:
        """What is typed while a review is prepared is meant for nothing, least of all for the amount."""
        is_prepared = not self._is_placing or self.app.screen is not self.screen
        return Opening.DROPS_KEYS if is_prepared else Opening.NOT_READY

    @work(group="order", exclusive=False, exit_on_error=True)
    @harmless_when_closed
    async def _place(self) -> None:
        try:
            await self._unlock_review_and_place()
        except (Trouble, NotPlaced) as trouble:
            self.app.notify(str(trouble), title="Nothing was signed", severity="warning", markup=False, timeout=12)
        finally:
            self._is_placing = False
        self.panel.resume_typing(keeps_typed=False)
        self._think()

    async def _unlock_review_and_place(self) -> None:
        if not await make_able_to_sign(self.app, self._parts):
            return
        self._think()
        if self._draft is None or self._snapshot is None:
            return
        names = {validator.hotkey: validator.name for validator in self._validators}
        if await review_and_place(self.app, self._draft, self._snapshot, names, self._show_progress):
            # Behind the order's progress the ticket gives way to the subnet, where the position shows.
            self.post_message(self.BackWanted())

    def _show_progress(self, words: str) -> None:
        """Say what a review that is being prepared waits for."""
        self._progress = words
        if words and self._draft is not None:
            self._show_verdict(self._draft)

    @work(group="validators", exclusive=True, exit_on_error=True)
    @harmless_when_closed
    async def _learn_validators(self) -> None:
        if self._snapshot is None:
            return
        try:
            self._validators = await self._parts.desk.validators(self._netuid, self._snapshot)
        except Trouble as trouble:
            self.app.notify(str(trouble), title="The validators are not known", markup=False)
        self._think()

    @work(group="fee", exclusive=True, exit_on_error=True)
    @harmless_when_closed
    async def _learn_fee(self) -> None:
        account = self._parts.session.chosen
        if account is None or not account.address:
            return
        try:
            self._fee = await self._parts.desk.network_fee(self._kind, account.address)
        except Trouble:
            # The quote then shows – for the fee, and review refuses where it must be known.
            return
        self._think()

    def _think(self) -> None:
        """Quote what the ticket says now and show it; no request is made."""
        if self._snapshot is None or not self.is_mounted or is_leaving(self):
            return
        self._notice_account()
        draft = self._parts.desk.draft(self._ticket(), self._snapshot)
        is_new_size = self._draft is None or draft.amount != self._draft.amount
        self._draft = draft
        subnet = self._subnet
        if subnet is not None:
            self._show(draft, subnet)
        else:
            self._forget_answer()
            show_gone(self.panel, draft)
        if is_new_size:
            self.post_message(self.SizeChanged(draft.quote))

    def _begin_anew(self, sentence: str) -> None:
        """Forget all that was typed and chosen for the subnet that had the number before."""
        self._began_anew = sentence
        self._hotkey, self._validators = None, ()
        self._forget_answer()
        self.panel.amount.value = ""

    def _notice_account(self) -> None:
        """Another account was chosen elsewhere: its stakes are with other validators."""
        account = self._parts.session.chosen
        address = account.address if account else None
        if address != self._address:
            self._address, self._hotkey = address, None
            self._forget_answer()
            self._learn_fee()

    def _forget_answer(self) -> None:
        """What the chain said was about another ticket."""
        self._chain = self._chain_quote = None

    def _ticket(self) -> Ticket:
        panel = self.panel
        return Ticket(self._kind, self._meant.id, self.hotkey, panel.amount_text, panel.tolerance_text)

    def _show(self, draft: Draft, subnet: Subnet) -> None:
        panel, is_stake = self.panel, self._kind == "stake"
        spendable = self._spendable()
        panel.show_funds("free" if is_stake else "sellable", spendable, TAO if is_stake else subnet.symbol)
        show_amount(panel, draft, subnet)
        panel.show_validator(self._counterparts.named(self.hotkey), self.hotkey)
        block = self._snapshot.block if self._snapshot else None
        panel.show_quote(quote_view(draft, subnet, self._held(None), self._fee, self._chain_quote, block))
        self._show_verdict(draft)

    def _show_verdict(self, draft: Draft) -> None:
        is_empty = not draft.ticket.amount_text.strip()
        if self._progress:
            self.panel.show_verdict(Verdict(hint=self._progress))
        elif is_empty:
            hint = "Type an amount: 12.5, 25% or max."
            self.panel.show_verdict(Verdict(draft.checks, hint=hint, objection=self._began_anew))
        else:
            self._began_anew = ""
            symbol = self._subnet.symbol if self._subnet else "α"
            has_chain_quote = self._chain_quote is not None
            self.panel.show_verdict(verdict_of(draft, self._chain, symbol, has_chain_quote=has_chain_quote))
        self.panel.set_ready(self._is_ready)

    @property
    def _is_ready(self) -> bool:
        is_refused = self._chain is not None and not self._chain.passed
        return self._draft is not None and self._draft.is_ready and not is_refused

    @work(group="quote", exclusive=True, exit_on_error=True)
    @harmless_when_closed
    async def _ask_chain(self) -> None:
        """The chain's own simulation, once the typing has paused; the newest question replaces the older."""
        await asyncio.sleep(TYPING_PAUSE)
        draft, snapshot = self._draft, self._snapshot
        if draft is None or snapshot is None:
            return
        word = await chain_word(self._parts.desk, draft, snapshot)
        # Another ticket may be wanted by now.
        if self._draft is None or self._draft.ticket != draft.ticket:
            return
        if isinstance(word, Quote):
            self._chain, self._chain_quote = None, word
            self._think()
        elif word is not None:
            self._chain = word
            self._show_verdict(self._draft)

    @property
    def _subnet(self) -> Subnet | None:
        return self._snapshot.subnets.get(self._netuid) if self._snapshot else None

    @property
    def _holdings(self) -> Holdings | None:
        account = self._parts.session.chosen
        return self._snapshot.holdings_of(account.address) if self._snapshot and account else None

    def _spendable(self) -> Tao | Alpha | None:
        holdings = self._holdings
        if holdings is None:
            return None
        return holdings.free if self._kind == "stake" else self._held(self.hotkey).most

    def _held(self, hotkey: str | None) -> Held:
        """What the account holds here with one validator, or with all."""
        if self._snapshot is None:
            return Held(Alpha(0, self._netuid), None)
        return held_by(self._holdings, self._snapshot, self._netuid, hotkey)

    @property
    def _counterparts(self) -> Counterparts:
        return Counterparts(self._kind, self._netuid, self._validators, self._holdings)
