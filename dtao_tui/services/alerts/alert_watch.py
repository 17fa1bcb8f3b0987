"""Asks the conditions of alerts at each block, and fires at final ones, where this program writes the record.

A block's verdicts wait until the recorder says that the block is final, so that no further request is made. The
program that only reads the record shows the same, and tells of what the other one fires. Trades are `trade_alerts`'s.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import AlertCondition, verdicts_of
from dtao_tui.domain.alerts.alert_states import (
    AlertSample,
    AlertState,
    ConditionVerdict,
    Fired,
    after_sample,
    is_fresh,
)
from dtao_tui.domain.alerts.firings import Firing, written
from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Clock
from dtao_tui.services.alerts.alert_register import AlertRegister
from dtao_tui.services.alerts.alert_teller import AlertTeller
from dtao_tui.services.alerts.trade_alerts import Rows, TradeAlerts
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.hub import Hub

MOST_WAITING = 32
"""Blocks whose verdicts wait until they are final."""

SAVED_SECONDS = 60.0
"""How often it is written down until when the alerts were asked, if nothing else changes."""

UNKNOWN = ConditionVerdict(None, None, None)


@dataclass(frozen=True, slots=True)
class AlertsChanged:
    """What is known of alerts has changed; published on the hub."""


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """What a person must know of the record of alerts; published on the hub when it changes."""

    sentence: str


@dataclass(frozen=True, slots=True)
class AlertNow:
    """What the condition of an alert says at the newest block."""

    subnet: str = ""
    """The label of the subnet whose value is shown: the one farthest beyond the limit, or nearest to it."""

    verdict: ConditionVerdict = UNKNOWN
    subnets: int = 0
    """How many it looks at."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What the conditions said at one block."""

    block: int
    block_hash: str
    time: int
    verdicts: Mapping[Alert, Mapping[SubnetId, ConditionVerdict]]
    """Those that the fold needs: of subnets of which it is true, or that have a phase."""

    found: Mapping[SubnetId, tuple[str, Price]]
    """Label and price of the subnets of which something is true."""

    now: Mapping[Alert, AlertNow] = field(default_factory=dict)


class AlertWatch:
    """Watches the market for all alerts of the chain in use."""

    def __init__(
        self, register: AlertRegister, rows: Rows, clock: Clock, fires: Callable[[], bool], teller: AlertTeller
    ) -> None:
        """`rows` gives what conditions may ask of a block; `fires` says whether this program writes the record."""
        self.register = register
        self.teller = teller
        self.trades = TradeAlerts(register, rows, clock, teller)
        self._rows = rows
        self._clock = clock
        self._fires = fires
        self._waiting: deque[_Look] = deque(maxlen=MOST_WAITING)
        self._final: dict[int, str] = {}
        self._turn = asyncio.Lock()
        self._was_firing = False
        self._saved_at = float("-inf")
        self.now: Mapping[Alert, AlertNow] = {}
        """What each condition says at the newest block; of one that asks for trades, nothing."""

        self.is_stale = False
        """Whether the newest block is too old, or too far ahead, to fire by."""

    @property
    def is_firing(self) -> bool:
        """Whether this program fires alerts; else another one does, or none."""
        return self._fires()

    def follow(self, hub: Hub, recorder: Recorder, events: EventsFollower) -> None:
        """Take blocks and trades from the hub and finality from the recorder; publish AlertFired and AlertsChanged."""
        recorder.is_waited_for = lambda: any(True for _ in self._asked(is_on=True))
        recorder.on_final = self.confirm
        self.teller.on_fired = hub.publish
        self.register.on_change = lambda: hub.publish(AlertsChanged())
        self.register.on_notice = lambda sentence: hub.publish(AlertNotice(sentence))
        self.trades.follow(hub, events)
        hub.subscribe_background(Snapshot, "The watch of the alerts", self.observe)

    async def observe(self, snapshot: Snapshot) -> None:
        """Ask all conditions at a new block."""
        is_firing = self._fires()
        if snapshot.genesis != self.register.genesis:
            self._waiting.clear()
            self._final.clear()
        self.teller.network = snapshot.network
        news = await self.register.refresh(snapshot.genesis, keeps_states=is_firing and self._was_firing)
        self._was_firing = is_firing
        self.teller.tell(news)
        self.trades.observe(snapshot, is_firing=is_firing)
        asked = tuple(self._asked(is_on=False))
        if not asked or snapshot.time_ms is None:
            self.now = {}
            return
        fired = {alert: {each.subnet for each in self.register.state(alert).phases} for alert, _ in asked}
        look = await asyncio.to_thread(_looked, asked, fired, snapshot, self._rows)
        self.now, self.is_stale = look.now, not self._is_fresh(look)
        if is_firing:
            self._waiting.append(look)
            await self._settle()
        self.register.on_change()

    async def confirm(self, samples: Sequence[BlockSample]) -> None:
        """These blocks are final: fire what has come true by them."""
        for sample in samples:
            if sample.genesis == self.register.genesis:
                self._final[sample.block] = sample.block_hash
        for block in sorted(self._final)[: -2 * MOST_WAITING]:
            del self._final[block]
        await self._settle()

    async def close(self) -> None:
        """Write down until when the alerts were asked, and end the command that runs; never raises."""
        await self.trades.close()
        if self._was_firing:
            on = (alert for alert in self.register.alerts if alert.is_on)
            await self.register.keep({alert.id: self.register.state(alert) for alert in on}, ())
        await self.teller.close()

    def _asked(self, *, is_on: bool) -> Iterable[tuple[Alert, AlertCondition]]:
        """The alerts that are asked of samples, those that are off too unless `is_on`."""
        for alert in self.register.alerts:
            condition = self.register.condition(alert)
            if condition is not None and not condition.is_event and (alert.is_on or not is_on):
                yield alert, condition

    def _is_fresh(self, look: _Look) -> bool:
        return is_fresh(look.time, round(self._clock.wall() * 1000))

    async def _settle(self) -> None:
        """Fold the verdicts of the blocks that are final by now, oldest first."""
        async with self._turn:
            newest = max(self._final, default=-1)
            while self._waiting and self._waiting[0].block <= newest:
                look = self._waiting.popleft()
                if self._final.get(look.block) == look.block_hash and self._is_fresh(look):
                    await self._fold(look)

    async def _fold(self, look: _Look) -> None:
        states: dict[str, AlertState] = {}
        firings: list[Firing] = []
        is_due = self._clock.now() - self._saved_at >= SAVED_SECONDS
        for alert, condition in self._asked(is_on=True):
            # An alert that was changed since then is another one.
            if alert not in look.verdicts:
                continue
            before = self.register.state(alert)
            sample = AlertSample(look.block, look.time, look.verdicts[alert])
            states[alert.id], found = after_sample(before, sample)
            is_due = is_due or before.phases != states[alert.id].phases
            if found is not None:
                firings.append(_firing(alert, condition, found, look))
        if not is_due:
            self.register.take_over(states)
            return
        self._saved_at = self._clock.now()
        await self.teller.fire(states, firings)


def _looked(
    asked: Sequence[tuple[Alert, AlertCondition]],
    fired: Mapping[Alert, Set[SubnetId]],
    snapshot: Snapshot,
    rows: Rows,
) -> _Look:
    """Ask all conditions; runs in a thread, for thousands of subnets take a while. `fired` are subnets with phases."""
    facts = tuple(rows(snapshot))
    subnets = {each.subnet.id: each.subnet for each in facts}
    verdicts: dict[Alert, Mapping[SubnetId, ConditionVerdict]] = {}
    now: dict[Alert, AlertNow] = {}
    found: set[SubnetId] = set()
    for alert, condition in asked:
        told = verdicts_of(alert, condition, facts, fired[alert])
        first = next(iter(told), None)
        now[alert] = AlertNow() if first is None else AlertNow(subnets[first].label, told[first], len(told))
        verdicts[alert] = {
            subnet: verdict for subnet, verdict in told.items() if verdict.is_true is True or subnet in fired[alert]
        }
        found |= {subnet for subnet, verdict in told.items() if verdict.is_true is True}
    labels = {subnet: (subnets[subnet].label, subnets[subnet].price) for subnet in found}
    return _Look(snapshot.block, snapshot.block_hash, snapshot.time_ms or 0, verdicts, labels, now)


def _firing(alert: Alert, condition: AlertCondition, fired: Fired, look: _Look) -> Firing:
    label, price = look.found.get(fired.subnet, (str(fired.subnet.netuid), None))
    return Firing(
        alert.id,
        look.time,
        look.block,
        fired.subnet,
        label,
        written(fired.value),
        condition.unit,
        fired.others,
        fired.is_away,
        price,
    )
