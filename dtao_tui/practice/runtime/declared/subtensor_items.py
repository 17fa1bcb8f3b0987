"""Storage items of SubtensorModule that clients read and this chain writes, with mainnet's defaults and hashers."""

from dtao_tui.practice.runtime.declared.declaration_schema import ACCOUNT, NETUID, UID, Hasher, Item
from dtao_tui.practice.state.storage import Value

NOBODY = bytes(32)
NO_SHARES: Value = {"mantissa": 0, "exponent": 0}
ZERO_FIXED: Value = {"bits": 0}
BY_MECHANISM = (Hasher.IDENTITY, "NetUidStorageIndex")
SUBNET_BY_TWOX = (Hasher.TWOX64_CONCAT, "NetUid")
SUBNET_BY_BLAKE = (Hasher.BLAKE2_128_CONCAT, "NetUid")
ACCOUNT_BY_TWOX = (Hasher.TWOX64_CONCAT, "AccountId32")


def _plain(name: str, kind: str, default: Value = None) -> Item:
    return Item(name, kind, (), default)


def _subnet(name: str, kind: str, default: Value = None) -> Item:
    return Item(name, kind, (NETUID,), default)


def _account(name: str, kind: str, default: Value = None) -> Item:
    return Item(name, kind, (ACCOUNT,), default)


GLOBAL = (
    _plain("TaoWeight", "u64", 971_718_665_099_567_868),
    _plain("CKBurn", "u64", 0),
    _plain("ColdkeySwapAnnouncementDelay", "u32", 36_000),
    _plain("ColdkeySwapReannouncementDelay", "u32", 7_200),
    _plain("MaxDelegateTake", "PerU16", 11_796),
    _plain("MinDelegateTake", "PerU16", 0),
    _plain("MaxChildkeyTake", "PerU16", 11_796),
    _plain("MinChildkeyTake", "PerU16", 0),
    _plain("AdminFreezeWindow", "u16", 10),
    _plain("OwnerHyperparamRateLimit", "u16", 2),
    _plain("BlockEmission", "u64", 1_000_000_000),
    _plain("SubnetLimit", "u16", 128),
    _plain("TotalNetworks", "u16", 0),
    _plain("TotalIssuance", "TaoBalance", 0),
    _plain("TotalStake", "TaoBalance", 0),
    # I96F32 of 0.000003, as the genesis of the chain has it.
    _plain("SubnetMovingAlpha", "I96F32", {"bits": 12_885}),
    _plain("MaturityRate", "u64", 934_866),
    _plain("UnlockRate", "u64", 934_866),
    _plain("SubnetOwnerCut", "u16", 11_796),
    _plain("NominatorMinRequiredStake", "u64", 0),
    _plain("NetworkRateLimit", "u64", 7200),
    _plain("NetworkImmunityPeriod", "u64", 1_296_000),
    _plain("NetworkMinLockCost", "TaoBalance", 1_000_000_000_000),
    _plain("NetworkLastLockCost", "TaoBalance", 1_000_000_000_000),
    _plain("NetworkLockReductionInterval", "u64", 14 * 7200),
    _plain("StartCallDelay", "u64", 0),
    _plain("StakeThreshold", "u64", 0),
    _plain("TxRateLimit", "u64", 1000),
    _plain("TxDelegateTakeRateLimit", "u64", 216_000),
    _plain("TxChildkeyTakeRateLimit", "u64", 216_000),
    _plain("RootStakeUnlockInterval", "u64", 0),
    _plain("NetworkRegistrationStartBlock", "u64", 0),
    _plain("DissolveCleanupQueue", "Vec<NetUid>", []),
    _plain("NetworkRegistrationQueue", "Vec<NetworkRegistrationInfo>", []),
    _plain("NetworkRegistrationLockId", "u32", 0),
    Item("NetworkRegistrationEscrow", "(AccountId32, TaoBalance)", ((Hasher.IDENTITY, "u32"),)),
    _plain("TaoInRefundDeploymentBlock", "u64", 0),
    _plain("MaxEpochsPerBlock", "u8", 2),
)

POOLS = (
    _subnet("SubnetTAO", "TaoBalance", 0),
    _subnet("SubnetAlphaIn", "AlphaBalance", 0),
    _subnet("SubnetAlphaOut", "AlphaBalance", 0),
    _subnet("SubnetProtocolAlpha", "AlphaBalance", 0),
    _subnet("SubnetVolume", "u128", 0),
    _subnet("SubnetMechanism", "u16", 0),
    _subnet("SubnetMovingPrice", "I96F32", ZERO_FIXED),
    _subnet("SubnetFastMovingPrice", "U64F64"),
    _subnet("RootProp", "U96F32", ZERO_FIXED),
    _subnet("SubnetAlphaInEmission", "AlphaBalance", 0),
    _subnet("SubnetAlphaOutEmission", "AlphaBalance", 0),
    _subnet("SubnetTaoInEmission", "TaoBalance", 0),
    _subnet("SubnetExcessTao", "TaoBalance", 0),
    _subnet("SubnetRootSellTao", "TaoBalance", 0),
    _subnet("SubnetEmissionEnabled", "bool", True),
    _subnet("SubnetTaoFlow", "i64", 0),
    _subnet("SubnetEmaTaoFlow", "(u64, I64F64)"),
    _subnet("PendingServerEmission", "AlphaBalance", 0),
    _subnet("PendingValidatorEmission", "AlphaBalance", 0),
    _subnet("PendingRootAlphaDivs", "AlphaBalance", 0),
    _subnet("PendingOwnerCut", "AlphaBalance", 0),
    _subnet("MinerBurned", "U96F32", ZERO_FIXED),
    _subnet("TotalAlphaStaked", "AlphaBalance", 0),
    _subnet("EMAPriceHalvingBlocks", "u64", 201_600),
)

SUBNETS = (
    _subnet("NetworksAdded", "bool", False),
    _subnet("SubtokenEnabled", "bool", False),
    _subnet("TransferToggle", "bool", True),
    _subnet("TokenSymbol", "Vec<u8>", "\N{MATHEMATICAL ITALIC SMALL TAU}".encode()),
    Item("SubnetIdentitiesV3", "SubnetIdentityV3", (SUBNET_BY_BLAKE,)),
    _subnet("SubnetOwner", "AccountId32", NOBODY),
    _subnet("SubnetOwnerHotkey", "AccountId32", NOBODY),
    _subnet("SubnetLocked", "TaoBalance", 0),
    _subnet("NetworkRegisteredAt", "u64", 0),
    _subnet("RegisteredSubnetCounter", "u64", 0),
    _subnet("NetworkRegistrationAllowed", "bool", True),
    _subnet("NetworkPowRegistrationAllowed", "bool", False),
    _subnet("FirstEmissionBlockNumber", "u64"),
    _subnet("SubnetworkN", "u16", 0),
    _subnet("Tempo", "u16", 360),
    _subnet("LastEpochBlock", "u64", 0),
    _subnet("PendingEpochAt", "u64", 0),
    _subnet("SubnetEpochIndex", "u64", 0),
    _subnet("BlocksSinceLastStep", "u64", 0),
    _subnet("LastMechansimStepBlock", "u64", 0),
    _subnet("Burn", "TaoBalance", 100_000_000),
    _subnet("MinBurn", "TaoBalance", 500_000),
    _subnet("MaxBurn", "TaoBalance", 100_000_000_000),
    _subnet("Difficulty", "u64", 10_000_000),
    _subnet("MinDifficulty", "u64", 10_000_000),
    _subnet("MaxDifficulty", "u64", 4_611_686_018_427_387_903),
    _subnet("MaxAllowedUids", "u16", 256),
    _subnet("MinAllowedUids", "u16", 64),
    _subnet("MaxAllowedValidators", "u16", 128),
    _subnet("ImmunityPeriod", "u16", 4096),
    _subnet("ActivityCutoff", "u16", 5000),
    _subnet("ActivityCutoffFactorMilli", "u32", 13_889),
    _subnet("Rho", "u16", 10),
    _subnet("Kappa", "u16", 32_767),
    _subnet("AlphaSigmoidSteepness", "i16", 1000),
    _subnet("MinAllowedWeights", "u16", 1024),
    _subnet("MaxWeightsLimit", "u16", 65_535),
    _subnet("WeightsVersionKey", "u64", 0),
    _subnet("WeightsSetRateLimit", "u64", 100),
    _subnet("AdjustmentInterval", "u16", 100),
    _subnet("AdjustmentAlpha", "u64", 0),
    _subnet("TargetRegistrationsPerInterval", "u16", 2),
    _subnet("MaxRegistrationsPerBlock", "u16", 1),
    _subnet("ServingRateLimit", "u64", 50),
    _subnet("BondsMovingAverage", "u64", 900_000),
    _subnet("BondsPenalty", "u16", 65_535),
    _subnet("BondsResetOn", "bool", False),
    Item("LiquidAlphaOn", "bool", (SUBNET_BY_BLAKE,), False),
    Item("Yuma3On", "bool", (SUBNET_BY_BLAKE,), False),
    Item("AlphaValues", "(u16, u16)", (NETUID,), (45_875, 58_982)),
    _subnet("CommitRevealWeightsEnabled", "bool", True),
    Item("RevealPeriodEpochs", "u64", (SUBNET_BY_TWOX,), 1),
    _subnet("OwnerCutEnabled", "bool", True),
    _subnet("OwnerCutAutoLockEnabled", "bool", False),
    _subnet("ImmuneOwnerUidsLimit", "u16", 1),
    Item("RootClaimableThreshold", "I96F32", (SUBNET_BY_BLAKE,), {"bits": 500_000 << 32}),
    _subnet("MinChildkeyTakePerSubnet", "PerU16", 0),
    _subnet("BurnHalfLife", "u16", 360),
    # U64F64 of 1.26.
    _subnet("BurnIncreaseMult", "U64F64", {"bits": 0x1_428F_5C28_F5C2_9000}),
    _subnet("CollateralLockShare", "u16", 0),
    _subnet("CollateralDrainRatio", "U64F64", {"bits": 1 << 64}),
    _subnet("OwnerLock", "LockState"),
    _subnet("DecayingOwnerLock", "LockState"),
    Item("MechanismCountCurrent", "MechId", (SUBNET_BY_TWOX,), 1),
    Item("MechanismEmissionSplit", "Vec<u16>", (SUBNET_BY_TWOX,)),
)

KEYS = (
    _account("Owner", "AccountId32", NOBODY),
    _account("Delegates", "PerU16", 11_796),
    _account("OwnedHotkeys", "Vec<AccountId32>", []),
    _account("StakingHotkeys", "Vec<AccountId32>", []),
    _account("IdentitiesV2", "ChainIdentityV2"),
    _account("AccountFlags", "u128", 0),
    Item("ColdkeySwapAnnouncements", "(u32, H256)", (ACCOUNT_BY_TWOX,)),
    Item("ColdkeySwapDisputes", "u32", (ACCOUNT_BY_TWOX,)),
    Item("IsNetworkMember", "bool", (ACCOUNT, NETUID), False),
    Item("AutoStakeDestination", "AccountId32", (ACCOUNT, NETUID)),
    Item("ChildKeys", "Vec<(u64, AccountId32)>", (ACCOUNT, NETUID), []),
    Item("ParentKeys", "Vec<(u64, AccountId32)>", (ACCOUNT, NETUID), []),
    Item("ChildkeyTake", "PerU16", (ACCOUNT, NETUID), 0),
    _account("ChildkeyThresholdSuspended", "()"),
    Item("PendingChildKeys", "(Vec<(u64, AccountId32)>, u64)", (NETUID, ACCOUNT), ([], 0)),
    Item("AssociatedEvmAddress", "(H160, u64)", (SUBNET_BY_TWOX, (Hasher.TWOX64_CONCAT, "u16"))),
    Item("Weights", "Vec<(u16, u16)>", (BY_MECHANISM, UID), []),
    Item("Bonds", "Vec<(u16, u16)>", (BY_MECHANISM, UID), []),
    Item("Uids", "u16", (NETUID, ACCOUNT)),
    Item("Keys", "AccountId32", (NETUID, UID), NOBODY),
    Item("BlockAtRegistration", "u64", (NETUID, UID), 0),
    _subnet("Active", "Vec<bool>", []),
    _subnet("ValidatorPermit", "Vec<bool>", []),
    _subnet("Emission", "Vec<AlphaBalance>", []),
    _subnet("Dividends", "Vec<PerU16>", []),
    Item("Incentive", "Vec<PerU16>", (BY_MECHANISM,), []),
    _subnet("Consensus", "Vec<PerU16>", []),
    Item("LastUpdate", "Vec<u64>", (BY_MECHANISM,), []),
    _subnet("ValidatorTrust", "Vec<PerU16>", []),
)

STAKES = (
    Item("TotalHotkeyAlpha", "AlphaBalance", (ACCOUNT, NETUID), 0),
    Item("TotalHotkeyAlphaLastEpoch", "AlphaBalance", (ACCOUNT, NETUID), 0),
    Item("TotalHotkeySharesV2", "SafeFloat", (ACCOUNT, NETUID), NO_SHARES),
    Item("AlphaV2", "SafeFloat", (ACCOUNT, ACCOUNT, NETUID), NO_SHARES),
    Item("AlphaSharePoolEpoch", "u64", (ACCOUNT, NETUID), 0),
    Item("AlphaShareEpoch", "u64", (ACCOUNT, ACCOUNT, NETUID), 0),
    Item("AlphaDividendsPerSubnet", "AlphaBalance", (NETUID, ACCOUNT), 0),
    Item("RootAlphaDividendsPerSubnet", "AlphaBalance", (NETUID, ACCOUNT), 0),
    Item("LastHotkeyEmissionOnNetuid", "AlphaBalance", (ACCOUNT, NETUID), 0),
    Item("LastColdkeyHotkeyStakeBlock", "u64", (ACCOUNT_BY_TWOX, ACCOUNT_BY_TWOX)),
    Item("Lock", "LockState", (ACCOUNT, NETUID, ACCOUNT)),
    Item("LockingColdkeys", "()", (NETUID, ACCOUNT, ACCOUNT)),
    Item("HotkeyLock", "LockState", (NETUID, ACCOUNT)),
    Item("DecayingHotkeyLock", "LockState", (NETUID, ACCOUNT)),
    Item("DecayingLock", "bool", (ACCOUNT, NETUID)),
    Item("MinerCollateral", "MinerCollateralState", (NETUID, ACCOUNT, ACCOUNT)),
)

BASKETS = (
    Item("PendingBasketDeposits", "AlphaBalance", (ACCOUNT, NETUID), 0),
    _plain("PendingBasketFlushCursor", "Vec<u8>"),
    _account("BasketShares", "u64", 0),
    _account("BasketRate", "I96F32", ZERO_FIXED),
    Item("BasketClaimed", "i128", (ACCOUNT, ACCOUNT), 0),
    _account("BasketDepositedTao", "TaoBalance", 0),
    _account("BasketRedeemedTao", "TaoBalance", 0),
    _plain("BasketTradingEnabled", "bool", False),
    _account("BasketTradingFrozen", "()"),
    _plain("BasketDailyTurnoverCap", "u16", 6553),
    _plain("BasketLiquidityCap", "u16", 6553),
    _plain("BasketConcentrationCap", "u16", 4096),
    _account("BasketTradeBucket", "(u64, u64)"),
    Item("BasketLiquidityUsed", "(u64, u64)", (ACCOUNT, NETUID)),
    _plain("BasketMinTradeTao", "u64", 500_000_000),
    _plain("BasketClaimRowDustCapTao", "u64", 1_000_000_000),
    _plain("BasketClaimRowDustBps", "u16", 10),
    _plain("BasketClaimSliceDustTao", "u64", 100_000),
    _plain("BasketClaimForfeitCapTao", "u64", 10_000_000),
)

ITEMS: tuple[Item, ...] = GLOBAL + POOLS + SUBNETS + KEYS + STAKES + BASKETS
