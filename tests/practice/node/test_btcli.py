"""The SDK's own btcli, unchanged and in a process of its own, against the practice node."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from tests.practice.node import btcli_matrix
from tests.practice.node.btcli_matrix import Tried
from tests.practice.node.stock_btcli import Btcli
from tests.practice.nodes import a_node

pytestmark = pytest.mark.btcli

SUBNETS = 4

BOB = bt.sp_core.Keypair.create_from_uri("//Bob").ss58_address


@pytest.fixture
async def btcli(tmp_path: Path) -> AsyncIterator[Btcli]:
    async with a_node(subnets=SUBNETS, block_seconds=0.2) as node:
        yield Btcli(node, tmp_path)


async def test_subnets_list_shows_every_subnet(btcli: Btcli) -> None:
    rows = await btcli.run("subnets", "list")
    assert sorted(row["netuid"] for row in rows) == list(range(SUBNETS + 1))


async def test_subnets_show_tells_of_one(btcli: Btcli) -> None:
    shown = await btcli.run("subnets", "show", "1")
    assert shown["netuid"] == 1
    assert shown["tempo"] == 360


async def test_wallet_balance_shows_the_practice_money(btcli: Btcli) -> None:
    text = json.dumps(await btcli.run("wallet", "balance"))
    assert ADDRESS in text
    assert "10000" in text


async def test_alpha_prices_and_quotes_are_answered(btcli: Btcli) -> None:
    prices = await btcli.run("query", "alpha-prices")
    assert float(prices["0"]) == 1.0
    quote = await btcli.run("query", "quote-stake", "--netuid", "1", "--amount-tao", "10")
    assert "alpha_slippage" in quote


async def test_stake_goes_in_is_listed_and_comes_out(btcli: Btcli) -> None:
    hotkey = _hotkey(btcli.node, 1, 0)
    order = ("--netuid", "1", "--hotkey", hotkey, "--yes")
    staked = await btcli.run("stake", "add", "--amount", "1", *order)
    assert staked["success"] is True
    assert staked["data"]["shielded"] is True
    listed = json.dumps(await btcli.run("stake", "list"))
    assert hotkey in listed
    unstaked = await btcli.run("stake", "remove", "--amount", "0.5", *order)
    assert unstaked["success"] is True


async def test_an_owner_switches_the_consensus_of_a_subnet(btcli: Btcli) -> None:
    storage = btcli.node.chain.storage
    storage.put("SubtensorModule.SubnetOwner", 3, value=bt.sp_core.ss58_decode(ADDRESS))
    storage.put("SubtensorModule.PendingEpochAt", 3, value=0)
    switched = await btcli.run(*btcli_matrix.OWNED.line, "--yes")
    assert switched["success"] is True
    assert storage.get("SubtensorModule.SubnetEpochConsensus", 3) == "Null"


@pytest.mark.soak
@pytest.mark.parametrize("tried", btcli_matrix.READS, ids=lambda tried: tried.command)
async def test_a_command_that_reads_finds_all_it_asks_for(btcli: Btcli, tried: Tried) -> None:
    await btcli.run(*_filled(btcli.node, tried))


@pytest.mark.soak
async def test_every_order_is_carried_out_and_then_seen(tmp_path: Path) -> None:
    # Only of so many subnets are the prices together worth more than a TAO, and root is paid.
    async with a_node(subnets=128, still=False, block_seconds=0.25) as node:
        btcli = Btcli(node, tmp_path)
        for tried in btcli_matrix.ORDERS:
            assert (await btcli.run(*_filled(node, tried), "--yes"))["success"] is True
        for tried in btcli_matrix.VIEWS:
            assert await btcli.run(*_filled(node, tried))


def _filled(node: Node, tried: Tried) -> list[str]:
    known = {"validator": _hotkey(node, 1, 0), "other": _hotkey(node, 1, 1), "root": _hotkey(node, 0, 0)}
    return [word.format(**known, bob=BOB, me=ADDRESS) for word in tried.line]


def _hotkey(node: Node, netuid: int, uid: int) -> str:
    return str(bt.sp_core.ss58_encode(node.chain.storage.raw("SubtensorModule.Keys", netuid, uid), 42))
