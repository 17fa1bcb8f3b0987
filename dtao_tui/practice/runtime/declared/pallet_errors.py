"""Errors of the pallets, in the order of their numbers (spec 475)."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SYSTEM = _names(
    """
    InvalidSpecName SpecVersionNeedsToIncrease FailedToExtractRuntimeVersion NonDefaultComposite NonZeroRefCount
    CallFiltered MultiBlockMigrationsOngoing NothingAuthorized Unauthorized
    """
)
BALANCES = _names(
    """
    VestingBalance LiquidityRestrictions InsufficientBalance ExistentialDeposit Expendability
    ExistingVestingSchedule DeadAccount TooManyReserves TooManyHolds TooManyFreezes IssuanceDeactivated DeltaZero
    """
)
SUBTENSOR = _names(
    """
    RootNetworkDoesNotExist InvalidIpType InvalidIpAddress InvalidPort HotKeyNotRegisteredInSubNet
    HotKeyAccountNotExists HotKeyNotRegisteredInNetwork NonAssociatedColdKey NotEnoughStake NotEnoughStakeToWithdraw
    NotEnoughStakeToSetWeights NotEnoughStakeToSetChildkeys NotEnoughBalanceToStake BalanceWithdrawalError
    ZeroBalanceAfterWithdrawn NeuronNoValidatorPermit WeightVecNotEqualSize DuplicateUids UidVecContainInvalidOne
    WeightVecLengthIsLow TooManyRegistrationsThisBlock HotKeyAlreadyRegisteredInSubNet NewHotKeyIsSameWithOld
    NewHotKeyNotCleanForRootSwap InvalidWorkBlock InvalidDifficulty InvalidSeal MaxWeightExceeded
    HotKeyAlreadyDelegate SettingWeightsTooFast IncorrectWeightVersionKey ServingRateLimitExceeded
    UidsLengthExceedUidsInSubNet NetworkTxRateLimitExceeded DelegateTxRateLimitExceeded HotKeySetTxRateLimitExceeded
    StakingRateLimitExceeded SubNetRegistrationDisabled TooManyRegistrationsThisInterval
    TransactorAccountShouldBeHotKey FaucetDisabled NotSubnetOwner RegistrationNotPermittedOnRootSubnet
    StakeTooLowForRoot AllNetworksInImmunity NotEnoughBalanceToPaySwapHotKey NotRootSubnet
    CanNotSetRootNetworkWeights NoNeuronIdAvailable DelegateTakeTooLow DelegateTakeTooHigh NoWeightsCommitFound
    InvalidRevealCommitHashNotMatch CommitRevealEnabled CommitRevealDisabled LiquidAlphaDisabled AlphaHighTooLow
    AlphaLowOutOfRange ColdKeyAlreadyAssociated NotEnoughBalanceToPaySwapColdKey InvalidChild DuplicateChild
    ProportionOverflow TooManyChildren TxRateLimitExceeded ColdkeySwapAnnouncementNotFound ColdkeySwapTooEarly
    ColdkeySwapReannouncedTooEarly AnnouncedColdkeyHashDoesNotMatch ColdkeySwapAlreadyDisputed NewColdKeyIsHotkey
    InvalidChildkeyTake TxChildkeyTakeRateLimitExceeded InvalidIdentity MechanismDoesNotExist StakeUnavailable
    SubnetNotExists TooManyUnrevealedCommits ExpiredWeightCommit RevealTooEarly InputLengthsUnequal
    CommittingWeightsTooFast AmountTooLow InsufficientLiquidity SlippageTooHigh TransferDisallowed
    ActivityCutoffTooLow CallDisabled FirstEmissionBlockNumberAlreadySet NeedWaitingMoreBlocksToStarCall
    NotEnoughAlphaOutToRecycle CannotBurnOrRecycleOnRootSubnet UnableToRecoverPublicKey InvalidRecoveredPublicKey
    SubtokenDisabled HotKeySwapOnSubnetIntervalNotPassed KeepStakeBlockedByCollateral SameNetuid
    InsufficientTaoBalance InvalidLeaseBeneficiary LeaseCannotEndInThePast LeaseNetuidNotFound LeaseDoesNotExist
    LeaseHasNoEndBlock LeaseHasNotEnded Overflow BeneficiaryDoesNotOwnHotkey ExpectedBeneficiaryOrigin
    AdminActionProhibitedDuringWeightsWindow SymbolDoesNotExist SymbolAlreadyInUse IncorrectCommitRevealVersion
    InvalidRevealRound RevealPeriodTooLarge RevealPeriodTooSmall InvalidValue SubnetLimitReached
    CannotAffordLockCost EvmKeyAssociateRateLimitExceeded EvmKeyAssociationLimitExceeded
    SameAutoStakeHotkeyAlreadySet UidMapCouldNotBeCleared TrimmingWouldExceedMaxImmunePercentage
    ChildParentInconsistency InvalidRootClaimThreshold TooManyUIDsPerMechanism VotingPowerTrackingNotEnabled
    InvalidVotingPowerEmaAlpha Deprecated SubnetBuybackRateLimitExceeded NetworkDissolveAlreadyQueued
    AddStakeBurnRateLimitExceeded ColdkeySwapAnnounced ColdkeySwapDisputed ColdkeySwapClearTooEarly
    DisabledTemporarily RegistrationPriceLimitExceeded LockHotkeyMismatch InsufficientStakeForLock NoExistingLock
    ActiveLockExists CannotUseSystemAccount UnlockAmountTooHigh WaitingForDissolvedSubnetCleanup TempoOutOfBounds
    ActivityCutoffFactorMilliOutOfBounds EpochTriggerAlreadyPending AutoEpochAlreadyImminent
    DynamicTempoBlockedByCommitReveal AccountRejectsLockedAlpha LockIdOverFlow StartCallNotReady
    InsufficientAlphaBalance ColdkeyCollateralIncomplete ColdkeyCollateralPositionsFull BasketHasNoWeights
    RootStakeLocked BetaBasketSeedInProgress RootWeightSettingDisabled RootClaimTooHeavy RootWeightCapExceeded
    BasketDepositPending InvalidBatchLength TooManyStakingHotkeys ColdkeySwapTooHeavy BasketConcentrationCapExceeded
    BasketTradingDisabled BasketTradingFrozen BasketTurnoverBudgetExceeded BasketSameSubnet
    BasketLiquidityCapExceeded BasketMinOutNotMet BasketSwapBatchEmpty CommitPayloadTooLarge CommitQueueFull
    """
)
UTILITY = _names(
    """
    TooManyCalls InvalidDerivedAccount
    """
)
SUDO = _names(
    """
    RequireSudo
    """
)
PROXY = _names(
    """
    TooMany NotFound NotProxy Unproxyable Duplicate NoPermission Unannounced NoSelfProxy
    AnnouncementDepositInvariantViolated InvalidDerivedAccountId
    """
)
ADMIN_UTILS = _names(
    """
    SubnetDoesNotExist MaxValidatorsLargerThanMaxUIds MaxAllowedUIdsLessThanCurrentUIds BondsMovingAverageMaxReached
    NegativeSigmoidSteepness ValueNotInBounds MinAllowedUidsGreaterThanCurrentUids
    MinAllowedUidsGreaterThanMaxAllowedUids MaxAllowedUidsLessThanMinAllowedUids
    MaxAllowedUidsGreaterThanDefaultMaxAllowedUids InvalidValue NotPermittedOnRootSubnet POWRegistrationDisabled
    Deprecated CollateralLockShareTooHigh CollateralDrainRatioOutOfBounds GrandpaChangeDelayMustBeZero
    """
)
COMMITMENTS = _names(
    """
    TooManyFieldsInCommitmentInfo AccountNotAllowedCommit SpaceLimitExceeded UnexpectedUnreserveLeftover
    TimelockRevealFailedNotAllowed
    """
)
SWAP = _names(
    """
    FeeRateTooHigh InsufficientInputAmount InsufficientLiquidity PriceLimitExceeded InsufficientBalance
    InvalidTickRange InvalidLiquidityValue ReservesTooLow MechanismDoesNotExist SubtokenDisabled
    ReservesOutOfBalance SwapInputTooLarge Deprecated
    """
)
MEV_SHIELD = _names(
    """
    BadEncKeyLen Unreachable TooManyPendingExtrinsics WeightExceedsAbsoluteMax
    """
)
