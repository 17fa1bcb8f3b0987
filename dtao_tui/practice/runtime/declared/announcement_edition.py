"""Parts that a runtime with the announcement's constant-product pools lacks, and its order of extensions (spec 293).

The order is that of the runtime's source of mid-2025. It lacks all that came with weighted pools, root claims, locks,
the MEV shield and the runtime's own simulation. Newtypes of amounts came later, too; they change no byte and stay.
"""

from collections.abc import Mapping

from dtao_tui.practice.runtime.declared.declaration_schema import Hasher, Item
from dtao_tui.practice.runtime.declared.transaction_extensions import extensions_with

SPEC_VERSION = 293

EXTENSIONS = extensions_with("SubtensorSignedExtension", "CommitmentsSignedExtension")

_BY_SUBNET = ((Hasher.TWOX64_CONCAT, "NetUid"),)

HAS: Mapping[str, tuple[Item, ...]] = {
    "Swap": (
        Item("CurrentLiquidity", "u64", _BY_SUBNET, 0),
        Item("EnabledUserLiquidity", "bool", _BY_SUBNET, False),
    ),
}
"""By pallet, the items of that runtime that no longer exist."""


def _of(group: str, text: str) -> frozenset[str]:
    return frozenset(f"{group}.{name}" for name in text.split())


LACKS = (
    frozenset({"MevShield", "AlphaAssets", "BetaBasketRuntimeApi"})
    | _of("Swap", "SwapBalancer PalSwapInitialized BalancerTaoReservoir BalancerAlphaReservoir MinimumReserve")
    | _of("SwapRuntimeApi", "current_alpha_price_all sim_swap_tao_for_alpha sim_swap_alpha_for_tao")
    | _of(
        "SubnetInfoRuntimeApi",
        """get_subnet_hyperparams_v3 get_coldkey_auto_stake_hotkey get_subnet_to_prune get_subnet_account_id
           get_next_epoch_start_block get_block_emission""",
    )
    | _of(
        "StakeInfoRuntimeApi",
        """get_stake_availability_for_coldkeys get_coldkey_lock get_hotkey_conviction
           get_most_convicted_hotkey_on_subnet""",
    )
    | _of(
        "SubtensorModule",
        """set_coldkey_auto_stake_hotkey claim_root claim_root_with_hotkey lock_stake move_lock set_perpetual_lock
           set_reject_locked_alpha move_stake_limit transfer_stake_and_hotkey stake_into_basket
           AutoStakeDestinationSet RootClaimed StakeLocked PerpetualLockUpdated StakeAndHotkeyTransferred
           TransactionFeePaidWithAlpha
           AutoStakeDestination BasketRate AccountFlags Lock LockingColdkeys HotkeyLock DecayingHotkeyLock DecayingLock
           OwnerLock DecayingOwnerLock MinerCollateral CollateralLockShare CollateralDrainRatio MaturityRate UnlockRate
           RootStakeUnlockInterval SubnetExcessTao SubnetRootSellTao SubnetEmissionEnabled SubnetEmaTaoFlow
           SubnetProtocolAlpha SubnetFastMovingPrice RootProp MinerBurned TotalAlphaStaked DissolveCleanupQueue
           NetworkRegistrationQueue NetworkRegistrationLockId AlphaV2 TotalHotkeySharesV2
           TaoInRefundDeploymentBlock MaxEpochsPerBlock BasketShares BasketClaimed BasketDepositedTao
           BasketRedeemedTao BasketTradingEnabled BasketTradingFrozen BasketDailyTurnoverCap BasketLiquidityCap
           BasketConcentrationCap BasketTradeBucket BasketLiquidityUsed BasketMinTradeTao BasketClaimRowDustCapTao
           BasketClaimRowDustBps BasketClaimSliceDustTao BasketClaimForfeitCapTao swap_basket swap_basket_many
           PendingBasketDeposits PendingBasketFlushCursor BasketDeposited BasketAlphaWrittenOff
           BasketStakedIn BasketClaimed BasketSwapped BasketClaimDustSkipped move_lock EpochDeferred LockMoved
           RejectLockedAlphaUpdated AutoStakeAdded NetworkRegistrationEscrow NetworkRegistrationCancelled
           swap_hotkey_v2 StakeMoveCooldownUntil HotkeySuccessor HotkeyRoot SubnetEpochConsensus EpochConsensusSet
           SavedYumaMaxAllowedValidators""",
    )
)
"""Pallets and runtime APIs, and "Pallet.Name" of items, calls, events, constants and methods."""
