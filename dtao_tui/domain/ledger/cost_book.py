"""Cost and realised results of a set of wallets by subnet, made of their ledger entries in order.

Moves and transfers between the set's own accounts are no disposals; swaps are. Yield costs what it was worth when it
came. A removed subnet is realised with what the chain paid out for it. The network's fee of a stake is part of its
cost, that of a sale is taken off what it brought.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.cost_pool import CostMethod, CostPool, Lot, LotOrigin
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.subnet_id import SubnetId

NOTHING_REALISED = frozenset({EntryKind.GIVEN, EntryKind.UNEXPLAINED})
"""Of units that go with their cost."""


@dataclass(frozen=True, slots=True)
class AccountBook:
    """What is recorded of one account: how it was when it was first seen, and all that happened since."""

    address: str
    opening: AccountState
    entries: Sequence[LedgerEntry]


@dataclass(frozen=True, slots=True)
class RealisedResult:
    """A sale, or a removal with its pay-out, that has ended."""

    block: int
    time_ms: int | None
    kind: EntryKind
    alpha: int
    """Rao of alpha that went, of known cost or not."""

    proceeds: int
    """Rao of TAO that they brought, the network's fee taken off."""

    cost: int | None
    """What they had cost; None where that is not known of a part of them."""

    @property
    def profit(self) -> int | None:
        """What was gained, in rao of TAO; None where the cost is not known."""
        return None if self.cost is None else self.proceeds - self.cost


@dataclass(frozen=True, slots=True)
class SubnetCost:
    """What holdings on one subnet have cost, and what was realised there."""

    lots: tuple[Lot, ...] = ()
    realised: tuple[RealisedResult, ...] = ()

    @property
    def cost(self) -> int | None:
        """Rao of TAO that what is held has cost; None where it is not known of a part of it."""
        costs = [lot.cost for lot in self.lots]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    @property
    def alpha(self) -> int:
        """Rao of alpha in all lots."""
        return sum(lot.alpha for lot in self.lots)

    @property
    def is_assumed(self) -> bool:
        """Whether the cost of a part is only assumed: the price when it was first seen."""
        return any(lot.origin is LotOrigin.ASSUMED for lot in self.lots)

    @property
    def unknown(self) -> int:
        """Rao of alpha of which nobody knows the cost."""
        return sum(lot.alpha for lot in self.lots if lot.cost is None)

    @property
    def average_price(self) -> int | None:
        """Rao of TAO that one alpha has cost on average, rounded down; None where it is not known."""
        return self.cost * RAO_PER_TAO // self.alpha if self.cost is not None and self.alpha else None


@dataclass(slots=True)
class _Fees:
    """Network fees that wait for the stake or sale of their extrinsic."""

    by_place: dict[tuple[str, int, int | None, SubnetId], int] = field(default_factory=dict)

    def taken(self, account: str, entry: LedgerEntry) -> int:
        if entry.subnet is None:
            return 0
        return self.by_place.pop((account, entry.block, entry.extrinsic, entry.subnet), 0)


def costs_of(
    books: Iterable[AccountBook], names: EntryNames, method: CostMethod = CostMethod.AVERAGE
) -> Mapping[SubnetId, SubnetCost]:
    """Cost and realised results of these accounts together, by subnet."""
    told = tuple(books)
    maker = _CostMaker(method, frozenset(book.address for book in told), names)
    for book, entry in in_order(told):
        if entry is None:
            maker.open(book)
        else:
            maker.enter(book.address, entry)
    return maker.costs()


def in_order(books: Sequence[AccountBook]) -> Iterator[tuple[AccountBook, LedgerEntry | None]]:
    """All entries of these accounts as the chain carried them out, None for how an account was at first sight.

    What an account begins with stands before what happened in that block to others.
    """
    steps: list[tuple[int, int, int, AccountBook, LedgerEntry | None]]
    steps = [(book.opening.block, -2, 0, book, None) for book in books]
    steps += [
        (entry.block, -1 if entry.extrinsic is None else entry.extrinsic, at, book, entry)
        for book in books
        for at, entry in enumerate(book.entries)
    ]
    return ((book, entry) for *_, book, entry in sorted(steps, key=lambda step: step[:3]))


def opening_cost(book: AccountBook, subnet: SubnetId, names: EntryNames) -> tuple[int, LotOrigin]:
    """What it had cost at first sight, in rao of TAO: assumed to be the price, unless it was typed."""
    typed = names.typed_openings.get((book.address, subnet))
    if typed is None:
        return book.opening.value(subnet), LotOrigin.ASSUMED
    return typed, LotOrigin.TYPED


def cost_of_gain(entry: LedgerEntry, named: NamedEntry | None, fee: int) -> tuple[int | None, LotOrigin]:
    """What units that came have cost in rao of TAO, the network's `fee` of a stake in it, and how that is known.

    None where nobody knows it.
    """
    match entry.kind:
        case EntryKind.STAKED:
            return -entry.cash + fee, LotOrigin.STAKE
        case EntryKind.DIVIDEND | EntryKind.EMISSION | EntryKind.CLAIM:
            return entry.worth, LotOrigin.YIELD
    if named is None:
        return None, LotOrigin.UNKNOWN
    match named.name:
        case GivenName.REWARD:
            return entry.worth, LotOrigin.YIELD
        case GivenName.NOTHING:
            return 0, LotOrigin.TYPED
    return named.cost, LotOrigin.UNKNOWN if named.cost is None else LotOrigin.TYPED


class _CostMaker:
    """Pools by subnet while entries pass."""

    def __init__(self, method: CostMethod, accounts: frozenset[str], names: EntryNames) -> None:
        self._method = method
        self._accounts = accounts
        self._names = names
        self._pools: dict[SubnetId, CostPool] = {}
        self._realised: dict[SubnetId, list[RealisedResult]] = {}
        self._fees = _Fees()

    def open(self, book: AccountBook) -> None:
        """What is there at first sight."""
        state = book.opening
        for subnet in state.subnets:
            cost, origin = opening_cost(book, subnet, self._names)
            self._pool(subnet).add(Lot(state.quantity(subnet), cost, origin, state.block, state.time_ms))

    def enter(self, account: str, entry: LedgerEntry) -> None:
        """Change the pool of the entry's subnet."""
        if entry.subnet is None:
            return
        if entry.kind is EntryKind.NETWORK_FEE:
            place = (account, entry.block, entry.extrinsic, entry.subnet)
            self._fees.by_place[place] = self._fees.by_place.get(place, 0) - entry.cash
        elif entry.kind is EntryKind.PAYOUT:
            self._pay_out(entry, entry.subnet)
        elif entry.kind is EntryKind.MOVED or entry.other in self._accounts:
            return
        elif entry.alpha > 0:
            self._gain(account, entry, entry.subnet)
        elif entry.alpha < 0:
            self._lose(account, entry, entry.subnet)

    def costs(self) -> dict[SubnetId, SubnetCost]:
        """What the pools hold now."""
        subnets = {*self._pools, *self._realised}
        return {
            subnet: SubnetCost(self._pool(subnet).lots, tuple(self._realised.get(subnet, ())))
            for subnet in sorted(subnets)
        }

    def _gain(self, account: str, entry: LedgerEntry, subnet: SubnetId) -> None:
        if entry.kind is EntryKind.ROUNDING:
            self._pool(subnet).round_up(entry.alpha)
            return
        fee = self._fees.taken(account, entry) if entry.kind is EntryKind.STAKED else 0
        cost, origin = cost_of_gain(entry, self._names.of(entry), fee)
        self._pool(subnet).add(Lot(entry.alpha, cost, origin, entry.block, entry.time_ms))

    def _lose(self, account: str, entry: LedgerEntry, subnet: SubnetId) -> None:
        if entry.kind is EntryKind.ROUNDING:
            self._pool(subnet).round_down(-entry.alpha)
            return
        taken = self._pool(subnet).take(-entry.alpha)
        if entry.kind in NOTHING_REALISED:
            # It goes with its cost, and nothing is realised.
            return
        proceeds = entry.cash - self._fees.taken(account, entry)
        if entry.kind is EntryKind.REMOVED:
            proceeds += self._paid_ahead(entry, subnet)
        cost = None if taken.unknown else taken.cost
        result = RealisedResult(entry.block, entry.time_ms, entry.kind, -entry.alpha, proceeds, cost)
        self._realised.setdefault(subnet, []).append(result)

    def _pay_out(self, entry: LedgerEntry, subnet: SubnetId) -> None:
        """Add the pay-out to the removal that it is for."""
        results = self._realised.setdefault(subnet, [])
        for at, result in reversed(list(enumerate(results))):
            if result.kind is EntryKind.REMOVED:
                results[at] = replace(result, proceeds=result.proceeds + entry.cash)
                return
        results.append(RealisedResult(entry.block, entry.time_ms, entry.kind, 0, entry.cash, 0))

    def _paid_ahead(self, entry: LedgerEntry, subnet: SubnetId) -> int:
        """The pay-out of this removal's block: an event tells it, and is entered before what no event tells."""
        results = self._realised.get(subnet, [])
        if results and results[-1].kind is EntryKind.PAYOUT and results[-1].block == entry.block:
            return results.pop().proceeds
        return 0

    def _pool(self, subnet: SubnetId) -> CostPool:
        return self._pools.setdefault(subnet, CostPool(self._method))
