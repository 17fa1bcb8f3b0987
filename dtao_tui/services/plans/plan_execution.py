"""Carries one confirmed plan out, a step at a time, through the same desk as any order, until it ends or must stop."""

import asyncio
import logging
from collections.abc import Callable

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan import PlanStep
from dtao_tui.domain.plans.plan_events import (
    PlanCompleted,
    PlanConfirmed,
    PlanEvent,
    PlanStopped,
    StepBegun,
    StepDone,
    StopCause,
)
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.plan_stores import PlanStoreTrouble
from dtao_tui.services.plans.plan_history import PlanHistory
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.plans.step_bounds import Beyond, beyond_bounds, beyond_notes, ticket_within

BLOCKS_OF_PATIENCE = 10
LEAST_PATIENCE = 60.0
"""Seconds and blocks' times without a block, after which a plan stops."""

ENDED = "The program was closed before this step was signed."
ENDED_IN_STEP = "The program was closed while this step was under way; Activity shows how it ended."
NOT_TOLD = (
    "Its order is final, and its block does not tell what was traded. Compare the position before you go on; this step "
    "is not planned again."
)
NOT_KNOWN = "It is not known whether this step was sent; Activity shows it."
STOPPED_BY_PERSON = "You stopped it before this step; nothing of it was signed."
_LOG = logging.getLogger(__name__)


class StepStopped(Exception):
    """Raised where a plan must stop; `str()` is the sentence."""

    def __init__(self, cause: StopCause, sentence: str, *, is_unsigned: bool = False) -> None:
        """`is_unsigned` of a step that has begun, and of which nothing was sent."""
        super().__init__(sentence)
        self.cause = cause
        self.is_unsigned = is_unsigned


class PlanExecution:
    """One plan under way. It never signs what was not confirmed, and signs each step once."""

    def __init__(
        self,
        record: PlanRecord,
        desk: TradingDesk,
        session: Session,
        history: PlanHistory,
        clock: Clock,
        told: Callable[[], None],
    ) -> None:
        """`told` is called with each change of the record, of a step's order, and of `is_stopping`."""
        self.record = record
        self.is_stopping = False
        """Whether it stops before the next step is signed."""

        self.is_password_proven = False
        """Whether the password was typed for the whole plan; its steps then need none of their own."""

        self._desk = desk
        self._session = session
        self._history = history
        self._clock = clock
        self._told = told
        self._snapshot: Snapshot | None = None
        self._news = asyncio.Event()
        self._due = 0
        """The first block that the next step may be quoted at."""

    def observe(self, snapshot: Snapshot) -> None:
        """Take a new block."""
        self._snapshot = snapshot
        self._news.set()

    def stop(self) -> None:
        """Stop before the next step; one whose order is signed already goes on to its end."""
        self.is_stopping = True
        self._news.set()
        self._told()

    async def run(self) -> None:
        """Carry out all steps; whatever stops it is written down. Raises nothing but what ends the task."""
        try:
            while self.record.current is not None:
                await self._carry_out(self.record.done, self.record.current)
            await self._note(PlanCompleted(at=self._clock.wall()))
        except StepStopped as stop:
            await self._note(self._stop_event(stop.cause, str(stop), is_unsigned=stop.is_unsigned))
        except asyncio.CancelledError:
            await self._note(self._stop_event(StopCause.ENDED, ENDED_IN_STEP if self.record.is_in_step else ENDED))
            raise
        except Exception as fault:
            _LOG.exception("plan %s", self.record.id)
            sentence = f"Something failed in this program: {type(fault).__name__}. The log says more."
            cause = StopCause.UNKNOWN if self.record.is_in_step else StopCause.REFUSED
            await self._note(self._stop_event(cause, sentence))

    async def _carry_out(self, number: int, step: PlanStep) -> None:
        snapshot = await self._block_for_next()
        review = await self._reviewed(step, snapshot)
        self._stop_if_wanted()
        begun = StepBegun(
            at=self._clock.wall(),
            step=number,
            order_id=review.id,
            block=snapshot.block,
            receives=review.quote.receives,
            worst=review.worst_received,
            limit=review.quote.limit_price or step.limit,
        )
        # Before the signature: an order whose plan is not written down would look like one placed by hand.
        await self._write(begun)
        order = await self._placed(review)
        done = step_done(order, number, self._clock.wall())
        if done is None:
            raise StepStopped(StopCause.UNKNOWN, NOT_TOLD)
        await self._write(done, StopCause.UNKNOWN)
        seen = self._snapshot.block if self._snapshot else 0
        following = self.record.current
        self._due = max(order.block or 0, seen) + (following.waits if following else 0)

    async def _block_for_next(self) -> Snapshot:
        """The first block that the next step may be quoted at, with what the steps before it have changed in it."""
        while True:
            self._stop_if_wanted()
            snapshot = self._snapshot
            if snapshot is not None and snapshot.block >= self._due and self._is_fresh(snapshot):
                return snapshot
            await self._next_block()

    def _is_fresh(self, snapshot: Snapshot) -> bool:
        if snapshot.genesis != self.record.genesis:
            raise StepStopped(StopCause.REFUSED, "Another chain is connected now.")
        held = snapshot.holdings_of(self.record.owner)
        return held is not None and not snapshot.is_stale(self._clock.now())

    async def _next_block(self) -> None:
        seconds = self._snapshot.block_seconds if self._snapshot else self.record.plan.block_seconds
        patience = max(LEAST_PATIENCE, BLOCKS_OF_PATIENCE * seconds)
        self._news.clear()
        try:
            async with asyncio.timeout(patience):
                await self._news.wait()
        except TimeoutError:
            sentence = f"No new block has come for {patience:.0f} s; nothing of this step was signed."
            raise StepStopped(StopCause.REFUSED, sentence) from None

    async def _reviewed(self, step: PlanStep, snapshot: Snapshot) -> Review:
        """The review of the step at this block, as it was confirmed. Raises StepStopped."""
        chosen = self._session.chosen
        if chosen is None or not self.record.is_of(chosen):
            raise StepStopped(StopCause.REFUSED, "Another account was chosen; the plan is of the one before.")
        trouble = snapshot.trouble_with(step.subnet.id)
        if trouble:
            raise StepStopped(StopCause.REFUSED, trouble)
        ticket = ticket_within(step, snapshot.subnets[step.subnet.netuid].pool)
        if isinstance(ticket, Beyond):
            raise StepStopped(ticket.cause, ticket.sentence)
        draft = self._desk.draft(ticket, snapshot)
        if not draft.is_ready:
            is_price = any(check.name == "limit" and not check.passed for check in draft.checks)
            raise StepStopped(StopCause.DRIFT if is_price else StopCause.REFUSED, draft.sentence)
        try:
            review = await self._desk.review(draft, snapshot)
        except (NotPlaced, Trouble) as refusal:
            raise StepStopped(StopCause.REFUSED, f"{refusal} Nothing of this step was signed.") from refusal
        # Once more, since the review may have heard of a fee that the first draft lacked.
        reviewed = self._desk.draft(ticket, snapshot)
        beyond = beyond_bounds(step, review, self.record.plan, self._confirmed)
        beyond = beyond or beyond_notes(step, review, reviewed, self._confirmed)
        if beyond is not None:
            raise StepStopped(beyond.cause, beyond.sentence)
        if self.is_password_proven:
            self._desk.guard.prove(review.id)
        return review

    async def _placed(self, review: Review) -> Order:
        """The final order of a review. Raises StepStopped where it is not carried out, or that is not known."""
        order: Order | None = None
        try:
            async for order in self._desk.place(review):
                self._told()
                if order.state in (OrderState.HELD, OrderState.UNKNOWN, OrderState.UNTOLD):
                    break
        except (NotPlaced, Trouble) as refusal:
            if order is not None:
                raise StepStopped(StopCause.UNKNOWN, f"{refusal} {NOT_KNOWN}") from refusal
            sentence = f"{refusal} Nothing of this step was sent."
            raise StepStopped(StopCause.REFUSED, sentence, is_unsigned=True) from refusal
        if order is None or order.state is not OrderState.FINAL:
            raise _stop_of(order)
        return order

    def _stop_if_wanted(self) -> None:
        if self.is_stopping:
            raise StepStopped(StopCause.PERSON, STOPPED_BY_PERSON)

    @property
    def _confirmed(self) -> PlanConfirmed:
        confirmed = self.record.progress.confirmed
        assert confirmed is not None
        return confirmed

    def _stop_event(self, cause: StopCause, sentence: str, *, is_unsigned: bool = False) -> PlanEvent:
        at, step = self._clock.wall(), self.record.done
        if self.record.current is None:
            return PlanCompleted(at=at)
        return PlanStopped(at=at, step=step, cause=cause, sentence=sentence, is_unsigned=is_unsigned)

    async def _write(self, event: PlanEvent, cause: StopCause = StopCause.REFUSED) -> None:
        """Write an event down; `cause` is what stops the plan where that fails. Raises StepStopped."""
        try:
            self.record = await self._history.append(self.record, event)
        except PlanStoreTrouble as trouble:
            raise StepStopped(cause, str(trouble)) from trouble
        self._told()

    async def _note(self, event: PlanEvent) -> None:
        if self.record.is_running:
            self.record = await self._history.note(self.record, event)
        self._told()


def step_done(order: Order, step: int, wall: float) -> StepDone | None:
    """The event of a step whose order is final; None where it is not, or where its block does not tell the fill."""
    filled = order.filled
    if order.state is not OrderState.FINAL or filled is None:
        return None
    return StepDone(at=wall, step=step, paid=filled.paid, received=filled.received, network_fee=order.network_fee)


def _stop_of(order: Order | None) -> StepStopped:
    if order is None:
        return StepStopped(StopCause.UNKNOWN, NOT_KNOWN)
    is_unknown = order.state in (OrderState.UNKNOWN, OrderState.UNTOLD) or order.is_open
    cause = StopCause.UNKNOWN if is_unknown and order.state is not OrderState.HELD else StopCause.FAILED
    return StepStopped(cause, order.sentence or f"Its order is {order.state.value}.")
