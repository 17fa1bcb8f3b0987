"""One order in full: what happened, its life, what was quoted and what was really paid, and its bytes."""

from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.figures import NOTHING, age, count, fine
from dtao_tui.domain.placed import OrderState, PlacedOrder
from dtao_tui.domain.text import cells
from dtao_tui.widgets.lines import digits, group, labelled, stacked
from dtao_tui.widgets.order_words import clock_time, sentence_of, state_words
from dtao_tui.widgets.quote_list import TAO

LABEL_CELLS = 10
WIDEST_FIGURE = 25

_LIFE = (
    (OrderState.SIGNED, "written down"),
    (OrderState.SENT, "sent"),
    (OrderState.IN_BLOCK, "in a block"),
    (OrderState.FINAL, "final"),
)
_REACHED_BY = {
    OrderState.SIGNED: 1,
    OrderState.SENT: 2,
    OrderState.UNKNOWN: 2,
    OrderState.IN_BLOCK: 3,
    OrderState.FINAL: 4,
}


class OrderPanel(Widget):
    """Draws one order; the block tells how long it may still be carried out."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._order: PlacedOrder | None = None
        self._block: int | None = None
        self._wall = 0.0

    def show(self, order: PlacedOrder | None, *, block: int | None, wall: float) -> None:
        """Show this order at this block and wall-clock time."""
        self._order, self._block, self._wall = order, block, wall
        self.refresh(layout=True)

    def render(self) -> Content:
        """Four groups; nothing while there is no order."""
        order, width = self._order, self.content_size.width
        if order is None:
            return Content.styled("No order is chosen.", "$muted")
        return stacked(
            [
                self._state_line(order),
                Content(""),
                Content(sentence_of(order)),
                Content(""),
                group("Life", width),
                *self._life(order),
                Content(""),
                group("Quote against fill", width),
                *_fill_lines(order, width),
                Content(""),
                group("Bytes", width),
                *self._bytes(order),
            ]
        )

    def _state_line(self, order: PlacedOrder) -> Content:
        words = state_words(order.state)
        if not order.state.blocks_account or not order.steps:
            return words
        since = max(self._wall - order.steps[-1][1], 0.0)
        return Content.assemble(words, (f"  for {age(since)}", "$muted"))

    def _life(self, order: PlacedOrder) -> list[Content]:
        times = dict(order.steps)
        reached = _REACHED_BY.get(order.state, 0)
        lines = []
        for number, (state, word) in enumerate(_LIFE, start=1):
            when = times.get(state.value)
            is_reached = when is not None or number <= reached
            lines.append(self._life_line(order, state, word, when if is_reached else None, is_reached=is_reached))
        return lines

    def _life_line(
        self, order: PlacedOrder, state: OrderState, word: str, when: float | None, *, is_reached: bool
    ) -> Content:
        if state is OrderState.IN_BLOCK and order.block is not None and is_reached:
            word = f"in block {count(order.block)}"
        if is_reached:
            time = clock_time(when, with_millis=True) if when is not None else ""
            return Content.assemble(("● ", "$lead"), word.ljust(18), (time, "$dim"))
        if order.state is OrderState.UNKNOWN and state is OrderState.IN_BLOCK:
            note = f"not yet by {count(self._block)}" if self._block else "not known"
            return Content.assemble(("? ", "bold $note"), (word.ljust(18), "bold"), (note, "$dim"))
        return Content.styled(f"○ {word}", "$dim")

    def _bytes(self, order: PlacedOrder) -> list[Content]:
        digest = order.extrinsic_hash.removeprefix("0x")
        shown = f"0x{digest[:4]} {digest[4:8]} … {digest[-8:-4]} {digest[-4:]}"
        valid = Content.assemble(f"to block {count(order.last_valid_block)}", (self._left(order), "$muted"))
        return [
            labelled("call", Content(order.call_name), LABEL_CELLS),
            labelled("hash", Content.styled(shown, "$muted"), LABEL_CELLS),
            labelled("nonce", Content(str(order.nonce)), LABEL_CELLS),
            labelled("valid", valid, LABEL_CELLS),
        ]

    def _left(self, order: PlacedOrder) -> str:
        if not order.state.blocks_account or self._block is None:
            return ""
        return f"  {max(order.last_valid_block - self._block, 0)} left"


def _fill_lines(order: PlacedOrder, width: int) -> list[Content]:
    pays, gets = (TAO, order.symbol) if isinstance(order.pays, Tao) else (order.symbol, TAO)
    quoted, filled = order.quoted, order.filled
    room = min((width - LABEL_CELLS) // 2, WIDEST_FIGURE)

    def line(label: str, quote: Tao | Alpha | None, fill: Tao | Alpha | None, unit: str) -> Content:
        return labelled(label, Content.assemble(_figure(quote, unit, room), _figure(fill, unit, room)), LABEL_CELLS)

    names = "quote".rjust(room - 2).ljust(room) + "fill".rjust(room - 2)
    return [
        labelled("", Content.styled(names, "$muted"), LABEL_CELLS),
        line("Paid", order.pays, filled.paid if filled else None, pays),
        line("Received", quoted.received, filled.received if filled else None, gets),
        line("Pool fee", quoted.pool_fee, filled.pool_fee if filled else None, pays),
        line("Net fee", quoted.network_fee, filled.network_fee if filled else None, TAO),
    ]


def _figure(value: Tao | Alpha | None, unit: str, room: int) -> Content:
    """The digits and their unit, right-aligned in the room; cut where it is narrow."""
    if value is None:
        return Content.styled(NOTHING.rjust(room - 2) + "  ", "$dim")
    tail = f" {unit}"
    figure = fine(value, width=room - cells(tail) - 1)
    pad = room - cells(str(figure)) - cells(tail)
    return Content.assemble(" " * max(pad, 0), digits(figure), (tail, "$dim"))
