"""A child process that serves others too: killed with us, but left running when we go in good order.

The child reads its standard input: the end of it means that we died, the word below that we merely left.
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


class Companion:
    """One such process. Its calls block; ask for the first line in a thread."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    def start(cls, command: Sequence[str], environment: Mapping[str, str], complaints: Path) -> "Companion":
        """Start it with that environment and no other, out of reach of Ctrl-C in our terminal. Raises ChildTrouble.

        What it has to complain of is written to the file, over what the one before it wrote.
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
        """What it prints first. Raises ChildTimedOut or ChildEnded; either way it is gone then."""
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
        """Leave it to its other users; without any it ends by itself."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(RELEASED)
            self._process.stdin.close()
        except OSError:
            # It has ended already, so there is nobody to tell.
            self._process.poll()

    def kill(self) -> None:
        """Kill it and see it gone."""
        self._process.kill()
        self._process.wait(_END_SECONDS)
