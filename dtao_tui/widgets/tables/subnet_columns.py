"""The columns of the table of subnets, and which of them have room on a screen.

A new column is one entry here, and its place among those that a width of the screen shows; the table, the keys that
sort, and the palette read these entries.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.formatting import change, percent
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.market import Subnet
from dtao_tui.widgets.tables.cells import NONE, Cell, change_cell, name_cell, own_size_cell, price_cell, size_cell
from dtao_tui.widgets.tables.column_layout import ColumnLayout, FittedColumns, chosen_columns, fitted
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.sparkline import trend_cell

STAR = "★"
"""A watched subnet."""

WIDE, BROAD, VAST = 100, 150, 170
"""Widths of the screen from which more columns are shown."""


class MarketRow(NamedTuple):
    """A row of the table: a subnet, and what was recorded of its past."""

    subnet: Subnet
    past: PastPrices = NO_PAST
    is_watched: bool = False
    has_emitted: bool = True
    """Whether the emission that the chain tells is that of a block."""

    def change(self, span: Span) -> float | None:
        """Per cent from the price so long ago; None where it was not recorded, and of root."""
        return None if self.subnet.is_root else self.past.change(span, self.subnet.price)


class ColumnSet(Enum):
    """Which columns are shown where not all have room."""

    POOL = "pool"
    MOVES = "moves"
    SUPPLY = "supply"


SubnetColumn = Column[MarketRow]


def _not_of_root(cell: Callable[[MarketRow], Cell]) -> Callable[[MarketRow], Cell]:
    """Cells of what root has not: a pool that moves, emission, an epoch."""
    return lambda row: NONE if row.subnet.is_root else cell(row)


_NETUID = SubnetColumn(
    "netuid",
    "#",
    "",
    4,
    cell=lambda row: Cell(
        str(row.subnet.netuid), style="$dim", lead=STAR if row.is_watched else "", lead_style="$note", spread=True
    ),
    value=lambda row: row.subnet.netuid,
    sort_word="number",
    is_ascending=True,
    gap=1,
    is_fixed=True,
)
_NAME = SubnetColumn(
    "name",
    "Subnet",
    "",
    16,
    cell=lambda row: name_cell(row.subnet.symbol, row.subnet.name),
    value=lambda row: row.subnet.name.casefold(),
    sort_word="name",
    is_ascending=True,
    is_left=True,
    gap=1,
    is_fixed=True,
)
_PRICE = SubnetColumn(
    "price",
    "Price",
    "τ per α",
    9,
    cell=lambda row: price_cell(row.subnet.price),
    value=lambda row: row.subnet.price.rao,
    sort_word="price",
)


def _change_column(span: Span, title: str, width: int) -> SubnetColumn:
    """A column of the change over so long."""
    return SubnetColumn(
        f"change_{title.replace(' ', '')}",
        title,
        "%",
        width,
        cell=_not_of_root(lambda row: change_cell(change(row.change(span)))),
        value=lambda row: row.change(span),
        sort_word=f"change over {title}",
    )


def _price_of_day(key: str, title: str, which: str, price: Callable[[PastPrices], Price | None]) -> SubnetColumn:
    """A price that the last day is known by."""

    def cell(row: MarketRow) -> Cell:
        known = price(row.past)
        if known is None:
            return NONE
        figures = price_cell(known)
        return figures._replace(lead="≈", lead_style="$muted") if row.past.range_is_approximate else figures

    def value(row: MarketRow) -> int | None:
        known = price(row.past)
        return None if known is None else known.rao

    return SubnetColumn(key, title, "24 h", 9, cell=_not_of_root(cell), value=value, sort_word=f"{which} price in 24 h")


_HOUR, _DAY, _WEEK = (
    _change_column(Span.HOUR, "1 h", 6),
    _change_column(Span.DAY, "24 h", 7),
    _change_column(Span.WEEK, "7 d", 7),
)
_TREND = SubnetColumn(
    "trend",
    "Trend",
    "24 h",
    8,
    cell=_not_of_root(lambda row: trend_cell([*row.past.course, row.subnet.price.rao] if row.past.course else [])),
    words="course of 24 h",
)
_HIGH = _price_of_day("high", "High", "highest", lambda past: past.high)
_LOW = _price_of_day("low", "Low", "lowest", lambda past: past.low)
_VOLUME = SubnetColumn(
    "volume",
    "Volume",
    "kτ/24 h",
    7,
    cell=_not_of_root(lambda row: NONE if row.past.volume is None else size_cell(Tao(row.past.volume), decimals=2)),
    value=lambda row: row.past.volume,
    sort_word="volume in 24 h",
)
_FLOW = SubnetColumn(
    "flow",
    "Flow",
    "kτ/24 h",
    7,
    cell=_not_of_root(lambda row: own_size_cell(row.past.flow, is_approximate=row.past.flow_is_approximate)),
    value=lambda row: row.past.flow,
    sort_word="TAO flow in 24 h",
)
_VOLATILITY = SubnetColumn(
    "volatility",
    "Volat.",
    "% a day",
    7,
    cell=_not_of_root(lambda row: NONE if row.past.volatility is None else Cell(percent(row.past.volatility))),
    value=lambda row: row.past.volatility,
    sort_word="volatility",
)
_MARKET_CAP = SubnetColumn(
    "market_cap",
    "Mkt cap",
    "kτ",
    9,
    cell=lambda row: size_cell(row.subnet.market_cap, decimals=2),
    value=lambda row: row.subnet.market_cap.rao,
    sort_word="market cap",
)
_EMISSION = SubnetColumn(
    "emission",
    "Emission",
    "τ/block",
    8,
    cell=_not_of_root(lambda row: price_cell(row.subnet.emission, decimals=4) if row.has_emitted else NONE),
    value=lambda row: row.subnet.emission.rao if row.has_emitted else None,
    sort_word="emission",
)
_TAO_IN = SubnetColumn(
    "tao_in",
    "In pool",
    "kτ",
    7,
    cell=_not_of_root(lambda row: size_cell(row.subnet.pool.tao_in)),
    value=lambda row: row.subnet.pool.tao_in.rao,
    sort_word="TAO in the pool",
)
_ALPHA_IN = SubnetColumn(
    "alpha_in",
    "In pool",
    "kα",
    7,
    cell=_not_of_root(lambda row: size_cell(row.subnet.pool.alpha_in)),
    value=lambda row: row.subnet.pool.alpha_in.rao,
    sort_word="alpha in the pool",
)
_ALPHA_OUT = SubnetColumn(
    "alpha_out",
    "Staked",
    "kα",
    7,
    cell=lambda row: size_cell(row.subnet.alpha_out),
    value=lambda row: row.subnet.alpha_out.rao,
    sort_word="stake",
)
_SUPPLY = SubnetColumn(
    "supply",
    "Supply",
    "kα",
    7,
    cell=lambda row: size_cell(row.subnet.supply),
    value=lambda row: row.subnet.supply.rao,
    sort_word="supply",
)
_EPOCH = SubnetColumn(
    "epoch",
    "Epoch",
    "blocks",
    7,
    cell=_not_of_root(lambda row: Cell(str(row.subnet.blocks_since_last_step), f"/{row.subnet.tempo}")),
    value=lambda row: row.subnet.blocks_since_last_step,
    sort_word="epoch",
)

_FIRST = (_NETUID, _NAME, _PRICE, _DAY)
_POOL, _OUTSIDE = (_TAO_IN, _ALPHA_IN), (_ALPHA_OUT, _SUPPLY, _EPOCH)
_BROAD = (*_FIRST, _TREND, _MARKET_CAP, _EMISSION, *_POOL, *_OUTSIDE)
_MOVES = (_NETUID, _NAME, _PRICE, _HOUR, _DAY, _WEEK, _TREND, _HIGH, _LOW, _VOLUME, _FLOW, _VOLATILITY)
_BEYOND = (_WEEK, _VOLUME, _FLOW, _VOLATILITY, _HIGH, _LOW)
"""What a vast screen has room for behind the usual columns."""

SUBNET_COLUMNS = (*_BROAD, *(column for column in _MOVES if column not in _BROAD))
"""All columns."""

_SHORT_NAME = replace(_NAME, width=12)
_NARROW_POOL = (replace(_TAO_IN, title="Pool", width=5), replace(_ALPHA_IN, title="Pool"))
_CLOSE = (replace(_MARKET_CAP, title="Cap", width=6), replace(_EMISSION, title="Emit", width=7))
_NARROW = (
    _NETUID,
    replace(_NAME, width=15),
    _PRICE,
    _DAY,
    replace(_MARKET_CAP, title="Cap", width=8),
    replace(_EMISSION, title="Emit", width=7),
)
_NARROW_FIRST = (_NETUID, _SHORT_NAME, _PRICE, _DAY, _TREND)
_NARROW_MOVES = (_NETUID, _SHORT_NAME, _PRICE, _HOUR, _DAY, _WEEK, _TREND)


def subnet_columns(screen_width: int, room: int, layout: ColumnLayout, sorted_by: str) -> FittedColumns[MarketRow]:
    """The columns for a screen of this width that fit into `room` cells; the sorted one is always among them."""
    wanted = own_columns(screen_width, layout.keys) if layout.is_own else _wanted(screen_width, set_of(layout))
    sorting = next(c for c in (*wanted, *every_column(screen_width)) if c.key == sorted_by)
    return fitted(wanted if sorting in wanted else (*wanted, sorting), room, sorted_by)


def set_of(layout: ColumnLayout) -> ColumnSet:
    """The set of this layout; the usual one where it names none."""
    return next((each for each in ColumnSet if each.value == layout.set_name), ColumnSet.POOL)


def own_columns(screen_width: int, keys: Sequence[str]) -> tuple[SubnetColumn, ...]:
    """The columns of these keys, as they are on a screen of this width."""
    return chosen_columns(every_column(screen_width), keys)


def every_column(screen_width: int) -> tuple[SubnetColumn, ...]:
    """All columns, as they are on a screen of this width."""
    if screen_width >= BROAD:
        return SUBNET_COLUMNS
    close = {column.key: column for column in (_SHORT_NAME, *_CLOSE, *_NARROW_POOL)}
    return tuple(close.get(column.key, column) for column in SUBNET_COLUMNS)


def set_columns(screen_width: int, named: ColumnSet) -> tuple[str, ...]:
    """The keys of a set, as a screen of this width shows it."""
    return tuple(column.key for column in _wanted(screen_width, named))


def _wanted(screen_width: int, choice: ColumnSet) -> tuple[SubnetColumn, ...]:
    if choice is ColumnSet.MOVES:
        return _MOVES if screen_width >= BROAD else (*_NARROW_MOVES, _NARROW_POOL[0], _FLOW)
    is_pool = choice is ColumnSet.POOL
    if screen_width >= BROAD:
        usual = _BROAD if is_pool else (*_BROAD[: -len(_POOL + _OUTSIDE)], *_OUTSIDE, *_POOL)
        return (*usual, *_BEYOND) if screen_width >= VAST else usual
    if screen_width >= WIDE:
        return (*_NARROW_FIRST, *_CLOSE, *_NARROW_POOL) if is_pool else (*_FIRST, _MARKET_CAP, *_OUTSIDE)
    return (*_NARROW, *_NARROW_POOL) if is_pool else (_NETUID, replace(_NAME, width=14), *_NARROW[2:-1], *_OUTSIDE)
