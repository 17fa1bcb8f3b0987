"""The ports that an order passes through, as one value."""

from dataclasses import dataclass

from dtao_tui.ports.chain import Clock, Market, Trading
from dtao_tui.ports.wallet import Signer


@dataclass(frozen=True, slots=True)
class TradingPorts:
    """The chain, the signer and the clock."""

    market: Market
    trading: Trading
    signer: Signer
    clock: Clock
