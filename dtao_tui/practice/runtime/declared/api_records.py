"""Records in the answers of runtime APIs, field by field as the chain encodes them."""

from dtao_tui.practice.runtime.declared.declaration_schema import Choice, Struct, Variant, fields, unnamed
from dtao_tui.practice.runtime.declared.named_types import ACCOUNTS

DYNAMIC_INFO = """
    netuid: Compact<NetUid>, owner_hotkey: AccountId32, owner_coldkey: AccountId32,
    subnet_name: Vec<Compact<u8>>, token_symbol: Vec<Compact<u8>>,
    tempo: Compact<u16>, last_step: Compact<u64>, blocks_since_last_step: Compact<u64>, emission: Compact<u64>,
    alpha_in: Compact<AlphaBalance>, alpha_out: Compact<AlphaBalance>, tao_in: Compact<TaoBalance>,
    alpha_out_emission: Compact<AlphaBalance>, alpha_in_emission: Compact<AlphaBalance>,
    tao_in_emission: Compact<TaoBalance>, pending_alpha_emission: Compact<AlphaBalance>,
    pending_root_emission: Compact<TaoBalance>, subnet_volume: Compact<u128>,
    network_registered_at: Compact<u64>, subnet_identity: Option<SubnetIdentityV3>, moving_price: I96F32
"""
METAGRAPH = """
    netuid: Compact<NetUid>, name: Vec<Compact<u8>>, symbol: Vec<Compact<u8>>, identity: Option<SubnetIdentityV3>,
    network_registered_at: Compact<u64>, owner_hotkey: AccountId32, owner_coldkey: AccountId32,
    block: Compact<u64>, tempo: Compact<u16>, last_step: Compact<u64>, blocks_since_last_step: Compact<u64>,
    subnet_emission: Compact<u64>, alpha_in: Compact<AlphaBalance>, alpha_out: Compact<AlphaBalance>,
    tao_in: Compact<TaoBalance>, alpha_out_emission: Compact<AlphaBalance>, alpha_in_emission: Compact<AlphaBalance>,
    tao_in_emission: Compact<TaoBalance>, pending_alpha_emission: Compact<AlphaBalance>,
    pending_root_emission: Compact<TaoBalance>, subnet_volume: Compact<u128>, moving_price: I96F32,
    rho: Compact<u16>, kappa: Compact<u16>, min_allowed_weights: Compact<u16>, max_weights_limit: Compact<u16>,
    weights_version: Compact<u64>, weights_rate_limit: Compact<u64>, activity_cutoff: Compact<u64>,
    max_validators: Compact<u16>, num_uids: Compact<u16>, max_uids: Compact<u16>, burn: Compact<TaoBalance>,
    difficulty: Compact<u64>, registration_allowed: bool, pow_registration_allowed: bool,
    immunity_period: Compact<u16>, min_difficulty: Compact<u64>, max_difficulty: Compact<u64>,
    min_burn: Compact<TaoBalance>, max_burn: Compact<TaoBalance>, adjustment_alpha: Compact<u64>,
    adjustment_interval: Compact<u16>, target_regs_per_interval: Compact<u16>, max_regs_per_block: Compact<u16>,
    serving_rate_limit: Compact<u64>, commit_reveal_weights_enabled: bool, commit_reveal_period: Compact<u64>,
    liquid_alpha_enabled: bool, alpha_high: Compact<u16>, alpha_low: Compact<u16>, bonds_moving_avg: Compact<u64>,
    hotkeys: Vec<AccountId32>, coldkeys: Vec<AccountId32>, identities: Vec<Option<ChainIdentityV2>>,
    axons: Vec<AxonInfo>, active: Vec<bool>, validator_permit: Vec<bool>, pruning_score: Vec<Compact<u16>>,
    last_update: Vec<Compact<u64>>, emission: Vec<Compact<AlphaBalance>>, dividends: Vec<Compact<PerU16>>,
    incentives: Vec<Compact<PerU16>>, consensus: Vec<Compact<PerU16>>, trust: Vec<Compact<PerU16>>,
    rank: Vec<Compact<u16>>, block_at_registration: Vec<Compact<u64>>, alpha_stake: Vec<Compact<AlphaBalance>>,
    tao_stake: Vec<Compact<TaoBalance>>, total_stake: Vec<Compact<TaoBalance>>,
    tao_dividends_per_hotkey: Vec<(AccountId32, Compact<TaoBalance>)>,
    alpha_dividends_per_hotkey: Vec<(AccountId32, Compact<AlphaBalance>)>,
    collateral_locked: Vec<Compact<AlphaBalance>>, collateral_min: Vec<Compact<AlphaBalance>>,
    collateral_earned: Vec<Compact<AlphaBalance>>
"""
SUBNET_STATE = """
    netuid: Compact<NetUid>, hotkeys: Vec<AccountId32>, coldkeys: Vec<AccountId32>, active: Vec<bool>,
    validator_permit: Vec<bool>, pruning_score: Vec<Compact<u16>>, last_update: Vec<Compact<u64>>,
    emission: Vec<Compact<AlphaBalance>>, dividends: Vec<Compact<PerU16>>, incentives: Vec<Compact<PerU16>>,
    consensus: Vec<Compact<PerU16>>, trust: Vec<Compact<PerU16>>, rank: Vec<Compact<u16>>,
    block_at_registration: Vec<Compact<u64>>, alpha_stake: Vec<Compact<AlphaBalance>>,
    tao_stake: Vec<Compact<TaoBalance>>, total_stake: Vec<Compact<TaoBalance>>,
    emission_history: Vec<Vec<Compact<AlphaBalance>>>
"""
STAKE_INFO = """
    hotkey: AccountId32, coldkey: AccountId32, netuid: Compact<NetUid>, stake: Compact<AlphaBalance>,
    locked: Compact<u64>, emission: Compact<AlphaBalance>, tao_emission: Compact<TaoBalance>, drain: Compact<u64>,
    is_registered: bool
"""
DELEGATE_INFO = """
    delegate_ss58: AccountId32, take: Compact<PerU16>,
    nominators: Vec<(AccountId32, Vec<(Compact<NetUid>, Compact<u64>)>)>, owner_ss58: AccountId32,
    registrations: Vec<Compact<NetUid>>, validator_permits: Vec<Compact<NetUid>>,
    return_per_1000: Compact<u64>, total_daily_return: Compact<u64>
"""
SIM_SWAP = """
    tao_amount: TaoBalance, alpha_amount: AlphaBalance, tao_fee: TaoBalance, alpha_fee: AlphaBalance,
    tao_slippage: TaoBalance, alpha_slippage: AlphaBalance
"""
BASKET_SUMMARY = """
    hotkey: AccountId32, nav_tao: TaoBalance, spot_nav_tao: TaoBalance, shares: u64, deposited_tao: TaoBalance,
    redeemed_tao: TaoBalance, holdings: Vec<BasketHolding>
"""
BASKET_POSITION = """
    hotkey: AccountId32, beta: u64, beta_total: u64, nav_tao: TaoBalance, value_tao: TaoBalance,
    spot_value_tao: TaoBalance
"""
CLAIM_PREVIEW = """
    hotkey: AccountId32, owed_shares: u64, accrued_tao: TaoBalance, redeemable_tao: TaoBalance,
    forfeited_tao_est: TaoBalance, rows: u32, rows_to_sell: u32, dust_rows: u32, swept: u32, flushed_credits: u32
"""

RECORDS: dict[str, Struct] = {
    "DynamicInfo": Struct("pallet_subtensor::rpc_info::dynamic_info::DynamicInfo", fields(DYNAMIC_INFO), ACCOUNTS),
    "Metagraph": Struct("pallet_subtensor::rpc_info::metagraph::Metagraph", fields(METAGRAPH), ACCOUNTS),
    "SubnetState": Struct("pallet_subtensor::rpc_info::show_subnet::SubnetState", fields(SUBNET_STATE), ACCOUNTS),
    "StakeInfo": Struct("pallet_subtensor::rpc_info::stake_info::StakeInfo", fields(STAKE_INFO), ACCOUNTS),
    "StakeAvailability": Struct(
        "pallet_subtensor::rpc_info::stake_info::StakeAvailability",
        fields("total: Compact<AlphaBalance>, locked: Compact<AlphaBalance>, available: Compact<AlphaBalance>"),
    ),
    "DelegateInfo": Struct("pallet_subtensor::rpc_info::delegate_info::DelegateInfo", fields(DELEGATE_INFO), ACCOUNTS),
    "SubnetPrice": Struct("pallet_subtensor_swap_runtime_api::SubnetPrice", fields("netuid: NetUid, price: u64")),
    "SimSwapResult": Struct("pallet_subtensor_swap_runtime_api::SimSwapResult", fields(SIM_SWAP)),
    "BasketHolding": Struct(
        "pallet_subtensor::rpc_info::basket_info::BasketHolding",
        fields("netuid: NetUid, alpha: AlphaBalance, spot_tao: TaoBalance, realizable_tao: TaoBalance"),
    ),
    "BasketSummary": Struct("pallet_subtensor::rpc_info::basket_info::BasketSummary", fields(BASKET_SUMMARY), ACCOUNTS),
    "BasketPosition": Struct(
        "pallet_subtensor::rpc_info::basket_info::BasketPosition", fields(BASKET_POSITION), ACCOUNTS
    ),
    "BasketTradingStatus": Struct(
        "pallet_subtensor::rpc_info::basket_info::BasketTradingStatus",
        fields("enabled: bool, frozen: bool, refill_blocks: u64, tao_available: TaoBalance, budget_tao: TaoBalance"),
    ),
    "BasketClaimPreview": Struct(
        "pallet_subtensor::rpc_info::basket_info::BasketClaimPreview", fields(CLAIM_PREVIEW), ACCOUNTS
    ),
    "HyperparamEntry": Struct(
        "pallet_subtensor::rpc_info::subnet_info::HyperparamEntry", fields("name: Vec<u8>, value: HyperparamValue")
    ),
}

RECORD_CHOICES: dict[str, Choice] = {
    "HyperparamValue": Choice(
        "pallet_subtensor::rpc_info::subnet_info::HyperparamValue",
        (
            Variant(0, "Bool", unnamed("bool")),
            Variant(1, "U16", unnamed("Compact<u16>")),
            Variant(2, "U32", unnamed("Compact<u32>")),
            Variant(3, "U64", unnamed("Compact<u64>")),
            Variant(4, "U128", unnamed("Compact<u128>")),
            Variant(5, "TaoBalance", unnamed("Compact<TaoBalance>")),
            Variant(6, "I32F32", unnamed("I32F32")),
            Variant(7, "U64F64", unnamed("U64F64")),
        ),
    ),
}
