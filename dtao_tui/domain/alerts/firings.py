"""Firings: that an alert fired, when, with which value, and what was done about it."""

from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId

MOST_FIRINGS = 200
"""Of one alert that are kept; of more the oldest go."""

_DECIMALS = Decimal(1).scaleb(-9)


@dataclass(frozen=True, slots=True)
class FiredTrade:
    """The trade that an alert fired at."""

    side: Side
    size: Tao
    before: Price | None
    """The price before it; None where that is not known."""

    after: Price | None
    by: str = ""
    """The hotkey's name or short address, cleaned; empty where not known."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One firing of one alert."""

    alert_id: str
    at: int
    """The chain's time of the block, in milliseconds since 1970."""

    block: int
    subnet: SubnetId
    label: str
    """Netuid, symbol and name as they were then, cleaned."""

    value: str
    """The value that was beyond its limit, as a decimal number; empty where not known."""

    unit: str
    others: int = 0
    """How many other subnets, or trades, the same was true of."""

    is_away: bool = False
    """Whether it came true while no program looked."""

    price: Price | None = None
    trade: FiredTrade | None = None

    @property
    def number(self) -> Decimal | None:
        """The value as a number."""
        return Decimal(self.value) if self.value else None


@dataclass(frozen=True, slots=True)
class KeptFiring:
    """A firing in the record."""

    number: int
    """Higher for each later firing of a file."""

    firing: Firing
    note: str = ""
    """What became of its command, where that failed."""


def written(value: Decimal | None) -> str:
    """A value as firings keep it: at most nine decimals, no exponent."""
    if value is None:
        return ""
    text = f"{value.quantize(_DECIMALS) if abs(value) < 10**18 else value.to_integral_value():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
