"""The key of a headless order: unlocked by the keyring, standard input or the prompt, or asked for on a Ledger."""

import getpass
import sys

from dtao_tui.cli.console import Stopped, complain
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.ports.errors import KeyringTrouble, WrongPassword
from dtao_tui.services.context import AppContext
from dtao_tui.services.orders.outside_orders import AwayOrder
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import Review

_ON_DEVICE = "Compare this order on the Ledger, and approve it there. Ctrl-C leaves it; nothing is sent then."
_BY_APP = (
    "The key of this account is on another device. Its orders leave as QR codes or files, and come back, in the app "
    "alone; of all devices only a Ledger is asked by a command."
)


def refuse_other_devices(account: Account) -> None:
    """Raise Stopped for an account whose signature only the app can take."""
    if account.signs_elsewhere and account.keyholder.ledger is None:
        raise Stopped(_BY_APP)


async def ready_to_place(parts: AppContext, review: Review, *, password_from_input: bool) -> Review:
    """The review once its key is open, or with the signature of the account's Ledger.

    Raises Stopped, or Trouble where the key does not open or the Ledger signs nothing.
    """
    if review.account.keyholder.ledger is not None:
        return await _signed_on_ledger(parts, await parts.outside.lay_out(review))
    await _open_key(parts, review, password_from_input=password_from_input)
    return review


async def _signed_on_ledger(parts: AppContext, away: AwayOrder) -> Review:
    complain(_ON_DEVICE)
    head = await parts.market.head()
    seconds = away.blocks_left(head.number) * away.block_seconds
    return await parts.outside.signed_on_ledger(away, seconds)


async def _open_key(parts: AppContext, review: Review, *, password_from_input: bool) -> None:
    """Unlock the account: by standard input, the keyring, or the prompt; again typed where the guard asks for it."""
    if review.account.kind is AccountKind.PRACTICE:
        return
    session, must_type = parts.session, review.password_reason is not None
    if not password_from_input and not must_type and await _opened_by_keyring(session):
        return
    password = _password(review.account, from_input=password_from_input)
    try:
        await session.unlock(password)
        if must_type:
            await parts.desk.prove_password(review, password)
    finally:
        del password


async def _opened_by_keyring(session: Session) -> bool:
    """Whether the keyring's password opened the key; where it does not answer or knows an old one, that is said."""
    try:
        return await session.unlock_remembered()
    except (KeyringTrouble, WrongPassword) as trouble:
        complain(str(trouble))
        return False


def _password(account: Account, *, from_input: bool) -> str:
    if from_input:
        line = sys.stdin.readline()
        if not line:
            raise Stopped("Standard input holds no password.")
        return line.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Stopped("The password cannot be asked for here; run it on a terminal, or use --password-stdin.")
    return getpass.getpass(f"Password of {account.keyholder.name}: ")
