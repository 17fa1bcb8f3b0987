"""Transactions: the account ledger's entries in order, each with the cost that came or went with its units.

They follow the rules of `domain.ledger.cost_book`, whose sums they add up to; a test holds both equal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.ledger.cost_book import NOTHING_REALISED, AccountBook, cost_of_gain, in_order, opening_cost
from dtao_tui.domain.ledger.cost_pool import CostMethod, CostPool, Lot, LotOrigin
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.subnet_id import SubnetId

OPENING = "opening"
"""The kind of what an account had when it was first seen."""

_DAY_MS = 86_400_000
_SUMMED = (EntryKind.DIVIDEND, EntryKind.EMISSION, EntryKind.ROUNDING)


@dataclass(frozen=True, slots=True)
class CostedTransaction:
    """One change of an account's money. All amounts are rao, above zero for what is gained."""

    address: str
    entry: LedgerEntry
    """What happened; of what was there at first sight, and of sums by day, one that stands for all."""

    kind: str
    named: GivenName | None = None
    """What a person said that it was."""

    known: int = 0
    """Rao of alpha that came or went and whose cost is known."""

    unknown: int = 0
    """Rao of alpha that came or went and whose cost nobody knows."""

    cost: int = 0
    """Rao of TAO that the known units have cost, the network's fee of a stake in it; below zero for units that went."""

    fee: int = 0
    """The network's fee that is part of the cost, or taken off what a sale brought."""

    basis: str = ""
    """How the cost is known: a lot's origin for units that came, the method for those that went."""

    is_realising: bool = False
    """Whether it ends something that had a cost: a sale, a fee, a removal and its pay-out."""

    count: int = 1
    """Of how many entries it is the sum."""

    @property
    def gain(self) -> int | None:
        """Rao of TAO that were realised; None where nothing was, or where the cost of a part is not known."""
        return self.entry.cash - self.fee + self.cost if self.is_realising and not self.unknown else None

    @property
    def is_own(self) -> bool:
        """Whether it stays with the accounts that are told: nothing was gained or realised by it."""
        return self.basis == "carried"


def transactions_of(
    books: Iterable[AccountBook], names: EntryNames, method: CostMethod = CostMethod.AVERAGE
) -> tuple[CostedTransaction, ...]:
    """Everything that happened to these accounts, oldest first; yield and roundings are summed by day and position.

    A day is one of UTC.
    """
    told = sorted(books, key=lambda book: book.address)
    walk = _Walk(method, frozenset(book.address for book in told), names)
    found: list[CostedTransaction] = []
    for book, entry in in_order(told):
        found += walk.opening(book) if entry is None else [walk.entered(book.address, entry)]
    return _summed_by_day(found)


class _Walk:
    """Cost pools by subnet while entries pass."""

    def __init__(self, method: CostMethod, accounts: frozenset[str], names: EntryNames) -> None:
        self._method = method
        self._accounts = accounts
        self._names = names
        self._pools: dict[SubnetId, CostPool] = {}
        self._fees: dict[tuple[str, int, int | None, SubnetId], int] = {}

    def opening(self, book: AccountBook) -> list[CostedTransaction]:
        """What is there at first sight: TAO, and each position with its part of the subnet's cost."""
        state = book.opening
        first = LedgerEntry(state.block, state.time_ms, EntryKind.DEPOSIT, state.cash)
        found = [CostedTransaction(book.address, first, OPENING)] if state.cash else []
        for subnet in state.subnets:
            whole, (cost, origin) = state.quantity(subnet), opening_cost(book, subnet, self._names)
            self._pool(subnet).add(Lot(whole, cost, origin, state.block, state.time_ms))
            seen = 0
            for (held, hotkey), alpha in sorted(state.positions.items()):
                if held != subnet:
                    continue
                # By running sums, so that the parts add up.
                part = cost * (seen + alpha) // whole - cost * seen // whole
                seen += alpha
                entry = replace(first, cash=0, kind=EntryKind.RECEIVED, subnet=subnet, hotkey=hotkey, alpha=alpha)
                worth = state.value(subnet) * alpha // whole
                entry = replace(entry, worth=worth)
                found.append(
                    CostedTransaction(book.address, entry, OPENING, known=alpha, cost=part, basis=origin.value)
                )
        return found

    def entered(self, account: str, entry: LedgerEntry) -> CostedTransaction:
        """An entry, with what it changed of the subnet's cost."""
        plain = CostedTransaction(account, entry, entry.kind.value, self._name_of(entry))
        if entry.subnet is None:
            return plain
        place = (account, entry.block, entry.extrinsic, entry.subnet)
        if entry.kind is EntryKind.NETWORK_FEE:
            self._fees[place] = self._fees.get(place, 0) - entry.cash
            return plain
        if entry.kind is EntryKind.PAYOUT:
            return replace(plain, is_realising=True)
        if entry.kind is EntryKind.MOVED or entry.other in self._accounts:
            return self._carried(plain, entry.subnet)
        if not entry.alpha:
            return plain
        is_realising = entry.alpha < 0 and entry.kind not in (*NOTHING_REALISED, EntryKind.ROUNDING)
        fee = self._fees.pop(place, 0) if is_realising or entry.kind is EntryKind.STAKED else 0
        costed = replace(plain, fee=fee, is_realising=is_realising) if fee or is_realising else plain
        pool = self._pool(entry.subnet)
        if entry.kind is EntryKind.ROUNDING or entry.alpha < 0:
            return self._measured(costed, pool)
        return self._gained(costed, pool)

    def _gained(self, costed: CostedTransaction, pool: CostPool) -> CostedTransaction:
        """Units that came. A year of yield are hundreds of thousands of them, so that no sum of the pool is made."""
        entry = costed.entry
        cost, origin = cost_of_gain(entry, self._names.of(entry), costed.fee)
        pool.add(Lot(entry.alpha, cost, origin, entry.block, entry.time_ms))
        if cost is None:
            return replace(costed, unknown=entry.alpha, basis=origin.value)
        return replace(costed, known=entry.alpha, cost=cost, basis=origin.value)

    def _measured(self, costed: CostedTransaction, pool: CostPool) -> CostedTransaction:
        """Units that went, or were rounded: what the pool's sums say of it."""
        known, cost, alpha = pool.known, pool.cost, costed.entry.alpha
        if costed.entry.kind is not EntryKind.ROUNDING:
            pool.take(-alpha)
        elif alpha > 0:
            pool.round_up(alpha)
        else:
            pool.round_down(-alpha)
        gone = pool.known - known
        basis = self._method.value if alpha == gone else LotOrigin.UNKNOWN.value
        return replace(costed, known=gone, unknown=alpha - gone, cost=pool.cost - cost, basis=basis)

    def _carried(self, plain: CostedTransaction, subnet: SubnetId) -> CostedTransaction:
        """Units that change their place take the average cost with them; the subnet's cost stays."""
        pool, alpha = self._pool(subnet), plain.entry.alpha
        size = abs(alpha)
        known = size * pool.known // pool.alpha if pool.alpha else 0
        cost = pool.cost * known // pool.known if pool.known else 0
        sign = 1 if alpha > 0 else -1
        return replace(plain, known=sign * known, unknown=alpha - sign * known, cost=sign * cost, basis="carried")

    def _name_of(self, entry: LedgerEntry) -> GivenName | None:
        named = self._names.of(entry)
        return None if named is None else named.name

    def _pool(self, subnet: SubnetId) -> CostPool:
        return self._pools.setdefault(subnet, CostPool(self._method))


def _summed_by_day(found: Sequence[CostedTransaction]) -> tuple[CostedTransaction, ...]:
    """Yield, emission and roundings of one position as one a day, at the last of them."""
    groups: dict[object, list[CostedTransaction]] = {}
    last: dict[object, int] = {}
    for at, each in enumerate(found):
        entry = each.entry
        day = None if entry.time_ms is None else entry.time_ms // _DAY_MS
        is_summed = entry.kind in _SUMMED and each.kind != OPENING
        key = (each.address, entry.subnet, entry.hotkey, each.kind, day) if is_summed else at
        groups.setdefault(key, []).append(each)
        last[key] = at
    return tuple(_together(groups[key]) for key in sorted(groups, key=lambda key: last[key]))


def _together(parts: Sequence[CostedTransaction]) -> CostedTransaction:
    """The sum of these, at the last of them."""
    last = parts[-1]
    if len(parts) == 1:
        return last
    entry = replace(
        last.entry,
        alpha=sum(each.entry.alpha for each in parts),
        worth=sum(each.entry.worth for each in parts),
        is_gap=any(each.entry.is_gap for each in parts),
        number=0,
    )
    is_unknown = any(each.basis == LotOrigin.UNKNOWN.value for each in parts)
    return replace(
        last,
        entry=entry,
        known=sum(each.known for each in parts),
        unknown=sum(each.unknown for each in parts),
        cost=sum(each.cost for each in parts),
        count=len(parts),
        basis=LotOrigin.UNKNOWN.value if is_unknown else last.basis,
    )
