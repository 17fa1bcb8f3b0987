"""Signers without a process of their own, for tests of what is signed and not of how a key is held."""

from collections.abc import Sequence

import pytest

from dtao_tui.processes.child_process import ChildEnded
from dtao_tui.wallet.signer import signer_client, signer_process
from dtao_tui.wallet.signer.memory_lock import Locked
from dtao_tui.wallet.signer.signer_process import KeyHolder


class SignerInThisProcess:
    """Stands in for the child process: the same frames reach the same code."""

    def __init__(self) -> None:
        self._holder = KeyHolder()
        self.is_running = True
        self.pid = 0

    @classmethod
    async def start(cls, _command: Sequence[str]) -> "SignerInThisProcess":
        return cls()

    async def ask(self, question: bytes, _deadline: float) -> bytes:
        if not self.is_running:
            raise ChildEnded("A helper process has ended.")
        return self._holder.answer_frame(question)

    async def end(self) -> None:
        self.is_running = False


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no signer process: a fifth of a second each."""
    monkeypatch.setattr(signer_client, "Child", SignerInThisProcess)
    # Only the signer's own process has its memory locked.
    monkeypatch.setattr(signer_process, "lock_memory", lambda: Locked(0, 0, 0))
