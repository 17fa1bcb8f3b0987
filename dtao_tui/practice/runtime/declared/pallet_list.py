"""Pallets with mainnet's indices."""

from dtao_tui.practice.runtime.declared import pallet_errors
from dtao_tui.practice.runtime.declared.declaration_schema import (
    ACCOUNT,
    CONFIGURED,
    NETUID,
    CallDeclaration,
    Constant,
    EventKind,
    Hasher,
    Item,
    Pallet,
    Parameters,
    fields,
)
from dtao_tui.practice.runtime.declared.subtensor_calls import CALLS, EVENTS
from dtao_tui.practice.runtime.declared.subtensor_items import ITEMS
from dtao_tui.practice.state.storage import Value

EMPTY_BALANCE: Value = {"free": 0, "reserved": 0, "frozen": 0, "flags": 1 << 127}
EMPTY_ACCOUNT: Value = {"nonce": 0, "consumers": 0, "providers": 0, "sufficients": 0, "data": EMPTY_BALANCE}
HALF: Value = {"quote": 500_000_000_000_000_000}
WITH_INSTANCE: Parameters = (*CONFIGURED, ("I", None))
BY_SUBNET = (Hasher.TWOX64_CONCAT, "NetUid")


def _event(index: int, name: str, text: str = "") -> EventKind:
    return EventKind(index, name, fields(text))


SYSTEM = Pallet(
    "System",
    0,
    crate="frame_system::pallet",
    items=(
        Item("Account", "AccountInfo", (ACCOUNT,), EMPTY_ACCOUNT),
        Item("Number", "u32", default=0),
        Item("ParentHash", "H256", default=bytes(32)),
        Item("BlockHash", "H256", ((Hasher.TWOX64_CONCAT, "u32"),), bytes(32)),
        Item("Digest", "Digest", default={"logs": []}),
        Item("Events", "Vec<EventRecord>", default=[]),
        Item("EventCount", "u32", default=0),
    ),
    calls=(CallDeclaration(0, "remark", fields("remark: Vec<u8>")),),
    events=(
        _event(0, "ExtrinsicSuccess", "dispatch_info: DispatchEventInfo"),
        _event(1, "ExtrinsicFailed", "dispatch_error: DispatchError, dispatch_info: DispatchEventInfo"),
        _event(2, "CodeUpdated"),
        _event(3, "NewAccount", "account: AccountId32"),
        _event(4, "KilledAccount", "account: AccountId32"),
        _event(5, "Remarked", "sender: AccountId32, hash: H256"),
    ),
    errors=pallet_errors.SYSTEM,
    constants=(
        Constant("BlockHashCount", "u32", 2400),
        # Each edition has its own.
        Constant("Version", "RuntimeVersion", None),
        Constant("SS58Prefix", "u16", 42),
    ),
)
TIMESTAMP = Pallet(
    "Timestamp",
    2,
    crate="pallet_timestamp::pallet",
    items=(Item("Now", "u64", default=0), Item("DidUpdate", "bool", default=False)),
    calls=(CallDeclaration(0, "set", fields("now: Compact<u64>")),),
    constants=(Constant("MinimumPeriod", "u64", 6000),),
)
AURA = Pallet("Aura", 3, crate="pallet_aura::pallet", constants=(Constant("SlotDuration", "u64", 12_000),))
BALANCES = Pallet(
    "Balances",
    5,
    crate="pallet_balances::pallet",
    parameters=WITH_INSTANCE,
    event_parameters=WITH_INSTANCE,
    items=(
        Item("TotalIssuance", "TaoBalance", default=0),
        Item("InactiveIssuance", "TaoBalance", default=0),
        Item("Account", "AccountData", (ACCOUNT,), EMPTY_BALANCE),
    ),
    calls=(
        CallDeclaration(0, "transfer_allow_death", fields("dest: MultiAddress, value: Compact<TaoBalance>")),
        CallDeclaration(3, "transfer_keep_alive", fields("dest: MultiAddress, value: Compact<TaoBalance>")),
        CallDeclaration(4, "transfer_all", fields("dest: MultiAddress, keep_alive: bool")),
    ),
    events=(
        _event(0, "Endowed", "account: AccountId32, free_balance: TaoBalance"),
        _event(1, "DustLost", "account: AccountId32, amount: TaoBalance"),
        _event(2, "Transfer", "from: AccountId32, to: AccountId32, amount: TaoBalance"),
        _event(3, "BalanceSet", "who: AccountId32, free: TaoBalance"),
        _event(4, "Reserved", "who: AccountId32, amount: TaoBalance"),
        _event(5, "Unreserved", "who: AccountId32, amount: TaoBalance"),
        _event(
            6,
            "ReserveRepatriated",
            "from: AccountId32, to: AccountId32, amount: TaoBalance, destination_status: BalanceStatus",
        ),
        _event(7, "Deposit", "who: AccountId32, amount: TaoBalance"),
        _event(8, "Withdraw", "who: AccountId32, amount: TaoBalance"),
        _event(9, "Slashed", "who: AccountId32, amount: TaoBalance"),
        _event(10, "Minted", "who: AccountId32, amount: TaoBalance"),
        _event(11, "Burned", "who: AccountId32, amount: TaoBalance"),
    ),
    errors=pallet_errors.BALANCES,
    constants=(
        Constant("ExistentialDeposit", "TaoBalance", 500),
        Constant("MaxLocks", "u32", 50),
        Constant("MaxReserves", "u32", 50),
        Constant("MaxFreezes", "u32", 50),
    ),
)
TRANSACTION_PAYMENT = Pallet(
    "TransactionPayment",
    6,
    crate="pallet_transaction_payment::pallet",
    items=(Item("NextFeeMultiplier", "FixedU128", default=10**18),),
    events=(_event(0, "TransactionFeePaid", "who: AccountId32, actual_fee: TaoBalance, tip: TaoBalance"),),
    constants=(Constant("OperationalFeeMultiplier", "u8", 5),),
)
SUBTENSOR = Pallet(
    "SubtensorModule",
    7,
    crate="pallet_subtensor::pallet",
    items=ITEMS,
    calls=CALLS,
    events=EVENTS,
    errors=pallet_errors.SUBTENSOR,
    constants=(
        Constant("InitialStartCallDelay", "u64", 0),
        Constant("InitialMinStake", "TaoBalance", 2_000_000),
        Constant("InitialMinTransfer", "TaoBalance", 100_000),
        Constant("InitialTempo", "u16", 360),
        Constant("InitialTaoWeight", "u64", 971_718_665_099_567_868),
        Constant("KeySwapCost", "TaoBalance", 100_000_000),
        Constant("KeySwapOnSubnetCost", "TaoBalance", 1_000_000),
        Constant("HotkeySwapOnSubnetInterval", "u64", 7_200),
    ),
)
SUDO = Pallet("Sudo", 12, crate="pallet_sudo::pallet", items=(Item("Key", "AccountId32"),), errors=pallet_errors.SUDO)
UTILITY = Pallet(
    "Utility",
    11,
    crate="pallet_subtensor_utility::pallet",
    event_parameters=(),
    calls=(
        CallDeclaration(0, "batch", fields("calls: Vec<RuntimeCall>")),
        CallDeclaration(2, "batch_all", fields("calls: Vec<RuntimeCall>")),
        CallDeclaration(4, "force_batch", fields("calls: Vec<RuntimeCall>")),
    ),
    events=(
        _event(0, "BatchInterrupted", "index: u32, error: DispatchError"),
        _event(1, "BatchCompleted"),
        _event(2, "BatchCompletedWithErrors"),
        _event(3, "ItemCompleted"),
        _event(4, "ItemFailed", "error: DispatchError"),
    ),
    errors=pallet_errors.UTILITY,
    constants=(Constant("batched_calls_limit", "u32", 10_922),),
)
PROXY = Pallet(
    "Proxy",
    16,
    crate="pallet_subtensor_proxy::pallet",
    items=(
        Item(
            "Proxies",
            "(BoundedVec<ProxyDefinition>, TaoBalance)",
            ((Hasher.TWOX64_CONCAT, "AccountId32"),),
            ([], 0),
        ),
        Item(
            "RealPaysFeeConsentV1",
            "()",
            ((Hasher.TWOX64_CONCAT, "AccountId32"), (Hasher.TWOX64_CONCAT, "AccountId32")),
        ),
    ),
    calls=(
        CallDeclaration(
            0, "proxy", fields("real: MultiAddress, force_proxy_type: Option<ProxyType>, call: RuntimeCall")
        ),
        CallDeclaration(1, "add_proxy", fields("delegate: MultiAddress, proxy_type: ProxyType, delay: u32")),
        CallDeclaration(2, "remove_proxy", fields("delegate: MultiAddress, proxy_type: ProxyType, delay: u32")),
        CallDeclaration(3, "remove_proxies"),
        CallDeclaration(11, "set_real_pays_fee", fields("delegate: MultiAddress, pays_fee: bool")),
    ),
    events=(
        _event(0, "ProxyExecuted", "result: DispatchResult"),
        _event(4, "ProxyAdded", "delegator: AccountId32, delegatee: AccountId32, proxy_type: ProxyType, delay: u32"),
        _event(5, "ProxyRemoved", "delegator: AccountId32, delegatee: AccountId32, proxy_type: ProxyType, delay: u32"),
        _event(7, "RealPaysFeeSet", "real: AccountId32, delegate: AccountId32, pays_fee: bool"),
    ),
    errors=pallet_errors.PROXY,
    constants=(
        Constant("ProxyDepositBase", "TaoBalance", 60_000_000),
        Constant("ProxyDepositFactor", "TaoBalance", 33_000_000),
        Constant("MaxProxies", "u32", 20),
    ),
)
COMMITMENTS = Pallet(
    "Commitments",
    18,
    crate="pallet_commitments::pallet",
    items=(
        Item("CommitmentOf", "Registration", (NETUID, (Hasher.TWOX64_CONCAT, "AccountId32"))),
        Item(
            "RevealedCommitments",
            "Vec<(Vec<u8>, u64)>",
            (NETUID, (Hasher.TWOX64_CONCAT, "AccountId32")),
        ),
    ),
    errors=pallet_errors.COMMITMENTS,
)
ADMIN_UTILS = Pallet(
    "AdminUtils",
    19,
    crate="pallet_admin_utils::pallet",
    calls=(CallDeclaration(111, "sudo_set_epoch_consensus", fields("netuid: NetUid, mode: EpochConsensus")),),
    errors=pallet_errors.ADMIN_UTILS,
)
SWAP = Pallet(
    "Swap",
    28,
    crate="pallet_subtensor_swap::pallet::pallet",
    items=(
        Item("FeeRate", "u16", (BY_SUBNET,), 33),
        Item("SwapBalancer", "Balancer", (BY_SUBNET,), HALF),
        Item("PalSwapInitialized", "bool", (BY_SUBNET,), False),
        Item("BalancerTaoReservoir", "TaoBalance", (BY_SUBNET,), 0),
        Item("BalancerAlphaReservoir", "AlphaBalance", (BY_SUBNET,), 0),
    ),
    events=(_event(0, "FeeRateSet", "netuid: NetUid, rate: u16"),),
    errors=pallet_errors.SWAP,
    constants=(
        Constant("MaxFeeRate", "u16", 10_000),
        Constant("MinimumLiquidity", "u64", 1000),
        Constant("MinimumReserve", "NonZeroU64", 1_000_000),
    ),
)
MEV_SHIELD = Pallet(
    "MevShield",
    30,
    crate="pallet_shield::pallet",
    items=(
        Item("CurrentKey", "BoundedVec<u8>"),
        Item("PendingKey", "BoundedVec<u8>"),
        Item("NextKey", "BoundedVec<u8>"),
    ),
    calls=(CallDeclaration(1, "submit_encrypted", fields("ciphertext: BoundedVec<u8>")),),
    events=(_event(0, "EncryptedSubmitted", "id: H256, who: AccountId32"),),
    errors=pallet_errors.MEV_SHIELD,
)
ALPHA_ASSETS = Pallet(
    "AlphaAssets",
    31,
    crate="pallet_alpha_assets::pallet",
    items=(
        Item("TotalAlphaIssuance", "AlphaBalance", (BY_SUBNET,), 0),
        Item("AlphaBurned", "AlphaBalance", (BY_SUBNET,), 0),
        Item("AlphaRecycled", "AlphaBalance", (BY_SUBNET,), 0),
    ),
)

PALLETS: tuple[Pallet, ...] = (
    SYSTEM,
    TIMESTAMP,
    AURA,
    BALANCES,
    TRANSACTION_PAYMENT,
    SUBTENSOR,
    UTILITY,
    SUDO,
    PROXY,
    COMMITMENTS,
    ADMIN_UTILS,
    SWAP,
    MEV_SHIELD,
    ALPHA_ASSETS,
)
