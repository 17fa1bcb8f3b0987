"""The watch of the alerts, joined from its parts."""

from dtao_tui.ports.chain import Clock
from dtao_tui.records.alerts.alert_book import AlertBook
from dtao_tui.services.alerts.alert_command import CommandRunner
from dtao_tui.services.alerts.alert_register import AlertRegister
from dtao_tui.services.alerts.alert_teller import AlertTeller
from dtao_tui.services.alerts.alert_watch import AlertWatch
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.settings import Folders


def watch_of_alerts(places: Folders, clock: Clock, recorder: Recorder, facts: BlockFacts) -> AlertWatch:
    """The watch of the alerts that are kept here; it fires while this program writes the record of the market."""
    register = AlertRegister(AlertBook(places.alerts))
    return AlertWatch(register, facts, clock, lambda: recorder.is_writing, AlertTeller(register, CommandRunner()))
