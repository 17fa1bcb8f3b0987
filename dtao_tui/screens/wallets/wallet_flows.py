"""How wallets are made here, step by step; each flow is awaited in a worker and gives the account or None."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from textual.app import App

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.foreign_files import decoded, pasted_path
from dtao_tui.ports.errors import AddressDiffers, Trouble, WalletTrouble
from dtao_tui.ports.wallet import Imported
from dtao_tui.screens.busy_dialog import BusyDialog
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen
from dtao_tui.screens.wallets.phrase_screen import PhraseScreen, QuizScreen
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.tables.wallet_table import key_of

PHRASE_WORDS = 24
LARGEST_JSON = 64 * 1024

Written = TypeVar("Written")

IMPORTING = "The key is encrypted with a new password of yours and written into the btcli wallet folder."
WRITING = "Encrypting and writing the wallet; this takes about three seconds."

SCHEMES = ("sr25519", "ed25519")
"""How a key on another device may sign; Polkadot Vault makes the first kind."""


async def make_wallet(app: App[None], parts: AppContext) -> Account | None:
    """A new wallet: name and password, the phrase on paper, three words of it, and only then the file."""
    answers = await app.push_screen_wait(FormScreen(parts, _new_form(parts)))
    if answers is None:
        return None
    name, password, _ = answers
    phrase = parts.wallets.new_phrase(PHRASE_WORDS)
    if not await _is_on_paper(app, parts, phrase):
        app.notify("No wallet was made. Words that you have seen of its phrase open nothing.", markup=False)
        return None
    return await _write(app, parts, lambda: parts.wallets.create(name.strip(), phrase, password))


async def import_phrase(app: App[None], parts: AppContext) -> Account | None:
    """A wallet from a recovery phrase; what fails can be filled in once more."""
    given: Answers = ()
    while (answers := await app.push_screen_wait(FormScreen(parts, _phrase_form(parts), given))) is not None:
        made = await _write(app, parts, partial(_create, parts, answers))
        if made is not None:
            return made
        given = answers[:1]
    return None


async def import_json(app: App[None], parts: AppContext) -> Account | None:
    """A wallet from a polkadot-js JSON; what fails can be filled in once more."""
    given: Answers = ()
    while (answers := await app.push_screen_wait(FormScreen(parts, _json_form(parts), given))) is not None:
        made = await _from_json(app, parts, answers)
        if made is not None:
            return made
        given = answers[:2]
    return None


async def throw_away(app: App[None], parts: AppContext, account: Account) -> bool:
    """Delete a wallet that was made for practice; True if it is gone."""
    if await app.push_screen_wait(FormScreen(parts, _farewell_form(account))) is None:
        return False
    if parts.session.chosen == account:
        await parts.session.lock()
    try:
        parts.wallets.throw_away(account.name)
    except Trouble as trouble:
        app.notify(str(trouble), title="Nothing was deleted", severity="warning", markup=False)
        return False
    return True


def welcome(account: Account, accounts: Sequence[Account]) -> str:
    """What a new account can do; and if its key is here already, under which name."""
    account = next((a for a in accounts if key_of(a) == key_of(account)), account)
    twins = [a for a in accounts if a.address == account.address and a.name != account.name]
    if twins and not account.is_proxied:
        return f"{account.name} is here, but it is the same key as {twins[0].name}: what one holds, the other holds."
    if account.is_proxied:
        return f"{account.name} is here; Enter uses it, and {account.keyholder.name} signs for it."
    if account.kind is AccountKind.WATCH:
        return f"{account.name} is watched from the next block on."
    if account.kind is AccountKind.LEDGER:
        return f"{account.name} is here; its key stays in the Ledger. Enter uses it."
    if account.kind is AccountKind.ELSEWHERE:
        return f"{account.name} is here; its key stays on the other device. Enter uses it."
    return f"{account.name} is ready. Enter uses it."


def json_text(source: str) -> str:
    """The JSON itself, or the text of the file that was named. Raises WalletTrouble."""
    text = source.strip().lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    if text.startswith("{"):
        return text
    try:
        path = pasted_path(text)
        if not path.is_file():
            raise WalletTrouble("There is no such file; give its path, or paste the JSON itself.")
        if path.stat().st_size > LARGEST_JSON:
            raise WalletTrouble("This file is too large for a wallet's JSON; at most 64 KiB are read.")
        return decoded(path.read_bytes())
    except RuntimeError as error:
        raise WalletTrouble("There is no such home folder; give the whole path of the file.") from error
    except UnicodeDecodeError as error:
        raise WalletTrouble("This file cannot be read as text.") from error
    except OSError as error:
        raise WalletTrouble(f"This file cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise WalletTrouble(str(error)) from error


async def _create(parts: AppContext, answers: Answers) -> Account:
    name, phrase, password, _ = answers
    return await parts.wallets.create(name.strip(), phrase, password)


async def _from_json(app: App[None], parts: AppContext, answers: Answers) -> Account | None:
    """Ask first where the JSON names another address than its key has."""
    name, source, json_password, password, _ = answers

    async def attempt(confirmed_address: str = "") -> Imported | AddressDiffers:
        text = json_text(source)
        try:
            return await parts.wallets.create_from_json(name.strip(), text, json_password, password, confirmed_address)
        except AddressDiffers as differs:
            return differs

    made = await _write(app, parts, attempt)
    if isinstance(made, AddressDiffers):
        address = made.address
        if await app.push_screen_wait(FormScreen(parts, _other_address_form(made))) is None:
            return None
        made = await _write(app, parts, lambda: attempt(address))
    return made.account if isinstance(made, Imported) else None


async def _is_on_paper(app: App[None], parts: AppContext, phrase: str) -> bool:
    """Show the phrase and ask for three of its words; repeated while the user goes back to look."""
    while await app.push_screen_wait(PhraseScreen(parts, phrase)):
        verdict = await app.push_screen_wait(QuizScreen(parts, phrase))
        if verdict is None:
            return False
        if verdict:
            return True
    return False


async def _write(app: App[None], parts: AppContext, deed: Callable[[], Awaitable[Written]]) -> Written | None:
    return await app.push_screen_wait(BusyDialog(parts, "Wallet", WRITING, deed))


def _new_form(parts: AppContext) -> Form:
    return Form(
        "New wallet",
        (_name_ask(parts), *_password_asks(parts, first=1, label="Password")),
        "Go on",
        "A new key, encrypted with your password in the btcli wallet folder. Next comes its recovery phrase.",
    )


def _phrase_form(parts: AppContext) -> Form:
    phrase = Ask(
        "Recovery phrase",
        "phrase",
        "12 to 24 words",
        lambda answers: parts.wallets.phrase_trouble(answers[1]),
        parts.wallets.wrong_words,
    )
    return Form("Import", (_name_ask(parts), phrase, *_password_asks(parts, first=2)), "Import", IMPORTING)


def _json_form(parts: AppContext) -> Form:
    asks = (
        _name_ask(parts),
        Ask("polkadot-js JSON", "text", "path of the file, or the JSON itself", _json_objection),
        Ask("Password of the JSON", "secret", "the one it was exported with"),
        *_password_asks(parts, first=3),
    )
    return Form("Import JSON", asks, "Import", IMPORTING)


def _other_address_form(differs: AddressDiffers) -> Form:
    """The form that asks for the end of an address which differs from the one in the JSON."""
    end = differs.address[-4:]
    ask = Ask(
        "The last four characters of the second address",
        "text",
        "",
        lambda answers: None if answers[0].strip() == end else "These are not its last four characters.",
    )
    return Form("Another address", (ask,), "Import", str(differs))


def _farewell_form(account: Account) -> Form:
    """The form that asks for the wallet's name before it is thrown away."""
    ask = Ask(
        f"To delete it, type its name: {account.name}",
        "text",
        "",
        lambda answers: None if answers[0].strip() == account.name else "This is not its name.",
    )
    words = (
        f"{account.name} was made for practice. Its key file is deleted for good, and only its recovery phrase "
        "restores it. If you have used its address on another network, what lies there is lost with the key."
    )
    return Form("Throw away", (ask,), "Delete", words)


def scheme_ask() -> Ask:
    """The last field of a form, for a key on another device: how it signs, or nothing."""

    def objection(answers: Answers) -> str | None:
        typed = answers[-1].strip().lower()
        return (
            None if not typed or typed in SCHEMES else f"Leave it empty, or type how it signs: {' or '.join(SCHEMES)}."
        )

    return Ask("Key on another device", "text", f"empty, or {' or '.join(SCHEMES)}", objection)


def _name_ask(parts: AppContext) -> Ask:
    return Ask("Name", "text", "such as trading", lambda answers: parts.wallets.name_trouble(answers[0].strip()))


def _password_asks(parts: AppContext, *, first: int, label: str = "New password") -> tuple[Ask, Ask]:
    def differs(answers: Answers) -> str | None:
        return None if answers[first] == answers[first + 1] else "The two passwords differ."

    return (
        Ask(label, "secret", "", lambda answers: parts.wallets.password_trouble(answers[first])),
        Ask(f"{label} once more", "secret", "", differs),
    )


def _json_objection(answers: Answers) -> str | None:
    try:
        json_text(answers[1])
    except WalletTrouble as trouble:
        return str(trouble)
    return None
