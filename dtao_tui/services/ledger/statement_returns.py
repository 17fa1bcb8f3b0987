"""Returns of the accounts of a statement: the worths and flows of its time, put together from the account ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.ledger.ledger_entries import StatementPart
from dtao_tui.domain.ledger.returns import DatedFlow, Returns, Valuation, returns_of, unavailable
from dtao_tui.domain.ledger.statement import AccountStretch
from dtao_tui.domain.ledger.worth_curve import WorthSample

TOO_SMALL = 10**6
"""What nothing explains counts as gained where it is less than this part of the worth: no shown digit tells it."""


@dataclass(frozen=True, slots=True)
class ValuedStretch:
    """One account's part of a statement, with what it was worth in that time."""

    stretch: AccountStretch
    samples: Sequence[WorthSample]
    states: Sequence[AccountState] = ()
    """Later states, which are not recorded yet."""


def statement_returns(valued: Sequence[ValuedStretch], since_ms: int, names: EntryNames) -> Returns:
    """The returns of these accounts together, from the last time before the statement's at which all are known.

    What one of them got of another is neither deposit nor withdrawal.
    """
    valuations = _together(valued, since_ms)
    if not valuations:
        return unavailable("the accounts were never known at one time.")
    first, last = valuations[0], valuations[-1]
    stretches = [each.stretch for each in valued]
    gaps = {(gap.first, gap.last) for each in stretches for gap in each.gaps if gap.last > first.block}
    if gaps:
        blocks = sum(end - begin + 1 for begin, end in gaps)
        return unavailable(f"nobody read {blocks:,} blocks of this time, and what came or went in them is not known.")
    entries = [entry for each in stretches for entry in each.entries if entry.block > first.block]
    untold = [entry for entry in entries if names.part_of(entry) is StatementPart.UNEXPLAINED]
    if sum(abs(entry.effect) for entry in untold) * TOO_SMALL > max(first.rao, last.rao):
        return unavailable("nothing explains a part of the change.")
    flows = [entry for entry in entries if names.part_of(entry) is StatementPart.FLOWS]
    by_block: dict[int, tuple[int, int]] = {}
    for entry in flows:
        time, rao = by_block.get(entry.block, (last.time_ms if entry.time_ms is None else entry.time_ms, 0))
        by_block[entry.block] = (time, rao + names.flow_of(entry))
    return returns_of(valuations, [DatedFlow(block, *told) for block, told in sorted(by_block.items())])


def _together(valued: Sequence[ValuedStretch], since_ms: int) -> list[Valuation]:
    """What all of them were worth at the blocks of which that is known of all, from the statement's start on."""
    accounts = [dict(_worths(each)) for each in valued]
    if not accounts:
        return []
    common = set(accounts[0]).intersection(*accounts[1:])
    found = [
        Valuation(block, accounts[0][block][0], sum(account[block][1] for account in accounts))
        for block in sorted(common)
    ]
    begin = max((at for at, each in enumerate(found) if each.time_ms <= since_ms), default=0)
    return found[begin:]


def _worths(valued: ValuedStretch) -> Iterable[tuple[int, tuple[int, int]]]:
    """The block, its time and the worth, of all that is known of one account."""
    stretch = valued.stretch
    for sample in valued.samples:
        if stretch.start.block < sample.block < stretch.end.block:
            yield sample.block, (sample.time_ms, sample.spot)
    for state in (stretch.start, *valued.states, stretch.end):
        if state.time_ms is not None:
            yield state.block, (state.time_ms, state.worth)
