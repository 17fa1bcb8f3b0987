"""The choice of what to import in Wallets: a recovery phrase, a polkadot-js JSON, or an address of a Ledger."""

from textual.app import App

from dtao_tui.domain.accounts import Account
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.wallets import ledger_flow, wallet_flows
from dtao_tui.services.context import AppContext

PHRASE = DialogChoice("phrase", "p", "Recovery phrase", "Twelve to twenty-four words.")
JSON = DialogChoice("json", "j", "polkadot-js JSON", "A file, or its text, with its password.")
LEDGER = DialogChoice("ledger", "l", "Ledger", "An address of one that is connected; it signs.")

_FLOWS = {
    PHRASE: wallet_flows.import_phrase,
    JSON: wallet_flows.import_json,
    LEDGER: ledger_flow.add_ledger,
}


async def import_wallet(app: App[None], parts: AppContext) -> Account | None:
    """Ask what to import, and make an account of it; None where it was left."""
    chosen = await app.push_screen_wait(ChoiceDialog(parts, "Import a wallet", tuple(_FLOWS)))
    flow = next((flow for choice, flow in _FLOWS.items() if choice.id == chosen), None)
    return await flow(app, parts) if flow is not None else None
