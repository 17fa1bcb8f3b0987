"""Runs the command of an alert: a fixed list of arguments of the user, with the facts as JSON on its standard input.

No shell, an environment of a few plain variables, no output, ten seconds, one command at a time. Nothing of the chain
gets into its arguments.
"""

import asyncio
import contextlib
import logging
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DEADLINE_SECONDS = 10.0
GRACE_SECONDS = 1.0
"""How long the command that runs may go on when the program ends."""

MOST_WAITING = 16
"""Commands that wait for their turn; of more none is run."""

PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LC_ALL",
    "TZ",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
)
"""What a command learns of this program's environment: enough to find programs and to show a notification."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CommandRun:
    """A command to run, and who is told in a few words how it ended; nothing is told where it ended well."""

    command: tuple[str, ...]
    facts: bytes
    tell: Callable[[str], None]


class CommandRunner:
    """Runs commands one after the other."""

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        deadline: float = DEADLINE_SECONDS,
        grace: float = GRACE_SECONDS,
    ) -> None:
        found = os.environ if environment is None else environment
        self._environment = {name: found[name] for name in PASSED_ON if name in found}
        self._deadline = deadline
        self._grace = grace
        self._waiting: list[CommandRun] = []
        self._task: asyncio.Task[None] | None = None

    def run(self, wanted: CommandRun) -> None:
        """Run it when its turn comes."""
        if len(self._waiting) >= MOST_WAITING:
            wanted.tell(f"not run: {MOST_WAITING} commands wait already")
            return
        self._waiting.append(wanted)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off(), name="commands of alerts")

    async def finish(self) -> None:
        """Wait until all have ended."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def close(self) -> None:
        """Run no more, and end the one that runs if it does not end soon; never raises."""
        self._waiting.clear()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=self._grace)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work_off(self) -> None:
        while self._waiting:
            wanted = self._waiting.pop(0)
            try:
                words = await self._ended(wanted)
            except Exception:
                # Whatever is wrong with one command, the next one is run.
                _LOG.exception("the command of an alert failed")
                words = "the command failed"
            if words:
                wanted.tell(words)

    async def _ended(self, wanted: CommandRun) -> str:
        """How it ended, in a few words; empty where it ended well."""
        try:
            process = await asyncio.create_subprocess_exec(
                *wanted.command,
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=DEVNULL,
                env=self._environment,
                cwd="/",
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            return f"the command could not be started: {reason or 'it is no command'}"
        try:
            async with asyncio.timeout(self._deadline):
                await _write(process, wanted.facts)
                status = await process.wait()
        except TimeoutError:
            return f"the command was ended after {self._deadline:g} s"
        finally:
            await _end(process)
        return "" if status == 0 else f"the command ended with {status}"


async def _write(process: Process, facts: bytes) -> None:
    """Give it the facts; a command that does not read them is no failure."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(facts)
        await process.stdin.drain()
    process.stdin.close()


async def _end(process: Process) -> None:
    """Kill what is left of it: the program, and what it has started in its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
