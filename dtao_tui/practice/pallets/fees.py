"""The fee of an extrinsic: a base, its length, and its weight (transaction payment, spec 425).

fee = base + length × 1 rao + weight in picoseconds × 0.0005 rao. The weights of the staking calls are those of the
pallet's `weights.rs`; base, extensions and the remaining calls follow from the runtime's constants.
"""

BASE_RAO = 54_000
"""`ExtrinsicBaseWeight`, about 108 µs."""

EXTENSIONS_RAO = 9_300
"""The weights of the transaction extensions together; inferred from the cost of transactions."""

RAO_PER_BYTE = 1

WEIGHT_RAO = {
    "SubtensorModule.add_stake": 1_532_032,
    "SubtensorModule.add_stake_limit": 1_626_502,
    "SubtensorModule.remove_stake": 1_284_599,
    "SubtensorModule.remove_stake_limit": 1_357_848,
    "SubtensorModule.remove_stake_full_limit": 1_364_646,
    "SubtensorModule.move_stake": 695_530,
    "SubtensorModule.move_stake_limit": 2_259_757,
    "SubtensorModule.transfer_stake": 666_770,
    "SubtensorModule.transfer_stake_and_hotkey": 695_530,
    "SubtensorModule.swap_stake": 2_158_509,
    "SubtensorModule.swap_stake_limit": 2_259_757,
    "SubtensorModule.unstake_all": 88_415,
    "SubtensorModule.unstake_all_alpha": 2_137_936,
    "SubtensorModule.lock_stake": 420_497,
    "SubtensorModule.recycle_alpha": 548_569,
    "SubtensorModule.burn_alpha": 434_482,
    "SubtensorModule.claim_root_with_hotkey": 469_499,
    "Balances.transfer_keep_alive": 85_500,
    "Balances.transfer_allow_death": 85_500,
    "Balances.transfer_all": 88_000,
    "MevShield.submit_encrypted": 103_612,
}
"""The weight's part of the fee by call, in rao."""

OTHER_WEIGHT_RAO = 100_000
"""For calls whose weight is not listed: one read, one write and some work."""


def fee_of(call_name: str, length: int, weight_rao: int | None = None) -> int:
    """The fee in rao of a signed extrinsic of this many bytes that calls "Pallet.call".

    `weight_rao` replaces the call's own weight, for calls that carry others.
    """
    weight = WEIGHT_RAO.get(call_name, OTHER_WEIGHT_RAO) if weight_rao is None else weight_rao
    return BASE_RAO + EXTENSIONS_RAO + length * RAO_PER_BYTE + weight
