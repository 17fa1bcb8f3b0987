"""Entries of the record of limits: what was set, what was lost, and what a person accepted by typing a password.

Entries are appended and never changed. The name of a class is its tag on disk, and the names of its fields are those of
the record: neither is renamed without a step in `records.limit_book`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.spending.spend_limits import SpendLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsSet:
    """The limits of an account on a chain are these from now on."""

    at: Moment
    genesis: str
    account: str
    limits: SpendLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLost:
    """Orders of before may be missing in the journal, of any account, so what they spent is not known."""

    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsLost:
    """Limits that were set before may be missing, of any account."""

    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingAccepted:
    """A person goes on with what is known, by the password of the account's key."""

    at: Moment
    genesis: str
    account: str
    orders: tuple[str, ...] = ()
    """Orders whose time lay in the future or whose worth is unknown: they count as of this moment, as far as known."""


LimitEntry = LimitsSet | HistoryLost | LimitsLost | SpendingAccepted


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """What the entries come to for one account on one chain."""

    limits: SpendLimits = SpendLimits()  # noqa: RUF009 - frozen
    has_lost_limits: bool = False
    """Whether limits were lost since the last time that they were set or accepted."""

    history_lost_at: Moment | None = None
    """When spending of before was last lost; None where it was accepted since."""

    accepted: tuple[tuple[str, Moment], ...] = ()
    """Orders that count as of another moment than they say, and nothing where their worth is not known."""


def status_of(entries: Iterable[LimitEntry], genesis: str, account: str) -> LimitStatus:
    """Fold the entries, oldest first."""
    status = LimitStatus()
    for entry in entries:
        match entry:
            case LimitsLost():
                status = replace(status, has_lost_limits=True)
            case HistoryLost(at=at):
                status = replace(status, history_lost_at=at)
            case LimitsSet(limits=limits) if (entry.genesis, entry.account) == (genesis, account):
                status = replace(status, limits=limits, has_lost_limits=False)
            case SpendingAccepted(at=at) if (entry.genesis, entry.account) == (genesis, account):
                accepted = status.accepted + tuple((order_id, at) for order_id in entry.orders)
                status = replace(status, has_lost_limits=False, history_lost_at=None, accepted=accepted)
            case _:
                pass
    return status
