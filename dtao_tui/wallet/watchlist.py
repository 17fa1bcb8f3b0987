"""Stores the watched addresses in a JSON file of this program."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.domain.accounts import Account, AccountKind, shortened
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.domain.text import cleaned, quoted
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.wallet import file_checks
from dtao_tui.wallet.addresses import address_trouble

SR25519, ED25519 = "sr25519", "ed25519"
SCHEMES = (SR25519, ED25519)
"""How a key elsewhere may sign."""

_SCHEMA = 1
_MOST = 256
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Watched:
    """One entry of the file."""

    name: str
    proxy: str = ""
    """The address of the key that signs as its staking proxy, or empty."""

    scheme: str = ""
    """How its key signs elsewhere, `sr25519` or `ed25519`; empty where nothing signs for it."""

    ledger: str = ""
    """Where in a Ledger its key is (`LedgerPath.stored`), or empty."""

    def account(self, address: str) -> Account:
        """The entry as an account; whether its proxy's key is here is not known to this file."""
        name = cleaned(self.name)
        if self.ledger:
            path = LedgerPath.parse(self.ledger)
            return Account(name, address, AccountKind.LEDGER, is_ed25519=True, ledger=path)
        if self.scheme:
            return Account(name, address, AccountKind.ELSEWHERE, is_ed25519=self.scheme == ED25519)
        if not self.proxy:
            return Account(name, address, AccountKind.WATCH)
        return Account(name, address, AccountKind.PROXIED, proxy=Account(name, self.proxy, AccountKind.WATCH))


class Watchlist:
    """The watched addresses, in one JSON file (0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def accounts(self) -> tuple[Account, ...]:
        """The watched accounts; an unreadable file becomes one account in trouble."""
        try:
            watched = self._watched()
        except WalletTrouble as trouble:
            return (Account(self._path.name, "", AccountKind.WATCH, trouble=str(trouble)),)
        return tuple(entry.account(address) for address, entry in watched.items())

    def add(self, name: str, address: str, proxy: str = "", scheme: str = "") -> Account:
        """Add an address, or give a watched one its proxy or the scheme of its key elsewhere.

        Raises WalletTrouble for a bad address, a known one, or one too many.
        """
        if scheme and (scheme not in SCHEMES or proxy):
            raise WalletTrouble("A key elsewhere signs by sr25519 or ed25519, and without a proxy.")
        return self._add(address, _Watched(name, proxy, scheme))

    def add_ledger(self, name: str, address: str, path: LedgerPath) -> Account:
        """Add an address of a Ledger, or give a watched one its key there. Raises WalletTrouble."""
        return self._add(address, _Watched(name, scheme=ED25519, ledger=path.stored))

    def remove(self, address: str) -> None:
        """Remove an address; an unknown one is ignored. Raises WalletTrouble."""
        watched = self._watched()
        if watched.pop(address, None) is not None:
            self._write(watched)

    def _add(self, address: str, entry: _Watched) -> Account:
        trouble = _trouble_with(address, entry.proxy)
        if trouble is not None:
            raise WalletTrouble(trouble)
        watched = self._watched()
        known = watched.get(address)
        if known is not None and (known.proxy or known.scheme or not (entry.proxy or entry.scheme)):
            how = f", by the proxy {shortened(known.proxy)}" if known.proxy else ""
            raise WalletTrouble(f"This address is already watched, as {quoted(known.name)}{how}.")
        if known is None and len(watched) >= _MOST:
            raise WalletTrouble(f"{_MOST} addresses are watched already. Forget one first.")
        entry = replace(entry, name=cleaned(entry.name.strip()) or f"{address[:6]}…{address[-4:]}")
        self._write(watched | {address: entry})
        return entry.account(address)

    def _watched(self) -> dict[str, _Watched]:
        try:
            table = json.loads(file_checks.read_small(self._path, _LARGEST))
            if table["schema"] != _SCHEMA:
                raise WalletTrouble(f"{self._path} was written by another version of this program.")
            watched = {
                str(entry["address"]): _Watched(
                    str(entry["name"]), *(str(entry.get(part, "")) for part in ("proxy", "scheme", "ledger"))
                )
                for entry in table["watched"]
            }
        except FileNotFoundError:
            return {}
        except file_checks.UnreadableFile as error:
            raise WalletTrouble(f"The watched addresses in {self._path.parent} are unusable: {error}") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise WalletTrouble(f"{self._path} is damaged. Repair it, or delete it to begin anew.") from error
        if any(_trouble_with(address, entry.proxy) or _is_odd(entry) for address, entry in watched.items()):
            raise WalletTrouble(f"{self._path} holds something that is no address. Repair it, or delete it.")
        return watched

    def _write(self, watched: Mapping[str, _Watched]) -> None:
        entries = [_row(address, entry) for address, entry in watched.items()]
        try:
            private_files.make_folder(self._path.parent)
            private_files.replace(self._path, json.dumps({"schema": _SCHEMA, "watched": entries}, indent=1).encode())
        except OSError as error:
            raise WalletTrouble(f"{self._path} cannot be written: {error.strerror}. Nothing was changed.") from error


def _row(address: str, entry: _Watched) -> dict[str, str]:
    more = {"proxy": entry.proxy, "scheme": entry.scheme, "ledger": entry.ledger}
    return {"address": address, "name": entry.name} | {name: value for name, value in more.items() if value}


def _is_odd(entry: _Watched) -> bool:
    """Whether no key signs as the entry says."""
    if not entry.ledger:
        return bool(entry.scheme) and entry.scheme not in SCHEMES
    try:
        LedgerPath.parse(entry.ledger)
    except ValueError:
        return True
    return entry.scheme != ED25519 or bool(entry.proxy)


def _trouble_with(address: str, proxy: str) -> str | None:
    """Why an address, or that of its proxy, cannot be watched, as a sentence, or None."""
    if proxy and proxy == address:
        return "An account cannot be its own proxy."
    return address_trouble(address) or (address_trouble(proxy) if proxy else None)
