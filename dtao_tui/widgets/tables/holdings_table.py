"""The table of holdings by subnet, opened by validator: their value at the price, and what selling now would pay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from textual.message import Message

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import MINUS, coarse, fine, percent
from dtao_tui.domain.grouping import Group, Grouping
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.portfolio import Holding, Portfolio, Worth
from dtao_tui.domain.portfolio import PortfolioRow as PositionRow
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure, price_cell
from dtao_tui.widgets.tables.columns import Column, Sorting, ranked
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable

ROOMY = 117
"""Columns from which price and share bar have room."""

LARGE_HAIRCUT = 4
"""Per cent from which a haircut asks to be looked at."""

BAR_CELLS = 6
CLOSED, OPEN = "▶", "▼"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_HUNDRED = Decimal(100)

BY_SHARE = Sorting("share")
"""The order at the start."""


@dataclass(frozen=True, slots=True)
class HoldingsRow:
    """A row: what is held on one subnet, or below it the part at one validator."""

    holding: Holding
    subnet: Subnet | None
    """None where it is gone."""

    position: PositionRow | None = None
    """Given where the row is of one validator only."""

    validator: str = ""
    is_last: bool = False
    is_open: bool = False
    largest: Decimal = Decimal(0)
    """The largest share of all holdings, which fills the bar."""

    group: str = ""
    """The name of the validator or the account whose holdings on several subnets the row sums up."""

    is_of_group: bool = False
    """Whether it is the part of such a group on one subnet."""

    @property
    def worth(self) -> Worth:
        """What the row is worth."""
        return self.position.worth if self.position else self.holding.worth

    @property
    def symbol(self) -> str:
        """The symbol of the subnet's token."""
        return self.subnet.symbol if self.subnet else "?"


@dataclass(frozen=True, slots=True)
class HoldingsView:
    """What the table shows."""

    portfolio: Portfolio
    subnets: Mapping[int, Subnet]
    opened: frozenset[int] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    """Validators' names by hotkey, as far as they are known."""

    order: tuple[int, ...] = ()
    """The netuids when they were last sorted; a block moves no row, and what is new is last."""

    sorted_at: int | None = None
    """The block by whose values they were sorted."""

    sorting: Sorting = BY_SHARE
    grouping: Grouping = Grouping.SUBNET
    groups: tuple[Group, ...] = ()
    """What the rows are where they are not grouped by subnet."""

    def resorted(self, block: int | None) -> "HoldingsView":
        """The same view, sorted by the current values, which are those of this block."""
        return replace(self, order=self._ranked(), sorted_at=block)

    @property
    def is_in_order(self) -> bool:
        """Whether sorting by the present values would change nothing."""
        return self._ranked() == tuple(held.netuid for held in self._ordered())

    def rows(self) -> dict[str, HoldingsRow]:
        """The rows by netuid, and by netuid/hotkey below an opened one; of groups, see `RowKey`."""
        if self.grouping is not Grouping.SUBNET:
            return dict(self._grouped())
        rows = {}
        largest = max((held.share or Decimal(0) for held in self.portfolio.holdings), default=Decimal(0))
        for held in self._ordered():
            is_open = held.netuid in self.opened
            row = HoldingsRow(held, self.subnets.get(held.netuid), is_open=is_open, largest=largest)
            rows[str(held.netuid)] = row
            for position in held.rows if is_open else ():
                hotkey = position.position.hotkey
                name = self.names.get(hotkey) or shortened(hotkey)
                is_last = position is held.rows[-1]
                rows[f"{held.netuid}/{hotkey}"] = replace(row, position=position, validator=name, is_last=is_last)
        return rows

    def _grouped(self) -> Iterator[tuple[str, HoldingsRow]]:
        largest = max((group.share or Decimal(0) for group in self.groups), default=Decimal(0))
        for group in self.groups:
            nothing = Alpha(0, ROOT)
            whole = Holding(ROOT, nothing, group.worth, group.share, (), nothing)
            name = self.names.get(group.key) or shortened(group.key)
            yield RowKey(group=group.key).text, HoldingsRow(whole, None, group=name, is_open=True, largest=largest)
            for part in group.parts:
                held = Holding(part.netuid, part.amount, part.worth, None, (), None)
                subnet, is_last = self.subnets.get(part.netuid), part is group.parts[-1]
                row = HoldingsRow(held, subnet, is_last=is_last, is_of_group=True)
                is_validator = self.grouping is Grouping.VALIDATOR
                key = RowKey(part.netuid, group.key) if is_validator else RowKey(part.netuid, group=group.key)
                yield key.text, row

    def _ordered(self) -> list[Holding]:
        places = {netuid: place for place, netuid in enumerate(self.order)}
        return sorted(self.portfolio.holdings, key=lambda held: places.get(held.netuid, len(places)))

    def _ranked(self) -> tuple[int, ...]:
        rows = [HoldingsRow(held, self.subnets.get(held.netuid)) for held in self.portfolio.holdings]
        return tuple(row.holding.netuid for row in ranked(rows, columns(is_narrow=False), self.sorting))


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row is about, as its key in the table says it: netuid, netuid/hotkey, @group, or netuid@address."""

    netuid: int | None = None
    hotkey: str = ""
    group: str = ""

    @property
    def text(self) -> str:
        """The key."""
        netuid = "" if self.netuid is None else str(self.netuid)
        return netuid + (f"/{self.hotkey}" if self.hotkey else "") + (f"@{self.group}" if self.group else "")

    @classmethod
    def of(cls, text: str | None) -> "RowKey":
        """What the row of this key is about; nothing where there is no row."""
        place, _, group = (text or "").partition("@")
        netuid, _, hotkey = place.partition("/")
        return cls(int(netuid) if netuid else None, hotkey, group)


class HoldingsTable(ResponsiveTable[HoldingsRow]):
    """One row per subnet; `RowKey` reads its keys."""

    wide_from = ROOMY

    class EndPassed(Message):
        """Posted for a step down from the last row."""

    def action_cursor_down(self) -> None:
        """Go one row down, and from the last one to the total."""
        if self.keys and self.cursor_row == len(self.keys) - 1:
            self.post_message(self.EndPassed())
        else:
            super().action_cursor_down()

    def columns_for(self, *, is_narrow: bool) -> tuple[Column[HoldingsRow], ...]:
        """The columns for a narrow or a wide screen."""
        return columns(is_narrow=is_narrow)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ← and → to the screen, which folds rows with them."""
        return False if action == "scroll_columns" else super().check_action(action, parameters)

    def show_holdings(self, view: HoldingsView) -> None:
        """Bring the table to this state."""
        self.mark_sorted(view.sorting)
        self.show(view.rows())


def columns(*, is_narrow: bool) -> tuple[Column[HoldingsRow], ...]:
    """The columns for a narrow or a wide screen."""
    column = Column[HoldingsRow]
    price = column("price", "Price", "τ per α", 9, _price_cell)
    return (
        column("mark", "", "", 1, _mark_cell, is_left=True, gap=1),
        column("netuid", "#", "", 3, _netuid_cell, lambda row: row.holding.netuid, is_ascending=True, gap=1),
        column(
            "subnet",
            "Subnet",
            "validator",
            14 if is_narrow else 22,
            _name_cell,
            lambda row: row.subnet.name.casefold() if row.subnet else "",
            is_ascending=True,
            is_left=True,
            gap=1,
        ),
        column("amount", "Amount", "", 12 if is_narrow else 17, _amount_cell),
        column("symbol", "", "", 2, _symbol_cell, is_left=True, gap=1),
        *(() if is_narrow else (price,)),
        column("spot", "Spot", "τ", 8 if is_narrow else 10, lambda row: _row_tao_cell(row, row.worth.spot)),
        column("exit", "Exit", "τ", 8 if is_narrow else 10, lambda row: _row_tao_cell(row, row.worth.exit, "bold")),
        column("haircut", "Haircut", "%", 7 if is_narrow else 9, lambda row: haircut_cell(row.worth), _haircut_of),
        column(
            "share", "Share", "%", 7 if is_narrow else 14, _plain_share_cell if is_narrow else _share_cell, _exit_of
        ),
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


def _haircut_of(row: HoldingsRow) -> Decimal:
    cut = row.holding.worth.haircut_percent
    return Decimal(-1) if cut is None else cut


def _exit_of(row: HoldingsRow) -> int:
    """The exit value in rao; what is not known is below what is known to pay nothing."""
    value = row.holding.worth.exit
    return -1 if value is None else value.rao


def _mark_cell(row: HoldingsRow) -> Cell:
    if row.position or row.is_of_group:
        return EMPTY
    return Cell(OPEN if row.is_open else CLOSED, style="$muted")


def _netuid_cell(row: HoldingsRow) -> Cell:
    return EMPTY if row.position or row.group else Cell(str(row.holding.netuid), style="$dim")


def _name_cell(row: HoldingsRow) -> Cell:
    if row.position:
        return Cell(row.validator, style="$muted", lead="└ " if row.is_last else "├ ", lead_style="$rule")
    if row.group:
        return Cell(row.group, style="bold")
    return name_cell(row.symbol, row.subnet.name if row.subnet else "gone")


def _amount_cell(row: HoldingsRow) -> Cell:
    if row.position:
        return Cell(str(fine(row.position.position.amount, decimals=3)), style="$muted")
    if row.group:
        return EMPTY
    return of_figure(fine(row.holding.amount, decimals=3))


def _symbol_cell(row: HoldingsRow) -> Cell:
    return EMPTY if row.group else Cell(row.symbol, style="$dim")


def _price_cell(row: HoldingsRow) -> Cell:
    if row.position or row.group:
        return EMPTY
    return price_cell(row.subnet.price) if row.subnet else NONE


def _plain_share_cell(row: HoldingsRow) -> Cell:
    if row.position or row.is_of_group:
        return EMPTY
    share = row.holding.share
    return NONE if share is None else Cell(percent(share, decimals=1), lead_style="$focus", spread=True)


def _share_cell(row: HoldingsRow) -> Cell:
    cell, share = _plain_share_cell(row), row.holding.share
    return (
        cell if row.position or row.is_of_group or share is None else cell._replace(lead=share_bar(share, row.largest))
    )


def _row_tao_cell(row: HoldingsRow, amount: Tao | None, style: str = "") -> Cell:
    """An amount of TAO, muted in the row of a validator."""
    if row.position and amount is not None:
        return Cell(str(coarse(amount, decimals=2, per=1)), style="$muted")
    return tao_cell(amount, style)


def tao_cell(amount: Tao | None, style: str = "") -> Cell:
    """An amount of TAO with two decimals."""
    return NONE if amount is None else of_figure(coarse(amount, decimals=2, per=1), style)
