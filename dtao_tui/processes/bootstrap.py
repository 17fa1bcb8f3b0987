"""Entry point of child processes: ends with the parent, leaves no core dump, answers framed questions on a pipe.

Standard library only, so that a child that holds a key loads next to nothing else.
"""

import ctypes
import importlib
import os
import resource
import select
import signal
import struct
import sys

LARGEST_FRAME = 32 * 1024 * 1024
"""Bytes. The metadata of a chain, the largest message, takes less than 1 MiB."""

LENGTH = struct.Struct(">I")

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def run_module(module: str, parent: int) -> None:
    """Protect this process and run the module's `main`; the command line of `child_process.isolated` calls it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seal()
    end_with_parent(parent)
    importlib.import_module(module).main()


def seal() -> None:
    """Disable core dumps and, on Linux, reading of this process's memory by other processes of the user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends (Linux); exit now if the parent is gone.

    On other systems the end of the input pipe ends it a little later.
    """
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(limit_bytes: int) -> None:
    """Limit the address space (Linux), so that hostile input cannot take all memory of the machine."""
    if sys.platform != "linux":
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = limit_bytes if hard == resource.RLIM_INFINITY else min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


class Pipe:
    """The child's end of the pipe: questions on standard input, answers on standard output, each with its length."""

    def __init__(self) -> None:
        # A print anywhere in a library would otherwise garble the answers.
        self._out = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def next(self) -> bytes | None:
        """The body of the next question, or None when the parent has closed the pipe."""
        head = _read(LENGTH.size)
        if head is None:
            return None
        (size,) = LENGTH.unpack(head)
        return _read(size) if size <= LARGEST_FRAME else None

    def has_question(self, seconds: float | None) -> bool:
        """Whether a question, or the end of the pipe, arrives within that time; None waits without end."""
        return bool(select.select([0], [], [], seconds)[0])

    def answer(self, body: bytes) -> None:
        """Send one answer."""
        data = memoryview(LENGTH.pack(len(body)) + body)
        while data:
            data = data[os.write(self._out, data) :]


def _read(size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(0, min(size - len(parts), 1 << 16))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
