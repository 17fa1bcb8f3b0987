"""Private files: regular files of this user, 0600, never opened through a link, never waiting for a pipe or a device.

Everything this program keeps is read and written by these functions. Standard library only: the signer imports it.
"""

import errno
import os
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

FOREIGN_HANDS = stat.S_IWGRP | stat.S_IWOTH
"""The bits of a mode by which other users can change a file."""

_WITHOUT_SECOND_NAMES = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""How a file system tells that a file has one name only."""

_ABANDONED_SECONDS = 3600.0
"""The age at which the unfinished file of a replacement belongs to a program that was ended."""


class NotOurFile(OSError):
    """Something else than a regular file of this user is in a file's place; `strerror` says what."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(errno.EPERM, what, str(path))


class TooLarge(NotOurFile):
    """The file is larger than what it is read for."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(path, f"it is larger than {most // 1024} KiB")


class OpenToOthers(NotOurFile):
    """Other users can change the file."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(path, f"other users can change it (mode {mode:04o})")
        self.mode = mode


def opened(path: Path, flags: int, *, follow: bool = False, any_owner: bool = False) -> int:
    """A descriptor of the regular file at this path, which is made (0600) if the flags say so; no child inherits it.

    `follow` allows a link in its place, `any_owner` a file of another user. Raises NotOurFile at once for everything
    else, and OSError.
    """
    # Without O_NONBLOCK, opening a named pipe would wait for its other end.
    guarded = flags & ~os.O_TRUNC | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        file = os.open(path, guarded, 0o600)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ELOOP, errno.EISDIR):
            refuse_other(path, follow=follow)
        raise
    try:
        _refuse(path, os.fstat(file), any_owner=any_owner)
        if flags & os.O_TRUNC:
            os.ftruncate(file, 0)
    except BaseException:
        os.close(file)
        raise
    return file


def refuse_other(path: Path, *, follow: bool = False) -> None:
    """Raise NotOurFile where something else than a regular file of this user is at the path; no file there is fine."""
    with suppress(FileNotFoundError):
        _refuse(path, path.stat() if follow else path.lstat())


def read(path: Path, most: int, *, follow: bool = False, any_owner: bool = False, open_to_others: bool = True) -> bytes:
    """The bytes of a file of at most `most` bytes.

    Raises OSError, and as NotOurFile: TooLarge, and OpenToOthers for a file that others can change unless
    `open_to_others` allows it.
    """
    with os.fdopen(opened(path, os.O_RDONLY, follow=follow, any_owner=any_owner), "rb") as file:
        found = os.fstat(file.fileno())
        if found.st_mode & FOREIGN_HANDS and not open_to_others:
            raise OpenToOthers(path, stat.S_IMODE(found.st_mode))
        # Never more than the file has: what is asked for is allocated at once.
        data = file.read(min(found.st_size, most) + 1)
    if max(found.st_size, len(data)) > most:
        raise TooLarge(path, most)
    return data


def write_all(file: int, data: bytes) -> None:
    """Write all bytes to a descriptor. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def write_new(path: Path, data: bytes) -> None:
    """A new file with these bytes, on disk when this returns (0600). Raises FileExistsError, links included."""
    file = opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)


def add_whole(path: Path, data: bytes) -> None:
    """A new file (0600), whole or not at all where the file system knows second names.

    Raises FileExistsError, links included, and OSError.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_new(fresh, data)
        try:
            # Unlike a rename, a second name is refused where something is in its place.
            os.link(fresh, path)
        except OSError as error:
            if error.errno not in _WITHOUT_SECOND_NAMES:
                raise
            write_new(path, data)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
    sync_folder(path.parent)


def replace(
    path: Path, data: bytes, *, like: os.stat_result | None = None, check: Callable[[], None] | None = None
) -> None:
    """Replace the content of the file on disk; a reader sees the old or the new, whole. Raises OSError.

    The file is 0600 then, or of the mode and the group of `like`. `check` may raise to keep the old one at the last
    moment.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_new(fresh, data)
        if like is not None:
            _make_alike(fresh, like)
        if check is not None:
            check()
        fresh.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            fresh.unlink()
        raise
    sync_folder(path.parent)
    _sweep(path)


def _make_alike(path: Path, like: os.stat_result) -> None:
    """Give a file the group and the mode of another one. Raises OSError; a group that is not one's own stays out."""
    with suppress(PermissionError):
        os.chown(path, -1, like.st_gid)
    path.chmod(stat.S_IMODE(like.st_mode))


def make_folder(folder: Path, *, closed: bool = False) -> None:
    """Make this folder and those above it that are missing, each closed to others (0700). Raises OSError.

    `closed` closes a folder that is there already, too.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)
    if closed:
        folder.chmod(0o700)


def sync_folder(folder: Path) -> None:
    """Put renames and removals in the folder on the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Remove the unfinished files of programs that were ended in the middle of a replacement."""
    for left in path.parent.glob(f".{path.name}.{'?' * 16}"):
        with suppress(OSError):
            if left.lstat().st_mtime < time.time() - _ABANDONED_SECONDS:
                left.unlink()


def _refuse(path: Path, found: os.stat_result, *, any_owner: bool = False) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotOurFile(path, f"it is {_KINDS.get(stat.S_IFMT(found.st_mode), 'something else')}, not a regular file")
    if not any_owner and found.st_uid not in (os.geteuid(), 0):
        raise NotOurFile(path, "it belongs to another user")
