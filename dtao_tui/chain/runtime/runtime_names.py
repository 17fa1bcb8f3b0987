"""Names of the runtime's storage items, APIs and constants that are used; a test checks them against the SDK's."""

from collections.abc import Mapping

from dtao_tui.domain.pools.side import Side

Item = tuple[str, str]
"""Pallet and name of a storage item or constant."""

Api = tuple[str, str]
"""Runtime API and method."""

OPTIONAL_CALLS = (("SubtensorModule", "move_stake_limit"), ("SubtensorModule", "transfer_stake_and_hotkey"))
"""Calls by pallet and name that older runtimes lack, and without which something is done in another way."""

CARRY = ("MevShield", "submit_encrypted")
"""Pallet and name of the call that carries a sealed order."""

WEIGHT: Item = ("Swap", "SwapBalancer")
FEE_RATE: Item = ("Swap", "FeeRate")
OTHER_CURVE: Item = ("Swap", "SwapSuperellipse")
"""In no released runtime yet; a pool with an entry follows another curve than the one computed here."""

USER_LIQUIDITY: Item = ("Swap", "EnabledUserLiquidity")
"""In runtimes before the weights: whether others than the chain may provide liquidity in a pool."""

LIQUIDITY: Item = ("Swap", "CurrentLiquidity")
"""In runtimes before the weights: the liquidity at the price, all providers together."""

MECHANISM: Item = ("SubtensorModule", "SubnetMechanism")
IS_OPEN: Item = ("SubtensorModule", "SubtokenEnabled")
TRANSFERS: Item = ("SubtensorModule", "TransferToggle")
EXCESS: Item = ("SubtensorModule", "SubnetExcessTao")
INJECTED: Item = ("SubtensorModule", "SubnetTaoInEmission")
EXISTS: Item = ("SubtensorModule", "NetworksAdded")
REGISTERED_AT: Item = ("SubtensorModule", "NetworkRegisteredAt")
TAO_WEIGHT: Item = ("SubtensorModule", "TaoWeight")
TIME: Item = ("Timestamp", "Now")
"""When the block was made, in milliseconds since 1970, as its author said."""

CONSENSUS: Item = ("SubtensorModule", "SubnetEpochConsensus")
"""By netuid, whether epochs run under "Yuma" or "Null" consensus (spec 475)."""

ISSUANCE: Item = ("SubtensorModule", "TotalIssuance")
TAKE: Item = ("SubtensorModule", "Delegates")
STAKE_OF_HOTKEY: Item = ("SubtensorModule", "TotalHotkeyAlpha")
OWNER: Item = ("SubtensorModule", "Owner")
DIVIDENDS: Item = ("SubtensorModule", "AlphaDividendsPerSubnet")
"""By netuid and hotkey, what the last epoch shared out to all who stake to it; the validator's take is left out."""

STAKE_AT_EPOCH: Item = ("SubtensorModule", "TotalHotkeyAlphaLastEpoch")
"""By hotkey and netuid, all stake with it once that was shared out."""
LEAST_REST: Item = ("SubtensorModule", "NominatorMinRequiredStake")
"""In millionths of the least stake: a smaller rest of a position with another's hotkey is sold as well."""

ROOT_HOLD: Item = ("SubtensorModule", "RootStakeUnlockInterval")
IMMUNITY: Item = ("SubtensorModule", "NetworkImmunityPeriod")
SUBNET_LIMIT: Item = ("SubtensorModule", "SubnetLimit")
"""The most subnets besides root; a further one takes the place of another."""

ROOT_TOUCHED: Item = ("SubtensorModule", "LastColdkeyHotkeyStakeBlock")
LOCK: Item = ("SubtensorModule", "Lock")
DECAYING_LOCK: Item = ("SubtensorModule", "DecayingLock")
SHIELD_KEY: Item = ("MevShield", "NextKey")
ACCOUNT: Item = ("System", "Account")
PROXIES: Item = ("Proxy", "Proxies")
OWNER_PAYS: Item = ("Proxy", "RealPaysFeeConsentV1")
"""By coldkey and proxy: an entry means that the coldkey pays the fee of the proxy's calls (spec 461)."""

EVENTS: Item = ("System", "Events")
PARENT: Item = ("System", "ParentHash")

BY_SUBNET = (
    WEIGHT,
    FEE_RATE,
    MECHANISM,
    IS_OPEN,
    TRANSFERS,
    EXCESS,
    INJECTED,
    OTHER_CURVE,
    USER_LIQUIDITY,
    LIQUIDITY,
)
"""Items read for each subnet in every block."""

STAKING = (LEAST_REST, ROOT_HOLD, OWNER, ROOT_TOUCHED)
"""Items read for the accounts' stakes in every block."""

ITEMS = (
    *BY_SUBNET,
    *STAKING,
    IMMUNITY,
    SUBNET_LIMIT,
    EXISTS,
    REGISTERED_AT,
    TAO_WEIGHT,
    TIME,
    CONSENSUS,
    ISSUANCE,
    TAKE,
    STAKE_OF_HOTKEY,
    DIVIDENDS,
    STAKE_AT_EPOCH,
    LOCK,
    DECAYING_LOCK,
    ACCOUNT,
    PROXIES,
    OWNER_PAYS,
)

SUMMARY: Api = ("SubnetInfoRuntimeApi", "get_all_dynamic_info")
METAGRAPH: Api = ("SubnetInfoRuntimeApi", "get_metagraph")
PRICES: Api = ("SwapRuntimeApi", "current_alpha_price_all")
PRICE: Api = ("SwapRuntimeApi", "current_alpha_price")
SIMULATE: Mapping[Side, Api] = {
    Side.BUY: ("SwapRuntimeApi", "sim_swap_tao_for_alpha"),
    Side.SELL: ("SwapRuntimeApi", "sim_swap_alpha_for_tao"),
}
STAKES: Api = ("StakeInfoRuntimeApi", "get_stake_info_for_coldkeys")
STAKES_OF_ONE: Api = ("StakeInfoRuntimeApi", "get_stake_info_for_coldkey")
AVAILABILITY: Api = ("StakeInfoRuntimeApi", "get_stake_availability_for_coldkeys")
BASKET_PAYOUT: Api = ("BetaBasketRuntimeApi", "get_basket_payout")
PAYMENT: Api = ("TransactionPaymentApi", "query_info")

APIS = (
    SUMMARY,
    METAGRAPH,
    PRICES,
    PRICE,
    *SIMULATE.values(),
    STAKES,
    STAKES_OF_ONE,
    AVAILABILITY,
    BASKET_PAYOUT,
    PAYMENT,
)

SLOT: Item = ("Aura", "SlotDuration")
EXISTENTIAL_DEPOSIT: Item = ("Balances", "ExistentialDeposit")
LEAST_STAKE: Item = ("SubtensorModule", "InitialMinStake")
PROXY_BASE: Item = ("Proxy", "ProxyDepositBase")
PROXY_EACH: Item = ("Proxy", "ProxyDepositFactor")
CONSTANTS = (SLOT, EXISTENTIAL_DEPOSIT, LEAST_STAKE, PROXY_BASE, PROXY_EACH)

METADATA_HASH = "CheckMetadataHash"
FAUCET = "practice_faucet"
DRILL, DRILL_STATE, DRILL_END = "practice_drill", "practice_drill_state", "practice_drill_end"
DRILL_REPAIR = "practice_drill_repair"
STORY = "practice_story"
PRACTICE_TEMPO = "practice_tempo"
"""RPC methods that only practice nodes have."""
