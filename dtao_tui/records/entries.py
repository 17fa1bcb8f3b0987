"""A placed order as a document of the journal, and back; money as decimal strings of rao, exact at any size."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import TypeVar

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.placed import Filled, OrderState, PlacedOrder, Quoted

Document = Mapping[str, object]
_Wanted = TypeVar("_Wanted", str, int)

_TEXTS = ("id", "network", "genesis", "address", "kind", "symbol", "name", "hotkey", "call_name", "extrinsic_hash")
_LAST_MOMENT = 2.0**37
_NUMBERS = ("netuid", "nonce", "era_block", "last_valid_block")


class NotAnEntry(ValueError):
    """A document that is no order of this journal's form."""


def document_of(order: PlacedOrder) -> str:
    """The order as JSON."""
    return json.dumps({field.name: _plain(getattr(order, field.name)) for field in fields(order)})


def order_of(text: str) -> PlacedOrder:
    """The order in a JSON document. Raises NotAnEntry."""
    try:
        return _order(_mapping(json.loads(text)))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise NotAnEntry(f"An order in the journal cannot be read: {error!r}.") from error


def _plain(value: object) -> object:
    match value:
        case Tao() | Price():
            return {"rao": str(value.rao)}
        case Alpha():
            return {"rao": str(value.rao), "netuid": value.netuid}
        case OrderState():
            return value.value
        case Quoted() | Filled():
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _order(read: Document) -> PlacedOrder:
    texts = {name: _typed(read, name, str) for name in _TEXTS}
    numbers = {name: _typed(read, name, int) for name in _NUMBERS}
    return PlacedOrder(
        **texts,  # type: ignore[arg-type]  # the names and types of _TEXTS and _NUMBERS are those of the class
        **numbers,  # type: ignore[arg-type]  # as above
        pays=_amount(read["pays"]),
        quoted=_quoted(_mapping(read["quoted"])),
        created_at=_moment(read["created_at"]),
        state=OrderState(read["state"]),
        sentence=_typed(read, "sentence", str),
        block=None if read["block"] is None else _typed(read, "block", int),
        block_hash=None if read["block_hash"] is None else _typed(read, "block_hash", str),
        filled=None if read["filled"] is None else _filled(_mapping(read["filled"])),
        steps=_steps(read["steps"]),
        era_hash=_typed(read, "era_hash", str),
    )


def _quoted(read: Document) -> Quoted:
    return Quoted(
        block=_typed(read, "block", int),
        received=_amount(read["received"]),
        worst_received=_amount(read["worst_received"]),
        pool_fee=_amount(read["pool_fee"]),
        network_fee=_tao_or_none(read["network_fee"]),
        price_before=Price(_rao(read["price_before"])),
        limit=Price(_rao(read["limit"])),
    )


def _filled(read: Document) -> Filled:
    return Filled(
        paid=_amount(read["paid"]),
        received=_amount(read["received"]),
        pool_fee=_amount(read["pool_fee"]),
        network_fee=_tao_or_none(read["network_fee"]),
    )


def _steps(read: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(read, list):
        raise NotAnEntry("steps are no list")
    return tuple((str(name), _moment(at)) for name, at in read)


def _moment(read: object) -> float:
    """Seconds since 1970, which a calendar can show."""
    if not isinstance(read, int | float) or not abs(read) < _LAST_MOMENT:
        raise NotAnEntry("a moment is no time")
    return float(read)


def _amount(read: object) -> Tao | Alpha:
    values = _mapping(read)
    return Alpha(_rao(read), _typed(values, "netuid", int)) if "netuid" in values else Tao(_rao(read))


def _tao_or_none(read: object) -> Tao | None:
    return None if read is None else Tao(_rao(read))


def _rao(read: object) -> int:
    return int(_typed(_mapping(read), "rao", str))


def _mapping(read: object) -> Document:
    if not isinstance(read, dict):
        raise NotAnEntry("not an object")
    return read


def _typed(read: Document, name: str, wanted: type[_Wanted]) -> _Wanted:
    value = read[name]
    if type(value) is not wanted:
        raise NotAnEntry(f"“{name}” is not of the right kind")
    return value
