"""Named watch lists of one chain: subnets by number and block of registration, and which list is in use."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.text import ELLIPSIS, cells, cleaned, quoted

FIRST_LIST = "watched"
"""The list that is there before a person makes another."""

MOST_LISTS = 32
MOST_SUBNETS = 4096
"""Subnets on one list."""

LONGEST_NAME = 24
"""Cells."""

Subnets = frozenset[SubnetId]


class NotAListName(ValueError):
    """A name that no list can have; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class WatchLists:
    """The lists by name, in the order in which they were made; there is always at least one."""

    lists: Mapping[str, Subnets] = field(default_factory=lambda: MappingProxyType({FIRST_LIST: frozenset()}))
    current: str = FIRST_LIST
    """The name of the list in use: the one that stars tell, and that a key changes."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all lists."""
        return tuple(self.lists)

    @property
    def subnets(self) -> Subnets:
        """The subnets on the list in use."""
        return self.lists[self.current]

    @property
    def all_subnets(self) -> Subnets:
        """The subnets on any list."""
        return frozenset().union(*self.lists.values())

    def names_of(self, subnet: SubnetId) -> frozenset[str]:
        """The names of the lists that a subnet is on, case folded."""
        return frozenset(name.casefold() for name, subnets in self.lists.items() if subnet in subnets)

    def toggled(self, subnet: SubnetId) -> "WatchLists":
        """With this subnet on the list in use, or no longer on it. Raises NotAListName where the list is full."""
        changed = self.subnets ^ {subnet}
        if len(changed) > MOST_SUBNETS:
            raise NotAListName(f"A list has at most {MOST_SUBNETS:,} subnets.")
        return replace(self, lists={**self.lists, self.current: changed})

    def using(self, name: str) -> "WatchLists":
        """With this list in use."""
        return replace(self, current=name) if name in self.lists else self

    def adding(self, text: str) -> "WatchLists":
        """With a new list of this name, which is in use then. Raises NotAListName."""
        if len(self.lists) >= MOST_LISTS:
            raise NotAListName(f"There are {MOST_LISTS} lists already; delete one first.")
        name = list_name(text, self.lists)
        return WatchLists({**self.lists, name: frozenset()}, name)

    def renaming(self, old: str, text: str) -> "WatchLists":
        """With another name for a list. Raises NotAListName."""
        new = list_name(text, [name for name in self.lists if name != old])
        lists = {new if name == old else name: subnets for name, subnets in self.lists.items()}
        return WatchLists(lists, new if self.current == old else self.current)

    def without(self, name: str) -> "WatchLists":
        """Without this list; where it was the last, the first one is there again, empty."""
        lists = {other: subnets for other, subnets in self.lists.items() if other != name}
        if not lists:
            return WatchLists()
        return WatchLists(lists, next(iter(lists)) if self.current == name else self.current)

    def dropping(self, gone: Collection[SubnetId]) -> "WatchLists":
        """With these subnets on no list."""
        return replace(self, lists={name: subnets - frozenset(gone) for name, subnets in self.lists.items()})

    def gone(self, subnets: Mapping[int, SubnetId]) -> dict[SubnetId, str]:
        """Those on any list that the chain has no more, or whose number is another's now; why, as a sentence."""
        troubles = {each: each.trouble(subnets.get(each.netuid)) for each in sorted(self.all_subnets)}
        return {each: trouble for each, trouble in troubles.items() if trouble}

    def names_with(self, subnet: SubnetId) -> tuple[str, ...]:
        """The names of the lists that a subnet is on."""
        return tuple(name for name, subnets in self.lists.items() if subnet in subnets)


def list_name(text: str, taken: Iterable[str] = ()) -> str:
    """A text as the name of a list. Raises NotAListName with the reason."""
    name = cleaned(text, LONGEST_NAME)
    if not name:
        raise NotAListName("A list needs a name.")
    if name.endswith(ELLIPSIS) or cells(text.strip()) > LONGEST_NAME:
        raise NotAListName(f"The name of a list has at most {LONGEST_NAME} cells.")
    if '"' in name:
        raise NotAListName('The name of a list has no ", because filters put names between them.')
    same = next((other for other in taken if other.casefold() == name.casefold()), None)
    if same is not None:
        raise NotAListName(f"There is a list {quoted(same)} already.")
    return name
