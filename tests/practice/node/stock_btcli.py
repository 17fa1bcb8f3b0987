"""The stock btcli as a process, for a wallet of the practice account."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import bittensor as bt

from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.node.node import Node

SECONDS = 60
RUN = "from bittensor.cli.main import main; main()"


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
