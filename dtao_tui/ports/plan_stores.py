"""Where confirmed plans are written down, as the rest of the program knows it."""

from typing import Protocol

from dtao_tui.domain.plans.plan_record import PlanRecord


class PlanStoreTrouble(Exception):
    """A plan cannot be written down; `str()` is a sentence. Then nothing of it is signed."""


class PlanStore(Protocol):
    """The confirmed plans of all networks. A change is on disk when its method returns; several threads may call."""

    @property
    def notice(self) -> str:
        """What a person must know of the file, as sentences; empty in the normal case."""
        ...

    def add(self, record: PlanRecord) -> None:
        """Write down a plan that was confirmed. Raises PlanStoreTrouble."""
        ...

    def append(self, record: PlanRecord) -> None:
        """Write down the events of a plan that the file lacks. Raises PlanStoreTrouble."""
        ...

    def plans(self, genesis: str) -> tuple[PlanRecord, ...]:
        """The newest plans of one chain, newest first; what cannot be read is left out. Raises PlanStoreTrouble."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...
