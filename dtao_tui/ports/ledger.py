"""Protocol of a Ledger at this machine: addresses are read from it, and orders are signed on it."""

from typing import Protocol

from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.ports.outside_signing import LaidOutOrder


class Ledger(Protocol):
    """A Ledger whose Polkadot app is open. Each request may wait for the person who holds it.

    A caller that is cancelled leaves nothing running. All raise WalletTrouble with a sentence on what the device needs.
    """

    async def address(self, path: LedgerPath) -> str:
        """The address of the key at this path; nothing is shown on the device."""
        ...

    async def approved_address(self, path: LedgerPath) -> str:
        """The same address once a person has compared it on the device's screen and approved it there."""
        ...

    async def signature(self, order: LaidOutOrder, path: LedgerPath, seconds: float) -> str:
        """The signature of an order, as hexadecimal text with its scheme, once it was approved on the device.

        The device is asked for no more than so many seconds, and not at all where its key is another than the order's.
        """
        ...
