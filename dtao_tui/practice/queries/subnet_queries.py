"""Answers of `SubnetInfoRuntimeApi`: the market's list, metagraphs, hyperparameters, the next epoch."""

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools, shares, u96f32
from dtao_tui.practice.pallets.registry import View, query, query_now
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.subnets import deregistration, dividends, epochs
from dtao_tui.practice.pallets.subnets.emission import emission_at
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.storage import Value

_UNKNOWN = b"unknown"
_RULES = {
    "rho": "Rho",
    "kappa": "Kappa",
    "min_allowed_weights": "MinAllowedWeights",
    "max_weights_limit": "MaxWeightsLimit",
    "weights_version": "WeightsVersionKey",
    "weights_rate_limit": "WeightsSetRateLimit",
    "activity_cutoff": "ActivityCutoff",
    "max_validators": "MaxAllowedValidators",
    "num_uids": "SubnetworkN",
    "max_uids": "MaxAllowedUids",
    "burn": "Burn",
    "difficulty": "Difficulty",
    "immunity_period": "ImmunityPeriod",
    "min_difficulty": "MinDifficulty",
    "max_difficulty": "MaxDifficulty",
    "min_burn": "MinBurn",
    "max_burn": "MaxBurn",
    "adjustment_alpha": "AdjustmentAlpha",
    "adjustment_interval": "AdjustmentInterval",
    "target_regs_per_interval": "TargetRegistrationsPerInterval",
    "max_regs_per_block": "MaxRegistrationsPerBlock",
    "serving_rate_limit": "ServingRateLimit",
    "commit_reveal_period": "RevealPeriodEpochs",
    "bonds_moving_avg": "BondsMovingAverage",
    "registration_allowed": "NetworkRegistrationAllowed",
    "pow_registration_allowed": "NetworkPowRegistrationAllowed",
    "commit_reveal_weights_enabled": "CommitRevealWeightsEnabled",
    "liquid_alpha_enabled": "LiquidAlphaOn",
}
"""The metagraph's names of a subnet's parameters in SubtensorModule."""

_COLUMNS = {
    "active": "Active",
    "last_update": "LastUpdate",
    "emission": "Emission",
    "dividends": "Dividends",
    "incentives": "Incentive",
    "consensus": "Consensus",
}
"""The metagraph's names of the vectors by uid."""

_HYPERPARAMETERS = (
    ("rho", "U16", "Rho"),
    ("kappa", "U16", "Kappa"),
    ("immunity_period", "U16", "ImmunityPeriod"),
    ("min_allowed_weights", "U16", "MinAllowedWeights"),
    ("max_weights_limit", "U16", "MaxWeightsLimit"),
    ("tempo", "U16", "Tempo"),
    ("weights_version", "U64", "WeightsVersionKey"),
    ("weights_rate_limit", "U64", "WeightsSetRateLimit"),
    ("activity_cutoff", "U16", "ActivityCutoff"),
    ("registration_allowed", "Bool", "NetworkRegistrationAllowed"),
    ("target_regs_per_interval", "U16", "TargetRegistrationsPerInterval"),
    ("min_burn", "TaoBalance", "MinBurn"),
    ("max_burn", "TaoBalance", "MaxBurn"),
    ("bonds_moving_avg", "U64", "BondsMovingAverage"),
    ("max_regs_per_block", "U16", "MaxRegistrationsPerBlock"),
    ("serving_rate_limit", "U64", "ServingRateLimit"),
    ("max_validators", "U16", "MaxAllowedValidators"),
    ("commit_reveal_weights_enabled", "Bool", "CommitRevealWeightsEnabled"),
    ("commit_reveal_period", "U64", "RevealPeriodEpochs"),
    ("liquid_alpha_enabled", "Bool", "LiquidAlphaOn"),
    ("yuma3_enabled", "Bool", "Yuma3On"),
    ("transfers_enabled", "Bool", "TransferToggle"),
    ("bonds_reset_enabled", "Bool", "BondsResetOn"),
)
"""Name, kind and item of each hyperparameter, in the order of the runtime's list."""


@query("SubnetInfoRuntimeApi.get_all_dynamic_info")
def get_all_dynamic_info(view: View, block: int) -> Value:
    """Pools, emission and names of all subnets."""
    return [get_dynamic_info(view, block, netuid) for netuid in pools.netuids(view)]


@query("SubnetInfoRuntimeApi.get_dynamic_info")
def get_dynamic_info(view: View, block: int, netuid: int) -> Value:
    """Pool, emission and name of one subnet; None for an unknown one."""
    if not pools.exists(view, netuid):
        return None
    return {
        **_owner(view, netuid),
        **_clock(view, block, netuid),
        **_pool(view, netuid),
        "subnet_name": _text(_name(view, netuid)),
        "token_symbol": _text(view.raw("SubtensorModule.TokenSymbol", netuid)),
        "emission": 0,
        "subnet_identity": view.get("SubtensorModule.SubnetIdentitiesV3", netuid),
    }


@query_now("SubnetInfoRuntimeApi.get_next_epoch_start_block")
def get_next_epoch_start_block(view: View, netuid: int) -> Value:
    """The block of the next epoch; None for a subnet without epochs."""
    return epochs.next_epoch(view, netuid)


@query_now("SubnetInfoRuntimeApi.get_block_emission")
def get_block_emission(view: View) -> Value:
    """Rao of TAO per block at today's issuance."""
    return emission_at(view.number("SubtensorModule.TotalIssuance"))


@query_now("SubnetInfoRuntimeApi.get_subnet_account_id")
def get_subnet_account_id(view: View, netuid: int) -> Value:
    """The account that holds the subnet's TAO."""
    is_known = pools.exists(view, netuid) or netuid in deregistration.queued(view)
    return subnet_account(netuid) if is_known else None


@query_now("SubnetInfoRuntimeApi.get_coldkey_auto_stake_hotkey")
def get_coldkey_auto_stake_hotkey(view: View, coldkey: bytes, netuid: int) -> Value:
    """The hotkey to which a miner's incentives are staked, if it chose one."""
    return view.get("SubtensorModule.AutoStakeDestination", coldkey, netuid)


@query("SubnetInfoRuntimeApi.get_all_metagraphs")
def get_all_metagraphs(view: View, block: int) -> Value:
    """The metagraphs of all subnets."""
    return [get_metagraph(view, block, netuid) for netuid in pools.netuids(view)]


@query("SubnetInfoRuntimeApi.get_metagraph")
def get_metagraph(view: View, block: int, netuid: int) -> Value:
    """The metagraph of one subnet, with everyone registered on it; None for an unknown one."""
    if not pools.exists(view, netuid):
        return None
    return {
        **_owner(view, netuid),
        **_clock(view, block, netuid),
        **_pool(view, netuid),
        **_rules(view, netuid),
        **_people(view, netuid),
        "name": _text(_name(view, netuid)),
        "symbol": _text(view.raw("SubtensorModule.TokenSymbol", netuid)),
        "identity": view.get("SubtensorModule.SubnetIdentitiesV3", netuid),
        "block": block,
        "subnet_emission": 0,
    }


@query_now("SubnetInfoRuntimeApi.get_subnet_state")
def get_subnet_state(view: View, netuid: int) -> Value:
    """Everyone registered on a subnet, in columns; None for an unknown one."""
    if not pools.exists(view, netuid):
        return None
    return {"netuid": netuid, "emission_history": [], **_people(view, netuid)}


@query_now("SubnetInfoRuntimeApi.get_subnet_hyperparams_v3")
def get_subnet_hyperparams_v3(view: View, netuid: int) -> Value:
    """The hyperparameters of a subnet by name; None for an unknown one."""
    if not pools.exists(view, netuid):
        return None
    found: list[Value] = []
    for name, kind, value in _hyperparameters(view, netuid):
        found.append({"name": name.encode(), "value": {kind: value}})
    return found


def _owner(view: View, netuid: int) -> dict[str, Value]:
    return {
        "netuid": netuid,
        "owner_hotkey": view.raw("SubtensorModule.SubnetOwnerHotkey", netuid),
        "owner_coldkey": view.raw("SubtensorModule.SubnetOwner", netuid),
        "network_registered_at": view.number("SubtensorModule.NetworkRegisteredAt", netuid),
    }


def _clock(view: View, block: int, netuid: int) -> dict[str, Value]:
    last_step = view.number(epochs.LAST_STEP, netuid)
    return {
        "tempo": view.number(epochs.TEMPO, netuid),
        "last_step": last_step,
        "blocks_since_last_step": max(block - last_step, 0),
    }


def _pool(view: View, netuid: int) -> dict[str, Value]:
    items = {
        "alpha_in": pools.ALPHA_IN,
        "alpha_out": pools.ALPHA_OUT,
        "tao_in": pools.TAO_IN,
        "alpha_out_emission": "SubtensorModule.SubnetAlphaOutEmission",
        "alpha_in_emission": "SubtensorModule.SubnetAlphaInEmission",
        "tao_in_emission": "SubtensorModule.SubnetTaoInEmission",
        "subnet_volume": pools.VOLUME,
    }
    numbers: dict[str, Value] = {name: view.number(item, netuid) for name, item in items.items()}
    pending = ("PendingValidatorEmission", "PendingServerEmission")
    return {
        **numbers,
        "pending_alpha_emission": sum(view.number(f"SubtensorModule.{name}", netuid) for name in pending),
        "pending_root_emission": 0,
        "moving_price": view.get("SubtensorModule.SubnetMovingPrice", netuid),
    }


def _rules(view: View, netuid: int) -> dict[str, Value]:
    low, high = _alpha_values(view, netuid)
    rules: dict[str, Value] = {"alpha_low": low, "alpha_high": high}
    for name, item in _RULES.items():
        rules[name] = view.get(f"SubtensorModule.{item}", netuid)
    return rules


def _people(view: View, netuid: int) -> dict[str, Value]:
    """All vectors by uid; only the total counts TAO by its weight. Rank, trust and pruning are no longer filled."""
    hotkeys = epochs.hotkeys_on(view, netuid)
    coldkeys = [view.raw(OWNER, hotkey) for hotkey in hotkeys]
    unused: Value = [0] * len(hotkeys)
    columns: dict[str, Value] = {name: _column(view, item, netuid, len(hotkeys)) for name, item in _COLUMNS.items()}
    return {
        **columns,
        **_stakes(view, netuid, hotkeys),
        "hotkeys": [*hotkeys],
        "coldkeys": [*coldkeys],
        "identities": [view.get("SubtensorModule.IdentitiesV2", coldkey) for coldkey in coldkeys],
        "axons": [_axon() for _ in hotkeys],
        "validator_permit": [*epochs.permits_on(view, netuid)],
        "pruning_score": unused,
        "trust": unused,
        "rank": unused,
        "block_at_registration": [
            view.number("SubtensorModule.BlockAtRegistration", netuid, uid) for uid in range(len(hotkeys))
        ],
        # Nobody can put up collateral here.
        **dict.fromkeys(("collateral_locked", "collateral_min", "collateral_earned"), unused),
    }


def _stakes(view: View, netuid: int, hotkeys: list[bytes]) -> dict[str, Value]:
    weights = dividends.stake_weights(view, netuid, hotkeys)
    return {
        "alpha_stake": [u96f32.to_u64(alpha) for alpha, _ in weights],
        "tao_stake": [shares.hotkey_alpha(view, hotkey, ROOT) for hotkey in hotkeys],
        "total_stake": [u96f32.to_u64(alpha + root) for alpha, root in weights],
        "tao_dividends_per_hotkey": [(hotkey, 0) for hotkey in hotkeys],
        "alpha_dividends_per_hotkey": [(hotkey, view.number(epochs.DIVIDENDS, netuid, hotkey)) for hotkey in hotkeys],
    }


def _column(view: View, name: str, netuid: int, length: int) -> list[Value]:
    """A vector by uid, as long as there are uids."""
    stored = view.get(f"SubtensorModule.{name}", netuid)
    values = list(stored) if isinstance(stored, list | tuple) else []
    return [*values[:length], *([0] * (length - len(values)))]


def _axon() -> Value:
    zeros = ("block", "version", "ip", "port", "ip_type", "protocol", "placeholder1", "placeholder2")
    return dict.fromkeys(zeros, 0)


def _hyperparameters(view: View, netuid: int) -> list[tuple[str, str, Value]]:
    low, high = _alpha_values(view, netuid)
    found = [(name, kind, view.get(f"SubtensorModule.{item}", netuid)) for name, kind, item in _HYPERPARAMETERS]
    further: list[tuple[str, str, Value]] = [("user_liquidity_enabled", "Bool", False)]
    return [*found, *further, ("alpha_high", "U16", high), ("alpha_low", "U16", low)]


def _alpha_values(view: View, netuid: int) -> tuple[Value, Value]:
    values = view.get("SubtensorModule.AlphaValues", netuid)
    return (values[0], values[1]) if isinstance(values, list | tuple) else (0, 0)


def _name(view: View, netuid: int) -> bytes:
    identity = view.get("SubtensorModule.SubnetIdentitiesV3", netuid)
    name = identity["subnet_name"] if isinstance(identity, dict) else b""
    return name if isinstance(name, bytes) and name else _UNKNOWN


def _text(text: bytes) -> list[Value]:
    """Text as the list of its bytes, as these records contain it."""
    return [*text]
