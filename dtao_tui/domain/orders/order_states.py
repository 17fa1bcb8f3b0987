"""States of an order, or of one of its extrinsics."""

from enum import Enum


class OrderState(Enum):
    """How far an order has come; the journal stores the values."""

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
