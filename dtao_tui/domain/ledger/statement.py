"""The statement of a stretch of time: what led from an account's worth at its start to that at its end.

Per subnet and for the TAO of the account itself, `end = start + flows + yield + emission + basket + costs + price +
unexplained`, in whole rao at the prices of the blocks. Quantities are checked against the record: what the record does
not hold is unexplained, too, and never taken for a move of the price.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dtao_tui.domain.ledger.account_state import AccountState, value_at
from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry, StatementPart
from dtao_tui.domain.subnet_id import SubnetId


@dataclass(frozen=True, slots=True)
class RecordGap:
    """Blocks whose events were not read."""

    first: int
    last: int
    seconds: int | None = None
    """How long it lasted by the chain's clock; None where that is not known."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One subnet, or the TAO of the account itself, or all. All amounts are rao of TAO."""

    subnet: SubnetId | None
    start: int
    end: int
    parts: Mapping[StatementPart, int] = field(default_factory=dict)

    def part(self, part: StatementPart) -> int:
        """One of the parts; for a row of its own, flows hold what other rows gave it or got of it."""
        return self.parts.get(part, 0)

    @property
    def gained(self) -> int:
        """What was gained: all but flows, and without what is unexplained."""
        left_out = (StatementPart.FLOWS, StatementPart.UNEXPLAINED)
        return sum(rao for part, rao in self.parts.items() if part not in left_out)


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of time of one account, or of several together."""

    start_block: int
    start_ms: int | None
    end_block: int
    end_ms: int | None
    total: StatementRow
    rows: tuple[StatementRow, ...]
    """By subnet; the row without one is the TAO of the accounts themselves, and stands last."""

    counts: Mapping[StatementPart, int] = field(default_factory=dict)
    """How many entries each part is made of."""

    deposits: int = 0
    withdrawals: int = 0
    """What came from outside and what went there, in rao of TAO: together the flows."""

    to_name: tuple[LedgerEntry, ...] = ()
    """What is unexplained and was not named yet."""

    gaps: tuple[RecordGap, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the parts lead from start to end to the rao; false would be a fault of this program."""
        return all(row.start + sum(row.parts.values()) == row.end for row in (self.total, *self.rows))


@dataclass(frozen=True, slots=True)
class AccountStretch:
    """What the record holds of one account over a stretch of time."""

    address: str
    start: AccountState
    end: AccountState
    entries: Sequence[LedgerEntry]
    """All after the start's block, up to and with the end's."""

    gaps: Sequence[RecordGap] = ()


def statement_of(stretches: Sequence[AccountStretch], names: EntryNames | None = None) -> Statement | None:
    """The statement of these accounts together; None where there are none.

    An account that was first seen later begins with what it had then. What goes from one of them to another is neither
    deposit nor withdrawal.
    """
    if not stretches:
        return None
    maker = _StatementMaker(names or EntryNames(), frozenset(stretch.address for stretch in stretches))
    for stretch in stretches:
        maker.add(stretch)
    return maker.statement(stretches)


class _StatementMaker:
    """Sums by subnet and part."""

    def __init__(self, names: EntryNames, accounts: frozenset[str]) -> None:
        self._names = names
        self._accounts = accounts
        self._starts: dict[SubnetId | None, int] = {}
        self._ends: dict[SubnetId | None, int] = {}
        self._parts: dict[SubnetId | None, dict[StatementPart, int]] = {}
        self._counts: dict[StatementPart, int] = {}
        self._deposits = 0
        self._withdrawals = 0
        self._to_name: list[LedgerEntry] = []

    def add(self, stretch: AccountStretch) -> None:
        """Add one account."""
        start, end = stretch.start, stretch.end
        cash = start.cash
        held = {subnet: start.quantity(subnet) for subnet in start.subnets}
        worths = {subnet: start.value(subnet) for subnet in start.subnets}
        _add(self._starts, None, start.cash)
        _add(self._ends, None, end.cash)
        for entry in stretch.entries:
            cash += entry.cash
            if entry.subnet is not None:
                held[entry.subnet] = held.get(entry.subnet, 0) + entry.alpha
                worths[entry.subnet] = worths.get(entry.subnet, 0) + entry.worth
            self._enter(entry)
        self._book(None, StatementPart.UNEXPLAINED, end.cash - cash)
        for subnet in {*held, *end.subnets}:
            value, quantity, price = end.value(subnet), end.quantity(subnet), end.prices.get(subnet)
            _add(self._starts, subnet, start.value(subnet))
            _add(self._ends, subnet, value)
            untold = value - value_at(price, held.get(subnet, 0)) if quantity != held.get(subnet, 0) else 0
            self._book(subnet, StatementPart.UNEXPLAINED, untold)
            self._book(subnet, StatementPart.PRICE, value - worths.get(subnet, 0) - untold)

    def statement(self, stretches: Sequence[AccountStretch]) -> Statement:
        """The sums as they are now."""
        subnets = sorted(subnet for subnet in self._starts if subnet is not None)
        rows = [self._row(subnet) for subnet in (*subnets, None)]
        first = min((each.start for each in stretches), key=lambda state: state.block)
        last = max((each.end for each in stretches), key=lambda state: state.block)
        gaps = {(gap.first, gap.last): gap for each in stretches for gap in each.gaps}
        return Statement(
            first.block,
            first.time_ms,
            last.block,
            last.time_ms,
            _total(rows),
            tuple(rows),
            dict(self._counts),
            self._deposits,
            self._withdrawals,
            to_name=tuple(self._to_name),
            gaps=tuple(gap for _, gap in sorted(gaps.items())),
        )

    def _enter(self, entry: LedgerEntry) -> None:
        part = self._names.part_of(entry)
        self._counts[part] = self._counts.get(part, 0) + 1
        named = self._names.of(entry)
        if part is StatementPart.UNEXPLAINED and named is None:
            self._to_name.append(entry)
        if part is StatementPart.FLOWS:
            flow = self._names.flow_of(entry)
            # Of what was paid from outside, the rest is what the purchase cost or gained.
            self._book(entry.subnet, StatementPart.COSTS, entry.effect - flow)
            self._count_flow(entry, flow)
            self._book(entry.subnet, part, flow)
        elif entry.subnet is None or not entry.cash:
            self._book(entry.subnet, part, entry.effect)
        elif not entry.alpha and entry.kind is EntryKind.NETWORK_FEE:
            self._book(None, part, entry.cash)
        else:
            # TAO went from the account into the subnet's row, or came out of it; the rest is the cost of that.
            self._book(None, StatementPart.FLOWS, entry.cash)
            self._book(entry.subnet, StatementPart.FLOWS, -entry.cash)
            self._book(entry.subnet, part, entry.effect)

    def _count_flow(self, entry: LedgerEntry, flow: int) -> None:
        if entry.other in self._accounts:
            return
        if flow > 0:
            self._deposits += flow
        else:
            self._withdrawals += flow

    def _book(self, subnet: SubnetId | None, part: StatementPart, rao: int) -> None:
        parts = self._parts.setdefault(subnet, {})
        if rao:
            parts[part] = parts.get(part, 0) + rao

    def _row(self, subnet: SubnetId | None) -> StatementRow:
        parts = {part: rao for part, rao in self._parts.get(subnet, {}).items() if rao}
        return StatementRow(subnet, self._starts.get(subnet, 0), self._ends.get(subnet, 0), parts)


def _total(rows: Iterable[StatementRow]) -> StatementRow:
    told = tuple(rows)
    parts = {part: rao for part in StatementPart if (rao := sum(row.part(part) for row in told))}
    return StatementRow(None, sum(row.start for row in told), sum(row.end for row in told), parts)


def _add(sums: dict[SubnetId | None, int], subnet: SubnetId | None, rao: int) -> None:
    sums[subnet] = sums.get(subnet, 0) + rao
