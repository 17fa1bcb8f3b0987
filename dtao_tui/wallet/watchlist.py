"""Stores the watched addresses in a JSON file of this program."""

import json
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.wallet import file_checks
from dtao_tui.wallet.addresses import address_trouble

_SCHEMA = 1
_MOST = 256
_LARGEST = 256 * 1024


class Watchlist:
    """The watched addresses, in one JSON file (0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def accounts(self) -> tuple[Account, ...]:
        """The watched accounts; an unreadable file becomes one account in trouble."""
        try:
            names = self._names()
        except WalletTrouble as trouble:
            return (Account(self._path.name, "", AccountKind.WATCH, trouble=str(trouble)),)
        return tuple(Account(cleaned(name), address, AccountKind.WATCH) for address, name in names.items())

    def add(self, name: str, address: str) -> Account:
        """Add an address. Raises WalletTrouble for a bad address, a known one, or one too many."""
        trouble = address_trouble(address)
        if trouble is not None:
            raise WalletTrouble(trouble)
        names = self._names()
        if address in names:
            raise WalletTrouble(f"This address is already watched, as “{cleaned(names[address])}”.")
        if len(names) >= _MOST:
            raise WalletTrouble(f"{_MOST} addresses are watched already. Forget one first.")
        label = cleaned(name.strip()) or f"{address[:6]}…{address[-4:]}"
        self._write(names | {address: label})
        return Account(label, address, AccountKind.WATCH)

    def remove(self, address: str) -> None:
        """Remove an address; an unknown one is ignored. Raises WalletTrouble."""
        names = self._names()
        if names.pop(address, None) is not None:
            self._write(names)

    def _names(self) -> dict[str, str]:
        try:
            table = json.loads(file_checks.read_small(self._path, _LARGEST))
            if table["schema"] != _SCHEMA:
                raise WalletTrouble(f"{self._path} was written by another version of this program.")
            names = {str(entry["address"]): str(entry["name"]) for entry in table["watched"]}
        except FileNotFoundError:
            return {}
        except file_checks.UnreadableFile as error:
            raise WalletTrouble(f"The watched addresses in {self._path.parent} are unusable: {error}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise WalletTrouble(f"{self._path} is damaged. Repair it, or delete it to begin anew.") from error
        if any(address_trouble(address) for address in names):
            raise WalletTrouble(f"{self._path} holds something that is no address. Repair it, or delete it.")
        return names

    def _write(self, names: dict[str, str]) -> None:
        watched = [{"address": address, "name": name} for address, name in names.items()]
        try:
            private_files.make_folder(self._path.parent)
            private_files.replace(self._path, json.dumps({"schema": _SCHEMA, "watched": watched}, indent=1).encode())
        except OSError as error:
            raise WalletTrouble(f"{self._path} cannot be written: {error.strerror}. Nothing was changed.") from error
