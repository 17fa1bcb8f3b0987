"""The order of the rows: it changes when a person sorts, and never because a block arrived."""

from collections.abc import Iterable, Mapping

from dtao_tui.domain.market import Subnet, ranked
from dtao_tui.widgets.tables.subnet_table import Sorting


class RowOrder:
    """Keeps the order in which the subnets stood when they were last sorted; root stands first."""

    def __init__(self) -> None:
        self.sorting = Sorting()
        self._places: dict[int, int] = {}

    def sort(self, subnets: Iterable[Subnet], changes: Mapping[int, float]) -> None:
        """Take the places that the present numbers give."""
        by, is_descending = self.sorting.by, self.sorting.is_descending
        order = ranked(subnets, by, is_descending=is_descending, changes=changes)
        self._places = {subnet.netuid: place for place, subnet in enumerate(order)}

    def arranged(self, subnets: Iterable[Subnet]) -> tuple[Subnet, ...]:
        """The subnets in their places; those that are new come last, by netuid."""
        last = len(self._places)
        return tuple(sorted(subnets, key=lambda s: (not s.is_root, self._places.get(s.netuid, last), s.netuid)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sorted yet."""
        return not self._places
