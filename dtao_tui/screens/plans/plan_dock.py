"""The dock in which a plan is put together beside a list; Enter shows the plan whole before it is confirmed."""

from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from dtao_tui.domain.assets import TAO_SYMBOL
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.plans.plan_fields import ShareRows, WayField
from dtao_tui.screens.plans.plan_flow import ask_for
from dtao_tui.screens.plans.plan_forms import FormMoment, PlanForm, Typed
from dtao_tui.screens.tickets.validator_picker import Offer, ValidatorPicker
from dtao_tui.trading.plans.plan_draft import PlanDraft
from dtao_tui.trading.plans.plan_steps import StepDraft
from dtao_tui.trading.ticket.validator_choice import ValidatorChoice
from dtao_tui.widgets.inputs.edit_keys import FIELD_KEYS
from dtao_tui.widgets.inputs.text_field import PausingField
from dtao_tui.widgets.lifecycle import RemembersChildren, follow, is_leaving
from dtao_tui.widgets.plans.plan_figures import FigureRow, FiguresView, PlanFigures
from dtao_tui.widgets.text_lines import digits
from dtao_tui.widgets.trade.ticket_button import TicketButton, key_after_word, word_after_key

_STAKED_TO = OPERATIONS[Op.STAKE].validators[0]


class PlanDock(RemembersChildren, Vertical):
    """One form of a plan with its figures, quoted at each key and each block."""

    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS]

    app = getters.app(AppState)
    figures = getters.query_one(PlanFigures)
    rows = getters.query_one(ShareRows)

    class BackWanted(Message):
        """Posted when the user leaves the dock."""

    def __init__(self, form: PlanForm, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.form = form
        self.draft: PlanDraft | None = None
        self._snapshot: Snapshot | None = None
        self._hotkeys: dict[int, str] = {}
        self._is_asking = False

    def compose(self) -> ComposeResult:
        """Fields on top, figures below, buttons at the foot."""
        yield Static(id="plan-funds")
        for field in self.form.fields:
            with Horizontal(classes="field"):
                yield Static(field.label, classes="inner-label")
                yield PausingField(field.initial, id=f"plan-{field.name}")
                yield Static(field.unit, classes="unit")
        with Horizontal(classes="field", id="plan-way"):
            yield Static(self.form.way_label, classes="inner-label")
            yield WayField(self.form.ways)
        yield ShareRows(id="plan-rows")
        with VerticalScroll(id="plan-figures", can_focus=False):
            yield PlanFigures()
        with Horizontal(id="ticket-buttons"):
            yield TicketButton(word_after_key("esc", "Back"), id="ticket-back")
            yield TicketButton(key_after_word("Show plan", "enter"), id="ticket-review")

    def on_mount(self) -> None:
        """Quote again each second, since a quote grows old without a block."""
        self.border_title = Content.styled(self.form.title, "bold")
        self.query_one("#plan-way").display = bool(self.form.ways)
        follow(self, "beats", self._assess)
        follow(self, "plan_changes", self._give_way)
        self.query(PausingField).first().focus()
        self._learn_fees()

    def _give_way(self) -> None:
        """Leave the list to itself once a plan is under way."""
        if self.app.parts.plans.running is not None:
            self.post_message(self.BackWanted())

    def show_form(self, form: PlanForm) -> None:
        """Go on with another form of the same kind, such as a basket of other marks; what is typed stays."""
        self.form = form
        self._begin_rows()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Quote against this block from now on."""
        self._snapshot = snapshot
        self._begin_rows()

    @on(Input.Changed)
    def quote_what_was_typed(self, event: Input.Changed) -> None:
        """Quote at once."""
        event.stop()
        name = event.input.id or ""
        if name.startswith("share-"):
            self.rows.keep(int(name.removeprefix("share-")), event.value)
            self._learn_validators()
        self._assess()

    @on(WayField.Changed)
    def share_otherwise(self, event: WayField.Changed) -> None:
        """Share in the chosen way, or of what was chosen."""
        event.stop()
        self._begin_rows()

    @on(Input.Submitted)
    @on(WayField.Submitted)
    def show_plan(self, event: Input.Submitted | WayField.Submitted) -> None:
        """Enter shows the plan whole."""
        event.stop()
        self._ask()

    @on(TicketButton.Pressed, "#ticket-review")
    def show_plan_by_click(self, event: TicketButton.Pressed) -> None:
        """The same by a click."""
        event.stop()
        self._ask()

    @on(TicketButton.Pressed, "#ticket-back")
    def leave(self, event: TicketButton.Pressed) -> None:
        """Post BackWanted for the screen."""
        event.stop()
        self.post_message(self.BackWanted())

    @work(group="picker", exclusive=True, exit_on_error=True)
    async def choose_validator(self, netuid: int | None = None) -> None:
        """Ask for the validator of a subnet: the one that is named, the one whose share is typed, or the first."""
        snapshot = self._snapshot
        needed = self.form.staked_on(self._moment(snapshot)) if snapshot and self.is_mounted else ()
        focused = self.screen.focused.id or "" if self.screen.focused else ""
        typed_for = focused.removeprefix("share-")
        wanted = int(typed_for) if typed_for.isdecimal() else netuid
        if snapshot is None or not needed:
            return
        chosen_on = wanted if wanted in needed else needed[0]
        assert chosen_on is not None
        choice = await self._choice(chosen_on, snapshot)
        offer = Offer(choice.choices, choice.own_stakes, choice.all_earn)
        picker = ValidatorPicker(self.app.parts, offer, snapshot, self._hotkeys.get(chosen_on))
        hotkey = await self.app.push_screen_wait(picker)
        if hotkey is not None:
            self._hotkeys[chosen_on] = hotkey
            self._assess()

    @property
    def needs_validators(self) -> bool:
        """Whether the form, as it is typed, stakes on a subnet; not before there are fields to type in."""
        snapshot = self._snapshot
        return snapshot is not None and self.is_mounted and bool(self.form.staked_on(self._moment(snapshot)))

    def _moment(self, snapshot: Snapshot) -> FormMoment:
        return FormMoment(self._typed(), self.app.parts.plans.circumstances(snapshot))

    def _typed(self) -> Typed:
        texts = {field.name: self.query_one(f"#plan-{field.name}", PausingField).value for field in self.form.fields}
        return Typed(texts, self.rows.texts, self.query_one(WayField).way, dict(self._hotkeys))

    @work(group="rows", exclusive=True, exit_on_error=True)
    async def _begin_rows(self) -> None:
        """Bring the rows to this block and quote again."""
        if self._snapshot is None or not self.is_mounted or is_leaving(self):
            return
        rows = self.form.rows(self._moment(self._snapshot))
        was_empty = not self.rows.texts
        self.rows.display = bool(rows)
        await self.rows.show(rows)
        if rows and was_empty and not self._asks_amount:
            self.rows.query(PausingField).first().focus()
        self._learn_validators()
        self._assess()

    def _assess(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or not self.is_mounted or is_leaving(self):
            return
        at = self._moment(snapshot)
        self.draft = draft = self._drafted(snapshot)
        free = at.circumstances.holdings.free if at.circumstances.holdings else None
        funds = digits(fine(free, decimals=3)) if free is not None else Content("–")
        self.query_one("#plan-funds", Static).update(
            Content.assemble(("free ", "$muted"), funds, (f" {TAO_SYMBOL}", "$dim"))
        )
        self.figures.show(_figures(draft, snapshot, self._hint(at.typed)))
        self.query_one("#ticket-review").set_class(not draft.is_ready, "-dim")

    def copy_as(self) -> None:
        """Offer the orders of the plan as it is typed now as text."""
        parts, plan = self.app.parts, self.draft.plan if self.draft else None
        copies = parts.copies.of_plan(plan, is_sealed=parts.plans.seals_orders)
        self.app.push_screen(CopyScreen(parts, copies, f"{self.form.kind.value}, a draft"))

    def _drafted(self, snapshot: Snapshot) -> PlanDraft:
        return self.form.draft(self._moment(snapshot), self.app.parts.plans.fees())

    @property
    def _asks_amount(self) -> bool:
        return any(field.name == "amount" for field in self.form.fields)

    def _hint(self, typed: Typed) -> str:
        amounts = [typed.text("amount")] if self._asks_amount else list(typed.shares.values())
        return self.form.hint if not any(text.strip() for text in amounts) else ""

    @work(group="ask", exclusive=True, exit_on_error=True)
    async def _ask(self) -> None:
        snapshot = self._snapshot
        if self._is_asking or self.draft is None or snapshot is None:
            return
        self._is_asking = True
        try:
            await ask_for(self.app, lambda: self._drafted(snapshot), snapshot)
        finally:
            self._is_asking = False
            for field in self.query(PausingField):
                field.resume(keeps_typed=False)

    @work(group="plan-validators", exclusive=True, exit_on_error=True)
    async def _learn_validators(self) -> None:
        """Choose a validator for each subnet that is staked on and has none: the usual one of a ticket."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        for netuid in self.form.staked_on(self._moment(snapshot)):
            if netuid not in self._hotkeys:
                choice = await self._choice(netuid, snapshot)
                self._hotkeys[netuid] = choice.usual_hotkey or ""
                if not self._hotkeys[netuid]:
                    del self._hotkeys[netuid]
        self._assess()

    async def _choice(self, netuid: int, snapshot: Snapshot) -> ValidatorChoice:
        holdings = self.app.parts.plans.holdings(snapshot)
        try:
            validators = await self.app.parts.desk.validators(netuid, snapshot)
        except Trouble:
            # Without them only a validator that holds a stake already can be chosen.
            validators = ()
        return ValidatorChoice(_STAKED_TO, netuid, validators, holdings)

    @work(group="plan-fees", exclusive=True, exit_on_error=True)
    async def _learn_fees(self) -> None:
        try:
            await self.app.parts.plans.learn_fees()
        except Trouble:
            # The fees then read –, and the reviews refuse where they must be known.
            return
        self._assess()


def _figures(draft: PlanDraft, snapshot: Snapshot, hint: str) -> FiguresView:
    checks = sum(len(step.checks) for step in draft.steps)
    rows = tuple(_row(step, snapshot) for step in draft.steps)
    return FiguresView(
        draft.kind, rows, draft.plan, snapshot.block, "" if hint else draft.sentence, draft.notes, checks, hint
    )


def _row(draft: StepDraft, snapshot: Snapshot) -> FigureRow:
    subnet = snapshot.subnets[draft.intent.netuid]
    quote, step = draft.quote, draft.step
    return FigureRow(
        subnet.symbol,
        subnet.name,
        draft.intent.amount,
        quote.receives if quote else None,
        step.impact if step else quote.price_impact if quote else None,
        is_wrong=bool(draft.objection),
    )
