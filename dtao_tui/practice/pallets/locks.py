"""Conviction locks: alpha that a coldkey bound to a hotkey and that cannot leave the subnet (spec 475).

A lock decays by exp(−blocks / UnlockRate) unless it is perpetual; its conviction matures with `MaturityRate`. Only the
coldkey's own lock is stored, not the hotkeys' sums: nothing on this chain changes hands by conviction.
"""

from dataclasses import dataclass
from decimal import Context as Precision
from decimal import Decimal

from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View, call
from dtao_tui.practice.state.storage import Value

LOCK = "SubtensorModule.Lock"
DECAYING = "SubtensorModule.DecayingLock"
UNLOCK_RATE = "SubtensorModule.UnlockRate"
MATURITY_RATE = "SubtensorModule.MaturityRate"
OWNER = "SubtensorModule.Owner"
FLAGS = "SubtensorModule.AccountFlags"
_ACCEPTS_LOCKED = 1

_ONE = 1 << 64
_NEGLIGIBLE = 100
_FURTHEST = 40
_PRECISION = Precision(prec=40)


@dataclass(frozen=True, slots=True)
class Gift:
    """Alpha in rao that one coldkey gives another within a subnet, on a hotkey."""

    giver: bytes
    receiver: bytes
    hotkey: bytes
    netuid: int
    alpha: int


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock at one block."""

    hotkey: bytes
    locked: int
    """Alpha in rao."""

    conviction_bits: int
    """In 2⁻⁶⁴ of an alpha's rao."""

    updated_at: int

    def as_value(self) -> Value:
        """The chain's `LockState`."""
        conviction: Value = {"bits": self.conviction_bits}
        return {"locked_mass": self.locked, "conviction": conviction, "last_update": self.updated_at}


def lock_of(view: View, block: int, coldkey: bytes, netuid: int) -> Lock | None:
    """The coldkey's lock on a subnet, rolled forward to the block; None without one (`get_coldkey_lock`)."""
    for key, state in view.entries(LOCK, coldkey, netuid):
        hotkey = key[2]
        if isinstance(state, dict) and isinstance(hotkey, bytes):
            return _rolled(view, block, (coldkey, netuid), _lock(hotkey, state))
    return None


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
        raise DispatchFailure("SubtensorModule", "StakeUnavailable")


def follow(context: Context, gift: Gift) -> None:
    """Let the locked part of a gift be locked for the receiver (`transfer_lock`); what is free goes first.

    Conviction goes along in proportion, and is lost where the hotkeys' owners differ. Raises DispatchFailure when the
    receiver has a lock with another hotkey or has not opted in.
    """
    storage, netuid = context.storage, gift.netuid
    source = lock_of(storage, context.block, gift.giver, netuid)
    if source is None or gift.giver == gift.receiver or not gift.alpha:
        return
    _, _, free = availability(storage, context.block, gift.giver, netuid)
    moved = min(max(gift.alpha - free, 0), source.locked)
    known = lock_of(storage, context.block, gift.receiver, netuid)
    if gift.alpha > free and known is not None and known.hotkey != gift.hotkey:
        raise DispatchFailure("SubtensorModule", "LockHotkeyMismatch")
    if not moved:
        return
    if not storage.number(FLAGS, gift.receiver) & _ACCEPTS_LOCKED:
        raise DispatchFailure("SubtensorModule", "AccountRejectsLockedAlpha")
    conviction = source.conviction_bits * ((moved << 64) // source.locked) >> 64
    left = Lock(source.hotkey, source.locked - moved, source.conviction_bits - conviction, context.block)
    target = known or Lock(gift.hotkey, 0, 0, context.block)
    survives = storage.raw(OWNER, source.hotkey) == storage.raw(OWNER, target.hotkey)
    grown = target.conviction_bits + (conviction if survives else 0)
    _keep(context, gift.giver, netuid, left)
    _keep(context, gift.receiver, netuid, Lock(target.hotkey, target.locked + moved, grown, context.block))


def reduce(context: Context, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Reduce the coldkey's lock on a subnet by this much, and its conviction by the same part (`force_reduce_lock`)."""
    storage = context.storage
    lock = lock_of(storage, context.block, coldkey, netuid)
    if lock is None:
        return
    left = max(lock.locked - alpha, 0)
    removed = (alpha << 64) // lock.locked if lock.locked else _ONE
    conviction = lock.conviction_bits * max(_ONE - removed, 0) >> 64
    _keep(context, coldkey, netuid, Lock(lock.hotkey, left, conviction if left else 0, context.block))


@call("SubtensorModule.lock_stake")
def lock_stake(context: Context, hotkey: bytes, netuid: int, amount: int) -> None:
    """Bind stake to a hotkey, or add to a lock with it."""
    coldkey, storage = signer_of(context), context.storage
    if not pools.exists(storage, netuid):
        raise DispatchFailure("SubtensorModule", "SubnetNotExists")
    if amount == 0:
        raise DispatchFailure("SubtensorModule", "AmountTooLow")
    if not storage.has(OWNER, hotkey):
        raise DispatchFailure("SubtensorModule", "HotKeyAccountNotExists")
    lock = lock_of(storage, context.block, coldkey, netuid) or Lock(hotkey, 0, 0, context.block)
    if lock.hotkey != hotkey:
        raise DispatchFailure("SubtensorModule", "LockHotkeyMismatch")
    total, _, _ = availability(storage, context.block, coldkey, netuid)
    if total < lock.locked + amount:
        raise DispatchFailure("SubtensorModule", "InsufficientStakeForLock")
    grown = Lock(hotkey, lock.locked + amount, lock.conviction_bits, context.block)
    _keep(context, coldkey, netuid, grown)
    context.emit("SubtensorModule", "StakeLocked", coldkey, hotkey, netuid, amount)


@call("SubtensorModule.move_lock")
def move_lock(context: Context, destination_hotkey: bytes, netuid: int) -> None:
    """Bind a lock to another hotkey; its conviction is lost unless one coldkey owns both (`do_move_lock`)."""
    coldkey, storage = signer_of(context), context.storage
    if not pools.exists(storage, netuid):
        raise DispatchFailure("SubtensorModule", "SubnetNotExists")
    if not storage.has(OWNER, destination_hotkey):
        raise DispatchFailure("SubtensorModule", "HotKeyAccountNotExists")
    lock = lock_of(storage, context.block, coldkey, netuid)
    if lock is None:
        raise DispatchFailure("SubtensorModule", "NoExistingLock")
    survives = storage.raw(OWNER, lock.hotkey) == storage.raw(OWNER, destination_hotkey)
    conviction = lock.conviction_bits if survives else 0
    _keep(context, coldkey, netuid, Lock(destination_hotkey, lock.locked, conviction, context.block))
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
        raise DispatchFailure("SubtensorModule", "SubnetNotExists")
    lock = lock_of(storage, context.block, coldkey, netuid)
    if lock is not None:
        # What it came to until now is written down by the rule that held until now.
        storage.put(LOCK, coldkey, netuid, lock.hotkey, value=lock.as_value())
    if enabled:
        storage.put(DECAYING, coldkey, netuid, value=False)
    else:
        storage.drop(DECAYING, coldkey, netuid)
    context.emit("SubtensorModule", "PerpetualLockUpdated", coldkey, netuid, enabled)


def _keep(context: Context, coldkey: bytes, netuid: int, lock: Lock) -> None:
    """Store a coldkey's only lock on a subnet; one that ran out may have been with another hotkey."""
    storage = context.storage
    for key, _ in list(storage.entries(LOCK, coldkey, netuid)):
        storage.drop(LOCK, *key)
    if lock.locked or lock.conviction_bits:
        storage.put(LOCK, coldkey, netuid, lock.hotkey, value=lock.as_value())


def _lock(hotkey: bytes, state: dict[str, Value]) -> Lock:
    conviction = state["conviction"]
    bits = conviction["bits"] if isinstance(conviction, dict) else 0
    numbers = [state["locked_mass"], bits, state["last_update"]]
    locked, conviction_bits, updated_at = (number if isinstance(number, int) else 0 for number in numbers)
    return Lock(hotkey, locked, conviction_bits, updated_at)


def _rolled(view: View, block: int, key: tuple[bytes, int], lock: Lock) -> Lock | None:
    """`calculate_decayed_mass_and_conviction`; a lock of under 100 rao and conviction is none."""
    age = max(block - lock.updated_at, 0)
    unlocking = _decay(age, view.number(UNLOCK_RATE))
    maturing = _decay(age, view.number(MATURITY_RATE))
    is_perpetual = view.has(DECAYING, *key) and not view.flag(DECAYING, *key)
    locked = lock.locked if is_perpetual else lock.locked * unlocking >> 64
    ripened = _ONE - maturing if is_perpetual else _ripened(view, age, unlocking, maturing)
    conviction = (lock.conviction_bits * maturing >> 64) + lock.locked * ripened
    if locked < _NEGLIGIBLE and conviction < _NEGLIGIBLE * _ONE:
        return None
    return Lock(lock.hotkey, locked, conviction, max(block, lock.updated_at))


def _ripened(view: View, age: int, unlocking: int, maturing: int) -> int:
    """The part of a decaying lock that became conviction, in 2⁻⁶⁴."""
    unlock_rate, maturity_rate = view.number(UNLOCK_RATE), view.number(MATURITY_RATE)
    if unlock_rate == 0 or maturity_rate == 0:
        return 0
    if unlock_rate == maturity_rate:
        return age * maturing // maturity_rate
    return max(unlock_rate * (unlocking - maturing) // (unlock_rate - maturity_rate), 0)


def _decay(age: int, rate: int) -> int:
    """exp(−age / rate) in 2⁻⁶⁴."""
    if age == 0 or rate == 0:
        return 0 if age else _ONE
    exponent = -min(Decimal(age) / rate, Decimal(_FURTHEST))
    return int(_PRECISION.exp(exponent) * _ONE)
