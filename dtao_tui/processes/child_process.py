"""Child processes in isolated interpreters: asked over pipes with a deadline, and ended with this process."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from dtao_tui.processes.bootstrap import LARGEST_FRAME, LENGTH

_BOOT = (
    "import sys; sys.path.extend(sys.argv[3:]); from dtao_tui.processes import bootstrap; "
    "bootstrap.run_module(sys.argv[1], int(sys.argv[2]))"
)
_LAST_OUTPUT_SECONDS = 1.0


class ChildTrouble(Exception):
    """A child process did not answer. `str()` is a sentence without a secret."""


class ChildTimedOut(ChildTrouble):
    """The child did not answer in time, and was killed."""


class ChildEnded(ChildTrouble):
    """The child ended before it answered."""


def isolated(module: str, needs: Sequence[str] = ()) -> list[str]:
    """The command line that runs `module.main()` in an interpreter of its own.

    `-I` and `-S` leave out the current folder, PYTHONPATH, the site folders and the code these would run. The path is
    the standard library, then the folders of this program and of the packages that the module needs.
    """
    folders = dict.fromkeys([str(Path(__file__).resolve().parents[2]), *map(_folder_of, needs)])
    return [sys.executable, "-I", "-S", "-c", _BOOT, module, str(os.getpid()), *folders]


class Child:
    """A running child process. It ends with this process; Ctrl-C in the terminal does not reach it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()
        self._exchanges: set[asyncio.Task[bytes]] = set()

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str] | None = None) -> "Child":
        """Start it with this environment only, by default an empty one. Raises ChildTrouble.

        Call it from the main thread: on Linux the child ends with the thread that started it.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=dict(environment or {}),
                start_new_session=True,
            )
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
        return self._process.returncode is None

    async def ask(self, question: bytes, deadline: float) -> bytes:
        """The answer to one question within `deadline` seconds; questions wait for their turn.

        When the caller is cancelled, the exchange runs to its end, so that its answer is not taken for the next one.
        Raises ChildTimedOut or ChildEnded; after both the child has ended.
        """
        if not self.is_running:
            raise ChildEnded("A helper process has ended.")
        exchange = asyncio.create_task(self._exchange(question, deadline))
        self._exchanges.add(exchange)
        exchange.add_done_callback(self._finished)
        return await asyncio.shield(exchange)

    async def end(self) -> None:
        """Kill it and wait for its end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._kill()
        await asyncio.gather(*self._exchanges, return_exceptions=True)

    async def _exchange(self, question: bytes, deadline: float) -> bytes:
        async with self._turn:
            try:
                return await asyncio.wait_for(self._question_and_answer(question), deadline)
            except TimeoutError as error:
                await self._kill()
                raise ChildTimedOut(f"A helper process gave no answer within {deadline:g} seconds.") from error
            except (OSError, EOFError, ValueError) as error:
                await self._kill()
                raise ChildEnded("A helper process ended before it answered.") from error

    async def _question_and_answer(self, question: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(LENGTH.pack(len(question)))
        # A second write: joining both would make another copy of what may be a password.
        self._process.stdin.write(question)
        await self._process.stdin.drain()
        (size,) = LENGTH.unpack(await self._process.stdout.readexactly(LENGTH.size))
        if size > LARGEST_FRAME:
            raise ValueError("A helper process gave an answer without bounds.")
        return await self._process.stdout.readexactly(size)

    async def _kill(self) -> None:
        assert self._process.stdout is not None
        if self.is_running:
            # Process.kill() would look for the exit status itself, and asyncio's watcher would then miss it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        await self._process.wait()
        # Reading to the end lets the loop close the pipe now instead of at garbage collection.
        with contextlib.suppress(TimeoutError, RuntimeError):
            await asyncio.wait_for(self._process.stdout.read(), _LAST_OUTPUT_SECONDS)

    def _finished(self, exchange: asyncio.Task[bytes]) -> None:
        self._exchanges.discard(exchange)
        if not exchange.cancelled():
            # Looking at the outcome keeps asyncio from reporting it where the caller was cancelled.
            exchange.exception()


async def answer(command: Sequence[str], question: bytes, deadline: float, environment: Mapping[str, str]) -> bytes:
    """Start a child for one question and return its answer; the child has ended by then. Raises ChildTrouble."""
    child = await Child.start(command, environment)
    try:
        return await child.ask(question, deadline)
    finally:
        await child.end()


def passed_on(*names: str) -> dict[str, str]:
    """These environment variables, as far as they are set, for the environment of a child."""
    return {name: os.environ[name] for name in names if name in os.environ}


def _folder_of(package: str) -> str:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ChildTrouble(f"The package {package} is not installed.")
    return str(Path(spec.origin).parents[1])
