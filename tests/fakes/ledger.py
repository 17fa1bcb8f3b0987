"""A Ledger whose person approves, rejects, or does not look at it."""

import asyncio

from bittensor_core import Keypair

from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import LaidOutOrder

LEDGER_KEY = Keypair.create_from_uri("//Ledger", crypto_type=0)


class FakeLedger:
    """One key for all paths."""

    def __init__(self, key: Keypair = LEDGER_KEY) -> None:
        self.key = key
        self.trouble = ""
        """What the device needs, as a sentence; while it is set, each request fails with it."""

        self.approval = asyncio.Event()
        """Set while a person approves what the device shows."""

        self.asked: list[str] = []
        self.left = 0
        """How many requests were cancelled."""

    async def address(self, path: LedgerPath) -> str:
        self._ask(f"address {path}")
        return str(self.key.ss58_address)

    async def approved_address(self, path: LedgerPath) -> str:
        self._ask(f"approve {path}")
        await self._approved()
        return str(self.key.ss58_address)

    async def signature(self, order: LaidOutOrder, path: LedgerPath, seconds: float) -> str:
        self._ask(f"sign {path}")
        async with asyncio.timeout(seconds):
            await self._approved()
        return "00" + bytes(self.key.sign(order.payload)).hex()

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.trouble:
            raise WalletTrouble(self.trouble)

    async def _approved(self) -> None:
        try:
            await self.approval.wait()
        except asyncio.CancelledError:
            self.left += 1
            raise
