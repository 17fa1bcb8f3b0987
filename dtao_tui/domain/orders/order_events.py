"""Events of an order: everything that happens to it, as frozen values that are appended and never changed.

The name of a class is its tag in the journal, and the names of its fields are those of the record: neither is renamed
without a step in `records.orders.order_tables`. A new field needs a default that means "not known".
"""

from dataclasses import dataclass

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHappening:
    """What all events have."""

    at: float
    """Wall clock, seconds since 1970."""

    extrinsic: int = 0
    """Which of the order's extrinsics it concerns, by its place in `Order.extrinsics`."""

    sentence: str = ""
    """What happened, where the event alone does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSigned(OrderHappening):
    """The extrinsic was signed; it is written down before anybody is shown its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalPassed(OrderHappening):
    """The chain's own runtime would carry it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalUnclear(OrderHappening):
    """The chain's own runtime was not asked, or its answer says nothing of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld(OrderHappening):
    """It is held back; an endpoint has seen its bytes."""

    error: str = ""
    """The error by which its rehearsal failed; empty where something else held it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(OrderHappening):
    """It is given up while nobody but this program has its bytes."""

    error: str = ""
    """The error by which its rehearsal failed; empty where something else stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSent(OrderHappening):
    """A node took it into its pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRetracted(OrderHappening):
    """The chain dropped the block that held it; it waits for another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderInBlock(OrderHappening):
    """A block that is not final yet holds it."""

    block: int
    block_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockUnread(OrderHappening):
    """It is in a block of which no more is known yet than before."""

    block_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFinalized(OrderHappening):
    """A final block carried it out."""

    block: int
    block_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused(OrderHappening):
    """It failed in a final block, and the network's fee was paid."""

    block: int
    block_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUntold(OrderHappening):
    """A final block holds it, and no endpoint keeps the events that say what it brought."""

    block: int
    block_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSettled(OrderHappening):
    """The events of its block say what it changed."""

    settlement: Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRefused(OrderHappening):
    """The endpoint refused it when it was sent, which proves nothing: it may have passed it on."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLost(OrderHappening):
    """It may or may not have happened, or may still; the sentence says why that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(OrderHappening):
    """It did not happen and cannot any more: its era is over, or its chain is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReplaced(OrderHappening):
    """Another transaction with its nonce is in a final block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(OrderHappening):
    """A person closed it, because nothing proves its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecorded(OrderHappening):
    """How far it had come by the record of an older program, which stored the last state and no events."""

    state: OrderState
    steps: tuple[tuple[str, float], ...]
    block: int | None = None
    block_hash: str | None = None
    settlement: Settlement | None = None
    rehearsal: str = ""
    answer: str = ""


OrderEvent = (
    OrderSigned
    | RehearsalPassed
    | RehearsalUnclear
    | OrderHeld
    | OrderCancelled
    | OrderSent
    | OrderRetracted
    | OrderInBlock
    | BlockUnread
    | OrderFinalized
    | OrderRefused
    | OrderUntold
    | OrderSettled
    | EndpointRefused
    | OrderLost
    | OrderExpired
    | OrderReplaced
    | OrderClosed
    | OrderRecorded
)
