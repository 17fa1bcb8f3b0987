"""Every name the program speaks exists in what the SDK was generated from, which is mainnet's own metadata."""

import inspect

import pytest
from bittensor._generated import calls, constants, runtime_apis, storage

from dtao_tui.chain import vocabulary
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders import Order, StakeOrder, UnstakeOrder
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.metadata import describe

NOT_RELEASED = {vocabulary.OTHER_CURVE: "a curve that no released runtime has; asked for so that it is noticed"}
OLDER = {
    vocabulary.USER_LIQUIDITY: "providers of liquidity, in runtimes before the weights",
    vocabulary.LIQUIDITY: "the same",
}
NOT_THERE = NOT_RELEASED | OLDER
VALUES = {
    vocabulary.WEIGHT: "Balancer",
    vocabulary.IMMUNITY: "u64",
    vocabulary.FEE_RATE: "u16",
    vocabulary.MECHANISM: "u16",
    vocabulary.IS_OPEN: "bool",
    vocabulary.EXCESS: "TaoBalance",
    vocabulary.INJECTED: "TaoBalance",
    vocabulary.EXISTS: "bool",
    vocabulary.REGISTERED_AT: "u64",
    vocabulary.TAO_WEIGHT: "u64",
    vocabulary.ISSUANCE: "TaoBalance",
    vocabulary.TAKE: "PerU16",
    vocabulary.STAKE_OF_HOTKEY: "AlphaBalance",
    vocabulary.OWNER: "AccountId32",
    vocabulary.ACCOUNT: "AccountInfo",
    vocabulary.LEAST_REST: "u64",
    vocabulary.ROOT_HOLD: "u64",
    vocabulary.ROOT_TOUCHED: "u64",
    vocabulary.LOCK: "LockState",
}
POSITION = Alpha(1, 7)
ORDERS: list[Order] = [
    StakeOrder(7, ADDRESS, Tao(1), Price(1)),
    UnstakeOrder(7, ADDRESS, POSITION, Price(1)),
    UnstakeOrder(7, ADDRESS, POSITION, Price(1), is_whole_position=True),
]


@pytest.mark.parametrize("item", [item for item in vocabulary.ITEMS if item not in NOT_THERE])
def test_every_item_exists_with_the_value_that_is_read(item: vocabulary.Item) -> None:
    known = getattr(getattr(storage, item[0]), item[1])
    assert known.value_type_ident == VALUES[item]


@pytest.mark.parametrize("item", NOT_THERE)
def test_what_is_not_in_the_newest_release_is_still_not_there(item: vocabulary.Item) -> None:
    assert not hasattr(getattr(storage, item[0]), item[1])


@pytest.mark.parametrize("api", vocabulary.APIS)
def test_every_runtime_api_exists(api: vocabulary.Api) -> None:
    assert tuple(getattr(getattr(runtime_apis, api[0]), api[1])) == api


@pytest.mark.parametrize("constant", vocabulary.CONSTANTS)
def test_every_constant_exists(constant: vocabulary.Item) -> None:
    assert tuple(getattr(getattr(constants, constant[0]), constant[1])) == constant


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_a_call_of_the_chain_with_its_arguments_in_order(order: Order) -> None:
    call = order.call()
    builder = getattr(getattr(calls, call.pallet), call.name)
    assert list(inspect.signature(builder).parameters) == list(call.arguments)


def test_the_practice_chain_declares_all_of_it() -> None:
    declared = describe({}).runtime
    apis = declared.runtime_api_map()
    assert [api for api in vocabulary.APIS if api[1] not in apis.get(api[0], {})] == []
    for item in set(vocabulary.ITEMS) - set(NOT_THERE):
        assert declared.storage_entry(*item)
