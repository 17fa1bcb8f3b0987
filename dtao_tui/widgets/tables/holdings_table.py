"""The table of holdings by subnet, opened by validator: their value at the price, and what selling now would pay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from textual.message import Message

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.grouping import Group, Grouping
from dtao_tui.domain.holding_facts import NO_FACTS, HoldingFacts
from dtao_tui.domain.holding_warnings import HoldingWarning
from dtao_tui.domain.ledger.closed_positions import ClosedPosition
from dtao_tui.domain.ledger.holding_gain import HoldingGain
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.portfolio import Holding, Portfolio, Worth
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.widgets.tables.column_layout import ColumnLayout
from dtao_tui.widgets.tables.columns import Column, Sorting, ranked
from dtao_tui.widgets.tables.holdings_columns import (
    BROAD,
    BY_SHARE,
    ROOMY,
    columns,
    every_holdings_column,
    own_holdings_columns,
)
from dtao_tui.widgets.tables.holdings_row import HoldingsRow
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable


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

    gains: Mapping[int, HoldingGain] = field(default_factory=dict)
    """Cost and profit by netuid, as far as they are recorded."""

    facts: Mapping[int, HoldingFacts] = field(default_factory=dict)
    """By netuid, what a day did and how long leaving takes."""

    closed: tuple[ClosedPosition, ...] = ()
    """Positions that are closed, which stand below the others."""

    warnings: Mapping[int, tuple[HoldingWarning, ...]] = field(default_factory=dict)
    """By netuid, what should be known of a holding."""

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
            row = replace(self._row(held), is_open=is_open, largest=largest)
            rows[str(held.netuid)] = row
            for position in held.rows if is_open else ():
                hotkey = position.position.hotkey
                name = self.names.get(hotkey) or shortened(hotkey)
                is_last = position is held.rows[-1]
                rows[f"{held.netuid}/{hotkey}"] = replace(row, position=position, validator=name, is_last=is_last)
        return rows | {RowKey(group=_key_of(each)).text: self._closed_row(each) for each in self.closed}

    def closed_of(self, key: "RowKey") -> ClosedPosition | None:
        """The closed position that a row tells of."""
        return next((each for each in self.closed if key.group == _key_of(each)), None)

    def _closed_row(self, closed: ClosedPosition) -> HoldingsRow:
        netuid, found = closed.subnet.netuid, self.subnets.get(closed.subnet.netuid)
        nothing = Alpha(0, netuid)
        held = Holding(netuid, nothing, Worth(None, None), None, (), nothing)
        is_there = found is not None and closed.subnet.is_same(found.id)
        return HoldingsRow(held, found if is_there else None, closed=closed, is_of_group=True)

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

    def _row(self, held: Holding) -> HoldingsRow:
        netuid = held.netuid
        facts = self.facts.get(netuid, NO_FACTS)
        gain, is_warned = self.gains.get(netuid), netuid in self.warnings
        return HoldingsRow(held, self.subnets.get(netuid), gain=gain, facts=facts, is_warned=is_warned)

    def _ordered(self) -> list[Holding]:
        places = {netuid: place for place, netuid in enumerate(self.order)}
        return sorted(self.portfolio.holdings, key=lambda held: places.get(held.netuid, len(places)))

    def _ranked(self) -> tuple[int, ...]:
        rows = [self._row(held) for held in self.portfolio.holdings]
        return tuple(row.holding.netuid for row in ranked(rows, every_holdings_column(is_narrow=False), self.sorting))


def _key_of(closed: ClosedPosition) -> str:
    """The key of a closed position, which is that of no group."""
    return f"closed {closed.subnet.netuid} {closed.subnet.registered_at}"


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
    goes_first = ("spot", "haircut")
    layout_of_columns = ColumnLayout()
    """Which columns a person wants."""

    left_out = 0
    """How many of an own choice have no room."""

    _fitted: tuple[int, ColumnLayout, str] | None = None
    _is_broad = False

    class EndPassed(Message):
        """Posted for a step down from the last row."""

    def action_cursor_down(self) -> None:
        """Go one row down, and from the last one to the total, which is that of several rows."""
        if len(self.keys) > 1 and self.cursor_row == len(self.keys) - 1:
            self.post_message(self.EndPassed())
        else:
            super().action_cursor_down()

    def fit(self, width: int) -> bool:
        """Take the columns for a screen of this width; True if they are others than before."""
        sorted_by = (self.sorting or BY_SHARE).by if self.layout_of_columns.is_own else ""
        before, self._fitted = self._fitted, (width, self.layout_of_columns, sorted_by)
        if before == self._fitted:
            return False
        if before is not None and before[1] != self.layout_of_columns:
            self.is_narrow = None
        if not self.layout_of_columns.is_own:
            self.left_out, was_broad = 0, self._is_broad
            self._is_broad = width >= BROAD
            if was_broad != self._is_broad:
                self.is_narrow = None
            return super().fit(width)
        found = own_holdings_columns(width, self.layout_of_columns, sorted_by)
        self.is_narrow, self.left_out = width < self.wide_from, len(found.left_out)
        self.set_columns(found.columns)
        return True

    def columns_for(self, *, is_narrow: bool) -> tuple[Column[HoldingsRow], ...]:
        """The columns for a narrow or a wide screen."""
        return columns(is_narrow=is_narrow, is_broad=self._is_broad)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ← and → to the screen, which folds rows with them."""
        return False if action == "scroll_columns" else super().check_action(action, parameters)

    def show_holdings(self, view: HoldingsView) -> None:
        """Bring the table to this state."""
        self.mark_sorted(view.sorting)
        self.show(view.rows())
