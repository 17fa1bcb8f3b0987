"""Overwriting of freed memory, in which a password or phrase would stay until it is allocated again."""

import ctypes
import sys
from functools import cache

_HEAD = sys.getsizeof(b"")
_OBJECTS = range(48, 513, 16)
"""Sizes in bytes of the blocks in which Python keeps small objects; a text takes at least 50."""

_FILLED = 2 * 1024 * 1024
"""Bytes that are filled of each block size: more than a program like this one has free."""

_SMALL, _LARGE = range(24, 1033, 16), (2000, 4000, 8000, 16_000, 32_000, 64_000)
"""Sizes in bytes of the free blocks that the C library caches, `_MOST_KEPT` of each size for each thread."""

_MOST_KEPT = 7
_M_ARENA_MAX = -8


def share_one_heap() -> None:
    """Make all threads allocate from one heap, where freed memory can be overwritten; call it before any starts."""
    if sys.platform == "linux" and hasattr(_libc(), "mallopt"):
        _libc().mallopt(_M_ARENA_MAX, 1)


def overwrite_free_objects() -> None:
    """Overwrite freed Python objects, and give free pages back to the system; takes 0.1 s."""
    for size in _OBJECTS:
        filled = [bytes(size - _HEAD) for _ in range(_FILLED // size)]
        del filled
    overwrite_free_blocks()
    if hasattr(_libc(), "malloc_trim"):
        _libc().malloc_trim(0)


def overwrite_free_blocks() -> None:
    """Overwrite the free blocks that the C library caches for the calling thread; takes a few ms."""
    libc = _libc()
    blocks = [(libc.malloc(size), size) for size in (*_SMALL, *_LARGE) for _ in range(_MOST_KEPT)]
    for block, size in blocks:
        if block:
            ctypes.memset(block, 0, size)
    for block, _ in blocks:
        libc.free(block)


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]
    return libc
