"""Locks the signer's memory so that a key is not swapped out, as far as RLIMIT_MEMLOCK allows (Linux).

Standard library only: the signer process uses it.
"""

import ctypes
import gc
import mmap
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MCL_CURRENT_ON_FAULT = 1 | 4
_MAPS = Path("/proc/self/maps")
_SWAPS = Path("/proc/swaps")
_FIRST = {"[heap]": 0, "[stack]": 1}
_MEBIBYTE = 1024 * 1024


class Locked(NamedTuple):
    """How much of the memory that may hold a key is locked, in bytes."""

    locked: int
    wanted: int
    """The written memory of the process: heap, stack and other allocations."""

    limit: int
    """RLIMIT_MEMLOCK, or -1 without a limit."""

    @property
    def is_whole(self) -> bool:
        """Whether all memory that may hold a key is locked."""
        return 0 < self.wanted <= self.locked


class _Range(NamedTuple):
    start: int
    size: int
    name: str


def lock_memory() -> Locked:
    """Lock the resident memory; if the limit is too small, the heap first, then the stack."""
    if sys.platform != "linux":
        return Locked(0, 0, 0)
    limit = _raised_limit()
    libc = ctypes.CDLL(None, use_errno=True)
    gc.collect()
    if hasattr(libc, "malloc_trim"):
        # What is free and was written to would need room under the limit, too.
        libc.malloc_trim(0)
    ranges = [run for found in _written_ranges() for run in _resident(found)]
    wanted = sum(found.size for found in ranges)
    if libc.mlockall(_MCL_CURRENT_ON_FAULT) == 0:
        return Locked(wanted, wanted, limit)
    locked = 0
    for found in ranges:
        size = found.size if limit < 0 else min(found.size, limit - locked) // mmap.PAGESIZE * mmap.PAGESIZE
        if size and libc.mlock(ctypes.c_void_p(found.start), ctypes.c_size_t(size)) == 0:
            locked += size
    return Locked(locked, wanted, limit)


def sentence(found: Locked, swaps: Path = _SWAPS) -> str:
    """The sentences that say what was locked, why no more, and what to do."""
    if found.is_whole:
        return "the signer's memory is locked: nothing of a key reaches the swap."
    if not found.wanted:
        return "the signer's memory cannot be locked on this system; an encrypted swap keeps a key safe there."
    told = f"{_mebibytes(found.locked)} of the signer's {_mebibytes(found.wanted)} of memory could be locked"
    if not has_swap(swaps):
        return f"{told}; this machine has no swap, so no key reaches one."
    if 0 <= found.limit < found.wanted:
        wanted = -(-2 * found.wanted // _MEBIBYTE) * 1024
        return (
            f"{told}, as the limit is {_mebibytes(found.limit)} (ulimit -l): a key may reach the swap. Raise it to "
            f"{wanted} (memlock in /etc/security/limits.conf, or LimitMEMLOCK), or encrypt the swap."
        )
    return f"{told}; the system refuses more: a key may reach the swap. Encrypt the swap."


def has_swap(swaps: Path = _SWAPS) -> bool:
    """Whether the system has swap; assumed if it does not say."""
    try:
        return len(swaps.read_text(encoding="utf-8").splitlines()) > 1
    except OSError:
        return True


def _raised_limit() -> int:
    """Raise the soft limit to the hard one; returns it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (hard, hard))
    return -1 if hard == resource.RLIM_INFINITY else hard


def _written_ranges() -> list[_Range]:
    """The private memory that maps no file, ordered by how likely it holds a key."""
    found = []
    for line in _MAPS.read_text(encoding="utf-8").splitlines():
        place, rights, _, _, _, *name = line.split(maxsplit=5)
        start, end = (int(part, 16) for part in place.split("-"))
        if rights == "rw-p" and (not name or name[0].startswith("[")):
            found.append(_Range(start, end - start, name[0] if name else ""))
    return sorted(found, key=lambda one: (_FIRST.get(one.name, len(_FIRST)), one.size))


def _resident(found: _Range) -> Iterator[_Range]:
    """The resident parts of a range: the limit would count pages that were never used, too."""
    pages = found.size // mmap.PAGESIZE
    states = (ctypes.c_ubyte * pages)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mincore(ctypes.c_void_p(found.start), ctypes.c_size_t(found.size), states) != 0:
        return
    first = None
    for number in range(pages + 1):
        is_there = number < pages and states[number] & 1
        if is_there and first is None:
            first = number
        elif not is_there and first is not None:
            yield _Range(found.start + first * mmap.PAGESIZE, (number - first) * mmap.PAGESIZE, found.name)
            first = None


def _mebibytes(size: int) -> str:
    return f"{size / _MEBIBYTE:.1f} MiB"
