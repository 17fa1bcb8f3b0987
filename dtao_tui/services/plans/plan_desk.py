"""The plan desk: plans from a draft to their end, at most one under way, and what became of the ones before."""

import asyncio
import uuid
from collections.abc import Callable, Mapping

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.plans.plan import Plan, PlanStep
from dtao_tui.domain.plans.plan_events import (
    PlanClosed,
    PlanCompleted,
    PlanConfirmed,
    PlanEvent,
    PlanStopped,
    StopCause,
)
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.plans.step_states import StepState, step_states
from dtao_tui.domain.spending.order_worth import OrderWorth
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.plan_stores import PlanStore, PlanStoreTrouble
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.services.plans.plan_execution import PlanExecution, step_done
from dtao_tui.services.plans.plan_history import PlanHistory
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.order_review import NotPlaced, Review, refuse
from dtao_tui.trading.plans.batch_fee import batch_fee
from dtao_tui.trading.plans.continuing import continued
from dtao_tui.trading.plans.plan_draft import PlanDraft, with_batch
from dtao_tui.trading.plans.plan_steps import NetworkFees
from dtao_tui.trading.plans.requoting import requoted
from dtao_tui.trading.plans.step_bounds import Beyond, beyond_bounds, ticket_within
from dtao_tui.trading.preflight.answer_checks import MOST_BLOCKS_UNDER_REVIEW
from dtao_tui.trading.spend_guard import PasswordReason, Spender

_OPS = (Op.STAKE, Op.UNSTAKE)
"""What the steps of plans are."""

KILLED = "The program ended while this plan was under way; nothing goes on by itself."

NEVER_SENT = f"{KILLED} Nothing of this step was sent."


class PlanDesk:
    """Plans of the chosen account: what they are drafted with, the one under way, and the record of all."""

    def __init__(self, desk: TradingDesk, session: Session, ports: TradingPorts, store: PlanStore) -> None:
        self._desk = desk
        self._session = session
        self._market = ports.market
        self._trading = ports.trading
        self._history = PlanHistory(ports.market, store)
        self._clock = ports.clock
        self._running: PlanExecution | None = None
        self._task: asyncio.Task[None] | None = None
        self._snapshot: Snapshot | None = None
        self._proven: Plan | None = None
        self._begun_here: set[str] = set()
        """The ids of plans that this program carries out or has carried out."""

        self.on_change: Callable[[], None] = lambda: None
        """Called with each change of a plan or of an order of it."""

    @property
    def plans(self) -> tuple[PlanRecord, ...]:
        """All plans of the connected chain, newest first."""
        return self._history.plans

    @property
    def notice(self) -> str:
        """What a person must know of the record of plans, as sentences, or empty."""
        return self._history.notice

    @property
    def running(self) -> PlanExecution | None:
        """The plan under way here, or None."""
        return self._running if self._task is not None and not self._task.done() else None

    @property
    def unread(self) -> PlanRecord | None:
        """The newest plan of the chosen account that stopped, and whose rest nobody has decided about; or None."""
        return next((p for p in self._of_account() if p.is_unread), None)

    @property
    def sign(self) -> str:
        """How far the plan under way has come, or that one has stopped, in two words; else empty."""
        running = self.running
        if running is not None:
            record = running.record
            return f"plan {min(record.done + 1, len(record.plan.steps))}/{len(record.plan.steps)}"
        return "plan stopped" if self.unread is not None else ""

    @property
    def orders(self) -> dict[str, Order]:
        """The journal's orders by id."""
        return {order.id: order for order in self._desk.orders}

    def newest(self, record: PlanRecord) -> PlanRecord:
        """The same plan with all that has happened to it."""
        return self._history.plan(record.id) or record

    def plan_of_order(self, order_id: str) -> PlanRecord | None:
        """The plan that an order is a step of, or None."""
        return next((record for record in self.plans if order_id in record.order_ids), None)

    def step_words(self, order_id: str) -> str:
        """Which step of which kind of plan an order is, such as "step 2 of 3, basket"; empty for one of its own."""
        record = self.plan_of_order(order_id)
        if record is None:
            return ""
        step = record.order_ids.index(order_id) + 1
        return f"step {step} of {len(record.plan.steps)}, {record.plan.kind.value}"

    def states(self, record: PlanRecord) -> tuple[StepState, ...]:
        """The states of a plan's steps now."""
        is_here = self.running is not None and self.running.record.id == record.id
        return step_states(record, self.orders, is_here=is_here)

    def circumstances(self, snapshot: Snapshot) -> Circumstances:
        """What plans of the chosen account are computed with; no request."""
        return self._desk.circumstances(Op.STAKE, snapshot)

    def holdings(self, snapshot: Snapshot) -> Holdings | None:
        """What the chosen account has at this block; None where it was not read."""
        return snapshot.holdings_of(self._session.chosen.owner if self._session.chosen else None)

    def fees(self) -> NetworkFees:
        """The network's fees as they were last heard."""
        return {op: self._desk.fee_last_heard(op) for op in _OPS}

    @property
    def seals_orders(self) -> bool:
        """Whether steps that pass a pool go under the MEV shield here, if the chain names a key for it."""
        try:
            return self._desk.shield.is_usual(Op.STAKE, self._market.facts)
        except ChainTrouble:
            return False

    async def learn_fees(self) -> None:
        """Ask the chain for the fees of a step. Raises ChainTrouble."""
        chosen = self._session.chosen
        if chosen is not None and chosen.address:
            for op in _OPS:
                await self._desk.network_fee(op, chosen)

    def rest_of(self, record: PlanRecord, snapshot: Snapshot) -> PlanDraft:
        """What a stopped plan has left to do, quoted now."""
        return continued(record, self.orders, self.circumstances(snapshot), self.fees())

    def password_reason(self, plan: Plan, snapshot: Snapshot) -> PasswordReason | None:
        """Why the password is typed again before a plan is begun, by all that it trades; None where it need not be."""
        chosen = self._session.chosen
        if chosen is None:
            return None
        spender = Spender(self._market.facts, chosen)
        typed = self._session.typed_passwords
        return self._desk.guard.password_reason(spender, OrderWorth(plan.value), snapshot, typed)

    async def prove_password(self, plan: Plan, password: str) -> None:
        """Check the password that was typed for a plan; it holds for the plan's own steps alone, within their bounds.

        Raises WrongPassword, and WalletLocked where the third wrong one in a row has locked the key.
        """
        await self._session.prove_password(password)
        self._proven = plan

    def requoted(self, steps: Mapping[int, PlanStep], snapshot: Snapshot) -> Mapping[int, Tao | Alpha]:
        """By number, what these steps would bring at this block."""
        return requoted(steps, self.circumstances(snapshot), self.fees())

    async def preview(self, plan: Plan, snapshot: Snapshot) -> Review:
        """The review of a plan's first step before it is confirmed, so that what a person must know is told then.

        Raises NotPlaced, ChainTrouble or WalletTrouble where the plan would stop at once, and while another one runs.
        """
        self._refuse_second()
        self._refuse_other_devices()
        allowance = self._desk.allowance(snapshot.block)
        refuse(allowance.objection_to_plan(plan.value) if allowance is not None else "")
        first = plan.steps[0]
        ticket = ticket_within(first, snapshot.subnets[first.subnet.netuid].pool)
        if isinstance(ticket, Beyond):
            raise NotPlaced(ticket.sentence)
        review = await self._desk.review(self._desk.draft(ticket, snapshot), snapshot)
        all_shown = PlanConfirmed(
            at=0.0,
            notes=review.notes,
            hotkeys=(first.hotkey,),
            without_second=True,
            is_sealed=self.seals_orders,
        )
        beyond = beyond_bounds(first, review, plan, all_shown)
        if beyond is not None:
            raise NotPlaced(beyond.sentence)
        return review

    async def with_batch_fee(self, draft: PlanDraft) -> PlanDraft:
        """The draft with what the chain would charge for its steps as one batch, where it says that."""
        chosen = self._session.chosen
        if draft.plan is None or chosen is None:
            return draft
        fee = await batch_fee(draft.plan, self._trading, chosen)
        return draft if fee is None else with_batch(draft, fee)

    async def begin(self, plan: Plan, confirmed: PlanConfirmed, continues: PlanRecord | None = None) -> PlanRecord:
        """Write a confirmed plan down and carry it out; `continues` is the stopped plan that it is the rest of.

        Raises NotPlaced where nothing was begun.
        """
        self._refuse_second()
        self._refuse_other_devices()
        chosen, facts = self._session.chosen, self._market.facts
        if self._snapshot is not None and self._snapshot.block - plan.block > MOST_BLOCKS_UNDER_REVIEW:
            raise NotPlaced(f"The plan was quoted {self._snapshot.block - plan.block} blocks ago; look at it again.")
        if chosen is None:
            raise NotPlaced("There is no account yet; make one in Wallets.")
        record = PlanRecord(
            id=uuid.uuid4().hex,
            network=facts.network,
            genesis=facts.genesis,
            owner=chosen.owner,
            signer=chosen.signer,
            created_at=self._clock.wall(),
            plan=plan,
            events=(confirmed,),
        )
        self._begun_here.add(record.id)
        try:
            await self._history.add(record)
            if continues is not None:
                await self._history.append(continues, PlanClosed(at=self._clock.wall(), continued_as=record.id))
        except PlanStoreTrouble as trouble:
            raise NotPlaced(f"{trouble} Nothing was signed.") from trouble
        self._run(record)
        return record

    def stop(self) -> None:
        """Stop the plan under way before its next step is signed."""
        if self.running is not None:
            self.running.stop()

    async def close_stopped(self, record: PlanRecord) -> None:
        """A person has read how it ended, and leaves its rest undone."""
        if record.is_unread:
            await self._history.note(record, PlanClosed(at=self._clock.wall()))
            self.on_change()

    async def observe(self, snapshot: Snapshot) -> None:
        """Take a new block: the plan under way may go on, and one that another life left behind is stopped."""
        self._snapshot = snapshot
        if self.running is not None:
            self.running.observe(snapshot)
        if any(self._is_left_behind(record) for record in self.plans):
            await self._stop_left_behind()

    async def stop_now(self) -> None:
        """Stop the plan under way because the program ends; what is signed already is asked of the chain later."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def close(self) -> None:
        """Stop the plan under way, and close the record."""
        await self.stop_now()
        await self._history.close()

    def _refuse_other_devices(self) -> None:
        """Raise NotPlaced where a person must sign each step on a device, which a plan does not wait for."""
        if self._session.chosen is not None and self._session.chosen.signs_elsewhere:
            raise NotPlaced(
                "A plan signs its steps by itself, and the key of this account is on a device that is asked each time. "
                "Place its orders one by one."
            )

    def _run(self, record: PlanRecord) -> None:
        self._running = PlanExecution(
            record, self._desk, self._session, self._history, self._clock, lambda: self.on_change()
        )
        self._running.is_password_proven, self._proven = record.plan == self._proven, None
        if self._snapshot is not None:
            self._running.observe(self._snapshot)
        self._task = asyncio.create_task(self._running.run(), name=f"plan {record.id}")
        self._task.add_done_callback(lambda _: self.on_change())

    def _refuse_second(self) -> None:
        """Raise NotPlaced while a plan is under way."""
        if self.running is not None:
            raise NotPlaced("Another plan is under way; stop it first, or wait for its end.")

    def _of_account(self) -> tuple[PlanRecord, ...]:
        chosen = self._session.chosen
        return tuple(p for p in self.plans if chosen is not None and p.is_of(chosen))

    def _is_left_behind(self, record: PlanRecord) -> bool:
        """Whether the record has no end, and neither this program nor another one carries it out."""
        is_ours = record.id in self._begun_here
        return record.is_running and not is_ours and record in self._of_account() and not self._desk.read_only

    async def _stop_left_behind(self) -> None:
        # Another program may have carried them on before it gave the account back.
        await self._history.refresh()
        for record in filter(self._is_left_behind, self.plans):
            await self._history.note(record, *self._end_of(record))
        self.on_change()

    def _end_of(self, record: PlanRecord) -> tuple[PlanEvent, ...]:
        """Events of a plan whose program ended: a step whose order is final is done, and there it stopped."""
        at = self._clock.wall()
        order = self.orders.get(record.order_id(record.done) or "")
        done = None if order is None else step_done(order, record.done, at)
        events: tuple[PlanEvent, ...] = () if done is None else (done,)
        steps = record.done + len(events)
        if steps == len(record.plan.steps):
            return (*events, PlanCompleted(at=at))
        # The journal is written before anything is sent; a whole one without the order proves that nothing was.
        is_unsigned = record.is_in_step and order is None and not self._desk.guard.has_lost_history
        stopped = PlanStopped(
            at=at,
            step=steps,
            cause=StopCause.ENDED,
            sentence=NEVER_SENT if is_unsigned else KILLED,
            is_unsigned=is_unsigned,
        )
        return (*events, stopped)
