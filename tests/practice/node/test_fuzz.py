"""Whatever a client sends, the node answers with an error of the client's and never with one of its own."""

import json
import logging

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.rpc_methods import Rpc, RpcError
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world

OPTIONS = PracticeOptions(block_seconds=0, subnets=2, still=True)

HEX = st.binary(max_size=80).map(lambda data: "0x" + data.hex())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=12) | HEX,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _rpc() -> Rpc:
    node = Node(genesis_world(OPTIONS), OPTIONS)
    node.step(2)
    return Rpc(node.chain, None, lambda: None)


RPC = _rpc()
KNOWN = st.sampled_from(
    [
        ADDRESS,
        RPC.call("chain_getBlockHash", []),
        "SwapRuntimeApi_sim_swap_tao_for_alpha",
        "StakeInfoRuntimeApi_get_stake_availability_for_coldkeys",
        "TransactionPaymentApi_query_info",
        "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9",
    ]
)


@given(st.sampled_from(RPC.names), st.lists(KNOWN | JSON, max_size=4))
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_parameters_break_a_method(method: str, params: list[object]) -> None:
    logging.disable(logging.CRITICAL)
    try:
        json.dumps(_answer(method, params))
    finally:
        logging.disable(logging.NOTSET)


def _answer(method: str, params: list[object]) -> object:
    """The result, or the error that is reported; any other exception is a slip of the node."""
    try:
        return RPC.call(method, params)
    except RpcError as error:
        return error.as_json()
