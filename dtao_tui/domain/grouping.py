"""Holdings grouped otherwise than by subnet: by validator, or by the account that owns them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.portfolio import Portfolio, Worth, percent_of, sum_of


class Grouping(Enum):
    """What the rows of a portfolio are; the value is the word for it."""

    SUBNET = "by subnet"
    VALIDATOR = "by validator"
    WALLET = "by wallet"

    @property
    def next(self) -> "Grouping":
        """The one behind it, and behind the last the first."""
        every = list(Grouping)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True)
class GroupPart:
    """What a group has on one subnet, valued as if it were sold alone."""

    amount: Alpha
    worth: Worth

    @property
    def netuid(self) -> int:
        """The subnet."""
        return self.amount.netuid


@dataclass(frozen=True, slots=True)
class Group:
    """What is staked with one validator, or owned by one account."""

    key: str
    """The validator's hotkey, or the account's address."""

    parts: tuple[GroupPart, ...]
    """One for each subnet, the most valuable exit first."""

    worth: Worth
    """The sum of its parts; each of them has a pool of its own."""

    share: Decimal | None
    """Per cent of all groups' exit value; None where one of them is not known."""


def by_validator(portfolio: Portfolio) -> tuple[Group, ...]:
    """The positions by validator, the most valuable exit first."""
    found: dict[str, list[GroupPart]] = {}
    for row in (row for holding in portfolio.holdings for row in holding.rows):
        found.setdefault(row.position.hotkey, []).append(GroupPart(row.position.amount, row.worth))
    return _ranked(found.items())


def by_wallet(portfolios: Iterable[tuple[str, Portfolio]]) -> tuple[Group, ...]:
    """The holdings by account; each address has a portfolio of its own. The most valuable exit comes first."""
    found = {address: [GroupPart(h.amount, h.worth) for h in owned.holdings] for address, owned in portfolios}
    return _ranked((address, parts) for address, parts in found.items() if parts)


def _ranked(found: Iterable[tuple[str, list[GroupPart]]]) -> tuple[Group, ...]:
    groups = [
        Group(key, tuple(sorted(parts, key=lambda part: _place(part.worth))), sum_of([p.worth for p in parts]), None)
        for key, parts in found
    ]
    total = sum_of([group.worth for group in groups])
    shared = (Group(group.key, group.parts, group.worth, _share(group.worth, total)) for group in groups)
    return tuple(sorted(shared, key=lambda group: (*_place(group.worth), group.key)))


def _share(worth: Worth, total: Worth) -> Decimal | None:
    if worth.exit is None or total.exit is None or not total.is_complete:
        return None
    return percent_of(worth.exit, total.exit)


def _place(worth: Worth) -> tuple[bool, int]:
    return worth.exit is None, -worth.exit.rao if worth.exit else 0
