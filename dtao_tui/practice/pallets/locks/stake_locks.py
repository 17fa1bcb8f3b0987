"""Locks of stake: alpha that a coldkey bound to a hotkey and that cannot leave the subnet (spec 475).

A lock is brought up to the present block whenever its coldkey stakes or unstakes there, and removed once it ran out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.locks import lock_sums
from dtao_tui.practice.pallets.locks.lock_state import ONE, Lock, lock_from, rolled
from dtao_tui.practice.pallets.locks.lock_sums import LockSum
from dtao_tui.practice.pallets.registry import Context, View, call, subtensor
from dtao_tui.practice.pallets.shares import OWNER

LOCK = "SubtensorModule.Lock"
LOCKING = "SubtensorModule.LockingColdkeys"
DECAYING = "SubtensorModule.DecayingLock"
FLAGS = "SubtensorModule.AccountFlags"
_ACCEPTS_LOCKED = 1


@dataclass(frozen=True, slots=True)
class Gift:
    """Alpha in rao that one coldkey gives another within a subnet, on a hotkey."""

    giver: bytes
    receiver: bytes
    hotkey: bytes
    netuid: int
    alpha: int


def lock_of(view: View, block: int, coldkey: bytes, netuid: int) -> Lock | None:
    """The coldkey's lock on a subnet, rolled forward to the block; None without one (`get_coldkey_lock`)."""
    lock = _stored(view, coldkey, netuid)
    if lock is None:
        return None
    now = rolled(view, block, lock, _sum_of(view, coldkey, netuid, lock.hotkey).mode)
    return None if now.is_empty else now


def availability(view: View, block: int, coldkey: bytes, netuid: int) -> tuple[int, int, int]:
    """Alpha in rao: the coldkey's on the subnet, its locked part, and its free part (`stake_availability`)."""
    hotkeys = shares.hotkeys_of(view, coldkey)
    total = sum(shares.stake_of(view, hotkey, coldkey, netuid) for hotkey in hotkeys)
    lock = lock_of(view, block, coldkey, netuid)
    locked = lock.locked if lock else 0
    return total, locked, max(total - locked, 0)


def refuse_locked(context: Context, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Raise DispatchFailure when this much alpha is not free to leave (`ensure_available_to_unstake`)."""
    _, _, available = availability(context.storage, context.block, coldkey, netuid)
    if available < alpha:
        raise subtensor("StakeUnavailable")


def roll(context: Context, coldkey: bytes, netuid: int) -> Lock | None:
    """Bring the coldkey's lock on a subnet, and its sum, up to this block (`cleanup_lock_if_zero`); returns it."""
    storage, before = context.storage, _stored(context.storage, coldkey, netuid)
    if before is None:
        return None
    place = _sum_of(storage, coldkey, netuid, before.hotkey)
    after = rolled(storage, context.block, before, place.mode)
    lock_sums.follow(context, place, before, after)
    _keep(context, coldkey, netuid, after)
    return after


def follow(context: Context, gift: Gift) -> None:
    """Let the locked part of a gift be locked for the receiver (`transfer_lock`); what is free goes first.

    Conviction goes along in proportion, and is lost where the hotkeys' owners differ. Raises DispatchFailure when the
    receiver has a lock with another hotkey or has not opted in.
    """
    storage, netuid = context.storage, gift.netuid
    source = _rolled_lock(context, gift.giver, netuid)
    if source is None or gift.giver == gift.receiver or not gift.alpha:
        return
    known = _rolled_lock(context, gift.receiver, netuid)
    target = known or Lock(gift.hotkey, 0, 0, context.block)
    total, _, _ = availability(storage, context.block, gift.giver, netuid)
    over = max(gift.alpha - max(total - source.locked, 0), 0)
    if over and known is not None and known.hotkey != gift.hotkey:
        raise subtensor("LockHotkeyMismatch")
    moved = min(over, source.locked)
    if moved and not storage.number(FLAGS, gift.receiver) & _ACCEPTS_LOCKED:
        raise subtensor("AccountRejectsLockedAlpha")
    conviction = source.conviction_bits * ((moved << 64) // source.locked) >> 64 if moved else 0
    kept = conviction if _survives(storage, source.hotkey, target.hotkey) else 0
    left = replace(source, locked=source.locked - moved, conviction_bits=source.conviction_bits - conviction)
    grown = replace(target, locked=target.locked + moved, conviction_bits=target.conviction_bits + kept)
    for coldkey, lock in ((gift.giver, left), (gift.receiver, grown)):
        mode = _sum_of(storage, coldkey, netuid, lock.hotkey).mode
        _keep(context, coldkey, netuid, rolled(storage, context.block, lock, mode))
    if moved:
        lock_sums.reduce(context, _sum_of(storage, gift.giver, netuid, source.hotkey), moved, conviction)
        gained = Lock(target.hotkey, moved, kept, context.block)
        lock_sums.add(context, _sum_of(storage, gift.receiver, netuid, target.hotkey), gained)


def reduce(context: Context, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Reduce the coldkey's lock on a subnet by this much, and its conviction by the same part (`force_reduce_lock`)."""
    storage, lock = context.storage, roll(context, coldkey, netuid)
    if lock is None:
        return
    left = max(lock.locked - alpha, 0)
    removed = (alpha << 64) // lock.locked if lock.locked else ONE
    conviction = lock.conviction_bits * max(ONE - removed, 0) >> 64 if left else 0
    _keep(context, coldkey, netuid, Lock(lock.hotkey, left, conviction, context.block))
    place = _sum_of(storage, coldkey, netuid, lock.hotkey)
    lock_sums.reduce(context, place, lock.locked - left, lock.conviction_bits - conviction)


def move_all(context: Context, netuid: int, old: bytes, new: bytes) -> None:
    """Bind every lock with a hotkey to the one that takes its place (`swap_hotkey_locks`)."""
    storage = context.storage
    for key, _ in list(storage.entries(LOCKING, netuid, old)):
        coldkey = key[2]
        lock = lock_of(storage, context.block, coldkey, netuid) if isinstance(coldkey, bytes) else None
        if lock is not None and lock.hotkey == old and isinstance(coldkey, bytes):
            _keep(context, coldkey, netuid, replace(lock, hotkey=new))
    lock_sums.move(context, netuid, old, new)


@call("SubtensorModule.lock_stake")
def lock_stake(context: Context, hotkey: bytes, netuid: int, amount: int) -> None:
    """Bind stake to a hotkey, or add to a lock with it."""
    coldkey, storage = signer_of(context), context.storage
    if not pools.exists(storage, netuid):
        raise subtensor("SubnetNotExists")
    if amount == 0:
        raise subtensor("AmountTooLow")
    if not storage.has(OWNER, hotkey):
        raise subtensor("HotKeyAccountNotExists")
    total, _, _ = availability(storage, context.block, coldkey, netuid)
    known = _stored(storage, coldkey, netuid)
    if known is not None and known.hotkey != hotkey:
        raise subtensor("LockHotkeyMismatch")
    lock = roll(context, coldkey, netuid) or Lock(hotkey, 0, 0, context.block)
    grown = replace(lock, locked=lock.locked + amount, updated_at=context.block)
    if total < grown.locked:
        raise subtensor("InsufficientStakeForLock")
    place = _sum_of(storage, coldkey, netuid, hotkey)
    _keep(context, coldkey, netuid, rolled(storage, context.block, grown, place.mode))
    lock_sums.add(context, place, Lock(hotkey, amount, 0, context.block))
    context.emit("SubtensorModule", "StakeLocked", coldkey, hotkey, netuid, amount)


@call("SubtensorModule.move_lock")
def move_lock(context: Context, destination_hotkey: bytes, netuid: int) -> None:
    """Bind a lock to another hotkey; its conviction is lost unless one coldkey owns both (`do_move_lock`)."""
    coldkey, storage = signer_of(context), context.storage
    if not pools.exists(storage, netuid):
        raise subtensor("SubnetNotExists")
    if not storage.has(OWNER, destination_hotkey):
        raise subtensor("HotKeyAccountNotExists")
    lock = _rolled_lock(context, coldkey, netuid)
    if lock is None:
        raise subtensor("NoExistingLock")
    conviction = lock.conviction_bits if _survives(storage, lock.hotkey, destination_hotkey) else 0
    target = _sum_of(storage, coldkey, netuid, destination_hotkey)
    moved = replace(lock, hotkey=destination_hotkey, conviction_bits=conviction)
    moved = rolled(storage, context.block, moved, target.mode)
    _keep(context, coldkey, netuid, moved)
    origin = _sum_of(storage, coldkey, netuid, lock.hotkey)
    lock_sums.reduce(context, origin, lock.locked, lock.conviction_bits)
    lock_sums.add(context, target, moved)
    context.emit("SubtensorModule", "LockMoved", coldkey, lock.hotkey, destination_hotkey, netuid)


@call("SubtensorModule.set_reject_locked_alpha")
def set_reject_locked_alpha(context: Context, enabled: bool) -> None:
    """Refuse locked alpha from others, as everybody does at first, or take it."""
    coldkey, storage = signer_of(context), context.storage
    flags = storage.number(FLAGS, coldkey) & ~_ACCEPTS_LOCKED | (0 if enabled else _ACCEPTS_LOCKED)
    if flags:
        storage.put(FLAGS, coldkey, value=flags)
    else:
        storage.drop(FLAGS, coldkey)
    context.emit("SubtensorModule", "RejectLockedAlphaUpdated", coldkey, enabled)


@call("SubtensorModule.set_perpetual_lock")
def set_perpetual_lock(context: Context, netuid: int, enabled: bool) -> None:
    """Let the coldkey's lock on a subnet stand still, or decay from now on (`do_set_perpetual_lock`)."""
    coldkey, storage = signer_of(context), context.storage
    if not pools.exists(storage, netuid):
        raise subtensor("SubnetNotExists")
    # What it came to until now is written down by the rule that held until now.
    lock, was_perpetual = roll(context, coldkey, netuid), _is_perpetual(storage, coldkey, netuid)
    has_changed = lock is not None and was_perpetual != enabled
    if lock is not None and has_changed:
        place = _sum_of(storage, coldkey, netuid, lock.hotkey)
        lock_sums.reduce(context, place, lock.locked, lock.conviction_bits)
    if enabled:
        storage.put(DECAYING, coldkey, netuid, value=False)
    else:
        storage.drop(DECAYING, coldkey, netuid)
    if lock is not None and has_changed:
        lock_sums.add(context, _sum_of(storage, coldkey, netuid, lock.hotkey), lock)
    context.emit("SubtensorModule", "PerpetualLockUpdated", coldkey, netuid, enabled)


def _stored(view: View, coldkey: bytes, netuid: int) -> Lock | None:
    for hotkey, lock in _locks(view, coldkey, netuid):
        return replace(lock, hotkey=hotkey)
    return None


def _locks(view: View, coldkey: bytes, netuid: int) -> Iterator[tuple[bytes, Lock]]:
    for key, state in view.entries(LOCK, coldkey, netuid):
        hotkey = key[2]
        if isinstance(hotkey, bytes):
            yield hotkey, lock_from(hotkey, state, 0)


def _rolled_lock(context: Context, coldkey: bytes, netuid: int) -> Lock | None:
    """A stored lock at this block, empty once it ran out, without writing it."""
    storage, lock = context.storage, _stored(context.storage, coldkey, netuid)
    if lock is None:
        return None
    return rolled(storage, context.block, lock, _sum_of(storage, coldkey, netuid, lock.hotkey).mode)


def _sum_of(view: View, coldkey: bytes, netuid: int, hotkey: bytes) -> LockSum:
    return lock_sums.sum_of(view, netuid, hotkey, is_perpetual=_is_perpetual(view, coldkey, netuid))


def _is_perpetual(view: View, coldkey: bytes, netuid: int) -> bool:
    return view.has(DECAYING, coldkey, netuid) and not view.flag(DECAYING, coldkey, netuid)


def _survives(view: View, old: bytes, new: bytes) -> bool:
    """Whether conviction goes along from one hotkey to another: where one coldkey owns both."""
    return view.raw(OWNER, old) == view.raw(OWNER, new)


def _keep(context: Context, coldkey: bytes, netuid: int, lock: Lock) -> None:
    """Store a coldkey's only lock on a subnet, with the index of who locks with a hotkey; nothing of an empty one."""
    storage = context.storage
    for hotkey, _ in list(_locks(storage, coldkey, netuid)):
        if hotkey != lock.hotkey or lock.is_empty:
            storage.drop(LOCK, coldkey, netuid, hotkey)
            storage.drop(LOCKING, netuid, hotkey, coldkey)
    if not lock.is_empty:
        storage.put(LOCK, coldkey, netuid, lock.hotkey, value=lock.as_value())
        storage.put(LOCKING, netuid, lock.hotkey, coldkey, value=())
