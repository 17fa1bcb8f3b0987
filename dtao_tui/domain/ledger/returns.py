"""Time-weighted and money-weighted return of a stretch of time, computed in integers from worths and flows.

A flow counts at the end of its block: what was worth V right behind a flow F was worth V − F without it. Both returns
are of the whole stretch, not per year. What cannot be told is absent, with a sentence: it is never zero.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

TOLERANCE = Fraction(1, 10**9)
"""By how much the money-weighted growth may be off: a ten-millionth of a per cent."""

LARGE_FLOW = 10
"""A flow of more than a tenth of the worth before it must be counted where it came."""

_STEPS_LOG = 20
_STEPS = 1 << _STEPS_LOG
"""Parts of the stretch to which the times of flows are rounded down: half a minute of a year."""

_SCALE = 160
_ONE = 1 << _SCALE
_FARTHEST = 40
"""Growth between e to the power of minus this and of this is looked for."""

_PERCENT_PARTS = 10**6


@dataclass(frozen=True, slots=True)
class Valuation:
    """What accounts were worth together right behind a block, in rao of TAO."""

    block: int
    time_ms: int
    rao: int


@dataclass(frozen=True, slots=True)
class DatedFlow:
    """What came from outside in a block, or below zero went there, in rao of TAO."""

    block: int
    time_ms: int
    rao: int


@dataclass(frozen=True, slots=True)
class Return:
    """One return as a share of what there was: 0.5 is 50 per cent; None with the sentence that says why."""

    share: Fraction | None
    reason: str = ""

    @property
    def percent(self) -> Decimal | None:
        """In per cent, to a millionth of one, half to even."""
        return None if self.share is None else Decimal(round(self.share * 100 * _PERCENT_PARTS)) / _PERCENT_PARTS


@dataclass(frozen=True, slots=True)
class Returns:
    """Both returns of a stretch of time."""

    time_weighted: Return
    money_weighted: Return
    start_block: int | None = None
    end_block: int | None = None
    latest_ms: int = 0
    """The longest time after a flow at which the worth was next known, and the flow counted."""


def unavailable(reason: str) -> Returns:
    """Neither of them, for one reason."""
    return Returns(Return(None, reason), Return(None, reason))


def returns_of(valuations: Sequence[Valuation], flows: Iterable[DatedFlow]) -> Returns:
    """The returns from the first of the valuations to the last; they stand in the order of their blocks."""
    if len(valuations) < 2 or valuations[0].time_ms >= valuations[-1].time_ms:
        return unavailable("there is one time only of which the worth is known.")
    first, last = valuations[0], valuations[-1]
    counted = [flow for flow in flows if first.block < flow.block <= last.block and flow.rao]
    weighted, latest = _time_weighted(valuations, counted)
    return Returns(weighted, money_weighted(first, last, counted), first.block, last.block, latest)


def _time_weighted(valuations: Sequence[Valuation], flows: Sequence[DatedFlow]) -> tuple[Return, int]:
    """The product of what each stretch between flows grew by, and by how long a flow was counted late."""
    blocks = [each.block for each in valuations]
    by_place: dict[int, list[DatedFlow]] = {}
    for flow in flows:
        by_place.setdefault(bisect_left(blocks, flow.block), []).append(flow)
    by_place.setdefault(len(blocks) - 1, [])
    grown, base, before, latest = 1, 1, valuations[0].rao, 0
    for place in sorted(by_place):
        now = valuations[place]
        late = [flow for flow in by_place[place] if flow.block < now.block]
        if sum(abs(flow.rao) for flow in late) * LARGE_FLOW > before:
            return Return(None, "what there was worth at a large deposit or withdrawal is not known."), 0
        latest = max([latest, *(now.time_ms - flow.time_ms for flow in late)])
        own = now.rao - sum(flow.rao for flow in by_place[place])
        if (before <= 0 < own) or own < 0:
            return Return(None, "a part of it began with nothing."), 0
        if before > 0:
            grown, base = grown * own, base * before
        before = now.rao
    if base == 1:
        return Return(None, "there was nothing that could grow."), 0
    return Return(Fraction(grown, base) - 1), latest


def money_weighted(start: Valuation, end: Valuation, flows: Iterable[DatedFlow]) -> Return:
    """The one steady growth that leads from the start, with every flow at its time, to the end.

    Found by bisection to within TOLERANCE. Where no rate leads there, or more than one might, none is told.
    """
    terms = _terms(start, end, flows)
    signs = [rao > 0 for _, rao in terms if rao]
    turns = sum(1 for one, other in pairwise(signs) if one is not other)
    if not end.rao and all(signs) and signs:
        return Return(Fraction(-1))
    if not turns:
        return Return(None, "no rate leads from the start to the end.")
    low, high = _ONE - (_FARTHEST << _SCALE) // _STEPS, _ONE + (_FARTHEST << _SCALE) // _STEPS
    if _balance(terms, low) > 0 or _balance(terms, high) < 0:
        which = "no rate leads" if turns == 1 else "no rate, or more than one, leads"
        return Return(None, f"{which} from the start to the end.")
    while _growth(high) - _growth(low) > TOLERANCE and high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _balance(terms, middle) >= 0 else (middle, high)
    if turns > 1 and not _is_never_owed(terms, low):
        return Return(None, "more than one rate may lead from the start to the end.")
    return Return((_growth(low) + _growth(high)) / 2 - 1)


def _terms(start: Valuation, end: Valuation, flows: Iterable[DatedFlow]) -> list[tuple[int, int]]:
    """What there was, came and is left, by how many steps of the stretch it grows, the longest first."""
    span = end.time_ms - start.time_ms
    sums = {_STEPS: start.rao}
    for flow in flows:
        passed = min(max(flow.time_ms - start.time_ms, 0), span)
        left = _STEPS - passed * _STEPS // span
        sums[left] = sums.get(left, 0) + flow.rao
    sums[0] = sums.get(0, 0) - end.rao
    return sorted(sums.items(), reverse=True)


def _balance(terms: Sequence[tuple[int, int]], step: int) -> int:
    """What is too much at the end, if every step grows by this, in rao at the scale."""
    powers = _powers(step)
    return sum(rao * _power(powers, left) for left, rao in terms)


def _is_never_owed(terms: Sequence[tuple[int, int]], step: int) -> bool:
    """Whether at this growth something was there at every time; then no other growth leads to the same end.

    With less growth every later balance would be less, with more growth more.
    """
    powers = _powers(step)
    held, before = 0, _STEPS
    for left, rao in terms[:-1]:
        held = (held * _power(powers, before - left) >> _SCALE) + rao
        before = left
        if held < 0:
            return False
    return True


def _powers(step: int) -> list[int]:
    """The step's growth to the powers 1, 2, 4 … of two."""
    powers = [step]
    for _ in range(_STEPS_LOG):
        powers.append(powers[-1] * powers[-1] >> _SCALE)
    return powers


def _power(powers: Sequence[int], exponent: int) -> int:
    grown, place = _ONE, 0
    while exponent:
        if exponent & 1:
            grown = grown * powers[place] >> _SCALE
        exponent >>= 1
        place += 1
    return grown


def _growth(step: int) -> Fraction:
    """The growth of the whole stretch."""
    return Fraction(_powers(step)[_STEPS_LOG], _ONE)
