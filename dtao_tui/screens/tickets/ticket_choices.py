"""The lists that a ticket opens: validators, subnets, and the addresses in Wallets."""

from dtao_tui.domain.accounts import in_groups
from dtao_tui.domain.trades.operations import Field, FieldKind
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.tickets.subnet_picker import SubnetPicker
from dtao_tui.screens.tickets.validator_picker import NOBODY_NAMED, Offer, ValidatorPicker
from dtao_tui.services.context import AppContext
from dtao_tui.trading.ticket.ticket_state import TicketState

NOTHING_THERE = "This account has nothing staked on {}."


async def choice_for(
    app: AppState, parts: AppContext, state: TicketState, field: Field, filter_text: str
) -> str | None:
    """Ask the user for a field: a hotkey, a netuid as text, or an address; None where nothing was chosen."""
    snapshot = state.snapshot
    if snapshot is None:
        return None
    if field.kind is FieldKind.SUBNET:
        there = state.destination
        chosen = there.netuid if there else None
        return await app.push_screen_wait(
            SubnetPicker(parts, snapshot, state.netuid, chosen, filter_text, field.caption)
        )
    if field.kind is FieldKind.ACCOUNT:
        return await app.push_screen_wait(_addresses(parts))
    whom = state.counterparts(field)
    offered = tuple(validator for validator in whom.choices if validator.hotkey != state.left_hotkey(field))
    nobody = NOTHING_THERE.format(state.subnet.label) if whom.is_own and state.subnet else NOBODY_NAMED
    chosen_here = state.hotkey(field) or None
    offer = Offer(offered, whom.own_stakes, whom.all_earn, nobody)
    picker = ValidatorPicker(parts, offer, snapshot, chosen_here, filter_text, field.caption)
    return await app.push_screen_wait(picker)


def _addresses(parts: AppContext) -> ChoiceDialog:
    """The addresses of Wallets but the one that pays, each once: two wallets may have the same key."""
    paying = parts.session.chosen
    names: dict[str, str] = {}
    for account in parts.session.accounts:
        if account.address and (paying is None or account.address != paying.address):
            names.setdefault(account.address, account.name)
    choices = [DialogChoice(address, "", name, " ".join(in_groups(address))) for address, name in names.items()]
    title = "To account" if choices else "No other address is in Wallets yet"
    return ChoiceDialog(parts, title, choices)
