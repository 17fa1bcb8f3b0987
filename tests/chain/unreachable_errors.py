"""Error names of the SDK's catalogue that no operation of this program can be answered with, by the reason."""

from collections.abc import Mapping

UNREACHABLE: Mapping[str, frozenset[str]] = {
    reason: frozenset(names.split())
    for reason, names in {
        "Only calls that serve an axon or a neuron return it.": """
            InvalidIpType InvalidIpAddress InvalidPort ServingRateLimitExceeded InvalidIdentity
        """,
        "Only calls that set, commit or reveal weights return it.": """
            NotEnoughStakeToSetWeights NeuronNoValidatorPermit WeightVecNotEqualSize DuplicateUids
            UidVecContainInvalidOne WeightVecLengthIsLow MaxWeightExceeded SettingWeightsTooFast
            IncorrectWeightVersionKey UidsLengthExceedUidsInSubNet CanNotSetRootNetworkWeights NotRootSubnet
            NoWeightsCommitFound InvalidRevealCommitHashNotMatch CommitRevealEnabled CommitRevealDisabled
            TooManyUnrevealedCommits ExpiredWeightCommit RevealTooEarly InputLengthsUnequal CommittingWeightsTooFast
            IncorrectCommitRevealVersion InvalidRevealRound InvalidBatchLength CommitPayloadTooLarge CommitQueueFull
            RootWeightSettingDisabled RootWeightCapExceeded
        """,
        "Only calls that register a neuron, a validator on root or a subnet return it.": """
            TooManyRegistrationsThisBlock HotKeyAlreadyRegisteredInSubNet InvalidWorkBlock InvalidDifficulty
            InvalidSeal SubNetRegistrationDisabled TooManyRegistrationsThisInterval
            RegistrationNotPermittedOnRootSubnet StakeTooLowForRoot AllNetworksInImmunity NoNeuronIdAvailable
            NetworkTxRateLimitExceeded SubnetLimitReached CannotAffordLockCost RegistrationPriceLimitExceeded
            FaucetDisabled NetworkDissolveAlreadyQueued
        """,
        "Only calls that swap a hotkey or a coldkey return it.": """
            NewHotKeyIsSameWithOld NewHotKeyNotCleanForRootSwap HotKeySetTxRateLimitExceeded
            NotEnoughBalanceToPaySwapHotKey NotEnoughBalanceToPaySwapColdKey ColdkeySwapAnnouncementNotFound
            ColdkeySwapTooEarly ColdkeySwapReannouncedTooEarly AnnouncedColdkeyHashDoesNotMatch
            ColdkeySwapAlreadyDisputed NewColdKeyIsHotkey ColdkeySwapClearTooEarly ColdkeySwapTooHeavy
            HotKeySwapOnSubnetIntervalNotPassed KeepStakeBlockedByCollateral ColdkeyCollateralIncomplete
            ColdkeyCollateralPositionsFull
        """,
        "Only calls of validators about takes and children return it.": """
            HotKeyAlreadyDelegate DelegateTxRateLimitExceeded DelegateTakeTooLow DelegateTakeTooHigh
            NotEnoughStakeToSetChildkeys InvalidChild DuplicateChild ProportionOverflow TooManyChildren
            InvalidChildkeyTake TxChildkeyTakeRateLimitExceeded ChildParentInconsistency
            TransactorAccountShouldBeHotKey
        """,
        "Only calls of a subnet's owner or of the chain's governance return it.": """
            NotSubnetOwner LiquidAlphaDisabled AlphaHighTooLow AlphaLowOutOfRange ActivityCutoffTooLow
            FirstEmissionBlockNumberAlreadySet NeedWaitingMoreBlocksToStarCall StartCallNotReady
            AdminActionProhibitedDuringWeightsWindow SymbolDoesNotExist SymbolAlreadyInUse RevealPeriodTooLarge
            RevealPeriodTooSmall UidMapCouldNotBeCleared TrimmingWouldExceedMaxImmunePercentage
            InvalidRootClaimThreshold TooManyUIDsPerMechanism VotingPowerTrackingNotEnabled
            InvalidVotingPowerEmaAlpha SubnetBuybackRateLimitExceeded TempoOutOfBounds
            ActivityCutoffFactorMilliOutOfBounds EpochTriggerAlreadyPending AutoEpochAlreadyImminent
            DynamicTempoBlockedByCommitReveal FeeRateTooHigh
        """,
        "Only calls that burn or recycle alpha return it.": """
            NotEnoughAlphaOutToRecycle CannotBurnOrRecycleOnRootSubnet AddStakeBurnRateLimitExceeded
        """,
        "Only calls about leases return it.": """
            InvalidLeaseBeneficiary LeaseCannotEndInThePast LeaseNetuidNotFound LeaseDoesNotExist LeaseHasNoEndBlock
            LeaseHasNotEnded BeneficiaryDoesNotOwnHotkey ExpectedBeneficiaryOrigin
        """,
        "Only calls that join an EVM key to an account return it.": """
            UnableToRecoverPublicKey InvalidRecoveredPublicKey EvmKeyAssociateRateLimitExceeded
            EvmKeyAssociationLimitExceeded
        """,
        "Only the call that chooses where rewards are staked returns it.": "SameAutoStakeHotkeyAlreadySet",
        "Only calls that trade a validator's basket return it.": """
            BasketConcentrationCapExceeded BasketTradingDisabled BasketTradingFrozen BasketTurnoverBudgetExceeded
            BasketSameSubnet BasketLiquidityCapExceeded BasketMinOutNotMet BasketSwapBatchEmpty
        """,
        "Only calls of a swap's liquidity providers return it; the chain has dropped them.": """
            InvalidTickRange InvalidLiquidityValue
        """,
        "Only calls of the chain's governance over balances return it.": """
            ExistingVestingSchedule TooManyFreezes IssuanceDeactivated DeltaZero
        """,
        "Only upgrades of the runtime return it.": """
            InvalidSpecName SpecVersionNeedsToIncrease FailedToExtractRuntimeVersion NonDefaultComposite
            NonZeroRefCount MultiBlockMigrationsOngoing NothingAuthorized Unauthorized
        """,
        "Only calls about derived accounts and announcements of proxies return it.": """
            InvalidDerivedAccount InvalidDerivedAccountId AnnouncementDepositInvariantViolated
        """,
        "Only extrinsics that nobody signs are refused by it.": "NoUnsignedValidator MandatoryValidation",
    }.items()
}
