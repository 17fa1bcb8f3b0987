"""Joins the practice node of this state folder, or starts it; at most one runs per folder."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dtao_tui import private_files, private_locks
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.errors import NotConnected
from dtao_tui.processes.child_process import ChildTrouble, passed_on
from dtao_tui.processes.shared_daemon import SharedDaemon
from dtao_tui.settings import Folders

_ANSWER_SECONDS = 2.0
_START_SECONDS = 20.0
_LOCK_SECONDS = 30.0
_LOCK_PAUSE_SECONDS = 0.05
_LONGEST_COMPLAINT = 300
_LARGEST_NOTE = 4 * 1024
_LARGEST_LOG = 16 * 1024 * 1024
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "DTAO_TUI_HOME", "PYTHONPATH", "TZ")


class PracticeNode:
    """The practice node as this program uses it: joined if one answers, started if none does."""

    def __init__(self, places: Folders) -> None:
        self._places = places
        self._node: SharedDaemon | None = None
        self.address: str | None = None
        """The node's ws:// address, once `endpoint` was asked."""

    async def endpoint(self) -> str:
        """The address of a node that answers now; it is started if need be. Raises NotConnected."""
        try:
            # Only who may have to start a node needs the lock.
            address = await self._joined() or await self._joined_or_started()
        except OSError as error:
            folder = self._places.practice.parent
            reason = f"{Path(error.filename).name}: {error.strerror}" if error.filename else error.strerror
            raise NotConnected(f"The practice node could not be reached through {folder} ({reason}).") from error
        self.address = address
        return address

    def release(self) -> None:
        """Leave it; a node that this program started ends when its last other user has gone."""
        if self._node is not None:
            self._node.release()
            self._node = None

    async def _joined(self) -> str | None:
        """The address of the node that is here and answers, or None."""
        address = _written_address(self._places.practice)
        return address if address is not None and await answers(address) else None

    async def _joined_or_started(self) -> str:
        async with _held(self._places.practice.with_suffix(".lock")):
            return await self._joined() or await self._start()

    async def _start(self) -> str:
        kept = ["--state", str(self._places.practice_world), "--catch-up"]
        command = [sys.executable, "-m", "dtao_tui", "practice", "--port", "0", "--as-child", *kept]
        environment, log = passed_on(*_PASSED_ON), self._places.practice_log
        try:
            node = await asyncio.to_thread(SharedDaemon.start, command, environment, log)
            address = await asyncio.to_thread(node.first_line, _START_SECONDS)
        except ChildTrouble as error:
            reason = _last_complaint(log) or str(error)
            raise NotConnected(f"The practice node could not be started: {reason}") from error
        if not address.startswith("ws://127.0.0.1:"):
            node.kill()
            raise NotConnected("The practice node said something else than its address.")
        self._node = node
        try:
            note = json.dumps({"address": address, "pid": node.pid})
            private_files.replace(self._places.practice, note.encode())
        except OSError:
            # Nobody else could find it, and each new attempt would start one more.
            self._node = None
            node.kill()
            raise
        return address


async def answers(address: str) -> bool:
    """Whether a chain answers at this address."""
    # 30 ms of import that the first frame need not wait for.
    from websockets.asyncio.client import connect
    from websockets.exceptions import WebSocketException

    question = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "chain_getBlockHash", "params": [0]})
    try:
        async with asyncio.timeout(_ANSWER_SECONDS), connect(address, proxy=None) as socket:
            await socket.send(question)
            answer = json.loads(await socket.recv())
    except (OSError, TimeoutError, WebSocketException, ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and isinstance(answer.get("result"), str)


@asynccontextmanager
async def _held(path: Path) -> AsyncIterator[None]:
    """Hold the lock beside the address, so that two programs never start a node each. Raises NotConnected, OSError."""
    file = await _taken(path)
    try:
        yield
    finally:
        os.close(file)


async def _taken(path: Path) -> int:
    try:
        async with asyncio.timeout(_LOCK_SECONDS):
            # The other program holds it for a second or two; the file system has nothing to await.
            while (file := private_locks.taken(path)) is None:  # noqa: ASYNC110
                await asyncio.sleep(_LOCK_PAUSE_SECONDS)
    except TimeoutError:
        raise NotConnected(
            "Another dtao-tui has been starting the practice node for too long; continue it (fg) or end it."
        ) from None
    return file


def _written_address(path: Path) -> str | None:
    try:
        written = json.loads(private_files.read(path, _LARGEST_NOTE))
    except (OSError, ValueError, RecursionError):
        return None
    address = written.get("address") if isinstance(written, dict) else None
    return address if isinstance(address, str) and address.startswith("ws://127.0.0.1:") else None


def _last_complaint(path: Path) -> str:
    """The last line that a node wrote to its standard error, or empty."""
    try:
        lines = private_files.read(path, _LARGEST_LOG).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return cleaned(lines[-1].removeprefix("dtao-tui: "), _LONGEST_COMPLAINT) if lines else ""
