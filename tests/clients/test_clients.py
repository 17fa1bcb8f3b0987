"""One journey with each client: connect, read, follow heads, estimate, sign, send, and understand what happened."""

import json
from typing import Any

import pytest

from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.pallets import pools
from tests.clients.clients import CLIENTS, STEPS, NotPrepared, TriedClient
from tests.commands import finished
from tests.practice.nodes import a_node

pytestmark = pytest.mark.clients

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
PATIENCE_SECONDS = 120
RAO = 7 * 10**9
TOLD = {
    *("Balances.Withdraw", "Balances.Transfer", "Balances.Endowed", "Balances.Deposit", "System.NewAccount"),
    *("TransactionPayment.TransactionFeePaid", "System.ExtrinsicSuccess"),
}


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.journey)
async def test_a_client_finds_a_chain(client: TriedClient) -> None:
    try:
        command = client.command()
    except NotPrepared as error:
        pytest.skip(f"{error}.")
    async with a_node(block_seconds=0.5) as node:
        found = await _journey([*command, node.url, WORTHLESS_PUBLIC_SEED.hex(), BOB, *client.words])
        price = pools.pool_of(node.chain.storage, 1).price.rao
    assert set(found) == set(STEPS) - set(client.cannot)
    assert (found["spec"], found["deposit"], found["subnets"]) == (475, 500, 6)
    assert found.get("price", price) == price
    assert found["heads"][1] == found["heads"][0] + 1
    assert 83_000 < found["fee"] < 83_200
    assert set(found["events"]) == TOLD
    assert found["error"].removeprefix("SubtensorModule.") == "SubnetNotExists"


async def _journey(command: list[str]) -> dict[str, Any]:
    status, output, complaint = await finished(command, PATIENCE_SECONDS)
    assert status == 0, f"{output}\n{complaint}"
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found
