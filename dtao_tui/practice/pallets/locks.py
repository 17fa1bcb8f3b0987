"""Conviction locks: alpha that a coldkey bound to a hotkey and that cannot leave the subnet (spec 459).

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

_ONE = 1 << 64
_NEGLIGIBLE = 100
_FURTHEST = 40
_PRECISION = Precision(prec=40)


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


def reduce(context: Context, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Reduce the coldkey's lock on a subnet by this much, and its conviction by the same part (`force_reduce_lock`)."""
    storage = context.storage
    lock = lock_of(storage, context.block, coldkey, netuid)
    if lock is None:
        return
    left = max(lock.locked - alpha, 0)
    removed = (alpha << 64) // lock.locked if lock.locked else _ONE
    conviction = lock.conviction_bits * max(_ONE - removed, 0) >> 64
    if left:
        reduced = Lock(lock.hotkey, left, conviction, context.block)
        storage.put(LOCK, coldkey, netuid, lock.hotkey, value=reduced.as_value())
    else:
        storage.drop(LOCK, coldkey, netuid, lock.hotkey)


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
    for key, _ in list(storage.entries(LOCK, coldkey, netuid)):
        # A lock that ran out may have been with another hotkey.
        storage.drop(LOCK, *key)
    storage.put(LOCK, coldkey, netuid, hotkey, value=grown.as_value())
    context.emit("SubtensorModule", "StakeLocked", coldkey, hotkey, netuid, amount)


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
