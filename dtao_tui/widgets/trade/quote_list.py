"""The quote in the ticket, line by line: cost, fees, worst case, and the holding after it."""

from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.assets import TAO_SYMBOL
from dtao_tui.domain.formatting import count
from dtao_tui.domain.pools.curve_kind import ESTIMATED, UNCONFIRMED
from dtao_tui.domain.trades.post_trade import PostTrade
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.widgets.text_lines import amount, group, labelled, share, stacked

LABEL_CELLS = 15
LARGE_IMPACT = 5
"""Per cent from which the price impact asks to be looked at."""

TAO = TAO_SYMBOL
BY_CHAIN = "by the chain's simulation, unchecked"
"""Where the pool's curve is unknown here: it takes the blank line's place, so that nothing jumps."""

_FIRST_TO_GO = (
    "",
    "There and back",
    "Price after",
    "Price now",
    "Pool fee",
    "Network fee",
    "Price impact",
    "Limit price",
)
_LAST_LINES = ("You get", "At worst")


_SHORT_CAUTIONS = {
    UNCONFIRMED: "computed here, not confirmed by the chain",
    ESTIMATED: "an estimate, not confirmed by the chain",
}


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What the list shows: a quote with the symbol of its subnet, and the stake before and after."""

    symbol: str
    block: int | None = None
    quote: Quote | None = None
    network_fee: Tao | None = None
    aftermath: PostTrade | None = None
    held_now: Alpha | None = None
    locked: Alpha | None = None
    """What no sale can touch now of what is held here."""

    price: Price | None = None
    """The price at that block, known before anything is typed."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence."""


class QuoteList(Widget):
    """The live quote. Without one its figures read –, so that the layout stays when one arrives."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = QuoteView("α")
        self._has_gaps = True
        self._has_mine = True
        self._given_up = 0

    @property
    def spare_rows(self) -> int:
        """How many rows it can do without."""
        return len(self._quote_lines()) - len(_LAST_LINES)

    @property
    def more_rows(self) -> int:
        """How many rows it takes besides the usual: a lock is shown where there is one."""
        return 1 if self._has_mine and self._view.locked else 0

    def give_up(self, rows: int) -> None:
        """Leave out a number of rows, the least important first."""
        if rows != self._given_up:
            self._given_up = rows
            self.refresh(layout=True)

    def fit(self, *, has_gaps: bool, has_mine: bool) -> None:
        """Draw with or without all blank lines, and with or without what is mine."""
        if (has_gaps, has_mine) != (self._has_gaps, self._has_mine):
            self._has_gaps, self._has_mine = has_gaps, has_mine
            self.refresh(layout=True)

    def show(self, view: QuoteView) -> None:
        """Show these figures."""
        if view != self._view:
            is_same_size = bool(view.locked) == bool(self._view.locked)
            self._view = view
            self.refresh(layout=not is_same_size)

    def render(self) -> Content:
        """The groups of lines that fit."""
        lines = _without(self._quote_lines(), self._given_up)
        if self._has_mine:
            lines += [Content(""), *self._own_lines()]
        return stacked(lines)

    def _quote_lines(self) -> list[Content]:
        view, quote = self._view, self._view.quote
        pays, gets = self._units
        at = quote.block if quote else view.block
        block = f"block {count(at)}" if at is not None else ""
        gap = [Content("")] if self._has_gaps else []
        return [
            group("Quote", self.content_size.width, block),
            _line("You get", amount(quote.receives if quote else None, gets, "bold $bright")),
            _line("At worst", self._worst(gets)),
            Content.styled(self._source(), "$note"),
            _line("Price now", amount(quote.price_before if quote else view.price, TAO)),
            _line("Price after", amount(quote.price_after if quote else None, TAO)),
            _line("Limit price", amount(quote.limit_price if quote else None, TAO)),
            *gap,
            _line("Price impact", self._impact()),
            _line("Pool fee", amount(quote.pool_fee if quote else None, pays)),
            _line("Network fee", amount(view.network_fee, TAO)),
            _line("There and back", self._round_trip()),
        ]

    @property
    def _units(self) -> tuple[str, str]:
        """What is paid, and what is received."""
        quote, symbol = self._view.quote, self._view.symbol
        if quote is None:
            return TAO, symbol
        symbols = {quote.netuid: symbol}
        return quote.pays.asset.symbol(symbols), quote.receives.asset.symbol(symbols)

    def _source(self) -> str:
        """Whose numbers these are, where they are not both the program's and the chain's."""
        if self._view.quote is None:
            return ""
        return _SHORT_CAUTIONS.get(self._view.caution, "") if self._view.quote.is_local else BY_CHAIN

    def _own_lines(self) -> list[Content]:
        view, after = self._view, self._view.aftermath
        return [
            group("Mine", self.content_size.width),
            _line("Held now", amount(after.held_now if after else view.held_now, view.symbol)),
            *([_line("Locked", amount(view.locked, view.symbol))] if view.locked else []),
            _line("Held after", amount(after.held_after if after else None, view.symbol)),
            _line("Exit after", amount(after.exit_after if after else None, TAO)),
        ]

    def _worst(self, unit: str) -> Content:
        return amount(self._view.quote.worst_received if self._view.quote else None, unit)

    def _impact(self) -> Content:
        impact = self._view.quote.price_impact if self._view.quote else None
        return share(impact, "$note" if impact is not None and impact >= LARGE_IMPACT else "")

    def _round_trip(self) -> Content:
        trip = self._view.quote.round_trip if self._view.quote else None
        return share(trip.percent if trip else None, "$loss", is_cost=True)


def _without(lines: list[Content], rows: int) -> list[Content]:
    """The lines without a number of rows: blank ones go first, then those that repeat another line."""

    def rank(line: Content) -> int:
        label = line.plain[:LABEL_CELLS].strip()
        return _FIRST_TO_GO.index(label) if label in _FIRST_TO_GO else len(_FIRST_TO_GO)

    places = sorted(range(len(lines)), key=lambda place: rank(lines[place]))
    gone = {place for place in places[:rows] if lines[place].plain[:LABEL_CELLS].strip() not in _LAST_LINES}
    return [line for place, line in enumerate(lines) if place not in gone]


def _line(label: str, value: Content) -> Content:
    return labelled(label, value, LABEL_CELLS)
