"""A lock at one block, and how it decays and ripens until another (`ConvictionModel::roll_forward_lock`, spec 475).

A lock decays by exp(−blocks / UnlockRate) unless it is perpetual; its conviction ripens with `MaturityRate`. A lock
with the hotkey of a subnet's owner has all of its conviction at once.
"""

from dataclasses import dataclass, replace
from decimal import Context as Precision
from decimal import Decimal

from dtao_tui.practice.pallets.registry import View
from dtao_tui.practice.state.storage import Value

UNLOCK_RATE = "SubtensorModule.UnlockRate"
MATURITY_RATE = "SubtensorModule.MaturityRate"

ONE = 1 << 64
_NEGLIGIBLE = 100
_FURTHEST = 40
_PRECISION = Precision(prec=40)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock, or the sum of several, at one block."""

    hotkey: bytes
    locked: int
    """Alpha in rao."""

    conviction_bits: int
    """In 2⁻⁶⁴ of an alpha's rao."""

    updated_at: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it."""
        return not self.locked and not self.conviction_bits

    def as_value(self) -> Value:
        """The chain's `LockState`."""
        conviction: Value = {"bits": self.conviction_bits}
        return {"locked_mass": self.locked, "conviction": conviction, "last_update": self.updated_at}


@dataclass(frozen=True, slots=True)
class LockMode:
    """The rule that a lock goes by."""

    is_owners: bool
    """Whether it is with the hotkey of the subnet's owner."""

    is_perpetual: bool


def lock_from(hotkey: bytes, state: Value, block: int) -> Lock:
    """The lock that is stored as this `LockState`; an empty one at this block for nothing stored."""
    if not isinstance(state, dict):
        return Lock(hotkey, 0, 0, block)
    conviction = state["conviction"]
    bits = conviction["bits"] if isinstance(conviction, dict) else 0
    numbers = [state["locked_mass"], bits, state["last_update"]]
    locked, conviction_bits, updated_at = (number if isinstance(number, int) else 0 for number in numbers)
    return Lock(hotkey, locked, conviction_bits, updated_at)


def rolled(view: View, block: int, lock: Lock, mode: LockMode) -> Lock:
    """The lock at a later block; under 100 rao and conviction it is nothing."""
    if block > lock.updated_at:
        age = block - lock.updated_at
        unlocking = _decay(age, view.number(UNLOCK_RATE))
        maturing = _decay(age, view.number(MATURITY_RATE))
        ripened = ONE - maturing if mode.is_perpetual else _ripened(view, age, unlocking, maturing)
        conviction = (lock.conviction_bits * maturing >> 64) + lock.locked * ripened
        left = lock.locked if mode.is_perpetual else lock.locked * unlocking >> 64
        lock = Lock(lock.hotkey, left, conviction, block)
    if mode.is_owners:
        lock = replace(lock, conviction_bits=lock.locked << 64)
    if lock.locked < _NEGLIGIBLE and lock.conviction_bits < _NEGLIGIBLE * ONE:
        return replace(lock, locked=0, conviction_bits=0)
    return lock


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
        return 0 if age else ONE
    exponent = -min(Decimal(age) / rate, Decimal(_FURTHEST))
    return int(_PRECISION.exp(exponent) * ONE)
