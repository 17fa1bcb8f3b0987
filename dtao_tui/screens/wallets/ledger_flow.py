"""How an address of a Ledger becomes an account: read from the device, compared on its screen, and approved there."""

from functools import partial

from textual.app import App

from dtao_tui.domain.accounts import Account, in_groups
from dtao_tui.domain.ledger_path import LARGEST, LedgerPath
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.screens.busy_dialog import BusyDialog
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen
from dtao_tui.services.context import AppContext

WORDS = (
    "Connect the Ledger, unlock it, and open its Polkadot app. It has a key for each account and index; other wallets "
    "count them alike and begin with 0 and 0. Nothing secret leaves it."
)
READS = "Reading the address from the Ledger…"
COMPARE = "The Ledger shows an address now. Compare all of it with this one, and approve it on the device:"
DIFFERS = "The Ledger showed another address than it gave before. Nothing was added."


async def add_ledger(app: App[None], parts: AppContext) -> Account | None:
    """Ask which key, read its address, and have it approved; what fails can be filled in once more."""
    given: Answers = ("", "0", "0")
    while (answers := await app.push_screen_wait(FormScreen(parts, _form(), given))) is not None:
        given = answers
        path = LedgerPath(int(answers[1]), int(answers[2]))
        address = await app.push_screen_wait(BusyDialog(parts, "Ledger", READS, partial(parts.ledger.address, path)))
        if address is None:
            continue
        shown = f"{COMPARE}\n\n{_lines(address)}"
        approve = partial(_approved, parts, answers[0].strip(), address, path)
        added = await app.push_screen_wait(BusyDialog(parts, "Ledger", shown, approve))
        if added is not None:
            return added
    return None


async def _approved(parts: AppContext, name: str, address: str, path: LedgerPath) -> Account:
    """The account, once its address was approved on the device. Raises WalletTrouble."""
    if await parts.ledger.approved_address(path) != address:
        raise WalletTrouble(DIFFERS)
    return parts.wallets.add_ledger(name, address, path)


def _lines(address: str) -> str:
    groups = in_groups(address)
    return "\n".join("  ".join(groups[at : at + 3]) for at in (0, 3))


def _form() -> Form:
    asks = (
        Ask("Name", "text", "such as ledger", lambda answers: None if answers[0].strip() else "Give it a name."),
        Ask("Account", "text", "0", _objection),
        Ask("Index", "text", "0", _objection),
    )
    return Form("Ledger", asks, "Read its address", WORDS)


def _objection(answers: Answers) -> str | None:
    typed = answers[-1]
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST)) and int(typed) <= LARGEST
    return None if is_number else "This is a number, from 0 on."
