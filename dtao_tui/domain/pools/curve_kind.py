"""Kinds of a pool's curve, and how certain its quotes are here."""

from enum import Enum

UNCONFIRMED = "Computed here; this chain has no simulation to confirm it."
ESTIMATED = "An estimate: others provide liquidity in this pool. This chain has no simulation to confirm it."
NOT_CONFIRMED_ELSEWHERE = (
    "This chain has no simulation to confirm the quote; "
    "orders are signed on it only through an endpoint on this machine."
)


class CurveKind(Enum):
    """The values are stable names."""

    ONE_TO_ONE = "one to one"
    """Root and the other pools of the stable mechanism."""

    WEIGHTED = "weighted"
    CONSTANT_PRODUCT = "constant product"
    """Of a chain that has no weights: computed as weights of one half each."""

    ESTIMATED = "constant product, estimated"
    """The same where others provide liquidity of their own: beyond their ranges the curve bends."""

    OTHER = "another curve"
    UNKNOWN = "not known"
    """The chain does not tell the weight or the fee that it takes."""

    @property
    def is_computed(self) -> bool:
        """Whether this program computes what such a pool pays."""
        return self not in (CurveKind.OTHER, CurveKind.UNKNOWN)

    @property
    def has_weights(self) -> bool:
        """Whether the chain keeps a weight for such a pool."""
        return self in (CurveKind.WEIGHTED, CurveKind.ONE_TO_ONE)

    @property
    def caution(self) -> str:
        """What to know of a quote that no simulation of the chain confirms, as a sentence."""
        return ESTIMATED if self is CurveKind.ESTIMATED else UNCONFIRMED
