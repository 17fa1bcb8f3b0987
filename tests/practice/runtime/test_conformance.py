"""What practice declares, held against what the SDK was generated from: mainnet's own metadata."""

import inspect
from collections.abc import Iterator

import pytest
from bittensor._generated import calls, constants, errors, runtime_apis, storage

from dtao_tui.chain.runtime import runtime_names
from dtao_tui.practice.runtime.declared import announcement_edition
from dtao_tui.practice.runtime.declared.declaration_schema import CallDeclaration, Constant, Item, Pallet, split
from dtao_tui.practice.runtime.declared.named_types import CHOICES, STRUCTS
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.runtime.declared.runtime_apis import APIS
from dtao_tui.practice.runtime.declared.transaction_extensions import EXTENSIONS
from dtao_tui.practice.runtime.metadata import Description, describe
from dtao_tui.wallet.signer.calls.signing_rules import RULES

GENERIC = ("Vec<", "Option<", "Compact<", "[", "(")
"""What the SDK's call builders annotate with `Any`."""

MAINNET_EXTENSIONS = [
    "CheckNonZeroSender",
    "CheckSpecVersion",
    "CheckTxVersion",
    "CheckGenesis",
    "CheckMortality",
    "CheckNonce",
    "CheckWeight",
    "ChargeTransactionPayment",
    "SudoTransactionExtension",
    "CheckShieldedTxValidity",
    "SubtensorTransactionExtension",
    "DrandPriority",
    "CheckMetadataHash",
]

SIGNED = {(rule.call.pallet, rule.call.name): rule.call.arguments for rule in RULES.values()}
"""The calls that the signer signs, and their arguments."""

NOT_RELEASED = {"Swap.SwapSuperellipse": "looked for at connect, so that a pool on that curve is not misquoted"}
"""What the app asks for although no released runtime has it, and why."""

NO_LONGER = {
    "Swap.EnabledUserLiquidity": "of runtimes without weights: whether a constant product is all there is",
    "Swap.CurrentLiquidity": "the same",
}
"""What the app asks older runtimes for, and practice declares in the age that had it."""

READ_BY_BTCLI = {
    "subnets list": """SubtensorModule.NetworksAdded SubtensorModule.Tempo SubtensorModule.Burn
        SubtensorModule.SubnetworkN SubtensorModule.SubnetIdentitiesV3 SubtensorModule.MaxAllowedUids
        SubtensorModule.SubnetTaoInEmission SubtensorModule.SubnetEmaTaoFlow SubtensorModule.TokenSymbol
        SwapRuntimeApi.current_alpha_price_all""",
    "subnets show": """SubtensorModule.SubnetOwner SubtensorModule.SubnetOwnerHotkey
        SubtensorModule.NetworkRegisteredAt""",
    "subnets conviction": """SubtensorModule.HotkeyLock SubtensorModule.DecayingHotkeyLock SubtensorModule.OwnerLock
        SubtensorModule.DecayingOwnerLock SubtensorModule.MaturityRate SubtensorModule.UnlockRate
        SubtensorModule.SubnetAlphaOut SubtensorModule.SubnetProtocolAlpha AlphaAssets.AlphaBurned""",
    "subnets metagraph": "SubnetInfoRuntimeApi.get_metagraph Commitments.CommitmentOf Commitments.RevealedCommitments",
    "subnets hyperparameters": "SubnetInfoRuntimeApi.get_subnet_hyperparams_v3",
    "subnets create-cost": "SubnetRegistrationRuntimeApi.get_network_registration_cost",
    "wallet balance": """System.Account StakeInfoRuntimeApi.get_stake_info_for_coldkey
        StakeInfoRuntimeApi.get_stake_info_for_coldkeys StakeInfoRuntimeApi.get_stake_availability_for_coldkeys
        BetaBasketRuntimeApi.get_root_basket_owed BetaBasketRuntimeApi.get_root_basket_positions""",
    "wallet overview": "SubtensorModule.Uids SubtensorModule.Lock",
    "wallet inspect": """SubtensorModule.IdentitiesV2 SubtensorModule.BasketRate DelegateInfoRuntimeApi.get_delegated
        BetaBasketRuntimeApi.get_validator_basket_summary""",
    "wallet transfer": "Balances.ExistentialDeposit Balances.transfer_keep_alive",
    "stake list": """SubtensorModule.Lock SubtensorModule.DecayingLock SubtensorModule.Owner
        SubtensorModule.IdentitiesV2 StakeInfoRuntimeApi.get_coldkey_lock""",
    "stake show": "StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid",
    "stake add and remove": """MevShield.NextKey MevShield.submit_encrypted SubtensorModule.RootStakeUnlockInterval
        SwapRuntimeApi.sim_swap_tao_for_alpha SwapRuntimeApi.sim_swap_alpha_for_tao
        SwapRuntimeApi.current_alpha_price TransactionPaymentApi.query_info BetaBasketRuntimeApi.get_basket_payout""",
    "stake auto": "SubtensorModule.AutoStakeDestination",
    "stake child get": "SubtensorModule.ChildKeys",
    "root list": """SubtensorModule.BasketRate SubtensorModule.TotalHotkeyAlpha SubtensorModule.Keys
        BetaBasketRuntimeApi.get_all_validator_baskets""",
    "conviction list": "SubtensorModule.AccountFlags StakeInfoRuntimeApi.get_hotkey_conviction",
    "proxy list": "Proxy.Proxies",
    "query epoch-status": """SubtensorModule.BlocksSinceLastStep SubtensorModule.LastEpochBlock
        SubtensorModule.PendingEpochAt SubtensorModule.SubnetEpochIndex
        SubnetInfoRuntimeApi.get_next_epoch_start_block""",
}
"""Command of the SDK's btcli → what it asks a chain for."""


def _calls() -> Iterator[tuple[Pallet, CallDeclaration]]:
    return ((pallet, call) for pallet in PALLETS for call in pallet.calls)


def _items() -> Iterator[tuple[Pallet, Item]]:
    return ((pallet, item) for pallet in PALLETS for item in pallet.items)


def _constants() -> Iterator[tuple[Pallet, Constant]]:
    return ((pallet, constant) for pallet in PALLETS for constant in pallet.constants)


def _ident(kind: str) -> str:
    """A declared type as the SDK's generator names it: the last segment of its path, sequences spelled out."""
    named = STRUCTS.get(kind) or CHOICES.get(kind)
    if named is not None:
        return named.path.rpartition("::")[2]
    if kind.startswith("("):
        return f"({', '.join(_ident(part) for part in split(kind[1:-1]))})"
    head, bracket, inner = kind.partition("<")
    if not bracket:
        return kind
    return f"{head}<{_ident(inner[:-1])}>" if head in ("Vec", "Option") else head


def _label(pair: tuple[Pallet, CallDeclaration | Item | Constant]) -> str:
    return f"{pair[0].name}.{pair[1].name}"


def _declared() -> set[str]:
    """Everything that has a name: items, calls, constants, methods of runtime APIs."""
    named = {f"{pallet.name}.{part.name}" for pair in (_items(), _calls(), _constants()) for pallet, part in pair}
    return named | {f"{api.name}.{method.name}" for api in APIS for method in api.methods}


@pytest.fixture(scope="module")
def description() -> Description:
    return describe()


@pytest.mark.parametrize("pair", _calls(), ids=_label)
def test_a_declared_call_has_the_arguments_of_mainnet(pair: tuple[Pallet, CallDeclaration]) -> None:
    pallet, call = pair
    builder = getattr(getattr(calls, pallet.name), call.name)
    parameters = inspect.signature(builder).parameters
    assert [name for name, _ in call.arguments] == list(parameters)
    for name, kind in call.arguments:
        wanted = parameters[name].annotation.strip("'")
        if wanted == "Any":
            assert kind.startswith(GENERIC)
        else:
            assert _ident(kind) == wanted


@pytest.mark.parametrize("pair", _items(), ids=_label)
def test_a_declared_item_has_the_value_type_of_mainnet(pair: tuple[Pallet, Item]) -> None:
    pallet, item = pair
    assert _ident(item.type) == getattr(getattr(storage, pallet.name), item.name).value_type_ident


@pytest.mark.parametrize("pair", _constants(), ids=_label)
def test_a_declared_constant_exists_on_mainnet(pair: tuple[Pallet, Constant]) -> None:
    pallet, constant = pair
    assert hasattr(getattr(constants, pallet.name), constant.name)


@pytest.mark.parametrize("pallet", PALLETS, ids=lambda pallet: pallet.name)
def test_the_errors_of_a_pallet_are_known_on_mainnet(pallet: Pallet) -> None:
    mainnet = {info.name for (number, _), info in errors.ERRORS.items() if number == pallet.index}
    assert set(pallet.errors) - mainnet == set()


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_a_declared_runtime_api_exists_on_mainnet(api) -> None:
    known = getattr(runtime_apis, api.name)
    assert [method.name for method in api.methods if not hasattr(known, method.name)] == []


@pytest.mark.parametrize("command", READ_BY_BTCLI)
def test_everything_that_a_command_of_btcli_reads_is_declared(command: str) -> None:
    assert set(READ_BY_BTCLI[command].split()) - _declared() == set()


def test_everything_that_the_app_uses_is_declared_or_has_its_reason() -> None:
    used = (*runtime_names.ITEMS, *runtime_names.APIS, *runtime_names.CONSTANTS, *SIGNED)
    assert {".".join(each) for each in used} - _declared() == {*NOT_RELEASED, *NO_LONGER}
    then = {f"{pallet}.{item.name}" for pallet, items in announcement_edition.HAS.items() for item in items}
    assert set(NO_LONGER) <= then


def test_everything_that_the_app_uses_exists_on_mainnet_or_has_its_reason() -> None:
    catalogues = (
        (storage, runtime_names.ITEMS),
        (runtime_apis, runtime_names.APIS),
        (constants, runtime_names.CONSTANTS),
    )
    missing = {
        f"{group}.{name}"
        for catalogue, used in catalogues
        for group, name in used
        if not hasattr(getattr(catalogue, group), name)
    }
    assert missing == {*NOT_RELEASED, *NO_LONGER}


def test_the_calls_that_are_signed_have_the_arguments_of_mainnet() -> None:
    for (pallet, name), arguments in SIGNED.items():
        builder = getattr(getattr(calls, pallet), name)
        assert list(arguments) == list(inspect.signature(builder).parameters)


def test_the_transaction_extensions_are_those_of_mainnet_in_their_order(description: Description) -> None:
    assert [name for name, _ in EXTENSIONS] == MAINNET_EXTENSIONS
    assert list(description.runtime.signed_extension_identifiers()) == MAINNET_EXTENSIONS


def test_no_pallet_and_no_call_shares_its_number_with_another() -> None:
    assert len({pallet.index for pallet in PALLETS}) == len(PALLETS)
    for pallet in PALLETS:
        assert len({call.index for call in pallet.calls}) == len(pallet.calls)


def test_the_metadata_says_what_was_declared(description: Description) -> None:
    described = {pallet["name"]: pallet for pallet in description.runtime.metadata_ir()["pallets"]}
    for pallet in PALLETS:
        assert {entry["name"] for entry in described[pallet.name]["calls"]} == {call.name for call in pallet.calls}
        assert {entry["name"] for entry in described[pallet.name]["storage"]} == {item.name for item in pallet.items}
    assert set(description.runtime.runtime_api_map()) == {api.name for api in APIS}


@pytest.mark.parametrize("pair", _items(), ids=_label)
def test_the_default_of_an_item_can_be_read_back(description: Description, pair: tuple[Pallet, Item]) -> None:
    pallet, item = pair
    entry = description.runtime.storage_entry(pallet.name, item.name)
    if item.default is None:
        assert bytes(entry.default_bytes) == b"\x00"
    elif item.name != "Events":
        assert bytes(entry.default_bytes) == description.encode(item.type, item.default)
