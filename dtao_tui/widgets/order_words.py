"""Words, marks and sentences for the states of an order."""

from datetime import UTC, datetime

from textual.content import Content

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState

_MARKS = {
    OrderState.SIGNED: ("○", "$lead", "$foreground"),
    OrderState.HELD: ("‖", "bold $note", "$note"),
    OrderState.SENT: ("◐", "$lead", "$foreground"),
    OrderState.IN_BLOCK: ("◐", "$lead", "$foreground"),
    OrderState.FINAL: ("✓", "$gain", "$muted"),
    OrderState.REFUSED: ("✗", "$loss", "$loss"),
    OrderState.UNTOLD: ("■", "$note", "$muted"),
    OrderState.UNKNOWN: ("?", "bold $note", "bold $note"),
    OrderState.EXPIRED: ("·", "$dim", "$dim"),
    OrderState.REPLACED: ("×", "$dim", "$dim"),
    OrderState.CANCELLED: ("·", "$dim", "$dim"),
    OrderState.CLOSED: ("-", "$note", "$muted"),
}

_SENTENCES = {
    OrderState.SIGNED: "Signed and written down; it is being sent.",
    OrderState.HELD: "Held back: the chain's own rehearsal says that it would fail.",
    OrderState.SENT: "Sent. It waits for a block.",
    OrderState.IN_BLOCK: "Carried out in a block that is not final yet.",
    OrderState.FINAL: "Carried out, and final.",
    OrderState.REFUSED: "The chain refused it.",
    OrderState.UNTOLD: "In a final block; no endpoint asked tells what it brought. Look at your balances.",
    OrderState.UNKNOWN: (
        "The connection dropped after sending. The order may have been carried out. "
        "Nothing is sent again before the chain has been asked."
    ),
    OrderState.EXPIRED: "It did not happen and cannot any more: no block took it while it was valid.",
    OrderState.REPLACED: "Another transaction with its number was carried out; this one was not and cannot be.",
    OrderState.CANCELLED: "Given up before anything was sent.",
    OrderState.CLOSED: "You closed it; nothing proved its end.",
}

_SEALED = _SENTENCES | {
    OrderState.SIGNED: "Signed, sealed and written down; its carrier is being sent.",
    OrderState.SENT: "Its carrier was sent and waits for a block; nobody can read the order in it.",
    OrderState.IN_BLOCK: "Its carrier is in a block; the order in it is opened next.",
    OrderState.FINAL: "Its carrier is in a final block; the order in it is opened next.",
}
"""By the carrier's state, for a sealed order that was not opened yet."""


def mark_of(state: OrderState) -> tuple[str, str, str]:
    """A state's mark, the mark's style and the word's."""
    return _MARKS[state]


def state_word(order: Order) -> str:
    """The word for an order's state; one that is signed inside its carrier is called sealed."""
    is_sealed = order.carrier is not None and order.state is OrderState.SIGNED
    return "sealed" if is_sealed else order.state.value


def state_words(order: Order) -> Content:
    """Mark and word, such as "✓ final"; each state has its own mark, so colour only repeats it."""
    mark, mark_style, word_style = _MARKS[order.state]
    return Content.assemble((mark, mark_style), (f" {state_word(order)}", word_style))


def sentence_of(order: Order) -> str:
    """The sentence that says what happened to the order."""
    if order.carrier is not None and order.state is OrderState.SIGNED:
        return order.carrier.history.sentence or _SEALED[order.carrier.state]
    return order.sentence or _SENTENCES[order.state]


def clock_time(wall: float, *, with_millis: bool = False) -> str:
    """The local time of day of a moment in seconds since 1970."""
    moment = datetime.fromtimestamp(wall, tz=UTC).astimezone()
    text = moment.strftime("%H:%M:%S")
    return f"{text}.{moment.microsecond // 1000:03d}" if with_millis else text


def day(wall: float) -> str:
    """The local day of a moment, such as "22 Nov"."""
    moment = datetime.fromtimestamp(wall, tz=UTC).astimezone()
    return f"{moment.day} {moment:%b}"
