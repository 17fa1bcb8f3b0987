"""Reads the accounts in a btcli wallet folder without passwords. A broken wallet affects no other."""

import json
import os
from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.text import cleaned
from dtao_tui.wallet import file_checks
from dtao_tui.wallet.addresses import address_trouble, public_key
from dtao_tui.wallet.file_checks import UnreadableFile
from dtao_tui.wallet.wallet_files import UNFINISHED

_MOST = 1000


def found_in(folder: Path) -> tuple[Account, ...]:
    """The wallets in a folder by name; empty if there is no folder."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith(UNFINISHED))
    except OSError:
        return ()
    found = (account_in(folder / name) for name in names[:_MOST])
    return tuple(account for account in found if account is not None)


def account_in(folder: Path) -> Account | None:
    """The wallet in one folder, or None if it has no coldkey, public or private."""
    # os.path answers False for a loop of links, where Path would raise on some versions of Python.
    is_wallet = os.path.isdir(folder) and any(
        os.path.lexists(folder / name) for name in (file_checks.COLDKEY, file_checks.COLDKEYPUB)
    )
    if not is_wallet:
        return None
    name = cleaned(folder.name) or "(no name)"
    try:
        address = _address(folder)
        is_for_practice = os.path.isfile(folder / file_checks.PRACTICE_MARK)
        return replace(_account(name, address, folder), is_for_practice=is_for_practice)
    except UnreadableFile as trouble:
        return Account(name, "", AccountKind.FILE, folder, trouble=str(trouble))
    except OSError as error:
        return Account(name, "", AccountKind.FILE, folder, trouble=f"The wallet cannot be read: {error.strerror}.")


def _account(name: str, address: str, folder: Path) -> Account:
    try:
        is_encrypted = file_checks.is_encrypted(folder)
    except FileNotFoundError:
        return Account(name, address, AccountKind.WATCH, folder)
    except (UnreadableFile, OSError) as error:
        reason = str(error) if isinstance(error, UnreadableFile) else f"coldkey cannot be read: {error.strerror}."
        return Account(name, address, AccountKind.FILE, folder, trouble=reason)
    warnings = [file_checks.weakness(folder), None if is_encrypted else "The key file is not encrypted."]
    warnings.append(file_checks.exposure(folder))
    warning = next((sentence for sentence in warnings if sentence is not None), None)
    return Account(name, address, AccountKind.FILE, folder, is_encrypted, warning)


def _address(folder: Path) -> str:
    try:
        data = file_checks.read_small(folder / file_checks.COLDKEYPUB)
    except FileNotFoundError as error:
        raise UnreadableFile("coldkeypub.txt is missing, so the wallet's address is not known.") from error
    try:
        table = json.loads(data)
        address, key = table["ss58Address"], table.get("publicKey")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFile("coldkeypub.txt is damaged.") from error
    if not isinstance(address, str) or address_trouble(address):
        raise UnreadableFile("coldkeypub.txt holds no address of this chain.")
    if isinstance(key, str) and key.removeprefix("0x").lower() != public_key(address).hex():
        raise UnreadableFile("coldkeypub.txt holds an address and a public key that do not belong together.")
    return address
