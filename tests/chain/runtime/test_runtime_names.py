"""Every name the program speaks exists in what the SDK was generated from, which is mainnet's own metadata."""

import inspect

import pytest
from bittensor._generated import calls, constants, runtime_apis, storage

from dtao_tui.chain.runtime import runtime_names
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.practice.runtime.metadata import describe
from tests.quoting import stake_call, unstake_call

NOT_RELEASED = {runtime_names.OTHER_CURVE: "a curve that no released runtime has; asked for so that it is noticed"}
OLDER = {
    runtime_names.USER_LIQUIDITY: "providers of liquidity, in runtimes before the weights",
    runtime_names.LIQUIDITY: "the same",
}
NOT_THERE = NOT_RELEASED | OLDER
VALUES = {
    runtime_names.WEIGHT: "Balancer",
    runtime_names.IMMUNITY: "u64",
    runtime_names.FEE_RATE: "u16",
    runtime_names.MECHANISM: "u16",
    runtime_names.IS_OPEN: "bool",
    runtime_names.TRANSFERS: "bool",
    runtime_names.SUBNET_LIMIT: "u16",
    runtime_names.EXCESS: "TaoBalance",
    runtime_names.INJECTED: "TaoBalance",
    runtime_names.EXISTS: "bool",
    runtime_names.REGISTERED_AT: "u64",
    runtime_names.TAO_WEIGHT: "u64",
    runtime_names.TIME: "u64",
    runtime_names.CONSENSUS: "EpochConsensus",
    runtime_names.ISSUANCE: "TaoBalance",
    runtime_names.TAKE: "PerU16",
    runtime_names.STAKE_OF_HOTKEY: "AlphaBalance",
    runtime_names.OWNER: "AccountId32",
    runtime_names.ACCOUNT: "AccountInfo",
    runtime_names.PROXIES: "(BoundedVec, TaoBalance)",
    runtime_names.OWNER_PAYS: "()",
    runtime_names.DECAYING_LOCK: "bool",
    runtime_names.LEAST_REST: "u64",
    runtime_names.ROOT_HOLD: "u64",
    runtime_names.ROOT_TOUCHED: "u64",
    runtime_names.LOCK: "LockState",
    runtime_names.DIVIDENDS: "AlphaBalance",
    runtime_names.STAKE_AT_EPOCH: "AlphaBalance",
}
POSITION = Alpha(1, 7)
ORDERS: list[Call] = [
    stake_call(7, ADDRESS, Tao(1), Price(1)),
    unstake_call(7, ADDRESS, POSITION, Price(1)),
    unstake_call(7, ADDRESS, POSITION, Price(1), is_whole_position=True),
]


@pytest.mark.parametrize("item", [item for item in runtime_names.ITEMS if item not in NOT_THERE])
def test_every_item_exists_with_the_value_that_is_read(item: runtime_names.Item) -> None:
    known = getattr(getattr(storage, item[0]), item[1])
    assert known.value_type_ident == VALUES[item]


@pytest.mark.parametrize("item", NOT_THERE)
def test_what_is_not_in_the_newest_release_is_still_not_there(item: runtime_names.Item) -> None:
    assert not hasattr(getattr(storage, item[0]), item[1])


@pytest.mark.parametrize("api", runtime_names.APIS)
def test_every_runtime_api_exists(api: runtime_names.Api) -> None:
    assert tuple(getattr(getattr(runtime_apis, api[0]), api[1])) == api


@pytest.mark.parametrize("constant", runtime_names.CONSTANTS)
def test_every_constant_exists(constant: runtime_names.Item) -> None:
    assert tuple(getattr(getattr(constants, constant[0]), constant[1])) == constant


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_a_call_of_the_chain_with_its_arguments_in_order(order: Call) -> None:
    call = order
    builder = getattr(getattr(calls, call.pallet), call.name)
    assert list(inspect.signature(builder).parameters) == list(call.arguments)


def test_the_practice_chain_declares_all_of_it() -> None:
    declared = describe({}).runtime
    apis = declared.runtime_api_map()
    assert [api for api in runtime_names.APIS if api[1] not in apis.get(api[0], {})] == []
    for item in set(runtime_names.ITEMS) - set(NOT_THERE):
        assert declared.storage_entry(*item)
