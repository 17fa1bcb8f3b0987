"""A placed order as a document of the journal, and back; money as decimal strings of rao, exact at any size.

The form follows the types of `PlacedOrder`. To add a field, give it a default in its class and name it in `ADDED`; a
new order state needs nothing here.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order_record import Filled, PlacedOrder, Quoted, RestSold

Document = Mapping[str, object]
_Wanted = TypeVar("_Wanted", str, int)

ADDED: Mapping[type, frozenset[str]] = {
    PlacedOrder: frozenset({"registered_at", "signed_at", "era_seconds", "rehearsal", "answer"}),
    Quoted: frozenset(),
    Filled: frozenset({"rest", "fee_in_alpha"}),
    RestSold: frozenset(),
}
"""Fields that documents of an older program lack. Where one is missing it takes its class's default, which has to mean
"not known" or what was always so then."""

_LAST_MOMENT = 2.0**37
_AMOUNTS = frozenset((Tao, Alpha))


class NotAnEntry(ValueError):
    """A document that is no order of this journal's form."""


def document_of(order: PlacedOrder) -> str:
    """The order as JSON."""
    return json.dumps(_plain(order))


def order_of(text: str) -> PlacedOrder:
    """The order in a JSON document. Raises NotAnEntry."""
    try:
        order = _instance(PlacedOrder, json.loads(text))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise NotAnEntry(f"An order in the journal cannot be read: {error!r}.") from error
    assert isinstance(order, PlacedOrder)
    return order


def _plain(value: object) -> object:
    match value:
        case Tao() | Price():
            return {"rao": str(value.rao)}
        case Alpha():
            return {"rao": str(value.rao), "netuid": value.netuid}
        case Enum():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _instance(kind: type, read: object) -> object:
    """An object of this dataclass; fields that nobody knows are left out."""
    values = _mapping(read)
    known = {
        field.name: _value(hint, values[field.name])
        for field, hint in _fields(kind)
        if field.name in values or not _may_lack(kind, field)
    }
    return kind(**known)


@cache
def _fields(kind: type) -> tuple[tuple["Field[object]", object], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(kind))


def _may_lack(kind: type, field: "Field[object]") -> bool:
    return field.name in ADDED.get(kind, ()) and field.default is not MISSING


def _value(hint: object, read: object) -> object:
    """What was read, as a value of this type. Raises NotAnEntry where it is of another."""
    origin, choices = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(frozenset(choices), read)
    if origin is tuple:
        return _items(choices, read)
    if hint is float:
        return _moment(read)
    if hint in (Tao, Price):
        return Tao(_rao(read)) if hint is Tao else Price(_rao(read))
    if hint is Alpha:
        return Alpha(_rao(read), _typed(_mapping(read)["netuid"], int))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(read)
    if isinstance(hint, type) and is_dataclass(hint):
        return _instance(hint, read)
    return _scalar(hint, read)


def _one_of(choices: frozenset[object], read: object) -> object:
    if type(None) in choices and read is None:
        return None
    wanted = choices - {type(None)}
    if wanted == _AMOUNTS:
        return _value(Alpha if "netuid" in _mapping(read) else Tao, read)
    if len(wanted) != 1:
        raise NotAnEntry(f"no form is known for {sorted(map(str, wanted))}")
    return _value(next(iter(wanted)), read)


def _items(hints: tuple[object, ...], read: object) -> tuple[object, ...]:
    if not isinstance(read, list):
        raise NotAnEntry("not a list")
    if hints[-1] is Ellipsis:
        return tuple(_value(hints[0], item) for item in read)
    return tuple(_value(hint, item) for hint, item in zip(hints, read, strict=True))


def _scalar(hint: object, read: object) -> object:
    # A bool is an int to isinstance, and is none here.
    if hint not in (str, int, bool) or type(read) is not hint:
        raise NotAnEntry(f"{read!r:.40} is not of the right kind")
    return read


def _moment(read: object) -> float:
    """Seconds since 1970, which a calendar can show."""
    if isinstance(read, bool) or not isinstance(read, int | float) or not abs(read) < _LAST_MOMENT:
        raise NotAnEntry("a moment is no time")
    return float(read)


def _rao(read: object) -> int:
    return int(_typed(_mapping(read)["rao"], str))


def _mapping(read: object) -> Document:
    if not isinstance(read, dict):
        raise NotAnEntry("not an object")
    return read


def _typed(read: object, wanted: type[_Wanted]) -> _Wanted:
    if type(read) is not wanted:
        raise NotAnEntry(f"{read!r:.40} is not of the right kind")
    return read
