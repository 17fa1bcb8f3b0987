"""Runtime APIs. A declared method without a registered answer is refused by its name."""

from dtao_tui.practice.runtime.declared.declaration_schema import Api, Method, fields


def _method(name: str, inputs: str, output: str) -> Method:
    return Method(name, fields(inputs), output)


SWAP = Api(
    "SwapRuntimeApi",
    (
        _method("current_alpha_price", "netuid: NetUid", "u64"),
        _method("current_alpha_price_all", "", "Vec<SubnetPrice>"),
        _method("sim_swap_tao_for_alpha", "netuid: NetUid, tao: TaoBalance", "SimSwapResult"),
        _method("sim_swap_alpha_for_tao", "netuid: NetUid, alpha: AlphaBalance", "SimSwapResult"),
    ),
)
SUBNETS = Api(
    "SubnetInfoRuntimeApi",
    (
        _method("get_all_dynamic_info", "", "Vec<Option<DynamicInfo>>"),
        _method("get_dynamic_info", "netuid: NetUid", "Option<DynamicInfo>"),
        _method("get_metagraph", "netuid: NetUid", "Option<Metagraph>"),
        _method("get_all_metagraphs", "", "Vec<Option<Metagraph>>"),
        _method("get_subnet_state", "netuid: NetUid", "Option<SubnetState>"),
        _method("get_subnet_hyperparams_v3", "netuid: NetUid", "Option<Vec<HyperparamEntry>>"),
        _method("get_coldkey_auto_stake_hotkey", "coldkey: AccountId32, netuid: NetUid", "Option<AccountId32>"),
        _method("get_subnet_to_prune", "", "Option<NetUid>"),
        _method("get_subnet_account_id", "netuid: NetUid", "Option<AccountId32>"),
        _method("get_next_epoch_start_block", "netuid: NetUid", "Option<u64>"),
        _method("get_block_emission", "", "TaoBalance"),
    ),
    version=2,
)
STAKES = Api(
    "StakeInfoRuntimeApi",
    (
        _method("get_stake_info_for_coldkey", "coldkey_account: AccountId32", "Vec<StakeInfo>"),
        _method(
            "get_stake_info_for_coldkeys",
            "coldkey_accounts: Vec<AccountId32>",
            "Vec<(AccountId32, Vec<StakeInfo>)>",
        ),
        _method(
            "get_stake_info_for_hotkey_coldkey_netuid",
            "hotkey_account: AccountId32, coldkey_account: AccountId32, netuid: NetUid",
            "Option<StakeInfo>",
        ),
        _method(
            "get_stake_availability_for_coldkeys",
            "coldkey_accounts: Vec<AccountId32>, netuids: Option<Vec<NetUid>>",
            "BTreeMap<AccountId32, BTreeMap<NetUid, StakeAvailability>>",
        ),
        _method(
            "get_stake_fee",
            """origin: Option<(AccountId32, NetUid)>, origin_coldkey_account: AccountId32,
               destination: Option<(AccountId32, NetUid)>, destination_coldkey_account: AccountId32, amount: u64""",
            "u64",
        ),
        _method("get_coldkey_lock", "coldkey: AccountId32, netuid: NetUid", "Option<LockState>"),
        _method("get_hotkey_conviction", "hotkey: AccountId32, netuid: NetUid", "U64F64"),
        _method("get_most_convicted_hotkey_on_subnet", "netuid: NetUid", "Option<AccountId32>"),
    ),
)
DELEGATES = Api(
    "DelegateInfoRuntimeApi",
    (
        _method("get_delegates", "", "Vec<DelegateInfo>"),
        _method("get_delegate", "delegate_account: AccountId32", "Option<DelegateInfo>"),
        _method(
            "get_delegated",
            "delegatee_account: AccountId32",
            "Vec<(DelegateInfo, (Compact<NetUid>, Compact<AlphaBalance>))>",
        ),
    ),
)
BASKETS = Api(
    "BetaBasketRuntimeApi",
    (
        _method("get_root_basket_owed", "coldkey: AccountId32", "TaoBalance"),
        _method("get_basket_payout", "hotkey: AccountId32, coldkey: AccountId32", "TaoBalance"),
        _method("get_root_basket_positions", "coldkey: AccountId32", "Vec<(AccountId32, u64, TaoBalance)>"),
        _method("get_basket_position", "hotkey: AccountId32, coldkey: AccountId32", "Option<BasketPosition>"),
        _method("get_root_basket_portfolio", "coldkey: AccountId32", "Vec<BasketPosition>"),
        _method("get_validator_basket", "hotkey: AccountId32", "Vec<(NetUid, AlphaBalance, TaoBalance)>"),
        _method("get_validator_basket_nav", "hotkey: AccountId32", "TaoBalance"),
        _method("get_validator_basket_summary", "hotkey: AccountId32", "BasketSummary"),
        _method("get_all_validator_baskets", "", "Vec<BasketSummary>"),
        _method("get_root_basket_total_nav", "", "TaoBalance"),
        _method("get_basket_trading_status", "hotkey: AccountId32", "BasketTradingStatus"),
        _method("get_basket_claim_preview", "hotkey: AccountId32, coldkey: AccountId32", "Option<BasketClaimPreview>"),
        _method("get_root_basket_claim_previews", "coldkey: AccountId32", "Vec<BasketClaimPreview>"),
    ),
    version=5,
)
REGISTRATION = Api("SubnetRegistrationRuntimeApi", (_method("get_network_registration_cost", "", "TaoBalance"),))
NONCES = Api("AccountNonceApi", (_method("account_nonce", "account: AccountId32", "u32"),))
FEES = Api(
    "TransactionPaymentApi",
    (
        _method("query_info", "uxt: UncheckedExtrinsic, len: u32", "RuntimeDispatchInfo"),
        _method("query_length_to_fee", "length: u32", "TaoBalance"),
    ),
    version=4,
)
POOL = Api(
    "TaggedTransactionQueue",
    (
        _method(
            "validate_transaction",
            "source: TransactionSource, tx: UncheckedExtrinsic, block_hash: H256",
            "TransactionValidity",
        ),
    ),
    version=3,
)
BLOCK_BUILDER = Api(
    "BlockBuilder",
    (_method("apply_extrinsic", "extrinsic: UncheckedExtrinsic", "ApplyExtrinsicResult"),),
    version=6,
)
CORE = Api("Core", (_method("version", "", "RuntimeVersion"),), version=5)
METADATA = Api(
    "Metadata",
    (
        _method("metadata", "", "OpaqueMetadata"),
        _method("metadata_at_version", "version: u32", "Option<OpaqueMetadata>"),
        _method("metadata_versions", "", "Vec<u32>"),
    ),
    version=2,
)

APIS: tuple[Api, ...] = (
    CORE,
    METADATA,
    NONCES,
    FEES,
    POOL,
    BLOCK_BUILDER,
    SWAP,
    SUBNETS,
    STAKES,
    DELEGATES,
    BASKETS,
    REGISTRATION,
)
