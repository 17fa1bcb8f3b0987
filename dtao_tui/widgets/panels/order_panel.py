"""Panel with one order in full: its state, its steps, quote against fill, and its extrinsic."""

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import NOTHING, age, count, fine
from dtao_tui.domain.operations.operation_rows import ROWS
from dtao_tui.domain.orders.order import Order, OrderPart, OrderSubnet
from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.order_words import clock_time, sentence_of, state_words
from dtao_tui.widgets.panels.sealed_life import sealed_life
from dtao_tui.widgets.text_lines import digits, group, labelled, stacked, wrapped
from dtao_tui.widgets.trade.quote_view import TAO

LABEL_CELLS = 10
ROOMY = 40
"""Cells from which the network's fee is named in full."""

NAME_CELLS = 12
WIDEST_FIGURE = 22
DECIMALS = (9, 6, 3)

_IN_A_FINAL_BLOCK = (OrderState.REFUSED, OrderState.UNTOLD)
"""Ends that are known once the block is final; a refusal of older programs has no block."""

_IMPORTED = "Imported from a file: the chain was not asked about it, and nothing is counted, followed or signed by it."

FillRow = tuple[str, Tao | Alpha | str | None, Tao | Alpha | None, str]
"""A label, what was quoted or a word in its place, what was filled, and their unit."""

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


class OrderPanel(FittedText):
    """Draws one order; the block tells how long it may still be carried out."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._order: Order | None = None
        self._block: int | None = None
        self._wall = 0.0
        self._account = ""
        self._subnet_trouble = ""
        self._note: OrderNote | None = None
        self._is_imported = False
        self._instead = ""

    def show(
        self,
        order: Order | None,
        *,
        block: int | None,
        wall: float,
        account: str = "",
        subnet_trouble: str = "",
        note: OrderNote | None = None,
        is_imported: bool = False,
        instead: str = "",
    ) -> None:
        """Show this order at this block and wall-clock time.

        `account` is the name of whose order it is; `subnet_trouble` says why its number means no more what it did.
        `instead` is told where there is no order.
        """
        self._order, self._block, self._wall, self._account = order, block, wall, account
        self._subnet_trouble, self._note, self._is_imported = subnet_trouble, note, is_imported
        self._instead = instead
        self.refresh(layout=True)

    def text_at(self, width: int) -> Content:
        """Four groups; nothing while there is no order."""
        order = self._order
        if order is None:
            told = wrapped(self._instead or "No order is chosen.", max(width, 1))
            return stacked([Content.styled(line, "" if self._instead else "$muted") for line in told])
        sentence = sentence_of(order)
        return stacked(
            [
                self._state_line(order),
                Content(""),
                *(Content(line) for line in wrapped(sentence, width)),
                *([Content.styled(self._subnet_trouble, "$note")] if self._subnet_trouble else []),
                *([Content.styled(line, "$muted") for line in wrapped(_IMPORTED, width)] if self._is_imported else []),
                *_note_lines(self._note, width),
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

    def _state_line(self, order: Order) -> Content:
        words = state_words(order)
        if not order.blocks_account or not order.steps:
            return words
        since = max(self._wall - order.steps[-1][1], 0.0)
        return Content.assemble(words, (f"  for {age(since)}", "$muted"))

    def _life(self, order: Order) -> list[Content]:
        if order.carrier is not None:
            return sealed_life(order, order.carrier, self._block)
        times = dict(order.steps)
        reached = _REACHED_BY.get(order.state, 0)
        if order.state in _IN_A_FINAL_BLOCK and order.block is not None:
            reached = len(_LIFE)
            if order.state.value in times:
                times.setdefault(OrderState.FINAL.value, times[order.state.value])
        lines = []
        for number, (state, word) in enumerate(_LIFE, start=1):
            when = times.get(state.value)
            is_reached = when is not None or number <= reached
            lines.append(self._life_line(order, state, word, when if is_reached else None, is_reached=is_reached))
        return [lines[0], *_rehearsal_line(order), *lines[1:]]

    def _life_line(
        self, order: Order, state: OrderState, word: str, when: float | None, *, is_reached: bool
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

    def _bytes(self, order: Order) -> list[Content]:
        valid = Content.assemble(f"to block {count(order.extrinsic.last_valid_block)}", (self._left(order), "$muted"))
        return [
            labelled("account", self._whose(order), LABEL_CELLS),
            *_signed_by(order),
            *([labelled("subnet", _subnet_of(order), LABEL_CELLS)] if order.subnets else []),
            *(
                [labelled("validator", Content.styled(shortened(order.hotkey), "$muted"), LABEL_CELLS)]
                if order.hotkey
                else []
            ),
            labelled("call", Content(order.call_name), LABEL_CELLS),
            *([labelled("carrier", _hash_words(order.carrier), LABEL_CELLS)] if order.carrier else []),
            labelled("hash", _hash_words(order.part(len(order.extrinsics) - 1)), LABEL_CELLS),
            labelled("nonce", Content(" and ".join(str(part.nonce) for part in order.parts)), LABEL_CELLS),
            labelled("valid", valid, LABEL_CELLS),
        ]

    def _whose(self, order: Order) -> Content:
        address = Content.styled(shortened(order.owner), "$muted")
        return Content.assemble(cleaned(self._account, NAME_CELLS), "  ", address) if self._account else address

    def _left(self, order: Order) -> str:
        if not order.blocks_account or self._block is None:
            return ""
        return f"  {max(order.extrinsic.last_valid_block - self._block, 0)} left"


def _note_lines(note: OrderNote | None, width: int) -> list[Content]:
    """What a person wrote to it, the tags in lead."""
    if note is None or not note.text:
        return []
    return [Content.assemble(("✎ ", "$note"), _tagged(line)) for line in wrapped(note.text, max(width - 2, 1))]


def _tagged(line: str) -> Content:
    return Content(" ").join(Content.styled(word, "$lead" if word.startswith("#") else "") for word in line.split(" "))


def _signed_by(order: Order) -> list[Content]:
    """The key that signed, where that is a proxy's."""
    if not order.is_by_proxy:
        return []
    return [labelled("by proxy", Content.styled(shortened(order.signer), "$muted"), LABEL_CELLS)]


def _hash_words(part: OrderPart) -> Content:
    digest = part.extrinsic.hash.removeprefix("0x")
    return Content.styled(f"0x{digest[:4]} {digest[4:8]} … {digest[-8:-4]} {digest[-4:]}", "$muted")


def _subnet_of(order: Order) -> Content:
    """Each netuid with its registration block, which tells it from a later subnet of that netuid."""
    return Content("  to  ").join(_told_subnet(subnet) for subnet in order.subnets)


def _told_subnet(subnet: OrderSubnet) -> Content:
    since = subnet.registered_at
    when = "" if subnet.netuid == ROOT or since is None else f"  since block {count(since)}"
    return Content.assemble(f"{subnet.netuid} {subnet.symbol}", (when, "$muted"))


def _rehearsal_line(order: Order) -> list[Content]:
    """What the chain's own runtime said before the order was sent; nothing for orders of older programs."""
    said, _, more = order.history.rehearsal.partition(": ")
    if not said:
        is_trying = order.state is OrderState.SIGNED and order.extrinsic.signed_at is not None
        return [Content.styled("○ rehearsed", "$dim")] if is_trying else []
    if said == "not rehearsed":
        return [Content.assemble(("○ not rehearsed".ljust(20), "$dim"), (more, "$dim"))]
    mark = ("‖ ", "bold $note") if order.state is OrderState.HELD else ("● ", "$lead")
    return [Content.assemble(mark, "rehearsed".ljust(18), (f"{said} {more}".strip(), "$dim"))]


def _fill_lines(order: Order, width: int) -> list[Content]:
    """Quote beside fill; the unit, which both share, is said once. All rows have as many decimals as fit everywhere."""
    quoted, filled = order.quoted, order.filled
    pays, gets = order.symbol_of(order.pays), order.symbol_of(quoted.received)
    label_cells, fee_words = (LABEL_CELLS + 2, "Network fee") if width >= ROOMY else (LABEL_CELLS, "Net fee")
    paid = filled.paid if filled else None
    traded: tuple[FillRow, ...] = (
        ("Paid", order.pays, paid, pays),
        ("Received", quoted.received, filled.received if filled else None, gets),
        ("Pool fee", quoted.pool_fee, filled.pool_fee if filled else None, pays),
    )
    if order.pays.asset == quoted.received.asset:
        # No pool is passed: what leaves is what arrives, or is locked.
        traded = ((_done(order), order.pays, paid, pays),)
    rows: tuple[FillRow, ...] = (
        *(traded if order.pays or quoted.received or filled else ()),
        (fee_words, quoted.network_fee, order.network_fee, TAO),
        *_besides(order),
    )
    unit_cells = 1 + max(cells(pays), cells(gets))
    room = min((width - label_cells - unit_cells) // 2, WIDEST_FIGURE)
    amounts = [value for _, *pair, _ in rows for value in pair if isinstance(value, Tao | Alpha)]
    fitting = (d for d in DECIMALS if all(cells(str(fine(amount, decimals=d))) < room for amount in amounts))
    decimals = next(fitting, DECIMALS[-1])
    lines = [
        Content.assemble(
            (label.ljust(label_cells), "$muted"),
            _figure(quote, room, decimals),
            _figure(fill, room, decimals),
            (f" {unit}", "$dim"),
        )
        for label, quote, fill, unit in rows
    ]
    return [Content.styled(" " * label_cells + "quote".rjust(room) + "fill".rjust(room), "$muted"), *lines]


def _done(order: Order) -> str:
    """The word for what became of what an order is about, such as "Moved" or "Locked"."""
    return next((row.done for row in ROWS if row.op == order.operation), "paid").capitalize()


def _besides(order: Order) -> list[FillRow]:
    """What was not filled, and sales besides the order: of a rest too small to stay, and for the network's fee."""
    filled, settlement, rows = order.filled, order.settlement, list[FillRow]()
    if order.unfilled is not None:
        rows.append(("Not filled", "stays", order.unfilled, order.symbol_of(order.pays)))
    if settlement is not None and settlement.fee_in_alpha is not None:
        fee = settlement.fee_in_alpha
        rows.append(("For fee", "sold first", fee, order.symbol_of(fee)))
    if filled is not None and filled.rest is not None:
        rows.append(("Rest sold", "at any price", filled.rest.paid, order.symbol_of(filled.rest.paid)))
        rows.append(("  for", "", filled.rest.received, TAO))
    return rows


def _figure(value: Tao | Alpha | str | None, room: int, decimals: int) -> Content:
    if isinstance(value, str):
        return Content.styled(value.rjust(room), "$muted")
    if value is None:
        return Content.styled(NOTHING.rjust(room), "$dim")
    figure = fine(value, decimals=decimals)
    return Content.assemble(" " * max(room - cells(str(figure)), 1), digits(figure))
