"""Ledger entries of one interval: an account's state before, its state after, and the events of the blocks between.

First quantities change at the price of the block before, event by event; then the price changes. So with v(q) the
value of a subnet's holding, rounded down, `end = start + the effects of all entries + price`, in whole rao: what no
event tells is an entry of its own, unexplained unless a rule says what it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dtao_tui.domain.ledger.account_state import AccountState, Place, value_at
from dtao_tui.domain.ledger.event_movements import Movement, Touches, movements_of, touches_in
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.yield_rule import Dividends, epochs_between, largest_yield
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents


@dataclass(frozen=True, slots=True)
class Interval:
    """What lies between two states of one account."""

    before: AccountState
    after: AccountState
    blocks: Sequence[BlockEvents] | None
    """The events of all blocks after `before` up to and with `after`; None where they were not all read."""

    dividends: Dividends = field(default_factory=dict)
    """What the last epochs shared out to the hotkeys that the account stakes with, as far as it was asked for."""

    removed: Mapping[int, SubnetId] = field(default_factory=dict)
    """Subnets with stakes of the account that were removed lately and are not paid out yet, by number."""

    least_rest: int | None = None
    """Rao of TAO that the rest of a stake must be worth after a sale; None where not known."""


@dataclass(frozen=True, slots=True)
class AccountChanges:
    """What an interval changed."""

    entries: tuple[LedgerEntry, ...]
    price: Mapping[SubnetId, int]
    """By how many rao of TAO what is held after is worth more by the change of prices, by subnet."""


def changes_in(interval: Interval, account: str) -> AccountChanges:
    """The entries of an interval, in their order, and what prices changed."""
    book = _Book(interval, account)
    touched: Touches = Counter()
    for block in interval.blocks or ():
        touched.update(touches_in(block))
        for movement in movements_of(block, account):
            book.apply(movement, block.block, block.time_ms)
    book.settle(touched)
    after = interval.after
    price = {
        subnet: value_at(after.prices.get(subnet), held) - value_at(book.price_of(subnet), held)
        for subnet in after.subnets
        if (held := after.quantity(subnet))
    }
    return AccountChanges(tuple(book.entries), price)


class _Book:
    """Quantities of the account while the events of the interval are applied."""

    def __init__(self, interval: Interval, account: str) -> None:
        self._interval = interval
        self._account = account
        self._cash = interval.before.cash
        self._held = dict(interval.before.positions)
        self._most_held = dict(self._held)
        """The most that each stake was in the interval: at an epoch within it, it was no more."""

        self._sold: set[Place] = set()
        self._unpaid = dict(interval.removed)
        self.entries: list[LedgerEntry] = []

    def price_of(self, subnet: SubnetId) -> int | None:
        """The price at the block before; of a subnet that was not there yet, its first one."""
        before, after = self._interval.before.prices, self._interval.after.prices
        return before[subnet] if subnet in before else after.get(subnet)

    def apply(self, movement: Movement, block: int, time_ms: int | None) -> None:
        """Enter what an event moved."""
        subnet = None if movement.netuid is None else self._subnet_of(movement)
        if movement.alpha and subnet is None:
            # A subnet that is there neither before nor after: what it was worth is not known.
            return
        hotkey = movement.hotkey or self._only_hotkey(subnet)
        self._enter(
            LedgerEntry(
                block,
                time_ms,
                movement.kind,
                movement.cash,
                subnet,
                hotkey,
                movement.alpha,
                other=movement.other,
                extrinsic=movement.extrinsic,
            )
        )
        if movement.kind is EntryKind.PAYOUT and movement.netuid is not None:
            self._unpaid.pop(movement.netuid, None)

    def settle(self, touched: Touches) -> None:
        """Enter what no event told: removals, yield, roundings, and what stays unexplained."""
        after = self._interval.after
        for place in sorted({*self._held, *after.positions}):
            subnet, _ = place
            difference = after.positions.get(place, 0) - self._held.get(place, 0)
            if subnet not in after.prices:
                if difference:
                    self._late(EntryKind.REMOVED, place, difference)
                    self._unpaid[subnet.netuid] = subnet
            elif difference:
                self._explain(place, difference, touched)
        cash = after.cash - self._cash
        if cash > 0 and len(self._unpaid) == 1:
            (subnet,) = self._unpaid.values()
            self._enter(self._entry(EntryKind.PAYOUT, cash=cash, subnet=subnet))
        elif cash:
            self._enter(self._entry(EntryKind.UNEXPLAINED, cash=cash))

    def _explain(self, place: Place, difference: int, touched: Touches) -> None:
        subnet, hotkey = place
        interval = self._interval
        slack = touched[subnet.netuid, hotkey] + touched[None, hotkey]
        epochs = None if interval.blocks is None else epochs_between(interval.before, interval.after, subnet)
        if interval.blocks is not None and self._is_cleared(place, difference):
            self._late(EntryKind.CLEARED, place, difference)
        elif interval.blocks is None or (not epochs and abs(difference) > slack):
            self._late(EntryKind.UNEXPLAINED, place, difference)
        elif abs(difference) <= slack + (epochs or 0):
            self._late(EntryKind.ROUNDING, place, difference)
        elif difference < 0 or epochs != 1:
            self._late(EntryKind.UNEXPLAINED, place, difference)
        else:
            self._grow(place, difference, slack)

    def _grow(self, place: Place, difference: int, slack: int) -> None:
        """Growth over one epoch: yield as far as dividends allow, and the own hotkey's emission."""
        interval = self._interval
        most = largest_yield(self._most_held.get(place, 0), interval.dividends.get(place)) + slack + 1
        if place[1] in interval.after.own_hotkeys:
            # The owner of a hotkey gets its take, and of a subnet its cut, beside the dividends.
            shared = min(difference, most - slack - 1)
            if shared:
                self._late(EntryKind.DIVIDEND, place, shared)
            if difference - shared:
                self._late(EntryKind.EMISSION, place, difference - shared)
        elif difference <= most and place in interval.dividends:
            self._late(EntryKind.DIVIDEND, place, difference)
        else:
            self._late(EntryKind.UNEXPLAINED, place, difference)

    def _is_cleared(self, place: Place, difference: int) -> bool:
        """Whether a sale left a rest too small to stay, which the chain could not sell and took for nothing.

        `clear_small_nomination_if_required`, spec 461. The price may have moved by two parts in a hundred since.
        """
        least = self._interval.least_rest
        if difference >= 0 or least is None or place not in self._sold or place in self._interval.after.positions:
            return False
        return value_at(self._interval.after.prices.get(place[0]), -difference) <= least * 102 // 100

    def _late(self, kind: EntryKind, place: Place, alpha: int) -> None:
        self._enter(self._entry(kind, subnet=place[0], hotkey=place[1], alpha=alpha))

    def _entry(
        self, kind: EntryKind, *, cash: int = 0, subnet: SubnetId | None = None, hotkey: str = "", alpha: int = 0
    ) -> LedgerEntry:
        after = self._interval.after
        is_gap = self._interval.blocks is None
        return LedgerEntry(after.block, after.time_ms, kind, cash, subnet, hotkey, alpha, is_gap=is_gap)

    def _enter(self, entry: LedgerEntry) -> None:
        """Change the quantities, and add the entry with what it changed at the price of the block before."""
        worth = 0
        if entry.subnet is not None and entry.alpha:
            held, price = self._quantity(entry.subnet), self.price_of(entry.subnet)
            worth = value_at(price, held + entry.alpha) - value_at(price, held)
            place = (entry.subnet, entry.hotkey)
            self._held[place] = self._held.get(place, 0) + entry.alpha
            self._most_held[place] = max(self._most_held.get(place, 0), self._held[place])
            if entry.kind is EntryKind.UNSTAKED:
                self._sold.add(place)
        self._cash += entry.cash
        self.entries.append(replace(entry, worth=worth))

    def _quantity(self, subnet: SubnetId) -> int:
        return sum(alpha for (held, _), alpha in self._held.items() if held == subnet)

    def _subnet_of(self, movement: Movement) -> SubnetId | None:
        """The subnet that has this number before or after; for a pay-out, the one that was removed."""
        netuid = movement.netuid
        if netuid is None:
            return None
        if netuid == ROOT:
            return self._interval.before.subnet_numbered(ROOT) or self._interval.after.subnet_numbered(ROOT)
        if movement.kind is EntryKind.PAYOUT:
            gone = self._unpaid.get(netuid) or self._held_number(netuid)
            return gone or SubnetId(netuid)
        return self._interval.before.subnet_numbered(netuid) or self._interval.after.subnet_numbered(netuid)

    def _held_number(self, netuid: int) -> SubnetId | None:
        return next((subnet for subnet, _ in self._held if subnet.netuid == netuid), None)

    def _only_hotkey(self, subnet: SubnetId | None) -> str:
        """The hotkey of the only stake on a subnet, for events that name none."""
        hotkeys = [hotkey for held, hotkey in self._held if held == subnet]
        return hotkeys[0] if len(hotkeys) == 1 else ""
