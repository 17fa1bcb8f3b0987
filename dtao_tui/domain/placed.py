"""Orders that were placed: what was quoted, how far each has come, and what really happened."""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.subnet_id import SubnetId


class OrderState(Enum):
    """How far an order has come; the values are kept in the journal."""

    SIGNED = "signed"
    """Written down with its bytes; perhaps not yet sent."""

    SENT = "sent"
    IN_BLOCK = "in block"
    FINAL = "final"
    REFUSED = "refused"
    """The chain said no: before a block, or in it (then the network fee was paid)."""

    UNKNOWN = "unknown"
    """It may or may not have happened; nothing else of that account is sent before the chain has been asked."""

    EXPIRED = "expired"
    """Its era ended without it: it did not happen and cannot any more."""

    CANCELLED = "cancelled"
    """Given up before anything was sent."""

    @property
    def is_open(self) -> bool:
        """Whether the chain may still change it."""
        return self in (OrderState.SIGNED, OrderState.SENT, OrderState.IN_BLOCK, OrderState.UNKNOWN)

    @property
    def blocks_account(self) -> bool:
        """Whether the account must wait for this order before it signs another."""
        return self in (OrderState.SIGNED, OrderState.SENT, OrderState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quote an order was placed on."""

    block: int
    received: Tao | Alpha
    worst_received: Tao | Alpha
    pool_fee: Tao | Alpha
    network_fee: Tao | None
    price_before: Price
    limit: Price


@dataclass(frozen=True, slots=True)
class Filled:
    """What the events say was really paid, received and charged."""

    paid: Tao | Alpha
    received: Tao | Alpha
    pool_fee: Tao | Alpha
    network_fee: Tao | None


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """One order of the journal."""

    id: str
    network: str
    genesis: str
    address: str
    kind: str
    netuid: int
    symbol: str
    name: str
    hotkey: str
    pays: Tao | Alpha
    quoted: Quoted
    call_name: str
    extrinsic_hash: str
    nonce: int
    era_block: int
    last_valid_block: int
    created_at: float
    """Wall clock, seconds since 1970."""

    state: OrderState
    sentence: str = ""
    """What happened, in words, where the state alone does not say."""

    block: int | None = None
    block_hash: str | None = None
    filled: Filled | None = None
    steps: tuple[tuple[str, float], ...] = ()
    """Each state it has reached and when (wall clock), oldest first."""

    era_hash: str = ""
    """The hash of the block its era begins with: on a chain that has another block there, it is void."""

    registered_at: int | None = None
    """The block its subnet was registered at; None where it was written down without."""

    @property
    def subnet(self) -> SubnetId:
        """The subnet it was placed on; its number may belong to another by now."""
        return SubnetId(self.netuid, self.registered_at)
