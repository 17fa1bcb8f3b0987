"""Where alerts and their firings are kept, as the rest of the program knows it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_states import AlertState
from dtao_tui.domain.alerts.firings import Firing, KeptFiring


class AlertStoreTrouble(Exception):
    """Alerts cannot be read or written down; `str()` is a sentence."""


class AlertStore(Protocol):
    """The alerts of all chains. A change is on disk when its method returns; several threads and programs may call.

    All but `notice` and `close` raise AlertStoreTrouble.
    """

    @property
    def notice(self) -> str:
        """What a person must know of the file, as sentences; empty in the normal case."""
        ...

    def has_changed(self) -> bool:
        """Whether another program has written since this was asked last."""
        ...

    def alerts(self, genesis: str) -> tuple[Alert, ...]:
        """The alerts of a chain, oldest first; what cannot be read is left out."""
        ...

    def save(self, genesis: str, alert: Alert) -> None:
        """Add an alert, or replace the one of its id; how far that one was is forgotten."""
        ...

    def remove(self, genesis: str, alert_id: str) -> None:
        """Remove an alert with its firings."""
        ...

    def states(self, genesis: str) -> Mapping[str, AlertState]:
        """How far the alerts are, by id; of one that has not begun, nothing."""
        ...

    def keep(
        self, genesis: str, states: Mapping[str, AlertState], firings: Sequence[Firing] = ()
    ) -> tuple[KeptFiring, ...]:
        """Write down how far these alerts are, and firings, all or nothing; those of alerts that are gone are not."""
        ...

    def firings(self, genesis: str) -> tuple[KeptFiring, ...]:
        """The firings of a chain, newest first; what cannot be read is left out."""
        ...

    def note(self, number: int, words: str) -> None:
        """Note what became of a firing's command."""
        ...

    def read_until(self, genesis: str) -> int:
        """The number of the last firing that a person has seen; 0 for none."""
        ...

    def mark_read(self, genesis: str, number: int) -> None:
        """Note that a person has seen the firings up to this one."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...
