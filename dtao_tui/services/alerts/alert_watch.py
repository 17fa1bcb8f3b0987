"""Asks the conditions of alerts at each block, and fires at final ones, where this program writes the record.

A block's verdicts wait until the recorder says that the block is final, so that no further request is made. The
program that only reads the record shows the same, and tells of what the other one fires.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

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
from dtao_tui.domain.alerts.firing_facts import firing_facts
from dtao_tui.domain.alerts.firings import Firing, KeptFiring, written
from dtao_tui.domain.amounts import Price
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Clock
from dtao_tui.services.alerts.alert_command import CommandRun, CommandRunner
from dtao_tui.services.alerts.alert_register import AlertRegister
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.hub import Hub

MOST_WAITING = 32
"""Blocks whose verdicts wait until they are final."""

SAVED_SECONDS = 60.0
"""How often it is written down until when the alerts were asked, if nothing else changes."""

UNKNOWN = ConditionVerdict(None, None, None)


@dataclass(frozen=True, slots=True)
class AlertFired:
    """An alert has fired, here or in the program that writes the record; published on the hub."""

    alert: Alert
    kept: KeptFiring


@dataclass(frozen=True, slots=True)
class AlertsChanged:
    """What is known of alerts has changed; published on the hub."""


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
    """Those that the fold needs: what is neither true nor near is left out."""

    found: Mapping[SubnetId, tuple[str, Price]]
    """Label and price of the subnets of which something is true."""

    now: Mapping[Alert, AlertNow] = field(default_factory=dict)


Rows = Callable[[Snapshot], Iterable[FilterRow]]


class AlertWatch:
    """Watches the market for all alerts of the chain in use."""

    def __init__(
        self, register: AlertRegister, rows: Rows, clock: Clock, fires: Callable[[], bool], commands: CommandRunner
    ) -> None:
        """`rows` gives what conditions may ask of a block; `fires` says whether this program writes the record."""
        self.register = register
        self._rows = rows
        self._clock = clock
        self._fires = fires
        self._commands = commands
        self._network = ""
        self._waiting: deque[_Look] = deque(maxlen=MOST_WAITING)
        self._final: dict[int, str] = {}
        self._turn = asyncio.Lock()
        self._was_firing = False
        self._saved_at = float("-inf")
        self._notes: set[asyncio.Task[None]] = set()
        self.now: Mapping[Alert, AlertNow] = {}
        """What each condition says at the newest block; of one that asks for trades, nothing."""

        self.is_stale = False
        """Whether the newest block is too old, or too far ahead, to fire by."""

        self.on_fired: Callable[[AlertFired], None] = lambda _: None
        """Called with each alert that fires."""

    @property
    def is_firing(self) -> bool:
        """Whether this program fires alerts; else another one does, or none."""
        return self._fires()

    @property
    def needs_final_blocks(self) -> bool:
        """Whether an alert waits for blocks to become final."""
        return any(True for _ in self._asked(is_on=True))

    def follow(self, hub: Hub, recorder: Recorder) -> None:
        """Take blocks from the hub and their finality from the recorder, and publish AlertFired and AlertsChanged."""
        recorder.is_waited_for = lambda: self.needs_final_blocks
        recorder.on_final = self.confirm
        self.on_fired = hub.publish
        self.register.on_change = lambda: hub.publish(AlertsChanged())
        hub.subscribe_background(Snapshot, "The watch of the alerts", self.observe)

    async def observe(self, snapshot: Snapshot) -> None:
        """Ask all conditions at a new block."""
        is_firing = self._fires()
        if snapshot.genesis != self.register.genesis:
            self._waiting.clear()
            self._final.clear()
        self._network = snapshot.network
        news = await self.register.refresh(snapshot.genesis, keeps_states=is_firing and self._was_firing)
        self._was_firing = is_firing
        self._tell(news)
        asked = tuple(self._asked(is_on=False))
        if not asked or snapshot.time_ms is None:
            self.now = {}
            return
        look = await asyncio.to_thread(_looked, asked, snapshot, snapshot.time_ms, self._rows)
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
        if self._was_firing:
            states = {alert.id: self.register.state(alert) for alert, _ in self._asked(is_on=True)}
            await self.register.keep(states, ())
        await self._commands.close()
        await asyncio.gather(*self._notes, return_exceptions=True)

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
        fired: list[tuple[Alert, Firing]] = []
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
                fired.append((alert, _firing(alert, condition, found, look)))
        if not is_due:
            self.register.take_over(states)
            return
        self._saved_at = self._clock.now()
        kept = await self.register.keep(states, [firing for _, firing in fired])
        self._tell(kept)
        self._run_commands(kept)

    def _tell(self, kept: Sequence[KeptFiring]) -> None:
        by_id = {alert.id: alert for alert in self.register.alerts}
        for each in kept:
            if each.firing.alert_id in by_id:
                self.on_fired(AlertFired(by_id[each.firing.alert_id], each))

    def _run_commands(self, kept: Sequence[KeptFiring]) -> None:
        by_id = {alert.id: alert for alert in self.register.alerts}
        for each in kept:
            alert = by_id.get(each.firing.alert_id)
            if alert is not None and alert.command:
                facts = {"schema": 1, "network": self._network, "genesis": self.register.genesis}
                document = json.dumps(facts | firing_facts(alert, each.firing)).encode() + b"\n"
                self._commands.run(CommandRun(alert.command, document, partial(self._note, each.number)))

    def _note(self, number: int, words: str) -> None:
        task = asyncio.create_task(self.register.note(number, words), name="note of a command")
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)


def _looked(asked: Sequence[tuple[Alert, AlertCondition]], snapshot: Snapshot, time: int, rows: Rows) -> _Look:
    """Ask all conditions; runs in a thread, for thousands of subnets take a while."""
    facts = tuple(rows(snapshot))
    subnets = {each.subnet.id: each.subnet for each in facts}
    verdicts: dict[Alert, Mapping[SubnetId, ConditionVerdict]] = {}
    now: dict[Alert, AlertNow] = {}
    found: set[SubnetId] = set()
    for alert, condition in asked:
        told = verdicts_of(alert, condition, facts)
        first = next(iter(told), None)
        if first is not None:
            now[alert] = AlertNow(subnets[first].label, told[first], len(told))
        verdicts[alert] = {
            subnet: verdict
            for subnet, verdict in told.items()
            if verdict.is_true is True or verdict.is_near is not False
        }
        found |= {subnet for subnet, verdict in told.items() if verdict.is_true is True}
    labels = {subnet: (subnets[subnet].label, subnets[subnet].price) for subnet in found}
    return _Look(snapshot.block, snapshot.block_hash, time, verdicts, labels, now)


def _firing(alert: Alert, condition: AlertCondition, fired: Fired, look: _Look) -> Firing:
    label, price = look.found.get(fired.subnet, (str(fired.subnet.netuid), None))
    return Firing(
        alert.id,
        look.time,
        look.block,
        fired.subnet,
        label,
        written(fired.value),
        condition.main.field.unit_read,
        fired.others,
        fired.is_away,
        price,
    )
