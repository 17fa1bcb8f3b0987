"""The SDK's own btcli, unchanged and in a process of its own, against the practice node."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import ADDRESS, WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.node import Node
from tests.practice.nodes import a_client, a_node

pytestmark = pytest.mark.btcli

SUBNETS = 4
SECONDS = 60
RUN = "from bittensor.cli.main import main; main()"

OTHER_READS = (
    ("wallet", "overview"),
    ("wallet", "inspect"),
    ("subnets", "metagraph", "1"),
    ("subnets", "hyperparameters", "1"),
    ("subnets", "create-cost"),
    ("subnets", "conviction", "--netuid", "1"),
    ("root", "list"),
    ("conviction", "list"),
    ("proxy", "list"),
    ("query", "epoch-status", "--netuid", "1"),
    ("query", "delegates"),
)


class Btcli:
    """Runs commands for a wallet whose coldkey is the practice account."""

    def __init__(self, node: Node, home: Path) -> None:
        self.node = node
        self._home = home
        wallet = bt.Wallet("practice/default", path=str(home / "wallets"))
        wallet.regenerate_coldkey(
            seed="0x" + WORTHLESS_PUBLIC_SEED.hex(), use_password=False, overwrite=True, suppress=True
        )

    async def run(self, *words: str) -> Any:
        """The JSON document that a command prints; fails with its own words when it fails."""
        named = ["-n", self.node.url, "--wallet", "practice", "--wallet-path", str(self._home / "wallets"), "--json"]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", RUN, *words, *named),
            env=os.environ | {"HOME": str(self._home), "NO_COLOR": "1"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            output, complaint = await asyncio.wait_for(process.communicate(), SECONDS)
        except TimeoutError:
            process.kill()
            raise
        assert process.returncode == 0, f"btcli {' '.join(words)}: {output.decode()}\n{complaint.decode()}"
        return json.loads(output)


@pytest.fixture
async def btcli(tmp_path: Path) -> AsyncIterator[Btcli]:
    async with a_node(subnets=SUBNETS, block_seconds=0.05) as node:
        yield Btcli(node, tmp_path)


async def _validator(node: Node) -> str:
    async with a_client(node) as client:
        hotkey: str = (await client.subnets.metagraph(1)).validators[0].hotkey
        return hotkey


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
    hotkey = await _validator(btcli.node)
    order = ("--netuid", "1", "--hotkey", hotkey, "--yes")
    staked = await btcli.run("stake", "add", "--amount", "1", *order)
    assert staked["success"] is True
    listed = json.dumps(await btcli.run("stake", "list"))
    assert hotkey in listed
    unstaked = await btcli.run("stake", "remove", "--amount", "0.5", *order)
    assert unstaked["success"] is True


@pytest.mark.soak
async def test_the_other_commands_that_read_find_all_they_ask_for(btcli: Btcli) -> None:
    for at in range(0, len(OTHER_READS), 2):
        await asyncio.gather(*(btcli.run(*words) for words in OTHER_READS[at : at + 2]))
