"""What a ticket remembers of the one before: the tolerance of its chain, and the validator of its subnet."""

from contextlib import suppress

from dtao_tui.domain.market import Snapshot
from dtao_tui.settings import Settings
from dtao_tui.settings_memory import ToleranceMemory, ValidatorMemory
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.trading.ticket.ticket_state import TicketState


def first_tolerance(settings: Settings, snapshot: Snapshot | None) -> str:
    """The tolerance that was last used on this chain, else that of the settings."""
    remembered = ToleranceMemory(settings.places.tolerances).tolerance(snapshot.genesis) if snapshot else None
    return remembered or settings.tolerance


def recalled_validator(settings: Settings, snapshot: Snapshot, netuid: int) -> str:
    """The hotkey that was last chosen for a stake on this subnet of this chain; empty where none is remembered."""
    subnet = snapshot.subnets.get(netuid)
    if subnet is None or subnet.id.registered_at is None:
        return ""
    memory = ValidatorMemory(settings.places.validators)
    return memory.validator(snapshot.genesis, netuid, subnet.id.registered_at) or ""


def remember_choices(
    settings: Settings, state: TicketState, draft: Draft, snapshot: Snapshot, has_own_tolerance: bool
) -> None:
    """Keep the validator of an order that is reviewed, and its tolerance, for the next ticket. It waits for the disk.

    A tolerance that the endpoint's numbers led to is of this order alone, and so is a validator that nobody chose.
    """
    hotkey, subnet = state.staked_to_by_hand, state.subnet
    with suppress(OSError, ValueError):
        if hotkey and subnet is not None and subnet.id.registered_at is not None:
            memory = ValidatorMemory(settings.places.validators)
            memory.remember(snapshot.genesis, subnet.netuid, subnet.id.registered_at, hotkey)
    if has_own_tolerance and draft.quote is not None and draft.quote.limits.prices:
        with suppress(OSError, ValueError):
            ToleranceMemory(settings.places.tolerances).remember(snapshot.genesis, draft.quote.tolerance.typed)
