"""Writes firings down, tells of them through the hub, and runs the commands of their alerts."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_states import AlertState
from dtao_tui.domain.alerts.firing_facts import firing_facts
from dtao_tui.domain.alerts.firings import Firing, KeptFiring
from dtao_tui.services.alerts.alert_command import CommandRun, CommandRunner
from dtao_tui.services.alerts.alert_register import AlertRegister


@dataclass(frozen=True, slots=True)
class AlertFired:
    """An alert has fired, here or in the program that writes the record; published on the hub."""

    alert: Alert
    kept: KeptFiring


class AlertTeller:
    """Tells of what fires."""

    def __init__(self, register: AlertRegister, commands: CommandRunner) -> None:
        self._register = register
        self._commands = commands
        self._notes: set[asyncio.Task[None]] = set()
        self.network = ""
        """The network of the chain in use, as commands are told."""

        self.on_fired: Callable[[AlertFired], None] = lambda _: None
        """Called with each alert that fires."""

    async def fire(self, states: Mapping[str, AlertState], firings: Sequence[Firing]) -> None:
        """Write states and firings down, then tell of the firings and run their commands; never raises."""
        kept = await self._register.keep(states, firings)
        self.tell(kept)
        by_id = {alert.id: alert for alert in self._register.alerts}
        for each in kept:
            alert = by_id.get(each.firing.alert_id)
            if alert is not None and alert.command:
                facts = {"schema": 1, "network": self.network, "genesis": self._register.genesis}
                document = json.dumps(facts | firing_facts(alert, each.firing)).encode() + b"\n"
                self._commands.run(CommandRun(alert.command, document, partial(self._note, each.number)))

    def tell(self, kept: Sequence[KeptFiring]) -> None:
        """Tell of firings, those of another program too; no command is run."""
        by_id = {alert.id: alert for alert in self._register.alerts}
        for each in kept:
            if each.firing.alert_id in by_id:
                self.on_fired(AlertFired(by_id[each.firing.alert_id], each))

    async def close(self) -> None:
        """End the command that runs; never raises."""
        await self._commands.close()
        await asyncio.gather(*self._notes, return_exceptions=True)

    def _note(self, number: int, words: str) -> None:
        task = asyncio.create_task(self._register.note(number, words), name="note of a command")
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)
