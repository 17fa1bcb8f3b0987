"""What accounts gained since when, and what their holdings have cost: answers from the account ledger.

Every method reads the disk and computes; screens call them in a thread. The newest entries come from the recorder's
memory, before they are final.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.ledger.account_changes import Interval, changes_in
from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.cost_book import AccountBook, SubnetCost, costs_of
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.ledger.entry_names import NamedEntry
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry
from dtao_tui.domain.ledger.returns import Returns
from dtao_tui.domain.ledger.statement import AccountStretch, RecordGap, Statement, statement_of
from dtao_tui.domain.ledger.worth_curve import WorthCurve, WorthSample, worth_curve
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.account_ledger import AccountLedgerRecord, RecordedStep
from dtao_tui.services.ledger.interval_steps import gap_between
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from dtao_tui.services.ledger.statement_returns import ValuedStretch, statement_returns


@dataclass(frozen=True, slots=True)
class Gained:
    """What led to what accounts are worth, with what that returned, and their worth over the time."""

    statement: Statement
    returns: Returns
    curve: WorthCurve


@dataclass(frozen=True, slots=True)
class _Known:
    """All that is known of one account."""

    opening: AccountState
    newest: AccountState
    late: tuple[LedgerEntry, ...]
    """What is not written down yet."""

    gaps: tuple[RecordGap, ...]
    """The gaps in that."""


class AccountStatements:
    """Statements and costs of accounts on one chain. All methods raise AccountLedgerTrouble."""

    def __init__(self, record: AccountLedgerRecord, recorder: LedgerRecorder | None = None) -> None:
        """Without a recorder, what lies between the record and now is known as a difference alone."""
        self._record = record
        self.recorder = recorder

    @property
    def notice(self) -> str:
        """What a person should know of the record, as a sentence; empty in the normal case."""
        return self._record.notice

    def statement(
        self, genesis: str, addresses: Iterable[str], since_ms: int, now: Mapping[str, AccountState] | None = None
    ) -> Statement | None:
        """What led to what these accounts are worth, from a time on; None where nothing is recorded of them.

        The statement begins at the last state that was kept before that time, or at the first sight of an account.
        `now` are newer states, of which no events are known.
        """
        found = (self._stretch(genesis, address, since_ms, (now or {}).get(address)) for address in addresses)
        stretches = [stretch for stretch in found if stretch is not None]
        return statement_of(stretches, self._record.names(genesis)) if stretches else None

    def gained(
        self, genesis: str, addresses: Iterable[str], since_ms: int, now: Mapping[str, AccountState] | None = None
    ) -> Gained | None:
        """Such a statement with the returns and the curve of its time, from one reading of the record."""
        valued = [
            self._valued(genesis, stretch, [] if self.recorder is None else self.recorder.pending(genesis, address))
            for address in addresses
            if (stretch := self._stretch(genesis, address, since_ms, (now or {}).get(address))) is not None
        ]
        names = self._record.names(genesis)
        statement = statement_of([each.stretch for each in valued], names)
        if statement is None:
            return None
        samples, entries = [], list[LedgerEntry]()
        for each in valued:
            kept = [sample for sample in each.samples if sample.time_ms >= since_ms]
            entries += each.stretch.entries
            samples.append(self._with_newest(kept, genesis, each.stretch.address))
        return Gained(statement, statement_returns(valued, since_ms, names), worth_curve(samples, entries, names))

    def entries(
        self, genesis: str, address: str, since_ms: int, now: AccountState | None = None
    ) -> tuple[LedgerEntry, ...]:
        """What happened to an account in the time of such a statement, oldest first."""
        stretch = self._stretch(genesis, address, since_ms, now)
        return () if stretch is None else tuple(stretch.entries)

    def costs(
        self,
        genesis: str,
        addresses: Iterable[str],
        method: CostMethod = CostMethod.AVERAGE,
        now: Mapping[str, AccountState] | None = None,
    ) -> Mapping[SubnetId, SubnetCost]:
        """What the holdings of these accounts together have cost, and what was realised, by subnet."""
        books = []
        for address in addresses:
            known = self._known(genesis, address, (now or {}).get(address))
            if known is not None:
                entries = (*self._record.entries(genesis, address), *known.late)
                books.append(AccountBook(address, known.opening, entries))
        return costs_of(books, self._record.names(genesis), method)

    def curve(self, genesis: str, addresses: Iterable[str], since_ms: int) -> WorthCurve:
        """What these accounts were worth together since a time, up to the newest state that is known of all."""
        samples, entries = [], list[LedgerEntry]()
        for address in addresses:
            known = self._known(genesis, address, None)
            if known is None:
                continue
            kept = self._record.samples(genesis, address, since_ms)
            entries += (*self._record.entries(genesis, address, kept[0].block if kept else -1), *known.late)
            samples.append(self._with_newest(kept, genesis, address))
        return worth_curve(samples, entries, self._record.names(genesis))

    def name(self, genesis: str, numbers: Iterable[int], named: NamedEntry | None) -> None:
        """Write down what unexplained entries were; None takes it back."""
        self._record.name(genesis, numbers, named)

    def type_opening(self, genesis: str, address: str, subnet: SubnetId, cost: int | None) -> None:
        """Write down what a stake had cost when it was first seen; None takes it back."""
        self._record.type_opening(genesis, address, subnet, cost)

    async def close(self) -> None:
        """Write what is final, and let another program write; never raises."""
        if self.recorder is not None:
            await self.recorder.close()

    def _valued(self, genesis: str, stretch: AccountStretch, late: Sequence[RecordedStep]) -> ValuedStretch:
        """A stretch with what the account was worth in it."""
        states = [step.after for step in late if stretch.start.block < step.after.block <= stretch.end.block]
        samples = self._record.samples(genesis, stretch.address, stretch.start.time_ms or 0)
        return ValuedStretch(stretch, samples, states)

    def _with_newest(self, kept: Sequence[WorthSample], genesis: str, address: str) -> Sequence[WorthSample]:
        newest = None if self.recorder is None else self.recorder.newest_sample(genesis, address)
        is_newer = newest is not None and (not kept or newest.time_ms > kept[-1].time_ms)
        return [*kept, newest] if newest is not None and is_newer else kept

    def _stretch(self, genesis: str, address: str, since_ms: int, now: AccountState | None) -> AccountStretch | None:
        known = self._known(genesis, address, now)
        if known is None:
            return None
        start = self._record.state_at(genesis, address, since_ms) or known.opening
        entries = self._record.entries(genesis, address, start.block)
        gaps = [gap for gap in self._record.gaps(genesis, address, start.block) if gap.first > start.block]
        late = (entry for entry in known.late if entry.block > start.block)
        return AccountStretch(address, start, known.newest, (*entries, *late), (*gaps, *known.gaps))

    def _known(self, genesis: str, address: str, now: AccountState | None) -> _Known | None:
        pending = [] if self.recorder is None else self.recorder.pending(genesis, address)
        newest = self._record.newest(genesis, address)
        steps = [step for step in pending if newest is None or step.after.block > newest.block]
        opening = self._record.opening(genesis, address) or (steps[0].after if steps else now)
        last = steps[-1].after if steps else newest or now
        if opening is None or last is None:
            return None
        if now is not None and now.block > last.block:
            steps.append(_unread_step(address, last, now))
        late = tuple(entry for step in steps for entry in step.entries)
        gaps = tuple(step.gap for step in steps if step.gap is not None)
        return _Known(opening, steps[-1].after if steps else last, late, gaps)


def _unread_step(address: str, before: AccountState, after: AccountState) -> RecordedStep:
    """What changed while nobody read events, as the difference alone."""
    changes = changes_in(Interval(before, after, None), address)
    return RecordedStep(changes.entries, after, gap=gap_between(before, after))
