"""Mirrors frozen dataclasses as msgspec structs, each tagged with its class, so that they are written as strict JSON.

A struct has its dataclass's fields: a field with a default may be missing from a document, any other may not, and what
nobody knows is left out. Money is written as decimal strings of rao, exact at any size.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from dtao_tui.domain.amounts import Alpha, Price, Tao

TAG = "type"
"""The first field of each struct, which names its class."""

_MONEY = (Tao, Alpha, Price)
_LAST_MOMENT = 2.0**37
_MOMENT = Annotated[float, msgspec.Meta(gt=-_LAST_MOMENT, lt=_LAST_MOMENT)]
"""Seconds, since 1970 or a machine's start, which a calendar can show."""

_RAO = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,39}$")]
_KINDS: dict[type, type] = {}
"""The dataclass of each struct."""


@cache
def struct_of(kind: type, left_out: frozenset[str] = frozenset()) -> type[msgspec.Struct]:
    """The struct of a dataclass; fields that `left_out` names, and those that are computed, are no part of it."""
    hints = get_type_hints(kind)
    members: list[Any] = []
    for field in fields(kind):
        if not field.init or field.name in left_out:
            continue
        hint = _RAO if kind in _MONEY and field.name == "rao" else _mirrored(hints[field.name])
        is_optional = field.default is not MISSING
        members.append((field.name, hint | msgspec.UnsetType, msgspec.UNSET) if is_optional else (field.name, hint))
    struct = msgspec.defstruct(
        kind.__name__, members, tag_field=TAG, tag=kind.__name__, frozen=True, kw_only=True, module=__name__
    )
    _KINDS[struct] = kind
    return struct


def plain(value: Any, left_out: frozenset[str] = frozenset()) -> Any:
    """A value as msgspec writes it, each dataclass with its tag."""
    if is_dataclass(value):
        written: dict[str, Any] = {TAG: type(value).__name__}
        for field in fields(value):
            if field.init and field.name not in left_out:
                inner = getattr(value, field.name)
                written[field.name] = str(inner) if isinstance(value, _MONEY) and field.name == "rao" else plain(inner)
        return written
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def value_of(read: Any, **more: object) -> Any:
    """A struct that was read, as the dataclass it mirrors; `more` gives the fields that the struct leaves out."""
    if isinstance(read, tuple):
        return tuple(value_of(item) for item in read)
    if not isinstance(read, msgspec.Struct):
        return read
    kind = _KINDS[type(read)]
    told: Mapping[str, Any] = {name: getattr(read, name) for name in type(read).__struct_fields__}
    values = {name: value_of(inner) for name, inner in told.items() if inner is not msgspec.UNSET}
    if kind in _MONEY:
        values["rao"] = int(values["rao"])
    return kind(**values, **more)


def _mirrored(hint: Any) -> Any:
    """The type by which a value of this type is read."""
    origin, choices = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return reduce(or_, map(_mirrored, choices))
    if origin is tuple:
        return types.GenericAlias(tuple, tuple(c if c is Ellipsis else _mirrored(c) for c in choices))
    if hint is float:
        return _MOMENT
    if isinstance(hint, type) and is_dataclass(hint):
        return struct_of(hint)
    return hint
