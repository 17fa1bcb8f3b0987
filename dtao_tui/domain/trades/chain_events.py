"""Events of one extrinsic as plain values, made by the chain layer and read by `flows` and `settlement`."""

from dataclasses import dataclass

EventValue = int | str | bool | None | tuple["EventValue", ...]
"""A cleaned value of an event: accounts as SS58, money in rao; a named group is a tuple of (name, value) pairs."""


class UnreadableEvent(ValueError):
    """An event whose values are not of the form that this program knows."""


@dataclass(frozen=True, slots=True)
class ChainEvent:
    """One event of an extrinsic."""

    pallet: str
    name: str
    values: tuple[EventValue, ...] = ()
    """In the event's own order."""

    names: tuple[str, ...] = ()
    """The names of the values, or empty where the chain names none."""

    def unnamed(self, count: int) -> tuple[EventValue, ...]:
        """The values of an event that names none. Raises UnreadableEvent where there are not exactly this many."""
        if self.names or len(self.values) != count:
            raise UnreadableEvent(f"{self.pallet}.{self.name} has other values")
        return self.values

    def named(self, name: str) -> EventValue:
        """The value of this name. Raises UnreadableEvent."""
        if name not in self.names:
            raise UnreadableEvent(f"{self.pallet}.{self.name} has no {name}")
        return self.values[self.names.index(name)]


def amount_in(value: EventValue) -> int:
    """A value that is a number of rao or a subnet's number. Raises UnreadableEvent."""
    # A bool is an int to isinstance, and is none here.
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UnreadableEvent("an amount is no number")
    return value


def account_in(value: EventValue) -> str:
    """A value that is an account. Raises UnreadableEvent."""
    if not isinstance(value, str) or not value:
        raise UnreadableEvent("an account is no address")
    return value
