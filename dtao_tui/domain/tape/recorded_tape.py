"""The tape as it is recorded: stretches of blocks that were read for a subnet, with their trades."""

from dataclasses import dataclass

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.tape_lines import UnreadBlocks
from dtao_tui.domain.tape.tape_trades import TapeTrade


@dataclass(frozen=True, slots=True)
class TapeStretch:
    """Blocks without a gap, from first to last, all of whose trades on a subnet are known."""

    subnet: SubnetId
    first: int
    last: int
    began_ms: int
    """The time of the first block, by the chain's clock."""

    ended_ms: int
    trades: tuple[TapeTrade, ...] = ()
    """In the order of the chain."""


@dataclass(frozen=True, slots=True)
class RecordedTape:
    """What is recorded of a subnet's tape, its newest part."""

    trades: tuple[TapeTrade, ...] = ()
    """Oldest first."""

    unread: tuple[UnreadBlocks, ...] = ()
    """The blocks between the recorded stretches, and those whose row is damaged."""

    since_ms: int | None = None
    """When the part that is told begins; None where nothing is recorded."""

    until: int | None = None
    """The last block that was read."""
