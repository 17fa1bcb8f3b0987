"""The columns of the table of holdings: value at the price, what selling now would pay, and the share of the whole."""

from decimal import Decimal
from functools import partial

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import MINUS, coarse, fine, percent
from dtao_tui.domain.portfolio import Worth
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure, price_cell
from dtao_tui.widgets.tables.column_layout import ColumnLayout, FittedColumns, chosen_columns, fitted
from dtao_tui.widgets.tables.columns import Column, Sorting
from dtao_tui.widgets.tables.holdings_exit_columns import LEAVING, exit_columns
from dtao_tui.widgets.tables.holdings_money_columns import money_columns, result_cell, tao_cell
from dtao_tui.widgets.tables.holdings_row import HoldingsRow

ROOMY = 117
"""Columns from which price and share bar have room."""

LARGE_HAIRCUT = 4
"""Per cent from which a haircut asks to be looked at."""

BY_SHARE = Sorting("share")
"""The order at the start."""

BROAD = 160
"""Columns from which cost and profit have room beside all that."""

_WIDE_ONLY = frozenset({"price"})
"""Columns that the usual narrow table does without."""

MONEY = ("cost", "profit", "gain", "repays")
"""Columns that tell what holdings have cost, which the usual broad table alone has."""

_FRAME_CELLS = 3
"""Cells of the screen beside the columns: the panel's borders, and the scroll bar."""

_SIGN_CELLS = 5
"""Cells of a name that its token's symbol and the mark of a warning take."""

BAR_CELLS = 6
CLOSED, OPEN = "▶", "▼"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_HUNDRED = Decimal(100)


def columns(*, is_narrow: bool, is_broad: bool = False) -> tuple[Column[HoldingsRow], ...]:
    """The usual columns for a narrow, a wide or a broad screen."""
    for_broad = frozenset() if is_broad else {*MONEY, "basis"}
    left_out = {*LEAVING, *for_broad, *(_WIDE_ONLY if is_narrow else ())}
    return tuple(column for column in every_holdings_column(is_narrow=is_narrow) if column.key not in left_out)


def own_holdings_columns(screen_width: int, layout: ColumnLayout, sorted_by: str) -> FittedColumns[HoldingsRow]:
    """The columns that a person chose, as far as they have room on a screen of this width, and the sorted one."""
    every = every_holdings_column(is_narrow=screen_width < ROOMY)
    keys = layout.keys if sorted_by in layout.keys else (*layout.keys, sorted_by)
    return fitted(chosen_columns(every, keys), holdings_room(screen_width), sorted_by)


def holdings_room(screen_width: int) -> int:
    """Cells that the columns have on a screen of this width."""
    return screen_width - _FRAME_CELLS


def every_holdings_column(*, is_narrow: bool) -> tuple[Column[HoldingsRow], ...]:
    """All columns, as they are on a narrow or a wide screen."""
    column = Column[HoldingsRow]
    price = column("price", "Price", "τ per α", 9, _price_cell, words="price")
    return (
        column("mark", "", "", 1, _mark_cell, is_left=True, gap=1, is_fixed=True),
        column(
            "netuid", "#", "", 3, _netuid_cell, lambda row: row.holding.netuid, is_ascending=True, gap=1, is_fixed=True
        ),
        column(
            "subnet",
            "Subnet",
            "validator",
            14 if is_narrow else 22,
            partial(_name_cell, room=(14 if is_narrow else 22) - _SIGN_CELLS),
            lambda row: row.subnet.name.casefold() if row.subnet else "",
            is_ascending=True,
            is_left=True,
            gap=1,
            is_fixed=True,
        ),
        column("amount", "Amount", "", 12 if is_narrow else 17, _amount_cell, words="alpha that is held"),
        column("symbol", "", "", 2, _symbol_cell, is_left=True, gap=1, follows="amount"),
        price,
        column(
            "spot",
            "Spot",
            "τ",
            8 if is_narrow else 10,
            lambda row: _row_tao_cell(row, row.worth.spot),
            words="value at the price",
        ),
        column(
            "exit",
            "Exit",
            "τ",
            8 if is_narrow else 10,
            lambda row: _row_tao_cell(row, row.worth.exit, "bold"),
            words="what selling now would pay",
        ),
        column(
            "haircut",
            "Haircut",
            "%",
            7 if is_narrow else 9,
            lambda row: EMPTY if row.closed else haircut_cell(row.worth),
            _haircut_of,
            words="what selling would cost",
        ),
        column(
            "share",
            "Share",
            "%",
            7 if is_narrow else 14,
            _plain_share_cell if is_narrow else _share_cell,
            _exit_of,
            words="part of all that is held",
        ),
        *money_columns(),
        *exit_columns(),
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


def _name_cell(row: HoldingsRow, room: int) -> Cell:
    if row.position:
        return Cell(row.validator, style="$muted", lead="└ " if row.is_last else "├ ", lead_style="$rule")
    if row.group:
        return Cell(row.group, style="bold")
    if row.closed:
        name = row.subnet.name if row.subnet else f"subnet {row.closed.subnet.netuid}"
        word = "removed" if row.closed.was_removed else "closed"
        return Cell(f"{cleaned(name, max(room + _SIGN_CELLS - cells(word) - 2, 1))}  ", word, "$muted", "$dim")
    name = row.subnet.name if row.subnet else "gone"
    if not (row.is_warned and row.is_whole):
        return name_cell(row.symbol, name)
    return name_cell(row.symbol, cleaned(name, room))._replace(dim=" !", dim_style="bold $note")


def _amount_cell(row: HoldingsRow) -> Cell:
    if row.position:
        return Cell(str(fine(row.position.position.amount, decimals=3)), style="$muted")
    if row.group:
        return EMPTY
    if row.closed:
        profit = row.closed.profit
        return result_cell(None if profit is None else Tao(profit))
    return of_figure(fine(row.holding.amount, decimals=3))


def _symbol_cell(row: HoldingsRow) -> Cell:
    return EMPTY if row.group else Cell(row.symbol, style="$dim")


def _price_cell(row: HoldingsRow) -> Cell:
    if row.position or row.group or row.closed:
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
    """An amount of TAO, muted in the row of a validator; nothing where nothing is held."""
    if row.closed:
        return EMPTY
    if row.position and amount is not None:
        return Cell(str(coarse(amount, decimals=2, per=1)), style="$muted")
    return tao_cell(amount, style)
