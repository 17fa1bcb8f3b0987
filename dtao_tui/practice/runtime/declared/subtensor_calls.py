"""Calls and events of SubtensorModule that concern stakers."""

from dtao_tui.practice.runtime.declared.declaration_schema import CallDeclaration, EventKind, fields, unnamed

BETWEEN_SUBNETS = "origin_netuid: NetUid, destination_netuid: NetUid, alpha_amount: AlphaBalance"
BETWEEN_HOTKEYS = f"origin_hotkey: AccountId32, destination_hotkey: AccountId32, {BETWEEN_SUBNETS}"
LIMIT = "limit_price: TaoBalance, allow_partial: bool"
LEAVES = "hotkey: AccountId32, netuid: NetUid, amount_unstaked: AlphaBalance"
REPLACES = "hotkey: AccountId32, new_hotkey: AccountId32, netuid: Option<NetUid>"
ENTERS = "hotkey: AccountId32, netuid: NetUid, amount_staked: TaoBalance"


def _call(index: int, name: str, arguments: str) -> CallDeclaration:
    return CallDeclaration(index, name, fields(arguments))


CALLS = (
    _call(2, "add_stake", ENTERS),
    _call(3, "remove_stake", LEAVES),
    _call(7, "burned_register", "netuid: NetUid, hotkey: AccountId32"),
    _call(59, "register_network", "hotkey: AccountId32"),
    _call(62, "root_register", "hotkey: AccountId32"),
    _call(65, "decrease_take", "hotkey: AccountId32, take: PerU16"),
    _call(66, "increase_take", "hotkey: AccountId32, take: PerU16"),
    _call(70, "swap_hotkey", REPLACES),
    _call(72, "swap_hotkey_v2", f"{REPLACES}, keep_stake: bool"),
    _call(75, "set_childkey_take", "hotkey: AccountId32, netuid: NetUid, take: PerU16"),
    _call(79, "register_network_with_identity", "hotkey: AccountId32, identity: Option<SubnetIdentityV3>"),
    _call(83, "unstake_all", "hotkey: AccountId32"),
    _call(84, "unstake_all_alpha", "hotkey: AccountId32"),
    _call(85, "move_stake", BETWEEN_HOTKEYS),
    _call(86, "transfer_stake", f"destination_coldkey: AccountId32, hotkey: AccountId32, {BETWEEN_SUBNETS}"),
    _call(87, "swap_stake", f"hotkey: AccountId32, {BETWEEN_SUBNETS}"),
    _call(88, "add_stake_limit", f"{ENTERS}, {LIMIT}"),
    _call(89, "remove_stake_limit", f"{LEAVES}, {LIMIT}"),
    _call(90, "swap_stake_limit", f"hotkey: AccountId32, {BETWEEN_SUBNETS}, {LIMIT}"),
    _call(91, "try_associate_hotkey", "hotkey: AccountId32"),
    _call(92, "start_call", "netuid: NetUid"),
    _call(101, "recycle_alpha", "hotkey: AccountId32, amount: AlphaBalance, netuid: NetUid"),
    _call(102, "burn_alpha", "hotkey: AccountId32, amount: AlphaBalance, netuid: NetUid"),
    _call(103, "remove_stake_full_limit", "hotkey: AccountId32, netuid: NetUid, limit_price: Option<TaoBalance>"),
    _call(114, "set_coldkey_auto_stake_hotkey", "netuid: NetUid, hotkey: AccountId32"),
    _call(121, "claim_root", "subnets: BTreeSet<NetUid>"),
    _call(136, "lock_stake", "hotkey: AccountId32, netuid: NetUid, amount: AlphaBalance"),
    _call(137, "move_lock", "destination_hotkey: AccountId32, netuid: NetUid"),
    _call(138, "set_perpetual_lock", "netuid: NetUid, enabled: bool"),
    _call(142, "set_reject_locked_alpha", "enabled: bool"),
    _call(143, "transfer_stake_and_hotkey", f"destination_coldkey: AccountId32, {BETWEEN_HOTKEYS}"),
    _call(147, "stake_into_basket", "hotkey: AccountId32, amount_staked: TaoBalance"),
    _call(148, "claim_root_with_hotkey", "hotkey: AccountId32"),
    _call(149, "move_stake_limit", f"{BETWEEN_HOTKEYS}, {LIMIT}"),
    _call(
        150,
        "swap_basket",
        """hotkey: AccountId32, origin_netuid: NetUid, destination_netuid: NetUid, amount: AlphaBalance,
           min_amount_out: u64""",
    ),
    _call(151, "swap_basket_many", "hotkey: AccountId32, legs: BoundedVec<(NetUid, NetUid, AlphaBalance, u64)>"),
)

SUCCEEDS = "coldkey: AccountId32, old_hotkey: AccountId32, new_hotkey: AccountId32"
STAKE_EVENT = "AccountId32, AccountId32, TaoBalance, AlphaBalance, NetUid, u64"

EVENTS = (
    EventKind(0, "NetworkAdded", unnamed("NetUid, u16")),
    EventKind(1, "NetworkRemoved", unnamed("NetUid")),
    EventKind(2, "StakeAdded", unnamed(STAKE_EVENT)),
    EventKind(3, "StakeRemoved", unnamed(STAKE_EVENT)),
    EventKind(4, "StakeMoved", unnamed("AccountId32, AccountId32, NetUid, AccountId32, NetUid, TaoBalance")),
    EventKind(7, "NeuronRegistered", unnamed("NetUid, u16, AccountId32")),
    EventKind(53, "TempoSet", unnamed("NetUid, u16")),
    EventKind(65, "TakeDecreased", unnamed("AccountId32, AccountId32, PerU16")),
    EventKind(66, "TakeIncreased", unnamed("AccountId32, AccountId32, PerU16")),
    EventKind(67, "HotkeySwapped", fields(SUCCEEDS)),
    EventKind(77, "SetChildren", unnamed("AccountId32, NetUid, Vec<(u64, AccountId32)>")),
    EventKind(79, "SubnetIdentitySet", unnamed("NetUid")),
    EventKind(92, "StakeTransferred", unnamed("AccountId32, AccountId32, AccountId32, NetUid, NetUid, TaoBalance")),
    EventKind(93, "StakeSwapped", unnamed("AccountId32, AccountId32, NetUid, NetUid, TaoBalance")),
    EventKind(95, "SubnetOwnerHotkeySet", unnamed("NetUid, AccountId32")),
    EventKind(96, "FirstEmissionBlockNumberSet", unnamed("NetUid, u64")),
    EventKind(97, "AlphaRecycled", unnamed("AccountId32, AccountId32, AlphaBalance, NetUid")),
    EventKind(98, "AlphaBurned", unnamed("AccountId32, AccountId32, AlphaBalance, NetUid")),
    EventKind(103, "HotkeySwappedOnSubnet", fields(f"{SUCCEEDS}, netuid: NetUid")),
    EventKind(
        110,
        "AutoStakeAdded",
        fields("""netuid: NetUid, destination: AccountId32, hotkey: AccountId32, owner: AccountId32,
                  incentive: AlphaBalance"""),
    ),
    EventKind(113, "AutoStakeDestinationSet", fields("coldkey: AccountId32, netuid: NetUid, hotkey: AccountId32")),
    EventKind(115, "RootClaimed", fields("coldkey: AccountId32, tao: TaoBalance")),
    EventKind(116, "BasketDeposited", fields("hotkey: AccountId32, tao: TaoBalance, shares: u64")),
    EventKind(
        117,
        "BasketStakedIn",
        fields("hotkey: AccountId32, coldkey: AccountId32, tao: TaoBalance, value: TaoBalance, shares: u64"),
    ),
    EventKind(118, "BasketClaimed", fields("hotkey: AccountId32, coldkey: AccountId32, tao: TaoBalance")),
    EventKind(119, "BasketHoldingConverted", fields("hotkey: AccountId32, netuid: NetUid, tao: TaoBalance")),
    EventKind(126, "NetworkDissolveCleanupCompleted", fields("netuid: NetUid")),
    EventKind(
        128,
        "TransactionFeePaidWithAlpha",
        fields("who: AccountId32, netuid: NetUid, alpha_fee: AlphaBalance, tao_amount: TaoBalance"),
    ),
    EventKind(
        132, "StakeLocked", fields("coldkey: AccountId32, hotkey: AccountId32, netuid: NetUid, amount: AlphaBalance")
    ),
    EventKind(
        134,
        "LockMoved",
        fields("""coldkey: AccountId32, origin_hotkey: AccountId32, destination_hotkey: AccountId32,
                  netuid: NetUid"""),
    ),
    EventKind(137, "EpochDeferred", fields("netuid: NetUid, from_block: u64, to_block: u64")),
    EventKind(140, "PerpetualLockUpdated", fields("coldkey: AccountId32, netuid: NetUid, enabled: bool")),
    EventKind(
        141,
        "NetworkRegistrationQueued",
        fields("""coldkey: AccountId32, hotkey: AccountId32, mechid: u16, identity: Option<SubnetIdentityV3>,
                  lock_amount: TaoBalance, median_subnet_alpha_price: U64F64, registration_block: u64"""),
    ),
    EventKind(142, "RejectLockedAlphaUpdated", fields("coldkey: AccountId32, enabled: bool")),
    EventKind(
        143,
        "StakeAndHotkeyTransferred",
        fields("""origin_coldkey: AccountId32, destination_coldkey: AccountId32, origin_hotkey: AccountId32,
                  destination_hotkey: AccountId32, origin_netuid: NetUid, destination_netuid: NetUid,
                  amount: TaoBalance"""),
    ),
    EventKind(148, "BasketAlphaWrittenOff", fields("hotkey: AccountId32, netuid: NetUid, alpha: AlphaBalance")),
    EventKind(
        151,
        "BasketSwapped",
        fields("""hotkey: AccountId32, origin_netuid: NetUid, destination_netuid: NetUid, alpha_sold: AlphaBalance,
                  tao_mid: TaoBalance, alpha_bought: AlphaBalance"""),
    ),
    EventKind(
        152,
        "BasketClaimDustSkipped",
        fields("hotkey: AccountId32, coldkey: AccountId32, rows: u32, forfeited_tao_est: TaoBalance"),
    ),
    EventKind(
        153,
        "NetworkRegistrationCancelled",
        fields("coldkey: AccountId32, hotkey: AccountId32, lock_id: u32, error: DispatchError"),
    ),
    EventKind(154, "EpochConsensusSet", unnamed("NetUid, EpochConsensus")),
)
