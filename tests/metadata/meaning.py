"""What a type means whatever its number and crate: its layout with every name that a client reads."""

from collections.abc import Sequence
from typing import Any

from tests.metadata.reading import Case, Field, Metadata

WHOLE_RUNTIME = ("RuntimeCall", "RuntimeEvent", "RuntimeError")
"""Enums of all pallets: they contain themselves, and a part of the runtime has a part of them."""

BARE = ("BTreeMap", "BTreeSet", "BoundedVec", "WeakBoundedVec")
"""Wrappers around a sequence that add no byte: only what is inside counts."""


def meaning(metadata: Metadata, number: int) -> Any:
    """A comparable value of a type: the last segment of its path, and its fields and cases resolved."""
    kind = metadata.types[number]
    name = kind.path.rpartition("::")[2]
    if name in WHOLE_RUNTIME:
        return name
    if name in BARE:
        return meaning(metadata, kind.body[0].type)
    match kind.kind:
        case "composite":
            return (name, *fields(metadata, kind.body))
        case "variant":
            return (name, *(case(metadata, each) for each in sorted(kind.body, key=lambda each: each.index)))
        case "array":
            return ("array", kind.body[0], meaning(metadata, kind.body[1]))
        case "tuple":
            return ("tuple", *(meaning(metadata, each) for each in kind.body))
        case "primitive":
            return kind.body
    return (kind.kind, meaning(metadata, kind.body))


def fields(metadata: Metadata, of: Sequence[Field]) -> list[tuple[str | None, Any]]:
    """Fields as names and meanings, in their order."""
    return [(each.name, meaning(metadata, each.type)) for each in of]


def case(metadata: Metadata, of: Case) -> tuple[int, str, Any]:
    """A call, an event or another variant as number, name and fields."""
    return of.index, of.name, fields(metadata, of.fields)


def paths(metadata: Metadata, number: int, seen: frozenset[int] = frozenset()) -> set[str]:
    """The paths of a type and of all that it is made of."""
    kind = metadata.types[number]
    if number in seen or kind.path.endswith(WHOLE_RUNTIME):
        return set()
    found = {kind.path} - {""}
    for part in _parts(kind.kind, kind.body):
        found |= paths(metadata, part, seen | {number})
    return found


def _parts(kind: str, body: Any) -> list[int]:
    match kind:
        case "composite":
            return [each.type for each in body]
        case "variant":
            return [each.type for of in body for each in of.fields]
        case "array":
            return [body[1]]
        case "tuple":
            return list(body)
        case "sequence" | "compact":
            return [body]
    return []
