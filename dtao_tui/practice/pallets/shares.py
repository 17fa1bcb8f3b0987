"""Stake as shares of a hotkey's alpha, in the chain's own decimal floats (primitives/share-pool, spec 459).

Per hotkey and subnet there is a value V (`TotalHotkeyAlpha`) and a denominator D (`TotalHotkeySharesV2`); a coldkey
with s shares (`AlphaV2`) has floor(V × s / D). Dividends raise V alone, so every share is worth more.
"""

from dataclasses import dataclass

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.practice.pallets.registry import Storage, View
from dtao_tui.practice.state.storage import Value

VALUE = "SubtensorModule.TotalHotkeyAlpha"
DENOMINATOR = "SubtensorModule.TotalHotkeySharesV2"
SHARE = "SubtensorModule.AlphaV2"
TOTAL = "SubtensorModule.TotalAlphaStaked"
"""The sum of all hotkeys' values on a subnet."""

OWNER = "SubtensorModule.Owner"
OWNED_HOTKEYS = "SubtensorModule.OwnedHotkeys"
STAKING_HOTKEYS = "SubtensorModule.StakingHotkeys"
LAST_CHANGE = "SubtensorModule.LastColdkeyHotkeyStakeBlock"

MOST_HOTKEYS = 256
"""The greatest number of hotkeys that a coldkey stakes to (`MAX_STAKING_HOTKEYS`)."""

MOST_GIVEN_HOTKEYS = 128
"""The greatest number that others can cause by giving stake (`MAX_THIRD_PARTY_STAKING_HOTKEYS`)."""

_LARGEST = 10**21
_LARGEST_EXPONENT = 21


@dataclass(frozen=True, slots=True)
class SafeFloat:
    """mantissa × 10^exponent with 10^20 < mantissa ≤ 10^21, or zero. Every operation rounds down."""

    mantissa: int
    exponent: int

    @classmethod
    def of(cls, mantissa: int, exponent: int = 0) -> "SafeFloat":
        """The normalized number; digits past the twenty-first are cut off (`normalize`)."""
        if mantissa == 0:
            return ZERO
        surplus = max(len(str(mantissa)) - _LARGEST_EXPONENT - 1, 0)
        mantissa, exponent = mantissa // 10**surplus, exponent + surplus
        while mantissa > _LARGEST:
            mantissa, exponent = mantissa // 10, exponent + 1
        lacking = max(_LARGEST_EXPONENT - len(str(mantissa)), 0)
        mantissa, exponent = mantissa * 10**lacking, exponent - lacking
        if mantissa <= _LARGEST // 10:
            mantissa, exponent = mantissa * 10, exponent - 1
        return cls(mantissa, exponent)

    def plus(self, other: "SafeFloat") -> "SafeFloat":
        """The sum; the smaller number is first cut to the larger one's exponent."""
        if not self.mantissa or not other.mantissa:
            return other if not self.mantissa else self
        exponent = max(self.exponent, other.exponent)
        return SafeFloat.of(self._at(exponent) + other._at(exponent), exponent)

    def minus(self, other: "SafeFloat") -> "SafeFloat":
        """The difference, at least zero."""
        if not self.mantissa or not other.mantissa:
            return self
        exponent = max(self.exponent, other.exponent)
        return SafeFloat.of(max(self._at(exponent) - other._at(exponent), 0), exponent)

    def times_over(self, factor: "SafeFloat", divisor: "SafeFloat") -> "SafeFloat":
        """self × factor ÷ divisor with one rounding; zero over zero is zero (`mul_div`)."""
        if not divisor.mantissa:
            return ZERO
        mantissa = self.mantissa * factor.mantissa // divisor.mantissa
        return SafeFloat.of(mantissa, self.exponent + factor.exponent - divisor.exponent)

    def to_u64(self) -> int:
        """The whole part, at most the largest u64."""
        scale = _capped_power_of_ten(abs(self.exponent))
        whole = self.mantissa * scale if self.exponent > 0 else self.mantissa // scale
        return min(whole, U64_MAX)

    def _at(self, exponent: int) -> int:
        return self.mantissa // _capped_power_of_ten(exponent - self.exponent)


ZERO = SafeFloat(0, 0)


def stake_of(view: View, hotkey: bytes, coldkey: bytes, netuid: int) -> int:
    """The rao of alpha a coldkey has with a hotkey on a subnet (`get_stake_for_hotkey_and_coldkey_on_subnet`)."""
    share = _read(view, SHARE, hotkey, coldkey, netuid)
    if not share.mantissa:
        return 0
    value = SafeFloat.of(hotkey_alpha(view, hotkey, netuid))
    return value.times_over(share, _read(view, DENOMINATOR, hotkey, netuid)).to_u64()


def hotkey_alpha(view: View, hotkey: bytes, netuid: int) -> int:
    """All alpha, in rao, that is staked to a hotkey on a subnet (`get_stake_for_hotkey_on_subnet`)."""
    return view.number(VALUE, hotkey, netuid)


def hotkeys_of(view: View, coldkey: bytes) -> tuple[bytes, ...]:
    """The hotkeys that a coldkey has staked to at any time, in order."""
    hotkeys = view.get(STAKING_HOTKEYS, coldkey)
    if not isinstance(hotkeys, list | tuple):
        return ()
    return tuple(hotkey for hotkey in hotkeys if isinstance(hotkey, bytes))


def adopt_hotkey(storage: Storage, coldkey: bytes, hotkey: bytes) -> None:
    """Make a hotkey that nobody owns the coldkey's (`create_account_if_non_existent`)."""
    if storage.has(OWNER, hotkey):
        return
    owned = storage.get(OWNED_HOTKEYS, coldkey)
    storage.put(OWNER, hotkey, value=coldkey)
    storage.put(OWNED_HOTKEYS, coldkey, value=[*(owned if isinstance(owned, list | tuple) else ()), hotkey])
    if hotkey not in hotkeys_of(storage, coldkey):
        storage.put(STAKING_HOTKEYS, coldkey, value=[*hotkeys_of(storage, coldkey), hotkey])


def may_stake_to(view: View, coldkey: bytes, hotkey: bytes, most: int = MOST_HOTKEYS) -> bool:
    """Whether one more hotkey is not too many (`ensure_staking_hotkeys_can_grow`)."""
    known = hotkeys_of(view, coldkey)
    return hotkey in known or len(known) < most


def is_precise_enough(view: View, hotkey: bytes, netuid: int, alpha: int) -> bool:
    """Whether a deposit of this much would buy any share at all (`sim_update_value_for_one`)."""
    denominator = _read(view, DENOMINATOR, hotkey, netuid)
    if not denominator.mantissa:
        return True
    return _shares_for(view, hotkey, netuid, alpha, denominator).mantissa > 0


def deposit(storage: Storage, hotkey: bytes, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Add alpha to a position (`increase_stake_for_hotkey_and_coldkey_on_subnet`)."""
    if not alpha:
        return
    know_hotkey(storage, coldkey, hotkey)
    denominator = _read(storage, DENOMINATOR, hotkey, netuid)
    bought = _shares_for(storage, hotkey, netuid, alpha, denominator) if denominator.mantissa else SafeFloat.of(alpha)
    _write(storage, DENOMINATOR, hotkey, netuid, number=denominator.plus(bought))
    share = _read(storage, SHARE, hotkey, coldkey, netuid)
    _write(storage, SHARE, hotkey, coldkey, netuid, number=share.plus(bought))
    _set_value(storage, hotkey, netuid, hotkey_alpha(storage, hotkey, netuid) + alpha)


def know_hotkey(storage: Storage, coldkey: bytes, hotkey: bytes) -> None:
    """List a hotkey among those that the coldkey stakes to."""
    known = hotkeys_of(storage, coldkey)
    if hotkey not in known:
        storage.put(STAKING_HOTKEYS, coldkey, value=[*known, hotkey])


def withdraw(storage: Storage, hotkey: bytes, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Take alpha out of a position; nothing happens when the position holds less, as on the chain."""
    if not alpha or stake_of(storage, hotkey, coldkey, netuid) < alpha:
        return
    denominator = _read(storage, DENOMINATOR, hotkey, netuid)
    sold = _shares_for(storage, hotkey, netuid, alpha, denominator)
    _write(storage, DENOMINATOR, hotkey, netuid, number=denominator.minus(sold))
    share = _read(storage, SHARE, hotkey, coldkey, netuid)
    _write(storage, SHARE, hotkey, coldkey, netuid, number=share.minus(sold))
    _set_value(storage, hotkey, netuid, max(hotkey_alpha(storage, hotkey, netuid) - alpha, 0))


def stamp(storage: Storage, hotkey: bytes, coldkey: bytes, block: int) -> None:
    """Record that a coldkey's stake with a hotkey changed in this block (`touch_root_stake_age`)."""
    storage.put(LAST_CHANGE, coldkey, hotkey, value=block)


def share_out(storage: Storage, hotkey: bytes, netuid: int, alpha: int) -> None:
    """Add alpha for all who stake to the hotkey, pro rata (`increase_stake_for_hotkey_on_subnet`)."""
    if alpha:
        _set_value(storage, hotkey, netuid, hotkey_alpha(storage, hotkey, netuid) + alpha)


def has_members(view: View, hotkey: bytes, netuid: int) -> bool:
    """Whether anybody has a share of a hotkey's alpha (`hotkey_share_pool_has_members`)."""
    return view.has(DENOMINATOR, hotkey, netuid)


def _shares_for(view: View, hotkey: bytes, netuid: int, alpha: int, denominator: SafeFloat) -> SafeFloat:
    value = SafeFloat.of(hotkey_alpha(view, hotkey, netuid))
    return SafeFloat.of(alpha).times_over(denominator, value)


def _set_value(storage: Storage, hotkey: bytes, netuid: int, alpha: int) -> None:
    storage.add(TOTAL, netuid, amount=alpha - hotkey_alpha(storage, hotkey, netuid))
    if alpha:
        storage.put(VALUE, hotkey, netuid, value=alpha)
    else:
        storage.drop(VALUE, hotkey, netuid)


def _read(view: View, item: str, *key: int | bytes) -> SafeFloat:
    stored = view.get(item, *key)
    if not isinstance(stored, dict):
        raise TypeError(f"{item} holds no number: {stored!r}")
    return SafeFloat(_whole(stored["mantissa"]), _whole(stored["exponent"]))


def _write(storage: Storage, item: str, *key: int | bytes, number: SafeFloat) -> None:
    if number.mantissa:
        storage.put(item, *key, value={"mantissa": number.mantissa, "exponent": number.exponent})
    else:
        storage.drop(item, *key)


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a number has whole parts, not {value!r}")
    return value


def _capped_power_of_ten(exponent: int) -> int:
    return int(10 ** min(exponent, _LARGEST_EXPONENT + 1))
