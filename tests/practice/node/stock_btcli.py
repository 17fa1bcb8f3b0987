"""The stock btcli as a process, for a wallet of the practice account."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import bittensor as bt

from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.node.node import Node
from tests.commands import finished

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
        environment = os.environ | {"HOME": str(self._home), "NO_COLOR": "1"}
        status, output, complaint = await finished([sys.executable, "-c", RUN, *words, *named], SECONDS, environment)
        assert status == 0, f"btcli {' '.join(words)}: {output}\n{complaint}"
        return json.loads(output)
