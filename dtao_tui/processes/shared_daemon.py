"""A child process that several programs use: killed if its starter crashes, left running if its starter exits normally.

The child reads its standard input: its end means that the starter died, the line RELEASED that it exited normally.
"""

import os
import selectors
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.processes.child_process import ChildEnded, ChildTimedOut, ChildTrouble

RELEASED = b"released\n"
"""The line that tells the process to go on for its other users; `practice.node.node_process` reads the same one."""

_END_SECONDS = 2.0


class SharedDaemon:
    """The process, for its starter. Its methods block; call `first_line` in a thread."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    def start(cls, command: Sequence[str], environment: Mapping[str, str], complaints: Path) -> "SharedDaemon":
        """Start it with this environment only, out of reach of Ctrl-C in the terminal. Raises ChildTrouble.

        Its standard error replaces the content of the file `complaints`.
        """
        try:
            log = private_files.opened(complaints, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=dict(environment),
                    start_new_session=True,
                )
            finally:
                os.close(log)
        except OSError as error:
            raise ChildTrouble(f"A helper process could not be started: {error.strerror}.") from error
        return cls(process)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def first_line(self, deadline: float) -> str:
        """The first line of its output. Raises ChildTimedOut or ChildEnded; after both it has ended."""
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(deadline):
                self.kill()
                raise ChildTimedOut(f"A helper process said nothing for {deadline:g} seconds.")
        line = self._process.stdout.readline()
        if not line:
            self.kill()
            raise ChildEnded("A helper process ended before it said anything.")
        return line.decode(errors="replace").rstrip("\n")

    def release(self) -> None:
        """Let it run for its other users; it ends by itself when there are none."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(RELEASED)
            self._process.stdin.close()
        except OSError:
            # It has ended already, so there is nobody to tell.
            self._process.poll()

    def kill(self) -> None:
        """Kill it and wait for its end."""
        self._process.kill()
        self._process.wait(_END_SECONDS)
