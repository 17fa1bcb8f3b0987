"""Sums of locks by hotkey: perpetual and decaying ones apart, those with a subnet owner's hotkey by subnet (spec 475).

A sum follows each change of its locks. As on the chain, one that is brought up to a block by one of its locks counts
that lock's change alone; the others' conviction of those blocks is not in it.
"""

from dataclasses import dataclass, replace

from dtao_tui.practice.pallets.locks.lock_state import Lock, LockMode, lock_from, rolled
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.state.storage import Key

PERPETUAL = "SubtensorModule.HotkeyLock"
DECAYING = "SubtensorModule.DecayingHotkeyLock"
OWNERS = "SubtensorModule.OwnerLock"
DECAYING_OWNERS = "SubtensorModule.DecayingOwnerLock"
OWNER_HOTKEY = "SubtensorModule.SubnetOwnerHotkey"

_MODES = (
    (PERPETUAL, LockMode(is_owners=False, is_perpetual=True)),
    (DECAYING, LockMode(is_owners=False, is_perpetual=False)),
    (OWNERS, LockMode(is_owners=True, is_perpetual=True)),
    (DECAYING_OWNERS, LockMode(is_owners=True, is_perpetual=False)),
)
_ITEMS = {mode: item for item, mode in _MODES}


@dataclass(frozen=True, slots=True)
class LockSum:
    """The sum that a lock counts in: with this hotkey, on this subnet, of locks of this mode."""

    netuid: int
    hotkey: bytes
    mode: LockMode

    @property
    def item(self) -> str:
        """Where it is stored."""
        return _ITEMS[self.mode]

    @property
    def key(self) -> Key:
        """Under which key."""
        return (self.netuid,) if self.mode.is_owners else (self.netuid, self.hotkey)

    def read(self, view: View, block: int) -> Lock:
        """The sum as it was stored last."""
        return lock_from(self.hotkey, view.get(self.item, *self.key), block)

    def at(self, view: View, block: int) -> Lock:
        """The sum rolled forward to a block."""
        return rolled(view, block, self.read(view, block), self.mode)

    def write(self, storage: Storage, lock: Lock) -> None:
        """Store the sum, or nothing of an empty one."""
        if lock.is_empty:
            storage.drop(self.item, *self.key)
        else:
            storage.put(self.item, *self.key, value=lock.as_value())


def sum_of(view: View, netuid: int, hotkey: bytes, *, is_perpetual: bool) -> LockSum:
    """The sum that a lock with this hotkey counts in."""
    is_owners = view.raw(OWNER_HOTKEY, netuid) == hotkey
    return LockSum(netuid, hotkey, LockMode(is_owners=is_owners, is_perpetual=is_perpetual))


def follow(context: Context, place: LockSum, before: Lock, after: Lock) -> None:
    """Let a sum follow one of its locks that was rolled forward (`apply_roll_delta_to_aggregate`)."""
    if (before.locked, before.conviction_bits) == (after.locked, after.conviction_bits):
        place.write(context.storage, place.at(context.storage, context.block))
        return
    known = place.read(context.storage, context.block)
    decayed = max(before.conviction_bits - after.conviction_bits, 0)
    grown = max(after.conviction_bits - before.conviction_bits, 0)
    less = _less(known, before.locked - after.locked, decayed)
    place.write(
        context.storage,
        replace(less, conviction_bits=less.conviction_bits + grown, updated_at=context.block),
    )


def add(context: Context, place: LockSum, lock: Lock) -> None:
    """Add a lock, with the conviction that it has (`add_aggregate_lock`)."""
    known = place.at(context.storage, context.block)
    sums = (known.locked + lock.locked, known.conviction_bits + lock.conviction_bits)
    merged = Lock(place.hotkey, *sums, max(known.updated_at, lock.updated_at))
    place.write(context.storage, rolled(context.storage, context.block, merged, place.mode))


def reduce(context: Context, place: LockSum, locked: int, conviction_bits: int) -> None:
    """Take a lock, or a part of one, out (`reduce_aggregate_lock`)."""
    place.write(context.storage, _less(place.at(context.storage, context.block), locked, conviction_bits))


def conviction_of(view: View, block: int, hotkey: bytes, netuid: int) -> int:
    """All conviction in a hotkey on a subnet, in 2⁻⁶⁴ (`hotkey_conviction`)."""
    is_owners = view.raw(OWNER_HOTKEY, netuid) == hotkey
    places = [LockSum(netuid, hotkey, mode) for _, mode in _MODES if is_owners or not mode.is_owners]
    return sum(place.at(view, block).conviction_bits for place in places)


def strongest(view: View, block: int, netuid: int) -> bytes | None:
    """The hotkey with most conviction on a subnet, of equals the last; None without any (`subnet_king`)."""
    found = {hotkey: conviction_of(view, block, hotkey, netuid) for hotkey in _hotkeys(view, netuid)}
    return max(found, key=lambda hotkey: (found[hotkey], hotkey), default=None)


def move(context: Context, netuid: int, old: bytes, new: bytes) -> None:
    """Carry the sums of a hotkey over to the one that takes its place (`swap_hotkey_locks`)."""
    storage, owner = context.storage, context.storage.raw(OWNER_HOTKEY, netuid)
    for is_perpetual in (True, False):
        place = sum_of(storage, netuid, old, is_perpetual=is_perpetual)
        known = place.at(storage, context.block)
        storage.drop(place.item, *place.key)
        mode = LockMode(is_owners=owner in (old, new), is_perpetual=is_perpetual)
        LockSum(netuid, new, mode).write(storage, rolled(storage, context.block, replace(known, hotkey=new), mode))


def _hotkeys(view: View, netuid: int) -> set[bytes]:
    hotkeys = {key[1] for item in (PERPETUAL, DECAYING) for key, _ in view.entries(item, netuid)}
    if any(view.has(item, netuid) for item in (OWNERS, DECAYING_OWNERS)):
        hotkeys.add(view.raw(OWNER_HOTKEY, netuid))
    return {hotkey for hotkey in hotkeys if isinstance(hotkey, bytes)}


def _less(lock: Lock, locked: int, conviction_bits: int) -> Lock:
    less = (max(lock.locked - locked, 0), max(lock.conviction_bits - conviction_bits, 0))
    return Lock(lock.hotkey, *less, lock.updated_at)
