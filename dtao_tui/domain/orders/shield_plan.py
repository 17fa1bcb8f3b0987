"""How an order uses the chain's MEV shield: sealed until its block is made, or open for everybody to read."""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.amounts import Tao


class ShieldUse(Enum):
    """Whether an order is sealed, and whether a person is asked before."""

    NOT_USED = "not used"
    """It goes open and nothing is asked: the chain has no shield, it is off in the settings, or no price is moved."""

    SEALED = "sealed"
    UNPROVEN = "sealed, key not proven"
    """Sealed by a key that only the endpoint in use names: it may be somebody's who reads the order early."""

    OPEN = "open"
    """It goes open though it would be sealed by default; a person is asked."""


@dataclass(frozen=True, slots=True)
class ShieldPlan:
    """What is done with one order."""

    use: ShieldUse = ShieldUse.NOT_USED
    because: str = ""
    """Why it is not sealed, or why the key is not proven, as a sentence; empty where nothing is to be said."""

    key: bytes = b""
    """The chain's key that orders are sealed with at the newest block that was asked; empty where it goes open."""

    carrier_fee: Tao | None = None
    """The network's fee for the extrinsic that carries the sealed order, beside the order's own."""

    @property
    def is_sealed(self) -> bool:
        """Whether the order leaves this machine sealed only."""
        return self.use in (ShieldUse.SEALED, ShieldUse.UNPROVEN)

    @property
    def is_asked(self) -> bool:
        """Whether a person confirms it by a word of its own."""
        return self.use in (ShieldUse.UNPROVEN, ShieldUse.OPEN)
