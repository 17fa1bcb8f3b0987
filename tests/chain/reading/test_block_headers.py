"""The hash of a header is computed as the chain computes it; what cannot be hashed is not guessed."""

from typing import Any

import pytest

from dtao_tui.chain.reading.block_headers import hash_by, hash_in, number_in
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk

POLKADOT_GENESIS = {
    "parentHash": "0x" + "00" * 32,
    "number": "0x0",
    "stateRoot": "0x29d0d972cd27cbc511e9589fcb7a4506d5eb6a9e8df205f00472e5ab354a4e17",
    "extrinsicsRoot": "0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314",
    "digest": {"logs": []},
}
POLKADOT_GENESIS_HASH = "0x91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3"
HEADER = {**POLKADOT_GENESIS, "number": "0x1"}


def test_a_real_chains_header_has_the_hash_that_it_is_known_by() -> None:
    assert hash_by(POLKADOT_GENESIS) == POLKADOT_GENESIS_HASH


@pytest.mark.parametrize("number", [1, 63, 64, 300])
async def test_the_hash_of_a_block_is_the_nodes_own(desk: Desk, node: Node, number: int) -> None:
    node.step(300)
    block_hash = await desk.trading.hash_of(number)
    header = await desk.connection.client.request("chain_getHeader", block_hash)
    assert (hash_in(header), number_in(header)) == (block_hash, number)


def test_the_first_block_is_known_by_its_connection_instead() -> None:
    assert hash_in(POLKADOT_GENESIS) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"parentHash": "0x00"},
        {"stateRoot": None},
        {"extrinsicsRoot": "0x" + "zz" * 32},
        {"digest": {}},
        {"digest": {"logs": [7]}},
        {"digest": {"logs": "0x"}},
    ],
    ids=str,
)
def test_a_header_that_lacks_a_part_has_no_hash(changed: dict[str, Any]) -> None:
    assert hash_in(HEADER) is not None
    assert hash_in(HEADER | changed) is None
