"""The curve of what accounts were worth, against having done nothing: all of it held as TAO, deposits and all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry, StatementPart


@dataclass(frozen=True, slots=True)
class WorthSample:
    """What an account was worth at one time, in rao of TAO."""

    block: int
    time_ms: int
    spot: int
    """The account's own TAO and all stakes at the price."""

    exit: int | None
    """The same with what selling the stakes would have paid; None where that was not known of a part."""


@dataclass(frozen=True, slots=True)
class WorthPoint:
    """One time of the curve, in rao of TAO."""

    time_ms: int
    worth: int
    """The accounts' own TAO and what selling their stakes would have paid."""

    held: int
    """What there would be, had the first point's worth and every later deposit stayed TAO."""


@dataclass(frozen=True, slots=True)
class WorthFlow:
    """TAO, or stake by its worth, that came from outside or went there."""

    time_ms: int
    rao: int


@dataclass(frozen=True, slots=True)
class WorthCurve:
    """A stretch of time, oldest first."""

    points: tuple[WorthPoint, ...] = ()
    flows: tuple[WorthFlow, ...] = ()

    @property
    def largest_fall(self) -> Decimal | None:
        """The largest loss from a peak, in per cent of it, flows taken out; None of less than two points."""
        if len(self.points) < 2:
            return None
        first = self.points[0].held
        peak, worst = 0, Decimal(0)
        for point in self.points:
            own = point.worth - (point.held - first)
            peak = max(peak, own)
            if peak > 0:
                worst = min(worst, Decimal((own - peak) * 100) / peak)
        return worst


def worth_curve(
    samples: Iterable[Sequence[WorthSample]], entries: Iterable[LedgerEntry], names: EntryNames
) -> WorthCurve:
    """The curve of several accounts together, at the times at which all were known; `samples` are one list each."""
    accounts = [[sample for sample in told if sample.exit is not None] for told in samples]
    if not accounts:
        return WorthCurve()
    by_time = [{sample.time_ms: sample for sample in account} for account in accounts]
    times = sorted(set(by_time[0]).intersection(*by_time[1:]))
    if not times:
        return WorthCurve()
    flows = [entry for entry in entries if names.part_of(entry) is StatementPart.FLOWS]
    flows.sort(key=lambda entry: entry.block)
    points: list[WorthPoint] = []
    begin, at, come = by_time[0][times[0]].block, 0, 0
    base = sum(account[times[0]].exit or 0 for account in by_time)
    shown: list[WorthFlow] = []
    for time in times:
        block = by_time[0][time].block
        while at < len(flows) and flows[at].block <= block:
            if flows[at].block > begin:
                flow = names.flow_of(flows[at])
                come += flow
                shown.append(WorthFlow(flows[at].time_ms or time, flow))
            at += 1
        worth = sum(account[time].exit or 0 for account in by_time)
        points.append(WorthPoint(time, worth, base + come))
    return WorthCurve(tuple(points), tuple(shown))
