"""History of one extrinsic of an order: the fold of its events."""

from dataclasses import dataclass, replace

from dtao_tui.domain.orders import order_events as events
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.order_transitions import state_after
from dtao_tui.domain.trades.settlement import Settlement


@dataclass(frozen=True, slots=True)
class ExtrinsicHistory:
    """State and details of one extrinsic after all its events."""

    state: OrderState
    sentence: str = ""
    """What happened, where the state alone does not say."""

    block: int | None = None
    block_hash: str | None = None
    settlement: Settlement | None = None
    """What the events of its block say that it changed."""

    steps: tuple[tuple[str, float], ...] = ()
    """Each state it has reached and when (wall clock), oldest first."""

    rehearsal: str = ""
    """What the chain's own runtime said of it before it was sent; empty where it was not asked."""

    answer: str = ""
    """What the endpoint answered when it was sent, where that was no step of its way."""

    @property
    def used_its_nonce(self) -> bool:
        """Whether the chain has counted its nonce, for this extrinsic or for another in its place."""
        is_in_block = self.block_hash is not None and self.state is not OrderState.CLOSED
        return is_in_block or self.state is OrderState.REPLACED


def after(history: ExtrinsicHistory | None, event: OrderEvent) -> ExtrinsicHistory:
    """The history with one more event; None is before the first. Raises IllegalTransition."""
    state = state_after(history.state if history else None, event)
    if isinstance(event, events.OrderRecorded):
        return _recorded(event)
    if history is None:
        return ExtrinsicHistory(state, steps=((state.value, event.at),))
    if history.state is not state:
        history = replace(history, state=state, steps=(*history.steps, (state.value, event.at)))
    return _told(history, event)


def _recorded(event: events.OrderRecorded) -> ExtrinsicHistory:
    return ExtrinsicHistory(
        event.state,
        event.sentence,
        event.block,
        event.block_hash,
        event.settlement,
        event.steps,
        event.rehearsal,
        event.answer,
    )


def _told(history: ExtrinsicHistory, event: OrderEvent) -> ExtrinsicHistory:
    """The history with what the event says beside the state."""
    match event:
        case events.RehearsalPassed():
            return replace(history, rehearsal=_rehearsal("passed", event.sentence))
        case events.RehearsalUnclear():
            return replace(history, rehearsal=_rehearsal("not rehearsed", event.sentence))
        case events.OrderSettled():
            return replace(history, settlement=event.settlement)
        case events.BlockUnread():
            return replace(history, block_hash=event.block_hash, sentence=event.sentence)
        case events.OrderClosed():
            # Whatever block was named for it stays named.
            return replace(history, sentence=event.sentence, settlement=None)
        case events.OrderInBlock() | events.OrderFinalized() | events.OrderRefused() | events.OrderUntold():
            place = replace(history, block=event.block, block_hash=event.block_hash)
            return replace(place, sentence=event.sentence, settlement=None)
        case _:
            return _outside_of_blocks(history, event)


def _outside_of_blocks(history: ExtrinsicHistory, event: OrderEvent) -> ExtrinsicHistory:
    history = replace(history, sentence=event.sentence, block=None, block_hash=None, settlement=None)
    match event:
        case events.EndpointRefused():
            return replace(history, answer=event.answer)
        case events.OrderHeld(error=error) | events.OrderCancelled(error=error) if error:
            return replace(history, rehearsal=f"failed: {error}")
        case _:
            return history


def _rehearsal(verdict: str, sentence: str) -> str:
    return f"{verdict}: {sentence}" if sentence else verdict
