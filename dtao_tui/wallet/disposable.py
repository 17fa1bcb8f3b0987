"""Deletes wallets that were created on the practice network.

Only a wallet with a key generated on the practice network carries the mark that allows it; an imported key may be the
user's only copy, so it never gets the mark.
"""

import hashlib
import json
import os
import secrets
import stat
from pathlib import Path

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.wallet import file_checks, wallet_files, wallet_folder

_OURS = frozenset({file_checks.COLDKEY, file_checks.COLDKEYPUB, file_checks.PRACTICE_MARK})


class NewPhrases:
    """Keyed hashes of the phrases generated in this session; the phrases themselves are not stored."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._seen: set[bytes] = set()

    def add(self, phrase: str) -> None:
        """Record a generated phrase."""
        self._seen.add(self._digest(phrase))

    def __contains__(self, phrase: str) -> bool:
        return self._digest(phrase) in self._seen

    def _digest(self, phrase: str) -> bytes:
        return hashlib.blake2b(phrase.encode(), key=self._key, digest_size=32).digest()


def mark_of(address: str) -> bytes:
    """The content of the mark file of a wallet with this address."""
    return json.dumps({"address": address}).encode()


def objection(folder: Path) -> str | None:
    """The sentence that says why the wallet in this folder may not be deleted, or None."""
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return "There is no wallet of that name."
        mark = json.loads(file_checks.read_small(folder / file_checks.PRACTICE_MARK))
        foreign = sorted(set(os.listdir(folder)) - _OURS)
    except FileNotFoundError:
        return "This wallet was not made on the practice network by dtao-tui; only such wallets are thrown away."
    except (OSError, ValueError, RecursionError, file_checks.UnreadableFile):
        return "The mark of this wallet cannot be read, so it is not thrown away."
    account = wallet_folder.account_in(folder)
    if account is None or not account.address or mark != {"address": account.address}:
        return "This wallet has another key than the one that was made for practice, so it is not thrown away."
    if foreign:
        return "There is more in this wallet's folder than its key, such as hotkeys, so it is not thrown away."
    return None


def throw_away(folder: Path) -> None:
    """Delete the wallet in this folder, renaming it first. Raises WalletTrouble if nothing was deleted."""
    trouble = objection(folder)
    if trouble is not None:
        raise WalletTrouble(trouble)
    # Under this name nobody takes it for a wallet, should the deletion be interrupted.
    doomed = folder.with_name(f"{wallet_files.UNFINISHED}{secrets.token_hex(8)}")
    try:
        folder.rename(doomed)
        for name in _OURS:
            (doomed / name).unlink(missing_ok=True)
        doomed.rmdir()
    except OSError as error:
        raise WalletTrouble(f"The wallet could not be deleted: {error.strerror}.") from error
