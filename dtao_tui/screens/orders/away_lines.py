"""Lines about an order on its way to a device: how long it can still happen, and the account whole."""

from textual.content import Content

from dtao_tui.domain.accounts import in_groups
from dtao_tui.domain.market import Snapshot
from dtao_tui.services.orders.outside_orders import AwayOrder

OVER = "Its time is over: no block takes it any more. Leave, and review the order again."
_MINUTE = 60


def blocks_left(away: AwayOrder, snapshot: Snapshot | None) -> int:
    """How many blocks can still take it, by the newest block that is known here."""
    return away.blocks_left(snapshot.block if snapshot is not None else away.laid_out.unsigned.era_block)


def time_line(away: AwayOrder, snapshot: Snapshot | None) -> Content:
    """The time that is left, or that it is over."""
    blocks = blocks_left(away, snapshot)
    if blocks == 0:
        return Content.styled(OVER, "$loss")
    seconds = int(blocks * away.block_seconds)
    left = f"{seconds // _MINUTE} min {seconds % _MINUTE} s" if seconds >= _MINUTE else f"{seconds} s"
    return Content.assemble((left, "bold"), (f" left, to block {away.last_block:,}", "$muted"))


def account_lines(away: AwayOrder) -> Content:
    """The signer's address in two lines of groups."""
    groups = in_groups(away.laid_out.unsigned.signer)
    return Content("\n").join([Content("  ").join([Content(part) for part in groups[at : at + 3]]) for at in (0, 3)])
