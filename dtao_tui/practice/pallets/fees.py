"""The fee of an extrinsic: a base, its length, and the weight that it is billed for (transaction payment, spec 475).

Weights are picoseconds of reference time. A rao is 4,000 of them, or two bytes (both halved since spec 467); each of
the three parts is rounded to the nearest rao. Calls that grew heavier after spec 459 are billed their weight of 459
(`fee_weight_cap_459`, `runtime/src/staking_fee.rs`). Extensions weigh nothing: a recorded transaction was charged base,
length and call alone.
"""

from dtao_tui.practice.runtime.plain_values import Invocation

BASE = 108_157_000
"""`ExtrinsicBaseWeight`."""

RAO_PER_WEIGHT, RAO_PER_BYTE = 250_000, 500_000_000
"""`WEIGHT_FEE_PER_REF_TIME` and `LENGTH_FEE_PER_BYTE`, in billionths of a rao."""

_BILLION = 10**9

BILLED = {
    "SubtensorModule.unstake_all": 225_000_000,
    "SubtensorModule.unstake_all_alpha": 4_069_000_000,
    "SubtensorModule.remove_stake": 2_409_000_000,
    "SubtensorModule.remove_stake_limit": 2_472_000_000,
    "SubtensorModule.remove_stake_full_limit": 2_500_000_000,
    "SubtensorModule.move_stake": 1_370_000_000,
    "SubtensorModule.move_stake_limit": 4_194_000_000,
    "SubtensorModule.transfer_stake": 1_427_000_000,
    "SubtensorModule.transfer_stake_and_hotkey": 1_506_000_000,
    "SubtensorModule.swap_stake": 4_073_000_000,
    "SubtensorModule.swap_stake_limit": 4_169_000_000,
    "SubtensorModule.swap_hotkey": 672_080_000_000,
    "SubtensorModule.swap_hotkey_v2": 672_080_000_000,
    "SubtensorModule.burn_alpha": 912_000_000,
    "SubtensorModule.recycle_alpha": 1_133_000_000,
    "Balances.transfer_keep_alive": 224_051_000,
}
"""The weight that a call is billed for: that of spec 459 for calls that grew since, and a recorded transfer's."""

UNPROVEN = {
    "SubtensorModule.add_stake": 3_064_064_000,
    "SubtensorModule.add_stake_limit": 3_253_004_000,
    "SubtensorModule.lock_stake": 840_994_000,
    "Balances.transfer_allow_death": 224_051_000,
    "Balances.transfer_all": 229_051_000,
    "MevShield.submit_encrypted": 207_224_000,
}
"""Weights of spec 425, for calls whose weight at 475 is not known."""

OTHER = 200_000_000
"""For calls whose weight is not known: one read, one write and some work. Trades of baskets are among them."""

FOLD = 60_000_000
"""The check for an announced coldkey swap, which is part of every call's weight."""

_READ, _WRITE = 25_000_000, 100_000_000
_QUOTE = 10_000_000 + 4 * _READ
_CLAIM_ALLOWANCE = 4
_CLAIM_CAP = 249_916_000_000

MOST_QUEUED = 512
"""The most queued dividends that a claim puts into baskets first (`MAX_BASKET_FLUSH_ROWS`)."""


def fee_of(weight: int, length: int) -> int:
    """The fee in rao of a signed extrinsic of this many bytes, whose call is billed this weight."""
    return fee_of_weight(BASE) + fee_of_length(length) + fee_of_weight(weight)


def fee_of_weight(weight: int) -> int:
    """The fee in rao for a weight alone (`LinearWeightToFee`)."""
    return _nearest(weight, RAO_PER_WEIGHT)


def fee_of_length(length: int) -> int:
    """The fee in rao for so many bytes alone (`LinearLengthToFee`)."""
    return _nearest(length, RAO_PER_BYTE)


def weight_of(call_name: str) -> int:
    """The weight that "Pallet.call" is billed for, without the calls that it carries."""
    if call_name in CLAIMS:
        return CLAIM
    if call_name == "SubtensorModule.stake_into_basket":
        return BASKET_STAKE
    return BILLED.get(call_name) or UNPROVEN.get(call_name, OTHER)


def call_weight(call: Invocation) -> int:
    """The weight that a call is billed for, in picoseconds; a batch weighs as much as its calls, and itself."""
    return weight_of(call.name) + sum(call_weight(part) for part in _carried(call))


def claim_weight(active: int, scanned: int, quotes: int = 0, rows: int = 0) -> int:
    """The weight of a claim of root dividends (`root_claim_actual_weight`).

    `active` counts validators or the rows that were sold, `scanned` the rows that were only valued; before it,
    `rows` of dividends were put into baskets with that many `quotes`.
    """
    scan = 309_208_000 + 263_604_241 * scanned + (6 + 21 * scanned) * _READ
    return _redeem(active) + scan + _flush(quotes, rows) + FOLD


def claim_admission_weight(units: int) -> int:
    """The weight of looking whether a claim of so many units is too heavy, which one that fails later pays as well.

    `root_claim_admission_weight`.
    """
    return (units + 1 + MOST_QUEUED) * _READ


def basket_stake_weight(held: int, quotes: int = 0, rows: int = 0) -> int:
    """The weight of a stake into a basket with so many holdings (`stake_into_basket_weight`).

    Each is bought, and those before and after it are valued; an empty basket has one, its cash. Before it, `rows` of
    dividends were put into the basket with that many `quotes`.
    """
    slots = max(held, 1)
    valued = held + slots
    buying = slots * (25_000_000 + 6 * _READ + 5 * _WRITE)
    return buying + valued * (_QUOTE + 5 * _READ) + 8 * _READ + 6 * _WRITE + _flush(quotes, rows) + FOLD


def _carried(call: Invocation) -> list[Invocation]:
    calls = call.arguments.get("calls")
    carried = [call.arguments.get("call"), *(calls if isinstance(calls, list) else [])]
    return [part for part in carried if isinstance(part, Invocation)]


def _flush(quotes: int, rows: int) -> int:
    """`basket_flush_weight`."""
    return quotes * _QUOTE + (_redeem(rows) if rows else 0)


def _redeem(units: int) -> int:
    """`WeightInfo::claim_root`."""
    return 567_441_000 + 437_318_379 * units + (23 + 22 * units) * _READ + (18 + 16 * units) * _WRITE


def _nearest(units: int, billionths: int) -> int:
    """Units times a fraction, to the nearest rao; halves go down."""
    whole, rest = divmod(units * billionths, _BILLION)
    return whole + (2 * rest > _BILLION)


CLAIMS = ("SubtensorModule.claim_root", "SubtensorModule.claim_root_with_hotkey")
CLAIM = min(claim_weight(_CLAIM_ALLOWANCE, _CLAIM_ALLOWANCE, 6 * _CLAIM_ALLOWANCE, _CLAIM_ALLOWANCE), _CLAIM_CAP)
"""The weight that a claim is charged before it runs; what it does not use is given back."""

BASKET_STAKE = min(basket_stake_weight(_CLAIM_ALLOWANCE, 6 * _CLAIM_ALLOWANCE, _CLAIM_ALLOWANCE), 147_420_000_000)
"""The weight that a stake into a basket is charged before it runs; what it does not use is given back."""
