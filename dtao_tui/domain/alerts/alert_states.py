"""The state machine of an alert, as a pure fold over final samples and trades.

True at two samples in a row it fires, and not again before the value went back by a tenth of its limit; a single trade
is an event and fires at once. Between two firings of one alert lie at least ten minutes. After a pause the count of
samples begins anew, and what fires then came true while nobody looked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.history.bar_tiers import DAY, MINUTE
from dtao_tui.domain.subnet_id import SubnetId

QUIET = 10 * MINUTE
"""Milliseconds between two firings of one alert."""

PAUSE = 5 * MINUTE
"""Milliseconds between two samples from which they are none in a row: the headless recorder takes one a minute."""

FORGOTTEN_AFTER = DAY
"""Milliseconds for which it is known that an alert fired with a subnet that it is not asked about any more."""

OLDEST = 5 * MINUTE
"""Milliseconds by which a sample may be older than this machine's clock says, before it counts as stale."""


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """What a condition says of one subnet at one sample, or of one trade; None is not known."""

    is_true: bool | None
    is_near: bool | None
    """Whether it still holds with its limits a tenth easier; None also where that was not asked."""

    value: Decimal | None
    """Of its main comparison."""


class Phase(Enum):
    """How far an alert is with one subnet; with all others it is armed."""

    TRUE_ONCE = "once"
    """True at the last sample, not yet at two in a row."""

    DUE = "due"
    """True at two in a row, within the ten minutes after the last firing."""

    FIRED = "fired"
    """It has fired and waits for the value to go back."""


@dataclass(frozen=True, slots=True)
class SubnetPhase:
    """The phase of one subnet."""

    subnet: SubnetId
    phase: Phase
    since: int
    """The time of the sample at which it began, in milliseconds."""

    is_away: bool = False
    """Whether it came true in a pause."""


@dataclass(frozen=True, slots=True)
class AlertState:
    """How far an alert is; all times are the chain's, in milliseconds."""

    phases: tuple[SubnetPhase, ...] = ()
    """Of the subnets with which it is not armed."""

    sampled_at: int | None = None
    block: int = 0
    """The last block that it was asked at."""

    fired_at: int | None = None

    def phase_of(self, subnet: SubnetId) -> SubnetPhase | None:
        """The phase of a subnet; None where it is armed."""
        return next((each for each in self.phases if each.subnet == subnet), None)

    def is_quiet_at(self, time: int) -> bool:
        """Whether the last firing is less than ten minutes ago."""
        return self.fired_at is not None and time - self.fired_at < QUIET


@dataclass(frozen=True, slots=True)
class AlertSample:
    """What the condition said of the alert's subnets at one final block, the most telling first."""

    block: int
    time: int
    verdicts: Mapping[SubnetId, ConditionVerdict]


@dataclass(frozen=True, slots=True)
class TradeVerdict:
    """What the condition said of one trade in a final block."""

    subnet: SubnetId
    verdict: ConditionVerdict


@dataclass(frozen=True, slots=True)
class Fired:
    """That an alert fires: with which subnet, and of how many others the same came true."""

    subnet: SubnetId
    value: Decimal | None
    others: int = 0
    is_away: bool = False
    trade: int | None = None
    """The place of the trade among those that were asked about; None where it was a sample."""


def is_fresh(time: int, now: int) -> bool:
    """Whether a block of this time is new by this machine's clock; both in milliseconds."""
    return abs(now - time) <= OLDEST


def after_sample(state: AlertState, sample: AlertSample) -> tuple[AlertState, Fired | None]:
    """The state behind a final sample, and what fires; a block that is not newer changes nothing."""
    before = state.sampled_at
    if sample.block <= state.block or (before is not None and sample.time <= before):
        return state, None
    is_pause = before is not None and sample.time - before > PAUSE
    known = {each.subnet: each for each in state.phases}
    phases = {each.subnet: each for each in state.phases if _stays_unasked(each, sample)} | {
        subnet: phase
        for subnet, verdict in sample.verdicts.items()
        if (phase := _next(known.get(subnet), subnet, verdict, sample.time, is_pause)) is not None
    }
    due = [each for each in phases.values() if each.phase is Phase.DUE]
    state = replace(state, sampled_at=sample.time, block=sample.block, phases=tuple(phases.values()))
    if not due or state.is_quiet_at(sample.time):
        return state, None
    fired = {each.subnet: replace(each, phase=Phase.FIRED, since=sample.time) for each in due}
    state = replace(state, phases=tuple((phases | fired).values()), fired_at=sample.time)
    first = due[0]
    value = sample.verdicts[first.subnet].value
    return state, Fired(first.subnet, value, len(due) - 1, is_away=first.is_away)


def after_trades(
    state: AlertState, block: int, time: int, trades: Sequence[TradeVerdict]
) -> tuple[AlertState, Fired | None]:
    """The state behind the trades of a final block, and what fires: the first that holds, if none fired just now."""
    if block <= state.block:
        return state, None
    state = replace(state, sampled_at=time, block=block)
    held = [place for place, each in enumerate(trades) if each.verdict.is_true is True]
    if not held or state.is_quiet_at(time):
        return state, None
    largest = max(held, key=lambda place: trades[place].verdict.value or Decimal(0))
    found = trades[largest]
    fired = Fired(found.subnet, found.verdict.value, len(held) - 1, trade=largest)
    return replace(state, fired_at=time), fired


def _stays_unasked(known: SubnetPhase, sample: AlertSample) -> bool:
    """Whether a phase stays though the sample says nothing of its subnet: one that fired, for a day."""
    is_asked = known.subnet in sample.verdicts
    return known.phase is Phase.FIRED and not is_asked and sample.time - known.since <= FORGOTTEN_AFTER


def _next(
    known: SubnetPhase | None, subnet: SubnetId, verdict: ConditionVerdict, time: int, is_pause: bool
) -> SubnetPhase | None:
    """The phase of one subnet behind a sample; None is armed. What is not known is not true, and re-arms nothing."""
    if known is not None and known.phase is Phase.FIRED:
        return None if verdict.is_near is False else known
    if verdict.is_true is not True:
        return None
    if known is None or is_pause:
        return SubnetPhase(subnet, Phase.TRUE_ONCE, time, is_away=is_pause)
    return replace(known, phase=Phase.DUE)
