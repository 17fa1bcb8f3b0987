"""The events of one block as plain values: what happened, by which extrinsic, and when."""

from dataclasses import dataclass

from dtao_tui.domain.trades.chain_events import ChainEvent


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event and the extrinsic that caused it."""

    extrinsic: int | None
    """The extrinsic's number in its block; None for what the chain itself did, outside of extrinsics."""

    event: ChainEvent


@dataclass(frozen=True, slots=True)
class BlockEvents:
    """All events of one block, in their order; a block that could not be read whole has no such value."""

    block: int
    block_hash: str
    time_ms: int | None
    """When the block was made by the chain's own clock (`Timestamp.Now`); None where the chain does not tell."""

    events: tuple[PlacedEvent, ...] = ()
    parent_hash: str | None = None
    """The hash of the block before, as the block itself tells it; None where it does not."""

    removal_has_fee: bool = False
    """True of runtimes before the weights, whose `StakeRemoved` names the alpha with the fee; see `flows`."""

    def of_extrinsic(self, index: int | None) -> tuple[ChainEvent, ...]:
        """The events of one extrinsic, or those outside of all for None."""
        return tuple(placed.event for placed in self.events if placed.extrinsic == index)
