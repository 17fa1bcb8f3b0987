"""What was seen at the last look at a network, and what has changed since: subnets, prices, worth, orders, alerts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.ledger.statement import Statement
from dtao_tui.domain.market import TAKE_PARTS, Snapshot, Subnet
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.subnet_id import SubnetId


@dataclass(frozen=True, slots=True)
class SeenSubnet:
    """A subnet as it was seen."""

    id: SubnetId
    label: str
    """Netuid, symbol and name, cleaned."""

    price: Price


@dataclass(frozen=True, slots=True)
class LastLook:
    """The last block that was seen of a chain before."""

    block: int
    time_ms: int
    """By the chain's clock, in milliseconds since 1970."""

    wall_ms: int
    """The same by this machine's clock."""

    subnets: tuple[SeenSubnet, ...]
    worths: Mapping[str, int] = field(default_factory=dict)
    """By address, its own TAO and what selling its stakes would have paid, in rao; only what was known."""

    takes: Mapping[str, int] = field(default_factory=dict)
    """By hotkey, what the validators that were staked to kept of dividends, in 65535ths; only what was told."""


@dataclass(frozen=True, slots=True)
class PriceMove:
    """A price that is another one now."""

    subnet: Subnet
    before: Price
    is_held: bool

    @property
    def percent(self) -> Decimal:
        """The move in per cent; the price before is never zero here."""
        return Decimal(100 * (self.subnet.price.rao - self.before.rao)) / self.before.rao


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """A number that another subnet has now."""

    before: SeenSubnet
    now: Subnet


@dataclass(frozen=True, slots=True)
class MarketChanges:
    """What has become of the subnets."""

    removed: tuple[SeenSubnet, ...] = ()
    renumbered: tuple[NumberTaken, ...] = ()
    new: tuple[Subnet, ...] = ()
    """Subnets whose numbers nobody had."""

    moves: tuple[PriceMove, ...] = ()
    """The largest first."""

    unseen: tuple[Subnet, ...] = ()
    """Held or watched, and without a price then."""


@dataclass(frozen=True, slots=True)
class TakeChange:
    """A validator that keeps another part of dividends now."""

    hotkey: str
    before: int
    now: int
    """Both in 65535ths."""

    def told(self, take: int) -> Decimal:
        """A take in per cent."""
        return Decimal(100 * take) / TAKE_PARTS


@dataclass(frozen=True, slots=True)
class FiredAlert:
    """A firing in words."""

    time_ms: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SinceReport:
    """Everything that is told of the time since the last look."""

    look: LastLook
    now_ms: int
    least_move: int
    """Per cent from which a move of a price is told."""

    worth_before: int | None
    worth_now: int | None
    """Of the accounts together, in rao; None where it is not known of one of them."""

    statement: Statement | None
    """None where nothing is recorded."""

    ended: tuple[Order, ...]
    """Orders that came to their end meanwhile, newest first."""

    fired: tuple[FiredAlert, ...]
    """Newest first."""

    market: MarketChanges
    takes: tuple[TakeChange, ...] = ()
    """Of validators that are staked to, the largest rise first."""


def take_changes(before: Mapping[str, int], now: Mapping[str, int]) -> tuple[TakeChange, ...]:
    """The validators whose take is another one now, the largest rise first; of one that was not seen nothing."""
    found = [TakeChange(each, before[each], take) for each, take in now.items() if before.get(each, take) != take]
    return tuple(sorted(found, key=lambda change: (change.before - change.now, change.hotkey)))


def market_changes(
    look: LastLook, snapshot: Snapshot, least_move: int, held: Collection[int], watched: Collection[SubnetId]
) -> MarketChanges:
    """What has become of the subnets since; moves are told of held and watched ones, from so many per cent on."""
    before = {seen.id.netuid: seen for seen in look.subnets}
    gone = [seen for seen in look.subnets if seen.id.netuid not in snapshot.subnets]
    renumbered, new, unseen, moves = list[NumberTaken](), list[Subnet](), list[Subnet](), list[PriceMove]()
    for subnet in snapshot.subnets.values():
        seen = before.get(subnet.netuid)
        is_same = seen is not None and seen.id.is_same(subnet.id)
        if seen is None:
            new.append(subnet)
        elif not is_same:
            renumbered.append(NumberTaken(seen, subnet))
        is_held = subnet.netuid in held
        if subnet.is_root or not (is_held or subnet.id in watched):
            continue
        if seen is None or not is_same or not seen.price.rao:
            unseen.append(subnet)
            continue
        move = PriceMove(subnet, seen.price, is_held)
        if abs(move.percent) >= least_move:
            moves.append(move)
    moves.sort(key=lambda move: (-abs(move.percent), move.subnet.netuid))
    return MarketChanges(tuple(gone), tuple(renumbered), tuple(new), tuple(moves), tuple(unseen))


def worth_together(worths: Mapping[str, int], addresses: Iterable[str]) -> int | None:
    """The sum for these addresses, in rao; None where one is not known, or there is none."""
    told = [worths.get(address) for address in addresses]
    known = [rao for rao in told if rao is not None]
    return sum(known) if told and len(known) == len(told) else None


def ended_since(orders: Iterable[Order], wall_ms: int) -> tuple[Order, ...]:
    """The orders whose state cannot change any more, and that came to it after a time of this machine's clock."""
    return tuple(order for order in orders if not order.is_open and order.steps and order.steps[-1][1] * 1000 > wall_ms)
