"""The alerts of the chain in use, in memory and on disk; another program may change them meanwhile."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import AlertCondition, read_condition
from dtao_tui.domain.alerts.alert_states import AlertState
from dtao_tui.domain.alerts.firings import Firing, KeptFiring
from dtao_tui.domain.filters.filter_expressions import FilterTrouble
from dtao_tui.ports.alert_store import AlertStore, AlertStoreTrouble

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Read:
    alerts: tuple[Alert, ...]
    states: Mapping[str, AlertState]
    firings: tuple[KeptFiring, ...]
    read_until: int


class AlertRegister:
    """What is known of the alerts. Its changes are on disk when they return; they happen one at a time."""

    def __init__(self, store: AlertStore) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._states: dict[str, AlertState] = {}
        self._conditions: dict[str, AlertCondition | None] = {}
        self.genesis = ""
        """The chain whose alerts are known; empty before the first block."""

        self.alerts: tuple[Alert, ...] = ()
        """Oldest first."""

        self.firings: tuple[KeptFiring, ...] = ()
        """Newest first."""

        self.read_until = 0
        self.notice = ""
        """What a person must know of the record, as sentences; empty in the normal case."""

        self.on_change: Callable[[], None] = lambda: None
        """Called after each change."""

        self.on_notice: Callable[[str], None] = lambda _: None
        """Called with each new notice."""

    def state(self, alert: Alert) -> AlertState:
        """How far an alert is."""
        return self._states.get(alert.id, AlertState())

    def condition(self, alert: Alert) -> AlertCondition | None:
        """Its condition; None where this version cannot read it."""
        text = alert.condition
        if text not in self._conditions:
            try:
                self._conditions[text] = read_condition(text)
            except FilterTrouble:
                self._conditions[text] = None
        return self._conditions[text]

    def firings_of(self, alert: Alert) -> tuple[KeptFiring, ...]:
        """Its firings, newest first."""
        return tuple(each for each in self.firings if each.firing.alert_id == alert.id)

    def unread(self, alert: Alert) -> KeptFiring | None:
        """Its newest firing, if a person has not seen it."""
        newest = next((each for each in self.firings if each.firing.alert_id == alert.id), None)
        return newest if newest is not None and newest.number > self.read_until else None

    @property
    def fired(self) -> int:
        """How many alerts have fired that a person has not seen."""
        return sum(self.unread(alert) is not None for alert in self.alerts)

    async def refresh(self, genesis: str, *, keeps_states: bool = False) -> tuple[KeptFiring, ...]:
        """Read what another program changed, or all of another chain; the firings that came by that, oldest first.

        `keeps_states` is for the program that fires: its own states count, but for alerts that were changed.
        """
        async with self._turn:
            is_other = genesis != self.genesis
            try:
                read = await asyncio.to_thread(self._read, genesis, is_other or not keeps_states)
            except AlertStoreTrouble as trouble:
                self._say(str(trouble))
                return ()
            if read is None:
                return ()
            known = max((each.number for each in self.firings), default=self.read_until)
            same = (
                {alert.id for alert in set(read.alerts) & set(self.alerts)} if not is_other and keeps_states else set()
            )
            self._states = {**read.states, **{id: self._states[id] for id in same & self._states.keys()}}
            self.genesis, self.alerts, self.firings, self.read_until = (
                genesis,
                read.alerts,
                read.firings,
                read.read_until,
            )
            self._say(self._store.notice)
        self.on_change()
        return () if is_other else tuple(each for each in reversed(read.firings) if each.number > known)

    async def save(self, alert: Alert) -> None:
        """Add or replace an alert; how far it was stays if it asks for the same. Raises AlertStoreTrouble."""
        async with self._turn:
            before = next((each for each in self.alerts if each.id == alert.id), None)
            is_same = before is not None and _asks(before) == _asks(alert)
            state = self._states.pop(alert.id, None)

            def write() -> None:
                self._store.save(self.genesis, alert)
                if is_same and state is not None:
                    self._store.keep(self.genesis, {alert.id: state})

            await asyncio.to_thread(write)
            if is_same and state is not None:
                self._states[alert.id] = state
            if before is None:
                self.alerts = (*self.alerts, alert)
            else:
                self.alerts = tuple(alert if each.id == alert.id else each for each in self.alerts)
        self.on_change()

    async def remove(self, alert: Alert) -> None:
        """Remove an alert with its firings. Raises AlertStoreTrouble."""
        async with self._turn:
            await asyncio.to_thread(self._store.remove, self.genesis, alert.id)
            self._states.pop(alert.id, None)
            self.alerts = tuple(each for each in self.alerts if each.id != alert.id)
            self.firings = tuple(each for each in self.firings if each.firing.alert_id != alert.id)
        self.on_change()

    async def keep(self, states: Mapping[str, AlertState], firings: Sequence[Firing]) -> tuple[KeptFiring, ...]:
        """Take over states and firings; what the disk does not take counts until the end, and is said."""
        async with self._turn:
            self._states |= states
            try:
                kept = await asyncio.to_thread(self._store.keep, self.genesis, states, firings)
            except AlertStoreTrouble as trouble:
                self._say(str(trouble))
                first = max((each.number for each in self.firings), default=self.read_until) + 1
                kept = tuple(KeptFiring(first + place, firing) for place, firing in enumerate(firings))
            self.firings = (*reversed(kept), *self.firings)
        self.on_change()
        return kept

    def take_over(self, states: Mapping[str, AlertState]) -> None:
        """Take over states that need not be on disk yet."""
        self._states |= states

    async def note(self, number: int, words: str) -> None:
        """Note what became of a firing's command; never raises."""
        async with self._turn:
            try:
                await asyncio.to_thread(self._store.note, number, words)
            except AlertStoreTrouble as trouble:
                self._say(str(trouble))
            self.firings = tuple(
                KeptFiring(number, each.firing, words) if each.number == number else each for each in self.firings
            )
        self.on_change()

    async def mark_read(self) -> None:
        """A person has seen all firings that are known; never raises."""
        newest = max((each.number for each in self.firings), default=0)
        if newest <= self.read_until:
            return
        async with self._turn:
            self.read_until = newest
            try:
                await asyncio.to_thread(self._store.mark_read, self.genesis, newest)
            except AlertStoreTrouble as trouble:
                self._say(str(trouble))
        self.on_change()

    def _read(self, genesis: str, is_asked: bool) -> _Read | None:
        """All that is kept of a chain; None where nothing has changed and it is not asked for."""
        if not self._store.has_changed() and not is_asked:
            return None
        store = self._store
        return _Read(store.alerts(genesis), store.states(genesis), store.firings(genesis), store.read_until(genesis))

    def _say(self, sentence: str) -> None:
        is_new = sentence not in ("", self.notice)
        self.notice = sentence
        if is_new:
            _LOG.warning("%s", sentence)
            self.on_notice(sentence)


def _asks(alert: Alert) -> tuple[object, ...]:
    """What decides when it fires."""
    return alert.condition, alert.scope, alert.subnet, alert.is_on
