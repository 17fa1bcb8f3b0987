"""Checks of a wallet's files: who owns them, who can read or change them. Standard library only: the signer uses it."""

import os
import stat
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.private_files import FOREIGN_HANDS, NotOurFile

LARGEST_FILE = 64 * 1024
"""Bytes. A key file has less than two thousand."""

COLDKEY = "coldkey"
COLDKEYPUB = "coldkeypub.txt"
PRACTICE_MARK = ".made-for-practice"
"""Marks a wallet whose key was generated on the practice network; the file holds the address."""

_ENCRYPTED = (b"$NACL", b"$ANSIBLE_VAULT", b"gAAAAA")
_FOREIGN_EYES = stat.S_IRGRP | stat.S_IROTH


class UnreadableFile(Exception):
    """A file of a wallet cannot be used; the text is a sentence."""


def read_small(path: Path, most: int = LARGEST_FILE) -> bytes:
    """Read a regular file up to a size. Raises UnreadableFile for links, pipes, devices and larger files."""
    try:
        # Whose it is, is asked by `weakness`.
        return private_files.read(path, most, any_owner=True)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror}.") from error


def is_encrypted(folder: Path) -> bool:
    """Whether the wallet's coldkey file begins as an encrypted one does; nothing more of it is read."""
    try:
        file = os.fdopen(private_files.opened(folder / COLDKEY, os.O_RDONLY, any_owner=True), "rb")
    except NotOurFile as error:
        raise UnreadableFile(f"{COLDKEY} cannot be opened: {error.strerror}.") from error
    with file:
        return looks_encrypted(file.read(len(max(_ENCRYPTED, key=len))))


def looks_encrypted(data: bytes) -> bool:
    """Whether these are the first bytes of an encrypted key file."""
    return data.startswith(_ENCRYPTED)


def weakness(folder: Path) -> str | None:
    """The sentence that says how another user could replace this wallet's files, or None."""
    if folder.is_symlink():
        return "The wallet's folder is a link to another place."
    places = {"The folder of all wallets": folder.parent, "The wallet's folder": folder, COLDKEY: folder / COLDKEY}
    for what, path in places.items():
        try:
            found = path.lstat()
        except OSError:
            continue
        if found.st_uid not in (os.geteuid(), 0):
            return f"{what} belongs to another user."
        is_sticky = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
        if not stat.S_ISLNK(found.st_mode) and found.st_mode & FOREIGN_HANDS and not is_sticky:
            return f"{what} can be changed by other users (mode {stat.S_IMODE(found.st_mode):04o})."
    return None


def exposure(folder: Path) -> str | None:
    """The sentence that says how another user could read this wallet's key file, or None."""
    try:
        mode = (folder / COLDKEY).lstat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode) and mode & _FOREIGN_EYES:
        return f"{COLDKEY} can be read by other users (mode {stat.S_IMODE(mode):04o}); chmod 600 closes it."
    return None
