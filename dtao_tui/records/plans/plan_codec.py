"""Plans and their events as JSON documents, and back; the forms follow the dataclasses in `domain.plans`.

To add a field, give it a default that means "not known" or what was always so before.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, get_args

import msgspec

from dtao_tui.domain.plans.plan_events import PlanEvent
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.records.tagged_structs import plain, struct_of, value_of


class NotAPlan(ValueError):
    """A document that is no plan, or no event of one."""


_LEFT_OUT = frozenset({"events"})
_UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)
_EVENT: Any = reduce(or_, map(struct_of, get_args(PlanEvent)))
_PLANS: Any = msgspec.json.Decoder(struct_of(PlanRecord, _LEFT_OUT))
_EVENTS: Any = msgspec.json.Decoder(_EVENT)


def plan_document(record: PlanRecord) -> str:
    """What never changes of a plan, as JSON."""
    return msgspec.json.encode(plain(record, _LEFT_OUT)).decode()


def plan_event_document(event: PlanEvent) -> str:
    """An event as JSON."""
    return msgspec.json.encode(plain(event)).decode()


def plan_record_of(document: str, events: Iterable[str]) -> PlanRecord:
    """The plan of a document with the events of theirs. Raises NotAPlan."""
    try:
        happened = tuple(value_of(_EVENTS.decode(event)) for event in events)
        record: PlanRecord = value_of(_PLANS.decode(document), events=happened)
    except _UNREADABLE as error:
        raise NotAPlan(f"A plan in the records cannot be read: {error!r}.") from error
    return record
