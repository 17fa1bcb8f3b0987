"""Reads the events of one extrinsic at the border: cleaned, bounded, and whether it succeeded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.submission.dispatch_errors import NamedError
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.operations.staking_proxy import PROXY_EXECUTED
from dtao_tui.domain.text import cleaned
from dtao_tui.domain.trades.chain_events import ChainEvent, EventValue, UnreadableEvent
from dtao_tui.domain.trades.flows import fee_paid
from dtao_tui.ports.extrinsics import Outcome

NameOf = Callable[[Any], NamedError]
"""Names a dispatch error by the metadata of the block's runtime."""

MOST_EVENTS = 4096
"""Of one extrinsic; no honest block holds more of one."""

_MOST_VALUES = 64
_DEEPEST = 4
_NAME_CELLS = 64
_TEXT_CELLS = 128
_DEEP = "…"


@dataclass(frozen=True, slots=True)
class ExtrinsicPlace:
    """Where an extrinsic was found."""

    block: int
    block_hash: str
    index: int


@dataclass(frozen=True, slots=True)
class ExtrinsicRecords:
    """The events of one extrinsic, and its error as the codec gave it."""

    events: tuple[ChainEvent, ...]
    error: Any = None
    """The dispatch error where it failed, or where a call by proxy in it did; None where no event says so."""


def events_of(records: Sequence[Mapping[str, Any]], index: int) -> ExtrinsicRecords:
    """The events of the extrinsic with this number in its block. Raises ValueError where they are too many."""
    found = [record["event"] for record in records if record.get("extrinsic_idx") == index]
    if len(found) > MOST_EVENTS:
        raise ValueError("an extrinsic has too many events")
    errors = (error for event in found if (error := _error_in(event)) is not None)
    return ExtrinsicRecords(tuple(event_of(event) for event in found), next(errors, None))


def event_of(event: Mapping[str, Any]) -> ChainEvent:
    """A decoded event, cleaned and cut to its bounds. Raises one of `decode_guard.UNREADABLE` for another shape."""
    pallet, name = (cleaned(str(word), _NAME_CELLS) for word in _name_of(event))
    match event["attributes"]:
        case Mapping() as named:
            taken = tuple(named.items())[:_MOST_VALUES]
            names = tuple(cleaned(str(name), _NAME_CELLS) for name, _ in taken)
            return ChainEvent(pallet, name, tuple(_value(value) for _, value in taken), names)
        case None:
            return ChainEvent(pallet, name)
        case list() | tuple() as unnamed:
            return ChainEvent(pallet, name, tuple(_value(value) for value in unnamed[:_MOST_VALUES]))
        case single:
            return ChainEvent(pallet, name, (_value(single),))


def outcome_of(
    records: ExtrinsicRecords, place: ExtrinsicPlace, name_of: NameOf, *, removal_has_fee: bool = False
) -> Outcome:
    """What the extrinsic came to. Raises ValueError where its events do not say how it ended.

    `removal_has_fee` is true of runtimes before the weights: their `StakeRemoved` names the alpha with the pool's fee.
    """
    events = records.events
    failure = None if records.error is None else name_of(records.error)
    if failure is None and not any((event.pallet, event.name) == _SUCCEEDED for event in events):
        raise ValueError("the events do not say how the extrinsic ended")
    said = error_messages.sentence_of(failure.name, failure.documentation) if failure else None
    return Outcome(
        place.block,
        place.block_hash,
        succeeded=failure is None,
        events=events,
        network_fee=_fee(events),
        error=cleaned(failure.name, _NAME_CELLS) if failure else "",
        sentence=said.happened if said else "",
        advice=said.advice if said else "",
        removal_has_fee=removal_has_fee,
    )


_FAILED = ("System", "ExtrinsicFailed")
_SUCCEEDED = ("System", "ExtrinsicSuccess")


def _fee(events: Sequence[ChainEvent]) -> Tao | None:
    try:
        fee = fee_paid(events)
    except UnreadableEvent:
        return None
    return fee.tao if fee else None


def _error_in(event: Mapping[str, Any]) -> Any:
    """The dispatch error that an event tells, or None. Raises ValueError for a result of another shape."""
    match _name_of(event):
        case name if name == _FAILED:
            return event["attributes"]["dispatch_error"]
        case name if name == PROXY_EXECUTED:
            return _error_of_result(event["attributes"]["result"])
    return None


def _error_of_result(result: Any) -> Any:
    """The error in a `DispatchResult`; None for Ok. Raises ValueError for anything else: it must not pass for Ok."""
    if result == "Ok":
        return None
    if isinstance(result, Mapping) and len(result) == 1:
        if "Ok" in result:
            return None
        if result.get("Err") is not None:
            return result["Err"]
    raise ValueError("the result of a call by proxy has another shape")


def _name_of(event: Mapping[str, Any]) -> tuple[str, str]:
    return event["module_id"], event["event_id"]


def _value(value: Any, depth: int = 0) -> EventValue:
    """A value of an event without what could be shown or grow out of bounds; numbers are exact."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return cleaned(value, _TEXT_CELLS)
        case bytes() | bytearray():
            return f"0x{bytes(value[:_MOST_VALUES]).hex()}"
        case Mapping() if depth < _DEEPEST:
            pairs = tuple(value.items())[:_MOST_VALUES]
            return tuple((cleaned(str(name), _NAME_CELLS), _value(inner, depth + 1)) for name, inner in pairs)
        case list() | tuple() if depth < _DEEPEST:
            return tuple(_value(inner, depth + 1) for inner in value[:_MOST_VALUES])
        case _:
            return _DEEP
