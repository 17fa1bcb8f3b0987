"""The life of a sealed order: its carrier's way into a block, and the order's own way out of it."""

from textual.content import Content

from dtao_tui.domain.formatting import count
from dtao_tui.domain.orders.extrinsic_history import ExtrinsicHistory
from dtao_tui.domain.orders.order import Order, OrderPart
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.widgets.order_words import clock_time

WORD_CELLS = 22

_OVER = (OrderState.EXPIRED, OrderState.REPLACED, OrderState.CLOSED, OrderState.CANCELLED)
_IN_FINAL_BLOCK = (OrderState.FINAL, OrderState.REFUSED, OrderState.UNTOLD)


def sealed_life(order: Order, carrier: OrderPart, block: int | None) -> list[Content]:
    """One line for each stage of both extrinsics; `block` is the newest."""
    return [
        _reached("sealed, written down", _time(carrier.history, OrderState.SIGNED)),
        *_rehearsal(carrier.history),
        *_carrier_lines(carrier.history),
        _opened_line(order.history, block),
        _final_line(order.history),
    ]


def _rehearsal(history: ExtrinsicHistory) -> list[Content]:
    said, _, more = history.rehearsal.partition(": ")
    if not said:
        return [_ahead("carrier rehearsed")] if history.state is OrderState.SIGNED else []
    if said == "not rehearsed":
        return [Content.assemble(("○ carrier not rehearsed ", "$dim"), (more, "$dim"))]
    mark = ("‖ ", "bold $note") if history.state is OrderState.HELD else ("● ", "$lead")
    return [Content.assemble(mark, "carrier rehearsed".ljust(WORD_CELLS), (said, "$dim"))]


def _carrier_lines(history: ExtrinsicHistory) -> list[Content]:
    sent, in_block = _time(history, OrderState.SENT), _time(history, OrderState.IN_BLOCK)
    lines = [_reached("carrier sent", sent) if sent is not None or history.block_hash else _ahead("carrier sent")]
    if history.block is not None and history.block_hash is not None:
        at = in_block if in_block is not None else _last(history)
        failed = ", failed" if history.state is OrderState.REFUSED else ""
        return [*lines, _reached(f"carrier in {count(history.block)}{failed}", at)]
    if history.state is OrderState.UNKNOWN:
        return [*lines, _unknown("carrier in a block", "not known")]
    return [*lines, _ahead("carrier in a block")]


def _opened_line(history: ExtrinsicHistory, block: int | None) -> Content:
    if history.block is not None and history.block_hash is not None:
        at = _time(history, OrderState.IN_BLOCK)
        return _reached(f"opened in {count(history.block)}", at if at is not None else _last(history))
    if history.state in _OVER:
        return Content.assemble(("· ", "$dim"), "never opened".ljust(WORD_CELLS), (clock_time(_last(history)), "$dim"))
    if history.state is OrderState.UNKNOWN:
        return _unknown("opened", f"not yet by {count(block)}" if block else "not known")
    return _ahead("opened")


def _final_line(history: ExtrinsicHistory) -> Content:
    is_final = history.state in _IN_FINAL_BLOCK
    return _reached("final", _last(history)) if is_final else _ahead("final")


def _time(history: ExtrinsicHistory, state: OrderState) -> float | None:
    return dict(history.steps).get(state.value)


def _last(history: ExtrinsicHistory) -> float:
    return history.steps[-1][1]


def _reached(word: str, at: float | None) -> Content:
    time = clock_time(at) if at is not None else ""
    return Content.assemble(("● ", "$lead"), word.ljust(WORD_CELLS), (time, "$dim"))


def _ahead(word: str) -> Content:
    return Content.styled(f"○ {word}", "$dim")


def _unknown(word: str, note: str) -> Content:
    return Content.assemble(("? ", "bold $note"), (word.ljust(WORD_CELLS), "bold"), (note, "$dim"))
