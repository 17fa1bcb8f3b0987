"""Alerts of `dtao-tui record`: watched beside the recorder, and told on standard error."""

import re
import sys

from dtao_tui.chain.reading.block_reader import MOST_ADDRESSES
from dtao_tui.cli.alert_parts import watch_of_alerts
from dtao_tui.cli.console import complain
from dtao_tui.domain.alerts.alert import Scope
from dtao_tui.domain.alerts.alert_text import firing_sentence
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.market_record import MarketRecord
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.alerts.alert_teller import AlertFired
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.settings import Settings

_ASKS_HELD = re.compile(r"\bheld\b", re.IGNORECASE)


class RecordedAlerts:
    """The alerts, as the headless recorder joins them."""

    def __init__(self, settings: Settings, store: MarketRecord, recorder: Recorder, clock: Clock) -> None:
        self._settings = settings
        self.records_accounts = False
        """Whether the accounts are recorded, too."""

        self.memory = MarketMemory(store, clock)
        # Read with each block, for the app may change them meanwhile.
        lists = WatchedSubnets(settings.places.watch_lists, settings.places.watched_subnets).watched
        self.watch = watch_of_alerts(settings.places, clock, recorder, BlockFacts(self.memory, lists))
        recorder.on_final = self.watch.confirm
        self.watch.teller.on_fired = self.tell
        self.watch.register.on_notice = complain

    def addresses(self) -> tuple[str, ...]:
        """The addresses of this user's wallets, if they are recorded or an alert asks what is held; else none."""
        alerts = [alert for alert in self.watch.register.alerts if alert.is_on]
        asks_held = any(alert.scope is Scope.HELD or _ASKS_HELD.search(alert.condition) for alert in alerts)
        if not asks_held and not self.records_accounts:
            return ()
        from dtao_tui.cli.composition import known_addresses

        return known_addresses(self._settings)[:MOST_ADDRESSES]

    @property
    def ask_for_trades(self) -> bool:
        """Whether an alert that is on asks for trades, so that every block has to be read."""
        register = self.watch.register
        conditions = (register.condition(alert) for alert in register.alerts if alert.is_on)
        return any(condition is not None and condition.is_event for condition in conditions)

    async def observe(self, snapshot: Snapshot) -> None:
        """A block of the recorder's, before it is recorded."""
        await self.memory.observe(snapshot)
        await self.watch.observe(snapshot)

    def tell(self, fired: AlertFired) -> None:
        """Put a line on standard error, and ring where that is a terminal."""
        alert, firing = fired.alert, fired.kept.firing
        complain(f"! {alert.name}: {firing_sentence(alert, firing, self.watch.register.condition(alert))}")
        if alert.rings_bell and sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\a")
            sys.stderr.flush()
