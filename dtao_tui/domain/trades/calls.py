"""Runtime calls as trees: an argument may be a call, or several. What a signer reads in bytes is the same tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Union

Argument = Union[str, int, bool, None, "Call", tuple["Call", ...]]
"""An address in SS58, a number (money in rao), a yes or no, nothing, or calls."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call by names: pallet, function, and arguments in the function's order."""

    pallet: str
    name: str
    arguments: Mapping[str, Argument]

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", MappingProxyType(dict(self.arguments)))

    def __eq__(self, other: object) -> bool:
        """Whether both are the same call with the same arguments of the same types, in whatever order."""
        if not isinstance(other, Call):
            return NotImplemented
        return self.title == other.title and _same_arguments(self.arguments, other.arguments)

    def __hash__(self) -> int:
        return hash((self.pallet, self.name, frozenset(self.arguments)))

    @property
    def title(self) -> tuple[str, str]:
        """Pallet and function."""
        return self.pallet, self.name

    @property
    def leaves(self) -> tuple["Call", ...]:
        """The calls that hold no other calls, from first to last: of a plain call, the call itself."""
        return tuple(leaf for call in self.inner for leaf in call.leaves) or (self,)

    @property
    def inner(self) -> tuple["Call", ...]:
        """The calls in its arguments, from first to last; none in a plain call."""
        return tuple(call for argument in self.arguments.values() for call in _calls_in(argument))


def same(one: Argument, other: Argument) -> bool:
    """Whether two arguments are equal and of one type: True equals 1 in Python, and is another thing on the chain."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def _same_arguments(ours: Mapping[str, Argument], others: Mapping[str, Argument]) -> bool:
    return ours.keys() == others.keys() and all(same(value, others[name]) for name, value in ours.items())


def _calls_in(argument: Argument) -> tuple[Call, ...]:
    if isinstance(argument, Call):
        return (argument,)
    return argument if isinstance(argument, tuple) else ()
