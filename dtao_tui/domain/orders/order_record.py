"""Orders that were placed: what was quoted, how far each has come, and what really happened."""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.subnet_id import SubnetId


class OrderState(Enum):
    """How far an order has come; the values are kept in the journal."""

    SIGNED = "signed"
    """Written down with its bytes; perhaps not yet sent."""

    HELD = "held"
    """Kept back because its rehearsal failed; the endpoint has seen the bytes and could carry them out all the same."""

    SENT = "sent"
    IN_BLOCK = "in block"
    FINAL = "final"
    REFUSED = "refused"
    """It failed in its final block; the network fee was paid."""

    UNTOLD = "untold"
    """In a final block whose events no endpoint keeps any more: whether it succeeded is not known."""

    UNKNOWN = "unknown"
    """It may or may not have happened; nothing else of that account is sent before the chain has been asked."""

    EXPIRED = "expired"
    """Its era ended without it: it did not happen and cannot any more."""

    REPLACED = "replaced"
    """Another transaction with its nonce is in a final block: it did not happen and cannot any more."""

    CANCELLED = "cancelled"
    """Given up before anything was sent."""

    CLOSED = "closed"
    """Closed by a person, because no endpoint could prove what became of it."""

    @property
    def is_open(self) -> bool:
        """Whether the chain may still change it."""
        return self.is_unproven or self is OrderState.IN_BLOCK

    @property
    def is_unproven(self) -> bool:
        """Whether its signature may still be carried out, or has been, and nobody has found it in a block."""
        return self.blocks_account or self is OrderState.HELD

    @property
    def blocks_account(self) -> bool:
        """Whether the account must wait for this order before it signs another.

        One that is held does not: the next order carries the same nonce, so that only one of them can be carried out.
        """
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
class RestSold:
    """A second sale, which the chain made at any price because what the order left was too small to stay."""

    paid: Alpha
    received: Tao
    pool_fee: Alpha


@dataclass(frozen=True, slots=True)
class Filled:
    """What the events say was really paid, received and charged."""

    paid: Tao | Alpha
    received: Tao | Alpha
    pool_fee: Tao | Alpha
    network_fee: Tao | None
    rest: RestSold | None = None
    """What the chain sold besides, outside the order's limit; no part of the fill."""

    fee_in_alpha: Alpha | None = None
    """What was sold of the position for the network's fee; None where TAO paid it."""


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

    signed_at: Moment | None = None
    """When it was signed, by this machine's own clocks; None for orders of older programs."""

    era_seconds: float = 0.0
    """How long its era lasts at least; zero for orders of older programs, which count as of the longest era."""

    rehearsal: str = ""
    """What the chain's own runtime said of it before it was sent, in words; empty where it was not asked."""

    answer: str = ""
    """What the endpoint answered when it was sent, in words, where that was no step of its way."""

    @property
    def used_its_nonce(self) -> bool:
        """Whether the chain has counted its nonce, for this order or for another in its place."""
        is_in_block = self.block_hash is not None and self.state is not OrderState.CLOSED
        return is_in_block or self.state is OrderState.REPLACED

    @property
    def subnet(self) -> SubnetId:
        """The subnet it was placed on; its number may belong to another by now."""
        return SubnetId(self.netuid, self.registered_at)
