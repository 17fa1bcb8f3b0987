"""What is held, by subnet, and opened by validator: at the price, and at what selling now would pay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import MINUS, coarse, fine, percent
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.portfolio import Holding, Portfolio, Worth
from dtao_tui.domain.portfolio import PortfolioRow as PositionRow
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure, price_cell
from dtao_tui.widgets.tables.keyed_table import Column, TableRow
from dtao_tui.widgets.tables.responsive_table import FittedSheet

ROOMY = 117
"""Columns from which price and share bar have room."""

LARGE_HAIRCUT = 4
"""Per cent from which a haircut asks to be looked at."""

BAR_CELLS = 6
CLOSED, OPEN = "▶", "▼"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_HUNDRED = Decimal(100)

SORTS = ("share", "netuid", "name", "haircut")
"""What the rows can be ordered by; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class HoldingsView:
    """What the table shows."""

    portfolio: Portfolio
    subnets: Mapping[int, Subnet]
    opened: frozenset[int] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    """Validators' names by hotkey, as far as they are known."""

    order: tuple[int, ...] = ()
    """The netuids as they stood when they were last sorted; a block moves no row, and what is new comes last."""

    sort: str = "share"
    is_descending: bool = True

    def sorted_anew(self) -> "HoldingsView":
        """The same with the order that the present values give."""
        return replace(self, order=tuple(held.netuid for held in _ranked(self)))


class HoldingsTable(FittedSheet):
    """One row per subnet; `key` is the netuid, or netuid/hotkey below an opened one."""

    wide_from = ROOMY

    def columns_for(self, *, is_narrow: bool) -> tuple[Column, ...]:
        """The columns for a narrow or a wide screen."""
        return columns(is_narrow=is_narrow)

    def show_holdings(self, view: HoldingsView) -> None:
        """Bring the table to this state."""
        is_narrow = bool(self._is_narrow)
        rows: list[TableRow] = []
        largest = max((held.share or Decimal(0) for held in view.portfolio.holdings), default=Decimal(0))
        for held in _ordered(view):
            rows.append(TableRow(str(held.netuid), _holding_cells(held, view, largest, is_narrow)))
            if held.netuid in view.opened:
                rows += _validator_rows(held, view, is_narrow)
        self.mark_sorted("subnet" if view.sort == "name" else view.sort, is_descending=view.is_descending)
        self.show(rows)


class HoldingsTotal(Widget):
    """The sums, in the table's columns."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._worth: Worth | None = None
        self._is_narrow = False

    def show(self, worth: Worth, *, is_narrow: bool) -> None:
        """Show these sums."""
        self._worth, self._is_narrow = worth, is_narrow
        self.refresh()

    def render(self) -> Content:
        """One line under the table."""
        worth = self._worth
        if worth is None:
            return Content("")
        values = {
            "subnet": Cell("Total", style="bold") if worth.is_complete else Cell("! incomplete", style="bold $note"),
            "spot": _tao_cell(worth.spot),
            "exit": _tao_cell(worth.exit, "bold $bright"),
            "haircut": haircut_cell(worth),
            "share": Cell("100.0") if worth.exit and worth.is_complete else NONE,
        }
        cells = ((column, values.get(column.key, EMPTY)) for column in columns(is_narrow=self._is_narrow))
        drawn = [
            Content.assemble(" " * column.gap, cell.drawn(column.width, is_left=column.is_left))
            for column, cell in cells
        ]
        return Content("").join(drawn)


def columns(*, is_narrow: bool) -> tuple[Column, ...]:
    """The columns for a narrow or a wide screen."""
    shared = (
        Column("mark", "", "", 1, is_left=True, gap=1),
        Column("netuid", "#", "", 3, gap=1),
        Column("subnet", "Subnet", "validator", 14 if is_narrow else 22, is_left=True, gap=1),
        Column("amount", "Amount", "", 12 if is_narrow else 17),
        Column("symbol", "", "", 2, is_left=True, gap=1),
    )
    price = () if is_narrow else (Column("price", "Price", "τ per α", 9),)
    return (
        *shared,
        *price,
        Column("spot", "Spot", "τ", 8 if is_narrow else 10),
        Column("exit", "Exit", "τ", 8 if is_narrow else 10),
        Column("haircut", "Haircut", "%", 7 if is_narrow else 9),
        Column("share", "Share", "%", 7 if is_narrow else 14),
    )


def haircut_cell(worth: Worth) -> Cell:
    """What selling would cost, in per cent; it is a cost, so it carries a minus and no red."""
    cut = worth.haircut_percent
    if cut is None or cut <= 0:
        return NONE
    text = percent(cut)
    # "−<0.01" would read as a large loss at a glance.
    sign = "" if text.startswith("<") else MINUS
    return Cell(sign + text, style="$note" if cut >= LARGE_HAIRCUT else "$muted")


def share_bar(share: Decimal, largest: Decimal, width: int = BAR_CELLS) -> str:
    """A bar of eighth blocks; the largest share fills it."""
    eighths = round(share * width * 8 / largest) if largest else 0
    bar = _FULL * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    return bar.ljust(width)


def _ordered(view: HoldingsView) -> Sequence[Holding]:
    places = {netuid: place for place, netuid in enumerate(view.order)}
    return sorted(view.portfolio.holdings, key=lambda held: places.get(held.netuid, len(places)))


def _ranked(view: HoldingsView) -> Sequence[Holding]:
    def rank(held: Holding) -> Decimal | int | str:
        match view.sort:
            case "netuid":
                return held.netuid
            case "name":
                subnet = view.subnets.get(held.netuid)
                return subnet.name.casefold() if subnet else ""
            case "haircut":
                return Decimal(-1) if held.worth.haircut_percent is None else held.worth.haircut_percent
            case _:
                # What is not known stands below what is known to pay nothing.
                return -1 if held.worth.exit is None else held.worth.exit.rao

    return sorted(view.portfolio.holdings, key=rank, reverse=view.is_descending)


def _holding_cells(held: Holding, view: HoldingsView, largest: Decimal, is_narrow: bool) -> tuple[Cell, ...]:
    subnet = view.subnets.get(held.netuid)
    symbol = subnet.symbol if subnet else "?"
    price = () if is_narrow else (price_cell(subnet.price) if subnet else NONE,)
    return (
        Cell(OPEN if held.netuid in view.opened else CLOSED, style="$muted"),
        Cell(str(held.netuid), style="$dim"),
        name_cell(symbol, subnet.name if subnet else "gone"),
        of_figure(fine(held.amount, decimals=3)),
        Cell(symbol, style="$dim"),
        *price,
        _tao_cell(held.worth.spot),
        _tao_cell(held.worth.exit, "bold"),
        haircut_cell(held.worth),
        _share_cell(held.share, largest, is_narrow),
    )


def _validator_rows(held: Holding, view: HoldingsView, is_narrow: bool) -> list[TableRow]:
    last = len(held.rows) - 1
    return [
        TableRow(f"{held.netuid}/{row.position.hotkey}", _validator_cells(row, view, is_narrow, is_last=at == last))
        for at, row in enumerate(held.rows)
    ]


def _validator_cells(row: PositionRow, view: HoldingsView, is_narrow: bool, *, is_last: bool) -> tuple[Cell, ...]:
    hotkey = row.position.hotkey
    subnet = view.subnets.get(row.position.netuid)
    figure = fine(row.position.amount, decimals=3)
    return (
        EMPTY,
        EMPTY,
        Cell(
            view.names.get(hotkey) or shortened(hotkey),
            style="$muted",
            lead="└ " if is_last else "├ ",
            lead_style="$rule",
        ),
        Cell(str(figure), style="$muted"),
        Cell(subnet.symbol if subnet else "?", style="$dim"),
        *(() if is_narrow else (EMPTY,)),
        _muted_tao_cell(row.worth.spot),
        _muted_tao_cell(row.worth.exit),
        haircut_cell(row.worth),
        EMPTY,
    )


def _share_cell(share: Decimal | None, largest: Decimal, is_narrow: bool) -> Cell:
    if share is None:
        return NONE
    bar = "" if is_narrow else share_bar(share, largest)
    return Cell(percent(share, decimals=1), lead=bar, lead_style="$focus", spread=True)


def _tao_cell(amount: Tao | None, style: str = "") -> Cell:
    return NONE if amount is None else of_figure(coarse(amount, decimals=2, per=1), style)


def _muted_tao_cell(amount: Tao | None) -> Cell:
    return NONE if amount is None else Cell(str(coarse(amount, decimals=2, per=1)), style="$muted")
