"""The btcli of before the SDK's version 10, unchanged and in a process of its own, against the practice node."""

import os
import sys
from pathlib import Path

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.node.node import Node
from tests.commands import finished
from tests.practice.node import btcli_9_matrix
from tests.practice.node.btcli_9_matrix import IN_A_PROCESS, OldCommand
from tests.practice.nodes import a_node

BOB = bt.sp_core.Keypair.create_from_uri("//Bob").ss58_address
PATIENCE_SECONDS = 60


@pytest.mark.btcli
@pytest.mark.soak
async def test_each_command_prints_what_it_should_or_why_it_cannot(tmp_path: Path) -> None:
    wallet = bt.Wallet("practice/default", path=str(tmp_path / "wallets"))
    wallet.regenerate_coldkey(
        seed="0x" + WORTHLESS_PUBLIC_SEED.hex(), use_password=False, overwrite=True, suppress=True
    )
    wallet.create_new_hotkey(use_password=False, overwrite=True, suppress=True)
    # What it shields is for the next blocks alone, and it takes its time.
    async with a_node(subnets=4, block_seconds=1.0) as node:
        node.step(3)
        known = {"validator": _hotkey(node, 0), "other": _hotkey(node, 1), "bob": BOB}
        for each in (*btcli_9_matrix.COMMANDS, *btcli_9_matrix.REFUSED):
            printed = await _printed(node, tmp_path, each, known)
            assert each.shows.format(**known) in printed, f"{each.command}: {printed}"


async def _printed(node: Node, home: Path, tried: OldCommand, known: dict[str, str]) -> str:
    words = [word.format(**known) for word in tried.line]
    words += ["--network", node.url]
    if tried.has_wallet:
        words += ["--wallet-name", "practice", "--wallet-path", str(home / "wallets")]
    environment = os.environ | {"HOME": str(home), "NO_COLOR": "1", "COLUMNS": "240"}
    command = [sys.executable, "-c", IN_A_PROCESS, *words]
    _, output, complaint = await finished(command, PATIENCE_SECONDS, environment)
    return output + complaint


def _hotkey(node: Node, uid: int) -> str:
    return str(bt.sp_core.ss58_encode(node.chain.storage.raw("SubtensorModule.Keys", 1, uid), 42))
